// Which witnesses settle times between the parties, and what they have seen (spec/09-checkpoints.md, Settling a time).

import { toHex } from "../../bytes/hex.ts";
import { encodeShape } from "../../bytes/shape.ts";
import { witness } from "../../checkpoint/cosignature.ts";
import type { Witness } from "../../checkpoint/cosignature.ts";
import type { Hex } from "../../names.ts";
import type { HeldEntry } from "../../record/held-entry.ts";

/** A witness and the parties that have named it. */
export interface NamedWitness {
  readonly witness: Witness;
  readonly by: readonly Hex[];
  /** Whether every principal has: then what it has seen settles times between them. */
  readonly agreed: boolean;
}

/**
 * The witnesses that entries of kind 12 name, by name and keys. The same entries give the same, in whatever order they
 * came: what is beyond a gap, or by nobody who is a principal, names nothing.
 */
export function namedWitnesses(namings: readonly HeldEntry[], principals: readonly Hex[]): readonly NamedWitness[] {
  const found = new Map<Hex, { witness: Witness; by: Set<Hex> }>();
  for (const { party, content, poison, proofPending } of namings) {
    const id = toHex(party);
    if (poison || proofPending || content === null || !principals.includes(id)) continue;
    const named = content as Witness;
    const key = toHex(encodeShape(witness, named));
    const one = found.get(key) ?? { witness: named, by: new Set<Hex>() };
    one.by.add(id);
    found.set(key, one);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => (
    { witness: one.witness, by: [...one.by].sort(), agreed: principals.every((id) => one.by.has(id)) }
  ));
}

/** That witnesses saw the first `size` entries of a log, at a time in milliseconds since 1970. */
export interface SeenSize {
  readonly log: Hex;
  readonly size: number;
  readonly timeMs: number;
}

/** When an entry was seen at the earliest, by the heads that cover it; null when none does. */
export function seenAtMs(seen: readonly SeenSize[], at: string): number | null {
  const [log, seq] = [at.slice(0, 32), Number(at.slice(33))];
  const times = seen.filter((one) => one.log === log && one.size > seq).map((one) => one.timeMs);
  return times.length === 0 ? null : Math.min(...times);
}
