// Heads that witnesses have signed, ours and others': held against what we hold, and evidence where they differ.

import { keep } from "../batch.ts";
import { noteHeads } from "../fork-case.ts";
import type { Channel, StationState } from "../state.ts";
import type { SeenBy, UnsettledHead } from "./witnessing.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { bytes, decodeShape, encodeShape, struct, text } from "../../core/bytes/shape.ts";
import { decodeCheckpoint, logOfOrigin, openCheckpoint } from "../../core/checkpoint/checkpoint.ts";
import { cosignedAt } from "../../core/checkpoint/cosignature.ts";
import { decodeNote, noteBytesMax } from "../../core/checkpoint/signed-note.ts";
import { ChirographError } from "../../core/errors.ts";
import { stationOf } from "../../core/keys/roster.ts";
import type { Hex } from "../../core/names.ts";
import { rootAt } from "../../core/record/merkle.ts";

/** Most checkpoints of one log that wait for entries we do not hold, and most logs of which any do. */
export const unsettledMax = 16;
export const unsettledLogsMax = 256;

/** Where the newest seen head of a log is kept. */
export const headPrefix = "head/";
const keptHead = struct({ channel: bytes(32), note: text(noteBytesMax, 1) });

/** What came of a checkpoint: it is what we hold, it waits, it says nothing here, or it contradicts. */
export type HeadOutcome = "same" | "waits" | "nothing" | "contradicts";

/**
 * Takes in a checkpoint of a log of the channel, whoever brings it. Never throws for bytes of another: what its log's
 * station has not signed says nothing.
 */
export function learnHead(state: StationState, channel: Channel, written: string): HeadOutcome {
  try {
    const note = decodeNote(written);
    const place = logOfOrigin(decodeCheckpoint(note.text).origin);
    if (place === null || !equalBytes(place.channel, channel.id)) return "nothing";
    const key = stationKeyOf(state, channel, toHex(place.log));
    if (key === null) return "nothing";
    const { size, root } = openCheckpoint(state.self.crypto, note, key);
    return size === 0 ? "nothing" : compare(state, channel, toHex(place.log), { size, root, note: written });
  } catch (error) {
    if (error instanceof ChirographError) return "nothing";
    throw error;
  }
}

/** The key that signs a log which we hold something of. */
function stationKeyOf(state: StationState, channel: Channel, log: Hex): Uint8Array | null {
  const held = channel.ledger.logs.get(log);
  const roster = held === undefined ? undefined : state.rosters.get(held.roster);
  return held === undefined || roster === undefined ? null : stationOf(roster, held.station)?.key ?? null;
}

function compare(state: StationState, channel: Channel, log: Hex, head: UnsettledHead): HeadOutcome {
  const held = channel.ledger.logs.get(log);
  if (held === undefined || held.size < head.size) {
    park(state, log, head);
    return "waits";
  }
  if (!equalBytes(rootAt(state.self.crypto, held.tree, head.size), head.root)) {
    noteHeads(state, channel, held, head);
    return "contradicts";
  }
  noteSeen(state, channel, log, head);
  return "same";
}

function park({ witnessing }: StationState, log: Hex, head: UnsettledHead): void {
  const waiting = witnessing.unsettled.get(log) ?? [];
  if (waiting.length === 0 && witnessing.unsettled.size >= unsettledLogsMax) return;
  if (waiting.some((one) => one.note === head.note)) return;
  // The newest says most; what an older one would show, it shows as well.
  witnessing.unsettled.set(log, [...waiting, head].slice(-unsettledMax));
}

/** Holds checkpoints that waited against a log that has grown. */
export function settleHeads(state: StationState, channel: Channel, log: Hex): void {
  const waiting = state.witnessing.unsettled.get(log);
  const size = channel.ledger.logs.get(log)?.size ?? 0;
  if (waiting === undefined || waiting.every((one) => one.size > size)) return;
  state.witnessing.unsettled.delete(log);
  for (const head of waiting) compare(state, channel, log, head);
}

/** Keeps the newest head that a witness of ours has signed. */
function noteSeen(state: StationState, channel: Channel, log: Hex, head: UnsettledHead): void {
  const by = seenBy(state, head.note);
  const before = state.witnessing.seen.get(log);
  if (by.length === 0 || (before !== undefined && before.size > head.size)) return;
  if (before?.size === head.size && before.by.length >= by.length) return;
  state.witnessing.seen.set(log, { size: head.size, note: head.note, by });
  keep(state, `${headPrefix}${log}`, encodeShape(keptHead, { channel: channel.id, note: head.note }));
  state.outputs.push({ kind: "state" });
}

/** Which of our witnesses have signed a note, and since when. Errors: checkpoint. */
function seenBy(state: StationState, written: string): readonly SeenBy[] {
  const note = decodeNote(written);
  const by: SeenBy[] = [];
  for (const { witness } of state.witnessing.lines.values()) {
    const timeS = cosignedAt(state.self.crypto, note, witness);
    if (timeS !== null) by.push({ witness: witness.name, timeS });
  }
  return by;
}

/** Takes kept heads in again at start, when the logs are held. */
export function loadHeads(state: StationState, kept: readonly Uint8Array[]): void {
  for (const plain of kept) {
    const { channel, note } = decodeShape(keptHead, plain);
    const known = state.channels.get(toHex(channel));
    if (known !== undefined) learnHead(state, known, note);
  }
}

