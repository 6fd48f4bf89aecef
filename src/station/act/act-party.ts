// Acts about other parties: their card, and the 60 digits compared over another channel.

import { done, refused } from "../outcome.ts";
import { noteSetting, settingText } from "../house/house.ts";
import { partyOf } from "../peer/parties.ts";
import { bringRosters, keepRoster } from "../peer/rosters.ts";
import type { Brought } from "../peer/rosters.ts";
import { renewParty, sayParty, setParty } from "../peer/roster-in-force.ts";
import type { StationState } from "../state.ts";
import type { Actor } from "../surface.ts";
import { bytesOfHex, equalBytes, toHex } from "../../core/bytes/hex.ts";
import type { ActOf, ActResult } from "../../api/acts.ts";
import { decodeCardRosters } from "../../core/keys/card.ts";
import { encodeSignedRoster } from "../../core/keys/roster.ts";
import type { SignedRoster } from "../../core/keys/roster.ts";
import { spokenCheck } from "../../core/keys/spoken-check.ts";

/** Most parties one station knows. */
export const partiesMax = 256;

/** Takes in a party's card. It is known then, and not yet trusted: nothing flows before its digits are compared. */
export function addParty(state: StationState, actor: Actor, act: ActOf<"party.add">): ActResult {
  const rosters = decodeCardRosters(state.self.crypto, act.card);
  const newest = rosters.at(-1) as SignedRoster;
  const { party } = newest.roster;
  const id = toHex(party);
  if (equalBytes(party, state.self.party)) return refused("party-own-card");
  const known = state.parties.get(id);
  if (known === undefined) {
    if (state.parties.size >= partiesMax) return refused("too-many-parties");
    for (const signed of rosters) keepRoster(state, encodeSignedRoster(signed));
    setParty(state, partyOf(state.self.crypto, newest, act.addresses));
  } else {
    const brought = bringRosters(state, party, rosters);
    if (brought.kind === "refused") return refusedRoster(brought);
    known.addresses = act.addresses;
    if (brought.kind === "taken") renewParty(state, brought.taken.at(-1) as SignedRoster);
    else setParty(state, known);
  }
  sayParty(state, actor, "party.add", id);
  return done({ object: id });
}

/** Takes in a newer roster of our own, signed by our root. It is in force when the act is done. */
export function adoptRoster(state: StationState, actor: Actor, act: ActOf<"roster.adopt">): ActResult {
  const rosters = decodeCardRosters(state.self.crypto, act.card);
  const { party } = (rosters.at(-1) as SignedRoster).roster;
  if (!equalBytes(party, state.self.party)) return refused("roster-other-party");
  const brought = bringRosters(state, party, rosters);
  if (brought.kind === "refused") return refusedRoster(brought);
  if (brought.kind === "taken") {
    state.ownRostersDue.push(...brought.taken);
    noteSetting(state, actor.officer, "roster.adopt", settingText(String(brought.taken.at(-1)?.roster.seq)));
  }
  return done();
}

function refusedRoster({ reason, seq }: Extract<Brought, { kind: "refused" }>): ActResult {
  return refused(reason === "roster-older" ? "card-older" : reason, String(seq));
}

/** Compares the 60 digits an officer heard with the ones computed here. */
export function confirmParty(state: StationState, actor: Actor, act: ActOf<"party.confirm">): ActResult {
  const party = state.parties.get(act.party);
  if (party === undefined) return refused("party-unknown");
  const expected = spokenCheck(state.self.crypto, state.self.party, bytesOfHex(party.id));
  if (act.digits.replaceAll(/\D/gu, "") !== expected.replaceAll(/\D/gu, "")) return refused("digits-differ");
  setParty(state, { ...party, confirmed: true });
  sayParty(state, actor, "party.confirm", party.id);
  return done({ object: party.id });
}
