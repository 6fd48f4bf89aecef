// What the pocket brief says: counted and chosen from what the station tells, nothing of it decided here.

import type { FollowView } from "../../api/commitment-views.ts";
import type { TextSummary } from "../../api/text-views.ts";
import type { MessageView, StationView } from "../../api/views.ts";
import { channelOf, isReached } from "./named.ts";
import { queueOf } from "./queue.ts";

export const briefDayMs = 86_400_000;
/** Most lines of one list: a page in the pocket is one page. */
export const briefLinesMax = 5;

/** The state in one sentence, the worst first. */
export type BriefState =
  | { readonly kind: "emergency"; readonly n: number }
  | { readonly kind: "record" }
  | { readonly kind: "down"; readonly parties: readonly string[] }
  | { readonly kind: "waits"; readonly n: number }
  | { readonly kind: "calm" };

/** Where things stand. A party is cut off when no station of it is reached. */
export function briefState(station: StationView): BriefState {
  const emergencies = station.alerts.filter((one) => one.level === "emergency" && one.kind === "message").length;
  if (emergencies > 0) return { kind: "emergency", n: emergencies };
  if (station.alerts.some((one) => one.kind === "record")) return { kind: "record" };
  const cut = station.lines.filter((line) => line.state !== "up" && !isReached(station, line));
  if (cut.length > 0) return { kind: "down", parties: [...new Set(cut.map((line) => line.party))] };
  const n = station.counts.waitingReceipt + station.counts.waitingAnswer;
  return n > 0 ? { kind: "waits", n } : { kind: "calm" };
}

/** Whether a message's own words may stand in the brief: under the charter's first label, the lowest, alone. */
export function mayShow(station: StationView, message: MessageView): boolean {
  const lowest = channelOf(station, message.channel)?.labels[0]?.code;
  return lowest !== undefined && message.handling === lowest && !message.unreadable && !message.revoked;
}

/** Messages that wait for us, those to be answered soonest first, and texts that wait for our word. */
export function waitsForUs(
  station: StationView, messages: Iterable<MessageView>, texts: readonly TextSummary[],
): { readonly messages: readonly MessageView[]; readonly texts: readonly TextSummary[] } {
  const waiting = [...messages].filter((one) => ["take", "answer"].includes(queueOf(one) ?? ""));
  const soonest = (one: MessageView): number => answerLimit(one, station.party.id) ?? Infinity;
  return {
    messages: waiting.sort((a, b) => soonest(a) - soonest(b) || a.timeMs - b.timeMs),
    texts: texts.filter((one) => one.waitsFor.includes(station.party.id) && one.adoptedAtMs === null),
  };
}

/** Until when we owe an answer; null where no clock runs. */
function answerLimit(message: MessageView, ownParty: string): number | null {
  const running = message.to.flatMap(({ party, answerBy }) => (
    party === ownParty && answerBy !== null && answerBy.outcome === "running" ? [answerBy.limitMs] : []
  ));
  return running.length === 0 ? null : Math.min(...running);
}

/** What happened in the last 24 hours, as numbers. */
export function dayCounts(
  messages: Iterable<MessageView>, texts: readonly TextSummary[], follow: FollowView | null, nowMs: number,
): Readonly<Record<"in" | "out" | "flash" | "texts" | "adopted" | "moved", number>> {
  const since = nowMs - briefDayMs;
  const day = [...messages].filter((one) => (one.heldMs ?? one.timeMs) >= since);
  return {
    in: day.filter((one) => one.direction === "in").length,
    out: day.filter((one) => one.direction === "out").length,
    flash: day.filter((one) => one.precedence === "FLASH").length,
    texts: texts.filter((one) => one.changedMs >= since).length,
    adopted: texts.filter((one) => (one.adoptedAtMs ?? 0) >= since).length,
    moved: (follow?.moved ?? []).filter((one) => one.atMs >= since).length,
  };
}

/** A last moment that is still to come. */
export type Deadline =
  | { readonly kind: "answer"; readonly atMs: number; readonly message: MessageView }
  | { readonly kind: "text"; readonly atMs: number; readonly text: TextSummary }
  | { readonly kind: "commitment"; readonly atMs: number; readonly commitment: FollowView["weOwe"][number] };

/** The next deadlines, the soonest first. */
export function deadlines(
  station: StationView, messages: Iterable<MessageView>, texts: readonly TextSummary[], follow: FollowView | null,
): readonly Deadline[] {
  const all: Deadline[] = [];
  for (const message of messages) {
    const atMs = queueOf(message) === null ? null : answerLimit(message, station.party.id);
    if (atMs !== null) all.push({ kind: "answer", atMs, message });
  }
  for (const text of texts) {
    if (text.untilMs !== null && text.adoptedAtMs === null) all.push({ kind: "text", atMs: text.untilMs, text });
  }
  for (const commitment of [...follow?.weOwe ?? [], ...follow?.theyOwe ?? []]) {
    if (commitment.dueMs !== null) all.push({ kind: "commitment", atMs: commitment.dueMs, commitment });
  }
  const seen = new Set<string>();
  return all
    .filter((one) => one.atMs >= station.nowMs)
    .filter((one) => one.kind !== "commitment" || (!seen.has(one.commitment.id) && seen.add(one.commitment.id)))
    .sort((a, b) => a.atMs - b.atMs).slice(0, briefLinesMax);
}
