// P5: a station that has just started shows its memory as confirmed only when a peer has said that it saw this start.

import type { Checker } from "../observation.ts";
import { toHex } from "../../core/bytes/hex.ts";

/** Follows which logs a peer's signed words, held here, have acknowledged. */
export function bindsNobody(): Checker {
  /** "<node> <log of its own>" that some peer acknowledged in an entry that the node holds. */
  const seen = new Set<string>();
  const told = new Set<string>();
  return {
    promise: "P5",
    see: (observation, facts, report) => {
      if (observation.kind === "durable") {
        const { node, at, leaf } = observation;
        const by = facts.signed.get(at)?.find((one) => one.leaf === leaf);
        if (by === undefined || by.node === node) return;
        for (const { log } of by.body.acks) seen.add(`${node} ${toHex(log)}`);
      }
      if (observation.kind !== "looked" || facts.honest.get(observation.node) !== true) return;
      const { node, look } = observation;
      for (const { log } of look.confirmed) {
        if (seen.has(`${node} ${log}`) || told.has(log)) continue;
        told.add(log);
        report(`${node} shows its memory as confirmed before any peer has acknowledged its start`);
      }
    },
  };
}
