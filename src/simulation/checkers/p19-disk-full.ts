// P19: a disk that fills stops intake first and our own words last.

import type { Checker } from "../observation.ts";

/** Below this much room nothing of others is taken in; the station looks this often, and what it took is under way. */
const [freeBytesMin, looksEveryMs] = [64 * 1024 ** 2, 10_000];
const graceMs = 15_000;

/** Follows the room on each disk, what comes to be durable there, and what is refused. */
export function diskFull(): Checker {
  const short = new Map<string, number>();
  const told = new Set<string>();
  return {
    promise: "P19",
    see: (observation, facts, report) => {
      if (observation.kind === "started") short.delete(observation.node);
      if (observation.kind === "space") {
        const { node, freeBytes } = observation;
        if (freeBytes < freeBytesMin) short.set(node, facts.nowMs());
        else short.delete(node);
      }
      if (observation.kind !== "durable" || told.has(observation.node)) return;
      const { node, at, leaf } = observation;
      const sinceMs = short.get(node);
      const signed = facts.signed.get(at)?.find((one) => one.leaf === leaf);
      if (sinceMs === undefined || signed === undefined || signed.node === node) return;
      if (facts.honest.get(node) !== true || facts.nowMs() - sinceMs < looksEveryMs + graceMs) return;
      told.add(node);
      report(`${node} takes in entries of others although its disk has been short of room for long`);
    },
  };
}
