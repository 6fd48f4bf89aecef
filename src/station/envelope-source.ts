// The bytes the line machine asks for: from memory while they are young, from the store later, re-sealed when a peer
// cannot open them.

import { openKept } from "./at-rest.ts";
import { forkRead } from "./fork-case.ts";
import type { Channel, StationState } from "./state.ts";
import type { KeptEntry } from "./stored-entry.ts";
import { toHex } from "../core/bytes/hex.ts";
import type { LineOutput } from "../core/line/exchange.ts";
import type { Hex, LogId } from "../core/names.ts";
import type { StoredEntry } from "../ports/store.ts";
import { newestPrekey } from "../core/seal/chains.ts";
import { clearEnvelope, resealEnvelope } from "../core/seal/envelope.ts";

type Load = Extract<LineOutput, { kind: "load" }>;

/** Answers a `load` at once from memory, or asks the store. */
export function loadEnvelope(state: StationState, load: Load): void {
  const kept = state.recent.get(`${toHex(load.log)}:${load.seq}`);
  if (kept !== undefined && !load.fresh) {
    state.lineInputs.push({ kind: "loaded", token: load.token, envelope: kept.envelope });
    return;
  }
  state.loads.set(load.token, load);
  const { token, log, seq } = load;
  state.outputs.push({ kind: "read", token, log, seq });
}

/** Answers the store's read for a load. A row that does not open is bit rot: it is reported and not sent. */
export function readDone(state: StationState, token: number, row: StoredEntry | null): void {
  if (token < 0) return forkRead(state, token, row);
  const load = state.loads.get(token);
  if (load === undefined) return;
  state.loads.delete(token);
  state.lineInputs.push({ kind: "loaded", token, envelope: row === null ? null : envelopeFor(state, load, row) });
}

function envelopeFor(state: StationState, load: Load, row: StoredEntry): Uint8Array | null {
  let kept: KeptEntry;
  try {
    kept = openKept(state, row);
  } catch {
    state.damaged.add(`${toHex(load.log)}:${load.seq}`);
    state.outputs.push({ kind: "state" });
    return null;
  }
  if (!load.fresh && kept.envelope.length > 0) return kept.envelope;
  return reseal(state, load.peer, load.log, load.seq, kept);
}

/** The entry sealed anew to the peer's newest prekey; null when none is known. */
function reseal(state: StationState, peer: Hex, log: LogId, seq: number, kept: KeptEntry): Uint8Array | null {
  const channel = channelOfLog(state, toHex(log));
  if (channel === null) return null;
  // An entry that was public from the start needs no seal, and must open for a reader who has lost every key.
  if (kept.envelope[0] === 0) return clearEnvelope(kept);
  const prekey = newestPrekey(channel.chains, state.parties.get(peer)?.roster.seat ?? new Uint8Array(16), state.nowMs);
  if (prekey === null) return null;
  const { crypto, random } = state.self;
  return resealEnvelope(crypto, random, { channel: channel.id, log, seq }, prekey, kept);
}

/** The channel a log belongs to, or null. */
function channelOfLog(state: StationState, log: Hex): Channel | null {
  for (const channel of state.channels.values()) if (channel.ledger.logs.has(log)) return channel;
  return null;
}
