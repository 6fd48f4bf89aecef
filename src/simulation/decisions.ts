// A failure as a list of decisions: what was to befall the world, fragment by fragment. Seeds rot when code changes;
// this does not.

import type { Plan } from "./plan.ts";

/** A world that broke a promise once. */
export interface Decisions {
  /** What was broken, and what the checker said. */
  readonly promise: string;
  readonly found: string;
  /** The bug planted in it, or null when the product itself was at fault. */
  readonly planted: string | null;
  readonly plan: Plan;
}

/** The file of it: one decision a line, for people to read. */
export function writeDecisions({ plan, ...rest }: Decisions): string {
  const { faults, deeds, hits, ...options } = plan;
  const list = (items: readonly object[] | null): string => {
    if (items === null || items.length === 0) return JSON.stringify(items);
    return `[\n${items.map((one) => `    ${JSON.stringify(one)}`).join(",\n")}\n  ]`;
  };
  const head = Object.entries({ ...rest, options }).map(([name, value]) => `  "${name}": ${JSON.stringify(value)},\n`);
  return `{\n${head.join("")}  "faults": ${list(faults)},\n  "deeds": ${list(deeds)},\n  "hits": ${list(hits)}\n}\n`;
}

/** Reads such a file. Errors: SyntaxError, or an Error that names what is missing. */
export function readDecisions(text: string): Decisions {
  const { promise, found, planted, options, faults, deeds, hits } = JSON.parse(text) as Record<string, unknown>;
  if (typeof promise !== "string" || typeof options !== "object" || !Array.isArray(faults) || !Array.isArray(deeds)) {
    throw new Error("no list of decisions: it wants a promise, options, faults and deeds");
  }
  const told = { faults, deeds, hits: Array.isArray(hits) ? hits : null };
  const plan = { beside: null, apart: null, ...options, ...told } as unknown as Plan;
  return { promise, found: String(found), planted: typeof planted === "string" ? planted : null, plan };
}
