// Which objects our own party has had a word about: a list that is full leaves out first what others alone have said.

import type { Channel, StationState } from "../state.ts";
import { equalBytes } from "../../core/bytes/hex.ts";
import type { Hex } from "../../core/names.ts";

/** Whether an entry about an object is ours, the one that begins it among them. */
export function isAnswered({ self }: StationState, { objects }: Channel, object: Hex): boolean {
  return objects.get(object)?.some(({ party }) => equalBytes(party, self.party)) === true;
}

/** Order of a list that may be cut at its end: what we have answered first, else as it was. */
export function answeredFirst(a: { readonly answered: boolean }, b: { readonly answered: boolean }): number {
  return Number(b.answered) - Number(a.answered);
}
