// The meeting that a commitment to meet again is answered by: which one it is, and no more. Whether it was kept is
// claimed and found like of any other commitment (spec/18-commitments.md).

import { meetingContentOf, meetingStateOf } from "./meeting-state.ts";
import type { Channel, StationState } from "../state.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { acceptance } from "../../core/mechanism/agreed/entries.ts";
import type { CommitmentState, ScheduleState } from "../../core/mechanism/commitment/fold.ts";
import type { MeetingState } from "../../core/mechanism/meeting/fold.ts";
import { textBegun } from "../../core/mechanism/text/entries.ts";
import type { TextContent } from "../../core/mechanism/text/entries.ts";
import type { Hex } from "../../core/names.ts";

/** A meeting, and the object that it is. */
export interface Convened extends MeetingState {
  readonly object: string;
}

/** Finds meetings for the commitments of schedules; those of a channel are read once. */
export type MeetingFinder = (channel: Channel, schedule: ScheduleState, one: CommitmentState) => Convened | null;

/**
 * The finder for one look at the record. Of a commitment that names a convenor it finds the earliest meeting which all
 * its principals have convened and which begins after the schedule was adopted and after the meeting was over that its
 * text belongs to, of one that recurs after the former time's limit; else null.
 */
export function meetingFinder(state: StationState): MeetingFinder {
  const read = new Map<Channel, readonly Convened[]>();
  return (channel, { agreement, items, content: { text } }, { content, item, round }) => {
    if (content.convenor === null) return null;
    const former = items.find((one) => one.item === item && one.round === round - 1)?.due;
    const adopted = former === undefined ? agreement.adoptedAt : former.kind === "at" ? former.ms : null;
    if (adopted === null) return null;
    const after = Math.max(adopted, text === null ? 0 : endOfMeeting(channel, toHex(text)));
    const convened = read.get(channel) ?? convenedMeetings(state, channel);
    read.set(channel, convened);
    return convened.find((one) => (
      one.content.begins > after && [...content.owner, ...content.to].every((of) => one.content.principals.includes(of))
    )) ?? null;
  };
}

/** When the meeting ends that a text belongs to; 0 where it belongs to none. */
function endOfMeeting(channel: Channel, text: Hex): number {
  const begun = channel.objects.get(text)?.[0];
  const content = begun?.body.kind === textBegun.code ? begun.content as TextContent | null : null;
  return content?.meeting == null ? 0 : meetingContentOf(channel, toHex(content.meeting))?.ends ?? 0;
}

/** Meetings that stand convened, what begins first first. Of what we have not accepted, however much, none is read. */
function convenedMeetings(state: StationState, channel: Channel): readonly Convened[] {
  const isOurs = (object: string): boolean => (channel.objects.get(object) ?? []).some(
    ({ body, party }) => body.kind === acceptance.code && equalBytes(party, state.self.party),
  );
  return [...channel.meetings.keys()].filter(isOurs).flatMap((object) => {
    const told = meetingStateOf(state, channel, object);
    return told?.state === "convened" ? [{ ...told, object }] : [];
  }).sort((a, b) => a.content.begins - b.content.begins || (a.object < b.object ? -1 : 1));
}
