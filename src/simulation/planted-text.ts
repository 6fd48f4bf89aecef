// Bugs planted in how joint texts are read and agreed.

import type { TextLook } from "./observation.ts";
import type { Plant } from "./plant.ts";
import { rulingsOf } from "./rulings.ts";
import { toHex } from "../core/bytes/hex.ts";
import { offer } from "../core/mechanism/text/entries.ts";
import type { StationState } from "../station/state.ts";
import { textStateOf } from "../station/mechanism/text-state.ts";

/** Who has accepted takes it that everybody has. */
const othersTakenAlong: Plant = {
  name: "acceptance-taken-for-everybodys",
  promise: "P12",
  needs: ["texts"],
  look: (state, look) => ({ ...look, texts: look.texts.map((text) => takenAlong(state, text)) }),
};

function takenAlong({ parties, self }: StationState, text: TextLook): TextLook {
  const everybody = [toHex(self.party), ...parties.keys()];
  return {
    ...text, copies: text.copies.map((one) => (one.accepted.length > 0 ? { ...one, accepted: everybody } : one)),
  };
}

/** What was adopted lapses with the time until which it could be accepted. */
const adoptionLapses: Plant = {
  name: "adoption-lapses-with-its-until",
  promise: "P12",
  needs: ["texts"],
  look: (state, look) => ({
    ...look, texts: look.texts.map((text) => (isPast(state, text.object) ? { ...text, adopted: null } : text)),
  }),
};

function isPast(state: StationState, object: string): boolean {
  const channel = state.channels.values().find((one) => one.texts.objects.has(object));
  const text = channel === undefined ? null : textStateOf(state, channel, object);
  return (text?.chosen?.agreement.until ?? Infinity) < state.nowMs;
}

/** Of what two parties say the one that came last here is the text. */
const lastCameWins: Plant = {
  name: "the-offer-that-came-last-is-the-text",
  promise: "P17",
  needs: ["texts", "delay"],
  rulings: (state, atMs) => [...rulingsOf(state, atMs), ...[...state.channels.values()].flatMap((channel) => (
    [...channel.texts.objects].map((object) => {
      const last = channel.objects.get(object)?.findLast(({ body }) => body.kind === offer.code);
      return { about: `last ${object}`, outcome: last?.at ?? "", final: false };
    })
  ))],
};

/** The bugs of this file. */
export const plantedInTexts: readonly Plant[] = [othersTakenAlong, adoptionLapses, lastCameWins];
