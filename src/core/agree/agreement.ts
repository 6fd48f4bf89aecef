// Agree: one digest is agreed when every principal's log holds an acceptance of it and has acknowledged the others' in
// time.

import { isReceiptDisputed, firstAckBy } from "../clock/disputed.ts";
import { isHeardAfter, settle } from "../clock/settled.ts";
import type { FinalRule } from "../clock/settled.ts";
import type { Terms } from "../clock/terms.ts";
import { toHex } from "../bytes/hex.ts";
import type { Hex } from "../names.ts";
import { canonicalOrder, placeOrder } from "../record/held-entry.ts";
import type { HeldEntry, RecordView } from "../record/held-entry.ts";

/** An entry that accepts a digest, until a time. */
export interface Acceptance {
  readonly entry: HeldEntry;
  readonly digest: Hex;
  readonly until: number;
}

/** An entry that refuses a digest. */
export interface Declination {
  readonly entry: HeldEntry;
  readonly digest: Hex;
}

/** What is to be agreed, by whom, and what they have said about it. Entries about other digests are passed over. */
export interface Proposal {
  readonly digest: Hex;
  /** Party ids whose acceptance is needed. */
  readonly principals: readonly Hex[];
  readonly acceptances: readonly Acceptance[];
  readonly refusals: readonly Declination[];
}

/**
 * One principal's acknowledgement of another's acceptance; its own acceptance it holds from the moment it signed it.
 */
export interface Acknowledgement {
  readonly of: Hex;
  readonly at: string;
  readonly time: number;
  /** Why it does not count, or null when it does. */
  readonly fault: "after-until" | "time-disputed" | "seen-too-late" | null;
  /** Whether the author of the acceptance has acknowledged this acknowledgement. */
  readonly seen: boolean;
}

/** What one principal has said. */
export interface Position {
  readonly party: Hex;
  readonly act: "none" | "accepted" | "refused";
  readonly at: string | null;
  readonly time: number | null;
  readonly until: number | null;
  /** What of the others' acceptances it has acknowledged, in the order of their party ids. */
  readonly acknowledged: readonly Acknowledgement[];
}

