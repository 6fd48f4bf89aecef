// Receipts: entries of ours that carry only acknowledgements.

import { append } from "./append.ts";
import type { StationState } from "./state.ts";
import { pendingAcks } from "../core/record/ledger.ts";
import { receipt } from "../core/record/receipt.ts";

/**
 * Composes one receipt for each channel in which something other than receipts came (spec/03-record.md, Receipts).
 * It goes into the same batch as what it acknowledges, so it can never leave before that is durable.
 */
export function composeReceipts(state: StationState): void {
  // In the house record only another site of ours can have said something.
  for (const channel of [...state.channels.values(), state.house]) {
    const pending = pendingAcks(channel.ledger);
    if (!pending.due) continue;
    // The receipt of a FLASH pre-empts like the FLASH itself.
    const precedence = pending.flash ? "FLASH" : "IMMEDIATE";
    append(
      state, channel, { kind: receipt, precedence, object: new Uint8Array(0), content: null, officer: null, act: "" },
    );
  }
}
