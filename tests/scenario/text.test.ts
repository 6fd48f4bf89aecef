// A joint text from the command line: two parties, two processes, from the first clause to a text that both adopted; a
// late offer undoes nothing, and a restart keeps all.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { agree, by, meet, run, start, startPair, stop, until } from "./stations.ts";
import type { Party } from "./stations.ts";
import type { SlotHistory, TextSummary, TextView } from "../../src/api/text-views.ts";

const paragraphs = {
  en: ["# Security measures", "The parties set up a line.", "They meet again before 1 March 2027."],
  ru: ["# Меры безопасности", "Стороны устанавливают линию связи.", "Они встречаются вновь до 1 марта 2027 года."],
};

const shown = (party: Party): TextView => by<TextView>(party, "text", "show", "-");
const states = (party: Party): readonly string[] => shown(party).slots.map(({ state }) => state);

test("a communique is pasted, countered, agreed clause by clause and adopted", async (t) => {
  const { root, a, b } = await startPair(t);
  meet(a, b);
  await agree(a, b);
  for (const party of [a, b]) {
    by(party, "officer", "roles", "Duty", "watch,releaser,administrator,auditor,negotiator");
  }
  assert.equal(by<readonly TextSummary[]>(a, "text").length, 0);

  by(a, "text", "begin", "--title", "en=Joint communique", "--title", "ru=Совместное коммюнике");
  for (const [language, clauses] of Object.entries(paragraphs)) {
    writeFileSync(join(root, `${language}.txt`), clauses.join("\n\n"));
  }
  writeFileSync(join(root, "short.txt"), "Одно.");
  const [en, ru, short] = ["en.txt", "ru.txt", "short.txt"].map((name) => join(root, name)) as [string, string, string];
  const uneven = run("text", "paste", "-", "--file", `en=${en}`, "--file", `ru=${short}`, "--folder", a.folder,
    "--officer", "Duty", "--lang", "en");
  assert.equal(uneven.status, 2);
  assert.match(uneven.error, /--as-aligned/u);
  by(a, "text", "paste", "-", "--file", `en=${en}`, "--file", `ru=${ru}`);
  await until(() => shown(b).slots.length === 3);
  assert.deepEqual(states(b), ["open", "open", "open"]);
  assert.equal(run("text", "check", "-", "--folder", b.folder, "--officer", "Duty").status, 0);

  const [offered] = shown(b).slots[0]?.changes ?? [];
  by(b, "text", "accept", "-", `${offered?.label}.1`, `${offered?.label}.2`);
  by(b, "text", "offer", "-", "--amend", "3", "--text", "en=They meet again before [VES: 1 May] 2027.", "--text",
    "ru=Они встречаются вновь до [VES: 1 мая] 2027 года.");
  await until(() => states(a)[2] === "bracketed");
  by(a, "text", "offer", "-", "--amend", "3", "--resolve", "VES");
  await until(() => shown(b).slots[2]?.changes.some(({ texts }) => (
    texts?.[0] === "They meet again before 1 May 2027." && texts[1] === "Они встречаются вновь до 1 мая 2027 года."
  )) === true);
  by(a, "text", "note", "-", "--clause", "3", "Not later than the first of April.");
  assert.equal(shown(b).slots[2]?.private.length, 0);
  by(a, "text", "offer", "-", "--amend", "3", "--text", "en=They meet again before 1 April 2027.", "--text",
    "ru=Они встречаются вновь до 1 апреля 2027 года.", "--note", "Between the two.");
  await until(() => shown(b).slots[2]?.changes.some(({ note }) => note !== null) === true);
  by(b, "text", "accept", "-", "--all");
  await until(() => shown(a).state === "clean");
  assert.equal(by<SlotHistory>(a, "text", "history", "-", "3").changes.length, 4);
  const compared = run("text", "compare", "-", "3", "--folder", a.folder, "--officer", "Duty", "--lang", "en");
  assert.match(compared.out, /en {2}They meet again before .*1.*April.* 2027\./u);

  const { digest = "" } = by<{ digest?: string }>(a, "text", "fair-copy", "-");
  await until(() => shown(b).fairCopies.length === 1);
  assert.match(run("text", "show", "-", "--folder", b.folder, "--officer", "Duty", "--lang", "ru").out, /Чистовой/u);
  by(a, "text", "adopt", "-", "--until", "7d");
  // Cut off in the middle: what was accepted is kept, and the other one goes on from it.
  await stop(a, "SIGKILL");
  await start(a);
  assert.equal(shown(a).state, "accepted-by-some");
  await until(() => shown(b).state === "accepted-by-some");
  by(b, "text", "adopt", "-", "--hash", digest.slice(0, 16));
  for (const party of [a, b]) await until(() => shown(party).state === "adopted");
  for (const party of [a, b]) {
    await until(() => shown(party).fairCopies[0]?.agreement.verdict === "final");
    assert.equal(shown(party).digest, digest);
  }
  const careless = run("text", "offer", "-", "--text", "en=They [NDL: shall.", "--text", "ru=Они.", "--lang", "en",
    "--folder", a.folder, "--officer", "Duty");
  assert.match(careless.error, /brackets differ, or are not closed: en unclosed/u);
  const late = run("text", "offer", "-", "--delete", "1", "--folder", a.folder, "--officer", "Duty", "--json");
  assert.equal(late.status, 1);
  assert.equal((JSON.parse(late.out) as { reason: string }).reason, "text-adopted");
  assert.equal(shown(b).adoptedAtMs, shown(a).adoptedAtMs);
});
