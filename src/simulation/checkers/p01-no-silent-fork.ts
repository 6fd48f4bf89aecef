// P1: no honest station ever signs two different entries at one position.

import type { Checker } from "../observation.ts";

/** Watches the signing devices. */
export function noSilentFork(): Checker {
  return {
    promise: "P1",
    see: (observation, facts, report) => {
      if (observation.kind !== "signed") return;
      const { at, leaf, node } = observation.signed;
      if (facts.honest.get(node) !== true) return;
      const others = facts.signed.get(at) ?? [];
      if (others.every((one) => one.leaf === leaf)) return;
      report(`${node} signed two entries at one position, seq ${at.slice(33)}`);
    },
  };
}
