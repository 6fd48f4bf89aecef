// Acts about the charter: proposed by one, accepted by all, and nothing else flows before.

import { agreeGate } from "../agree/agree-gate.ts";
import { speak, spokenBy } from "./spoken.ts";
import { beginLog, createChannel } from "../channel.ts";
import { agreementOf, saidByUs } from "../channel-terms.ts";
import { keep } from "../batch.ts";
import { done, refused } from "../outcome.ts";
import { isConfirmed, openChannelsMax } from "../principals.ts";
import { rosterDigestOf } from "../peer/rosters.ts";
import type { Channel, StationState } from "../state.ts";
import { begin, bindsAlone, undertake } from "../agree/undertake.ts";
import { setWaiting } from "../waiting.ts";
import type { Actor } from "../surface.ts";
import type { ActOf, ActResult } from "../../api/acts.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { encodeShape } from "../../core/bytes/shape.ts";
import type { Json } from "../../core/bytes/shape.ts";
import {
  channelId, charter as charterShape, checkCharter, encodeCharter, partyIds,
} from "../../core/mechanism/charter/charter.ts";
import type { UndertakingContent } from "../../core/mechanism/undertaking/entries.ts";
import type { Charter } from "../../core/mechanism/charter/charter.ts";
import {
  charterAcceptanceContent, charterAcceptance, charterProposal, charterRefusal,
} from "../../core/mechanism/charter/entries.ts";

/** Begins a channel with a charter; the proposal and our acceptance are said as soon as the others' keys are here. */
export function proposeCharter(state: StationState, actor: Actor, act: ActOf<"charter.propose">): ActResult {
  const charter = charterShape.fromJson(act.charter as Json, "charter");
  checkCharter(charter);
  if (charter.world !== state.self.world) return refused("charter-other-world");
  const unknown = charter.parties.find((party) => !isConfirmed(state, party.id));
  if (unknown !== undefined) return refused("party-not-confirmed", unknown.short);
  if (!charter.parties.some((party) => equalBytes(party.id, state.self.party))) return refused("charter-without-us");
  if (act.untilMs <= state.nowMs) return refused("until-passed");
  const bytes = encodeCharter(charter);
  const id = channelId(state.self.crypto, bytes);
  if (state.channels.has(toHex(id))) return refused("charter-already-proposed");
  if (proposedByUs(state) >= openChannelsMax) return refused("too-many-channels");
  const peers = partyIds(charter).filter((peer) => peer !== toHex(state.self.party));
  const closed = agreeGate(state, null, peers);
  if (closed !== null) return closed;
  const channel = createChannel(state.self.station, id, false, charter);
  channel.charterBytes = bytes;
  state.channels.set(channel.hex, channel);
  keep(state, `channel/${channel.hex}`, bytes);
  beginLog(state, channel, "first");
  const proposed = { kind: charterProposal.code, content: bytes, officer: actor.officer };
  const accepted = acceptanceBytes(state, channel, charter, act.untilMs);
  const binds = bindsAlone(state, actor);
  const ours = binds ? [{ kind: charterAcceptance.code, content: accepted, officer: actor.officer }] : [];
  setWaiting(state, channel, [proposed, ...ours]);
  state.outputs.push({ kind: "state" });
  if (binds) return done({ channel: channel.hex, object: channel.hex });
  // A proposal binds nobody; that we accept it waits for the persons it takes, who are shown all of it.
  return begin(state, actor, acceptanceOf(actor, channel, accepted));
}

/** Accepts the charter the other party proposed. It cannot be taken back before `untilMs`. */
export function acceptCharter(state: StationState, actor: Actor, act: ActOf<"charter.accept">): ActResult {
  const channel = state.channels.get(act.channel);
  if (channel?.charter == null) return refused("channel-unknown");
  const content = acceptanceBytes(state, channel, channel.charter, act.untilMs);
  return undertake(state, actor, {
    channel, kind: charterAcceptance, precedence: "IMMEDIATE", object: null, content,
  });
}

function acceptanceOf(actor: Actor, channel: Channel, content: Uint8Array): UndertakingContent {
  const { code: kind } = charterAcceptance;
  return { by: actor.officer, channel: channel.id, kind, precedence: "IMMEDIATE", object: null, content };
}

/** Declines the charter, with a reason where one is given. */
export function refuseCharter(state: StationState, actor: Actor, act: ActOf<"charter.refuse">): ActResult {
  const channel = state.channels.get(act.channel);
  if (channel?.charter == null) return refused("channel-unknown");
  if (channel.adopted) return refused("already-adopted");
  const closed = agreeGate(state, channel);
  if (closed !== null) return closed;
  const content = { proposal: channel.id, reason: spokenBy(state, actor, act.reason) };
  return speak(state, actor, channel, {
    act: act.act, kind: charterRefusal, precedence: "IMMEDIATE", object: null, content,
  });
}

function acceptanceBytes(state: StationState, channel: Channel, charter: Charter, until: number): Uint8Array {
  const rosters = charter.parties.map((party) => rosterDigestOf(state, party.id));
  return encodeShape(charterAcceptanceContent, { proposal: channel.id, rosters, until });
}

/** Charters of ours that are still to be accepted or refused. What a peer has begun takes nothing of our own room. */
function proposedByUs(state: StationState): number {
  const ours = [...state.channels.values()].filter(
    (one) => one.waiting.length > 0 || saidByUs(state, one, charterProposal.code),
  );
  const over = (one: Channel): boolean => ["lapsed", "refused"].includes(agreementOf(state, one)?.state ?? "");
  return ours.filter((one) => !one.adopted && !over(one)).length;
}
