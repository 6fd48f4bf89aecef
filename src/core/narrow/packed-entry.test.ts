import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fullForm, numbersSent, objectsSent, prevSent, rootsSent } from "./form.ts";
import { nonceBytes, packEntry, unpackEntry } from "./packed-entry.ts";
import { narrowView } from "./view.ts";
import { toHex } from "../bytes/hex.ts";
import { ChirographError } from "../errors.ts";
import { lineTest } from "../mechanism/line-test/entries.ts";
import { cancellation, hold, message, refusal, take as takeKind } from "../mechanism/message/entries.ts";
import { testMessage } from "../mechanism/message/message.fixture.ts";
import { seatPass } from "../record/seat.ts";
import { decodeBody, encodeBody, verifyEntry } from "../record/entry.ts";
import { carry, crypto, filled, makePair, sign, take } from "../record/ledger.fixture.ts";
import type { MadeEnd, MadePair, Sent } from "../record/ledger.fixture.ts";
import { receipt } from "../record/receipt.ts";
import type { Leaf, Position, Precedence } from "../names.ts";

const forms = Array.from({ length: fullForm + 1 }, (_, form) => form);

/** Where each entry that an end holds stands. */
function placesOf(end: MadeEnd): (leaf: Leaf) => Position | null {
  const places = new Map(end.held.map(({ body, entry }) => [toHex(crypto.sha256(filled(1, 0), entry.payload)), body]));
  return (leaf) => places.get(toHex(leaf)) ?? null;
}

function packed(end: MadeEnd, form: number, sent: Sent): Uint8Array | null {
  return packEntry(crypto, narrowView(crypto, end.ledger), form, sent, placesOf(end));
}

function unpacked(
  end: MadeEnd, form: number, { body, entry, salt }: Sent, bytes: Uint8Array, nowMs = body.time,
): ReturnType<typeof unpackEntry> {
  const context = { ...body, form, nonce: entry.signature.subarray(0, nonceBytes), salt: salt ?? filled(0, 0), nowMs };
  return unpackEntry(crypto, narrowView(crypto, end.ledger), context, bytes);
}

/** Both hold what the other said; A has written two words and B one. */
function talked(): MadePair {
  const pair = makePair();
  for (const time of [2_000, 2_100]) {
    take(pair.a, sign(pair.a, time, message, testMessage(), "FLASH"), time, true);
    carry(pair.a, pair.b, time + 10);
    carry(pair.b, pair.a, time + 10);
    take(pair.b, sign(pair.b, time + 20, receipt, null), time + 20, true);
    carry(pair.b, pair.a, time + 30);
  }
  return pair;
}

const letters = fc.string({ unit: fc.constantFrom(..."abc xyz,.АбвгдеёЁ—«»№éßñї0123456789") });
const anyText = fc.oneof(letters, fc.string({ unit: "grapheme" }), fc.constant("漢字，还有别的。"), fc.constant("سلام"))
  .filter((text) => new TextEncoder().encode(text).length < 400 && text.isWellFormed());
const precedence = fc.constantFrom<Precedence>("ROUTINE", "PRIORITY", "IMMEDIATE", "FLASH");

interface Wish {
  readonly kind: number;
  readonly text: string;
  readonly precedence: Precedence;
  readonly about: boolean;
  readonly afterMs: number;
}

const wish: fc.Arbitrary<Wish> = fc.record({
  kind: fc.integer({ min: 0, max: 7 }), text: anyText, precedence, about: fc.boolean(),
  afterMs: fc.integer({ min: 0, max: 100_000 }),
});

/** An entry that A writes about what B said, not held by anybody yet. */
function wished({ a, b }: MadePair, { kind, text, precedence: level, about, afterMs }: Wish): Sent {
  const time = 10_000 + afterMs;
  const object = b.held.find((one) => one.body.kind === receipt.code && one.body.seq === 1);
  const leaf = crypto.sha256(filled(1, 0), (object as Sent).entry.payload);
  // By code points: half a surrogate pair is no text.
  const some = [...text].slice(0, 20).join("");
  const reason = some === "" ? null : { language: "en", text: some };
  const relation = about ? { kind: "answers", object: leaf } as const : null;
  const choices = [
    [message, testMessage({ text, relation, language: "ru" })], [takeKind, { desk: "watch", capacity: some }],
    [hold, { desk: "watch", nextWordBy: about ? time : null, word: null, reason }],
    [refusal, { desk: "watch", word: null, reason }], [cancellation, { desk: "watch", reason }],
    [lineTest, { peer: b.by.station, bearer: "udp", roundTripMs: about ? 1_200 : null, missed: afterMs % 7 }],
    [receipt, null], [seatPass, { station: a.by.station }],
  ] as const;
  const [what, content] = choices[kind] as (typeof choices)[number];
  return sign(a, time, what, content, level, about && what !== message ? { object: leaf } : {});
}

