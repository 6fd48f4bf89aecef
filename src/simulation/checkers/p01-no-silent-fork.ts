// P1: no honest station ever signs two different entries at one position.

import type { Checker } from "../observation.ts";

/** Watches the signing devices. */
export function noSilentFork(): Checker {
  return {
    promise: "P1",
    see: (observation, facts, report) => {
      if (observation.kind !== "signed") return;
      const { at, leaf, node } = observation.signed;
      // A clone is honest in this: each copy of it writes a log of its own.
      if (facts.forked.has(node)) return;
      const others = facts.signed.get(at) ?? [];
      if (others.every((one) => one.leaf === leaf)) return;
      report(`${node} signed two entries at one position, seq ${at.slice(33)}`);
    },
  };
}
