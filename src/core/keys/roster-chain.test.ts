import { deepEqual, equal, throws } from "node:assert/strict";
import { test } from "node:test";
import { cardCharactersMax, decodeCardRosters, encodeCard, encodeCardOf } from "./card.ts";
import { firstRoster, seedsOf } from "./keys.fixture.ts";
import { rootsHash, rootsOf } from "./party.ts";
import { followRosters, rostersForCard, verifyRosters } from "./roster-chain.ts";
import { checkRosterFork, encodeRosterFork, looksLikeRosterFork } from "./roster-fork.ts";
import { encodeSignedRoster, signedRosterLength, signRoster } from "./roster.ts";
import type { Roster, SignedRoster } from "./roster.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";

const crypto = createNodeCrypto();
const base = firstRoster(crypto, 1);

/** Signed by the root of a number, which names the one after it. */
function signed(root: number, seq: number, more: Partial<Roster> = {}): SignedRoster {
  const [roots, nextRoots] = [rootsOf(crypto, seedsOf(root)), rootsHash(crypto, rootsOf(crypto, seedsOf(root + 1)))];
  return signRoster(crypto, seedsOf(root), { ...base, seq, roots, nextRoots, ...more });
}

const rosters = [signed(1, 0), signed(1, 1), signed(1, 2), signed(2, 3), signed(2, 4), signed(3, 5)];
const [r0, r1, r2, r3, r4, r5] = rosters as [
  SignedRoster, SignedRoster, SignedRoster, SignedRoster, SignedRoster, SignedRoster,
];

test("what a roster is to those that are held", () => {
  equal(followRosters(crypto, [r0, r1], r2), "next");
  equal(followRosters(crypto, [r0, r1, r2], r3), "next");
  equal(followRosters(crypto, [r0, r1], r1), "known");
  equal(followRosters(crypto, [r0, r1], r0), "known");
  equal(followRosters(crypto, [r0], r2), "gap");
  equal(followRosters(crypto, [r2], r1), "older");
  equal(followRosters(crypto, [r0, r1, r2], signed(1, 1, { telephone: "+1" })), "fork");
  // Both follow the one before: under the root that was, and under the one it named.
  equal(followRosters(crypto, [r0, r1], signed(2, 1)), "fork");
});

test("a roster that does not check is nothing, not even a fork", () => {
  throws(() => followRosters(crypto, [r0, r1], signed(5, 1)), { code: "roster-sequence" });
  throws(() => followRosters(crypto, [r0], signed(5, 1)), { code: "roster-sequence" });
  throws(() => followRosters(crypto, [r0], { ...r1, ed25519: r0.ed25519 }), { code: "roster-signature" });
  throws(() => followRosters(crypto, [r0], signed(1, 1, { world: "actual" })), { code: "roster-sequence" });
  throws(() => followRosters(crypto, [r0], signed(7, 1, { party: firstRoster(crypto, 7).party })), {
    code: "roster-sequence",
  });
});

test("a card of a changed root holds what leads to it, and a stranger follows", () => {
  const card = encodeCardOf(crypto, rosters);
  deepEqual(decodeCardRosters(crypto, card).at(-1), r5);
  const least = rostersForCard(crypto, rosters, 1);
  deepEqual(least.map((one) => one.roster.seq), [2, 3, 4, 5]);
  verifyRosters(crypto, least);
  throws(() => decodeCardRosters(crypto, encodeCard(crypto, r3, r4)), { code: "card" });
  throws(() => decodeCardRosters(crypto, encodeCard(crypto, r2, r4)), { code: "card" });
  throws(() => decodeCardRosters(crypto, encodeCard(crypto, r1, r0)), { code: "card" });
  throws(() => decodeCardRosters(crypto, encodeCard(crypto, ...Array.from({ length: 17 }, (_, seq) => signed(1, seq)))),
    { code: "card" });
  deepEqual(decodeCardRosters(crypto, encodeCard(crypto, r0, r2)).length, 2);
});

test("two rosters of one number are evidence to whoever knows the party, also after the root changed", () => {
  for (const [held, one, other] of [
    [[r0], r0, signed(1, 0, { telephone: "+1" })],
    [rosters, r4, signed(2, 4, { telephone: "+1" })],
    [[r2], r2, signed(1, 2, { telephone: "+1" })],
    [[r0, r1, r2, r3], r3, signed(1, 3)],
  ] as const) {
    const file = encodeRosterFork(crypto, held, one, other);
    equal(looksLikeRosterFork(file), true);
    deepEqual(checkRosterFork(crypto, file), { party: base.party, seq: one.roster.seq, short: "A" });
  }
});

test("what is no evidence is refused", () => {
  throws(() => checkRosterFork(crypto, encodeRosterFork(crypto, [r0], r1, r1)), { code: "fork" });
  throws(() => checkRosterFork(crypto, encodeRosterFork(crypto, [r0], r1, r2)), { code: "fork" });
  throws(() => checkRosterFork(crypto, encodeRosterFork(crypto, [r0], r1, signed(5, 1))), { code: "roster-sequence" });
  const half = { ...signed(1, 1, { telephone: "+1" }), mlDsa87: r1.mlDsa87 };
  throws(() => checkRosterFork(crypto, encodeRosterFork(crypto, [r0], r1, half)), { code: "roster-signature" });
  equal(looksLikeRosterFork(Uint8Array.of(0x84, 1)), false);
});

test("no roster is no card, and neither are bytes that only begin like one", () => {
  throws(() => verifyRosters(crypto, []), { code: "roster-sequence" });
  for (const bytes of ["", "83", "8359", "835900", "83590000", "835903e8"]) {
    const encoded = Uint8Array.fromHex(bytes);
    equal(signedRosterLength(encoded), encoded.length);
  }
  const whole = encodeSignedRoster(r0);
  equal(signedRosterLength(Uint8Array.of(...whole, ...whole)), whole.length);
});

test("a card holds as many of the newest rosters as it has room for", () => {
  // Desks with long names in many languages: a roster near its longest, of which two make a card too long.
  const names = Array.from({ length: 16 }, (_, at) => ({
    language: `a${"abcdefghijklmnop"[at]}`, text: "n".repeat(400),
  }));
  const desks = Array.from({ length: 7 }, (_, at) => ({ code: `desk-${at}`, names }));
  const large = [0, 1, 2, 3].map((seq) => signed(1, seq, { desks }));
  const kept = decodeCardRosters(crypto, encodeCardOf(crypto, large));
  deepEqual(kept.map((one) => one.roster.seq), [2, 3].slice(2 - kept.length));
  equal(encodeCardOf(crypto, large).length <= cardCharactersMax, true);
  equal(encodeCard(crypto, ...large.slice(-kept.length - 1)).length > cardCharactersMax, true);
});
