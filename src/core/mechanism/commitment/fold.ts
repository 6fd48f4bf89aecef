// Where the commitments of a schedule stand, folded from what is said of them, in whatever order it came.

import { toHex } from "../../bytes/hex.ts";
import { dueOf, recurrencesMax } from "../../clock/time-limit.ts";
import type { Due } from "../../clock/time-limit.ts";
import { tolledLimit } from "../../clock/tolling.ts";
import type { Tolled } from "../../clock/tolling.ts";
import { verdict } from "../../clock/verdict.ts";
import type { Verdict } from "../../clock/verdict.ts";
import { commonTime } from "../../clock/working-time.ts";
import type { WorkingTime } from "../../clock/working-time.ts";
import type { Agreement } from "../../agree/agreement.ts";
import type { Hex } from "../../names.ts";
import type { HeldEntry, RecordView } from "../../record/held-entry.ts";
import type { Charter } from "../charter/charter.ts";
import { claimState, factsOf } from "./claims.ts";
import type { ClaimFacts, ClaimState } from "./claims.ts";
import { startOf } from "./counted-from.ts";
import type { Start, StartFacts } from "./counted-from.ts";
import { commitments } from "./entries.ts";
import type { Commitment, CommitmentsContent, TollingContent, WaiverContent } from "./entries.ts";
import { readSaid } from "./said.ts";
import type { AllSaid, PassedOver, Said, Sides } from "./said.ts";

/**
 * Where a commitment stands (spec/18-commitments.md, D-7):
 * - proposed: the schedule is not adopted, so nothing is owed
 * - waiting: what its limit is counted from has not come
 * - no-limit: it is to be done without delay; there is no last moment
 * - due: its limit runs
 * - lapsed: its limit has passed and nobody claims that it was done
 * - claimed, verified, deemed, disputed: what has come of the claims
 * - waived: everybody to whom it is owed has given it up
 */
export type CommitmentStanding =
  | "proposed" | "waiting" | "no-limit" | "due" | "lapsed" | "claimed" | "verified" | "deemed" | "disputed" | "waived";

/** One commitment, or one time of one that recurs. */
export interface CommitmentState {
  readonly item: number;
  readonly round: number;
  readonly content: Commitment;
  readonly sides: Sides;
  readonly standing: CommitmentStanding;
  readonly start: Start | null;
  /** Its last moment, moved by the time that does not count. */
  readonly due: Due;
  /** The last moment if time that an owner alone says does not count did not; else the same. */
  readonly claimedDueMs: number | null;
  /** Null where there is no last moment, or none yet. */
  readonly verdict: Verdict | null;
  readonly claims: readonly ClaimState[];
  readonly waivers: readonly Said<WaiverContent>[];
  readonly tollings: readonly Said<TollingContent>[];
}

/** A schedule and all its commitments. */
export interface ScheduleState {
  readonly object: Hex;
  readonly entry: HeldEntry;
  readonly content: CommitmentsContent;
  readonly agreement: Agreement;
  readonly said: AllSaid;
  readonly items: readonly CommitmentState[];
  readonly passedOver: readonly { readonly at: string; readonly reason: PassedOver }[];
}

/** What a schedule is folded with. */
export interface Around {
  readonly view: RecordView;
  readonly charter: Charter;
  readonly at: number;
  readonly agreement: Agreement;
  /** The adoption that limits are counted from: of the text it comes from where there is one, else its own. */
  readonly adoption: Start | null;
  entryOf(object: Hex): HeldEntry | null;
}

/**
 * Folds a schedule at `around.at` from the entries about it; null when its own is not among them, or does not read.
 * Each word moves what its author may move, and nothing depends on which came first.
 */
export function foldSchedule(object: Hex, entries: readonly HeldEntry[], around: Around): ScheduleState | null {
  const entry = entries.find((one) => toHex(one.leaf) === object && one.body.kind === commitments.code);
  if (entry === undefined || entry.content === null || !around.view.counts(entry.at)) return null;
  const content = entry.content as CommitmentsContent;
  const said = readSaid(content, entries, around.view, around.charter);
  const items: CommitmentState[] = [];
  const folder = new Folder(content, said, around, items);
  for (let index = 0; index < content.items.length; index++) folder.rounds(index);
  return { object, entry, content, agreement: around.agreement, said, items, passedOver: said.passedOver };
}

/** Of most commitments nothing is said: one list of nothing serves them all. */
const none: readonly never[] = [];

