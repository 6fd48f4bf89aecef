// P7: one entry rings once at a station, and only when it is durable there.

import type { Checker } from "../observation.ts";

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
      if (observation.kind !== "rang") return;
      const { node, object } = observation;
      if (facts.honest.get(node) !== true) return;
      const objects = rung.get(node) ?? new Set<string>();
      rung.set(node, objects);
      if (objects.has(object)) report(`one message rang twice at ${node}`);
      objects.add(object);
      if (facts.durable.get(node)?.has(object) !== true) report(`a message rang at ${node} before it was durable`);
    },
  };
}
