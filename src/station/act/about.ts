// What an act is about: the channel that holds its object, or why there is none.

import { refused } from "../outcome.ts";
import type { Refused } from "../outcome.ts";
import type { Channel, StationState } from "../state.ts";
import type { Hex } from "../../core/names.ts";

/** The channel that holds an object, or null. */
export function channelOf(state: StationState, object: Hex): Channel | null {
  return state.channels.values().find((channel) => channel.objects.has(object)) ?? null;
}

/** Refuses what is not found: until the record is read, nobody can say that there is none. */
export function unknownHere({ rest }: StationState, reason: string): Refused {
  return refused(rest === null ? reason : "record-being-read");
}
