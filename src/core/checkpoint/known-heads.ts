// What the heads that a witness knows say of our own memory (spec/09-checkpoints.md, W-29).

import type { KnownHead } from "./deposit.ts";
import type { Crypto } from "../../ports/crypto.ts";
import { equalBytes } from "../bytes/hex.ts";
import { ChirographError } from "../errors.ts";
import type { Hex, StationId } from "../names.ts";
import { heldRoot } from "../record/ledger.ts";
import type { Ledger } from "../record/ledger.ts";
import type { MemoryFinding } from "../record/recollection.ts";

/** What was found, and the heads that show it: those beyond what is held, or those that differ. */
export interface KnownHeadsCheck {
  readonly finding: MemoryFinding;
  readonly heads: readonly KnownHead[];
}

/** The log that this start goes on from, and the size of it that covers all that was said there by persons. */
export interface SaidBefore {
  readonly log: Hex;
  readonly size: number;
}

/**
 * Compares what a witness knows of a station's logs with what that station holds. Here "same" needs a head over all
 * that is held of what was said `before` (null: nothing): a witness that was shown less has missed it, as it may have
 * missed what was lost. Errors: checkpoint, when a log is another station's or named twice.
 */
export function compareKnownHeads(
  crypto: Crypto, ledger: Ledger, station: StationId, before: SaidBefore | null, heads: readonly KnownHead[],
): KnownHeadsCheck {
  const isOthers = ({ log }: KnownHead): boolean => {
    const held = ledger.logs.get(log);
    return held !== undefined && !equalBytes(held.station, station);
  };
  if (heads.some(isOthers) || new Set(heads.map(({ log }) => log)).size < heads.length) {
    throw new ChirographError("checkpoint", "It names a log of another station, or one twice.");
  }
  const contradicted = heads.filter(({ log, size, root }) => {
    const held = size === 0 ? null : heldRoot(crypto, ledger, log, size);
    return held !== null && !equalBytes(held, root);
  });
  if (contradicted.length > 0) return { finding: "contradicted", heads: contradicted };
  const beyond = heads.filter((head) => !isHeadHeld(ledger, head));
  if (beyond.length > 0) return { finding: "behind", heads: beyond };
  const isNewest = heads.some(({ log, size }) => log === before?.log && size >= before.size);
  return { finding: isNewest ? "same" : "unheard", heads: [] };
}

/** Whether we hold a log as far as a head says; of size 0 a witness knows the BOOT, which is one entry. */
export function isHeadHeld(ledger: Ledger, { log, size }: KnownHead): boolean {
  return (ledger.logs.get(log)?.size ?? 0) >= Math.max(1, size);
}
