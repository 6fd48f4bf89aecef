// What console and CLI see of joint texts (spec/15-texts.md).
//
//   GET /texts                          TextSummary[], the newest first
//   GET /texts/:object                  TextView: SlotView[], FairCopyView[]
//   GET /texts/:object/history/:slot    SlotHistory: every version of a clause, ChangeView[]
//   GET /texts/:object/copies/:digest/:index   PDF of the fair copy for a principal, by its place among them
//   GET /texts/:object/publication/:digest     the proof that goes with it (spec/19-documents.md)
//
// A slot is written "<leaf of the offer that made it>:<k>", a change "<leaf of its offer>:<n>". A version of a clause
// is the change that puts it there.

import type { CopiesMatch } from "../core/mechanism/document/fold.ts";
import type { Stance, TextContent } from "../core/mechanism/text/entries.ts";
import type { SlotStanding } from "../core/mechanism/text/reading.ts";
import type { TextState as CoreTextState } from "../core/mechanism/text/state.ts";
import type { AgreementView } from "./agreed-views.ts";
import type { Named } from "../core/text/named.ts";

export type TextState = CoreTextState["state"];

export interface TextSummary {
  readonly object: string;
  readonly channel: string;
  readonly purpose: TextContent["purpose"];
  /** In the order of the text's languages. */
  readonly title: readonly Named[];
  readonly languages: readonly string[];
  /** Party ids of those who must agree. */
  readonly principals: readonly string[];
  /** Who alone offers, where somebody holds the pen. */
  readonly pen: string | null;
  readonly state: TextState;
  /** Clauses that stand in the text: all slots but absent ones. */
  readonly clauses: number;
  readonly settled: number;
  readonly bracketed: number;
  readonly reserved: number;
  readonly open: number;
  /** Whether more slots were made than those who keep to the rules can make, so that none is read (T-58). */
  readonly overfull: boolean;
  /** Parties whose word is waited for. */
  readonly waitsFor: readonly string[];
  readonly untilMs: number | null;
  readonly adoptedAtMs: number | null;
  /** Digest of the copy that is adopted, else of the one that is clean or being accepted; null where there is none. */
  readonly digest: string | null;
  readonly amends: string | null;
  readonly meeting: string | null;
  readonly begunMs: number;
  /** Time of the newest entry about it. */
  readonly changedMs: number;
  readonly label: string;
}

/** What one change does to the slot it is shown at. */
export type ChangeAction = "insert" | "amend" | "delete" | "split" | "join" | "move";

/** A change as one of its slots shows it. */
export interface ChangeView {
  readonly change: string;
  readonly label: string;
  readonly by: string;
  readonly atMs: number;
  readonly action: ChangeAction;
  /** This slot's texts, in the order of the text's languages; null where the change leaves nothing here. */
  readonly texts: readonly string[] | null;
  readonly heading: boolean;
  /** Slots that it touches, and that it makes. */
  readonly touches: readonly string[];
  readonly makes: readonly string[];
  /** Where it would have the clause stand, where it says so: a slot, or "start". */
  readonly after: string | null;
  /** The changes of a package hold together or not at all: the others of it. */
  readonly package: readonly string[];
  /** Principals that stand for it at this slot, and those of them that reserve. */
  readonly standing: readonly string[];
  readonly reserving: readonly string[];
  /** Parties that refuse it. */
  readonly refusing: readonly string[];
  /** Whether its author has withdrawn it. */
  readonly withdrawn: boolean;
  readonly note: Named | null;
}

/** How one principal stands to a slot: its newest word there. */
export interface SlotPosition {
  readonly party: string;
  readonly change: string;
  readonly stance: Stance;
  readonly label: string;
  readonly atMs: number;
  readonly note: Named | null;
}

/** What our own people keep about a clause; nothing of it ever leaves our house record. */
export interface PrivateView {
  readonly kind: "draft" | "note";
  readonly officer: string;
  readonly atMs: number;
  /** Texts of a draft in the order of the text's languages; the one text of a note. */
  readonly texts: readonly string[];
  /** Of a draft of a new clause the slot it would stand after. */
  readonly after: string | null;
  readonly heading: boolean;
}

/** A place of the text and what stands there. */
export interface SlotView {
  readonly slot: string;
  readonly state: SlotStanding;
  /** The texts that hold, in the order of the text's languages; null where none do. */
  readonly texts: readonly string[] | null;
  readonly heading: boolean;
  /**
   * Changes that somebody stands for, or that wait for somebody's word; the one that holds first, then the newest.
   * All of them are in the history.
   */
  readonly changes: readonly ChangeView[];
  readonly positions: readonly SlotPosition[];
  /**
   * Of what holds here as one of a package: the places of the package at which somebody stands for something else by
   * now. It holds all the same, until somebody takes the package back.
   */
  readonly reopened: readonly string[];
  readonly private: readonly PrivateView[];
}

/** Every version of one clause, the oldest first. */
export interface SlotHistory {
  readonly slot: string;
  readonly changes: readonly ChangeView[];
}

/** A fair copy, and what has come of it. */
export interface FairCopyView {
  readonly digest: string;
  /** The text. */
  readonly object: string;
  /** Label of the entry that says it. */
  readonly label: string;
  readonly atMs: number;
  readonly clauses: readonly { readonly heading: boolean; readonly texts: readonly string[] }[];
  /** Whether it reads as what is clean now, clause by clause. */
  readonly current: boolean;
  readonly agreement: AgreementView;
  readonly document: DocumentView;
}

/** A copy that a principal's station has compiled: whose it is, its hash, and under which edition of which paper. */
export interface CompiledView {
  readonly party: string;
  readonly copyOf: string;
  readonly sha256: string;
  readonly edition: string;
  readonly document: string;
  readonly label: string;
  readonly atMs: number;
}

/** A fair copy on paper (spec/19-documents.md). */
export interface DocumentView {
  /** How what the principals have compiled compares (F-14). */
  readonly copies: CopiesMatch;
  readonly compiled: readonly CompiledView[];
  readonly published: readonly {
    readonly party: string; readonly label: string; readonly atMs: number; readonly adoptedAtMs: number;
  }[];
}

export interface TextView extends TextSummary {
  /** In order. */
  readonly slots: readonly SlotView[];
  /** The newest first. */
  readonly fairCopies: readonly FairCopyView[];
  /** Notes of our own people about the whole text. */
  readonly private: readonly PrivateView[];
  /** Entries without effect, and why. */
  readonly passedOver: readonly { readonly label: string; readonly reason: string }[];
  /** Leaves of offers that are named and not held. */
  readonly waitingFor: readonly string[];
}
