// The three lists of the watch: what waits for our receipt, for our answer, for theirs.

import type { AddresseeView, MessageView, StationView } from "../../api/views.ts";
import { channelOf } from "./named.ts";
import { dueOf, limitLengths } from "./due.ts";
import type { Due } from "./due.ts";
import { urgency } from "./precedence.ts";

/** The lists, in the order they stand on the screen. */
export const queues = ["take", "answer", "theirs"] as const;
export type QueueName = (typeof queues)[number];

/** One line of a list. */
export interface QueueItem {
  readonly message: MessageView;
  /** The soonest limit that still runs or has passed, by which the list is sorted; Infinity when no clock runs. */
  readonly dueMs: number;
}

export type Queues = Readonly<Record<QueueName, readonly QueueItem[]>>;

const done = new Set(["answered", "refused"]);

/** Sorts messages into the lists: most urgent first, then soonest due, then oldest. */
export function queuesOf(messages: Iterable<MessageView>, ownParty: string): Queues {
  const lists: Record<QueueName, QueueItem[]> = { take: [], answer: [], theirs: [] };
  for (const message of messages) {
    const name = queueOf(message);
    if (name !== null) lists[name].push({ message, dueMs: soonest(message, name, ownParty) });
  }
  for (const name of queues) lists[name].sort(byUrgency);
  return lists;
}

/** The list a message stands in, or null when nobody waits for anything. */
export function queueOf(message: MessageView): QueueName | null {
  if (message.direction === "in") return message.waitsForTake ? "take" : message.waitsForAnswer ? "answer" : null;
  return message.waitsForThem ? "theirs" : null;
}

/** All waiting objects as one sequence, for the keys that go to the next and the previous. */
export function waitingOrder(lists: Queues): readonly string[] {
  return queues.flatMap((name) => lists[name].map((item) => item.message.object));
}

/** The object `step` away from the one selected; the first when none is, null when nothing waits. */
export function neighbour(order: readonly string[], selected: string | null, step: 1 | -1): string | null {
  const at = selected === null ? -1 : order.indexOf(selected);
  if (at === -1) return order[step === 1 ? 0 : order.length - 1] ?? null;
  return order[(at + step + order.length) % order.length] ?? null;
}

/** Our own addressee of an incoming message for which something waits: the desk that takes, holds, answers. */
export function ownAddressee(message: MessageView, ownParty: string): AddresseeView | null {
  const ours = message.to.filter((one) => one.party === ownParty);
  return ours.find((one) => one.taken === null && !done.has(one.state)) ?? ours.find((one) => !done.has(one.state))
    ?? ours[0] ?? null;
}

/** The addressee of an outgoing message that is furthest behind: an aggregate shows its worst member. */
export function furthestBehind(message: MessageView): AddresseeView | null {
  let worst: AddresseeView | null = null;
  for (const one of message.to) if (worst === null || rank(one) < rank(worst)) worst = one;
  return worst;
}

/** A message that somebody here has still to take, and its clock. */
export interface ReceiptDue {
  readonly message: MessageView;
  readonly due: Due;
}

/** The receipts that we owe: the most urgent first, whatever its clock, then the soonest. */
export function receiptsDue(
  state: StationView, messages: Iterable<MessageView>, nowMs: number,
): readonly ReceiptDue[] {
  const found: ReceiptDue[] = [];
  for (const message of messages) {
    if (message.direction !== "in" || !message.waitsForTake) continue;
    const lengthMs = limitLengths(channelOf(state, message.channel), message.precedence).receiptMs;
    for (const one of message.to) {
      if (one.party !== state.party.id || one.receiptBy === null || one.taken !== null) continue;
      found.push({ message, due: dueOf(one.receiptBy, lengthMs, nowMs) });
    }
  }
  return found.sort((a, b) => urgency(a.message.precedence) - urgency(b.message.precedence)
    || a.due.limitMs - b.due.limitMs);
}

/** The first of them of which half of the time is used: what must be said above all. */
export function mostPressed(
  state: StationView, messages: Iterable<MessageView>, nowMs: number,
): ReceiptDue | null {
  return receiptsDue(state, messages, nowMs)
    .find(({ due: { stage } }) => stage === "half" || stage === "eighty" || stage === "passed") ?? null;
}

const order = ["composed", "unreachable", "carried", "durable", "taken", "holding", "refused", "answered"];

function rank(one: AddresseeView): number {
  // A reader that has lost it is behind one that never said that it had it.
  return one.wentBack ? -1 : order.indexOf(one.state);
}

function soonest(message: MessageView, name: QueueName, ownParty: string): number {
  const limits = message.to.filter((one) => name === "theirs" || one.party === ownParty).flatMap((one) =>
    [one.receiptBy, one.answerBy].flatMap((verdict) =>
      (verdict === null || verdict.outcome === "met" ? [] : [verdict.limitMs])));
  return limits.length === 0 ? Infinity : Math.min(...limits);
}

function byUrgency(a: QueueItem, b: QueueItem): number {
  const byLevel = urgency(a.message.precedence) - urgency(b.message.precedence);
  if (byLevel !== 0) return byLevel;
  if (a.dueMs !== b.dueMs) return a.dueMs < b.dueMs ? -1 : 1;
  return a.message.timeMs - b.message.timeMs || (a.message.object < b.message.object ? -1 : 1);
}
