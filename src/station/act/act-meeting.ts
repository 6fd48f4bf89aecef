// Acts about meetings: convened by all, and what each party says of its own part in one.

import { agreeGate } from "../agree/agree-gate.ts";
import { channelOf, unknownHere } from "./about.ts";
import { meetingContentOf } from "../mechanism/meeting-state.ts";
import { refused } from "../outcome.ts";
import type { Refused } from "../outcome.ts";
import { speak, spokenBy } from "./spoken.ts";
import type { Channel, StationState } from "../state.ts";
import type { Actor } from "../surface.ts";
import { bytesOfHex } from "../../core/bytes/hex.ts";
import type { ActOf, ActResult } from "../../api/acts.ts";
import { partyIndex } from "../../core/mechanism/charter/charter.ts";
import { checkMeeting, checkSitting } from "../../core/mechanism/meeting/act.ts";
import { delegation, meeting, regret, sitting } from "../../core/mechanism/meeting/entries.ts";
import type { MeetingContent } from "../../core/mechanism/meeting/entries.ts";
import { meetingDigest } from "../../core/mechanism/meeting/fold.ts";
import { isPlainText } from "../../core/text/authored.ts";
import type { Names } from "../../core/text/named.ts";

/** Proposes a meeting. It is convened when all its principals have accepted its digest, we among them. */
export function conveneMeeting(state: StationState, actor: Actor, act: ActOf<"meeting.convene">): ActResult {
  const channel = state.channels.get(act.channel);
  if (channel?.charter == null || !channel.adopted) return refused("channel-unknown");
  const { charter } = channel;
  const indexOf = (party: string): number => partyIndex(charter, bytesOfHex(party)) ?? charter.parties.length;
  const idOf = (object: string | null): Uint8Array | null => (object === null ? null : bytesOfHex(object));
  const names = (texts: readonly string[]): Names => namesOf(act.languages, texts);
  if (act.host !== null && names(act.host.names).length === 0) return refused("meeting-faulty");
  const content: MeetingContent = {
    title: names(act.title), level: act.level, venue: act.venue,
    host: act.host === null ? null : {
      party: act.host.party === null ? null : indexOf(act.host.party), names: names(act.host.names),
    },
    languages: act.languages, principals: act.principals.map(indexOf).sort((a, b) => a - b),
    begins: act.beginsMs, ends: act.endsMs, agenda: act.agenda.map(names), follows: idOf(act.follows),
    replaces: idOf(act.replaces),
  };
  if (content.title.length === 0 || content.agenda.some((one) => one.length === 0)) return refused("meeting-faulty");
  const wrong = checkMeeting(content, charter.parties.length);
  if (wrong !== null) return refused(wrong);
  for (const named of [act.follows, act.replaces]) {
    if (named !== null && meetingContentOf(channel, named) === null) return refused("object-unknown");
  }
  const closed = agreeGate(state, channel);
  if (closed !== null) return closed;
  const made = speak(state, actor, channel, {
    act: act.act, kind: meeting, precedence: "PRIORITY", object: null, content,
  });
  return made.kind === "done" ? { ...made, digest: meetingDigest(state.self.crypto, channel.id, content) } : made;
}

/** Names whom we send; the newest list of a party stands. */
export function nameDelegation(state: StationState, actor: Actor, act: ActOf<"meeting.delegation">): ActResult {
  const found = ofOurs(state, act.object);
  if (found.kind === "refused") return found;
  const members = act.members.map((one) => (
    { role: one.role, names: namesOf(found.content.languages, one.names) }
  ));
  if (members.some((one) => one.names.length === 0)) return refused("meeting-faulty");
  if (!members.every((one) => one.names.every(({ text }) => isPlainText(text)))) return refused("text-forbidden");
  return speak(state, actor, found.channel, {
    act: act.act, kind: delegation, precedence: "PRIORITY", object: act.object, content: { members },
  });
}

/** Says that a sitting was held, or is to be. */
export function recordSitting(state: StationState, actor: Actor, act: ActOf<"meeting.sitting">): ActResult {
  const found = ofOurs(state, act.object);
  if (found.kind === "refused") return found;
  const content = {
    form: act.form, begins: act.beginsMs, ends: act.endsMs, agenda: act.agenda.map((one) => one - 1),
    texts: act.texts.map(bytesOfHex), note: spokenBy(state, actor, act.note),
  };
  const wrong = checkSitting(content, found.content);
  if (wrong !== null) return refused(wrong);
  if (act.texts.some((one) => !found.channel.texts.objects.has(one))) return refused("text-unknown");
  return speak(state, actor, found.channel, {
    act: act.act, kind: sitting, precedence: "PRIORITY", object: act.object, content,
  });
}

/** Says that we will not come. */
export function regretMeeting(state: StationState, actor: Actor, act: ActOf<"meeting.regret">): ActResult {
  const found = ofOurs(state, act.object);
  if (found.kind === "refused") return found;
  if (!isPlainText(act.reason ?? "")) return refused("text-forbidden");
  const content = { reason: spokenBy(state, actor, act.reason) };
  return speak(state, actor, found.channel, {
    act: act.act, kind: regret, precedence: "PRIORITY", object: act.object, content,
  });
}

/** A meeting of whose principals we are one, or why there is none. */
function ofOurs(state: StationState, object: string):
  | { readonly kind: "found"; readonly channel: Channel; readonly content: MeetingContent }
  | Refused {
  const channel = channelOf(state, object);
  const content = channel === null ? null : meetingContentOf(channel, object);
  if (channel?.charter == null || content === null) {
    return unknownHere(state, "object-unknown");
  }
  const us = partyIndex(channel.charter, state.self.party);
  if (us === null || !content.principals.includes(us)) return refused("not-a-principal");
  return { kind: "found", channel, content };
}

/** One name a language, in their order; an empty one is left out. */
function namesOf(languages: readonly string[], texts: readonly string[]): Names {
  return languages.flatMap((language, at) => {
    const text = texts[at]?.trim() ?? "";
    return text === "" ? [] : [{ language, text }];
  });
}
