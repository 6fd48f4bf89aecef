// Meetings as console and CLI see them.

import { agreementView } from "./agreed-view.ts";
import { answeredFirst, isAnswered } from "./answered.ts";
import { labelAt } from "../label.ts";
import { textsOfMeeting } from "./text-view.ts";
import { channelOf } from "../act/about.ts";
import { meetingContentOf, meetingStateOf } from "../mechanism/meeting-state.ts";
import { meetingAsAgreed } from "../agree/agreed-meeting.ts";
import type { Channel, StationState } from "../state.ts";
import type { MeetingView } from "../../api/meeting-views.ts";
import { toHex } from "../../core/bytes/hex.ts";
import type { MeetingState, Said } from "../../core/mechanism/meeting/fold.ts";

/** Most meetings shown at once. */
export const meetingsShownMax = 500;

/** Meetings of every channel, what begins last first. */
export function meetingViews(state: StationState): readonly MeetingView[] {
  const found = [...state.channels.values()].flatMap((channel) => [...channel.meetings.keys()].map((object) => ({
    channel, object, beginsMs: meetingContentOf(channel, object)?.begins ?? 0,
    answered: isAnswered(state, channel, object),
  })));
  const lastFirst = (a: (typeof found)[number], b: (typeof found)[number]): number => (
    b.beginsMs - a.beginsMs || (a.object < b.object ? -1 : 1)
  );
  // Who proposes a thousand has the first ones read, and no more; none of them hides one that we have a word in.
  return found.sort((a, b) => answeredFirst(a, b) || lastFirst(a, b)).slice(0, meetingsShownMax).sort(lastFirst)
    .flatMap(({ channel, object }) => meetingView(state, object, channel) ?? []);
}

/** One meeting with all that is said of it; null when there is none of this object here. */
export function meetingView(
  state: StationState, object: string, channel: Channel | null = channelOf(state, object),
): MeetingView | null {
  const told = channel === null ? null : meetingStateOf(state, channel, object);
  if (channel?.charter == null || told === null) return null;
  const { entry, content, agreement, replacedBy, passedOver } = told;
  const idOf = (index: number): string => toHex(channel.charter?.parties[index]?.id ?? new Uint8Array(0));
  const hexOf = (bytes: Uint8Array | null): string | null => (bytes === null ? null : toHex(bytes));
  const { title, level, venue, host, languages, begins, ends, agenda } = content;
  return {
    object, channel: channel.hex, label: labelAt(state, channel, entry.at), by: toHex(entry.party),
    atMs: entry.body.time, title, level, venue,
    host: host === null ? null : { party: host.party === null ? null : idOf(host.party), names: host.names },
    languages, principals: content.principals.map(idOf), beginsMs: begins, endsMs: ends, agenda,
    follows: hexOf(content.follows), replaces: hexOf(content.replaces), replacedBy, state: told.state,
    digest: told.digest, agreement: agreementView(state, channel, meetingAsAgreed(told), agreement),
    ...saidOf(state, channel, told),
    texts: textsOfMeeting(state, channel, object),
    passedOver: passedOver.map(({ at, reason }) => ({ label: labelAt(state, channel, at), reason })),
  };
}

function saidOf(
  state: StationState, channel: Channel, { delegations, sittings, regrets }: MeetingState,
): Pick<MeetingView, "delegations" | "sittings" | "regrets"> {
  const by = ({ entry }: Said<unknown>): { readonly party: string; readonly label: string; readonly atMs: number } => (
    { party: toHex(entry.party), label: labelAt(state, channel, entry.at), atMs: entry.body.time }
  );
  return {
    delegations: [...delegations.values()].map((one) => ({ ...by(one), members: one.content.members })),
    sittings: sittings.map((one) => ({
      party: by(one).party, label: by(one).label, form: one.content.form, beginsMs: one.content.begins,
      endsMs: one.content.ends, agenda: one.content.agenda.map((item) => item + 1),
      texts: one.content.texts.map(toHex), note: one.content.note,
    })),
    regrets: [...regrets.values()].map((one) => ({ ...by(one), reason: one.content.reason })),
  };
}
