// Commitments as console and CLI see them.

import { agreementView } from "./agreed-view.ts";
import { labelAt } from "../label.ts";
import { verdictView } from "./message-view.ts";
import { exhibitState } from "../mechanism/exhibits.ts";
import { meetingFinder } from "../mechanism/commitment-meeting.ts";
import type { Convened, MeetingFinder } from "../mechanism/commitment-meeting.ts";
import { allSchedules, schedulesOf, scheduleStateOf } from "../mechanism/commitment-state.ts";
import type { Channel, StationState } from "../state.ts";
import type { AlertView } from "../../api/views.ts";
import type { Named } from "../../core/text/named.ts";
import type {
  AlarmView, ClaimView, CommitmentView, LimitView, SaidView, ScheduleView,
} from "../../api/commitment-views.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { dayMs } from "../../core/clock/calendar.ts";
import type { TimeLimit } from "../../core/clock/time-limit.ts";
import type { ClaimState } from "../../core/mechanism/commitment/claims.ts";
import type { CommitmentState, ScheduleState } from "../../core/mechanism/commitment/fold.ts";
import { principalsOf } from "../../core/mechanism/commitment/schedule.ts";
import type { Said } from "../../core/mechanism/commitment/said.ts";
import type { Spoken } from "../../core/mechanism/charter/entries.ts";
import { partyOf } from "../../core/mechanism/message/fold.ts";

/** Most commitments shown at once, over all channels. */
export const commitmentsShownMax = 10_000;
/** Most alerts of commitments of one channel, and how long they are shown as they were found, in milliseconds. */
export const commitmentAlertsMax = 100;
export const alertsEveryMs = 10_000;
/** What still waits for an owner. */
const openStates: ReadonlySet<CommitmentState["standing"]> = new Set([
  "waiting", "no-limit", "due", "lapsed", "disputed",
]);

/** Which commitments are asked for; null leaves nobody out. */
export interface CommitmentFilter {
  readonly party: string | null;
  readonly state: string | null;
  readonly channel: string | null;
}

/** Commitments of every channel, what is due first, then those without a last moment. */
export function commitmentViews(state: StationState, filter: CommitmentFilter): readonly CommitmentView[] {
  const found: { readonly channel: Channel; readonly schedule: ScheduleState; readonly one: CommitmentState }[] = [];
  for (const { channel, schedule } of allSchedules(state)) {
    if (filter.channel !== null && channel.hex !== filter.channel) continue;
    for (const one of schedule.items) {
      if (filter.state !== null && one.standing !== filter.state) continue;
      const { principals, verifiers } = one.sides;
      if (filter.party !== null && !principals.includes(filter.party) && !verifiers.includes(filter.party)) continue;
      found.push({ channel, schedule, one });
    }
  }
  const dueMs = ({ one: { due } }: (typeof found)[number]): number => (due.kind === "at" ? due.ms : Infinity);
  const order = (a: (typeof found)[number], b: (typeof found)[number]): number => (
    (dueMs(a) === dueMs(b) ? 0 : dueMs(a) - dueMs(b))
    || (a.schedule.object < b.schedule.object ? -1 : a.schedule.object > b.schedule.object ? 1 : 0)
    || a.one.item - b.one.item || a.one.round - b.one.round
  );
  const meetingFor = meetingFinder(state);
  return found.sort(order).slice(0, commitmentsShownMax).map(
    ({ channel, schedule, one }) => commitmentView(state, channel, schedule, one, meetingFor),
  );
}

