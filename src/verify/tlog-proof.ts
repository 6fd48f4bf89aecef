// Checks a tlog-proof of one entry: who signed it, and which witnesses saw the log that holds it.

import type { Crypto } from "../ports/crypto.ts";
import { checkContent, rostersOf, signerOf } from "./proof.ts";
import type { Proven } from "./proof.ts";
import { logOfOrigin, openCheckpoint } from "../core/checkpoint/checkpoint.ts";
import type { Checkpoint } from "../core/checkpoint/checkpoint.ts";
import { cosignedAt } from "../core/checkpoint/cosignature.ts";
import type { Witness } from "../core/checkpoint/cosignature.ts";
import { decodeNote } from "../core/checkpoint/signed-note.ts";
import { decodeTlogExtra, decodeTlogProof } from "../core/checkpoint/tlog-proof.ts";
import { equalBytes, toHex } from "../core/bytes/hex.ts";
import { ChirographError } from "../core/errors.ts";
import { decodeBody, decodeEntry, leafHash, verifyEntry } from "../core/record/entry.ts";
import type { Body } from "../core/record/entry.ts";
import { verifyInclusion } from "../core/record/merkle.ts";

/** A witness that the reader trusts, and since when it has seen the checkpoint, in seconds since 1970. */
export interface Seen {
  readonly witness: string;
  readonly timeS: number;
}

/** What a tlog-proof shows. */
export interface TlogProven extends Proven {
  readonly size: number;
  /** The trusted witnesses that saw it, by time; none when nobody whom the reader trusts has signed it. */
  readonly seen: readonly Seen[];
}

/**
 * Checks a tlog-proof against party ids and witnesses that the reader trusts. Errors: checkpoint (the form, parts that
 * do not belong together, a signature under the note), cbor-*, shape, roster-*, entry-author (no trusted root),
 * entry-signature, entry-commit, entry-prev (the path).
 */
export function verifyTlogProof(
  crypto: Crypto, text: string, trusted: readonly string[], witnesses: readonly Witness[],
): TlogProven {
  const proof = decodeTlogProof(text);
  const extra = decodeTlogExtra(proof);
  const entry = decodeEntry(extra.entry);
  const body = decodeBody(entry.payload);
  const note = decodeNote(proof.note);
  const rosters = rostersOf(crypto, extra.rosters);
  const { roster, key } = signerOf(rosters, trusted, (one, author) => verifyEntry(crypto, one, author, entry));
  const checkpoint = openCheckpoint(crypto, note, key);
  checkPlace(checkpoint, body, proof.index);
  const [salt = new Uint8Array(0)] = extra.salt;
  const [content = new Uint8Array(0)] = extra.content;
  checkContent(crypto, body, salt, content);
  const leaf = leafHash(crypto, entry.payload);
  const { size, root } = checkpoint;
  if (!verifyInclusion(crypto, leaf, proof.index, size, proof.path, root)) throw new ChirographError("entry-prev");
  const shown = extra.content.length > 0;
  return {
    party: toHex(roster.party), short: roster.short, body, leaf: toHex(leaf), content: shown ? content : null,
    withheld: !shown && body.commit.length > 0, size,
    seen: seenBy(witnesses, (one) => cosignedAt(crypto, note, one)),
  };
}

function checkPlace({ origin, size }: Checkpoint, body: Body, index: number): void {
  const named = logOfOrigin(origin);
  const same = named !== null && equalBytes(named.channel, body.channel) && equalBytes(named.log, body.log);
  if (!same || body.seq !== index || index >= size) {
    throw new ChirographError("checkpoint", "Proof: entry, index and checkpoint do not belong together.");
  }
}

/** The witnesses for which there is a time, by time. */
export function seenBy(
  witnesses: readonly Witness[], timeOf: (witness: Witness) => number | null,
): readonly Seen[] {
  const seen: Seen[] = [];
  for (const one of witnesses) {
    const timeS = timeOf(one);
    if (timeS !== null) seen.push({ witness: one.name, timeS });
  }
  return seen.sort((a, b) => a.timeS - b.timeS);
}
