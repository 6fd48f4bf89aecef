// The main job on real texts: a joint statement in its two languages goes over the line and comes out byte for byte,
// on the other side, in the proof and in the export.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { agree, json, list, meet, run, startPair, until } from "./stations.ts";

const path = (language: string): string => fileURLToPath(
  new URL(`../data/geneva-2021.${language}.txt`, import.meta.url),
);
/** A text file ends with a line feed that is the file's and not the text's. */
const text = (language: string): string => readFileSync(path(language), "utf8").trimEnd();

test("a joint statement in two languages arrives, is taken and proven", async (t) => {
  const { root, a, b } = await startPair(t);
  meet(a, b);
  const label = await agree(a, b);
  // The first line of a translation's file is its subject.
  writeFileSync(join(root, "en.txt"), `Joint statement\n\n${text("en")}\n`);
  json(
    "send", "--to", "VES/watch", "--precedence", "PRIORITY", "--label", label, "--language", "ru",
    "--subject", "Совместное заявление", "--file", path("ru"), "--translation", `en=${join(root, "en.txt")}`, "--yes",
    "--folder", a.folder,
  );
  await until(() => list(b)[0]?.translations.length === 1);
  const [came] = list(b);
  assert.ok(came);
  assert.equal(came.text, text("ru"));
  assert.equal(came.translations[0]?.text, text("en"));
  json("take", came.label, "--folder", b.folder);
  await until(() => list(a)[0]?.to[0]?.state === "taken");

  const proof = run("show", came.label, "--proof", "--folder", b.folder).out;
  writeFileSync(join(root, "statement.proof"), proof);
  const proven = JSON.parse(run("verify", join(root, "statement.proof"), "--root", a.card, "--json").out) as
    { readonly result: string; readonly text: string };
  assert.deepEqual([proven.result, proven.text], ["clean", text("ru")]);

  const file = join(root, "record.chirograph");
  json("export", file, "--folder", b.folder);
  assert.ok(readFileSync(file).includes(text("ru")) && readFileSync(file).includes(text("en")));
  const verified = run("verify", file, "--root", a.card, "--root", b.card, "--lang", "ru");
  assert.equal(verified.status, 0, verified.out);
});
