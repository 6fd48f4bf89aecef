// What has come of a claim: verified, disputed, deemed fulfilled, or standing as it was made.

import { toHex } from "../../bytes/hex.ts";
import { deemedAcceptance } from "../../clock/deemed.ts";
import type { Deemed } from "../../clock/deemed.ts";
import { firstAckBy, isActDisputed, isReceiptDisputed } from "../../clock/disputed.ts";
import { afterSpan } from "../../clock/time-limit.ts";
import type { Span } from "../../clock/time-limit.ts";
import type { Fact } from "../../clock/verdict.ts";
import type { WorkingTime } from "../../clock/working-time.ts";
import type { Hex } from "../../names.ts";
import type { RecordView } from "../../record/held-entry.ts";
import type { Charter } from "../charter/charter.ts";
import type { ClaimContent, FindingContent, ObjectionContent } from "./entries.ts";
import type { AllSaid, Said, Sides } from "./said.ts";

/** A claim and what has come of it. */
export interface ClaimState extends Said<ClaimContent> {
  readonly state: "claimed" | "verified" | "disputed" | "deemed";
  /** The finding that counts of each who verifies, in the order of their ids. */
  readonly findings: readonly Said<FindingContent>[];
  readonly objections: readonly Said<ObjectionContent>[];
  /** What silence has come to, where the commitment says that it counts. */
  readonly deemed: Deemed | null;
}

/** What is asked to judge a claim. */
export interface ClaimFacts {
  readonly said: AllSaid;
  readonly view: RecordView;
  readonly charter: Charter;
  readonly time: WorkingTime;
  readonly at: number;
}

/** The last moment of a limit, and the same with the time that an owner alone says does not count. */
export interface LimitTimes {
  readonly limitMs: number;
  readonly untilMs: number;
}

/** Judges a claim at a time (D-8 to D-11). */
export function claimState(
  one: Said<ClaimContent>, sides: Sides, silence: Span | null, facts: ClaimFacts,
): ClaimState {
  const verifiers = sides.verifiers.filter((party) => party !== one.party);
  const newest = new Map<Hex, Said<FindingContent>>();
  for (const found of facts.said.findings.get(one.leaf) ?? []) {
    // To verify binds: what its author says after that changes nothing.
    if (newest.get(found.party)?.content.result !== "verified") newest.set(found.party, found);
  }
  const findings = [...newest.values()].sort((a, b) => (a.party < b.party ? -1 : 1));
  const objections = facts.said.objections.get(one.leaf) ?? [];
  const against = findings.filter(({ content }) => content.result === "disputed");
  const verified = verifiers.length > 0 && verifiers.every(
    (party) => newest.get(party)?.content.result === "verified",
  );
  const deemed = silence === null || verified ? null : silenceOn(one, verifiers, silence, [...objections, ...against],
    facts);
  const outcome = deemed?.kind;
  const disputed = outcome === "deemed" ? false
    : outcome === "objected" || outcome === "disputed" || objections.length > 0 || against.length > 0;
  const state = verified ? "verified" : outcome === "deemed" ? "deemed" : disputed ? "disputed" : "claimed";
  return { ...one, state, findings, objections, deemed };
}

function silenceOn(
  one: Said<ClaimContent>, of: readonly Hex[], span: Span, said: readonly Said<unknown>[],
  { view, charter, time, at }: ClaimFacts,
): Deemed {
  const receipts = of.flatMap((party) => {
    const ack = firstAckBy(party, one.entry.at, view);
    return ack === null ? []
      : [{ party, heldAt: ack.heldAt, disputed: isReceiptDisputed(one.entry, ack, view, charter) }];
  });
  const limitMs = afterSpan(Math.max(0, ...receipts.map((ack) => ack.heldAt)), span, 1, time) ?? 0;
  // What is timed after it changes nothing, disputed or not (D-10): what is deemed for good stays so.
  const inTime = said.filter(({ entry }) => entry.body.time <= limitMs);
  const objections = inTime.map(({ entry }): Fact => ({
    at: entry.at, time: entry.body.time,
    disputed: isActDisputed(entry, one.entry.body.time, one.party, limitMs, view, charter),
    heardMs: firstAckBy(one.party, entry.at, view)?.heldAt ?? null,
  }));
  return deemedAcceptance({ source: "silence", by: one.party, of, receipts, span, objections }, time, view, at,
    charter);
}

/**
 * Claims timed up to `untilMs` as facts that meet a limit: a disputed one meets nothing, and makes it disputed. A later
 * one is none, so that what has passed for good stays so.
 */
export function factsOf(
  claims: readonly ClaimState[], sides: Sides, sinceMs: number, { limitMs, untilMs }: LimitTimes,
  { view, charter }: ClaimFacts,
): readonly Fact[] {
  // Nothing is claimed of most commitments.
  if (claims.length === 0) return claims as readonly never[];
  return claims.filter(({ entry }) => entry.body.time <= untilMs).map(({ entry, party, state }) => {
    const readers = sides.principals.filter((one) => one !== party);
    const heard = view.firstAcks(entry.at).filter((ack) => readers.includes(toHex(ack.party)));
    const doubted = readers.some((reader) => isActDisputed(entry, sinceMs, reader, limitMs, view, charter));
    return {
      at: entry.at, time: entry.body.time, disputed: state === "disputed" || doubted,
      heardMs: heard.length === 0 ? null : Math.min(...heard.map((ack) => ack.heldAt)),
    };
  });
}
