// What is held of a channel, as the narrow form needs it: to leave out what the other holds, and to put it in again.

import { logTag } from "./tag.ts";
import type { Crypto } from "../../ports/crypto.ts";
import { equalBytes, toHex } from "../bytes/hex.ts";
import type { ChannelId, Leaf, LogId, StationId } from "../names.ts";
import { heldRoot } from "../record/ledger.ts";
import type { Ledger } from "../record/ledger.ts";
import { leafAt } from "../record/merkle.ts";

/** Bytes by which an entry names a log or a station of its channel. */
export const referenceBytes = 2;

/** A channel as it is held. What is asked for and not held, or not the only one, is null. */
export interface NarrowView {
  readonly channel: ChannelId;
  /** The log whose tag begins with these bytes. */
  logOf(reference: Uint8Array): LogId | null;
  /** The station of a log whose id begins with these bytes. */
  stationOf(reference: Uint8Array): StationId | null;
  rootAt(log: LogId, size: number): Uint8Array | null;
  leafAt(log: LogId, seq: number): Leaf | null;
  lamportAt(log: LogId, seq: number): number | null;
}

/** A ledger as the narrow form sees it, for one entry: what it names logs by is looked up once. */
export function narrowView(crypto: Crypto, ledger: Ledger): NarrowView {
  const held = (log: LogId): ReturnType<Ledger["logs"]["get"]> => ledger.logs.get(toHex(log));
  let logs: ReadonlyMap<string, readonly LogId[]> | null = null;
  return {
    channel: ledger.channel,
    logOf: (reference) => {
      logs ??= Map.groupBy(ledger.logs.values().map((one) => one.log), (log) => (
        toHex(logTag(crypto, ledger.channel, log).subarray(0, referenceBytes))
      ));
      return only(logs.get(toHex(reference)) ?? []);
    },
    stationOf: (reference) => {
      const stations = ledger.logs.values().map((one) => one.station);
      const such = stations.filter((station) => equalBytes(station.subarray(0, referenceBytes), reference));
      return only([...new Map(such.map((station) => [toHex(station), station])).values()]);
    },
    rootAt: (log, size) => heldRoot(crypto, ledger, toHex(log), size),
    leafAt: (id, seq) => {
      const log = held(id);
      if (log === undefined) return null;
      return seq < log.size ? leafAt(log.tree, seq) : log.beyond.get(seq)?.leaf ?? null;
    },
    lamportAt: (log, seq) => {
      const lamport = held(log)?.lamports[seq];
      // Of a position of which only the leaf is left no lamport is known.
      return lamport === undefined || lamport < 0 ? null : lamport;
    },
  };
}

function only<T>(all: readonly T[]): T | null {
  return all.length === 1 ? all[0] as T : null;
}
