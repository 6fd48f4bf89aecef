// Parties with rosters and ledgers in memory, for tests of the record and of its verification.

import { ml_dsa87 } from "@noble/post-quantum/ml-dsa.js";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { createSoftwareSigner } from "../../crypto/node/signer.ts";
import type { Signer } from "../../ports/signer.ts";
import { toHex } from "../bytes/hex.ts";
import { encodeShape } from "../bytes/shape.ts";
import { partyId, rootsHash, rootsOf } from "../keys/party.ts";
import { rosterDigest, signRoster } from "../keys/roster.ts";
import type { Roster, SignedRoster } from "../keys/roster.ts";
import { stationId } from "../keys/station-id.ts";
import { channelId, decodeCharter, encodeCharter } from "../mechanism/charter/charter.ts";
import type { Charter } from "../mechanism/charter/charter.ts";
import { charterAcceptance, charterProposal } from "../mechanism/charter/entries.ts";
import { standardCharter } from "../mechanism/charter/standard-charter.ts";
import { lineTest } from "../mechanism/line-test/entries.ts";
import type { Kind } from "../mechanism/kind.ts";
import { message } from "../mechanism/message/entries.ts";
import { testMessage } from "../mechanism/message/message.fixture.ts";
import type { Precedence } from "../names.ts";
import { admit } from "./admission.ts";
import type { Admission } from "./admission.ts";
import { boot, bootContent } from "./boot.ts";
import { begun } from "./boot.fixture.ts";
import type { BootContent } from "./boot.ts";
import { commitment, encodeBody, signEntry } from "./entry.ts";
import type { Body, Entry } from "./entry.ts";
import { compose, createLedger, newestLogOf } from "./ledger.ts";
import type { Ledger } from "./ledger.ts";
import { receipt } from "./receipt.ts";

/** Node's cryptography, but with ML-DSA signatures that are the same each time, so that vectors are. */
export const crypto = {
  ...createNodeCrypto(),
  mlDsa87Sign: (seed: Uint8Array, text: Uint8Array): Uint8Array => (
    ml_dsa87.sign(text, ml_dsa87.keygen(seed).secretKey, { extraEntropy: false })
  ),
};

/** A party with one station. */
export interface MadeParty {
  readonly short: string;
  readonly party: Uint8Array;
  readonly station: Uint8Array;
  readonly signer: Signer;
  readonly signed: SignedRoster;
  readonly digest: Uint8Array;
}

/** An entry with what goes with it; salt and content are null for a receipt. */
export interface Sent {
  readonly body: Body;
  readonly entry: Entry;
  readonly content: Uint8Array | null;
  readonly salt: Uint8Array | null;
}

/** One station's end of a channel: its ledger, its log, and everything it holds in the order it came. */
export interface MadeEnd {
  readonly by: MadeParty;
  readonly directory: Map<string, Roster>;
  ledger: Ledger;
  log: Uint8Array;
  readonly held: Sent[];
}

/** Two ends and their charter. */
export interface MadePair {
  readonly a: MadeEnd;
  readonly b: MadeEnd;
  readonly channel: Uint8Array;
  readonly charter: Uint8Array;
}

/** Bytes of one value. */
export function filled(length: number, value: number): Uint8Array {
  return new Uint8Array(length).fill(value);
}

/** A party made of one byte; the same byte is the same party. */
export function makeParty(byte: number, short: string): MadeParty {
  const seeds = { ed25519: filled(32, byte), mlDsa87: filled(32, byte + 1) };
  const roots = rootsOf(crypto, seeds);
  const next = rootsOf(crypto, { ed25519: filled(32, byte + 2), mlDsa87: filled(32, byte + 3) });
  const signer = createSoftwareSigner(crypto, filled(32, byte + 4));
  const station = stationId(crypto, signer.publicKey);
  const names = ["en", "ru"].map((language) => ({ language, text: `Institution ${short}` }));
  const party = partyId(crypto, roots);
  const signed = signRoster(crypto, seeds, {
    v: 1, party, seq: 0, time: 1, world: "exercise", short, names, roots,
    nextRoots: rootsHash(crypto, next), seat: station,
    stations: [{ id: station, key: signer.publicKey, tls: filled(32, byte + 5), names }],
    desks: [{ code: "watch", names }], policy: [1, 1, 1, 1], telephone: "+00 1 555 0100",
  });
  return { short, party, station, signer, signed, digest: rosterDigest(crypto, signed.bytes) };
}

/** Two parties, A and B, on a channel, each with its BOOT said but not yet carried. */
export function makePair(change: Partial<Charter> = {}): MadePair {
  const [one, two] = [makeParty(10, "A"), makeParty(20, "B")];
  const parties = [one, two].map(({ signed: { roster } }) => (
    { id: roster.party, short: roster.short, names: roster.names, languages: ["en"], phone: roster.telephone }
  ));
  const standard = standardCharter({ world: "exercise", nonce: filled(16, 9), parties, languages: ["en", "ru"] });
  const charter = encodeCharter({ ...standard, ...change });
  const channel = channelId(crypto, charter);
  const directory = new Map([one, two].map((party) => [toHex(party.digest), party.signed.roster]));
  const end = (by: MadeParty, byte: number): MadeEnd => (
    { by, directory, ledger: createLedger(channel, by.station), log: filled(16, byte), held: [] }
  );
  const pair = { a: end(one, 0xa1), b: end(two, 0xb1), channel, charter };
  start(pair.a, 1_000, "first");
  start(pair.b, 1_100, "first");
  return pair;
}

