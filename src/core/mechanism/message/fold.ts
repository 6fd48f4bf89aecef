// The state of one message, folded from the entries about it, in whatever order they came.

import { isReceiptDisputed } from "../../clock/disputed.ts";
import { toHex } from "../../bytes/hex.ts";
import type { Hex, PartyId, Precedence } from "../../names.ts";
import { canonicalOrder } from "../../record/held-entry.ts";
import type { FirstAck, HeldEntry, RecordView } from "../../record/held-entry.ts";
import type { Charter } from "../charter/charter.ts";
import type { RecordState } from "./delivery.ts";
import { cancellation, hold, message, refusal, take, translation } from "./entries.ts";
import type {
  Address, CancellationContent, HoldContent, MessageContent, RefusalContent, TakeContent, TranslationContent,
} from "./entries.ts";
import { messageLimits } from "./limits.ts";
import type { AddresseeLimits } from "./limits.ts";

/** An entry that had an effect, and its content. */
export interface Act<C> {
  readonly entry: HeldEntry;
  readonly content: C;
}

/** A receipt: the addressee's station has signed that it holds the message durably, since `heldAt`. */
export interface Receipt extends FirstAck {
  readonly disputed: boolean;
}

/** One addressee and everything its desk has done about the message. */
export interface AddresseeState {
  readonly address: Address;
  readonly party: Hex;
  /**
   * The strongest thing the record proves, in the fixed order answered, refused, holding, taken, durable; null for
   * nothing.
   */
  readonly state: RecordState | null;
  /** Since when: heldAt of a receipt, the author's time otherwise. */
  readonly sinceMs: number | null;
  readonly receipt: Receipt | null;
  /**
   * Where there is no receipt yet, what an entry of the addressee beyond a gap says of it. It shows that the
   * message is held there, and moves no clock.
   */
  readonly early: FirstAck | null;
  readonly taken: Act<TakeContent> | null;
  /** The newest holding reply by its author's own time; each "next word by" has its clock whichever is shown. */
  readonly holding: Act<HoldContent> | null;
  readonly holds: readonly Act<HoldContent>[];
  readonly answered: Act<MessageContent> | null;
  readonly refused: Act<RefusalContent> | null;
  readonly limits: AddresseeLimits;
}

/** A message as the record has it. */
export interface MessageState {
  readonly object: Hex;
  readonly entry: HeldEntry;
  /** Null when the content is withheld or poison. */
  readonly content: MessageContent | null;
  readonly party: Hex;
  readonly precedence: Precedence;
  readonly poison: boolean;
  readonly proofPending: boolean;
  /** Whether it was signed with a key that was revoked before: it counts for nothing, and has no addressees. */
  readonly revoked: boolean;
  readonly to: readonly AddresseeState[];
  readonly info: readonly AddresseeState[];
  readonly translations: readonly Act<TranslationContent>[];
  /** Messages that reply to or answer this one, from whoever they come. */
  readonly replies: readonly Act<MessageContent>[];
  /** Corrections and supersessions by the author; a cancelled one replaces nothing. */
  readonly corrections: readonly Act<MessageContent>[];
  readonly supersessions: readonly Act<MessageContent>[];
  readonly cancellation: Act<CancellationContent> | null;
  /** Whether nothing of its author replaces or withdraws it. */
  readonly live: boolean;
  /** Objects of two or more live messages that each replace this one and not each other: people must settle it. */
  readonly conflict: readonly Hex[];
  /** Entries that have no effect, and why. */
  readonly passedOver: readonly { readonly at: string; readonly reason: PassedOver }[];
}

/** Why an entry about a message has no effect. */
export type PassedOver = "key-revoked" | "poison" | "not-the-author" | "not-an-action-addressee" | "kind";

/**
 * Folds a message at `at`. `entries` are those of the object and of every message of its thread, in any order; null
 * when the message itself is not among them. No place in any order gives an advantage: an act counts by who says it.
 */
