// The change of the watch: what was prepared, who went through what, and whether it may be signed.

import type { Crypto } from "../../../ports/crypto.ts";
import { encode } from "../../bytes/cbor.ts";
import { toHex } from "../../bytes/hex.ts";
import { encodeShape } from "../../bytes/shape.ts";
import type { Hex } from "../../names.ts";
import type { HeldEntry } from "../../record/held-entry.ts";
import { handover, handoverContent, handoverSeen } from "./entries.ts";
import type { HandoverContent, HandoverSeenContent } from "./entries.ts";

/** The digest of a handover: SHA-256 of the canonical bytes of ["chirograph/1 handover", its content] (O-22). */
export function handoverDigest(crypto: Crypto, content: HandoverContent): Uint8Array {
  return crypto.sha256(encode(["chirograph/1 handover", encodeShape(handoverContent, content)]));
}

/** A handover, and who has gone through each of its items. */
export interface HandoverState {
  readonly object: Hex;
  readonly entry: HeldEntry;
  readonly content: HandoverContent;
  readonly digest: Hex;
  readonly items: readonly { readonly object: Hex; readonly seenBy: ReadonlySet<string> }[];
}

/** A handover from the entries about it, in whatever order they came; null when its own entry is not among them. */
export function foldHandover(crypto: Crypto, entries: readonly HeldEntry[]): HandoverState | null {
  const entry = entries.find((one) => one.body.kind === handover.code && one.content !== null);
  if (entry === undefined) return null;
  const content = entry.content as HandoverContent;
  const seen = entries.filter((one) => one.body.kind === handoverSeen.code && one.object === entry.object)
    .flatMap((one) => (one.content === null ? [] : [one.content as HandoverSeenContent]));
  const items = content.items.map(toHex).map((object) => ({
    object,
    seenBy: new Set(seen.filter((one) => one.items.some((item) => toHex(item) === object)).map((one) => one.officer)),
  }));
  return { object: entry.object, entry, content, digest: toHex(handoverDigest(crypto, content)), items };
}

/** What both have still to go through, the outgoing and the incoming officer; the watch changes when nothing is. */
export function itemsLeft(state: HandoverState, incoming: string): readonly Hex[] {
  const both = [state.content.officer, incoming];
  return state.items.filter(({ seenBy }) => !both.every((one) => seenBy.has(one))).map(({ object }) => object);
}