/** Says something that differs from the truth on purpose. */
export type Wrong = Partial<Body>;

/** Composes, signs and admits an entry of our own. `content` null makes a receipt. */
export function say(
  end: MadeEnd, time: number, kind: Kind, content: unknown, precedence: Precedence = "ROUTINE",
): Sent {
  const sent = sign(end, time, kind, content, precedence);
  take(end, sent, time, true);
  return sent;
}

/** Composes and signs an entry without admitting it; `wrong` replaces fields before it is signed. */
export function sign(
  end: MadeEnd, time: number, kind: Kind, content: unknown, precedence: Precedence = "ROUTINE", wrong: Wrong = {},
): Sent {
  const bytes = kind.content === null ? null : encodeShape(kind.content, content);
  const salt = bytes === null ? null : saltOf(end, time, kind, bytes);
  const commit = bytes === null || salt === null ? new Uint8Array(0) : commitment(crypto, salt, bytes);
  const saying = { time, precedence, kind: kind.code, object: new Uint8Array(0), epoch: 0, index: 0, commit };
  const body = { ...compose(crypto, end.ledger, end.log, saying), ...wrong };
  const author = { party: end.by.party, rosterDigest: end.by.digest };
  return { body, entry: signEntry(end.by.signer, author, encodeBody(body)), content: bytes, salt };
}

/** Of a BOOT the salt from which the log's id follows, of all else any that is the same each time. */
function saltOf({ ledger, log }: MadeEnd, time: number, kind: Kind, content: Uint8Array): Uint8Array {
  if (kind.code === boot.code) return begun(crypto, ledger.channel, content, log[0] ?? 0).salt;
  return crypto.sha256(log, Uint8Array.of(time % 256, time >> 8, time >> 16));
}

/** The entry at the gate of an end; kept when it comes to be held. */
export function take(end: MadeEnd, sent: Sent, nowMs: number, own = false): Admission {
  const { entry, content, salt } = sent;
  const admission = admit(crypto, end.ledger, end.directory, { entry, content, salt, nowMs, own });
  if (admission.kind === "held" || admission.kind === "beyond") end.held.push(sent);
  return admission;
}

/** Everything one end holds that the other does not, in order. */
export function carry(from: MadeEnd, to: MadeEnd, nowMs: number): void {
  const has = new Set(to.held.map((one) => toHex(one.entry.payload)));
  for (const one of from.held.filter((sent) => !has.has(toHex(sent.entry.payload)))) take(to, one, nowMs);
}

/** The log of a BOOT, whose id begins with `byte`. */
export function logOf(channel: Uint8Array, content: BootContent, byte: number): Uint8Array {
  return begun(crypto, channel, encodeShape(bootContent, content), byte).log;
}

/**
 * Starts a station: a BOOT, in a new log whose id begins with `byte`, that goes on from what its ledger holds. The same
 * start from the same place with the same byte is the same log.
 */
export function start(
  end: MadeEnd, time: number, reason: BootContent["reason"], byte = end.log[0] ?? 0,
): Sent {
  const { by: { party, station, digest }, ledger } = end;
  const previous = newestLogOf(crypto, ledger, station);
  const content: BootContent = {
    party, station, roster: digest, channelForm: "parties", reason,
    previous: previous === null ? null : { ...previous, epoch: 0, index: 0 },
  };
  end.log = logOf(ledger.channel, content, byte);
  return say(end, time, boot, content);
}

/** The same station opened again from what is held: its former logs are no longer its own to write. */
export function reopen(end: MadeEnd, held: readonly Sent[] = end.held): MadeEnd {
  const again: MadeEnd = { ...end, ledger: createLedger(end.ledger.channel, end.by.station), held: [] };
  for (const one of held) take(again, one, one.body.time);
  return again;
}

/** A message with the given text. */
export function sayMessage(end: MadeEnd, time: number, words: string): Sent {
  return say(end, time, message, testMessage({ text: words }), "FLASH");
}

/** A receipt. */
export function sayReceipt(end: MadeEnd, time: number): Sent {
  return say(end, time, receipt, null);
}

/** The charter proposed by A and adopted by both, everything carried. Takes the times from 2,000 to 2,700. */
export function adopt({ a, b, charter, channel }: MadePair): void {
  carry(a, b, 1_500);
  carry(b, a, 1_500);
  const accepting = { proposal: channel, rosters: [a.by.digest, b.by.digest], until: 1_000_000 };
  say(a, 2_000, charterProposal, decodeCharter(charter));
  say(a, 2_100, charterAcceptance, accepting);
  carry(a, b, 2_200);
  say(b, 2_300, charterAcceptance, accepting);
  carry(b, a, 2_400);
  say(a, 2_500, lineTest, { peer: b.by.station, bearer: "tls", roundTripMs: 1, missed: 0 });
  carry(a, b, 2_600);
  say(b, 2_700, lineTest, { peer: a.by.station, bearer: "tls", roundTripMs: 1, missed: 0 });
  carry(b, a, 2_800);
}
