// Contents of held entries. One of many small parts takes far more room decoded than its bytes do, so of such a one the
// bytes are kept, and it is decoded when it is asked for: what a party sends costs us about what it sends.

import { decodeContent } from "../core/mechanism/registry.ts";
import type { HeldEntry } from "../core/record/held-entry.ts";

/** Most parts of a content that is kept decoded: its numbers, texts, byte strings and lists, each one. */
const partsKeptMax = 64;
/** Contents of many parts that are kept decoded all the same, of a channel: those that were asked for last. */
const recentMax = 4;

/** Of a channel the contents of many parts that were asked for last, by their entries; the oldest first. */
export type RecentContents = Map<HeldEntry, unknown>;

/** An entry whose content decodes and has many parts: it is decoded anew when it is asked for. */
class ManyParts implements HeldEntry {
  readonly at: HeldEntry["at"];
  readonly leaf: HeldEntry["leaf"];
  readonly party: HeldEntry["party"];
  readonly station: HeldEntry["station"];
  readonly body: HeldEntry["body"];
  readonly object: HeldEntry["object"];
  readonly poison = false;
  readonly proofPending: boolean;
  private readonly bytes: Uint8Array;
  private readonly recent: RecentContents;

  constructor(held: Omit<HeldEntry, "content" | "poison">, bytes: Uint8Array, recent: RecentContents) {
    this.at = held.at;
    this.leaf = held.leaf;
    this.party = held.party;
    this.station = held.station;
    this.body = held.body;
    this.object = held.object;
    this.proofPending = held.proofPending;
    this.bytes = bytes;
    this.recent = recent;
  }

  get content(): unknown {
    const { recent } = this;
    if (recent.has(this)) return recent.get(this);
    const decoded = decodeContent(this.body.kind, this.bytes);
    const content = decoded.kind === "decoded" ? decoded.content : null;
    recent.set(this, content);
    for (const oldest of recent.keys()) if (recent.size > recentMax) recent.delete(oldest);
    return content;
  }

  proven(): HeldEntry {
    return new ManyParts({ ...this, proofPending: false }, this.bytes, this.recent);
  }
}

/** An entry as folds see it, from the bytes of its content; null where it has none or it is withheld. */
export function heldWith(
  entry: Omit<HeldEntry, "content" | "poison">, bytes: Uint8Array | null, recent: RecentContents,
): HeldEntry {
  const decoded = bytes === null ? null : decodeContent(entry.body.kind, bytes);
  if (bytes === null || decoded?.kind !== "decoded") {
    return { ...entry, content: null, poison: decoded?.kind === "poison" };
  }
  return partsOf(decoded.content, 0) > partsKeptMax ? new ManyParts(entry, bytes.slice(), recent)
    : { ...entry, content: decoded.content, poison: false };
}

/** The same entry in its place in its log: its proof is no longer pending. */
export function proven(held: HeldEntry): HeldEntry {
  return held instanceof ManyParts ? held.proven() : { ...held, proofPending: false };
}

/** Parts of a content; no more of them are counted than say that there are many. */
function partsOf(content: unknown, before: number): number {
  let count = before + 1;
  if (typeof content !== "object" || content === null || content instanceof Uint8Array) return count;
  for (const part of Object.values(content)) {
    if (count > partsKeptMax) return count;
    count = partsOf(part, count);
  }
  return count;
}
