// How many persons a release asks for.

import type { Channel, StationState } from "./state.ts";
import { wordOf } from "../core/mechanism/charter/charter.ts";
import { precedences } from "../core/names.ts";
import type { Precedence } from "../core/names.ts";

/** Persons who must approve: the roster's policy for the precedence, or what the charter asks for a pre-agreed word. */
export function personsNeeded(state: StationState, channel: Channel, precedence: Precedence, word: string | null): number {
  const agreed = word === null || channel.charter === null ? null : wordOf(channel.charter, word);
  if (agreed !== null) return agreed.persons;
  return state.self.roster.roster.policy[precedences.indexOf(precedence)] ?? 2;
}
