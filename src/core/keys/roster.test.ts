import { deepEqual, equal, throws } from "node:assert/strict";
import { test } from "node:test";
import { firstRoster, seedsOf, stationOfNumber } from "./keys.fixture.ts";
import { rootsHash, rootsOf } from "./party.ts";
import {
  decodeSignedRoster, encodeSignedRoster, roster as rosterShape, signRoster, stationOf, verifyRoster,
} from "./roster.ts";
import type { Roster, SignedRoster } from "./roster.ts";
import { encode } from "../bytes/cbor.ts";
import { encodeShape } from "../bytes/shape.ts";
import type { ErrorCode } from "../errors.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";

const crypto = createNodeCrypto();
const base = firstRoster(crypto, 1);
const first = signRoster(crypto, seedsOf(1), base);

/** Signs whatever it is given, as a forger with a root of their own would. */
function signAny(number: number, item: Roster): SignedRoster {
  const bytes = encodeShape(rosterShape, item);
  const message = encode(["chirograph/1 roster", 1, bytes]);
  const { ed25519, mlDsa87 } = seedsOf(number);
  return {
    roster: item, bytes, ed25519: crypto.ed25519Sign(ed25519, message), mlDsa87: crypto.mlDsa87Sign(mlDsa87, message),
  };
}

function rejects(code: ErrorCode, signed: SignedRoster, previous: SignedRoster | null = null): void {
  throws(() => verifyRoster(crypto, signed, previous), { code });
}

test("a signed roster verifies, and comes back from its bytes", () => {
  verifyRoster(crypto, first, null);
  const back = decodeSignedRoster(encodeSignedRoster(first));
  deepEqual(back, first);
  verifyRoster(crypto, back, null);
});

test("both signatures are needed, each of this party and over these bytes", () => {
  const other = signAny(5, base);
  rejects("roster-signature", { ...first, ed25519: other.ed25519 });
  rejects("roster-signature", { ...first, mlDsa87: other.mlDsa87 });
  rejects("roster-signature", other);
  rejects("roster-signature", { ...first, bytes: encodeShape(rosterShape, { ...base, seq: 1 }) });
});

test("a flipped bit in either signature never verifies", () => {
  for (const field of ["ed25519", "mlDsa87"] as const) {
    for (let bit = 0; bit < first[field].length * 8; bit += field === "ed25519" ? 1 : 211) {
      const changed = first[field].slice();
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      rejects("roster-signature", { ...first, [field]: changed });
    }
  }
});

test("a stranger cannot take a party's id, alone or as the next roster", () => {
  const stolen = { ...base, roots: rootsOf(crypto, seedsOf(5)) };
  rejects("roster-sequence", signAny(5, stolen));
  rejects("roster-sequence", signAny(5, { ...stolen, seq: 1 }), first);
});

test("rosters follow one another without gap, within one party", () => {
  verifyRoster(crypto, signAny(1, { ...base, seq: 1 }), first);
  for (const seq of [0, 2]) rejects("roster-sequence", signAny(1, { ...base, seq }), first);
  rejects("roster-sequence", signAny(7, { ...firstRoster(crypto, 7), seq: 1 }), first);
});

test("a root changes only to the one named before, and then needs the chain", () => {
  const nextRoots = rootsHash(crypto, rootsOf(crypto, seedsOf(3)));
  const rotated = { ...base, seq: 1, roots: rootsOf(crypto, seedsOf(2)), nextRoots };
  const second = signAny(2, rotated);
  verifyRoster(crypto, second, first);
  rejects("roster-sequence", second);
  verifyRoster(crypto, signAny(3, { ...rotated, seq: 2, roots: rootsOf(crypto, seedsOf(3)) }), second);
  rejects("roster-sequence", signAny(1, { ...base, seq: 2 }), second);
  rejects("roster-signature", signAny(1, rotated), first);
  const half = { ...rotated.roots, ed25519: base.roots.ed25519 };
  const mixed = signAny(2, { ...rotated, roots: half });
  rejects("roster-sequence", { ...mixed, ed25519: signAny(1, mixed.roster).ed25519 }, first);
});

test("what a roster may not hold", () => {
  const [station] = base.stations as [Roster["stations"][number]];
  const [desk] = base.desks as [Roster["desks"][number]];
  const names = (text: string): Roster["names"] => [{ language: "en", text }];
  const wrong: readonly Partial<Roster>[] = [
    { stations: [station, station] }, { desks: [desk, desk] }, { seat: new Uint8Array(16) },
    { stations: [station, { ...stationOfNumber(crypto, 2), id: station.id }] },
    { stations: [{ ...station, key: new Uint8Array(32) }] }, { policy: [1, 1, 1, 0] }, { short: "a" }, { short: "А" },
    { telephone: "call me" }, { desks: [{ ...desk, code: "Watch" }] }, { names: [...names("A"), ...names("B")] },
    { names: names("safe\u202Eelif") }, { names: names("two\nlines") }, { names: names("e\u0301") },
    { names: [{ language: "English", text: "A" }] }, { stations: [{ ...station, names: names("\u200B") }] },
  ];
  for (const change of wrong) {
    rejects("shape", signAny(1, { ...base, ...change }));
    throws(() => signRoster(crypto, seedsOf(1), { ...base, ...change }), { code: "shape" });
  }
  rejects("version-unknown", signAny(1, { ...base, v: 2 }));
});

test("a station is found by its id", () => {
  equal(stationOf(base, base.seat), base.stations[0]);
  equal(stationOf(base, new Uint8Array(16)), null);
});
