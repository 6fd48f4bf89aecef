// Agree: one digest is agreed when every principal has accepted it, holds the others' acceptances in time, and is bound
// by what it has seen of the others.

import { readLines } from "./rounds.ts";
import type { Act, Line, Round } from "./rounds.ts";
import type { FinalRule } from "../clock/settled.ts";
import type { Terms } from "../clock/terms.ts";
import { toHex } from "../bytes/hex.ts";
import type { Hex } from "../names.ts";
import { canonicalOrder, placeOrder } from "../record/held-entry.ts";
import type { AgreementView, HeldEntry } from "../record/held-entry.ts";

/** An entry that accepts a digest, until a time. */
export interface Acceptance {
  readonly entry: HeldEntry;
  readonly digest: Hex;
  readonly until: number;
}

/** An entry that refuses a digest. */
export interface Refusal {
  readonly entry: HeldEntry;
  readonly digest: Hex;
}

/** What is to be agreed, by whom, and what they have said about it. Entries about other digests are passed over. */
export interface Proposal {
  readonly digest: Hex;
  /** Party ids whose acceptance is needed. */
  readonly principals: readonly Hex[];
  readonly acceptances: readonly Acceptance[];
  readonly refusals: readonly Refusal[];
}

/** What one principal has said. */
export interface Position {
  readonly party: Hex;
  readonly act: "none" | "accepted" | "refused";
  readonly at: string | null;
  readonly time: number | null;
  readonly until: number | null;
  /** How far it has come. */
  readonly round: Round;
  /** Whether it has said, for good and for all to see, that there is no agreement. */
  readonly denies: boolean;
}

/** Where an agreement stands. */
export interface Agreement {
  readonly state: "open" | "accepted-by-some" | "adopted" | "lapsed" | "refused";
  readonly digest: Hex;
  /** In the order of party ids. */
  readonly positions: readonly Position[];
  /** The earliest `until`, which governs; null while nobody has accepted. */
  readonly until: number | null;
  /** The date of adoption: when the last principal came to hold what all have accepted. */
  readonly adoptedAt: number | null;
  readonly verdict: "open" | "provisional" | "final";
  readonly rule: FinalRule | null;
  /** Principals of whom no word is held that makes it final, in the order of their ids. */
  readonly unheard: readonly Hex[];
  /** Whether it is not agreed although each says that it held what all had accepted in time: people must speak. */
  readonly contested: boolean;
  /** Entries about this digest that have no effect, and why, in the order of their places. */
  readonly passedOver: readonly { readonly at: string; readonly reason: PassedOver }[];
}

/** Why an acceptance or refusal has no effect. */
export type PassedOver =
  | "not-a-principal" | "proof-pending" | "key-revoked" | "not-the-seat" | "until-before-its-own-time"
  | "not-the-first";

/**
 * Folds an agreement at `at`. Pure and symmetric: the same entries give the same result, whatever order they came in
 * and whoever spoke first. It is final when every principal's word is held that binds it, or that denies: an honest one
 * never says both, so nothing that is shown later undoes either, as long as one principal is honest.
 */
export function foldAgreement(proposal: Proposal, view: AgreementView, terms: Terms, at: number): Agreement {
  const principals = [...proposal.principals].sort();
  const { acts, passedOver } = actsOf(proposal, principals, view);
  const lines = acts.length === 0 ? [] : readLines(acts, principals, view, terms);
  const untils = lines.flatMap(({ standing: { act } }) => act?.until ?? []);
  const until = untils.length === 0 ? null : Math.min(...untils);
  const bound = bindingDate(lines, principals);
  const isAdopted = bound !== null || principals.every((party) => lines.some((one) => isStanding(one, party)));
  const chosen = new Map(principals.map((party) => [party, lineOf(party, lines, isAdopted)]));
  const positions = principals.map((party) => positionOf(party, chosen.get(party), lines));
  const effects = new Set(positions.map((one) => one.at));
  const second = acts.filter((act) => !effects.has(act.entry.at)).map(({ entry }) => (
    { at: entry.at, reason: "not-the-first" as const }
  ));
  const common = {
    digest: proposal.digest, positions, until,
    passedOver: [...passedOver, ...second].sort((a, b) => placeOrder(a.at, b.at)),
  };
  if (isAdopted) {
    const date = bound ?? Math.max(...[...chosen.values()].map((one) => one?.standing.holdsAt ?? 0));
    const unheard = bound !== null ? [] : without(principals, lines, ({ standing }) => standing.round === 4);
    const [verdict, rule] = bound === null ? ["provisional", null] as const : ["final", "by-entries"] as const;
    return { ...common, state: "adopted", adoptedAt: date, verdict, rule, unheard, contested: false };
  }
  const nothing = { adoptedAt: null, rule: null, unheard: [], contested: false } as const;
  const isRefused = positions.some((one) => one.act === "refused");
  if (!isRefused && (until === null || at <= until)) {
    return { ...common, ...nothing, state: until === null ? "open" : "accepted-by-some", verdict: "open" };
  }
  const unheard = without(principals, lines, ({ standing }) => standing.deniesAt < Infinity);
  const rule = unheard.length === 0 ? "by-entries" : isStopped(lines, at, terms) ? "at-long-stop" : null;
  return {
    ...common, state: isRefused ? "refused" : "lapsed", adoptedAt: null, rule, unheard,
    verdict: rule === null ? "provisional" : "final", contested: positions.every((one) => one.round >= 2),
  };
}

