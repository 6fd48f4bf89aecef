import { deepEqual, ok } from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { errorCodes } from "../../src/core/errors.ts";
import { messageRefusals } from "../../src/core/mechanism/message/act.ts";
import { Contact } from "./00-overview.contact.ts";
import { readChapter, runVectors } from "./vectors.ts";

const folder = new URL("../../spec/", import.meta.url);
const overview = readFileSync(new URL("00-overview.md", folder), "utf8");

const contact = new Contact();
runVectors(readChapter("00-overview"), { "first-contact.json": ({ input }) => contact.step(input) });

test("the chapter lists every error code, in order, and no other", () => {
  const errors = overview.slice(overview.indexOf("## Errors"), overview.indexOf("## What it proves"));
  const listed = [...errors.matchAll(/^\| `([a-z-]+)` \|/gmu)].map((one) => one[1]);
  deepEqual(listed, Object.keys(errorCodes));
});

test("every chapter there is stands in the overview, and names only codes of the list", () => {
  const chapters = readdirSync(folder).filter((name) => /^\d\d-.*\.md$/u.test(name) && name !== "00-overview.md");
  for (const name of chapters) {
    ok(overview.includes(`(${name})`), name);
    const text = readFileSync(new URL(name, folder), "utf8");
    for (const [, code] of text.matchAll(/[Ee]rror `([a-z-]+)`/gu)) {
      ok(Object.hasOwn(errorCodes, code ?? ""), `${name}: ${code}`);
    }
    const vectors = new URL(`../vectors/${name.slice(0, -3)}/`, folder);
    if (existsSync(vectors)) ok(readdirSync(vectors).length > 0, name);
  }
});

test("no number is given to two rules, and each stands in the chapters that the overview gives its letter", () => {
  const given = readdirSync(folder).filter((name) => /^\d\d-.*\.md$/u.test(name)).flatMap((name) => (
    [...readFileSync(new URL(name, folder), "utf8").matchAll(/^- \*\*\[([A-Z]-\d+)\]\*\*/gmu)].map(
      ([, rule = ""]) => ({ rule, chapter: name.slice(0, 2) }),
    )
  ));
  const numbers = given.map((one) => one.rule);
  deepEqual(numbers.filter((one, at) => numbers.indexOf(one) !== at), []);
  const letters = overview.slice(overview.indexOf("has a number:"), overview.indexOf("A number is never"));
  for (const { rule, chapter } of given) {
    const row = new RegExp(`\\b${rule[0]}( in chapter)? (\\d\\d and )?${chapter}\\b`, "u");
    ok(row.test(letters), `${rule}: ${chapter}`);
  }
});

test("every file of vectors stands in their page, with the names of its inputs, and no other file does", () => {
  const vectors = new URL("../vectors/", folder);
  const page = readFileSync(new URL("README.md", vectors), "utf8");
  const listed = [...page.matchAll(/^\| `(\d\d-[a-z-]+\/[a-z-]+\.json)` \|(.*)$/gmu)];
  const files = readdirSync(vectors, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"));
  deepEqual(listed.map((one) => one[1]).sort(), files.sort());
  for (const [, name = "", row = ""] of listed) {
    const text = readFileSync(new URL(name, vectors), "utf8");
    const { chapter, cases } = JSON.parse(text) as { chapter: string; cases: { input: object; must: string[] }[] };
    deepEqual(chapter, name.split("/")[0]);
    // A story says its inputs below the table.
    const rest = row.includes("a story") ? page : row;
    const inputs = new Set(cases.flatMap((one) => Object.keys(one.input)));
    for (const input of inputs) ok(rest.includes(`\`${input}\``), `${name}: ${input}`);
    ok(cases.every((one) => one.must.length > 0), name);
  }
});

test("what a station refuses is listed in chapter 06, and what a verifier finds in chapter 07", () => {
  const [messages, verification] = ["06-messages.md", "07-verification.md"].map(
    (name) => readFileSync(new URL(name, folder), "utf8"),
  );
  for (const reason of messageRefusals) ok(messages?.includes(`\`${reason}\``), reason);
  for (const code of ["untrusted", "not-adopted", "end"]) ok(verification?.includes(`| \`${code}\` |`), code);
});
