// P18: while one party floods, what others say to each other arrives as soon as it does without.

import type { Checker, Facts, Observation, Signed } from "../observation.ts";
import { toHex } from "../../core/bytes/hex.ts";

const [receiptKind, messageKind, flashLevel] = [0, 16, 3];
/** A FLASH between two others takes no longer than this while a third floods and nothing else is wrong. */
const flashMsMax = 8_000;
/** A way of less than this has no room to say again what was hurt on it within that time. */
const narrowBps = 64_000;

/** A FLASH under way, and how long each way takes for what its sender had to say as FLASH up to it. */
interface Since {
  readonly atMs: number;
  readonly node: string;
  readonly seq: number;
  readonly besides: Map<string, { readonly entries: Set<string>; ms: number }>;
}

/**
 * Follows every FLASH between honest stations whose way works, from durable here to durable there; and every receipt:
 * it goes as FLASH to those alone whose FLASH it acknowledges.
 */
export function badNeighbour(): Checker {
  let floods = 0;
  const since = new Map<string, Since>();
  /** Nodes that something else befell, and ways "from to" that did: they are not measured. */
  const troubled = new Map<string, number>();
  const answers = receiptsFollowed();
  /** Ways "from to" that work and are no narrow ones: over those it is measured in bytes (p18-flood-in-bytes.ts). */
  const wide = new Set<string>();
  return {
    promise: "P18",
    see: (observation, facts, report) => {
      const nowMs = facts.nowMs();
      if (observation.kind === "way" && !observation.narrow) {
        if (observation.works) wide.add(`${observation.from} ${observation.to}`);
        else wide.delete(`${observation.from} ${observation.to}`);
      }
      if (observation.kind === "flood") floods += observation.begins ? 1 : -1;
      for (const one of befallen(observation, facts)) troubled.set(one, nowMs);
      answers(observation, facts, report);
      if (observation.kind === "fragment") weigh(observation, facts, since);
      if (observation.kind !== "durable") return;
      const { node, at, leaf } = observation;
      const signed = facts.signed.get(at)?.find((one) => one.leaf === leaf);
      if (signed === undefined || facts.honest.get(signed.node) !== true || facts.honest.get(node) !== true) return;
      const { kind, precedence, seq } = signed.body;
      if (kind !== messageKind || precedence !== "FLASH") return;
      const begun = since.get(at);
      if (begun === undefined) {
        if (floods > 0 && node === signed.node) since.set(at, { atMs: nowMs, node, seq, besides: new Map() });
        return;
      }
      since.delete(at);
      const concerned = [node, begun.node, `${node} ${begun.node}`, `${begun.node} ${node}`];
      const calm = wide.has(`${begun.node} ${node}`) &&
        concerned.every((one) => (troubled.get(one) ?? -Infinity) < begun.atMs - flashMsMax);
      const tookMs = nowMs - begun.atMs;
      if (!calm || tookMs <= flashMsMax + (begun.besides.get(node)?.ms ?? 0)) return;
      report(`a FLASH of ${begun.node} took ${tookMs} ms to ${node} while another party flooded`);
    },
  };
}

/** The nodes that something else befalls, or the way on which a fragment is hurt that nobody has room to say again. */
function befallen(observation: Observation, { rateBps }: Facts): readonly string[] {
  switch (observation.kind) {
    case "way": return [observation.from, observation.to];
    case "hurt": return (rateBps ?? narrowBps) < narrowBps ? [`${observation.from} ${observation.to}`] : [];
    case "started": case "stopped": case "paused": case "medium": case "space": case "link": case "restored":
      return [observation.node];
    default: return [];
  }
}

// On a slow way the words and keys that a sender said before take their time with or without a flood. Receipts are left
// out: those are what a flood makes others owe.
function weigh(
  { node, to, level, frame }: Extract<Observation, { kind: "fragment" }>, { rateBps, signed }: Facts,
  since: ReadonlyMap<string, Since>,
): void {
  if (level !== flashLevel || frame?.name !== "entry" || rateBps === null) return;
  const at = `${toHex(frame.log)}:${frame.seq}`;
  if (signed.get(at)?.[0]?.body.kind === receiptKind) return;
  const lastsMs = (frame.envelope.length * 8_000) / rateBps;
  for (const begun of since.values()) {
    if (begun.node !== node || frame.seq > begun.seq) continue;
    const besides = begun.besides.get(to) ?? { entries: new Set(), ms: 0 };
    begun.besides.set(to, besides);
    if (besides.entries.has(at)) continue;
    besides.entries.add(at);
    besides.ms += lastsMs;
  }
}

/** Whose FLASH each receipt is the first of its log to acknowledge, and whether it goes as FLASH to anybody else. */
function receiptsFollowed(): Checker["see"] {
  const acked = new Map<string, number>();
  const urgentFor = new Map<string, ReadonlySet<string>>();
  return (observation, facts, report) => {
    if (observation.kind === "signed") {
      const { at, body } = observation.signed;
      const covered: string[] = body.leaves.map(({ log, seq }) => `${toHex(log)}:${seq}`);
      for (const { log, size } of body.acks) {
        const key = `${toHex(body.log)} ${toHex(log)}`;
        for (let seq = acked.get(key) ?? 0; seq < size; seq++) covered.push(`${toHex(log)}:${seq}`);
        acked.set(key, size);
      }
      const urgent = covered.flatMap((one) => facts.signed.get(one) ?? []).filter(isUrgent).map(({ node }) => node);
      if (body.kind === receiptKind) urgentFor.set(at, new Set(urgent));
      return;
    }
    if (observation.kind !== "fragment") return;
    const { node, to, level, frame } = observation;
    if (level !== flashLevel || frame?.name !== "entry" || facts.honest.get(node) !== true) return;
    const urgent = urgentFor.get(`${toHex(frame.log)}:${frame.seq}`);
    if (urgent === undefined || urgent.has(to) || facts.honest.get(to) !== true) return;
    report(`${node} sent ${to} a receipt as FLASH that acknowledges no FLASH of it`);
  };
}

function isUrgent({ body }: Signed): boolean {
  return body.precedence === "FLASH" && body.kind !== receiptKind;
}
