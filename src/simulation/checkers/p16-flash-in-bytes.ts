// P16, measured in bytes on narrow links: when a FLASH has come to be durable, what of less precedence stands below the
// line is one fragment, or two that together take half a second; and no more is handed over before it.

import type { Checker, Facts, Observation } from "../observation.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { halfSecondBytes, isNarrow, narrowFragmentLength } from "../../core/line/narrow-fragment.ts";

const [messageKind, flashLevel] = [16, 3];
/** Until its envelope is read from the disk a FLASH is not there yet for the line, in milliseconds. */
const readMs = 20;

interface Link {
  readonly node: string;
  readonly to: string;
  readonly bytesMax: number;
  /** What was handed over and has not left the line, first out first. */
  readonly below: { readonly level: number; readonly bytes: number }[];
  /** Since when a FLASH waits for this link, by its place, and how many bytes went or go before it. */
  readonly waiting: Map<string, { readonly sinceMs: number; bytes: number }>;
}

/** Follows what is below the line of every narrow link. */
export function flashInBytes(): Checker {
  const links = new Map<string, Link>();
  const known = new Set<string>();
  const paused = new Set<string>();
  return {
    promise: "P16",
    see: (observation, facts, report) => {
      if (observation.kind === "link") follow(links, observation);
      if (observation.kind === "left") links.get(`${observation.node} ${observation.link}`)?.below.shift();
      if (observation.kind === "paused") {
        if (observation.paused) paused.add(observation.node);
        else paused.delete(observation.node);
        for (const { node, waiting } of links.values()) if (node === observation.node) waiting.clear();
      }
      if (observation.kind === "fragment") handed(links, observation, facts, report);
      // A third may have brought it there: then it waits no more.
      if (observation.kind === "durable") for (const { to, waiting } of links.values()) {
        if (to === observation.node) waiting.delete(observation.at);
      }
      if (observation.kind !== "durable" || !isFlash(observation, facts)) return;
      const { node, at } = observation;
      if (known.has(at)) return;
      known.add(at);
      if (paused.has(node) || facts.honest.get(node) !== true) return;
      for (const link of links.values()) if (link.node === node) begin(link, at, facts, report);
    },
  };
}

type Report = (detail: string) => void;

function isFlash({ node, at, leaf }: Extract<Observation, { kind: "durable" }>, { signed }: Facts): boolean {
  const body = signed.get(at)?.find((one) => one.leaf === leaf && one.node === node)?.body;
  return body?.kind === messageKind && body.precedence === "FLASH";
}

function follow(links: Map<string, Link>, observation: Extract<Observation, { kind: "link" }>): void {
  const key = `${observation.node} ${observation.link}`;
  links.delete(key);
  if (!observation.up || !isNarrow(observation.terms)) return;
  const { node, to, terms } = observation;
  const bytesMax = Math.max(narrowFragmentLength(terms), halfSecondBytes(terms) ?? 0);
  links.set(key, { node, to, bytesMax, below: [], waiting: new Map() });
}

function begin(link: Link, at: string, facts: Facts, report: Report): void {
  const bytes = link.below.reduce((sum, one) => (one.level < flashLevel ? sum + one.bytes : sum), 0);
  link.waiting.set(at, { sinceMs: facts.nowMs(), bytes });
  if (bytes > link.bytesMax) tell(link, bytes, report);
}

function tell({ node, bytesMax }: Link, bytes: number, report: Report): void {
  report(`a FLASH of ${node} waits for ${bytes} bytes of less precedence on a narrow link that may have ${bytesMax}`);
}

function handed(
  links: ReadonlyMap<string, Link>, { node, to, link, level, frame, bytes }: Extract<Observation, { kind: "fragment" }>,
  facts: Facts, report: Report,
): void {
  const own = links.get(`${node} ${link}`);
  own?.below.push({ level, bytes });
  // It is under way to this peer once one of its links has it.
  if (frame?.name === "entry") for (const one of links.values()) {
    if (one.node === node && one.to === to) one.waiting.delete(`${toHex(frame.log)}:${frame.seq}`);
  }
  if (own === undefined || level >= flashLevel) return;
  if (facts.honest.get(node) !== true || facts.honest.get(to) !== true) return own.waiting.clear();
  for (const [at, flash] of own.waiting) {
    if (facts.nowMs() - flash.sinceMs <= readMs) continue;
    flash.bytes += bytes;
    if (flash.bytes <= own.bytesMax) continue;
    own.waiting.delete(at);
    tell(own, flash.bytes, report);
  }
}