/** Where an agreement stands. */
export interface Agreement {
  readonly state: "open" | "accepted-by-some" | "adopted" | "lapsed" | "refused";
  readonly digest: Hex;
  /** In the order of party ids. */
  readonly positions: readonly Position[];
  /** The earliest `until`, which governs; null while nobody has accepted. */
  readonly until: number | null;
  /** The date of adoption: the last of the acknowledgements that complete it. */
  readonly adoptedAt: number | null;
  readonly verdict: "open" | "provisional" | "final";
  readonly rule: FinalRule | null;
  readonly unheard: readonly Hex[];
  /** Whether there are acknowledgements that say they were in time and do not count: people must speak. */
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
 * and whoever spoke first. Each principal's first act binds it; a withdrawal or second thought has no effect before
 * `until`.
 */
export function foldAgreement(proposal: Proposal, view: RecordView, terms: Terms, at: number): Agreement {
  const principals = [...proposal.principals].sort();
  const { acts, passedOver } = firstActs(proposal, principals, view);
  const accepted = [...acts.values()].filter((act) => act.until !== null) as Accepted[];
  const until = accepted.length === 0 ? null : Math.min(...accepted.map((act) => act.until));
  const read = { principals, view, terms };
  const positions = principals.map((party) => positionOf(party, acts.get(party) ?? null, accepted, until, read));
  const common = { digest: proposal.digest, positions, until, passedOver };
  const nothing = { adoptedAt: null, rule: null, unheard: [], contested: false } as const;

  // A refusal binds its author at once, and no adoption is possible without that author.
  const refused = positions.some((one) => one.act === "refused");
  if (refused) return { ...common, ...nothing, state: "refused", verdict: "final" };
  if (until === null) return { ...common, ...nothing, state: "open", verdict: "open" };
  const settlement = settle(until, principals, view, at, terms);
  const { unheard } = settlement;
  if (accepted.length === principals.length && positions.every((one) => isComplete(one, principals, until))) {
    const times = positions.flatMap((one) => [one.time as number, ...one.acknowledged.map((ack) => ack.time)]);
    const seen = positions.every((one) => one.acknowledged.every((ack) => ack.seen));
    // Never final by default: who has not been heard may have seen an acknowledgement too late, and then there is none.
    const verdict = seen ? "final" : "provisional";
    const rule = seen ? "by-entries" : null;
    return {
      ...common, state: "adopted", adoptedAt: Math.max(...times), verdict, rule, unheard: seen ? [] : unheard,
      contested: false,
    };
  }
  if (at <= until) return { ...common, ...nothing, state: "accepted-by-some", verdict: "open" };
  const verdict = settlement.rule === null ? "provisional" : "final";
  const doubtful = positions.some((one) => one.acknowledged.some((ack) => ack.fault !== null && ack.time <= until));
  return { ...common, state: "lapsed", adoptedAt: null, verdict, rule: settlement.rule, unheard, contested: doubtful };
}

interface Act {
  readonly entry: HeldEntry;
  /** Null for a refusal. */
  readonly until: number | null;
}

interface Accepted extends Act {
  readonly until: number;
}

/**
 * The first act of each principal in its own logs. Lamports rise along a principal's logs, so this is its own order.
 */
function firstActs(
  proposal: Proposal, principals: readonly Hex[], view: RecordView,
): { readonly acts: ReadonlyMap<Hex, Act>; readonly passedOver: Agreement["passedOver"] } {
  const refusals = proposal.refusals.map((one) => ({ ...one, until: null }));
  const said = [...proposal.acceptances, ...refusals].filter((one) => one.digest === proposal.digest);
  const acts = new Map<Hex, Act>();
  const passedOver: { at: string; reason: PassedOver }[] = [];
  for (const act of said.sort((a, b) => canonicalOrder(a.entry, b.entry))) {
    const party = toHex(act.entry.party);
    const reason = whyPassedOver(act, party, principals, acts, view);
    if (reason === null) acts.set(party, act);
    else passedOver.push({ at: act.entry.at, reason });
  }
  return { acts, passedOver: passedOver.sort((a, b) => placeOrder(a.at, b.at)) };
}

function whyPassedOver(
  act: Act, party: Hex, principals: readonly Hex[], acts: ReadonlyMap<Hex, Act>, view: RecordView,
): PassedOver | null {
  if (!principals.includes(party)) return "not-a-principal";
  // Beyond a gap an earlier act of the same author may be missing, and the first one binds.
  if (act.entry.proofPending) return "proof-pending";
  if (!view.counts(act.entry.at)) return "key-revoked";
  if (!view.inSeat(act.entry.at)) return "not-the-seat";
  if (act.until !== null && act.until < act.entry.body.time) return "until-before-its-own-time";
  return acts.has(party) ? "not-the-first" : null;
}

/** What an agreement is read from. */
interface Reading {
  readonly principals: readonly Hex[];
  readonly view: RecordView;
  readonly terms: Terms;
}

function positionOf(
  party: Hex, act: Act | null, accepted: readonly Accepted[], until: number | null, read: Reading,
): Position {
  const others = accepted.filter((one) => toHex(one.entry.party) !== party);
  const acknowledged = others.flatMap((one) => acknowledgementOf(party, one.entry, until as number, read) ?? []);
  acknowledged.sort((a, b) => (a.of < b.of ? -1 : 1));
  if (act === null) return { party, act: "none", at: null, time: null, until: null, acknowledged };
  const { at, body } = act.entry;
  const said = act.until === null ? "refused" : "accepted";
  return { party, act: said, at, time: body.time, until: act.until, acknowledged };
}

function acknowledgementOf(
  party: Hex, acceptance: HeldEntry, until: number, { principals, view, terms }: Reading,
): Acknowledgement | null {
  const ack = firstAckBy(party, acceptance.at, view);
  if (ack === null) return null;
  const author = toHex(acceptance.party);
  const seenBy = firstAckBy(author, ack.at, view);
  const latest = until + terms.skewMs + terms.courierMs;
  // The acceptance's author saw this acknowledgement too late, or has written past that time without having seen it.
  const late = seenBy === null ? isHeardAfter(author, principals, view, latest) : seenBy.heldAt > latest;
  const fault =
    ack.time > until ? "after-until"
    : isReceiptDisputed(acceptance, ack, view, terms) ? "time-disputed"
    : late ? "seen-too-late"
    : null;
  return { of: author, at: ack.at, time: ack.time, fault, seen: seenBy !== null };
}

function isComplete(position: Position, principals: readonly Hex[], until: number): boolean {
  if (position.time === null || position.time > until) return false;
  const { acknowledged } = position;
  return acknowledged.length === principals.length - 1 && acknowledged.every((ack) => ack.fault === null);
}
