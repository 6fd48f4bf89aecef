// Signatures of an export, checked on the machine's other cores while this one follows the trees.

import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { exportItemsMax } from "../../core/record/export.ts";
import type { KnownSignature } from "../../verify/check.ts";

/** Files below this are checked sooner than a worker starts, in bytes. */
export const sharedBytesMin = 4 * 1_048_576;
/** Most workers beside the one that checks all else. */
const workersMax = 7;
/** The shortest item with its length, in bytes: no file has more items than this allows. */
const itemBytesMin = 5;

/** What a worker is told. Of each item `state` says how far its signature is; `boots` whose BOOT named the signer. */
export interface Share {
  readonly path: string;
  readonly state: Int8Array<SharedArrayBuffer>;
  readonly boots: Uint32Array<SharedArrayBuffer>;
  /** Which blocks of items are this worker's, of how many workers. */
  readonly number: number;
  readonly workers: number;
}

/** An item's signature: nobody's yet, somebody's, found to hold. One that does not hold stays somebody's. */
export const shareState = { free: 0, taken: 1, holds: 2 } as const;

/** Workers that check signatures of a file. */
export interface SignatureShare {
  /** Whether a worker has found the signature to hold; else it is the caller's to check. */
  readonly isSigned: KnownSignature;
  /** Resolves when the workers have read the file to its end. */
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
}

/**
 * Starts the workers. They trust nothing that the caller has not checked: a signature counts only under the very BOOT
 * that the caller took, whose roster it names by its digest. A worker that fails leaves its part to the caller.
 */
export async function startShare(path: string, fileBytes: number): Promise<SignatureShare | null> {
  const workers = Math.min(workersMax, availableParallelism() - 1);
  if (workers < 1 || fileBytes < sharedBytesMin) return null;
  const items = Math.min(exportItemsMax, Math.ceil(fileBytes / itemBytesMin)) + 1;
  const state = new Int8Array(new SharedArrayBuffer(items));
  const boots = new Uint32Array(new SharedArrayBuffer(4 * items));
  const running = Array.from({ length: workers }, (_, number) => {
    const workerData: Share = { path, state, boots, number, workers };
    const worker = new Worker(new URL("signature-worker.ts", import.meta.url), { workerData });
    worker.on("error", () => undefined);
    return worker;
  });
  const ended = Promise.all(running.map((worker) => once(worker, "exit")));
  await Promise.all(running.map((worker) => once(worker, "online").catch(() => undefined)));
  return {
    isSigned: (item, boot) => (
      Atomics.compareExchange(state, item, shareState.free, shareState.taken) === shareState.holds
      && boots[item] === boot
    ),
    ended,
    stop: async () => {
      await Promise.all(running.map((worker) => worker.terminate()));
    },
  };
}
