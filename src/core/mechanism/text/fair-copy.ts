// A fair copy: the clauses of a text in order, by reference; its texts and its digest, which everybody computes.

import type { Crypto } from "../../../ports/crypto.ts";
import { encode } from "../../bytes/cbor.ts";
import { bytesOfHex, toHex } from "../../bytes/hex.ts";
import type { ChannelId, Hex } from "../../names.ts";
import type { Run } from "./entries.ts";
import { clausesIn } from "./fold.ts";
import type { Begun, TextFold } from "./fold.ts";
import type { Reading } from "./reading.ts";

/** A clause of a fair copy. */
export interface CopiedClause {
  readonly heading: boolean;
  /** In the order of the text's languages. */
  readonly texts: readonly string[];
}

/** The runs that name what a text reads as; a fair copy is said of a clean one alone. */
export function runsOf({ slots }: Reading): readonly Run[] {
  const runs: { offer: Uint8Array; from: number; count: number }[] = [];
  for (const { holding, clause } of slots) {
    if (holding === null || clause === null) continue;
    const last = runs.at(-1);
    const { leaf } = holding.offer;
    if (last !== undefined && toHex(last.offer) === leaf && last.from + last.count === clause.index) last.count += 1;
    else runs.push({ offer: bytesOfHex(leaf), from: clause.index, count: 1 });
  }
  return runs;
}

/** The clauses that runs name. Those of a copy that the fold has taken are all there. */
export function clausesOf(fold: TextFold, runs: readonly Run[]): readonly CopiedClause[] {
  return clausesIn(fold, runs).flat().map(({ clause: { heading, texts } }) => ({ heading: heading === 1, texts }));
}

/**
 * Digest of a fair copy: SHA-256 of the canonical bytes of
 * ["chirograph/1 text", channel, text, languages, principals, titles, [[heading, texts], ...]].
 */
export function copyDigest(
  crypto: Crypto, channel: ChannelId, object: Hex, { content }: Begun, clauses: readonly CopiedClause[],
): Hex {
  const { languages, principals, title } = content;
  return toHex(crypto.sha256(encode([
    "chirograph/1 text", channel, bytesOfHex(object), languages, principals, title,
    clauses.map(({ heading, texts }) => [Number(heading), texts]),
  ])));
}
