// Acts about other parties: their card, and the 60 digits compared over another channel.

import { done, refused } from "./outcome.ts";
import { keep } from "./batch.ts";
import { sayInHouse, settingText } from "./house.ts";
import { encodeKnownParty, keepRoster, learnCard } from "./parties.ts";
import type { KnownParty, StationState } from "./state.ts";
import type { Actor } from "./surface.ts";
import type { Act, ActResult } from "../api/acts.ts";
import { fromHex, toHex } from "../core/bytes/hex.ts";
import { spokenCheck } from "../core/keys/spoken-check.ts";

/** Most parties one station knows. */
export const partiesMax = 256;

type Of<K extends Act["act"]> = Extract<Act, { act: K }>;

/** Takes in a party's card. It is known then, and not yet trusted: nothing flows before its digits are compared. */
export function addParty(state: StationState, actor: Actor, act: Of<"party.add">): ActResult {
  const party = learnCard(state.self.crypto, act.card, act.addresses);
  if (party.id === toHex(state.self.party)) return refused("party-own-card");
  const known = state.parties.get(party.id);
  if (known === undefined && state.parties.size >= partiesMax) return refused("too-many-parties");
  if (known !== undefined && !mayReplace(known, party)) return refused("card-older");
  const next: KnownParty = { ...party, confirmed: known?.confirmed ?? false };
  setParty(state, next);
  sayInHouse(state, actor, "party.add", settingText(party.id));
  return done({ object: party.id });
}

/** A later roster may take the place of one before, and so may the same again; another of one number may not. */
function mayReplace(known: KnownParty, party: KnownParty): boolean {
  return party.roster.seq > known.roster.seq || party.rosterDigest === known.rosterDigest;
}

/** Compares the 60 digits an officer heard with the ones computed here. */
export function confirmParty(state: StationState, actor: Actor, act: Of<"party.confirm">): ActResult {
  const party = state.parties.get(act.party);
  if (party === undefined) return refused("party-unknown");
  const expected = spokenCheck(state.self.crypto, state.self.party, fromHex(party.id) ?? new Uint8Array(0));
  if (act.digits.replaceAll(/\D/gu, "") !== expected.replaceAll(/\D/gu, "")) return refused("digits-differ");
  setParty(state, { ...party, confirmed: true });
  sayInHouse(state, actor, "party.confirm", settingText(party.id));
  return done({ object: party.id });
}

function setParty(state: StationState, party: KnownParty): void {
  state.parties.set(party.id, party);
  keepRoster(state, party.signedRoster);
  keep(state, `party/${party.id}`, encodeKnownParty(party));
  state.outputs.push({ kind: "peers" }, { kind: "state" });
}