test("whatever entry is made comes back byte for byte, in each form, and always as the same bytes", () => {
  const pair = talked();
  fc.assert(fc.property(wish, (one) => {
    const sent = wished(pair, one);
    for (const form of forms) {
      const bytes = packed(pair.a, form, sent);
      ok(bytes !== null, `form ${form}`);
      deepEqual(packed(pair.a, form, sent), bytes);
      const { entry, content } = unpacked(pair.b, form, sent, bytes);
      deepEqual([entry.payload, entry.signature, content], [sent.entry.payload, sent.entry.signature, sent.content]);
    }
  }), { numRuns: 40 });
});

test("bytes that were changed are refused, or rebuild what no signature holds for", () => {
  const pair = talked();
  const { by } = pair.a;
  const key = by.signer.publicKey;
  const author = { party: by.party, rosterDigest: by.digest };
  const change = fc.record({ form: fc.constantFrom(...forms), at: fc.nat(), flip: fc.integer({ min: 1, max: 255 }) });
  fc.assert(fc.property(wish, change, (one, { form, at, flip }) => {
    const sent = wished(pair, one);
    const bytes = (packed(pair.a, form, sent) as Uint8Array).slice();
    const place = at % bytes.length;
    bytes[place] = (bytes[place] as number) ^ flip;
    let rebuilt: ReturnType<typeof unpackEntry>;
    try {
      rebuilt = unpacked(pair.b, form, sent, bytes);
    } catch (error) {
      ok(error instanceof ChirographError, String(error));
      return;
    }
    equal(verifyEntry(crypto, key, author, rebuilt.entry), false);
  }), { numRuns: 200 });
});

test("what the reader does not hold cannot be left out, and the full form leaves out nothing of the sort", () => {
  const pair = talked();
  const sent = sign(pair.a, 5_000, message, testMessage(), "FLASH");
  const stranger = makePair().b;
  for (const form of forms.filter((one) => one !== fullForm)) {
    const bytes = packed(pair.a, form, sent) as Uint8Array;
    if ((form & prevSent) === 0) throws(() => unpacked(stranger, form, sent, bytes), { code: "envelope" });
  }
  deepEqual(unpacked(stranger, fullForm, sent, packed(pair.a, fullForm, sent) as Uint8Array).entry, sent.entry);
});

test("a short time is the nearest to the reader's own", () => {
  const pair = talked();
  const sent = sign(pair.a, 50_000_000, message, testMessage(), "FLASH");
  const form = fullForm - numbersSent;
  const bytes = packed(pair.a, form, sent) as Uint8Array;
  const half = 2 ** 23;
  for (const skew of [-half + 1, -1_000, 0, 1_000, half - 1]) {
    deepEqual(unpacked(pair.b, form, sent, bytes, 50_000_000 + skew).entry, sent.entry);
  }
  const other = unpacked(pair.b, form, sent, bytes, 50_000_000 + half + 1);
  ok(toHex(other.entry.payload) !== toHex(sent.entry.payload), "another time, for which no signature holds");
  throws(() => unpacked(pair.b, form, sent, bytes, 50_000_000 - half - 1), { code: "envelope" });
});

test("each part that is said costs its bytes, and a receipt has few", () => {
  const pair = talked();
  take(pair.a, sign(pair.a, 5_000, message, testMessage(), "FLASH"), 5_000, true);
  carry(pair.a, pair.b, 5_010);
  const sent = sign(pair.b, 5_020, receipt, null);
  const length = (form: number): number => packed(pair.b, form, sent)?.length ?? 0;
  equal(length(0), 56 + 1 + 1 + 3 + 2 + 1 + 1);
  deepEqual([prevSent, rootsSent, objectsSent, numbersSent].map((form) => length(form) - length(0)), [33, 47, 0, 3]);
});

test("what breaks a rule that the narrow form leaves out has none: it goes whole, and is judged as it is", () => {
  const pair = talked();
  const sent = pair.b.held.find((one) => decodeBody(one.entry.payload).acks.length > 0) as Sent;
  const body = decodeBody(sent.entry.payload);
  const acks = body.acks.map((one) => ({ ...one, heldAt: body.time + 1 }));
  const later: Sent = { ...sent, entry: { ...sent.entry, payload: encodeBody({ ...body, acks }) } };
  const [word] = pair.a.held.filter((one) => one.body.kind === message.code) as [Sent];
  for (const form of forms) {
    ok(packed(pair.b, form, sent) !== null);
    // Held since later than it was written; and a content that somebody has taken away.
    equal(packed(pair.b, form, later), null);
    ok(packed(pair.a, form, word) !== null);
    equal(packed(pair.a, form, { ...word, content: null }), null);
  }
});
