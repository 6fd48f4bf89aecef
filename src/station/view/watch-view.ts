// The watch as consoles show it: who holds it, whether they are there, and a handover as both go through it.

import type { Precedence } from "../../core/names.ts";
import { labelAt } from "../label.ts";
import { handoverOf } from "../act/act-watch.ts";
import { draftStateOf } from "../house/draft-state.ts";
import { channelOf } from "../act/about.ts";
import { messageEntry } from "../mechanism/message-state.ts";
import type { StationState } from "../state.ts";
import { deskAlone } from "../house/watch.ts";
import type { HandoverView, WatchView } from "../../api/views.ts";
import type { MessageContent } from "../../core/mechanism/message/entries.ts";
import { precedences } from "../../core/names.ts";
import { itemsLeft } from "../../core/mechanism/officer/handover.ts";

/** Who holds the watch now. */
export function watchView(state: StationState): WatchView {
  const { holder, sinceMs, session, handover } = state.watch;
  const name = holder === null ? null : state.standing.officers.get(holder)?.name ?? holder;
  const own = [...state.presence.keys()].filter((key) => state.sessions.get(key)?.officer === holder);
  return {
    holder: holder === null || name === null ? null : { id: holder, name }, sinceMs, alone: deskAlone(state),
    sound: session === null && own.length === 0 ? null : own.some((key) => state.sounding.has(key)), handover,
  };
}

/** The handover that is being gone through, as this officer sees it; null when there is none. */
export function handoverView(state: StationState, viewer: string): HandoverView | null {
  const open = state.watch.handover === null ? null : handoverOf(state, state.watch.handover);
  if (open === null) return null;
  const nameOf = (id: string): string => state.standing.officers.get(id)?.name ?? id;
  const outgoing = open.content.officer === viewer;
  return {
    object: open.object, by: nameOf(open.content.officer), timeMs: open.entry.body.time, remarks: open.content.remarks,
    items: open.items.flatMap(({ object, seenBy }) => {
      const shown = itemOf(state, object);
      if (shown === null) return [];
      return [{ object, ...shown, seenBy: [...seenBy].map(nameOf), mine: seenBy.has(viewer) }];
    }).toSorted((a, b) => urgency(b.precedence) - urgency(a.precedence)),
    outgoing,
    left: outgoing ? open.items.filter(({ seenBy }) => !seenBy.has(viewer)).length : itemsLeft(open, viewer).length,
  };
}

function urgency(precedence: Precedence): number {
  return precedences.findIndex((one) => one === precedence);
}

type Shown = Pick<HandoverView["items"][number], "kind" | "label" | "precedence" | "subject" | "language">;

function itemOf(state: StationState, object: string): Shown | null {
  const channel = channelOf(state, object);
  const entry = channel === null ? null : messageEntry(channel, object);
  if (channel !== null && entry !== null) {
    const content = entry.content as MessageContent | null;
    return {
      kind: "message", label: labelAt(state, channel, entry.at), precedence: entry.body.precedence,
      subject: content?.subject ?? "", language: content?.language ?? "",
    };
  }
  const draft = draftStateOf(state, object);
  if (draft === null) return null;
  const { precedence, content: { subject, language } } = draft.content;
  return { kind: "draft", label: "", precedence, subject, language };
}
