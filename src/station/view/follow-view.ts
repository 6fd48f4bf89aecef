// Follow-through: who owes what by when, and what has moved since a time or a meeting.

import { commitmentId, commitmentViews } from "./commitment-view.ts";
import { labelAt } from "../label.ts";
import { allSchedules } from "../mechanism/commitment-state.ts";
import type { Channel, StationState } from "../state.ts";
import type { CommitmentView, FollowView, MovedView } from "../../api/commitment-views.ts";
import { toHex } from "../../core/bytes/hex.ts";
import type { ScheduleState } from "../../core/mechanism/commitment/fold.ts";
import type { Said } from "../../core/mechanism/commitment/said.ts";

/** Most moves shown, the newest. */
export const movesMax = 1_000;
const owed: ReadonlySet<CommitmentView["state"]> = new Set(["due", "waiting", "no-limit", "lapsed", "disputed"]);

/**
 * Where everything stands now. `since` is a time in milliseconds, or an object of the record: then it counts from the
 * time at which that was begun, a meeting or a text. Null when it names nothing that is held.
 */
export function followView(state: StationState, since: string | null): FollowView | null {
  const sinceMs = since === null ? null : baselineOf(state, since);
  if (since !== null && sinceMs === null) return null;
  const all = commitmentViews(state, { party: null, state: null, channel: null });
  const us = toHex(state.self.party);
  const open = all.filter((one) => owed.has(one.state));
  const isLate = ({ dueMs, state: is }: CommitmentView): boolean =>
    is === "lapsed" || is === "disputed" && dueMs !== null && dueMs < state.nowMs;
  return {
    atMs: state.nowMs, sinceMs,
    theyOwe: open.filter((one) => one.owner.some((party) => party !== us)),
    weOwe: open.filter((one) => one.owner.includes(us)),
    late: open.filter(isLate), deemed: all.filter((one) => one.state === "deemed"),
    disputed: all.filter((one) => one.state === "disputed"),
    next: open.find((one) => one.dueMs !== null && one.dueMs >= state.nowMs) ?? null,
    moved: sinceMs === null ? [] : movesSince(state, sinceMs),
  };
}

function baselineOf(state: StationState, since: string): number | null {
  if (/^\d{1,15}$/u.test(since)) return Number(since);
  for (const channel of state.channels.values()) {
    const begins = channel.objects.get(since)?.find((one) => toHex(one.leaf) === since);
    if (begins !== undefined) return begins.body.time;
  }
  return null;
}

function movesSince(state: StationState, sinceMs: number): readonly MovedView[] {
  const moved: MovedView[] = [];
  for (const { channel, schedule } of allSchedules(state)) moved.push(...movesOf(state, channel, schedule));
  return moved.filter((one) => one.atMs > sinceMs && one.atMs <= state.nowMs).sort((a, b) => a.atMs - b.atMs)
    .slice(-movesMax);
}

function movesOf(state: StationState, channel: Channel, schedule: ScheduleState): readonly MovedView[] {
  const { agreement, items, object } = schedule;
  const moved: MovedView[] = [];
  if (agreement.state === "adopted" && agreement.adoptedAt !== null) {
    moved.push({ id: object, what: "adopted", party: null, atMs: agreement.adoptedAt, label: null });
  }
  for (const one of items) {
    const id = commitmentId(object, one);
    const said = (what: MovedView["what"], by: Said<unknown>): void => void moved.push({
      id, what, party: by.party, atMs: by.entry.body.time, label: labelAt(state, channel, by.entry.at),
    });
    for (const claim of one.claims) {
      said("claimed", claim);
      for (const finding of claim.findings) said(finding.content.result, finding);
      for (const objection of claim.objections) said("objected", objection);
      if (claim.deemed?.kind === "deemed") {
        moved.push({ id, what: "deemed", party: null, atMs: claim.deemed.verdict.limitMs + 1, label: null });
      }
    }
    for (const waiver of one.waivers) said("waived", waiver);
    for (const tolling of one.tollings) said("tolled", tolling);
    if (one.standing === "lapsed" && one.due.kind === "at") {
      moved.push({ id, what: "lapsed", party: null, atMs: one.due.ms + 1, label: null });
    }
  }
  return moved;
}