/** Acts of principals that are not passed over for what they are alone, and those that are. */
function actsOf(
  proposal: Proposal, principals: readonly Hex[], view: AgreementView,
): { readonly acts: readonly Act[]; readonly passedOver: Agreement["passedOver"] } {
  const refusals = proposal.refusals.map((one) => ({ ...one, until: null }));
  const said = [...proposal.acceptances, ...refusals].filter((one) => one.digest === proposal.digest);
  const judged = said.map((act) => ({ act, reason: whyPassedOver(act, principals, view) }));
  return {
    acts: judged.filter(({ reason }) => reason === null).map(({ act }) => act),
    passedOver: judged.flatMap(({ act, reason }) => (reason === null ? [] : [{ at: act.entry.at, reason }])),
  };
}

function whyPassedOver(act: Act, principals: readonly Hex[], view: AgreementView): PassedOver | null {
  if (!principals.includes(toHex(act.entry.party))) return "not-a-principal";
  // Beyond a gap an earlier act of the same line may be missing, and the first one binds.
  if (act.entry.proofPending) return "proof-pending";
  if (!view.counts(act.entry.at)) return "key-revoked";
  if (!view.inSeat(act.entry.at)) return "not-the-seat";
  return act.until !== null && act.until < act.entry.body.time ? "until-before-its-own-time" : null;
}

/** The one date to which all principals have bound themselves; null where there is none. */
function bindingDate(lines: readonly Line[], principals: readonly Hex[]): number | null {
  const datesOf = (party: Hex): readonly number[] => lines.filter(
    (one) => one.party === party && one.standing.round === 4 && one.standing.firm,
  ).map(({ standing: { holdsAt, known } }) => Math.max(holdsAt, ...[...known.values()].map((one) => one.holdsAt)));
  const [first = [], ...rest] = principals.map(datesOf);
  const common = first.filter((date) => rest.every((dates) => dates.includes(date)));
  return common.length === 0 ? null : Math.min(...common);
}

/** Whether a party holds in this line, in time, what all have accepted, and has not said since that it is over. */
function isStanding({ party, standing, overtaken }: Line, of: Hex): boolean {
  return party === of && standing.round >= 2 && (standing.round === 4 || standing.deniesAt === Infinity && !overtaken);
}

/** The line that tells a principal's act: one that stands for what is adopted, or one that refuses what is not. */
function lineOf(party: Hex, lines: readonly Line[], isAdopted: boolean): Line | undefined {
  const acting = lines.filter((one) => one.party === party && one.standing.act !== null);
  const isTold = (one: Line): boolean => (isAdopted ? isStanding(one, party) : one.standing.act?.until === null);
  const told = acting.filter(isTold);
  return (told.length > 0 ? told : acting).sort((a, b) => (
    canonicalOrder((a.standing.act as Act).entry, (b.standing.act as Act).entry)
    || a.standing.holdsAt - b.standing.holdsAt
  ))[0];
}

function positionOf(party: Hex, line: Line | undefined, lines: readonly Line[]): Position {
  const own = lines.filter((one) => one.party === party).map((one) => one.standing);
  const round = own.reduce<Round>((most, one) => (one.round > most ? one.round : most), 0);
  const denies = own.some((one) => one.deniesAt < Infinity);
  const act = line?.standing.act ?? null;
  if (act === null) return { party, act: "none", at: null, time: null, until: null, round, denies };
  const { at, body } = act.entry;
  const said = act.until === null ? "refused" : "accepted";
  return { party, act: said, at, time: body.time, until: act.until, round, denies };
}

/** Principals without a line, all of it held, that has come to something. */
function without(
  principals: readonly Hex[], lines: readonly Line[], isSo: (line: Line) => boolean,
): readonly Hex[] {
  return principals.filter((party) => !lines.some((one) => one.party === party && one.standing.firm && isSo(one)));
}

/**
 * At the long stop one word that denies is enough, where nobody is bound: its author's part cannot come any more. One
 * of a time that is still to come is not, since nobody knows of it yet.
 */
function isStopped(lines: readonly Line[], at: number, { longStopMs, skewMs }: Terms): boolean {
  return lines.every(({ standing }) => standing.round < 4) && lines.some(
    ({ standing: { firm, deniesAt, until } }) => firm && at >= Math.max(deniesAt - skewMs, until + longStopMs),
  );
}
