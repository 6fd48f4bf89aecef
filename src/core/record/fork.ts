// Fork evidence: two signed entries that cannot both be true of one log, as a file anyone can check (spec/03-record.md,
// Fork).

import type { Crypto } from "../../ports/crypto.ts";
import { rootsOfLastLeaf } from "./merkle.ts";
import { decodeBody, decodeEntry, encodeEntry, leafHash, verifyEntry } from "./entry.ts";
import type { Body, Entry } from "./entry.ts";
import { bytes, decodeShape, encodeShape, list, struct, text, uint } from "../bytes/shape.ts";
import type { Of } from "../bytes/shape.ts";
import { equalBytes, toHex } from "../bytes/hex.ts";
import { ChirographError } from "../errors.ts";
import type { Hex } from "../names.ts";
import type { Roster } from "../keys/roster.ts";

const label = "chirograph/1 fork";
const entryBytesMax = 40_960;
/** Longest audit path: a log of 2^53 entries has no longer one. */
const pathMax = 53;

const witness = struct({
  party: bytes(32), station: bytes(16), roster: bytes(32), entry: bytes(1, entryBytesMax),
  path: list(bytes(32), pathMax),
});

/** What the file holds: the log and size in dispute, and two signed entries that claim different trees for it. */
export const forkEvidence = struct({
  label: text(32), channel: bytes(32), log: bytes(16), size: uint(), one: witness, other: witness,
});
export type ForkEvidence = Of<typeof forkEvidence>;

/** A signed entry with the author its signature names. */
export interface Witnessed {
  readonly party: Uint8Array;
  readonly station: Uint8Array;
  readonly roster: Uint8Array;
  readonly entry: Entry;
  /** Its audit path when it is the last of the `size` entries, from which their root follows; else empty. */
  readonly path: readonly Uint8Array[];
}

/** The evidence file of two entries that claim different trees for the first `size` entries of `log`. */
export function encodeForkEvidence(
  channel: Uint8Array, log: Uint8Array, size: number, one: Witnessed, other: Witnessed,
): Uint8Array {
  const seal = (item: Witnessed): Of<typeof witness> => ({ ...item, entry: encodeEntry(item.entry) });
  return encodeShape(forkEvidence, { label, channel, log, size, one: seal(one), other: seal(other) });
}

/** An evidence file, nothing of it checked yet. Errors: shape, cbor-*, version-unknown. */
export function decodeForkEvidence(file: Uint8Array): ForkEvidence {
  const evidence = decodeShape(forkEvidence, file);
  if (evidence.label !== label) throw new ChirographError("version-unknown");
  return evidence;
}

/**
 * Checks an evidence file against rosters that the reader trusts. Returns the parties whose signatures contradict each
 * other. Errors: fork (it proves nothing), entry-signature, missing (an unknown roster), shape, cbor-*.
 */
export function checkForkEvidence(
  crypto: Crypto, directory: ReadonlyMap<Hex, Roster>, file: Uint8Array,
): { readonly evidence: ForkEvidence; readonly parties: readonly [Hex, Hex] } {
  const evidence = decodeForkEvidence(file);
  const claims = [evidence.one, evidence.other].map((item) => claimOf(crypto, directory, evidence, item));
  const [one, other] = claims as [Claimed, Claimed];
  // Whoever knows the id of a log can sign something of that id; only its own station's word stands against it.
  if (one.own && other.own && !equalBytes(evidence.one.station, evidence.other.station)) {
    throw new ChirographError("fork", "Two stations do not write one log.");
  }
  // A leaf and a root do not compare; two of the same sort that differ cannot both be true.
  if (!differ(one.root, other.root) && !differ(one.leaf, other.leaf)) {
    throw new ChirographError("fork", "Nothing differs.");
  }
  return { evidence, parties: [toHex(evidence.one.party), toHex(evidence.other.party)] };
}

interface Claimed {
  /** Whether it is an entry of the log in dispute. */
  readonly own: boolean;
  readonly root: Uint8Array | null;
  readonly leaf: Uint8Array | null;
}

function differ(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a !== null && b !== null && !equalBytes(a, b);
}

function claimOf(
  crypto: Crypto, directory: ReadonlyMap<Hex, Roster>, evidence: ForkEvidence, item: Of<typeof witness>,
): Claimed {
  const roster = directory.get(toHex(item.roster));
  if (roster === undefined) throw new ChirographError("missing", "An unknown roster.", { roster: item.roster });
  const station = roster.stations.find((one) => equalBytes(one.id, item.station));
  const entry = decodeEntry(item.entry);
  const author = { party: item.party, rosterDigest: item.roster };
  if (station === undefined || !equalBytes(roster.party, item.party) || !verifyEntry(
    crypto, station.key, author, entry,
  )) {
    throw new ChirographError("entry-signature");
  }
  const body = decodeBody(entry.payload);
  if (!equalBytes(body.channel, evidence.channel)) throw new ChirographError("entry-channel");
  const made = claimed(crypto, evidence, body, entry, item.path);
  return made.root === null && made.leaf === null ? fail() : made;
}

/** What an entry claims of the size: it is the last leaf, its prev is the root, or it acknowledges a root or a leaf. */
function claimed(
  crypto: Crypto, { log, size }: ForkEvidence, body: Body, entry: Entry, path: readonly Uint8Array[],
): Claimed {
  if (equalBytes(body.log, log)) {
    if (body.seq === size) return { own: true, root: body.prev, leaf: null };
    if (body.seq !== size - 1) fail();
    const leaf = leafHash(crypto, entry.payload);
    const roots = rootsOfLastLeaf(crypto, leaf, size, path);
    // A path counts only when it leads to the root that the entry itself has signed.
    return { own: true, root: roots !== null && equalBytes(roots.before, body.prev) ? roots.with : null, leaf };
  }
  const ack = body.acks.find((one) => equalBytes(one.log, log) && one.size === size);
  const single = body.leaves.find((one) => equalBytes(one.log, log) && one.seq === size - 1);
  return { own: false, root: ack?.root ?? null, leaf: single?.leaf ?? null };
}

function fail(): never {
  throw new ChirographError("fork", "An entry claims nothing about this size.");
}
