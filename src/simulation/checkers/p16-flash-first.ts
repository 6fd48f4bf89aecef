// P16: once a FLASH is durable, nothing of lower precedence is handed to a link before it.

import type { Checker } from "../observation.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { isNarrow } from "../../core/line/narrow-fragment.ts";

const messageKind = 16;
const flashLevel = 3;
/** What stands before a FLASH in its own commit may have been handed over: as much as a link takes at once. */
const alreadyHandedMax = 2;
/** Heads that were rewritten on their way may say that a FLASH is there already, for so long after they were sent. */
const misledMs = 20_000;

/** Follows each FLASH from being durable to its last fragment, on every link that was up. */
export function flashFirst(): Checker {
  /** FLASH entries that wait, by "<node> <link>". */
  const waiting = new Map<string, Set<string>>();
  /** Who is at the other end of each. */
  const ends = new Map<string, string>();
  const known = new Set<string>();
  const handed = new Map<string, number>();
  const misledUntil = new Map<string, number>();
  return {
    promise: "P16",
    see: (observation, facts, report) => {
      if (observation.kind === "link") {
        const key = `${observation.node} ${observation.link}`;
        if (observation.up) ends.set(key, observation.to);
        // Over narrow links it is measured in bytes (p16-flash-in-bytes.ts).
        if (observation.up && !isNarrow(observation.terms)) waiting.set(key, new Set());
        else waiting.delete(key);
      }
      if (observation.kind === "misled") {
        misledUntil.set(observation.node, facts.nowMs() + misledMs);
        for (const [key, entries] of waiting) if (key.startsWith(`${observation.node} `)) entries.clear();
      }
      if (observation.kind === "durable") {
        const { node, at } = observation;
        const signed = facts.signed.get(at)?.find((one) => one.node === node);
        if (signed?.body.kind !== messageKind || signed.body.precedence !== "FLASH") return;
        // What a restored station gets back from its peer is not waiting to be sent.
        if (facts.honest.get(node) !== true || known.has(at)) return;
        known.add(at);
        if (facts.nowMs() < (misledUntil.get(node) ?? 0)) return;
        for (const [key, entries] of waiting) if (key.startsWith(`${node} `)) {
          entries.add(at);
          handed.set(`${key} ${at}`, 0);
        }
      }
      if (observation.kind !== "fragment") return;
      const { node, link, frame, level } = observation;
      const entries = waiting.get(`${node} ${link}`) ?? new Set();
      // What a dishonest station sends besides is none of its line's.
      if (facts.honest.get(node) !== true) return entries.clear();
      // With several links it is under way once one of them has it: another may not be healthy.
      if (frame?.name === "entry") for (const [key, others] of waiting) {
        const toThem = key.startsWith(`${node} `) && ends.get(key) === observation.to;
        if (toThem) others.delete(`${toHex(frame.log)}:${frame.seq}`);
      }
      // One that is run twice, or lies, may have said that it holds the FLASH.
      if (entries.size === 0 || level >= flashLevel || facts.honest.get(observation.to) !== true) return;
      for (const at of entries) {
        const count = (handed.get(`${node} ${link} ${at}`) ?? 0) + 1;
        handed.set(`${node} ${link} ${at}`, count);
        if (count <= alreadyHandedMax) continue;
        report(`${node} handed ${count} fragments of less precedence to a link while a FLASH waited`);
        entries.delete(at);
      }
    },
  };
}
