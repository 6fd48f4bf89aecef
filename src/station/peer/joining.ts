// A further station of a party: its request, and what the first one gives it to begin with. Both go by courier as text.

import { keep } from "../batch.ts";
import {
  decodeKnownParty, encodeKnownParty, encodeOwnAddresses, knownPartyBytesMax, ownAddressesKey, ownAddressesMax,
} from "./parties.ts";
import { indexStations } from "./peers.ts";
import { setParty } from "./roster-in-force.ts";
import { heldRosters, keepRoster } from "./rosters.ts";
import type { Self, StationState } from "../state.ts";
import type { Crypto } from "../../ports/crypto.ts";
import type { Random } from "../../ports/random.ts";
import type { Signer } from "../../ports/signer.ts";
import { encode, utf8 } from "../../core/bytes/cbor.ts";
import { bytes, decodeShape, encodeShape, list, struct, text } from "../../core/bytes/shape.ts";
import type { Of } from "../../core/bytes/shape.ts";
import { concat, equalBytes } from "../../core/bytes/hex.ts";
import { ChirographError } from "../../core/errors.ts";
import { decodeCardRosters, encodeCardOf } from "../../core/keys/card.ts";
import { encodeSignedRoster, rosterStation } from "../../core/keys/roster.ts";
import type { RosterStation, SignedRoster } from "../../core/keys/roster.ts";
import { stationId } from "../../core/keys/station-id.ts";

const requestLabel = "chirograph/1 station request";
const answerInfo = utf8("chirograph/1 station answer");
const partiesMax = 256;
const encBytes = 1_120;
/** Longest answer, in bytes. */
export const answerBytesMax = 8 * 1024 * 1024;

const requestBody = struct({
  label: text(40), party: bytes(32), station: rosterStation, reply: bytes(1_216), address: text(255),
});
const request = struct({ body: bytes(1, 16_384), signature: bytes(64) });
/**
 * What a new station asks with: who it will be, the key its answer is sealed to, where it is reached ("" for nowhere).
 */
export type StationRequest = Of<typeof requestBody>;

/** The request, signed with the new station's own key. */
export function encodeRequest(signer: Signer, asked: Omit<StationRequest, "label">): Uint8Array {
  const body = encodeShape(requestBody, { label: requestLabel, ...asked });
  return encodeShape(request, { body, signature: signer.sign(signedBytes(body)) });
}

/** A request that its own station has signed. Errors: cbor-*, shape, version-unknown, entry-signature. */
export function decodeRequest(crypto: Crypto, file: Uint8Array): StationRequest {
  const { body, signature } = decodeShape(request, file);
  const asked = decodeShape(requestBody, body);
  if (asked.label !== requestLabel) throw new ChirographError("version-unknown");
  const { id, key } = asked.station;
  if (!equalBytes(id, stationId(crypto, key))) throw new ChirographError("shape", "The id is not that of the key.");
  if (!crypto.ed25519Verify(key, signedBytes(body), signature)) throw new ChirographError("entry-signature");
  return asked;
}

function signedBytes(body: Uint8Array): Uint8Array {
  return encode([requestLabel, body]);
}

const joining = struct({
  house: bytes(1, 256), card: text(200_000), addresses: list(text(255), ownAddressesMax),
  parties: list(bytes(1, knownPartyBytesMax), partiesMax),
});
/** What a station begins with that joins another of its party. */
export interface Joining {
  /** The house charter: there is one house record, kept at every site. */
  readonly house: Uint8Array;
  readonly rosters: readonly SignedRoster[];
  /** Where our other sites are reached. */
  readonly addresses: readonly string[];
  /** Values of the parties known. */
  readonly parties: readonly Uint8Array[];
}

/** What this station gives one that joins, sealed to the request's key. */
export function encodeAnswer(
  state: StationState, house: Uint8Array, addresses: readonly string[], reply: Uint8Array, random: Random,
): Uint8Array {
  const { crypto, party } = state.self;
  const plain = encodeShape(joining, {
    house, card: encodeCardOf(crypto, heldRosters(state, party)), addresses,
    parties: [...state.parties.values()].map((one) => encodeKnownParty(state, one)),
  });
  const { enc, ciphertext } = crypto.hpkeSeal(reply, answerInfo, new Uint8Array(0), plain, random.bytes(64));
  return concat(enc, ciphertext);
}

/** The answer to our request; `seed` is the private half of its key. Errors: envelope, cbor-*, shape, card. */
export function decodeAnswer(crypto: Crypto, seed: Uint8Array, file: Uint8Array): Joining {
  const [enc, sealed] = [file.subarray(0, encBytes), file.subarray(encBytes)];
  const plain = file.length > answerBytesMax || sealed.length < 16
    ? null : crypto.hpkeOpen(seed, enc, answerInfo, new Uint8Array(0), sealed);
  if (plain === null) throw new ChirographError("envelope", "The answer is another station's, or damaged.");
  return decodeJoining(crypto, plain);
}

/** What stands in an opened answer. Errors: cbor-*, shape, card. */
export function decodeJoining(crypto: Crypto, plain: Uint8Array): Joining {
  const { house, card, addresses, parties } = decodeShape(joining, plain);
  return { house, addresses, parties, rosters: decodeCardRosters(crypto, card) };
}

/** The same as bytes, to be kept until the station's first start. */
export function encodeJoining(crypto: Crypto, { house, rosters, addresses, parties }: Joining): Uint8Array {
  return encodeShape(joining, { house, card: encodeCardOf(crypto, rosters), addresses, parties });
}

/** Begins a fresh store with what the first station gave. */
export function join(state: StationState, { addresses, parties, rosters }: Joining): void {
  for (const signed of rosters) keepRoster(state, encodeSignedRoster(signed));
  setOwnAddresses(state, addresses);
  for (const value of parties) {
    const { party, rosters: theirs } = decodeKnownParty(state.self.crypto, value);
    for (const signed of theirs) keepRoster(state, encodeSignedRoster(signed));
    // Digits that another site compared are compared here too, where it is no exercise (K-21).
    setParty(state, { ...party, confirmed: party.confirmed && state.self.world === "exercise" });
  }
}

/** Keeps where our own other sites are reached. */
export function setOwnAddresses(state: StationState, addresses: readonly string[]): void {
  state.ownAddresses = addresses.slice(-ownAddressesMax);
  keep(state, ownAddressesKey, encodeOwnAddresses(state.ownAddresses));
  indexStations(state);
  state.outputs.push({ kind: "peers" }, { kind: "state" });
}

/** Whether the roster in force names the station as the request does. */
export function isNamed(self: Self, asked: RosterStation): boolean {
  return self.roster.roster.stations.some((one) =>
    equalBytes(one.id, asked.id) && equalBytes(one.key, asked.key) && equalBytes(one.tls, asked.tls));
}