/** A schedule with all that is said of it; null when there is none of this object here. */
export function scheduleView(state: StationState, object: string): ScheduleView | null {
  const channel = [...state.channels.values()].find((one) => one.schedules.objects.has(object));
  const schedule = channel === undefined ? null : scheduleStateOf(state, channel, object);
  if (channel === undefined || channel.charter === null || schedule === null) return null;
  const { content, entry, agreement, said, items, passedOver } = schedule;
  const { charter } = channel;
  const principals = principalsOf(content.items);
  const meetingFor = meetingFinder(state);
  return {
    object, channel: channel.hex, label: labelAt(state, channel, entry.at), by: toHex(entry.party),
    proposedMs: entry.body.time, digest: agreement.digest, text: content.text === null ? null : toHex(content.text),
    languages: content.languages, principals: principals.map((one) => partyOf(charter, one)),
    agreement: agreementView(state, channel, { principals, refusal: null }, agreement),
    commitments: items.map((one) => commitmentView(state, channel, schedule, one, meetingFor)),
    occurrences: [...said.occurrences.values()].flat().map((one) => ({
      ...saidView(state, channel, one, one.content.note), name: one.content.name, timeMs: one.content.time,
      objections: (said.objections.get(one.leaf) ?? []).map(
        (of) => saidView(state, channel, of, of.content.reason),
      ),
    })),
    passedOver: passedOver.map(({ at, reason }) => ({ label: labelAt(state, channel, at), reason })),
  };
}

/** One commitment. */
function commitmentView(
  state: StationState, channel: Channel, schedule: ScheduleState, one: CommitmentState, meetingFor: MeetingFinder,
): CommitmentView {
  const { content: { languages, text }, object } = schedule;
  const { item, round, content, sides, due, claimedDueMs, start } = one;
  const recurs = content.limit.form === "recurring";
  const named = (texts: readonly string[]): readonly Named[] =>
    texts.map((words, index) => ({ language: languages[index] ?? "", text: words }));
  const dueMs = due.kind === "at" ? due.ms : null;
  const convenor = content.convenor === null || channel.charter === null ? null
    : partyOf(channel.charter, content.convenor);
  const meeting = meetingFor(channel, schedule, one);
  return {
    id: commitmentId(object, one), object, number: item + 1, time: recurs ? round + 1 : null, channel: channel.hex,
    text: text === null ? null : toHex(text), clauses: content.clauses,
    owner: sides.owner, to: sides.to, verifiers: sides.verifiers,
    deliverable: named(content.deliverable), phrase: named(content.phrase), evidenceAsked: named(content.evidence),
    limit: limitView(content.limit), startMs: start?.ms ?? null, startDisputed: start?.disputed ?? false, dueMs,
    claimedDueMs: claimedDueMs === dueMs ? null : claimedDueMs, state: one.standing,
    verdict: verdictView(state, channel, one.verdict), silence: content.silence,
    alarms: alarmsOf(one, meeting, state.nowMs), convenor, rule: content.rule,
    meeting: meeting === null ? null : {
      object: meeting.object, label: labelAt(state, channel, meeting.entry.at), beginsMs: meeting.content.begins,
      endsMs: meeting.content.ends,
    },
    claims: one.claims.map((of) => claimView(state, channel, of)),
    waivers: one.waivers.map((of) => saidView(state, channel, of, of.content.reason)),
    tollings: one.tollings.map((of) => ({
      ...saidView(state, channel, of, of.content.reason), fromMs: of.content.from, untilMs: of.content.until,
      ground: of.content.ground,
    })),
  };
}

/**
 * Alerts of commitments whose alarm has come, or whose limit has passed, and which wait for an owner, one for each;
 * of one to meet again that a meeting answers in time none till that has begun. What is found is shown for a while,
 * unless something is said of a schedule.
 */
export function commitmentAlerts(state: StationState): readonly AlertView[] {
  return [...state.channels.values()].flatMap((channel) => {
    const { schedules } = channel;
    if (schedules.alerts === null || schedules.alerts.untilMs <= state.nowMs) {
      const meetingFor = meetingFinder(state);
      const found = [...schedulesOf(state, channel)].flatMap(({ schedule }) => schedule.items.flatMap(
        (one) => alertOf(state, channel, schedule.object, one, meetingFor(channel, schedule, one)) ?? [],
      )).slice(0, commitmentAlertsMax);
      schedules.alerts = { untilMs: state.nowMs + alertsEveryMs, found };
    }
    return schedules.alerts.found;
  });
}

