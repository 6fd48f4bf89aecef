// P14: after a failed write nothing is signed until the station has started anew, and its watch can see it.

import type { Checker } from "../observation.ts";

/** Follows the media and what is signed after they fail. */
export function errorsStop(): Checker {
  const broken = new Set<string>();
  const told = new Set<string>();
  return {
    promise: "P14",
    see: (observation, facts, report) => {
      if (observation.kind === "medium" && observation.trouble === "StoreBroken") broken.add(observation.node);
      if (observation.kind === "started" || observation.kind === "stopped") broken.delete(observation.node);
      if (observation.kind === "signed") {
        const { node, body } = observation.signed;
        if (!broken.has(node) || facts.honest.get(node) !== true || told.has(node)) return;
        told.add(node);
        report(`${node} signs an entry of kind ${body.kind} although nobody knows what its disk holds`);
      }
      if (observation.kind !== "looked" || !broken.has(observation.node)) return;
      if (facts.honest.get(observation.node) !== true || observation.look.impaired.length > 0) return;
      report(`${observation.node} shows nothing of its failed disk`);
    },
  };
}
