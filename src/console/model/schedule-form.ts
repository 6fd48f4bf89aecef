// A schedule of commitments while a person makes it from the clauses of an adopted text.

import type { LimitView } from "../../api/commitment-views.ts";
import type { FairCopyView, TextView } from "../../api/text-views.ts";
import type { StationView } from "../../api/views.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { readPhrase } from "../../core/clock/phrase/read.ts";
import type { PhraseOutcome, Reading } from "../../core/clock/phrase/read.ts";
import { noLimit, timeLimit } from "../../core/clock/time-limit.ts";
import type { TimeLimit } from "../../core/clock/time-limit.ts";
import { usualCommitment } from "../../core/mechanism/commitment/usual.ts";

/** Days before a limit at which both sides are told, where they want to be. */
export const alarmDays = [30, 14, 7, 1] as const;

/** A commitment of the form. */
export interface ItemForm {
  /** The clause it is made from, from 0. */
  readonly clause: number;
  /** Party ids. */
  readonly owner: readonly string[];
  readonly verifiers: readonly string[];
  /** What is owed, and when it is, in each language; the wording of the clause to begin with. */
  readonly deliverable: readonly string[];
  readonly phrase: readonly string[];
  /** Which of two readings is meant, where a phrase leaves it open; null while nobody has said. */
  readonly reading: 0 | 1 | null;
  readonly evidence: readonly string[];
  readonly alarms: boolean;
  /** Who convenes when nobody has; null for nobody. */
  readonly convenor: string | null;
}

/** A commitment of a clause before anything is chosen: what such a clause usually becomes; we convene if nobody has. */
export function newItem(
  station: Pick<StationView, "party" | "parties" | "nowMs">, view: TextView, copy: FairCopyView, clause: number,
): ItemForm {
  const none = view.languages.map(() => "");
  const texts = copy.clauses[clause]?.texts ?? none;
  const called = view.principals.map((party) => {
    const known = station.parties.find((one) => one.id === party) ?? station.party;
    return { party, names: [known.short, ...known.names.map((one) => one.text)] };
  });
  const usual = usualCommitment(texts, view.languages, called, station.nowMs);
  return {
    clause, owner: usual.owner, verifiers: [], deliverable: texts, phrase: usual.phrase, reading: null, evidence: none,
    alarms: true, convenor: usual.kind === "meeting" ? station.party.id : null,
  };
}

/** What the phrase of the first language that has one comes to; null where none says when. */
export function outcomeOf(item: ItemForm, languages: readonly string[], nowMs: number): PhraseOutcome | null {
  const at = item.phrase.findIndex((one) => one.trim() !== "");
  return at === -1 ? null : readPhrase(item.phrase[at]?.trim() ?? "", languages[at] ?? "", nowMs);
}

/** The reading that is meant; null while it is open or cannot be read. */
export function readingOf(item: ItemForm, languages: readonly string[], nowMs: number): Reading | null {
  const outcome = outcomeOf(item, languages, nowMs);
  if (outcome === null) return { limit: noLimit, assumed: [] };
  if (outcome.kind === "read") return outcome.reading;
  return outcome.kind === "question" && item.reading !== null ? outcome.readings[item.reading] : null;
}

/** The limit in the ids and values that words are made of. */
export function limitViewOf({ form, at, span, of, period, count }: TimeLimit): LimitView {
  return {
    form, atMs: at, span, period, count,
    of: of === null ? null : {
      kind: of.kind, object: of.object === null ? null : toHex(of.object), timeMs: of.time, name: of.name,
      item: of.item === null ? null : of.item + 1,
    },
  };
}

/** The schedule in the JSON of its shape (spec/18-commitments.md); null while something of it is open. */
export function scheduleOf(
  items: readonly ItemForm[], view: TextView, copy: FairCopyView, parties: readonly string[], nowMs: number,
): unknown {
  const indexes = (all: readonly string[]): number[] => all.map((one) => parties.indexOf(one)).sort((a, b) => a - b);
  const written = (all: readonly string[]): readonly string[] => (all.every((one) => one.trim() === "") ? [] : all);
  const made = items.map((item) => {
    const reading = readingOf(item, view.languages, nowMs);
    if (reading === null || item.owner.length === 0) return null;
    const others = view.principals.filter((one) => !item.owner.includes(one));
    return {
      owner: indexes(item.owner), to: indexes(others.length === 0 ? view.principals : others),
      deliverable: item.deliverable, clauses: [item.clause], phrase: written(item.phrase),
      limit: timeLimit.toJson(reading.limit), evidence: written(item.evidence), verifiers: indexes(item.verifiers),
      silence: null, alarms: item.alarms ? [...alarmDays] : [],
      convenor: item.convenor === null ? null : parties.indexOf(item.convenor),
      rule: { article: String(item.clause + 1), source: view.title[0]?.text ?? view.label },
    };
  });
  if (made.length === 0 || made.includes(null)) return null;
  return { text: view.object, digest: copy.digest, languages: view.languages, calendars: [], items: made };
}
