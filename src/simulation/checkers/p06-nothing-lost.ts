// P6: an entry is durable before any byte of it leaves, and what was released is at its readers in the end.

import type { Checker, Standing } from "../observation.ts";
import { toHex } from "../../core/bytes/hex.ts";

/** Compares what leaves with the disk it came from, and the ends with what was released. */
export function nothingLost(): Checker {
  const restored = new Set<string>();
  return {
    promise: "P6",
    see: (observation, facts, report) => {
      if (observation.kind === "restored") restored.add(observation.node);
      if (observation.kind === "ending") {
        const honest = observation.standings.filter((one) => one.honest);
        for (const one of honest) checkReleased(one, honest, restored.has(one.node), report);
      }
      if (observation.kind !== "fragment" || observation.frame?.name !== "entry") return;
      const { node, frame } = observation;
      const at = `${toHex(frame.log)}:${frame.seq}`;
      if (facts.honest.get(node) !== true) return;
      const signed = facts.signed.get(at)?.find((one) => one.node === node);
      if (signed === undefined || facts.durable.get(node)?.has(signed.leaf) === true) return;
      report(`${node} sent seq ${frame.seq} before it was durable`);
    },
  };
}

function checkReleased(
  { node, released, held }: Standing, honest: readonly Standing[], restored: boolean, report: (detail: string) => void,
): void {
  const own = leavesOf(held);
  for (const object of released) {
    // A backup may be older than what was released and never carried; that loss is what a backup is.
    if (!own.has(object)) {
      if (!restored) report(`${node} has lost a message it released`);
      continue;
    }
    for (const other of honest) {
      if (leavesOf(other.held).has(object)) continue;
      report(`${other.node} never got a message of ${node}`);
    }
  }
}

function leavesOf(held: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...held].map((one) => one.slice(one.indexOf(" ") + 1)));
}
