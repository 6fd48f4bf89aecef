// P18: while one party floods, what others say to each other arrives as soon as it does without.

import type { Checker } from "../observation.ts";

const messageKind = 16;
/** A FLASH between two others takes no longer than this while a third floods and nothing else is wrong. */
const flashMsMax = 8_000;

/** Follows every FLASH between honest stations whose way works, from durable here to durable there. */
export function badNeighbour(): Checker {
  let floods = 0;
  const since = new Map<string, { readonly atMs: number; readonly node: string }>();
  /** Nodes or ways that something else befell: they are not measured. */
  const troubled = new Map<string, number>();
  return {
    promise: "P18",
    see: (observation, facts, report) => {
      const nowMs = facts.nowMs();
      const trouble = (node: string): void => void troubled.set(node, nowMs);
      if (observation.kind === "flood") floods += observation.begins ? 1 : -1;
      if (observation.kind === "way") {
        trouble(observation.from);
        trouble(observation.to);
      }
      if (observation.kind === "started" || observation.kind === "stopped" || observation.kind === "paused" ||
        observation.kind === "medium" || observation.kind === "space" || observation.kind === "link" ||
        observation.kind === "restored") trouble(observation.node);
      // On a narrow way the receipts that all owe for what the flooder said are themselves much.
      if (observation.kind !== "durable" || facts.narrow) return;
      const { node, at, leaf } = observation;
      const signed = facts.signed.get(at)?.find((one) => one.leaf === leaf);
      if (signed === undefined || facts.honest.get(signed.node) !== true || facts.honest.get(node) !== true) return;
      const { kind, precedence } = signed.body;
      if (kind !== messageKind || precedence !== "FLASH") return;
      const begun = since.get(at);
      if (begun === undefined) {
        if (floods > 0 && node === signed.node) since.set(at, { atMs: nowMs, node });
        return;
      }
      since.delete(at);
      const calm = [node, begun.node].every((one) => (troubled.get(one) ?? -Infinity) < begun.atMs - flashMsMax);
      if (!calm || nowMs - begun.atMs <= flashMsMax) return;
      report(`a FLASH of ${begun.node} took ${nowMs - begun.atMs} ms to ${node} while another party flooded`);
    },
  };
}
