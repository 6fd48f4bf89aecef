// What a campaign must have gone through: a fault that never struck, and a branch never taken, prove nothing.

import type { Summary } from "./campaign.ts";
import { faultNames } from "./plan.ts";

/** From this many seeds on everything must have been reached. */
export const reachSeedsMin = 300;

const hits = ["loss", "duplicate", "reorder", "flip", "forge", "truncate", "replay", "reflect", "heads"];
/** What befalls narrow ways alone. */
const narrowHits = ["noise", "splice", "ancient", "narrow alone"];
/** What befalls couriers. */
const courierHits = ["courier alone", "courier twice", "courier cutOff", "courier hurt", "courier lost"];

/** Branches of the product that faults must lead into, by the names worlds count them under. */
const branches = [
  "went back", "parked", "beyond a gap", "damaged", "evidence", "missed test", "quota",
  "close silent", "close line version 0", "impaired StoreBroken", "log ballast released", "log chains do not open",
  "refused missing", "refused entry-commit", "refused boot",
  "narrow form", "wide form", "said full-please", "said lack", "said more", "said heads", "said want", "said unopened",
  "sent as piece", "sent as symbol", "sent once more unasked", "half-duplex turn", "word before anything was heard",
  "link quiet", "narrow link answers", "failover from a quiet link", "failover from a link that is gone",
  "return to a link that was quiet", "return to the wide link", "entry hidden", "courier file taken in",
  "text negotiating", "text clean", "text accepted-by-some", "text adopted", "text declined", "text lapsed",
];

/** What of all that a campaign of enough seeds has not reached; empty for a smaller one. */
export function unreached({ seeds, faults, branches: taken }: Summary): readonly string[] {
  if (seeds < reachSeedsMin) return [];
  const all = [...faultNames, ...hits, ...narrowHits, ...courierHits];
  const struck = all.filter((name) => name !== "backup" && (faults[name] ?? 0) === 0);
  return [...struck.map((name) => `fault ${name}`), ...branches.filter((name) => (taken[name] ?? 0) === 0)];
}