function alertOf(
  state: StationState, channel: Channel, object: string, one: CommitmentState, meeting: Convened | null,
): AlertView | null {
  const us = toHex(state.self.party);
  const { content: { alarms }, sides: { owner, principals }, due } = one;
  if (due.kind !== "at" || alarms.length === 0 || !principals.includes(us)) return null;
  const ringing = alarmsOf(one, meeting, state.nowMs).filter((alarm) => alarm.rings).at(-1);
  const isLate = one.standing === "lapsed";
  const isOurs = owner.includes(us);
  const sat = meeting !== null && isOurs && openStates.has(one.standing) && state.nowMs >= meeting.content.begins
    ? meeting : null;
  if (ringing === undefined && !isLate && sat === null) return null;
  return {
    id: `commitment ${commitmentId(object, one)}`,
    level: isLate || isOurs && (ringing?.days ?? 2) <= 1 ? "warning" : "caution", kind: "clock", object,
    party: owner.find((party) => party !== us) ?? null,
    sinceMs: sat !== null ? sat.content.begins : isLate ? due.ms : ringing?.atMs ?? due.ms,
    sentence: sat !== null ? "alert.commitment-sat" : isLate ? lateSentence(channel, one, meeting, us)
      : isOurs ? "alert.commitment-ours" : "alert.commitment-theirs",
    values: {
      number: one.item + 1, days: ringing?.days ?? 0, dueMs: due.ms,
      meeting: sat === null ? "" : labelAt(state, channel, sat.entry.at),
    },
  };
}

/** Whose turn it is when a limit has passed: the convenor's, while no meeting is convened. */
function lateSentence(
  { charter }: Channel, { content: { convenor } }: CommitmentState, meeting: Convened | null, us: string,
): string {
  const convenes = meeting === null && convenor !== null && charter !== null && partyOf(charter, convenor) === us;
  return convenes ? "alert.commitment-convene" : "alert.commitment-lapsed";
}

/** The name of a commitment, or of one time of one that recurs. */
export function commitmentId(object: string, { item, round, content }: CommitmentState): string {
  return `${object}:${item + 1}${content.limit.form === "recurring" ? `.${round + 1}` : ""}`;
}

function alarmsOf(
  { content, due, standing }: CommitmentState, meeting: Convened | null, nowMs: number,
): readonly AlarmView[] {
  if (due.kind !== "at") return [];
  const waits = openStates.has(standing) && (meeting === null || meeting.content.begins > due.ms);
  return content.alarms.map((days) => {
    const atMs = due.ms - days * dayMs;
    return { days, atMs, rings: nowMs >= atMs && waits };
  });
}

function claimView(state: StationState, channel: Channel, one: ClaimState): ClaimView {
  const { deemed } = one;
  return {
    ...saidView(state, channel, one, one.content.statement), state: one.state,
    evidence: one.content.evidence.map((file) => ({
      sha256: toHex(file.sha256), bytes: file.size, name: file.name, media: file.media,
      state: exhibitState(state, file).state,
    })),
    findings: one.findings.map((of) => (
      { ...saidView(state, channel, of, of.content.reason), result: of.content.result }
    )),
    objections: one.objections.map((of) => saidView(state, channel, of, of.content.reason)),
    silence: deemed === null ? null
      : { untilMs: deemed.kind === "waiting" ? null : deemed.verdict.limitMs, state: deemed.kind },
  };
}

function saidView(state: StationState, channel: Channel, one: Said<unknown>, words: Spoken | null): SaidView {
  return {
    label: labelAt(state, channel, one.entry.at), leaf: one.leaf, party: one.party, atMs: one.entry.body.time,
    reason: words,
  };
}

function limitView({ form, at, span, of, period, count }: TimeLimit): LimitView {
  return {
    form, atMs: at, span, period, count,
    of: of === null ? null : {
      kind: of.kind, object: of.object === null ? null : toHex(of.object), timeMs: of.time, name: of.name,
      item: of.item === null ? null : of.item + 1,
    },
  };
}
