// Checkpoints that entries say: each is read once for the witnesses that are agreed then, and its text let go, since
// years of them would fill the memory. When another witness is named they are read from the store again.

import { openKept } from "../at-rest.ts";
import { touch } from "../fold-in.ts";
import { readHead, witnessesOf } from "./settled-times.ts";
import type { Channel, SaidHead, StationState } from "../state.ts";
import { bytesOfHex, toHex } from "../../core/bytes/hex.ts";
import { decodeShape } from "../../core/bytes/shape.ts";
import { ChirographError } from "../../core/errors.ts";
import { checkpointContent } from "../../core/mechanism/checkpoint/entries.ts";
import type { StoredEntry } from "../../ports/store.ts";

/** Most texts that are read from the store at one time. */
const readsMax = 16;

/** Reads again what was let go, for witnesses who may be agreed since another was named. */
export function rereadHeads(state: StationState, channel: Channel): void {
  const known = new Set([...state.headReads.waiting, ...state.headReads.asked.values()].map(({ head }) => head));
  for (const head of channel.checkpoints) {
    if (head.note === null && !known.has(head)) state.headReads.waiting.push({ channel: channel.hex, head });
  }
  ask(state);
}

function ask(state: StationState): void {
  const { waiting, asked } = state.headReads;
  while (asked.size < readsMax) {
    const next = waiting.pop();
    if (next === undefined) return;
    const token = --state.nextForkToken;
    asked.set(token, next);
    const { at } = next.head;
    const log = bytesOfHex(at.slice(0, 32));
    state.outputs.push({ kind: "read", token, log, seq: Number(at.slice(33)) });
  }
}

/** The store's answer, when it was for one of these; whether it was. */
export function headRead(state: StationState, token: number, row: StoredEntry | null): boolean {
  const found = state.headReads.asked.get(token);
  if (found === undefined) return false;
  state.headReads.asked.delete(token);
  const channel = state.channels.get(found.channel);
  if (channel !== undefined && row !== null) read(state, channel, found.head, row);
  ask(state);
  return true;
}

function read(state: StationState, channel: Channel, head: SaidHead, row: StoredEntry): void {
  try {
    head.note = decodeShape(checkpointContent, openKept(state, row).content).note;
  } catch (error) {
    if (!(error instanceof ChirographError)) throw error;
    state.damaged.add(`${toHex(row.log)}:${row.seq}`);
    return;
  }
  const before = head.seen?.timeMs;
  readHead(state, channel, witnessesOf(channel), head);
  if (head.seen?.timeMs === before) return;
  // A time that was disputed may be settled now.
  for (const object of channel.facts.keys()) touch(state, channel, object);
}
