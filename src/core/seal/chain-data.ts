// What a station keeps of keys on one channel, as plain data (spec/04-seal.md, Chains).

import type { Prekey } from "./prekey.ts";
import { toHex } from "../bytes/hex.ts";
import type { Hex, LogId } from "../names.ts";

/** An epoch is followed by the next one after this many milliseconds or messages. */
export const epochLifeMs = 86_400_000;
export const epochMessagesMax = 100_000;
/** Index of the last message an epoch can have. */
export const indexMax = 0xff_ffff;
/** Most message keys kept for messages that have not come, in each chain. */
export const skippedMax = 2_000;
/** Most indices one envelope may lie ahead of its chain. */
export const jumpMax = 4_096;
/** Most chains we read, learned secrets and continued logs kept on one channel; the oldest go first. */
export const readersMax = 64;
export const learnedMax = 256;
export const restartsMax = 256;
/** Most of our own private prekeys kept. */
export const ownPrekeysMax = 8;
/** Most peer stations whose prekeys are kept on one channel. */
export const peersMax = 256;

/** The chain our own messages are sealed with. `index` is the next one; `key` is its chain key. */
export interface OwnChain {
  readonly epoch: number;
  index: number;
  key: Uint8Array;
  readonly openedMs: number;
  readonly log: LogId;
}

/** An epoch that is stocked and not opened yet; `secret` is 32 bytes. */
export interface StockedEpoch {
  readonly epoch: number;
  readonly secret: Uint8Array;
}

/** A prekey of ours with its private half. Others may seal to it until `until`; it is kept `lifeMs` longer. */
export interface OwnPrekey {
  readonly id: number;
  readonly seed: Uint8Array;
  readonly until: number;
  readonly lifeMs: number;
}

/** A chain we read. `key` is empty once the chain was continued in another log. */
export interface ReaderChain {
  readonly station: Hex;
  readonly key: Uint8Array;
  readonly index: number;
  /** Message keys of indices below `index` that have not come. */
  readonly skipped: Map<number, Uint8Array>;
}

/** The chain that a log goes on from, as its BOOT named it. */
export interface Restart {
  readonly station: Hex;
  readonly log: LogId;
  readonly epoch: number;
  readonly index: number;
}

/** All keys on one channel, as plain data. */
export interface Chains {
  own: OwnChain | null;
  stock: readonly StockedEpoch[];
  /** Number of the next epoch and id of the next prekey; 0 while none was made. */
  nextEpoch: number;
  prekeys: readonly OwnPrekey[];
  nextPrekey: number;
  readonly peers: Map<Hex, { prekeys: readonly Prekey[] }>;
  /** By "<log hex> <epoch>". */
  readonly readers: Map<string, ReaderChain>;
  /** Secrets of epochs sealed to us and not yet opened, by "<station hex> <epoch>". */
  readonly epochsLearned: Map<string, Uint8Array>;
  /** By hex of the new log. */
  readonly restarts: Map<Hex, Restart>;
}

/** No keys yet. */
export function createChains(): Chains {
  return {
    own: null, stock: [], nextEpoch: 0, prekeys: [], nextPrekey: 0, peers: new Map(), readers: new Map(),
    epochsLearned: new Map(), restarts: new Map(),
  };
}

/** Key of a chain in `readers`. */
export function readerKey(log: LogId, epoch: number): string {
  return `${toHex(log)} ${epoch}`;
}

/** Key of a secret in `epochsLearned`. */
export function learnedKey(station: Hex, epoch: number): string {
  return `${station} ${epoch}`;
}

/** Deletes the oldest of a map until no more than `max` are left. */
export function trim(map: Map<unknown, unknown>, max: number): void {
  for (const key of map.keys()) {
    if (map.size <= max) return;
    map.delete(key);
  }
}