class Folder {
  private readonly content: CommitmentsContent;
  private readonly said: AllSaid;
  private readonly around: Around;
  private readonly done: CommitmentState[];
  private readonly time: WorkingTime;
  private readonly claims: ReadonlyMap<number, readonly AllSaid["claims"][number][]>;
  private readonly waivers: ReadonlyMap<number, readonly Said<WaiverContent>[]>;
  private readonly tollings: ReadonlyMap<number, readonly Said<TollingContent>[]>;
  /** The last time of each commitment of which something is said. */
  private readonly lastSaid = new Map<number, number>();
  private readonly starts: StartFacts;
  private readonly facts: ClaimFacts;

  constructor(content: CommitmentsContent, said: AllSaid, around: Around, done: CommitmentState[]) {
    this.content = content;
    this.said = said;
    this.around = around;
    this.done = done;
    this.time = commonTime(content.calendars);
    const itemOf = (one: Said<{ readonly item: number }>): number => one.content.item;
    this.claims = Map.groupBy(said.claims, itemOf);
    this.waivers = Map.groupBy(said.waivers, itemOf);
    this.tollings = Map.groupBy(said.tollings, itemOf);
    for (const { content: { item, round } } of [...said.claims, ...said.waivers]) {
      this.lastSaid.set(item, Math.max(round, this.lastSaid.get(item) ?? 0));
    }
    this.starts = { ...around, said, fulfilled: (before) => this.fulfilled(before) };
    this.facts = { said, view: around.view, charter: around.charter, time: this.time, at: around.at };
  }

  /** Adds the times of a commitment that are to be shown: one, or of one that recurs all up to the next to come. */
  rounds(item: number): void {
    const content = this.content.items[item] as Commitment;
    const sides = this.said.sides[item] as Sides;
    const start = content.limit.of === null ? null : startOf(content.limit.of, sides, this.starts, (startMs) => {
      const due = dueOf(content.limit, startMs, this.time);
      return due.kind === "at" ? due.ms : Infinity;
    });
    const all = content.limit.form === "recurring" ? content.limit.count ?? recurrencesMax : 1;
    const tolled = tolledOf(this.tollings.get(item) ?? none, sides);
    const last = this.lastSaid.get(item) ?? 0;
    for (let round = 0; round < all; round++) {
      const state = this.round(item, round, content, sides, start, tolled);
      this.done.push(state);
      if (all === 1 || state.due.kind !== "at" || state.due.ms >= this.around.at && round >= last) break;
    }
  }

  private round(
    item: number, round: number, content: Commitment, sides: Sides, start: Start | null, tolled: TolledTimes,
  ): CommitmentState {
    const { view, charter, at, agreement, adoption } = this.around;
    const { facts } = this;
    const saidClaims = ofRound(this.claims.get(item), round);
    const claims = saidClaims === none ? none : saidClaims.map(
      (one) => claimState(one, sides, content.silence, facts),
    );
    const waivers = ofRound(this.waivers.get(item), round);
    const { tollings } = tolled;
    const stateOf = (
      standing: CommitmentStanding, due: Due, claimedDueMs: number | null, judged: Verdict | null,
    ): CommitmentState => ({
      item, round, content, sides, standing, start: standing === "proposed" ? null : start, due, claimedDueMs,
      verdict: judged, claims, waivers, tollings,
    });
    if (agreement.state !== "adopted") return stateOf("proposed", { kind: "waiting" }, null, null);
    const base = dueOf(content.limit, start?.ms ?? null, this.time, round);
    if (base.kind !== "at") {
      const untouched = base.kind === "none" ? "no-limit" : "waiting";
      return stateOf(standingOf(claims, waivers, sides, untouched), base, null, null);
    }
    const since = start?.ms ?? adoption?.ms ?? 0;
    const limitMs = tolledLimit(base.ms, since, tolled.effective, at);
    const claimedDueMs = tolledLimit(base.ms, since, tolled.claimed, at);
    const doubtful = claimedDueMs > limitMs && (at <= claimedDueMs || claims.some(
      ({ entry: { body } }) => body.time > limitMs && body.time <= claimedDueMs,
    ));
    const found = verdict({
      source: content.rule.article, limitMs, principals: sides.principals,
      startDisputed: start?.disputed === true || doubtful,
    }, factsOf(claims, sides, adoption?.ms ?? 0, { limitMs, untilMs: claimedDueMs }, facts), view, at, charter);
    // Not final, whoever has spoken since: what is counted from a date that may still move; what is disputed, while
    // people may settle it; and what was met by a claim that may still be disputed.
    const settled = start?.settled ?? adoption?.settled ?? false;
    const isOpen = found.state === "final"
      && (!settled || found.outcome === "disputed" || found.outcome === "met" && !isBeyondDispute(claims, found));
    const judged: Verdict = isOpen ? { ...found, state: "provisional", rule: null } : found;
    const untouched = found.outcome === "running" ? "due" : found.outcome === "disputed" ? "disputed" : "lapsed";
    const due = limitMs === base.ms ? base : { kind: "at", ms: limitMs } as const;
    return stateOf(standingOf(claims, waivers, sides, untouched), due, claimedDueMs, judged);
  }

