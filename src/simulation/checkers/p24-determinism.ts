// P24: a seed reproduces its run; and what a station once called final stays as it was.

import type { Checker } from "../observation.ts";

/** What two runs of one seed must have in common. */
export interface RunTrace {
  readonly seed: number;
  readonly events: number;
  readonly trace: string;
}

/** Compares two runs of one seed; null when they are the same. */
export function sameRun(one: RunTrace, other: RunTrace): string | null {
  if (one.trace === other.trace && one.events === other.events) return null;
  return `seed ${one.seed} ran ${one.events} events, then ${other.events}, or in another order`;
}

/** What is agreed for good stays so while one principal is honest; a clock of a message only while all are. */
const agreed = /^(?:charter|copy|date) /u;

/** Rulings are functions of what is held: a final one never changes, and two final ones never differ. */
export function finalStays(): Checker {
  const finals = new Map<string, { readonly outcome: string; readonly node: string }>();
  const told = new Set<string>();
  return {
    promise: "P24",
    see: (observation, facts, report) => {
      if (observation.kind !== "ruled") return;
      const { node, ruling } = observation;
      const isSure = agreed.test(ruling.about) || [...facts.honest.values()].every((one) => one);
      if (told.has(ruling.about) || facts.honest.get(node) !== true || !isSure) return;
      const before = finals.get(ruling.about);
      const own = finals.get(`${node} ${ruling.about}`);
      if (own !== undefined && own.outcome !== ruling.outcome && ruling.outcome === "adopted") {
        told.add(ruling.about);
        report(`${node} called ${sort(ruling.about)} ${own.outcome}, finally, and now ${ruling.outcome}`);
      }
      if (!ruling.final) return;
      finals.set(`${node} ${ruling.about}`, { outcome: ruling.outcome, node });
      finals.set(ruling.about, { outcome: ruling.outcome, node });
      if (before === undefined || before.outcome === ruling.outcome) return;
      told.add(ruling.about);
      const now = `is finally ${ruling.outcome} for ${node}`;
      report(`${sort(ruling.about)} was finally ${before.outcome} for ${before.node}, ${now}`);
    },
  };
}

function sort(about: string): string {
  return about.slice(0, about.indexOf(" "));
}
