// P5: a station that has just started shows its memory as confirmed only when another holds the log of that start.

import type { Checker } from "../observation.ts";
import { toHex } from "../../core/bytes/hex.ts";

/** Follows which logs another node holds; who shows what a peer has answered must have one that can have answered. */
export function bindsNobody(): Checker {
  /** "<node> <log of its own>" of which some other node holds an entry durably. */
  const seen = new Set<string>();
  const told = new Set<string>();
  return {
    promise: "P5",
    see: (observation, facts, report) => {
      if (observation.kind === "durable") {
        const { node, at, leaf } = observation;
        const by = facts.signed.get(at)?.find((one) => one.leaf === leaf);
        if (by !== undefined && by.node !== node) seen.add(`${by.node} ${toHex(by.body.log)}`);
      }
      if (observation.kind !== "looked" || facts.honest.get(observation.node) !== true) return;
      const { node, look } = observation;
      for (const { log } of look.confirmed) {
        if (seen.has(`${node} ${log}`) || told.has(log)) continue;
        told.add(log);
        report(`${node} shows its memory as confirmed before any other holds its start`);
      }
    },
  };
}
