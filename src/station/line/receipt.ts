// Receipts: entries of ours that carry only acknowledgements.

import { acknowledge } from "../append.ts";
import type { Channel, StationState } from "../state.ts";
import { flashLevel } from "../../core/line/state.ts";
import { waitsForRate } from "../../core/line/under-way.ts";
import type { Hex } from "../../core/names.ts";
import { receiptsOwed } from "../../core/record/ledger.ts";

/** While a receipt waits for a link of declared rate the next one is put off, at most so long, in milliseconds. */
export const receiptPauseMs = 2_000;

/**
 * Composes one receipt for each channel in which something other than receipts came (spec/03-record.md, Receipts).
 * It goes into the same batch as what it acknowledges, so it can never leave before that is durable.
 */
export function composeReceipts(state: StationState): void {
  // In the house record only another site of ours can have said something.
  for (const channel of [...state.channels.values(), state.house]) {
    const owed = receiptsOwed(channel.ledger);
    if (owed.size > 0 && isTime(state, channel, owed)) acknowledge(state, channel, owed);
  }
}

/**
 * Whether what is owed goes now (L-60). While the receipt before it waits to be carried, whatever comes is acknowledged
 * by one; but nobody's FLASH waits because somebody else was answered.
 */
function isTime(state: StationState, { receipts }: Channel, owed: ReadonlyMap<Hex, number>): boolean {
  const { last, flashMs } = receipts;
  if (last === null || !isWithin(state, last.atMs)) return true;
  // P-17: of one file that a person brings the next entry comes at once.
  if (!state.courier.coming && !waitsForRate(state.line, last.log, last.seq)) return true;
  if (state.courier.coming) {
    state.outputs.push({ kind: "wakeAt", atMs: last.atMs + receiptPauseMs });
    return false;
  }
  for (const [party, level] of owed) {
    if (level === flashLevel && !isWithin(state, flashMs.get(party) ?? -receiptPauseMs)) return true;
  }
  state.outputs.push({ kind: "wakeAt", atMs: last.atMs + receiptPauseMs });
  return false;
}

/** Whether a time is less than the pause ago; one that lies ahead is from before the clock was set back. */
function isWithin({ nowMs }: StationState, atMs: number): boolean {
  return nowMs >= atMs && nowMs < atMs + receiptPauseMs;
}
