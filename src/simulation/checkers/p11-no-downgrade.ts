// P11: nothing in a version that is no more is held, and no entry goes over a link whose other end spoke one.

import type { Checker } from "../observation.ts";

const lineVersion = 1;
/** Fragments that were on their way when the old word came. */
const onTheirWayMax = 400;

/** Follows what is held, and what each link's other end said it speaks. */
export function noDowngrade(): Checker {
  /** Links that must be given up, with the fragments sent over them since, by "<node> <link>". */
  const old = new Map<string, number>();
  return {
    promise: "P11",
    see: (observation, facts, report) => {
      if (observation.kind === "durable") {
        const { node, at, leaf } = observation;
        if (facts.honest.get(node) !== true) return;
        if (facts.signed.get(at)?.some((one) => one.leaf === leaf) === false) {
          report(`${node} holds an entry that nobody signed in this version`);
        }
      }
      if (observation.kind === "link" && observation.up) old.delete(`${observation.node} ${observation.link}`);
      if (observation.kind !== "fragment") return;
      const { node, to, link, frame } = observation;
      if (frame?.name === "hello" && frame.version !== lineVersion) old.set(`${to} ${link}`, 0);
      const since = old.get(`${node} ${link}`);
      if (since === undefined || facts.honest.get(node) !== true || frame?.name !== "entry") return;
      old.set(`${node} ${link}`, since + 1);
      if (since === onTheirWayMax) report(`${node} goes on speaking to an end of another version`);
    },
  };
}
