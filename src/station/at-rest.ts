// Kept entries, sealed and opened under the storage key (spec/04-seal.md, At rest).

import type { StationState } from "./state.ts";
import { decodeKept, encodeKept } from "./stored-entry.ts";
import type { KeptEntry } from "./stored-entry.ts";
import type { StoredEntry } from "../ports/store.ts";
import { equalBytes, toHex } from "../core/bytes/hex.ts";
import { ChirographError } from "../core/errors.ts";
import { leafHash } from "../core/record/entry.ts";
import { openAtRest, sealAtRest } from "../core/seal/at-rest.ts";

/** The blob of a kept entry. */
export function sealKept(
  state: Pick<StationState, "self">, log: Uint8Array, seq: number, leaf: Uint8Array, kept: KeptEntry,
): Uint8Array {
  const { crypto, random, storageKey } = state.self;
  return sealAtRest(crypto, random, storageKey, { log, seq, leaf }, encodeKept(kept));
}

/** The kept entry of a stored row. Errors: at-rest (does not open, or differs from its leaf), with log and seq. */
export function openKept(state: Pick<StationState, "self">, row: StoredEntry): KeptEntry {
  const evidence = { log: row.log, seq: row.seq };
  const opened = openAtRest(state.self.crypto, state.self.storageKey, row, row.blob);
  if (opened === null) throw new ChirographError("at-rest", "The sealed entry does not open.", evidence);
  const kept = decodeKept(opened);
  if (!equalBytes(leafHash(state.self.crypto, kept.payload), row.leaf)) {
    throw new ChirographError("at-rest", "The entry differs from its leaf.", evidence);
  }
  return kept;
}

/** The same, or null where it does not open: that is noted as damage. */
export function readKept(state: Pick<StationState, "self" | "damaged">, row: StoredEntry): KeptEntry | null {
  try {
    return openKept(state, row);
  } catch (error) {
    if (!(error instanceof ChirographError)) throw error;
    state.damaged.add(`${toHex(row.log)}:${row.seq}`);
    return null;
  }
}
