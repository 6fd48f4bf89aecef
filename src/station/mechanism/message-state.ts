// A message as its channel's record has it: the entries of its thread, folded.

import type { Channel, StationState } from "../state.ts";
import type { HeldEntry } from "../../core/record/held-entry.ts";
import { witnessedView } from "../witness/settled-times.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { foldMessage } from "../../core/mechanism/message/fold.ts";
import type { MessageState } from "../../core/mechanism/message/fold.ts";
import type { MessageContent } from "../../core/mechanism/message/entries.ts";

/** Most messages of one thread that are shown; a longer thread shows its nearest ones. */
export const threadMax = 500;

/** The state of a message now; null when it is not held or the channel has no charter. */
export function messageStateOf(state: StationState, channel: Channel, object: string): MessageState | null {
  if (channel.charter === null || !channel.facts.has(object)) return null;
  return foldMessage(object, entriesOf(channel, object), witnessedView(state, channel), channel.charter, state.nowMs);
}

/** The entry of a message; it stands first among those about it. Null while it is not held. */
export function messageEntry(channel: Channel, object: string): HeldEntry | null {
  const entry = channel.objects.get(object)?.[0];
  return entry !== undefined && toHex(entry.leaf) === object ? entry : null;
}

/**
 * What a message folds from: its own entries, the messages that name it, and what was done about those of them that
 * replace it (M-11). Nothing further away changes its state, and a thread may be as long as the other party likes.
 */
export function entriesOf(channel: Channel, object: string): readonly HeldEntry[] {
  const messages = (about: string): HeldEntry[] =>
    [...(channel.related.get(about) ?? [])].flatMap((one) => messageEntry(channel, one) ?? []);
  const replacing = (about: string): string[] => messages(about)
    .filter((one) => relationOf(one)?.kind === "supersedes").map((one) => one.object);
  const all = (about: string): readonly HeldEntry[] => channel.objects.get(about) ?? [];
  return [
    ...all(object), ...messages(object),
    ...replacing(object).flatMap((one) => [...all(one), ...replacing(one).flatMap(all)]),
  ];
}

/** Objects of the thread, at most `threadMax`: the message, what it relates to, what relates to it, nearest first. */
export function thread(channel: Channel, object: string): readonly string[] {
  const found = new Set([object]);
  for (const one of found) {
    const before = relatedTo(channel, one);
    const near = before === null || !channel.facts.has(before) ? [] : [before];
    for (const related of [near, channel.related.get(one) ?? []].flatMap((each) => [...each].slice(0, threadMax))) {
      if (found.size >= threadMax) return [...found];
      found.add(related);
    }
  }
  return [...found];
}

/** The message, the one it relates to and the one that relates to: all whose state an entry about it can change. */
export function affected(channel: Channel, object: string): readonly string[] {
  const before = relatedTo(channel, object);
  const further = before === null ? null : relatedTo(channel, before);
  return [object, before, further].filter((one) => one !== null);
}

function relatedTo(channel: Channel, object: string): string | null {
  const relation = relationOf(messageEntry(channel, object));
  return relation === null ? null : toHex(relation.object);
}

function relationOf(entry: HeldEntry | null): MessageContent["relation"] {
  return (entry?.content as MessageContent | null | undefined)?.relation ?? null;
}
