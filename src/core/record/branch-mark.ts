// What tells the numbers of a restored station's entries from those that the backup had not.

import type { Ledger } from "./ledger.ts";
import type { Log } from "./log.ts";
import { toHex } from "../bytes/hex.ts";
import type { Hex } from "../names.ts";

/** Digits of the log's id that a mark shows. */
const markDigits = 4;

/**
 * The mark of a log, or nothing: the beginning of the newest log it goes on from, itself included, that was begun after
 * a restore, or that names less of the log before than is held of it. It follows from signed BOOTs, so a restored
 * station's entries have it from the first on, and everybody shows the same.
 */
export function branchMark(ledger: Ledger, hex: Hex): string {
  const seen = new Set<Hex>();
  for (let log = ledger.logs.get(hex); log !== undefined && !seen.has(log.hex);) {
    seen.add(log.hex);
    const { previous, reason } = log.boot;
    const before: Log | undefined = previous === null ? undefined : ledger.logs.get(toHex(previous.log));
    if (reason === "restored" || (previous !== null && (before?.size ?? 0) > previous.size)) {
      return `-${log.hex.slice(0, markDigits)}`;
    }
    log = before;
  }
  return "";
}