export function foldMessage(
  object: Hex, entries: readonly HeldEntry[], view: RecordView, charter: Charter, at: number,
): MessageState | null {
  const all = distinct(entries).sort(canonicalOrder);
  const entry = all.find((one) => toHex(one.leaf) === object && one.body.kind === message.code);
  if (entry === undefined) return null;
  const sorted = all.filter((one) => one === entry || view.counts(one.at));
  const revoked = !view.counts(entry.at);
  const content = entry.content as MessageContent | null;
  const author = toHex(entry.party);
  const thread = actsOf<MessageContent>(sorted, message.code);
  const related = thread.filter((one) => relatesTo(one, object) && toHex(one.entry.leaf) !== object);
  const own = sorted.filter((one) => one.object === object && one !== entry);
  const byAuthor = related.filter((one) => toHex(one.entry.party) === author);
  const corrections = byAuthor.filter((one) => one.content.relation?.kind === "corrects");
  const supersessions = byAuthor.filter((one) => one.content.relation?.kind === "supersedes");
  const ownByAuthor = own.filter((one) => toHex(one.party) === author);
  const cancellations = actsOf<CancellationContent>(ownByAuthor, cancellation.code);
  const standing = standingOnly(supersessions, sorted);
  const addressee = (address: Address, action: boolean): AddresseeState =>
    foldAddressee(address, action, { entry, own, related, cancellations, standing, view, charter, at });
  return {
    object, entry, content, party: author, precedence: entry.body.precedence, poison: entry.poison,
    proofPending: entry.proofPending, revoked,
    to: (revoked ? [] : content?.to ?? []).map((address) => addressee(address, true)),
    info: (revoked ? [] : content?.info ?? []).map((address) => addressee(address, false)),
    translations: actsOf<TranslationContent>(own, translation.code),
    replies: related.filter((one) => ["replies", "answers"].includes(one.content.relation?.kind ?? "")),
    corrections, supersessions, cancellation: cancellations[0] ?? null,
    live: !revoked && cancellations.length === 0 && standing.length === 0,
    conflict: inConflict(standing, standingOnly(thread, sorted)),
    passedOver: [
      ...all.filter((one) => !sorted.includes(one) && isAbout(one, object)).map(
        (one) => ({ at: one.at, reason: "key-revoked" as const }),
      ),
      ...passedOver(entry, content, own, related, charter),
    ],
  };
}

/** What a fold of one addressee needs of the message around it. */
interface Around {
  readonly entry: HeldEntry;
  readonly own: readonly HeldEntry[];
  readonly related: readonly Act<MessageContent>[];
  readonly cancellations: readonly Act<CancellationContent>[];
  /** Supersessions that their author has not cancelled. */
  readonly standing: readonly Act<MessageContent>[];
  readonly view: RecordView;
  readonly charter: Charter;
  readonly at: number;
}

function foldAddressee(address: Address, action: boolean, around: Around): AddresseeState {
  const { entry, own, related, view, charter, at } = around;
  const party = partyOf(charter, address.party);
  const ofParty = (acks: readonly FirstAck[]): FirstAck | undefined =>
    acks.find((one) => toHex(one.party) === party && party !== toHex(entry.party));
  const ack = ofParty(view.firstAcks(entry.at));
  const receipt = ack === undefined ? null : { ...ack, disputed: isReceiptDisputed(entry, ack, view, charter) };
  const early = ack === undefined ? ofParty(view.earlyAcks(entry.at)) ?? null : null;
  const here = action ? own.filter((one) => toHex(one.party) === party) : [];
  const atDesk = <C extends { readonly desk: string }>(code: number): readonly Act<C>[] =>
    actsOf<C>(here, code).filter((one) => one.content.desk === address.desk);
  const takes = atDesk<TakeContent>(take.code);
  const holds = atDesk<HoldContent>(hold.code);
  const refusals = atDesk<RefusalContent>(refusal.code);
  const answers = action ? related.filter((one) => isAnswerFrom(one, party, address.desk)) : [];
  const taken = earliest(takes);
  const answered = earliest(answers);
  const refused = earliest(refusals);
  const holding = latest(holds);
  const ended = [...around.cancellations, ...around.standing].map((one) => one.entry);
  const limits = messageLimits(
    { entry, party, receipt, action, takes, holds, refusals, answers, ended, related }, view, charter, at,
  );
  const [state, sinceMs] = strongest(receipt ?? early, taken, holding, answered, refused);
  return { address, party, state, sinceMs, receipt, early, taken, holding, holds, answered, refused, limits };
}

// A fixed rank, not the order of time: between an answer and a refusal of one desk both are shown, and the answer
// leads.
function strongest(
  receipt: FirstAck | null, taken: Act<unknown> | null, holding: Act<unknown> | null, answered: Act<unknown> | null,
  refused: Act<unknown> | null,
): readonly [RecordState | null, number | null] {
  if (answered !== null) return ["answered", answered.entry.body.time];
  if (refused !== null) return ["refused", refused.entry.body.time];
  if (holding !== null) return ["holding", holding.entry.body.time];
  if (taken !== null) return ["taken", taken.entry.body.time];
  return receipt === null ? [null, null] : ["durable", receipt.heldAt];
}

