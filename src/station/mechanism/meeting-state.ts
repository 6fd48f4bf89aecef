// Meetings as their channel's record has them.

import type { Channel, StationState } from "../state.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { foldAgreed } from "../../core/mechanism/agreed/fold.ts";
import { isWholeMeeting } from "../../core/mechanism/meeting/act.ts";
import { meeting } from "../../core/mechanism/meeting/entries.ts";
import type { MeetingContent } from "../../core/mechanism/meeting/entries.ts";
import { foldMeeting, meetingDigest } from "../../core/mechanism/meeting/fold.ts";
import type { MeetingState, Successor } from "../../core/mechanism/meeting/fold.ts";
import type { Hex } from "../../core/names.ts";
import type { AgreementView, HeldEntry } from "../../core/record/held-entry.ts";
import { recordView } from "../../core/record/ledger.ts";

/** Takes note of an entry that begins a meeting. */
export function noteMeeting({ meetings, replacing }: Channel, held: HeldEntry): void {
  if (held.body.kind !== meeting.code || held.content === null) return;
  const { replaces } = held.content as MeetingContent;
  meetings.add(held.object);
  if (replaces !== null) addTo(replacing, replaces, held.object);
}

/** Adds an object to those of a meeting. */
export function addTo(ofMeetings: Map<Hex, Set<Hex>>, meeting: Uint8Array, object: Hex): void {
  const hex = toHex(meeting);
  ofMeetings.set(hex, (ofMeetings.get(hex) ?? new Set()).add(object));
}

/** The content of a meeting that is held and reads, or null. */
export function meetingContentOf(channel: Channel, object: Hex): MeetingContent | null {
  const begins = channel.objects.get(object)?.find((one) => toHex(one.leaf) === object);
  return begins?.body.kind === meeting.code ? begins.content as MeetingContent | null : null;
}

/** Where a meeting stands now; null when there is none of this object here. */
export function meetingStateOf(state: StationState, channel: Channel, object: Hex): MeetingState | null {
  const { charter } = channel;
  const entries = channel.objects.get(object);
  if (charter === null || entries === undefined || !channel.meetings.has(object)) return null;
  const view = recordView(channel.ledger);
  const { self: { crypto }, nowMs } = state;
  const successors = successorsOf(state, channel, object, view);
  return foldMeeting(crypto, channel.id, object, entries, successors, view, charter, nowMs);
}

/** Meetings that would stand instead of one. One that is void binds nobody, and takes no other's place. */
function successorsOf(
  state: StationState, channel: Channel, object: Hex, view: AgreementView,
): readonly Successor[] {
  const { charter } = channel;
  if (charter === null) return [];
  return [...channel.replacing.get(object) ?? []].flatMap((one) => {
    const content = one === object ? null : meetingContentOf(channel, one);
    if (content === null) return [];
    const { principals } = content;
    const entries = channel.objects.get(one) ?? [];
    const isVoid = !isWholeMeeting(content, charter.parties.length)
      || !entries.some(({ leaf, at }) => toHex(leaf) === one && view.counts(at));
    if (isVoid) return [];
    const digest = meetingDigest(state.self.crypto, channel.id, content);
    const { adoptedAt } = foldAgreed({ object: one, digest, principals }, entries, view, charter, state.nowMs);
    return [{ object: one, replaces: object, principals, convenedAt: adoptedAt }];
  });
}
