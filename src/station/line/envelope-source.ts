// The bytes the line machine asks for: from memory while they are young, from the store later, re-sealed when a peer
// cannot open them.

import { readKept } from "../at-rest.ts";
import { forkRead } from "../fork-case.ts";
import { headRead } from "../witness/said-heads.ts";
import { narrowFrame } from "./narrow-source.ts";
import { isOwnSite, stationBytes } from "../peer/peers.ts";
import type { Channel, StationState } from "../state.ts";
import type { KeptEntry } from "../stored-entry.ts";
import { toHex } from "../../core/bytes/hex.ts";
import type { LineOutput } from "../../core/line/exchange.ts";
import { kindOf } from "../../core/mechanism/registry.ts";
import type { Hex } from "../../core/names.ts";
import { decodeBody } from "../../core/record/entry.ts";
import type { StoredEntry } from "../../ports/store.ts";
import { newestPrekey } from "../../core/seal/chains.ts";
import { clearEnvelope, resealEnvelope } from "../../core/seal/envelope.ts";

type Load = Extract<LineOutput, { kind: "load" }>;
/** An entry for a peer, whatever carries it. */
type Wanted = Pick<Load, "peer" | "log" | "seq" | "fresh">;

/** Answers a `load` at once from memory, or asks the store. */
export function loadEnvelope(state: StationState, load: Load): void {
  const kept = state.recent.get(`${toHex(load.log)}:${load.seq}`);
  if (kept !== undefined) {
    answer(state, load, kept);
    return;
  }
  state.loads.set(load.token, load);
  const { token, log, seq } = load;
  state.outputs.push({ kind: "read", token, log, seq });
}

/** Answers the store's read for a load. A row that does not open is bit rot: it is reported and not sent. */
export function readDone(state: StationState, token: number, row: StoredEntry | null): void {
  if (token < 0) {
    if (!headRead(state, token, row)) forkRead(state, token, row);
    return;
  }
  const load = state.loads.get(token);
  if (load === undefined) return;
  state.loads.delete(token);
  const kept = row === null ? null : readKept(state, row);
  if (row !== null && kept === null) state.outputs.push({ kind: "state" });
  answer(state, load, kept);
}

function answer(state: StationState, load: Load, kept: KeptEntry | null): void {
  const { token } = load;
  const frame = kept === null ? null : narrowOf(state, load, kept);
  if (frame !== null) state.lineInputs.push({ kind: "loaded-narrow", token, frame });
  else {
    const envelope = kept === null ? null : sealedFor(state, load, kept);
    state.lineInputs.push({ kind: "loaded", token, envelope });
  }
}

/** The narrow frame of an entry, where it was asked for and the peer can open what was sealed in its epoch. */
function narrowOf(state: StationState, { peer, log, fresh, form }: Load, kept: KeptEntry): Uint8Array | null {
  const channel = form === undefined || fresh ? null : channelOfLog(state, toHex(log));
  if (channel === null || form === undefined || channel.house || !canRead(channel, peer, kept)) return null;
  return narrowFrame(state, channel, peer, kept, form);
}

/**
 * The one gate by which anything leaves: as it was sealed when the peer can open that, else sealed to the peer anew.
 */
export function sealedFor(state: StationState, load: Wanted, kept: KeptEntry): Uint8Array | null {
  const channel = channelOfLog(state, toHex(load.log));
  // A party's own affairs leave for its own stations only, whatever the line was told.
  if (channel === null || (channel.house && !isOwnSite(state, load.peer))) return null;
  if (!load.fresh && kept.envelope.length > 0 && canRead(channel, load.peer, kept)) return kept.envelope;
  return reseal(state, channel, load, kept);
}

/** Whether an entry of ours was sealed in an epoch that the peer's station has, or in clear. */
function canRead(channel: Channel, peer: Hex, { payload, envelope }: KeptEntry): boolean {
  return envelope[0] === 0 || channel.epochReaders.get(decodeBody(payload).epoch)?.has(peer) !== false;
}

/** The entry sealed anew to the peer's newest prekey; null when none is known. */
function reseal(
  state: StationState, channel: Channel, { peer, log, seq }: Wanted, kept: KeptEntry,
): Uint8Array | null {
  // An entry that was public from the start needs no seal, and must open for a reader who has lost every key.
  if (kindOf(decodeBody(kept.payload).kind)?.form === "clear") return clearEnvelope(kept);
  const prekey = newestPrekey(channel.chains, stationBytes(peer), state.nowMs);
  if (prekey === null) return null;
  const { crypto, random } = state.self;
  return resealEnvelope(crypto, random, { channel: channel.id, log, seq }, prekey, kept);
}

/** The channel a log belongs to, or null. */
function channelOfLog(state: StationState, log: Hex): Channel | null {
  for (const channel of [...state.channels.values(), state.house]) if (channel.ledger.logs.has(log)) return channel;
  return null;
}
