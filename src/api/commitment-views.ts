// What console and CLI see of commitments (spec/17-clocks.md, spec/18-commitments.md).
//
//   GET /commitments                CommitmentView[], what is due first; ?party=&state=&channel= leave out the others
//   GET /commitments/:object        ScheduleView: a schedule with its agreement, AgreementView, and all that is said
//   GET /follow?since=              FollowView; `since` is a time in ms, or the object of a meeting or a text
//   GET /claims/:object/exhibits/:number  the n-th file of evidence of a claim, from 1, where it is here and good; with
//                                   ?look ExhibitView without the bytes. Either asks for it where it is not here
//   POST /exhibits?name=&media=     a file of ours, sealed and kept: what the act `commitment.claim` is to name
//
// A commitment is named "<object of its schedule>:<n>", and a time of one that recurs "<object>:<n>.<k>", both from 1.

import type { Deemed } from "../core/clock/deemed.ts";
import type { Event, Span, TimeLimit } from "../core/clock/time-limit.ts";
import type { ClaimState } from "../core/mechanism/commitment/claims.ts";
import type { FindingContent, TollingContent } from "../core/mechanism/commitment/entries.ts";
import type { CommitmentStanding } from "../core/mechanism/commitment/fold.ts";
import type { AgreementView } from "./agreed-views.ts";
import type { Named } from "../core/text/named.ts";
import type { VerdictView } from "./views.ts";

/** A limit, in ids and values that the catalogues make words of. */
export interface LimitView {
  readonly form: TimeLimit["form"];
  readonly atMs: number | null;
  readonly span: Span | null;
  /** What it is counted from; `item` counts commitments of the schedule from 1. */
  readonly of: {
    readonly kind: Event["kind"];
    readonly object: string | null; readonly timeMs: number | null; readonly name: string; readonly item: number | null;
  } | null;
  readonly period: TimeLimit["period"];
  readonly count: number | null;
}

/**
 * A file of evidence. `here`: held and checked; "asked": on its way; "bad": what came has another hash, size or type.
 */
export interface EvidenceFileView {
  readonly sha256: string;
  readonly bytes: number;
  readonly name: string;
  readonly media: string;
  readonly state: "here" | "asked" | "missing" | "bad";
}

/** A file of evidence that was asked for: its bytes where it is here and is what its claim names. */
export interface ExhibitView {
  readonly state: EvidenceFileView["state"];
  /** Why it is bad, or was not asked for; else empty. */
  readonly reason: string;
  readonly name: string;
  readonly media: string;
  readonly bytes: Uint8Array | null;
}

/** Words of a party about a claim or an occurrence, a waiver, or a time that does not count. */
export interface SaidView {
  readonly label: string;
  readonly leaf: string;
  readonly party: string;
  readonly atMs: number;
  readonly reason: Named | null;
}

/** A claim that a commitment was fulfilled, and what has come of it. */
export interface ClaimView extends SaidView {
  readonly state: ClaimState["state"];
  readonly evidence: readonly EvidenceFileView[];
  /** The newest finding of each who verifies. */
  readonly findings: readonly (SaidView & { readonly result: FindingContent["result"] })[];
  readonly objections: readonly SaidView[];
  /** Where silence counts: until when an objection is in time, null while not all have received the claim. */
  readonly silence: { readonly untilMs: number | null; readonly state: Deemed["kind"] } | null;
}

/** A moment before the limit at which people are told. */
export interface AlarmView {
  readonly days: number;
  readonly atMs: number;
  /** Whether it has come, and what it is about is still to be done. */
  readonly rings: boolean;
}

/** One commitment, or one time of one that recurs. */
export interface CommitmentView {
  readonly id: string;
  /** Its schedule, its number there, and which time of one that recurs it is, from 1; null where it does not. */
  readonly object: string;
  readonly number: number;
  readonly time: number | null;
  readonly channel: string;
  /** The adopted text that it comes from, and the clauses of it, from 0. */
  readonly text: string | null;
  readonly clauses: readonly number[];
  /** Parties by their ids: who owes it, to whom, and who verifies it. */
  readonly owner: readonly string[];
  readonly to: readonly string[];
  readonly verifiers: readonly string[];
  readonly deliverable: readonly Named[];
  /** As the text says when; the limit is what was agreed of it. */
  readonly phrase: readonly Named[];
  readonly evidenceAsked: readonly Named[];
  readonly limit: LimitView;
  /** What its limit is counted from; null while that has not come. */
  readonly startMs: number | null;
  readonly startDisputed: boolean;
  /** Its last moment; null where there is none, or none yet. */
  readonly dueMs: number | null;
  /** The last moment if force majeure that an owner alone claims counted; null where it is the same. */
  readonly claimedDueMs: number | null;
  /** Each is a word of the catalogues. */
  readonly state: CommitmentStanding;
  readonly verdict: VerdictView | null;
  readonly silence: Span | null;
  readonly alarms: readonly AlarmView[];
  /** Who convenes when the others have not; null where nobody is named. */
  readonly convenor: string | null;
  /** The convened meeting that answers a commitment to meet again; while it is in time no alarm rings. */
  readonly meeting: {
    readonly object: string; readonly label: string; readonly beginsMs: number; readonly endsMs: number;
  } | null;
  readonly rule: { readonly article: string; readonly source: string };
  readonly claims: readonly ClaimView[];
  readonly waivers: readonly SaidView[];
  readonly tollings: readonly (SaidView & {
    readonly fromMs: number; readonly untilMs: number | null;
    readonly ground: TollingContent["ground"];
  })[];
}

/** A schedule of commitments, agreed as one digest. */
export interface ScheduleView {
  readonly object: string;
  readonly channel: string;
  readonly label: string;
  readonly by: string;
  readonly proposedMs: number;
  readonly digest: string;
  readonly text: string | null;
  readonly languages: readonly string[];
  readonly principals: readonly string[];
  readonly agreement: AgreementView;
  readonly commitments: readonly CommitmentView[];
  readonly occurrences: readonly (SaidView & {
    readonly name: string; readonly timeMs: number; readonly objections: readonly SaidView[];
  })[];
  /** Labels of entries about it that have no effect, and why. */
  readonly passedOver: readonly { readonly label: string; readonly reason: string }[];
}

/** One thing that has changed since the baseline. */
export interface MovedView {
  readonly id: string;
  readonly what:
    | "adopted" | "claimed" | "verified" | "disputed" | "deemed" | "waived" | "lapsed" | "tolled" | "objected";
  readonly party: string | null;
  readonly atMs: number;
  readonly label: string | null;
}

/** Who owes what by when, and what has moved. Each list has what is due first in it first. */
export interface FollowView {
  readonly atMs: number;
  /** Since when `moved` counts; null where nothing was asked for. */
  readonly sinceMs: number | null;
  readonly theyOwe: readonly CommitmentView[];
  readonly weOwe: readonly CommitmentView[];
  /** Whose last moment has passed without a claim that stands. */
  readonly late: readonly CommitmentView[];
  readonly deemed: readonly CommitmentView[];
  readonly disputed: readonly CommitmentView[];
  /** The next to come, whoever owes it; null where nothing is due. */
  readonly next: CommitmentView | null;
  readonly moved: readonly MovedView[];
}
