// How much of what another site says of our people is looked at: which of it decides what is recognised here
// (spec/10-officers.md, Limits).

import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { naming } from "./entries.ts";
import {
  claimsMax, closingsBefore, closingsMax, createStanding, learnStanding, namingsMax, openClaims,
} from "./standing.ts";
import type { Standing } from "./standing.ts";
import { countingHash, makeRecord, say } from "../../agree/record.fixture.ts";
import type { MadeEntry, MadeRecord } from "../../agree/record.fixture.ts";
import { toHex } from "../../bytes/hex.ts";
import { crypto, filled } from "../../record/ledger.fixture.ts";
import { discard, officer } from "../house/entries.ts";

const [own, site, third] = [1, 2, 3];
const record = (): MadeRecord => makeRecord(countingHash());
const standingOf = (entries: readonly MadeEntry[]): Standing => {
  const standing = createStanding(crypto, toHex(filled(16, own)), "actual");
  for (const one of entries) learnStanding(standing, one);
  return standing;
};

function closes(made: MadeRecord): MadeEntry {
  return say(made, { party: site, time: 1, kind: discard, content: { draft: filled(32, 1), officer: "anna" } });
}

function claims(made: MadeRecord, party: number, id: string): MadeEntry {
  const content = { id, name: `Watch officer ${id}`, language: "en", roles: ["watch"], state: "enrolled" };
  return say(made, { party, time: 1, kind: officer, content });
}

test("of the closings before a claim the newest count, in whatever order they came, and none behind it", () => {
  const made = record();
  for (let count = 0; count <= closingsMax; count++) closes(made);
  const claim = claims(made, site, "boris");
  closes(made);
  for (const entries of [made.entries, made.entries.toReversed()]) {
    const seqs = closingsBefore(standingOf(entries), claim).map(({ seq }) => seq);
    deepEqual(seqs, Array.from({ length: closingsMax }, (_, at) => closingsMax - at));
  }
});

test("of the root's words at one other site the first count, however many there are", () => {
  const made = record();
  const says = (party: number): MadeEntry => {
    const content = { statement: filled(1, 1), ed25519: filled(64, 1), mlDsa87: filled(4_627, 1), ids: ["anna"] };
    return say(made, { party, time: 1, kind: naming, content });
  };
  for (let count = 0; count <= namingsMax; count++) says(site);
  const { at } = says(third);
  const kept = standingOf(made.entries).namings;
  deepEqual(kept.map((one) => one.at), [...made.entries.slice(0, namingsMax).map((one) => one.at), at]);
});

test("of the claims of one other site the oldest is forgotten, and none of a third", () => {
  const made = record();
  const ofThird = claims(made, third, "clara");
  for (let count = 0; count <= claimsMax; count++) claims(made, site, `officer-${count}`);
  const open = openClaims(standingOf(made.entries));
  equal(open.length, claimsMax + 1);
  deepEqual(open.slice(0, 2).map(({ at }) => at), [ofThird.at, made.entries[2]?.at]);
});
