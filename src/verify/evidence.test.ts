import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  agreedPair, answeredParts, bootOf, cardsOf, entryClaim, noteClaim, otherTree, signedOf, skewMs, timeParts, treeOf,
  twoStarts, twoTrees,
} from "./evidence.fixture.ts";
import { trustedRosters, verifyEvidence } from "./evidence.ts";
import { toHex } from "../core/bytes/hex.ts";
import { encodeHeads } from "../core/evidence/heads.ts";
import { encodeSiblings } from "../core/evidence/siblings.ts";
import { encodeTimes } from "../core/evidence/times.ts";
import { ChirographError } from "../core/errors.ts";
import { carry, crypto, filled, makeParty, sayMessage } from "../core/record/ledger.fixture.ts";

const pair = agreedPair();
const trusted = trustedRosters(crypto, cardsOf(pair));
const [A, B] = [toHex(pair.a.by.party), toHex(pair.b.by.party)];
const check = (file: Uint8Array): ReturnType<typeof verifyEvidence> => verifyEvidence(crypto, trusted, [], file);

/** Any altered byte makes it no evidence at all. */
function holdsAlone(file: Uint8Array): void {
  for (let at = 0; at < file.length; at++) {
    const altered = file.with(at, (file[at] as number) ^ (1 << (at % 8)));
    assert.throws(() => check(altered), ChirographError, `byte ${at}`);
  }
  for (const length of [0, 1, 20, file.length - 1]) {
    assert.throws(() => check(file.subarray(0, length)), ChirographError, `${length} bytes`);
  }
  assert.throws(() => check(Uint8Array.of(...file, 0)), ChirographError);
  assert.throws(() => verifyEvidence(crypto, new Map(), [], file), { code: "missing" });
  const strangers = trustedRosters(crypto, [makeParty(40, "C").signed]);
  assert.throws(() => verifyEvidence(crypto, strangers, [], file), { code: "missing" });
}

test("a station started twice from one log", () => {
  const { one, two, file } = twoStarts(pair);
  const found = check(file);
  assert.deepEqual(found, {
    sort: "siblings", channel: toHex(pair.channel), log: toHex(pair.a.log), parties: [A, A],
    logs: [toHex(one.log), toHex(two.log)], times: [4_000, 4_100],
  });
  holdsAlone(file);
  const again = (first: typeof one, second: typeof one, log = pair.a.log): Uint8Array =>
    encodeSiblings(pair.channel, log, bootOf(first), bootOf(second));
  assert.throws(() => check(again(one, one)), { code: "fork" });
  assert.throws(() => check(again(one, two, filled(16, 1))), { code: "boot" });
  assert.throws(() => check(again(one, pair.b)), { code: "boot" });
  const content = { ...bootOf(one), salt: filled(32, 1) };
  assert.throws(() => check(encodeSiblings(pair.channel, pair.a.log, content, bootOf(two))), { code: "entry-commit" });
});

test("a checkpoint against an entry, and two checkpoints against each other", () => {
  const file = twoTrees(pair);
  assert.deepEqual(check(file), {
    sort: "heads", channel: toHex(pair.channel), log: toHex(pair.a.log), size: 3, parties: [A, A],
    checkpoints: [true, false], seen: [],
  });
  holdsAlone(file);
  const { a, channel } = pair;
  const [own, other] = [treeOf(a), otherTree(a, 2, 2)];
  const of = (...[one, two]: Parameters<typeof encodeHeads> extends [unknown, unknown, unknown,
    ...infer R] ? R : never) =>
    encodeHeads(channel, a.log, 3, one, two);
  const both = of(noteClaim(a, other, 4, 3), noteClaim(a, own, 3, 3));
  assert.deepEqual((check(both) as { checkpoints: unknown }).checkpoints, [true, true]);
  holdsAlone(both);
  assert.throws(() => check(of(noteClaim(a, own, 4, 3), noteClaim(a, own, 3, 3))), { code: "fork" }, "they agree");
  assert.throws(() => check(of(entryClaim(a, 3), entryClaim(a, 3))), { code: "fork" }, "no checkpoint");
  const wrongRoot = { ...noteClaim(a, other, 4, 3), root: filled(32, 1) };
  assert.throws(() => check(of(wrongRoot, noteClaim(a, own, 3, 3))), { code: "fork" }, "a root it has not");
  assert.throws(() => check(of(noteClaim(a, other, 4, 3), entryClaim(a, 2))), { code: "fork" }, "another size");
  assert.throws(() => check(of({ ...noteClaim(a, other, 4, 3), ...bySomebody() }, noteClaim(a, own, 3, 3))), {
    code: "checkpoint",
  });
});

/** B in the place of A. */
function bySomebody(): { readonly party: Uint8Array; readonly station: Uint8Array; readonly roster: Uint8Array } {
  const { party, station, digest: roster } = pair.b.by;
  return { party, station, roster };
}

test("a time before the entry it is about, and one after its author had acknowledged it", () => {
  for (const sort of ["receipt", "act"] as const) {
    const made = (saidMs: number): Uint8Array => encodeTimes(timeParts(agreedPair(), sort, saidMs).parts);
    const before = made(3_000 - skewMs - 1);
    const found = check(before);
    assert.equal(found.sort, "times");
    assert.deepEqual([found.parties, found], [[A, B], { ...found, claim: sort, side: "before", skewMs }]);
    if (sort === "receipt") holdsAlone(before);
    assert.throws(() => check(made(3_000 - skewMs)), { code: "fork" }, "within the skew");
    const answered = (saidMs: number): Uint8Array => encodeTimes(answeredParts(agreedPair(), sort, saidMs, 9_000));
    assert.equal((check(answered(9_000 + skewMs + 1)) as { side: string }).side, "after");
    assert.throws(() => check(answered(9_000 + skewMs)), { code: "fork" }, "within the skew");
  }
});

test("times of entries that do not belong together prove nothing", () => {
  const other = agreedPair();
  const { about, parts } = timeParts(other, "receipt", 1_000);
  const unrelated = sayMessage(other.a, 3_200, "Another.");
  carry(other.a, other.b, 3_300);
  const refused = (change: Partial<typeof parts>, code = "fork"): void =>
    assert.throws(() => check(encodeTimes({ ...parts, ...change })), { code });
  refused({ about: signedOf(other.a, unrelated) });
  refused({ sort: "act" });
  refused({ claim: signedOf(other.a, about) });
  refused({ answer: signedOf(other.b, about) }, "entry-signature");
  refused({ answer: signedOf(other.a, about) });
  refused({ charter: timeParts(agreedPair(), "act", 1).parts.charter.slice(1) }, "cbor-trailing");
});

test("two rosters of one number are evidence that needs no card", () => {
  const vectors = new URL("../../vectors/02-keys/roster-fork.json", import.meta.url);
  const { cases } = JSON.parse(readFileSync(vectors, "utf8")) as {
    readonly cases: readonly { readonly accept: boolean; readonly input: { readonly file: string };
      readonly expect?: { readonly party: string; readonly seq: number } }[];
  };
  for (const { accept, input, expect } of cases) {
    const file = Uint8Array.fromHex(input.file);
    if (!accept) assert.throws(() => verifyEvidence(crypto, new Map(), [], file), ChirographError);
    else {
      const found = verifyEvidence(crypto, new Map(), [], file);
      assert.ok(found.sort === "rosters");
      assert.deepEqual([found.parties, found.seq], [[expect?.party, expect?.party], expect?.seq]);
    }
  }
});
