// Follow-through from the command line: a schedule written in a file, its phrases read into limits, adopted by two
// parties, claimed, disputed, verified, and the same at both.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { agree, json, meet, run, start, startPair, stop, until } from "./stations.ts";
import type { Party } from "./stations.ts";
import type { CommitmentView, FollowView } from "../../src/api/commitment-views.ts";

const all = (party: Party): readonly CommitmentView[] =>
  json("commitment", "list", "--folder", party.folder) as readonly CommitmentView[];
const states = (party: Party): readonly string[] => all(party).map(({ number, state }) => `${number} ${state}`).sort();

test("a schedule is proposed, adopted and followed through, the same at both", async (t) => {
  const { root, a, b } = await startPair(t);
  meet(a, b);
  await agree(a, b);
  const file = join(root, "schedule.json");
  const template = json("commitment", "template", "--folder", a.folder) as { commitments: { phrase: object }[] };
  writeFileSync(file, JSON.stringify(template));

  const asked = structuredClone(template);
  (asked.commitments[1] as { phrase: object }).phrase = { en: "by November", ru: "до ноября" };
  const doubtful = join(root, "doubtful.json");
  writeFileSync(doubtful, JSON.stringify(asked));
  const question = run("commitment", "propose", doubtful, "--folder", a.folder);
  assert.equal(question.status, 2, "what can be read in two ways is a question");
  assert.match(question.error, /two ways: by the end of month 10 [^]*month 11 [^]*"form":"by-end-of"/u);
  assert.deepEqual(all(a), []);

  json("commitment", "propose", file, "--folder", a.folder);
  await until(() => all(b).length === 2);
  assert.deepEqual(states(a), ["1 proposed", "2 proposed"]);
  for (const party of [a, b]) {
    const accepted = run("commitment", "accept", "--folder", party.folder, "--lang", "en");
    assert.equal(accepted.status, 0, accepted.out);
    assert.match(accepted.error, /^Owed +en: Hand over the list[^]*^Owed +en: Meet again\./mu, "it is read back");
  }
  for (const party of [a, b]) await until(() => states(party).join() === "1 due,2 due");
  assert.deepEqual(all(a).map((one) => one.dueMs), all(b).map((one) => one.dueMs));
  // The first half of 2027 ends with the last millisecond of June.
  assert.equal(all(a).find((one) => one.number === 2)?.dueMs, Date.UTC(2027, 6, 1) - 1);

  assert.equal(run("commitment", "claim", "1", "--folder", b.folder).status, 1, "only who owes it claims it");
  json("commitment", "claim", "1", "--statement", "Handed over.", "--folder", a.folder);
  await until(() => states(b).includes("1 claimed"));
  json("commitment", "dispute", "1", "--reason", "Two names are missing.", "--folder", b.folder);
  await until(() => states(a).includes("1 disputed"));
  assert.match(run("commitment", "show", "1", "--folder", a.folder).out, /Two names are missing\./u);

  // Killed while it is disputed, A goes on from what was durable; it binds nobody before B has answered (C-36).
  await stop(a, "SIGKILL");
  await start(a);
  const list = join(root, "list.txt");
  writeFileSync(list, "Anna. Boris.\n".repeat(10_000));
  const claim = ["commitment", "claim", "1", "--evidence", list, "--folder", a.folder];
  await until(() => run(...claim).status === 0);
  await until(() => all(b).some((one) => one.claims.length === 2));
  const unseen = run("commitment", "dispute", "1", "--reason", "\u202e", "--folder", b.folder, "--lang", "en");
  assert.equal(unseen.status, 1);
  assert.match(unseen.error, /nobody here has seen it: list\.txt/u);
  const saved = join(root, "saved.txt");
  json("commitment", "evidence", "1", "1", "--to", saved, "--folder", b.folder);
  assert.equal(readFileSync(saved, "utf8"), readFileSync(list, "utf8"));
  const checked = ["commitment", "evidence", "1", "1", "--check", saved, "--folder", b.folder, "--lang", "en"];
  assert.match(run(...checked).out, /^Exactly the file that was claimed: list\.txt/u);
  writeFileSync(saved, "ours");
  const other = run(...checked);
  assert.deepEqual([other.status, other.out.startsWith("NOT the file")], [1, true]);
  assert.equal(run("commitment", "evidence", "1", "1", "--to", saved, "--folder", b.folder).status, 2);
  assert.equal(readFileSync(saved, "utf8"), "ours", "what another party sends takes no file's place");
  json("commitment", "verify", "1", "--folder", b.folder);
  for (const party of [a, b]) await until(() => states(party).includes("1 verified"));
  assert.equal(run("commitment", "claim", "1", "--folder", a.folder).status, 1, "what is verified is done");

  const follow = json("follow", "--since", "1d", "--folder", b.folder) as FollowView;
  assert.deepEqual([follow.theyOwe.length, follow.weOwe.length, follow.next?.number], [1, 1, 2]);
  assert.deepEqual(follow.moved.map((one) => one.what), ["adopted", "claimed", "disputed", "claimed", "verified"]);
  assert.match(run("follow", "--folder", b.folder, "--lang", "ru").out, /Должны они: 1/u);
  verified(root, a, b);
});

/** The record with all of it is read by a verifier that has seen neither. */
function verified(root: string, a: Party, b: Party): void {
  const file = join(root, "record.chirograph");
  json("export", file, "--folder", a.folder);
  const told = run("verify", file, "--root", a.card, "--root", b.card);
  assert.equal(told.status, 0, told.out);
  assert.ok(readFileSync(file).length > 0);
}
