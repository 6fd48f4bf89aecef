// A roster: who speaks for a party, signed by its offline root.

import type { Crypto } from "../../ports/crypto.ts";
import { encode } from "../bytes/cbor.ts";
import { equalBytes, toHex } from "../bytes/hex.ts";
import { bytes, decodeShape, decodeVersioned, encodeShape, list, oneOf, struct, text, uint } from "../bytes/shape.ts";
import type { Of } from "../bytes/shape.ts";
import { ChirographError } from "../errors.ts";
import { isCode } from "../mechanism/charter/charter.ts";
import { kind } from "../mechanism/kind.ts";
import type { StationId } from "../names.ts";
import { suite, timeMsMax } from "../record/entry.ts";
import { checkAuthored } from "../text/authored.ts";
import { isLanguage, names } from "../text/named.ts";
import type { Names } from "../text/named.ts";
import { partyId, partyRoots, rootsHash } from "./party.ts";
import type { RootSeeds } from "./party.ts";
import { stationId } from "./station-id.ts";

export const rosterVersion = 1;
/** Most stations and desks of one party. */
export const stationsMax = 16;
export const desksMax = 64;
/** Longest body of a roster, in bytes. */
export const rosterBytesMax = 65_536 - 5_000;

/** A station: its signing key, and the SHA-256 of its TLS certificate's SubjectPublicKeyInfo. */
export const rosterStation = struct({ id: bytes(16), key: bytes(32), tls: bytes(32), names });
export type RosterStation = Of<typeof rosterStation>;

export const rosterDesk = struct({ code: text(32, 1), names });

/** The body of a roster. `policy` counts the persons a release needs, ROUTINE first. */
export const roster = struct({
  v: uint(255),
  party: bytes(32),
  seq: uint(),
  time: uint(timeMsMax),
  world: oneOf("actual", "exercise"),
  short: text(8, 1),
  names,
  roots: partyRoots,
  nextRoots: bytes(32),
  seat: bytes(16),
  stations: list(rosterStation, stationsMax, 1),
  desks: list(rosterDesk, desksMax, 1),
  policy: list(uint(2), 4, 4),
  telephone: text(64),
});
export type Roster = Of<typeof roster>;

/** The bytes of a signed roster, and the content of kind 2. */
export const signedRosterShape = struct({ body: bytes(1, rosterBytesMax), ed25519: bytes(64), mlDsa87: bytes(4_627) });

/** A roster with the exact bytes that are signed. */
export interface SignedRoster {
  readonly roster: Roster;
  readonly bytes: Uint8Array;
  readonly ed25519: Uint8Array;
  readonly mlDsa87: Uint8Array;
}

/** Kind 2: a roster said in a log; it counts for a station from its next BOOT on (spec/03-record.md, R-6). */
export const rosterKind = kind({
  code: 2, name: "roster", form: "clear", content: signedRosterShape, about: "none", record: "both",
});

/** Digest of a roster's body, which every signature of its stations names. */
export function rosterDigest(crypto: Crypto, body: Uint8Array): Uint8Array {
  return crypto.sha256(body);
}

/** Signs a roster with both root keys. */
export function signRoster(crypto: Crypto, seeds: RootSeeds, item: Roster): SignedRoster {
  checkRoster(crypto, item);
  const body = encodeShape(roster, item);
  const message = signedBytes(body);
  return {
    roster: item, bytes: body, ed25519: crypto.ed25519Sign(seeds.ed25519, message),
    mlDsa87: crypto.mlDsa87Sign(seeds.mlDsa87, message),
  };
}

/** Canonical bytes of a signed roster. */
export function encodeSignedRoster(signed: SignedRoster): Uint8Array {
  const { bytes: body, ed25519, mlDsa87 } = signed;
  return encodeShape(signedRosterShape, { body, ed25519, mlDsa87 });
}

/**
 * Where the signed roster that `encoded` begins with ends. Bytes that do not begin like one are taken to be one to
 * their end: whoever reads them refuses them.
 */
