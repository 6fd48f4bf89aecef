// P11: nothing in a version that is no more is held, and no entry goes over a link whose other end spoke one.

import type { Checker } from "../observation.ts";

/** Follows what is held, and what each link's other end said it speaks. */
export function noDowngrade(): Checker {
  /** "<node> <link>" of links whose other end was heard to speak another version. */
  const old = new Set<string>();
  return {
    promise: "P11",
    see: (observation, facts, report) => {
      if (observation.kind === "durable") {
        const { node, at, leaf } = observation;
        if (facts.honest.get(node) !== true) return;
        if (facts.signed.get(at)?.some((one) => one.leaf === leaf) !== true) {
          report(`${node} holds an entry that nobody signed in this version`);
        }
      }
      if (observation.kind === "heard-old") old.add(`${observation.node} ${observation.link}`);
      if (observation.kind !== "fragment" || facts.honest.get(observation.node) !== true) return;
      const { node, link, frame } = observation;
      if (frame?.name === "entry" && old.delete(`${node} ${link}`)) {
        report(`${node} goes on speaking to an end of another version`);
      }
    },
  };
}
