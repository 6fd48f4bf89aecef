// What agreed witnesses have seen of a channel's logs: it settles times that would be disputed.

import { partyIds } from "../../core/mechanism/charter/charter.ts";
import type { Channel, SaidHead, StationState } from "../state.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { decodeCheckpoint, logOfOrigin, openCheckpoint } from "../../core/checkpoint/checkpoint.ts";
import { cosignedAt } from "../../core/checkpoint/cosignature.ts";
import type { Witness } from "../../core/checkpoint/cosignature.ts";
import { decodeNote, textOfNote } from "../../core/checkpoint/signed-note.ts";
import { ChirographError } from "../../core/errors.ts";
import { stationOf } from "../../core/keys/roster.ts";
import { namedWitnesses, seenAtMs } from "../../core/mechanism/checkpoint/fold.ts";
import type { NamedWitness, SeenSize } from "../../core/mechanism/checkpoint/fold.ts";
import type { RecordView } from "../../core/record/held-entry.ts";
import { recordView } from "../../core/record/ledger.ts";
import { rootAt } from "../../core/record/merkle.ts";

/** The witnesses that the parties of a channel have named. */
export function witnessesOf({ charter, namings }: Channel): readonly NamedWitness[] {
  if (charter === null || namings.length === 0) return [];
  return namedWitnesses(namings, partyIds(charter));
}

/** The record as folds of messages ask about it, with what agreed witnesses have seen, read only when it is asked. */
export function witnessedView(state: StationState, channel: Channel): RecordView {
  const view = recordView(channel.ledger);
  if (channel.namings.length === 0) return view;
  // The rest of the view stays as it is, and is read when it is asked: heads cost more than most folds need.
  return Object.assign(Object.create(view) as RecordView, {
    seenAtMs: (at: string) => seenAtMs(seenOf(state, channel), at),
  });
}

function seenOf(state: StationState, channel: Channel): readonly SeenSize[] {
  const named = witnessesOf(channel);
  if (!named.some((one) => one.agreed)) return [];
  for (const head of channel.checkpoints) readHead(state, channel, named, head);
  return channel.checkpoints.flatMap(({ seen }) => (seen === null ? [] : [seen]));
}

/** Reads a checkpoint for the witnesses that are agreed, when its text is here and it was not read for them yet. */
export function readHead(
  state: StationState, channel: Channel, named: readonly NamedWitness[], head: SaidHead,
): void {
  const agreed = named.filter((one) => one.agreed).map((one) => one.witness);
  const names = agreed.map((one) => toHex(one.ed25519)).join(" ");
  if (head.note === null || names === "" || head.readFor === names) return;
  read(state, channel, agreed, names, head, head.note);
  // It was read, whatever came of it; where it waits for entries its text is kept.
  if (head.readFor === names) head.note = null;
}

/**
 * Reads one checkpoint. Of one of entries that are not held yet the text alone is read, again whenever it is asked: its
 * author chooses how many there are, and how many signatures stand under each.
 */
function read(
  state: StationState, channel: Channel, agreed: readonly Witness[], names: string, head: SaidHead, text: string,
): void {
  head.seen = null;
  head.readFor = names;
  try {
    const { origin, size, root } = decodeCheckpoint(textOfNote(text));
    const place = logOfOrigin(origin);
    if (place === null || !equalBytes(place.channel, channel.id)) return;
    const log = channel.ledger.logs.get(toHex(place.log));
    const roster = log === undefined ? undefined : state.rosters.get(log.roster);
    const station = log === undefined || roster === undefined ? null : stationOf(roster, log.station);
    if (log === undefined || station === null || log.size < size) {
      head.readFor = "";
      return;
    }
    const note = decodeNote(text);
    openCheckpoint(state.self.crypto, note, station.key);
    if (!equalBytes(rootAt(state.self.crypto, log.tree, size), root)) return;
    const times = agreed.map((one) => cosignedAt(state.self.crypto, note, one)).filter((time) => time !== null);
    if (times.length > 0) head.seen = { log: log.hex, size, timeMs: Math.min(...times) * 1_000 };
  } catch (error) {
    if (!(error instanceof ChirographError)) throw error;
  }
}
