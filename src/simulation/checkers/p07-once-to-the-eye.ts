// P7: one entry rings once at a station, only when it is durable there, and marked while entries before it are missing.

import type { Checker, Facts } from "../observation.ts";

/** Counts rings; what a backup has lost may ring again. */
export function onceToTheEye(): Checker {
  const rung = new Map<string, Set<string>>();
  return {
    promise: "P7",
    see: (observation, facts, report) => {
      if (observation.kind === "restored") {
        const { node, held } = observation;
        rung.set(node, new Set([...(rung.get(node) ?? [])].filter((object) => held.has(object))));
      }
      // An entry that has rotted comes again from its author, and rings again: nobody here can read it any more.
      if (observation.kind === "rotten") {
        for (const { leaf } of facts.signed.get(observation.at) ?? []) rung.get(observation.node)?.delete(leaf);
      }
      if (observation.kind !== "rang") return;
      const { node, object, at, proofPending } = observation;
      if (facts.honest.get(node) !== true) return;
      const objects = rung.get(node) ?? new Set<string>();
      rung.set(node, objects);
      if (objects.has(object)) report(`one message rang twice at ${node}`);
      objects.add(object);
      if (!proofPending && hasGap(facts, node, at)) report(`a message rang at ${node} beyond a gap, and unmarked`);
      if (facts.durable.get(node)?.has(object) !== true) report(`a message rang at ${node} before it was durable`);
    },
  };
}

function hasGap(facts: Facts, node: string, at: string): boolean {
  const [log = "", seq] = at.split(":");
  const durable = facts.durable.get(node) ?? new Set<string>();
  const isHeld = (before: number): boolean =>
    (facts.signed.get(`${log}:${before}`) ?? []).some(({ leaf }) => durable.has(leaf));
  return !Array.from({ length: Number(seq) }, (_, before) => before).every(isHeld);
}
