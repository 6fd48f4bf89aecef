// P13: no input crashes a station, makes it do without bound, or fills its memory.

import type { Checker } from "../observation.ts";

/** Most that one input may cause: a window of entries in fragments, and as much again for what it tells. */
const outputsMax = 20_000;
/** Most things kept in memory for others: the limits of chapter 05, added up for a few peers. */
const keptMax = 24_000;

/** Watches every input of every honest station. */
export function noInputWedges(): Checker {
  return {
    promise: "P13",
    see: (observation, facts, report) => {
      if (!("node" in observation) || facts.honest.get(observation.node) !== true) return;
      if (observation.kind === "threw") report(`${observation.node} threw: ${observation.error}`);
      if (observation.kind === "handled" && observation.outputs > outputsMax) {
        report(`${observation.node} wants ${observation.outputs} things done for one input`);
      }
      if (observation.kind === "looked" && observation.look.kept > keptMax) {
        report(`${observation.node} keeps ${observation.look.kept} things in memory`);
      }
    },
  };
}
