// What a campaign must have gone through: a fault that never struck, and a branch never taken, prove nothing.

import type { Summary } from "./campaign.ts";
import { faultNames } from "./plan.ts";

/** From this many seeds on everything must have been reached. */
export const reachSeedsMin = 300;

const hits = ["loss", "duplicate", "reorder", "flip", "forge", "truncate", "replay", "reflect", "heads"];

/** Branches of the product that faults must lead into, by the names worlds count them under. */
const branches = [
  "went back", "parked", "beyond a gap", "damaged", "evidence", "missed test", "quota",
  "close silent", "close line version 0", "impaired StoreBroken", "log ballast released", "log chains do not open",
  "refused missing", "refused entry-commit", "refused boot",
];

/** What of all that a campaign of enough seeds has not reached; empty for a smaller one. */
export function unreached({ seeds, faults, branches: taken }: Summary): readonly string[] {
  if (seeds < reachSeedsMin) return [];
  const struck = [...faultNames, ...hits].filter((name) => name !== "backup" && (faults[name] ?? 0) === 0);
  return [...struck.map((name) => `fault ${name}`), ...branches.filter((name) => (taken[name] ?? 0) === 0)];
}
