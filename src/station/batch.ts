// The pending batch: everything the station has gathered since the last commit, written together or not at all.

import { sealValue } from "../core/seal/at-rest.ts";
import type { Effects, StationState } from "./state.ts";
import type { StoredEntry } from "../ports/store.ts";

/** Commits on their way at one time. One, so that what comes meanwhile shares the next. */
export const commitsInFlightMax = 1;

/** An empty batch. */
export function emptyBatch(): Effects {
  return { entries: [], values: [], effects: [] };
}

/** Lays an entry into the pending batch. */
export function enlist(state: StationState, entry: StoredEntry): void {
  state.pending.entries.push(entry);
}

/** Lays a keyed value, sealed at rest, into the pending batch; null removes the key. */
export function keep(state: StationState, key: string, value: Uint8Array | null): void {
  const { crypto, random, storageKey } = state.self;
  state.pending.values.push([key, value === null ? null : sealValue(crypto, random, storageKey, key, value)]);
}

/** Runs `effect` when everything laid into the batch so far is durable. */
export function afterCommit(state: StationState, effect: () => void): void {
  state.pending.effects.push(effect);
}

/** Sends the pending batch to the store when none is on its way; without anything to write its effects run at once. */
export function commitPending(state: StationState): void {
  const batch = state.pending;
  if (batch.entries.length === 0 && batch.values.length === 0) {
    if (batch.effects.length === 0 || state.inFlight.size > 0) return;
    state.pending = emptyBatch();
    for (const effect of batch.effects) effect();
    return;
  }
  if (state.inFlight.size >= commitsInFlightMax || state.impaired.size > 0) return;
  state.pending = emptyBatch();
  const id = state.nextBatch++;
  state.inFlight.set(id, batch);
  state.outputs.push({ kind: "commit", id, batch });
}

/** The store says that a batch is durable. */
export function committed(state: StationState, id: number): void {
  const batch = state.inFlight.get(id);
  state.inFlight.delete(id);
  for (const effect of batch?.effects ?? []) effect();
}
