// What the open messages of a channel wait for, counted as it changes: it is told ten times a second, however many
// there are.

import { messageEntry, messageStateOf } from "./message-state.ts";
import type { Channel, StationState, Waits } from "../state.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import type { AddresseeState, MessageState } from "../../core/mechanism/message/fold.ts";
import { asksForAnswer } from "../../core/mechanism/message/limits.ts";
import type { Hex, Precedence } from "../../core/names.ts";
import type { HeldEntry } from "../../core/record/held-entry.ts";

/** The open messages of one channel by what they wait for, as far as that is known. */
export interface Awaiting {
  /** Those of which it is not: something may have changed it since. */
  readonly unsettled: Set<Hex>;
  readonly counts: Record<Waits, number>;
  /** Those that a person here has to take, and since when they wait. */
  readonly takes: Record<Precedence, Map<Hex, { readonly entry: HeldEntry; readonly sinceMs: number }>>;
}

/** Nothing waits. */
export function createAwaiting(): Awaiting {
  return {
    unsettled: new Set(), counts: { take: 0, answer: 0, theirs: 0, nothing: 0 },
    takes: { FLASH: new Map(), IMMEDIATE: new Map(), PRIORITY: new Map(), ROUTINE: new Map() },
  };
}

/** Something may have changed what a message waits for: where it is held it is open, until it is looked at again. */
export function forgetWait({ waits, awaited, facts, open }: Channel, object: Hex): void {
  const known = waits.get(object);
  if (known !== undefined) awaited.counts[known] -= 1;
  if (known === "take") for (const takes of Object.values(awaited.takes)) takes.delete(object);
  waits.delete(object);
  if (!facts.has(object)) return;
  open.add(object);
  awaited.unsettled.add(object);
}

/** What a message waits for has been looked at. */
function noteWait({ waits, awaited, facts }: Channel, object: Hex, entry: HeldEntry, known: Waits): void {
  waits.set(object, known);
  awaited.counts[known] += 1;
  awaited.unsettled.delete(object);
  if (known !== "take") return;
  const { precedence, time } = entry.body;
  awaited.takes[precedence].set(object, { entry, sinceMs: facts.get(object)?.heldMs ?? time });
}

/** What a message waits for. It is kept until something comes that may change it. */
export function waitsOf(state: StationState, channel: Channel, object: Hex, entry: HeldEntry): Waits {
  const known = channel.waits.get(object);
  if (known !== undefined) return known;
  const message = messageStateOf(state, channel, object);
  if (message === null) return "nothing";
  const ours = equalBytes(entry.party, state.self.party);
  const waits = !ours ? waitsForUs(state, message) : waitsForThem(message) ? "theirs" : "nothing";
  noteWait(channel, object, entry, waits);
  return waits;
}

/** Looks at what messages wait for of which that is not known; what waits for nothing is open no longer. */
export function settleWaits(state: StationState, channel: Channel): Awaiting {
  for (const object of channel.awaited.unsettled) {
    const entry = messageEntry(channel, object);
    if (entry === null || waitsOf(state, channel, object, entry) !== "nothing") continue;
    channel.open.delete(object);
    channel.awaited.unsettled.delete(object);
  }
  return channel.awaited;
}

/** What a message to us waits for from us. */
export function waitsForUs(state: StationState, message: MessageState): "take" | "answer" | "nothing" {
  const us = toHex(state.self.party);
  return message.live ? waitsFor(message, message.to.filter((one) => one.party === us)) : "nothing";
}

/** Whether a message of ours waits for something from others. */
export function waitsForThem(message: MessageState): boolean {
  return message.live && waitsFor(message, message.to) !== "nothing";
}

/** What a message waits for at some of its addressees: a take by each, then an answer where it asks for one. */
function waitsFor(message: MessageState, desks: readonly AddresseeState[]): "take" | "answer" | "nothing" {
  const open = desks.filter((one) => one.answered === null && one.refused === null);
  if (open.some((one) => one.taken === null && one.holding === null)) return "take";
  return open.length > 0 && asksForAnswer(message.content) ? "answer" : "nothing";
}
