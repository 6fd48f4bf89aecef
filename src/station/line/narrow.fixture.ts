// Two stations of a pair, and what goes between them in the narrow form, carried by hand.

import { deliverNarrow } from "../admit.ts";
import { narrowFrame } from "./narrow-source.ts";
import { openKept } from "../at-rest.ts";
import type { End } from "../pair.fixture.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import type { LineInput, NarrowForm } from "../../core/line/exchange.ts";
import type { Hex, Position } from "../../core/names.ts";
import { decodeNarrowFrame } from "../../core/narrow/frame.ts";

/** The frame in which one end says an entry of its own to the other; null where there is none. */
export async function frameFor(
  from: End, to: End, channel: Hex, place: Position, asked: NarrowForm = "narrow",
): Promise<Uint8Array | null> {
  const state = from.runner.now();
  const row = await from.store.entry(place.log, place.seq);
  const held = state.channels.get(channel);
  if (row === null || held === undefined) throw new Error("the entry is held");
  return narrowFrame(state, held, toHex(to.self.station), openKept(state, row), asked);
}

/** The same envelope as one end takes it from its line; returns what its line is told of it at once. */
export function take(to: End, from: End, channel: Hex, place: Position, envelope: Uint8Array): readonly LineInput[] {
  const { state } = to.runner;
  const peer = toHex(from.self.station);
  const before = state.lineInputs.length;
  deliverNarrow(state, { kind: "deliver-narrow", peer, link: "", channel, ...place, envelope });
  return state.lineInputs.slice(before);
}

/** The envelope of a frame. */
export function envelopeIn(frame: Uint8Array | null): Uint8Array {
  const read = frame === null ? null : decodeNarrowFrame(frame);
  if (read === null || read.name !== "entry") throw new Error("a frame that carries an entry");
  return read.envelope;
}

/** Where the newest entry stands that an end wrote of a kind. */
export function newestOf(end: End, channel: Hex, kind: number): Position {
  const held = end.runner.now().channels.get(channel);
  const own = [...held?.objects.values() ?? []].flat().filter(({ body }) => (
    body.kind === kind && held?.ownLog !== undefined && equalBytes(body.log, held.ownLog)
  ));
  const last = own.toSorted((one, other) => one.body.seq - other.body.seq).at(-1);
  if (last === undefined) throw new Error("an entry of the kind");
  return { log: last.body.log, seq: last.body.seq };
}

/** Where the newest entry of an end's own log stands. */
export function newestEntry(end: End, channel: Hex): Position {
  const held = end.runner.now().channels.get(channel);
  const log = held?.ledger.logs.get(toHex(held.ownLog));
  if (log === undefined) throw new Error("a log");
  return { log: log.log, seq: log.size - 1 };
}
