// Evidence of a disputed time: what one party says of a moment cannot agree with what the other signed.

import type { Crypto } from "../../ports/crypto.ts";
import { equalBytes, toHex } from "../bytes/hex.ts";
import { bytes, decodeShape, encodeShape, oneOf, optional, struct, text } from "../bytes/shape.ts";
import type { Of } from "../bytes/shape.ts";
import { ChirographError } from "../errors.ts";
import { channelId, decodeCharter } from "../mechanism/charter/charter.ts";
import type { Hex } from "../names.ts";
import type { Body } from "../record/entry.ts";
import { openSigned, provesNothing, signedEntry } from "./signed-entry.ts";
import type { Trusted } from "./signed-entry.ts";

/** First field of the file. */
export const timesLabel = "chirograph/1 times";
/** Longest charter in a file, in bytes. */
export const charterBytesMax = 65_536;

/**
 * What the file holds: the charter, whose skew is what clocks may differ; the entry that the claim is about; the claim;
 * and the entry by which the author of the first acknowledged the claim, where the dispute rests on it. A `receipt`
 * claims when it came to hold the entry, an `act` when it was done.
 */
export const timesEvidence = struct({
  label: text(32), charter: bytes(1, charterBytesMax), sort: oneOf("receipt", "act"), about: signedEntry,
  claim: signedEntry, answer: optional(signedEntry),
});
export type TimesEvidence = Of<typeof timesEvidence>;

/** The evidence file. */
export function encodeTimes(parts: Omit<TimesEvidence, "label">): Uint8Array {
  return encodeShape(timesEvidence, { label: timesLabel, ...parts });
}

/** What was shown. Times are milliseconds since 1970. */
export interface Times {
  readonly evidence: TimesEvidence;
  readonly channel: Hex;
  /** Who wrote the entry, and who claims the time. */
  readonly parties: readonly [Hex, Hex];
  /** Whether the claim lies before the entry was written, or after its author had acknowledged the claim. */
  readonly side: "before" | "after";
  /** The time that is claimed, the time it is held against, and the skew that the charter allows. */
  readonly claimedMs: number;
  readonly againstMs: number;
  readonly skewMs: number;
  /** Where the entry stands that the claim is about. */
  readonly place: { readonly log: Hex; readonly seq: number };
}

/**
 * Checks a file. Errors: version-unknown, charter, missing (an unknown roster), entry-signature, entry-channel, fork
 * (the times agree, or the entries do not belong together), cbor-*, shape.
 */
export function checkTimes(crypto: Crypto, trusted: Trusted, file: Uint8Array): Times {
  const evidence = decodeShape(timesEvidence, file);
  if (evidence.label !== timesLabel) throw new ChirographError("version-unknown");
  const { skewMs } = decodeCharter(evidence.charter);
  const channel = channelId(crypto, evidence.charter);
  const about = openSigned(crypto, trusted, evidence.about, channel);
  const claim = openSigned(crypto, trusted, evidence.claim, channel);
  if (equalBytes(evidence.about.party, evidence.claim.party)) provesNothing("Both are of one party.");
  const claimedMs = evidence.sort === "act"
    ? actTime(claim.body, about.leaf)
    : heldAt(claim.body, about) ?? provesNothing("It does not acknowledge the entry.");
  const parties = [toHex(evidence.about.party), toHex(evidence.claim.party)] as const;
  const place = { log: toHex(about.body.log), seq: about.body.seq };
  const shown = { evidence, channel: toHex(channel), parties, claimedMs, skewMs, place };
  if (evidence.answer === null) {
    const againstMs = about.body.time;
    if (claimedMs >= againstMs - skewMs) provesNothing("The times agree.");
    return { ...shown, side: "before", againstMs };
  }
  const answer = openSigned(crypto, trusted, evidence.answer, channel);
  if (!equalBytes(evidence.answer.party, evidence.about.party)) provesNothing("Another party's answer.");
  if (heldAt(answer.body, claim) === null) provesNothing("The answer does not acknowledge the claim.");
  const againstMs = answer.body.time;
  if (claimedMs <= againstMs + skewMs) provesNothing("The times agree.");
  return { ...shown, side: "after", againstMs };
}

function actTime(body: Body, about: Uint8Array): number {
  return equalBytes(body.object, about) ? body.time : provesNothing("The act is about another entry.");
}

interface Placed { readonly body: Body; readonly leaf: Uint8Array }

/** When an entry says its author came to hold another one, or null when it does not say so. */
function heldAt(body: Body, { body: target, leaf }: Placed): number | null {
  const ack = body.acks.find((one) => equalBytes(one.log, target.log) && one.size > target.seq);
  const single = body.leaves.find((one) => equalBytes(one.log, target.log) && one.seq === target.seq);
  return ack?.heldAt ?? (single !== undefined && equalBytes(single.leaf, leaf) ? single.heldAt : null);
}
