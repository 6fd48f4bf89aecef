// What a schedule of commitments must be, beyond its shape, before it can be agreed or read.

import { limitFault } from "../../clock/time-limit.ts";
import { commonTime, isCountable } from "../../clock/working-time.ts";
import { ChirographError } from "../../errors.ts";
import { areLanguages } from "../../text/named.ts";
import { rises } from "../agreed/principals.ts";
import type { Commitment, CommitmentsContent } from "./entries.ts";

/**
 * Checks a schedule by itself: what it says of parties is checked against the charter where it is folded. Errors: shape
 * (spec/18-commitments.md, D-2 to D-5).
 */
export function checkSchedule(content: CommitmentsContent): void {
  const fault = scheduleFault(content);
  if (fault !== null) throw new ChirographError("shape", fault);
}

/** The first thing that is wrong with a schedule, as a path, or null. */
function scheduleFault({ text, digest, languages, calendars, items }: CommitmentsContent): string | null {
  if ((text === null) !== (digest === null)) return "digest";
  if (!areLanguages(languages)) return "languages";
  if (new Set(calendars.map((one) => one.party)).size < calendars.length) return "calendars";
  if (!isCountable(commonTime(calendars))) return "calendars";
  if (principalsOf(items).length < 2) return "items: principals";
  for (const [index, item] of items.entries()) {
    const fault = itemFault(item, index, languages.length, text !== null);
    if (fault !== null) return `items[${index}].${fault}`;
  }
  return null;
}

function itemFault(item: Commitment, index: number, languages: number, ofText: boolean): string | null {
  const { deliverable, phrase, evidence, clauses, alarms, owner, to, verifiers, silence } = item;
  if (deliverable.length !== languages) return "deliverable";
  if (phrase.length !== languages && phrase.length > 0) return "phrase";
  if (evidence.length !== languages && evidence.length > 0) return "evidence";
  if (clauses.length > 0 && !ofText || !rises(clauses)) return "clauses";
  if (!rises([...alarms].reverse())) return "alarms";
  if (!rises(owner)) return "owner";
  if (!rises(to)) return "to";
  if (!rises(verifiers)) return "verifiers";
  if (owner.length === 1 && to.length === 1 && owner[0] === to[0]) return "to";
  if (silence?.amount === 0) return "silence";
  const fault = limitFault(item.limit, index);
  return fault === null ? null : `limit.${fault}`;
}

/** Indexes of the parties that a schedule binds or serves, in order: who must agree to it. */
export function principalsOf(items: readonly Pick<Commitment, "owner" | "to">[]): readonly number[] {
  return [...new Set(items.flatMap(({ owner, to }) => [...owner, ...to]))].sort((a, b) => a - b);
}
