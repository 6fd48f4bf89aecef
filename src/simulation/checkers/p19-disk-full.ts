// P19: a disk that fills stops intake first and our own words last.

import type { Checker, Facts, Observation } from "../observation.ts";

/** Below this much room nothing of others is taken in; the station looks this often, and what it took is under way. */
const [freeBytesMin, looksEveryMs] = [64 * 1024 ** 2, 10_000];
const graceMs = 15_000;

/** Follows the room on each disk, what comes to be durable there, and what is refused. */
export function diskFull(): Checker {
  const short = new Map<string, number>();
  /** Since when a disk is full on which room was still held back for our own words. */
  const full = new Map<string, number>();
  const told = new Set<string>();
  return {
    promise: "P19",
    see: (observation, facts, report) => {
      if (observation.kind === "started" || observation.kind === "stopped") {
        short.delete(observation.node);
        full.delete(observation.node);
      }
      if (observation.kind === "medium" && observation.trouble === "StoreFull") {
        const { node, ballast } = observation;
        if (ballast && !full.has(node)) full.set(node, facts.nowMs());
        if (!ballast) full.delete(node);
      }
      if (observation.kind === "looked") sees(observation, full, facts, report);
      // What held still has not looked; what came meanwhile is taken first when it goes on.
      if (observation.kind === "paused" && short.has(observation.node)) short.set(observation.node, facts.nowMs());
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

/** Room that is held back is there for what is ours: with it the station speaks on. */
function sees(
  { node, look }: Extract<Observation, { kind: "looked" }>, full: Map<string, number>, facts: Facts,
  report: (detail: string) => void,
): void {
  const sinceMs = full.get(node);
  if (sinceMs === undefined || facts.honest.get(node) !== true) return;
  full.delete(node);
  if (!look.impaired.includes("StoreFull")) return;
  report(`${node} fell silent on a full disk, with room held back for its words`);
}
