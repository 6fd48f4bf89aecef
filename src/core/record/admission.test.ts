import { deepEqual, equal, throws } from "node:assert/strict";
import { test } from "node:test";
import { admit, readmit } from "./admission.ts";
import { boot } from "./boot.ts";
import type { Admission } from "./admission.ts";
import { commitment, contentBytesMax, encodeBody, leafHash, signEntry } from "./entry.ts";
import { createLedger } from "./ledger.ts";
import { rootOf } from "./merkle.ts";
import { carry, crypto, filled, makePair, say, sayMessage, sayReceipt, sign, take } from "./ledger.fixture.ts";
import type { MadeEnd, MadePair, Sent } from "./ledger.fixture.ts";
import { beyondMax } from "./log.ts";
import { toHex } from "../bytes/hex.ts";
import { message } from "../mechanism/message/entries.ts";
import { testMessage } from "../mechanism/message/message.fixture.ts";

const code = (admission: Admission): string =>
  admission.kind === "refused" ? admission.error.code : admission.kind;

/** Both with each other's BOOT. */
function met(): MadePair {
  const pair = makePair();
  carry(pair.a, pair.b, 1_500);
  carry(pair.b, pair.a, 1_500);
  return pair;
}

/** A's next entry with a content of this length, and what B says to it. */
function sentOfLength({ a, b }: MadePair, length: number): string {
  const [content, salt] = [filled(length, 1), filled(32, 2)];
  const { body } = sign(a, 2_000, message, testMessage({ text: "x" }));
  const payload = encodeBody({ ...body, commit: commitment(crypto, salt, content) });
  const entry = signEntry(a.by.signer, { party: a.by.party, rosterDigest: a.by.digest }, payload);
  return code(admit(crypto, b.ledger, b.directory, { entry, content, salt, nowMs: 3_000, own: false }));
}

test("a content may have the longest length, and a byte more it may not", () => {
  equal(sentOfLength(met(), contentBytesMax), "held");
  equal(sentOfLength(met(), contentBytesMax + 1), "cbor-too-large");
});

test("a content that no commitment stands for is refused, and so is one without its salt or with another", () => {
  const { a, b } = met();
  const bare = sayReceipt(a, 2_000);
  const sent = sayMessage(a, 2_100, "Ready.");
  const ask = (one: Sent, change: Partial<Sent>): string => code(take(b, { ...one, ...change }, 3_000));
  // As long as a commitment or empty: in neither case is there anything to hold it against.
  equal(ask(bare, { content: filled(4, 1), salt: filled(32, 1) }), "entry-commit");
  equal(ask(bare, { content: filled(0, 1), salt: filled(32, 1) }), "entry-commit");
  equal(ask(bare, {}), "held");
  equal(ask(sent, { salt: null }), "entry-commit");
  equal(ask(sent, { salt: filled(32, 9) }), "entry-commit");
  equal(ask(sent, { salt: filled(31, 9) }), "entry-commit");
  equal(ask(sent, { content: filled(4, 9) }), "entry-commit");
  // Without its content an entry is held all the same: what was withheld may come later.
  equal(ask(sent, { content: null }), "held");
});

test("time may stand still and not go back, from the first entry on", () => {
  const told = (time: number): string => {
    const { a, b } = met();
    say(a, 2_000, message, testMessage({ text: "x" }));
    carry(a, b, 2_500);
    return code(take(b, sign(a, 2_000, message, testMessage({ text: "y" }), "ROUTINE", { time }), 3_000));
  };
  deepEqual([told(2_000), told(1_999), told(2_001)], ["held", "entry-time-backwards", "held"]);
});

test("beyond a gap a BOOT is none, and one entry more than the limit waits for the gap", () => {
  const { a, b } = met();
  const missing = sayMessage(a, 2_000, "missing");
  const later = Array.from({ length: beyondMax + 1 }, (_, at) => sayReceipt(a, 2_001 + at));
  for (const one of later.slice(0, -1)) equal(code(take(b, one, 3_000)), "beyond");
  equal(code(take(b, later.at(-1)!, 3_000)), "missing");
  const filledUp = take(b, missing, 3_000);
  equal(filledUp.kind === "held" && filledUp.released.length, beyondMax);
  equal(code(take(b, later.at(-1)!, 3_000)), "held");
});

test("our own bug is no refusal: what is no bytes at all is thrown", () => {
  const { a, b } = met();
  const sent = sayMessage(a, 2_000, "x");
  const broken = { get payload(): Uint8Array { throw new TypeError("no bytes"); }, signature: sent.entry.signature };
  throws(() => take(b as MadeEnd, { ...sent, entry: broken }, 3_000), TypeError);
});

test("two entries at one place are a fork of leaves, whose place is theirs", () => {
  const { a, b } = met();
  const [one, other] = ["x", "y"].map((text) => sign(a, 2_000, message, testMessage({ text }))) as [Sent, Sent];
  equal(code(take(b, one, 3_000)), "held");
  const size = one.body.seq + 1;
  deepEqual(take(b, other, 3_000), {
    kind: "fork",
    contradiction: { log: a.log, size, sort: "leaf", by: [`${toHex(a.log)}:${one.body.seq}`, ""] },
  });
  equal(code(take(b, one, 3_000)), "duplicate");
});

test("what passed before is taken in again without its bytes, and stands as it stood", () => {
  const { a, b } = met();
  sayMessage(a, 2_000, "Ready.");
  carry(a, b, 2_100);
  sayReceipt(b, 2_200);
  carry(b, a, 2_300);
  sayMessage(a, 2_400, "Steady.");
  carry(a, b, 2_500);
  const again = createLedger(b.ledger.channel, null);
  const passed = b.held.toSorted((x, y) => x.body.lamport - y.body.lamport).map(({ body, entry, content }) => {
    const { log, seq, lamport, time, kind, acks, leaves } = body;
    const leaf = leafHash(crypto, entry.payload);
    return { log, seq, leaf, lamport, time, kind, acks, leaves, content: seq === 0 ? content : null, heldAt: time };
  });
  for (const one of passed) equal(readmit(crypto, again, b.directory, one), true, `${one.seq}`);
  const shape = ({ logs }: typeof again): unknown => [...logs.values()].map((log) => (
    [log.hex, log.size, toHex(rootOf(crypto, log.tree)), log.time, toHex(log.party), log.roster]
  )).sort();
  deepEqual(shape(again), shape(b.ledger));
  // What does not follow, or is a BOOT elsewhere than at 0, is not taken in.
  const last = passed.at(-1)!;
  equal(readmit(crypto, again, b.directory, last), false);
  equal(readmit(crypto, again, b.directory, { ...last, seq: last.seq + 2 }), false);
  equal(readmit(crypto, again, b.directory, { ...last, seq: last.seq + 1, kind: boot.code }), false);
  equal(readmit(crypto, again, b.directory, { ...last, seq: last.seq + 1 }), true);
  const first = passed.find((one) => one.seq === 0)!;
  throws(() => readmit(crypto, createLedger(b.ledger.channel, null), new Map(), first), { code: "missing" });
  throws(() => readmit(crypto, createLedger(b.ledger.channel, null), b.directory, last), { code: "missing" });
});
