// P20: when nothing of the other side arrives, or nothing of ours arrives there, the watch sees it within three pings.

import type { Checker } from "../observation.ts";
import { isNarrow } from "../../core/line/narrow-fragment.ts";
import { narrowTestMs } from "../../core/line/patience.ts";
import { testEveryMsDefault } from "../../core/line/test.ts";
import type { LinkTerms } from "../../ports/bearer.ts";

/** Three pings of fifteen seconds without an answer, the one that begins, and a look thereafter. */
const visibleMs = 4 * 15_000 + 30_000;

/** Three heartbeats, and a look thereafter, where there is a narrow way: a ping and its answer take little of it. */
function narrowVisibleMs(terms: LinkTerms): number {
  return 3 * Math.max(testEveryMsDefault, narrowTestMs(terms)) + 30_000;
}

/** Follows which ways work and what each end shows of its lines. */
export function silenceIsVisible(): Checker {
  /** "<from> <to>" that does not work, and since when. */
  const silent = new Map<string, number>();
  /** By "<from> <to>": the ways that work. */
  const working = new Map<string, Set<string>>();
  let patientMs = visibleMs;
  /** Since when a node has run without holding still. */
  const awake = new Map<string, number>();
  return {
    promise: "P20",
    see: (observation, facts, report) => {
      if (observation.kind === "way") {
        const key = `${observation.from} ${observation.to}`;
        const ways = working.get(key) ?? new Set<string>();
        working.set(key, ways);
        if (observation.works) ways.add(observation.way);
        else ways.delete(observation.way);
        if (ways.size > 0) silent.delete(key);
        else if (!silent.has(key)) silent.set(key, facts.nowMs());
      }
      if (observation.kind === "link" && observation.up && isNarrow(observation.terms)) {
        patientMs = Math.max(patientMs, narrowVisibleMs(observation.terms));
      }
      if (observation.kind === "started") awake.set(observation.node, facts.nowMs());
      if (observation.kind === "paused") {
        if (observation.paused) awake.delete(observation.node);
        else awake.set(observation.node, facts.nowMs());
      }
      if (observation.kind !== "looked" || facts.honest.get(observation.node) !== true) return;
      const { node, look } = observation;
      const awakeMs = awake.get(node);
      if (awakeMs === undefined) return;
      for (const { party, state, missedTests } of look.lines) {
        const peer = facts.nodeOf.get(party) ?? "";
        // One that is run twice may be heard from its other half.
        if (facts.honest.get(peer) !== true) continue;
        const sinceMs = Math.min(silent.get(`${node} ${peer}`) ?? Infinity, silent.get(`${peer} ${node}`) ?? Infinity);
        if (facts.nowMs() - Math.max(sinceMs, awakeMs) < patientMs || state === "down" || missedTests > 0) continue;
        report(`${node} shows its line to ${peer} as up though it has been silent for ${facts.nowMs() - sinceMs} ms`);
        silent.clear();
      }
    },
  };
}
