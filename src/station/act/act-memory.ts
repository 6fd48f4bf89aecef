// Acts about this station's own memory: an officer confirms, on the record, what no peer has answered for, or brings
// the root's word about branches of our own.

import { say } from "../append.ts";
import { done, refused } from "../outcome.ts";
import { openBranches, unconfirmedPeers, unconfirmedSites } from "../memory/recollection.ts";
import { lacksBefore } from "../peer/seat.ts";
import type { StationState } from "../state.ts";
import type { Actor } from "../surface.ts";
import { witnessesThatShow } from "../memory/witness-memory.ts";
import { bytesOfHex, equalBytes, toHex } from "../../core/bytes/hex.ts";
import type { ActOf, ActResult } from "../../api/acts.ts";
import { join, memoryConfirmation, partiesUnheardMax } from "../../core/mechanism/house/entries.ts";
import { branchesOf, checkJoin, isJoined, joinBytes } from "../../core/record/join.ts";
import { encodeJoinAsked } from "../../core/record/join-file.ts";

/** One officer's confirmation; a second one by another officer opens what waits for the peers' answers. */
export function confirmMemory(state: StationState, actor: Actor): ActResult {
  const peers = [...state.parties.values()].filter((party) => party.confirmed).map((party) => party.id);
  const unheard = unconfirmedPeers(state, null, peers);
  const ahead = witnessesThatShow(state, "behind", null, peers);
  const sites = [
    ...unconfirmedSites(state, null), ...[...state.channels.values()].flatMap((one) => lacksBefore(state, one)),
  ];
  if (unheard.length + ahead.length + sites.length === 0) return refused("memory-confirmed");
  // The command line speaks for any officer: whoever has its token would be both of the two.
  if (actor.via === "cli" && !state.standing.policy.token) return refused("confirm-by-policy");
  if (state.memory.confirmedBy.has(actor.officer)) return refused("already-confirmed");
  // Our own party stands among those that are silent when one of its other sites is.
  const silent = [...(sites.length > 0 ? [toHex(state.self.party)] : []), ...unheard];
  const parties = silent.slice(0, partiesUnheardMax).map((one) => bytesOfHex(one));
  say(state, state.house, memoryConfirmation, { officer: actor.officer, unheard: parties }, {
    officer: actor.officer, act: "memory.confirm",
  });
  state.outputs.push({ kind: "state" });
  return done({ officer: actor.officer });
}

/**
 * Takes in a join that the root has signed: from then on this station may agree again on its channel, as long as no
 * other branch than ours goes on. Errors: cbor-*, shape, version-unknown, roster-signature.
 */
export function joinBranches(state: StationState, actor: Actor, act: ActOf<"memory.join">): ActResult {
  const { self } = state;
  const signed = {
    statement: Uint8Array.fromHex(act.statement), ed25519: Uint8Array.fromHex(act.ed25519),
    mlDsa87: Uint8Array.fromHex(act.mlDsa87),
  };
  const said = checkJoin(self.crypto, self.roster.roster, signed);
  const channel = state.channels.get(toHex(said.channel));
  if (channel === undefined) return refused("channel-unknown");
  if (!equalBytes(said.party, self.party) || !equalBytes(said.station, self.station)) return refused("join-other");
  const branches = branchesOf(self.crypto, channel.ledger, self.station);
  if (branches.length === 0) return refused("nothing-to-join");
  if (!isJoined(self.crypto, channel.ledger, channel.ownLog, branches, [said])) return refused("join-outdated");
  say(state, state.house, join, { ...signed, officer: actor.officer }, { officer: actor.officer, act: act.act });
  state.outputs.push({ kind: "state" });
  return done({ channel: channel.hex });
}

/** The file with what the root has to sign, of every channel on which we went on twice; null where there is none. */
export function joinAsked(state: StationState): string | null {
  const { party, station } = state.self;
  const said = [...state.channels.values()].flatMap((channel) => {
    const branches = openBranches(state, channel);
    return branches.length === 0 ? [] : [{ party, station, channel: channel.id, branches }];
  });
  return said.length === 0 ? null : encodeJoinAsked(said.map(joinBytes));
}
