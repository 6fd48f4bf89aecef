// P16: once a FLASH is durable, nothing of lower precedence is handed to a link before it.

import type { Checker } from "../observation.ts";
import { toHex } from "../../core/bytes/hex.ts";

const messageKind = 16;
const flashLevel = 3;

/** Follows each FLASH from being durable to its last fragment, on every link that was up. */
export function flashFirst(): Checker {
  /** FLASH entries that wait, by "<node> <link>". */
  const waiting = new Map<string, Set<string>>();
  return {
    promise: "P16",
    see: (observation, facts, report) => {
      if (observation.kind === "link") {
        const key = `${observation.node} ${observation.link}`;
        if (observation.up) waiting.set(key, new Set());
        else waiting.delete(key);
      }
      if (observation.kind === "durable") {
        const { node, at } = observation;
        const signed = facts.signed.get(at)?.find((one) => one.node === node);
        if (signed?.body.kind !== messageKind || signed.body.precedence !== "FLASH") return;
        if (facts.honest.get(node) !== true) return;
        for (const [key, entries] of waiting) if (key.startsWith(`${node} `)) entries.add(at);
      }
      if (observation.kind !== "fragment") return;
      const { node, link, frame, level } = observation;
      const entries = waiting.get(`${node} ${link}`);
      if (entries === undefined) return;
      if (frame?.name === "entry") entries.delete(`${toHex(frame.log)}:${frame.seq}`);
      if (entries.size === 0 || level >= flashLevel) return;
      report(`${node} handed a fragment of precedence ${level} to a link while a FLASH waited`);
      entries.clear();
    },
  };
}
