// What a new roster changes at once: who is dialed, who is sealed to, under which one we sign.

import { append, say } from "../append.ts";
import { afterCommit, keep } from "../batch.ts";
import { beginLog } from "../channel.ts";
import { askNewPeer, askOwnSites } from "../memory/memory.ts";
import { encodeKnownParty, partyOf } from "./parties.ts";
import { indexStations, stationsOf, tellLine } from "./peers.ts";
import { bringRosters, hearRoster, heldRosters, keepRoster } from "./rosters.ts";
import type { Channel, KnownParty, StationState } from "../state.ts";
import type { Actor } from "../surface.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { ChirographError } from "../../core/errors.ts";
import { rostersForCard, verifyRosters } from "../../core/keys/roster-chain.ts";
import { decodeSignedRoster, encodeSignedRoster, rosterDigest, rosterKind, stationOf } from "../../core/keys/roster.ts";
import type { Roster, SignedRoster } from "../../core/keys/roster.ts";
import { party as partyKind, partyAddressesMax } from "../../core/mechanism/house/entries.ts";
import type { PartyContent } from "../../core/mechanism/house/entries.ts";
import type { Hex, PartyId } from "../../core/names.ts";
import { discardEpochs } from "../../core/seal/chains.ts";

const none = new Uint8Array(0);

/**
 * Learns from an entry of kind 2 that came: rosters of other parties are in force at once, ours with the next batch.
 */
export function learnRoster(state: StationState, party: PartyId, content: Uint8Array): void {
  try {
    const taken = hearRoster(state, party, content);
    if (taken.length === 0) return;
    if (equalBytes(party, state.self.party)) state.ownRostersDue.push(...taken);
    else renewParty(state, taken.at(-1) as SignedRoster);
  } catch (error) {
    if (!(error instanceof ChirographError)) throw error;
  }
}

/**
 * A party that is known has a newer roster: the line follows it, and nothing more is sealed to a station it dropped.
 */
export function renewParty(state: StationState, { roster, bytes }: SignedRoster): void {
  const known = state.parties.get(toHex(roster.party));
  if (known === undefined) return;
  const digest = toHex(rosterDigest(state.self.crypto, bytes));
  setParty(state, { ...known, roster, rosterDigest: digest });
  forgetRemoved(state, known.roster, roster);
}

/** Stations that a roster has brought are to have all that is shared with them. */
function shareAnew(state: StationState): void {
  afterCommit(state, () => tellLine(state));
}

/** Keeps a party and tells the line. Once its digits are compared, each of its stations is asked about our memory. */
export function setParty(state: StationState, party: KnownParty): void {
  state.parties.set(party.id, party);
  indexStations(state);
  if (party.confirmed) for (const station of stationsOf(state, party.id)) askNewPeer(state, station);
  shareAnew(state);
  keep(state, `party/${party.id}`, encodeKnownParty(state, party));
  state.outputs.push({ kind: "peers" }, { kind: "state" });
}

/** Says in the house record what we know of a party, so that every site of ours knows it. */
export function sayParty(state: StationState, { officer }: Actor, act: string, id: Hex): void {
  const party = state.parties.get(id);
  if (party === undefined) return;
  // What leads to the newest is enough: the rosters between are in the record.
  const rosters = rostersForCard(state.self.crypto, heldRosters(state, party.roster.party), 1).map(encodeSignedRoster);
  const confirmed = party.confirmed ? 1 : 0;
  say(state, state.house, partyKind, { rosters, addresses: party.addresses, confirmed, officer }, { officer, act });
}

/**
 * Learns of a party what another site of ours has said: its card, and its addresses beside those known here. That its
 * digits were compared is taken from no other site in the actual world (K-21).
 */
export function learnParty(state: StationState, content: PartyContent): void {
  const { crypto, party: own } = state.self;
  try {
    const rosters = content.rosters.map(decodeSignedRoster);
    verifyRosters(crypto, rosters);
    const newest = rosters.at(-1) as SignedRoster;
    const { party } = newest.roster;
    if (equalBytes(party, own)) return;
    const known = state.parties.get(toHex(party));
    if (known === undefined) for (const signed of rosters) keepRoster(state, encodeSignedRoster(signed));
    else bringRosters(state, party, rosters);
    const held = heldRosters(state, party).at(-1) as SignedRoster;
    const confirmed = known?.confirmed === true || (content.confirmed === 1 && state.self.world === "exercise");
    // What was reached here stays known here: another site only adds to it.
    const addresses = [...new Set([...known?.addresses ?? [], ...content.addresses])].slice(0, partyAddressesMax);
    setParty(state, { ...partyOf(crypto, held, addresses), confirmed });
  } catch (error) {
    if (!(error instanceof ChirographError)) throw error;
  }
}

/** What was sealed ahead, a station that is gone could still read (spec/04-seal.md, S-13). */
function forgetRemoved(state: StationState, before: Roster, after: Roster): void {
  const gone = before.stations.filter((one) => stationOf(after, one.id) === null).map((one) => toHex(one.id));
  for (const channel of [...state.channels.values(), state.house]) {
    if (!gone.some((station) => channel.chains.peers.has(station))) continue;
    discardEpochs(channel.chains);
    for (const station of gone) channel.chains.peers.delete(station);
    state.keysDirty = true;
  }
}

/**
 * Takes our own newer rosters in force: each is said in the log that is open on every channel, so that others can
 * follow it, and then a new log begins under the newest. A station that is not named any more says nothing.
 */
export function adoptOwnRosters(state: StationState): void {
  const due = state.ownRostersDue.splice(0);
  const newest = due.at(-1);
  if (newest === undefined || newest.roster.seq <= state.self.roster.roster.seq) return;
  const before = state.self.roster.roster;
  const stays = stationOf(newest.roster, state.self.station) !== null;
  const all: readonly Channel[] = [state.house, ...state.channels.values()];
  if (stays) for (const channel of all) for (const signed of due) sayRoster(state, channel, signed);
  state.self.roster = newest;
  state.self.rosterDigest = rosterDigest(state.self.crypto, newest.bytes);
  indexStations(state);
  askOwnSites(state);
  forgetRemoved(state, before, newest.roster);
  if (stays) for (const channel of all) beginLog(state, channel, "start");
  shareAnew(state);
  state.outputs.push({ kind: "peers" }, { kind: "state" });
}

function sayRoster(state: StationState, channel: Channel, signed: SignedRoster): void {
  append(state, channel, {
    kind: rosterKind, precedence: "FLASH", object: none, content: encodeSignedRoster(signed), officer: null,
    act: "roster",
  });
}

/**
 * Our rosters as the store has them, then as the folder brings them: a newer one there is adopted with the first batch.
 */
export function ownRostersAtStart(state: StationState, brought: readonly SignedRoster[]): void {
  const { self } = state;
  const outcome = bringRosters(state, self.party, brought);
  if (outcome.kind === "taken") state.ownRostersDue.push(...outcome.taken);
}