  /** When a commitment before was fulfilled: the time of its first claim that stands verified, or deemed for good. */
  private fulfilled(item: number): Start | null {
    const [before] = this.done.filter((one) => one.item === item && one.round === 0);
    const claims = (before?.claims ?? []).filter((one) => one.state === "verified" || one.state === "deemed");
    const [first] = claims.sort((a, b) => a.entry.body.time - b.entry.body.time);
    if (first === undefined) return null;
    // One made earlier that is verified later would move it.
    const { time } = first.entry.body;
    const isFirst = (before?.claims ?? []).every((one) => one === first || one.entry.body.time >= time);
    const settled = isFirst && isSettled(first);
    return { ms: time, disputed: false, settled };
  }
}

/** What is said of one time of a commitment. */
function ofRound<C extends { readonly round: number }>(
  said: readonly Said<C>[] | undefined, round: number,
): readonly Said<C>[] {
  return said === undefined ? none : said.filter((one) => one.content.round === round);
}

/** Whether a claim cannot come to be disputed any more. */
function isSettled({ state, deemed }: ClaimState): boolean {
  return state === "verified" || deemed?.kind === "deemed" && deemed.verdict.state === "final";
}

/** Whether the claim that met a limit cannot come to be disputed any more. */
function isBeyondDispute(claims: readonly ClaimState[], { byEntries }: Verdict): boolean {
  return claims.some((one) => byEntries.includes(one.entry.at) && isSettled(one));
}

function standingOf(
  claims: readonly ClaimState[], waivers: readonly Said<WaiverContent>[], { to }: Sides,
  untouched: CommitmentStanding,
): CommitmentStanding {
  for (const state of ["verified", "deemed"] as const) if (claims.some((one) => one.state === state)) return state;
  if (to.length > 0 && to.every((party) => waivers.some((one) => one.party === party))) return "waived";
  for (const state of ["claimed", "disputed"] as const) if (claims.some((one) => one.state === state)) return state;
  return untouched;
}

/**
 * The word of each party that counts on a time that begins at one moment: the first that says when it ended, else the
 * first. So a time that goes on can be ended, and one that ended is not made longer.
 */
function countingOf(all: readonly Said<TollingContent>[]): readonly CountingTolling[] {
  const found = new Map<string, CountingTolling>();
  for (const one of all) {
    const key = `${one.party} ${one.content.from}`;
    const before = found.get(key);
    if (before === undefined) found.set(key, { ...one, saidMs: one.entry.body.time });
    else if (before.content.until === null && one.content.until !== null) {
      found.set(key, { ...one, saidMs: before.saidMs });
    }
  }
  return [...found.values()];
}

/** A tolling that counts, with the time at which its author first said it. */
interface CountingTolling extends Said<TollingContent> {
  readonly saidMs: number;
}

/** What is said of time that does not count for a commitment, whichever time of it is asked about. */
interface TolledTimes {
  /** The words that count. */
  readonly tollings: readonly CountingTolling[];
  /** Times that do not count: those that everybody to whom it is owed says alike (D-15). */
  readonly effective: readonly Tolled[];
  /** These, and those for which an owner claims force majeure. */
  readonly claimed: readonly Tolled[];
}

const nothingTolled: TolledTimes = { tollings: none, effective: none, claimed: none };

function tolledOf(said: readonly Said<TollingContent>[], { owner, to }: Sides): TolledTimes {
  if (said.length === 0) return nothingTolled;
  const tollings = countingOf(said);
  const byTime = Map.groupBy(tollings, ({ content: { from, until } }) => `${from} ${until}`);
  const effective = [...byTime.values()].flatMap((alike): readonly Tolled[] => {
    const creditors = alike.filter(({ party }) => to.includes(party));
    return to.length === 0 || creditors.length < to.length ? []
      : [timesOf(creditors[0] as CountingTolling, Math.max(...creditors.map((one) => one.saidMs)))];
  });
  const alone = tollings.filter(({ party, content }) => content.ground === "force-majeure" && owner.includes(party));
  return { tollings, effective, claimed: [...effective, ...alone.map((one) => timesOf(one, one.saidMs))] };
}

function timesOf({ content: { from, until } }: CountingTolling, saidMs: number): Tolled {
  return { fromMs: from, toMs: until, saidMs };
}