export function signedRosterLength(encoded: Uint8Array): number {
  // An array of three; the body, a byte string with two bytes of length; 64 and 4,627 bytes with their heads.
  if (encoded[0] !== 0x83 || encoded[1] !== 0x59) return encoded.length;
  const body = (encoded[2] ?? 0) * 256 + (encoded[3] ?? 0);
  return Math.min(encoded.length, 4 + body + 2 + 64 + 3 + 4_627);
}

/** The signed roster of its bytes; its signatures are not checked yet. Errors: cbor-*, version-unknown, shape. */
export function decodeSignedRoster(encoded: Uint8Array): SignedRoster {
  const { body, ed25519, mlDsa87 } = decodeShape(signedRosterShape, encoded);
  return { roster: decodeVersioned(roster, rosterVersion, body), bytes: body, ed25519, mlDsa87 };
}

/**
 * Checks a roster: both root signatures, that the root is the party's own, and that it follows `previous`. Without one
 * only the first root proves itself; a rotated root needs the chain. Errors: roster-signature, roster-sequence, shape.
 */
export function verifyRoster(crypto: Crypto, signed: SignedRoster, previous: SignedRoster | null): void {
  verifyRosterAlone(crypto, signed);
  const item = signed.roster;
  const { roots } = item;
  if (previous === null) {
    if (equalBytes(partyId(crypto, roots), item.party)) return;
    throw new ChirographError("roster-sequence", "The root was changed; the rosters before it are needed.");
  }
  const before = previous.roster;
  if (!equalBytes(before.party, item.party) || item.seq !== before.seq + 1) {
    throw new ChirographError("roster-sequence");
  }
  const same = equalBytes(rootsHash(crypto, roots), rootsHash(crypto, before.roots));
  if (!same && !equalBytes(rootsHash(crypto, roots), before.nextRoots)) {
    throw new ChirographError("roster-sequence", "The root is not the one named before.");
  }
}

/** Checks what a roster says and both signatures, by the roots it shows. Errors: roster-signature, shape. */
export function verifyRosterAlone(crypto: Crypto, signed: SignedRoster): void {
  const { roots } = signed.roster;
  checkRoster(crypto, signed.roster);
  const message = signedBytes(signed.bytes);
  if (!crypto.ed25519Verify(roots.ed25519, message, signed.ed25519)) throw new ChirographError("roster-signature");
  if (!crypto.mlDsa87Verify(roots.mlDsa87, message, signed.mlDsa87)) throw new ChirographError("roster-signature");
}

/** The station of an id, or null. */
export function stationOf(item: Roster, id: StationId): RosterStation | null {
  return item.stations.find((one) => equalBytes(one.id, id)) ?? null;
}

/** What every roster keeps beyond its shape. Errors: version-unknown, shape. */
function checkRoster(crypto: Crypto, item: Roster): void {
  if (item.v !== rosterVersion) throw new ChirographError("version-unknown", `Roster version ${item.v}.`);
  demand(/^[A-Z0-9]{1,8}$/u.test(item.short), "short: 1 to 8 of A-Z and 0-9");
  demand(/^[+0-9 ()-]*$/u.test(item.telephone), "telephone");
  demand(item.policy.every((persons) => persons >= 1), "policy");
  const derived = item.stations.every((one) => equalBytes(one.id, stationId(crypto, one.key)));
  demand(derived, "a station's id follows from its key");
  demand(distinct(item.stations.map((one) => toHex(one.id))), "one station twice");
  demand(stationOf(item, item.seat) !== null, "the seat is a station of the roster");
  demand(item.desks.every((one) => isCode(one.code)) && distinct(item.desks.map((one) => one.code)), "desk codes");
  for (const one of [item, ...item.stations, ...item.desks]) checkNames(one.names);
}

function checkNames(all: Names): void {
  demand(all.every((one) => isLanguage(one.language)) && distinct(all.map((one) => one.language)), "names");
  const visible = all.every((one) => checkAuthored(one.text).length === 0 && !one.text.includes("\n"));
  demand(visible, "names: hidden characters");
}

function signedBytes(body: Uint8Array): Uint8Array {
  return encode(["chirograph/1 roster", suite, body]);
}

function distinct(items: readonly string[]): boolean {
  return new Set(items).size === items.length;
}

function demand(condition: boolean, detail: string): void {
  if (!condition) throw new ChirographError("shape", `roster: ${detail}.`);
}
