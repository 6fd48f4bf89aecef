// A message as its channel's record has it: the entries of its thread, folded.

import type { Channel, StationState } from "./state.ts";
import type { HeldEntry } from "../core/record/held-entry.ts";
import { recordView } from "../core/record/ledger.ts";
import { toHex } from "../core/bytes/hex.ts";
import { foldMessage } from "../core/mechanism/message/fold.ts";
import type { MessageState } from "../core/mechanism/message/fold.ts";
import type { MessageContent } from "../core/mechanism/message/entries.ts";

/** Most messages of one thread that are folded together; a longer thread shows its nearest ones. */
export const threadMax = 500;

/** The state of a message now; null when it is not held or the channel has no charter. */
export function messageStateOf(state: StationState, channel: Channel, object: string): MessageState | null {
  if (channel.charter === null || !channel.facts.has(object)) return null;
  const entries = thread(channel, object).flatMap((one) => channel.objects.get(one) ?? []);
  return foldMessage(object, entries, recordView(channel.ledger), channel.charter, state.nowMs);
}

/** Objects of the thread: the message, what relates to it and what it relates to, nearest first. */
export function thread(channel: Channel, object: string): readonly string[] {
  const found = new Set([object]);
  for (const one of found) {
    if (found.size >= threadMax) break;
    for (const related of channel.related.get(one) ?? []) found.add(related);
    const before = relatedTo(channel.objects.get(one) ?? [], one);
    if (before !== null && channel.facts.has(before)) found.add(before);
  }
  return [...found];
}

function relatedTo(entries: readonly HeldEntry[], object: string): string | null {
  const own = entries.find((entry) => toHex(entry.leaf) === object);
  const relation = (own?.content as MessageContent | null | undefined)?.relation ?? null;
  return relation === null ? null : toHex(relation.object);
}
