// When a claimed time is disputed: no deemed acceptance, adoption or snapback ever rests on it.

import { toHex } from "../bytes/hex.ts";
import type { Hex } from "../names.ts";
import type { FirstAck, HeldEntry, RecordView } from "../record/held-entry.ts";
import type { Terms } from "./terms.ts";

/**
 * Whether the time at which a reader says it came to hold an entry is disputed: outside
 * [the author's time - skew, the author's next acknowledgement of that claim + skew] (spec/06-messages.md, Times).
 * Symmetric: it reads only what each wrote, never who came first.
 */
export function isReceiptDisputed(entry: HeldEntry, receipt: FirstAck, view: RecordView, terms: Terms): boolean {
  if (receipt.heldAt < entry.body.time - terms.skewMs) return !wasSeen(entry.at, receipt.heldAt, view, terms);
  const next = firstAckBy(toHex(entry.party), receipt.at, view);
  return next !== null && receipt.heldAt > next.time + terms.skewMs;
}

/**
 * Whether the time an author gives its own entry is disputed for a reader's clock: before what it is about could be
 * said, or after the reader already acknowledged it, or first heard by the reader so late that no courier explains
 * it.
 */
export function isActDisputed(
  act: HeldEntry, aboutTime: number, reader: Hex, limitMs: number, view: RecordView, terms: Terms,
): boolean {
  const { time } = act.body;
  if (time < aboutTime - terms.skewMs) return true;
  const heard = firstAckBy(reader, act.at, view);
  if (heard === null) return false;
  if (time > heard.time + terms.skewMs) return true;
  const late = time <= limitMs && heard.heldAt > limitMs + terms.skewMs + terms.courierMs;
  return late && !wasSeen(act.at, limitMs, view, terms);
}

/** Whether agreed witnesses saw an entry by a time, give or take the skew (spec/09-checkpoints.md, W-27). */
function wasSeen(at: string, byMs: number, view: RecordView, terms: Terms): boolean {
  const seenMs = view.seenAtMs?.(at) ?? null;
  return seenMs !== null && seenMs <= byMs + terms.skewMs;
}

/** A party's first acknowledgement of an entry, or null while none is held. */
export function firstAckBy(party: Hex, at: string, view: RecordView): FirstAck | null {
  return view.firstAcks(at).find((one) => toHex(one.party) === party) ?? null;
}
