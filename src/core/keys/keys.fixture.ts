// An invented party with a root, the root after it and one station: for tests and vectors of keys.

import type { Crypto } from "../../ports/crypto.ts";
import { partyId, rootsHash, rootsOf } from "./party.ts";
import type { RootSeeds } from "./party.ts";
import { rosterVersion } from "./roster.ts";
import type { Roster, RosterStation } from "./roster.ts";
import { stationId } from "./station-id.ts";

/** Root seeds filled from one number. */
export function seedsOf(number: number): RootSeeds {
  return { ed25519: new Uint8Array(32).fill(number), mlDsa87: new Uint8Array(32).fill(number + 100) };
}

/** A station whose signing seed is filled from one number. */
export function stationOfNumber(crypto: Crypto, number: number): RosterStation {
  const key = crypto.ed25519PublicKey(new Uint8Array(32).fill(number));
  const names = [{ language: "en", text: `Station ${number}` }];
  return { id: stationId(crypto, key), key, tls: new Uint8Array(32).fill(number), names };
}

/** First roster of the party whose root is `seedsOf(number)` and whose next root is `seedsOf(number + 1)`. */
export function firstRoster(crypto: Crypto, number: number): Roster {
  const roots = rootsOf(crypto, seedsOf(number));
  const station = stationOfNumber(crypto, number);
  return {
    v: rosterVersion, party: partyId(crypto, roots), seq: 0, time: 1_795_000_000_000, world: "exercise", short: "A",
    names: [{ language: "en", text: "Institution A" }, { language: "ru", text: "Учреждение А" }], roots,
    nextRoots: rootsHash(crypto, rootsOf(crypto, seedsOf(number + 1))), seat: station.id, stations: [station],
    desks: [{ code: "watch", names: [{ language: "en", text: "Watch" }] }], policy: [1, 1, 1, 2],
    telephone: "+00 1 555 0100",
  };
}
