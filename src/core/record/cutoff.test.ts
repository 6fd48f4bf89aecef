import assert from "node:assert/strict";
import { test } from "node:test";
import { noteAck } from "./acknowledged.ts";
import { cutoffsOf, shownMax } from "./cutoff.ts";
import { adopt, carry, crypto, filled, makePair, makeParty, say } from "./ledger.fixture.ts";
import type { MadePair } from "./ledger.fixture.ts";
import { toHex } from "../bytes/hex.ts";
import { rosterDigest, rosterKind, signRoster } from "../keys/roster.ts";

/** A pair in which B has said, in its log, a roster that drops the station of that log, after others nobody has. */
function revoked(before = 0): MadePair {
  const pair = makePair();
  adopt(pair);
  const { a, b } = pair;
  const { stations, seat } = makeParty(60, "B").signed.roster;
  const seeds = { ed25519: filled(32, 20), mlDsa87: filled(32, 21) };
  const { roster, bytes, ...signatures } = signRoster(crypto, seeds, {
    ...b.by.signed.roster, seq: 1, time: 2, seat, stations,
  });
  for (const { directory } of [a, b]) directory.set(toHex(rosterDigest(crypto, bytes)), roster);
  const other = signRoster(crypto, seeds, { ...b.by.signed.roster, seq: 2, time: 2, seat, stations });
  for (let count = 0; count < before; count++) {
    say(b, 2_900, rosterKind, { body: other.bytes, ed25519: other.ed25519, mlDsa87: other.mlDsa87 });
  }
  say(b, 3_000, rosterKind, { body: bytes, ...signatures });
  carry(b, a, 3_100);
  return pair;
}

test("a station that went on from log to log any number of times is asked what it knew, and nothing overflows", () => {
  const { a, b } = revoked();
  const { ledger } = a;
  const before = cutoffsOf(ledger).get(toHex(b.log));
  assert.ok(before !== undefined && before > 0);
  const first = ledger.logs.get(toHex(a.log));
  assert.ok(first !== undefined);
  let previous = { log: a.log, size: 1, root: filled(32, 0), epoch: 0, index: 0 };
  let hex = "";
  for (let number = 0; number < 20_000; number++) {
    const log = crypto.sha256(Uint8Array.of(number >> 8, number & 255)).slice(0, 16);
    hex = toHex(log);
    ledger.logs.set(hex, { ...first, log, hex, boot: { ...first.boot, previous } });
    previous = { ...previous, log };
  }
  // The last of them, which no log before it has told of the roster, acknowledges all that stands before that.
  const size = (ledger.logs.get(toHex(b.log))?.size ?? 0) - 1;
  const ack = { party: a.by.party, at: `${hex}:0`, time: 4_000, heldAt: 4_000 };
  noteAck(ledger.acknowledged, toHex(b.log), size, ack);
  assert.equal(cutoffsOf(ledger).get(toHex(b.log)), size);
});

test("a log shows the first rosters that it says, and saying them without end takes no memory", () => {
  const within = revoked(shownMax - 1);
  assert.ok(cutoffsOf(within.a.ledger).has(toHex(within.b.log)));
  const beyond = revoked(shownMax + 1);
  assert.equal(cutoffsOf(beyond.a.ledger).size, 0);
  const { shown } = beyond.a.ledger;
  assert.equal(shown.filter(({ log }) => log === toHex(beyond.b.log)).length, 1 + shownMax);
});
