// What the author of an entry had when it was signed, as its log says: what stands before it there, and what was
// acknowledged up to it. A time or a lamport shows nothing of the kind: whoever signs chooses them.

import { firstCovering } from "./acknowledged.ts";
import type { Ledger } from "./ledger.ts";
import { equalBytes, toHex } from "../bytes/hex.ts";

/** Whether the entry at `at` follows the one at `of` in its station's logs, or its author had acknowledged that one. */
export function knows(ledger: Pick<Ledger, "logs" | "acknowledged">, at: string, of: string): boolean {
  const [target, seq] = placeOf(of);
  let [hex, last] = placeOf(at);
  const passed = new Set<string>();
  for (let log = ledger.logs.get(hex); log !== undefined && !passed.has(hex); log = ledger.logs.get(hex)) {
    passed.add(hex);
    if (hex === target) return seq <= last;
    if ((firstCovering(ledger.acknowledged, target, hex, seq) ?? Infinity) <= last) return true;
    const { previous } = log.boot;
    const before = previous === null ? undefined : ledger.logs.get(toHex(previous.log));
    if (previous === null || before === undefined || !equalBytes(before.station, log.station)) return false;
    [hex, last] = [before.hex, previous.size - 1];
  }
  return false;
}

function placeOf(at: string): [log: string, seq: number] {
  return [at.slice(0, 32), Number(at.slice(33))];
}
