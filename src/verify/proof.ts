// Checks the proof of one entry against the roots that the reader trusts.

import type { Crypto } from "../ports/crypto.ts";
import { readRosters } from "./rosters.ts";
import { bytesOfHex, equalBytes, toHex } from "../core/bytes/hex.ts";
import { ChirographError } from "../core/errors.ts";
import type { Roster } from "../core/keys/roster.ts";
import type { Hex } from "../core/names.ts";
import { commitment, decodeBody, leafHash, verifyEntry } from "../core/record/entry.ts";
import type { Author, Body } from "../core/record/entry.ts";
import { verifyInclusion } from "../core/record/merkle.ts";
import { decodeProof } from "../core/record/proof.ts";
import type { Finding } from "./report.ts";

/** What a proof shows: this party's station signed the entry, and later signed a head over a log that holds it. */
export interface Proven {
  readonly party: Hex;
  readonly short: string;
  readonly body: Body;
  readonly leaf: Hex;
  /** Null when it is withheld or there is none. */
  readonly content: Uint8Array | null;
  readonly withheld: boolean;
}

/**
 * Checks a proof. `trusted` are party ids (hex). Errors: export (the form, or parts that do not belong together),
 * roster-*, entry-author (no trusted root), entry-signature, entry-commit, entry-channel, entry-prev (the path or the
 * head).
 */
export function verifyProof(crypto: Crypto, text: string, trusted: readonly string[]): Proven {
  const proof = decodeProof(text);
  const [body, head] = [decodeBody(proof.entry.payload), decodeBody(proof.head.payload)];
  for (const one of [body, head]) {
    if (!equalBytes(one.channel, proof.channel)) throw new ChirographError("entry-channel");
  }
  if (body.seq !== proof.index || head.seq !== proof.size || !equalBytes(body.log, head.log)) {
    throw new ChirographError("export", "Proof: entry, head and positions do not belong together.");
  }
  const { roster: signer } = signerOf(rostersOf(crypto, proof.rosters), trusted, (key, author) =>
    [proof.entry, proof.head].every((one) => verifyEntry(crypto, key, author, one)));
  checkContent(crypto, body, proof.salt, proof.content);
  const leaf = leafHash(crypto, proof.entry.payload);
  const { index, size, path, root } = proof;
  if (!equalBytes(head.prev, root) || !verifyInclusion(crypto, leaf, index, size, path, root)) {
    throw new ChirographError("entry-prev", "The path does not lead to the root that the head names.");
  }
  const shown = proof.salt.length === 32;
  return {
    party: toHex(signer.party), short: signer.short, body, leaf: toHex(leaf), content: shown ? proof.content : null,
    withheld: !shown && body.commit.length > 0,
  };
}

/** The rosters of a proof by their digests. Errors: as a roster's, the first finding. */
export function rostersOf(crypto: Crypto, encoded: readonly Uint8Array[]): ReadonlyMap<Hex, Roster> {
  const findings: Finding[] = [];
  const { rosters } = readRosters(crypto, encoded, [], null, findings);
  const [first] = findings;
  if (first !== undefined) throw new ChirographError(first.code as "roster-signature", first.detail);
  return rosters;
}

/** The one station of a trusted party that signed all. Errors: entry-author (no trusted root), entry-signature. */
export function signerOf(
  rosters: ReadonlyMap<Hex, Roster>, trusted: readonly string[],
  signedAll: (stationKey: Uint8Array, author: Author) => boolean,
): { readonly roster: Roster; readonly key: Uint8Array } {
  let named = false;
  for (const [digest, roster] of rosters) {
    if (!trusted.includes(toHex(roster.party))) continue;
    named = true;
    const author = { party: roster.party, rosterDigest: bytesOfHex(digest) };
    const station = roster.stations.find(({ key }) => signedAll(key, author));
    if (station !== undefined) return { roster, key: station.key };
  }
  if (!named) throw new ChirographError("entry-author", "No trusted root vouches for any roster of the proof.");
  throw new ChirographError("entry-signature");
}

/** Checks a content that is given against the commitment. Errors: entry-commit. */
export function checkContent(crypto: Crypto, body: Body, salt: Uint8Array, content: Uint8Array): void {
  if (salt.length === 0 && content.length === 0) return;
  const committed = body.commit.length === 32 && salt.length === 32;
  if (!committed || !equalBytes(commitment(crypto, salt, content), body.commit)) {
    throw new ChirographError("entry-commit");
  }
}
