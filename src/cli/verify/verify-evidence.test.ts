import { deepEqual, equal, match, throws } from "node:assert/strict";
import { test } from "node:test";
import { createCli } from "../cli.ts";
import { checkEvidence } from "./verify-evidence.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { ChirographError } from "../../core/errors.ts";
import { entryVersion, encodeBody, signEntry } from "../../core/record/entry.ts";
import { encodeForkEvidence } from "../../core/record/fork.ts";
import type { Witnessed } from "../../core/record/fork.ts";
import { makeSelf } from "../../station/pair.fixture.ts";

const cli = createCli({ language: "en", json: false, folder: "", officer: null });
const self = makeSelf("VES");
const channel = new Uint8Array(32).fill(7);
const log = new Uint8Array(16).fill(8);

/** What VES signs as entry 3 of its log, at a time. */
function signed(time: number): Witnessed {
  const none = new Uint8Array(0);
  const payload = encodeBody({
    v: entryVersion, channel, log, seq: 3, prev: new Uint8Array(32), acks: [], leaves: [], time, lamport: 4,
    precedence: "ROUTINE", kind: 0, object: none, epoch: 0, index: 0, commit: none,
  });
  const { party, station, rosterDigest: roster } = self;
  return { party, station, roster, entry: signEntry(self.signer, { party, rosterDigest: roster }, payload), path: [] };
}

test("two entries signed for one place are a finding about their author, who needs no other witness", () => {
  const file = encodeForkEvidence(channel, log, 4, signed(1), signed(2));
  const { value, lines } = checkEvidence(cli, file, [{ party: toHex(self.party), signed: self.roster }], []);
  equal(value.result, "findings");
  deepEqual([value["seq"], value["parties"]], [3, [toHex(self.party), toHex(self.party)]]);
  match(lines.join(), /VES signed two different things as position 3/u);
});

test("evidence needs the roster of a card that is trusted, and two things that differ", () => {
  const code = (wanted: string) => (error: unknown): boolean =>
    error instanceof ChirographError && error.code === wanted;
  const file = encodeForkEvidence(channel, log, 4, signed(1), signed(2));
  throws(() => checkEvidence(cli, file, [{ party: toHex(self.party), signed: null }], []), code("missing"));
  throws(() => checkEvidence(cli, file, [{ party: "", signed: makeSelf("NDL").roster }], []), code("missing"));
  const roots = [{ party: toHex(self.party), signed: self.roster }];
  throws(() => checkEvidence(cli, encodeForkEvidence(channel, log, 4, signed(1), signed(1)), roots, []), code("fork"));
});
