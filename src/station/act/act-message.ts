// Acts about a message that is held: a person takes it, holds, refuses, cancels or translates.

import { channelOf, unknownHere } from "./about.ts";
import { append } from "../append.ts";
import { done, refused } from "../outcome.ts";
import { messageStateOf } from "../mechanism/message-state.ts";
import { isAttended } from "../house/watch.ts";
import { spokenBy } from "./spoken.ts";
import type { Channel, StationState } from "../state.ts";
import type { Actor } from "../surface.ts";
import type { ActOf, ActResult } from "../../api/acts.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { partyIndex } from "../../core/mechanism/charter/charter.ts";
import { checkMessageAct } from "../../core/mechanism/message/act.ts";
import type { MessageAct } from "../../core/mechanism/message/act.ts";

/** A person at the desk takes the message. */
export function takeMessage(state: StationState, actor: Actor, act: ActOf<"message.take">): ActResult {
  const content = { desk: act.desk, capacity: "" };
  return sayAbout(state, actor, act, { act: "take", content });
}

/** The desk is considering; the next word by a time, where one is offered. */
export function holdMessage(state: StationState, actor: Actor, act: ActOf<"message.hold">): ActResult {
  const content = { desk: act.desk, nextWordBy: act.nextWordByMs, word: act.word, reason: null };
  return sayAbout(state, actor, act, { act: "hold", content });
}

/** The desk refuses to act on the message. */
export function refuseMessage(state: StationState, actor: Actor, act: ActOf<"message.refuse">): ActResult {
  const content = { desk: act.desk, word: null, reason: spokenBy(state, actor, act.reason) };
  return sayAbout(state, actor, act, { act: "refuse", content });
}

/** The author asks for nothing any more. */
export function cancelMessage(state: StationState, actor: Actor, act: ActOf<"message.cancel">): ActResult {
  const content = { desk: act.desk, reason: spokenBy(state, actor, act.reason) };
  return sayAbout(state, actor, act, { act: "cancel", content });
}

/** A courtesy translation; the original prevails. */
export function translateMessage(state: StationState, actor: Actor, act: ActOf<"message.translate">): ActResult {
  const { language, subject, text } = act;
  const whole = [...text].length;
  const doubts = act.doubts.map((note) => ({ from: 0, to: whole, note }));
  const content = { language, subject, text, doubts, capacity: "" };
  return sayAbout(state, actor, act, { act: "translate", content });
}

/** Acts that speak for the desk. */
const deskActs: ReadonlySet<string> = new Set(["take", "hold", "refuse"]);

function sayAbout(
  state: StationState, actor: Actor, act: { readonly act: string; readonly object: string }, check: MessageAct,
): ActResult {
  const channel = channelOf(state, act.object);
  const message = channel === null ? null : messageStateOf(state, channel, act.object);
  if (channel?.charter == null || message === null) return unknownHere(state, "message-unknown");
  const us = partyIndex(channel.charter, state.self.party) ?? 0;
  // What the desk says is said by who holds the watch, where somebody does and is there.
  const { holder } = state.watch;
  const stands = actor.via !== "console" || holder === null || holder === actor.officer || !isAttended(state);
  if (!stands && deskActs.has(check.act)) return refused("watch-held", state.standing.officers.get(holder)?.name ?? "");
  const checked = checkMessageAct(
    { charter: channel.charter, us, message, desks: desksOf(state, channel), nowMs: state.nowMs }, check,
  );
  if (checked.kind === "refused") return refused(checked.reason, checked.detail);
  const held = append(state, channel, { ...checked.entry, officer: actor.officer, act: act.act });
  return held === null ? refused("no-keys-yet") : done({ object: act.object });
}

/** Desks of each party of the channel, as the rosters in force name them. */
export function desksOf(state: StationState, channel: Channel): readonly (readonly string[])[] {
  return (channel.charter?.parties ?? []).map((party) => {
    const own = equalBytes(party.id, state.self.party);
    const roster = own ? state.self.roster.roster : state.parties.get(toHex(party.id))?.roster;
    return roster?.desks.map((desk) => desk.code) ?? [];
  });
}
