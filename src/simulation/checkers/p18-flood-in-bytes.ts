// P18, measured in bytes on every link: what a flooder makes a station say to a third takes no more of the line before
// a FLASH than one fragment, or what goes in half a second; of a wide link the two fragments that it may have (L-13).

import type { Checker, Facts, Observation, Signed } from "../observation.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { fragmentLength } from "../../core/line/fragment.ts";
import { fragmentsInFlightMax } from "../../core/line/queue.ts";
import { halfSecondBytes, isNarrow, narrowFragmentLength } from "../../core/line/narrow-fragment.ts";

const [receiptKind, messageKind] = [0, 16];
/** Until its envelope is read from the disk a FLASH is not there yet for the line, in milliseconds. */
const readMs = 20;

interface Link {
  readonly node: string;
  readonly to: string;
  readonly bytesMax: number;
  /** FLASH that wait for this link, by place: since when, and how much of what the dishonest said went before. */
  readonly waiting: Map<string, { readonly sinceMs: number; bytes: number }>;
}

/** Follows what goes over the links between honest stations while somebody floods. */
export function floodInBytes(): Checker {
  const links = new Map<string, Link>();
  const idle = idleReceipts();
  let floods = 0;
  return {
    promise: "P18",
    see: (observation, facts, report) => {
      if (observation.kind === "flood") floods += observation.begins ? 1 : -1;
      if (observation.kind === "link") follow(links, observation);
      if (observation.kind === "signed") idle.note(observation.signed, facts);
      if (observation.kind === "paused" || observation.kind === "stopped") {
        for (const { node, waiting } of links.values()) if (node === observation.node) waiting.clear();
      }
      // A third may have brought it there: then it waits no more.
      if (observation.kind === "durable") for (const { to, waiting } of links.values()) {
        if (to === observation.node) waiting.delete(observation.at);
      }
      if (observation.kind === "durable" && floods > 0 && isFlash(observation, facts)) {
        for (const link of links.values()) if (link.node === observation.node) {
          link.waiting.set(observation.at, { sinceMs: facts.nowMs(), bytes: 0 });
        }
      }
      if (observation.kind !== "fragment" || observation.frame?.name !== "entry") return;
      const { node, to, link, frame } = observation;
      const at = `${toHex(frame.log)}:${frame.seq}`;
      for (const one of links.values()) if (one.node === node && one.to === to) one.waiting.delete(at);
      const own = links.get(`${node} ${link}`);
      if (own === undefined || facts.honest.get(node) !== true || facts.honest.get(to) !== true) return;
      const signed = facts.signed.get(at)?.[0];
      if (signed === undefined || (facts.honest.get(signed.node) === true && !idle.has(at))) return;
      for (const [flash, waits] of own.waiting) {
        if (facts.nowMs() - waits.sinceMs <= readMs) continue;
        waits.bytes += frame.envelope.length;
        if (waits.bytes <= own.bytesMax) continue;
        own.waiting.delete(flash);
        report(`${waits.bytes} bytes of what a flooder said went from ${node} to ${to} before a FLASH`);
      }
    },
  };
}

function follow(links: Map<string, Link>, observation: Extract<Observation, { kind: "link" }>): void {
  const key = `${observation.node} ${observation.link}`;
  links.delete(key);
  if (!observation.up) return;
  const { node, to, terms } = observation;
  const bytesMax = isNarrow(terms) ? Math.max(narrowFragmentLength(terms), halfSecondBytes(terms) ?? 0)
    : fragmentsInFlightMax * fragmentLength(terms);
  links.set(key, { node, to, bytesMax, waiting: new Map() });
}

function isFlash({ node, at, leaf }: Extract<Observation, { kind: "durable" }>, { signed, honest }: Facts): boolean {
  const body = signed.get(at)?.find((one) => one.leaf === leaf && one.node === node)?.body;
  return honest.get(node) === true && body?.kind === messageKind && body.precedence === "FLASH";
}

/** Receipts that are the first of their logs to acknowledge nothing but what the dishonest said. */
function idleReceipts(): { note(signed: Signed, facts: Facts): void; has(at: string): boolean } {
  const acked = new Map<string, number>();
  const found = new Set<string>();
  return {
    has: (at) => found.has(at),
    note: ({ at, body }, facts) => {
      const covered: string[] = body.leaves.map(({ log, seq }) => `${toHex(log)}:${seq}`);
      for (const { log, size } of body.acks) {
        const key = `${toHex(body.log)} ${toHex(log)}`;
        for (let seq = acked.get(key) ?? 0; seq < size; seq++) covered.push(`${toHex(log)}:${seq}`);
        acked.set(key, size);
      }
      const authors = covered.flatMap((one) => facts.signed.get(one) ?? []);
      const idle = authors.every(({ node }) => facts.honest.get(node) !== true);
      if (body.kind === receiptKind && authors.length > 0 && idle) found.add(at);
    },
  };
}
