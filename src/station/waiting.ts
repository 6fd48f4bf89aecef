// Words of ours that wait for the other party's keys: kept, so that what was done is said, whatever happens meanwhile.

import { keep } from "./batch.ts";
import type { Channel, StationState } from "./state.ts";
import { bytes, decodeShape, encodeShape, list, struct, text, uint } from "../core/bytes/shape.ts";
import type { Of } from "../core/bytes/shape.ts";
import { contentBytesMax } from "../core/record/entry.ts";

/** Most words that wait on one channel: its proposal and our acceptance of it. */
const waitingMax = 2;
const waitingEntry = struct({ kind: uint(65_535), content: bytes(0, contentBytesMax), officer: text(64) });
const waiting = list(waitingEntry, waitingMax);
/** A word that waits, and the officer behind it. */
export type WaitingEntry = Of<typeof waitingEntry>;

/** Where they are kept. */
export const waitingPrefix = "waiting/";

/** Sets what waits on a channel, durably with all else of this batch. */
export function setWaiting(state: StationState, channel: Channel, entries: readonly WaitingEntry[]): void {
  channel.waiting = entries;
  keep(state, `${waitingPrefix}${channel.hex}`, entries.length === 0 ? null : encodeShape(waiting, entries));
}

/** What was kept. Errors: cbor-*, shape. */
export function decodeWaiting(plain: Uint8Array): readonly WaitingEntry[] {
  return decodeShape(waiting, plain);
}
