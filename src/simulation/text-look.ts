// What a station shows of its joint texts.

import type { TextLook } from "./observation.ts";
import type { StationState } from "../station/state.ts";
import { textStateOf } from "../station/mechanism/text-state.ts";

/** Every text of every channel, at the station's own time. */
export function textLooks(state: StationState): readonly TextLook[] {
  return [...state.channels.values()].flatMap((channel) => [...channel.texts.objects].flatMap((object) => {
    const text = textStateOf(state, channel, object);
    if (text === null) return [];
    return [{
      object, state: text.state,
      reading: JSON.stringify([text.state, text.reading.slots.map(({ slot, state: is, clause }) => [
        slot.slot, is, clause?.clause.texts ?? null,
      ])]),
      adopted: text.state === "adopted" ? text.chosen?.digest ?? null : null,
      copies: text.copies.map(({ digest, agreement: { state: is, verdict, rule, positions, adoptedAt } }) => ({
        digest, state: is, adoptedAt, final: verdict === "final" && rule !== "at-long-stop",
        accepted: positions.filter(({ act }) => act === "accepted").map(({ party }) => party),
      })),
    }];
  }));
}
