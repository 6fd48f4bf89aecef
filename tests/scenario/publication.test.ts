// From a clean text to a folder that an outsider checks: two stations, two processes, and a verifier who has seen
// neither.

import assert from "node:assert/strict";
import http from "node:http";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pythonMissing, runPython } from "../python-reader/python.ts";
import { agree, by, meet, run, startPair } from "./stations.ts";
import type { Party } from "./stations.ts";
import { createCli } from "../../src/cli/cli.ts";
import { openClient } from "../../src/cli/client.ts";
import type { Client } from "../../src/cli/client.ts";
import type { Act, ActResult } from "../../src/api/acts.ts";
import type { TextView } from "../../src/api/text-views.ts";

// Commands run while nothing else does here: a connection that is kept would be closed meanwhile.
http.globalAgent = new http.Agent({ keepAlive: false });

type Done = Extract<ActResult, { kind: "done" }>;

function clientOf({ folder }: Party): Promise<Client> {
  return openClient(createCli({ language: "en", json: true, folder, officer: "Duty" }));
}

async function act(party: Party, asked: Act): Promise<Done> {
  const result = await (await clientOf(party)).act(asked);
  assert.equal(result.kind, "done", JSON.stringify(result));
  return result as Done;
}

async function viewAt(party: Party, object: string, wished: (text: TextView) => boolean): Promise<TextView> {
  const client = await clientOf(party);
  for (let tries = 0; tries < 2_000; tries++) {
    const text = await client.get<TextView>(`/texts/${object}`).catch(() => null);
    if (text !== null && wished(text)) return text;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail("the text never became so");
}

async function begin(by: Party, title: string): Promise<string> {
  const { party, parties, channels } = await (await clientOf(by)).state();
  const { object } = await act(by, {
    act: "text.begin", channel: channels[0]?.id ?? "", purpose: "communique", title: [title, "Коммюнике"],
    languages: ["en", "ru"], principals: [party.id, parties[0]?.id ?? ""], pen: null, amends: null, meeting: null,
  });
  return object ?? "";
}

/** A text of one clause that both stand for, and its fair copy. */
async function fairCopy(a: Party, b: Party): Promise<{ readonly object: string; readonly digest: string }> {
  const object = await begin(a, "Communique");
  const texts = ["The Parties shall keep a direct line.", "Стороны поддерживают прямую линию."];
  const { leaf } = await act(a, {
    act: "text.offer", object, package: false, note: null,
    changes: [{ touches: [], clauses: [{ slot: null, after: null, heading: false, texts }] }],
  });
  await viewAt(b, object, ({ slots }) => slots.length === 1);
  await act(b, { act: "text.position", object, stands: [{ change: `${leaf}:0`, stance: "accept" }], note: null });
  await viewAt(a, object, ({ state }) => state === "clean");
  const { digest = "" } = await act(a, { act: "text.fair-copy", object });
  await viewAt(b, object, ({ fairCopies }) => fairCopies.length === 1);
  return { object, digest };
}

test("compiled on both sides, adopted, published, and checked by an outsider", async (t) => {
  const { root, a, b } = await startPair(t);
  meet(a, b);
  await agree(a, b);
  for (const party of [a, b]) {
    by(party, "officer", "roles", "Duty", "watch,releaser,administrator,auditor,negotiator");
  }
  const { object, digest } = await fairCopy(a, b);
  const copies = join(root, "copies");
  assert.equal(by<{ copies: string }>(a, "text", "compile", object, "--out", copies).copies, "waiting");
  await viewAt(b, object, ({ fairCopies: [copy] }) => copy?.document.compiled.length === 2);
  assert.equal(by<{ copies: string }>(b, "text", "compile", object).copies, "same");
  assert.deepEqual(readdirSync(copies).sort(), ["copy-1.pdf", "copy-2.pdf"]);

  const early = run("publish", object, "--out", join(root, "early"), "--folder", a.folder, "--officer", "Duty");
  assert.equal(early.status, 1, "it is not adopted");
  assert.ok(!existsSync(join(root, "early")));
  const accept: Act = { act: "agree.accept", object, digest, untilMs: Date.now() + 86_400_000 };
  await act(a, accept);
  await viewAt(b, object, ({ state }) => state === "accepted-by-some");
  await act(b, accept);
  for (const party of [a, b]) {
    await viewAt(party, object, ({ fairCopies: [copy] }) => copy?.agreement.verdict === "final");
  }
  await publishAndCheck(root, a, b, object);
});

async function publishAndCheck(root: string, a: Party, b: Party, object: string): Promise<void> {
  const [first, folder] = [join(root, "first"), join(root, "communique")];
  const alone = by<{ notYet: string[]; files: string[] }>(a, "publish", object, "--out", first);
  assert.equal(alone.notYet.length, 1);
  assert.deepEqual(alone.files.toSorted(), ["copy-1.pdf", "copy-2.pdf", "page.html", "proof.chirograph", "text.txt"]);
  const trust = ["--root", a.card, "--root", b.card];
  const half = run("verify", first, ...trust);
  assert.equal(half.status, 1, "the other party's word is missing");
  await viewAt(b, object, ({ fairCopies: [copy] }) => copy?.document.published.length === 1);
  assert.deepEqual(by<{ notYet: string[] }>(b, "publish", object, "--out", folder).notYet, []);

  const told = run("verify", folder, ...trust);
  assert.equal(told.status, 0, told.out + told.error);
  for (const words of ["EXERCISE", "Communique", "Коммюнике", "NDL", "VES", "copy-2.pdf  is the one they named"]) {
    assert.ok(told.out.includes(words), words);
  }
  assert.match(run("verify", folder, ...trust, "--compile").out, /Compiled anew here: the copies they named show/u);
  assert.equal(run("verify", folder, "--root", a.card).status, 1, "only one is trusted");
  if (pythonMissing === null) {
    const { out, status } = runPython("verify.py", [join(folder, "proof.chirograph"), ...trust]);
    assert.equal(status, 0, out);
  }
  // The same bytes on both sides, each compiled by its own process.
  for (const name of ["copy-1.pdf", "copy-2.pdf", "text.txt", "page.html"]) {
    assert.deepEqual(readFileSync(join(folder, name)), readFileSync(join(first, name)), name);
  }
  const text = readFileSync(join(folder, "text.txt"), "utf8");
  assert.match(text, /1\. The Parties shall keep a direct line\./u);
  writeFileSync(join(folder, "text.txt"), text.replace("shall", "may"));
  const altered = run("verify", folder, ...trust);
  assert.equal(altered.status, 1);
  assert.match(altered.out, /text\.txt {2}is NOT the one they named/u);
  const page = run("verify", join(folder, "text.txt"), ...trust);
  assert.equal(page.status, 2, "a text is no proof");
}
