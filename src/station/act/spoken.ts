// Words of an officer, in their own language.

import type { StationState } from "../state.ts";
import type { Actor } from "../surface.ts";
import type { Spoken } from "../../core/mechanism/charter/entries.ts";

/** What an officer says, in the language the house record names for them; an empty text is none. */
export function spokenBy(state: StationState, actor: Actor, text: string | null): Spoken | null {
  if (text === null || text === "") return null;
  return { language: state.standing.officers.get(actor.officer)?.language ?? "en", text };
}
