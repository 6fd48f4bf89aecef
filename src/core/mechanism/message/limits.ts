// The clocks of a message at one addressee, counted from delivery as the charter says.

import { firstAckBy, isActDisputed } from "../../clock/disputed.ts";
import { verdict } from "../../clock/verdict.ts";
import type { Fact, Limit, Verdict } from "../../clock/verdict.ts";
import { toHex } from "../../bytes/hex.ts";
import type { Hex } from "../../names.ts";
import type { HeldEntry, RecordView } from "../../record/held-entry.ts";
import { limitsOf } from "../charter/charter.ts";
import type { Charter } from "../charter/charter.ts";
import type { Act, Receipt } from "./fold.ts";
import type { HoldContent, MessageContent } from "./entries.ts";

/** A promise of a next word, and what came of it. */
export interface HoldLimit {
  readonly hold: string;
  readonly verdict: Verdict;
}

/**
 * The clocks of one addressee. Null: the clock does not run (not delivered, for information only, or withdrawn in
 * time).
 */
export interface AddresseeLimits {
  /** Delivery + receiptMs: met when a person at the desk takes, holds, answers or refuses. */
  readonly receiptBy: Verdict | null;
  /**
   * Delivery + answerMs: met by an answer or a refusal; neither a receipt, a take nor a holding reply stops it. An
   * answer has none of its own.
   */
  readonly answerBy: Verdict | null;
  /** One clock for each "next word by": met by any later word of the desk. */
  readonly nextWordBy: readonly HoldLimit[];
}

/** What the clocks of one addressee are computed from. */
export interface AddresseeFacts {
  readonly entry: HeldEntry;
  readonly party: Hex;
  readonly receipt: Receipt | null;
  /** Whether the addressee is asked to act; clocks run for nobody else. */
  readonly action: boolean;
  readonly takes: readonly Act<unknown>[];
  readonly holds: readonly Act<HoldContent>[];
  readonly refusals: readonly Act<unknown>[];
  readonly answers: readonly Act<unknown>[];
  /** Cancellations and standing supersessions by the author. */
  readonly ended: readonly HeldEntry[];
  /** Messages related to this one, from whoever they come. */
  readonly related: readonly Act<MessageContent>[];
}

/**
 * The clocks of one addressee at `at`. Delivery is the addressee's own statement of when it came to hold the
 * message; a disputed one makes a passed limit disputed. The author's withdrawal at or before a limit ends a clock
 * that nothing has met.
 */
export function messageLimits(facts: AddresseeFacts, view: RecordView, charter: Charter, at: number): AddresseeLimits {
  const { entry, party, receipt } = facts;
  if (!facts.action || receipt === null) return { receiptBy: null, answerBy: null, nextWordBy: [] };
  const author = toHex(entry.party);
  const urgency = entry.body.precedence;
  const limits = limitsOf(charter, urgency);
  const words = [...facts.holds, ...facts.refusals, ...facts.answers].map((one) => one.entry);
  const limitOf = (source: string, limitMs: number, startDisputed: boolean): Limit =>
    ({ source, limitMs, principals: [author, party], startDisputed });
  const judge = (limit: Limit, met: readonly HeldEntry[], fromMs: number): Verdict | null => {
    const claims = met.map((one): Fact => ({
      at: one.at, time: one.body.time,
      disputed: isActDisputed(one, fromMs, author, limit.limitMs, view, charter),
      heardMs: firstAckBy(author, one.at, view)?.heldAt ?? null,
    }));
    const found = verdict(limit, claims, view, at, charter);
    const ended = facts.ended.some((one) => one.body.time <= limit.limitMs);
    return ended && found.outcome !== "met" ? null : found;
  };
  const receiptLimit = limitOf(`charter: ${urgency} receipt`, receipt.heldAt + limits.receiptMs, receipt.disputed);
  const answerLimit = limitOf(`charter: ${urgency} answer`, receipt.heldAt + limits.answerMs, receipt.disputed);
  const asks = asksForAnswer(entry.content as MessageContent | null);
  const answers = [...facts.refusals, ...facts.answers].map((one) => one.entry);
  return {
    receiptBy: judge(receiptLimit, [...facts.takes.map((one) => one.entry), ...words], entry.body.time),
    answerBy: asks ? judge(answerLimit, answers, entry.body.time) : null,
    // Each hold is held against every later word: only whoever asks for it pays for that.
    get nextWordBy() {
      return facts.holds.flatMap((one): readonly HoldLimit[] => {
        const { nextWordBy } = one.content;
        if (nextWordBy === null) return [];
        const later = [...words, ...repliesOf(facts)].filter((word) => follows(word, one.entry));
        const found = judge(limitOf("holding reply: next word", nextWordBy, false), later, one.entry.body.time);
        return found === null ? [] : [{ hold: one.entry.at, verdict: found }];
      });
    },
  };
}

/** Whether a message asks for an answer. An answer does not, or no exchange would end (spec/06-messages.md, M-17). */
export function asksForAnswer(content: MessageContent | null): boolean {
  return content?.relation?.kind !== "answers";
}

// Any message of the party that relates to this one is a next word, whichever desk speaks.
function repliesOf(facts: AddresseeFacts): readonly HeldEntry[] {
  return facts.related.map((one) => one.entry).filter((entry) => toHex(entry.party) === facts.party);
}

// Later by the author's own time, then by its own lamport: both rise along one party's logs.
function follows(word: HeldEntry, held: HeldEntry): boolean {
  if (word.at === held.at || word.body.time < held.body.time) return false;
  return word.body.time > held.body.time || word.body.lamport > held.body.lamport;
}
