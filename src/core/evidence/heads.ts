// Evidence against a checkpoint: two signed claims about one size of one log that differ, one of them at least a
// checkpoint (spec/09-checkpoints.md, W-21).

import type { Crypto } from "../../ports/crypto.ts";
import { equalBytes, toHex } from "../bytes/hex.ts";
import { bytes, decodeShape, encodeShape, list, struct, text, uint } from "../bytes/shape.ts";
import type { Of } from "../bytes/shape.ts";
import { openCheckpoint, originOf } from "../checkpoint/checkpoint.ts";
import { decodeNote, noteBytesMax } from "../checkpoint/signed-note.ts";
import { ChirographError } from "../errors.ts";
import type { Hex } from "../names.ts";
import type { Body } from "../record/entry.ts";
import { rootsOfLastLeaf, verifyConsistency } from "../record/merkle.ts";
import { author, authorOf, evidenceEntryBytesMax, openSigned, provesNothing } from "./signed-entry.ts";
import type { Trusted } from "./signed-entry.ts";

/** First field of the file. */
export const headsLabel = "chirograph/1 heads";
/** Most nodes of a path or proof. */
export const headsPathMax = 63;

const headClaim = struct({
  ...author, entry: bytes(0, evidenceEntryBytesMax), note: text(noteBytesMax), root: bytes(0, 32),
  path: list(bytes(32), headsPathMax),
});
/**
 * One claim. An entry claims as it does in the evidence of a fork, `path` as there; its `note` and `root` are empty. A
 * checkpoint claims that the first `size` entries have `root`; `path` is the proof that its tree goes on from them.
 */
export type HeadClaim = Of<typeof headClaim>;

/** What the file holds: the log and size in dispute, and two claims. */
export const headsEvidence = struct({
  label: text(32), channel: bytes(32), log: bytes(16), size: uint(), one: headClaim, other: headClaim,
});
export type HeadsEvidence = Of<typeof headsEvidence>;

/** The evidence file of two claims. */
export function encodeHeads(
  channel: Uint8Array, log: Uint8Array, size: number, one: HeadClaim, other: HeadClaim,
): Uint8Array {
  return encodeShape(headsEvidence, { label: headsLabel, channel, log, size, one, other });
}

/** What was shown: the parties whose signatures contradict each other, and which claim is a checkpoint. */
export interface Heads {
  readonly evidence: HeadsEvidence;
  readonly parties: readonly [Hex, Hex];
  readonly checkpoints: readonly [boolean, boolean];
}

/**
 * Checks a file. Errors: version-unknown, missing (an unknown roster), entry-signature, entry-channel, checkpoint (a
 * note that its log's station has not signed), fork (it proves nothing), cbor-*, shape.
 */
export function checkHeads(crypto: Crypto, trusted: Trusted, file: Uint8Array): Heads {
  const evidence = decodeShape(headsEvidence, file);
  if (evidence.label !== headsLabel) throw new ChirographError("version-unknown");
  const { one, other } = evidence;
  const [first, second] = [one, other].map((item) => claimOf(crypto, trusted, evidence, item)) as [Claimed, Claimed];
  if (one.note === "" && other.note === "") provesNothing("Neither is a checkpoint.");
  if (first.own && second.own && !equalBytes(one.station, other.station)) {
    provesNothing("Two stations do not write one log.");
  }
  if (equalBytes(first.root, second.root)) provesNothing("Nothing differs.");
  return {
    evidence, parties: [toHex(one.party), toHex(other.party)], checkpoints: [one.note !== "", other.note !== ""],
  };
}

/** The root that is claimed, and whether by the log itself: in an entry of it or a checkpoint. */
interface Claimed { readonly own: boolean; readonly root: Uint8Array }

function claimOf(crypto: Crypto, trusted: Trusted, evidence: HeadsEvidence, item: HeadClaim): Claimed {
  if (item.note === "") {
    if (item.root.length > 0) provesNothing("An entry has a root of its own.");
    const { body, leaf } = openSigned(crypto, trusted, item, evidence.channel);
    const root = claimed(crypto, evidence, body, leaf, item.path);
    if (root === null) provesNothing("An entry claims no root of this size.");
    return { own: equalBytes(body.log, evidence.log), root };
  }
  if (item.entry.length > 0) provesNothing("A claim is an entry or a checkpoint.");
  const { origin, size, root } = openCheckpoint(crypto, decodeNote(item.note), authorOf(trusted, item).key);
  if (origin !== originOf(evidence.channel, evidence.log)) throw new ChirographError("checkpoint", "Another log's.");
  const shown = item.root.length === 32 && evidence.size > 0
    && verifyConsistency(crypto, evidence.size, item.root, size, root, item.path);
  return shown ? { own: true, root: item.root } : provesNothing("The checkpoint does not go on from that root.");
}

/** The root that an entry claims of the size (spec/03-record.md, Fork). */
function claimed(
  crypto: Crypto, { log, size }: HeadsEvidence, body: Body, leaf: Uint8Array, path: readonly Uint8Array[],
): Uint8Array | null {
  if (!equalBytes(body.log, log)) {
    return body.acks.find((one) => equalBytes(one.log, log) && one.size === size)?.root ?? null;
  }
  if (body.seq === size) return body.prev;
  const roots = body.seq === size - 1 ? rootsOfLastLeaf(crypto, leaf, size, path) : null;
  return roots !== null && equalBytes(roots.before, body.prev) ? roots.with : null;
}
