// What console and CLI see of meetings (spec/16-meetings.md).
//
//   GET /meetings             MeetingView[], what begins last first
//   GET /meetings/:object     MeetingView
//   GET /calendar             text/calendar: meetings and limits; with a session, or under an address of its own

import type { DelegationContent, MeetingContent, SittingContent } from "../core/mechanism/meeting/entries.ts";
import type { MeetingState } from "../core/mechanism/meeting/fold.ts";
import type { AgreementView } from "./agreed-views.ts";
import type { TextSummary } from "./text-views.ts";
import type { Named } from "../core/text/named.ts";

/** Somebody whom a party sends. */
export interface MemberView {
  readonly role: DelegationContent["members"][number]["role"];
  readonly names: readonly Named[];
}

export interface DelegationView {
  readonly party: string;
  readonly label: string;
  readonly atMs: number;
  readonly members: readonly MemberView[];
}

/** A sitting as a party has it. */
export interface SittingView {
  readonly party: string;
  readonly label: string;
  readonly form: SittingContent["form"];
  readonly beginsMs: number;
  readonly endsMs: number;
  /** Items of the agenda, from 1. */
  readonly agenda: readonly number[];
  readonly texts: readonly string[];
  readonly note: Named | null;
}

export interface MeetingView {
  readonly object: string;
  readonly channel: string;
  readonly label: string;
  /** Who convened it, and when. */
  readonly by: string;
  readonly atMs: number;
  readonly title: readonly Named[];
  readonly level: MeetingContent["level"];
  readonly venue: string;
  readonly host: { readonly party: string | null; readonly names: readonly Named[] } | null;
  readonly languages: readonly string[];
  readonly principals: readonly string[];
  readonly beginsMs: number;
  readonly endsMs: number;
  readonly agenda: readonly (readonly Named[])[];
  readonly follows: string | null;
  readonly replaces: string | null;
  readonly replacedBy: string | null;
  /** "void": it does not read as a meeting, or was signed with a key that was revoked before. */
  readonly state: MeetingState["state"];
  readonly digest: string;
  readonly agreement: AgreementView;
  readonly delegations: readonly DelegationView[];
  readonly sittings: readonly SittingView[];
  readonly regrets: readonly {
    readonly party: string; readonly label: string; readonly atMs: number; readonly reason: Named | null;
  }[];
  /** Texts that were begun for it: minutes, and what it worked on. */
  readonly texts: readonly TextSummary[];
  readonly passedOver: readonly { readonly label: string; readonly reason: string }[];
}