/** Hex of the party at an index of the charter; empty when there is none, which matches nobody. */
export function partyOf(charter: Charter, index: number): Hex {
  const party = charter.parties[index];
  return party === undefined ? "" : toHex(party.id);
}

function isAnswerFrom(act: Act<MessageContent>, party: Hex, desk: string): boolean {
  return act.content.relation?.kind === "answers" && toHex(act.entry.party) === party && act.content.desk === desk;
}

function relatesTo(act: Act<MessageContent>, object: Hex): boolean {
  return act.content.relation !== null && toHex(act.content.relation.object) === object;
}

/** Whether an entry is about a message, or is one that relates to it. */
function isAbout(entry: HeldEntry, object: Hex): boolean {
  const { relation = null } = entry.body.kind === message.code ? (entry.content as MessageContent | null) ?? {} : {};
  return entry.object === object || (relation !== null && toHex(relation.object) === object);
}

/** Supersessions that their author has not cancelled. What is itself superseded goes on to replace. */
function standingOnly(acts: readonly Act<MessageContent>[], entries: readonly HeldEntry[]): Act<MessageContent>[] {
  const cancelled = new Set(entries.flatMap((one) => (
    one.body.kind === cancellation.code && !one.poison ? [by(one.object, one.party)] : []
  )));
  return acts.filter(({ entry, content }) => (
    content.relation?.kind === "supersedes" && !cancelled.has(by(toHex(entry.leaf), entry.party))
  ));
}

/** Objects of supersessions of one message that are live, each of which replaces it: two or more, or none. */
function inConflict(all: readonly Act<MessageContent>[], standing: readonly Act<MessageContent>[]): Hex[] {
  const replaced = new Set(standing.map(({ entry, content }) => (
    by(toHex(content.relation?.object ?? new Uint8Array(0)), entry.party)
  )));
  const live = all.filter(({ entry }) => !replaced.has(by(toHex(entry.leaf), entry.party)));
  return live.length > 1 ? live.map((one) => toHex(one.entry.leaf)) : [];
}

// An object and the party that did something about it; looked up, since there may be as many as the other party likes.
function by(object: Hex, party: PartyId): string {
  return `${object} ${toHex(party)}`;
}

function passedOver(
  entry: HeldEntry, content: MessageContent | null, own: readonly HeldEntry[], related: readonly Act<MessageContent>[],
  charter: Charter,
): MessageState["passedOver"] {
  const author = toHex(entry.party);
  const desks = new Set((content?.to ?? []).map((one) => `${partyOf(charter, one.party)} ${one.desk}`));
  const reasonOf = (one: HeldEntry): PassedOver | null => {
    if (one.poison) return "poison";
    if (one.body.kind === cancellation.code) return toHex(one.party) === author ? null : "not-the-author";
    if (one.body.kind === translation.code) return null;
    if (![take.code, hold.code, refusal.code].includes(one.body.kind)) return "kind";
    const desk = (one.content as { readonly desk: string } | null)?.desk;
    return desk === undefined || desks.has(`${toHex(one.party)} ${desk}`) ? null : "not-an-action-addressee";
  };
  const ownReasons = own.map((one) => ({ at: one.at, reason: reasonOf(one) }));
  const relatedReasons = related.map((one) => {
    const kind = one.content.relation?.kind;
    const replaces = kind === "corrects" || kind === "supersedes";
    const answers = kind === "answers" && !desks.has(`${toHex(one.entry.party)} ${one.content.desk}`);
    const reason: PassedOver | null =
      replaces && toHex(one.entry.party) !== author ? "not-the-author" : answers ? "not-an-action-addressee" : null;
    return { at: one.entry.at, reason };
  });
  return [...ownReasons, ...relatedReasons].filter((one) => one.reason !== null) as MessageState["passedOver"];
}

function actsOf<C>(entries: readonly HeldEntry[], code: number): readonly Act<C>[] {
  return entries
    .filter((entry) => entry.body.kind === code && entry.content !== null)
    .map((entry) => ({ entry, content: entry.content as C }));
}

function distinct(entries: readonly HeldEntry[]): HeldEntry[] {
  return [...new Map(entries.map((entry) => [entry.at, entry])).values()];
}

// Times of one desk's own acts: its own claim about itself, so the earlier of two binds nobody else.
function earliest<C>(acts: readonly Act<C>[]): Act<C> | null {
  return [...acts].sort(byTime)[0] ?? null;
}

function latest<C>(acts: readonly Act<C>[]): Act<C> | null {
  return [...acts].sort(byTime).at(-1) ?? null;
}

function byTime(a: Act<unknown>, b: Act<unknown>): number {
  return a.entry.body.time - b.entry.body.time || canonicalOrder(a.entry, b.entry);
}
