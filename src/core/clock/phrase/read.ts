// Reads a phrase about time, as people write it, into a limit and what was assumed; or asks, with both readings.

import { dateOf, dayMs, dayOf, dayOfDate, endOfDay, firstDayOf, lastDayOf, monthLength, periodOf, weekdayOf }
  from "../calendar.ts";
import type { Day, Period } from "../calendar.ts";
import { amountMax, noLimit, occurrenceNameBytesMax } from "../time-limit.ts";
import type { Event, TimeLimit, Unit } from "../time-limit.ts";
import { utf8 } from "../../bytes/cbor.ts";
import { english } from "./en.ts";
import { russian } from "./ru.ts";
import type { Lexicon, Meaning } from "./lexicon.ts";

/** Longest phrase that is read, in characters. */
export const phraseCharactersMax = 1_000;
/** Most words that mean something together. */
const runMax = 5;

/**
 * What the reader has added to what was written:
 * - from-adoption: nothing is named to count from, so it is the adoption of the text
 * - signature: signature is taken for adoption
 * - occurrence: what is named has to be said in the record when it occurs
 * - year: the next such date or period from the day the phrase is read
 * - inclusive: the day named is still in time
 * - end-of-day: the day ends at midnight UTC
 */
export type Assumption = "from-adoption" | "signature" | "occurrence" | "year" | "inclusive" | "end-of-day";

/** One way to understand a phrase. */
export interface Reading {
  readonly limit: TimeLimit;
  readonly assumed: readonly Assumption[];
}

/**
 * What a phrase may leave open:
 * - begins-or-ends: before the period begins, or by its end ("by November")
 * - day-included: with the day, or before it ("до 1 ноября")
 * - day-or-month: which of two numbers is the day
 * - how-often: every two, or twice in one
 * - which-week: the coming day of that name, or the one after
 */
export type Question = "begins-or-ends" | "day-included" | "day-or-month" | "how-often" | "which-week";

export type PhraseOutcome =
  | { readonly kind: "read"; readonly reading: Reading }
  | { readonly kind: "question"; readonly question: Question; readonly readings: readonly [Reading, Reading] }
  | { readonly kind: "unknown" };

/** A word or run of words, what it means, and where it begins and ends in the phrase. */
interface Token {
  readonly meaning: Meaning | null;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const unknown: PhraseOutcome = { kind: "unknown" };

/**
 * Reads a phrase of a language (Russian, and English for every other) as of a day. What it cannot read is unknown; what
 * can be read in two ways is a question, never a guess (docs/decisions/clocks.md).
 */
export function readPhrase(phrase: string, language: string, nowMs: number): PhraseOutcome {
  if (phrase.length > phraseCharactersMax) return unknown;
  const reader = new Reader(phrase, lexiconOf(language), dayOf(nowMs));
  return reader.delay() ?? reader.recurring() ?? reader.span() ?? reader.point() ?? reader.condition() ?? unknown;
}

/** The words of a language: Russian, and English for every other. */
export function lexiconOf(language: string): Lexicon {
  return /^ru(?:-|$)/u.test(language) ? russian : english;
}

class Reader {
  private readonly phrase: string;
  private readonly lexicon: Lexicon;
  private readonly today: Day;
  private readonly tokens: readonly Token[];

  constructor(phrase: string, lexicon: Lexicon, today: Day) {
    this.phrase = phrase;
    this.lexicon = lexicon;
    this.today = today;
    this.tokens = tokensOf(phrase, lexicon);
  }

  /** "without delay": no last moment at all. */
  delay(): PhraseOutcome | null {
    return this.tokens.length === 1 && this.is(0, "without-delay") ? read(noLimit, []) : null;
  }

  /** "every six months from the adoption", "ежегодно". */
  recurring(): PhraseOutcome | null {
    const first = this.tokens[0]?.meaning;
    if (first?.is === "recurs-or") {
      if (this.tokens.length > 1) return null;
      const of = (amount: number, unit: Unit): Reading => this.recurs(amount, unit, 1);
      const twice = first.unit === "weeks" ? of(84, "hours") : of(15, "days");
      return { kind: "question", question: "how-often", readings: [of(2, first.unit), twice] };
    }
    if (first?.is === "recurs") return this.recursFrom(first.amount, first.unit, 1);
    if (first?.is !== "every") return null;
    const many = this.tokens[1]?.meaning;
    const amount = many?.is === "number" ? many.value : 1;
    const span = this.units(many?.is === "number" ? 2 : 1, amount);
    return span === null ? null : this.recursFrom(span.amount, span.unit, span.next);
  }

  /** "within seven days of the adoption", "не позднее 30 дней со дня получения". */
  span(): PhraseOutcome | null {
    let at = this.isAny(0, ["within", "not-later", "skip"]) ? 1 : 0;
    if (this.is(at, "skip")) at += 1;
    const many = this.tokens[at]?.meaning;
    // "в течение суток": one of them, where nothing says how many.
    const isOne = this.lexicon.single.includes(this.tokens[at]?.text ?? "");
    if (isOne && many?.is === "unit" && this.is(0, "within") && at === 1) return this.spanOf(at, 1);
    if (many?.is !== "number") return null;
    // "seven (7) days": said twice, and the same.
    const again = this.tokens[at + 1]?.meaning;
    const repeated = again?.is === "number" && again.value === many.value;
    return this.spanOf(at + (repeated ? 2 : 1), many.value);
  }

  private spanOf(at: number, amount: number): PhraseOutcome | null {
    const span = this.units(at, amount);
    const of = span === null ? null : this.event(span.next);
    if (span === null || of === null) return null;
    const assumed = isExact(span.unit) ? of.assumed : [...of.assumed, "end-of-day" as const];
    return read({ ...noLimit, form: "within", span: { amount: span.amount, unit: span.unit }, of: of.event }, assumed);
  }

  /** "by 15 November 2026", "in the first half of 2027", "до ноября". */
  point(): PhraseOutcome | null {
    let at = 0;
    let how: "by" | "until" | "before" | "not-later" = "by";
    let periodOnly: "in" | "by" = "in";
    for (; this.isAny(at, ["within", "in", "by", "until", "before", "not-later", "skip"]); at++) {
      const is = this.tokens[at]?.meaning?.is;
      if (is === "until" || is === "before" || is === "not-later") how = is;
      if (is === "by" || is === "until") periodOnly = "by";
    }
    const ends = this.is(at, "end");
    if (ends) at += 1;
    while (this.is(at, "skip") || ends && this.is(at, "from")) at += 1;
    const point = this.named(at, ends);
    if (point === null) return null;
    if (point.kind === "question") return point.outcome;
    if (point.kind === "day") return dayOutcome(point.day, how, point.assumed);
    const { period, assumed } = point;
    const end = atEndOf(period, assumed);
    const before = atEndOf(this.periodBefore(period, assumed), assumed);
    if (ends || how === "not-later" || how === "by" && periodOnly === "in") return { kind: "read", reading: end };
    if (how === "before") return { kind: "read", reading: before };
    return { kind: "question", question: "begins-or-ends", readings: [before, end] };
  }

  /** The period before another; where no year was named and it is over already, that of the year after. */
  private periodBefore(period: Period, assumed: readonly Assumption[]): Period {
    const before = periodOf(period.kind, firstDayOf(period) - 1);
    const isOver = assumed.includes("year") && (lastDayOf(before) as Day) < this.today && period.kind !== "year";
    return isOver ? periodOf(period.kind, firstDayOf({ ...period, year: period.year + 1 }) - 1) : before;
  }

  /** "when the commission has certified it": to be done without delay then. */
  condition(): PhraseOutcome | null {
    const at = this.is(0, "skip") ? 1 : 0;
    if (!this.isAny(at, ["when", "from"])) return null;
    const of = this.event(this.is(at, "when") ? at : 0, "when");
    return of === null || of.assumed.includes("from-adoption") ? null : read({ ...noLimit, form: "when", of: of.event },
      of.assumed);
  }

  private recursFrom(amount: number, unit: Unit, next: number): PhraseOutcome | null {
    const of = this.event(next);
    if (of === null) return null;
    return read({ ...noLimit, form: "recurring", span: { amount, unit }, of: of.event },
      isExact(unit) ? of.assumed : [...of.assumed, "end-of-day"]);
  }

  private recurs(amount: number, unit: Unit, next: number): Reading {
    const found = this.recursFrom(amount, unit, next);
    return (found as Extract<PhraseOutcome, { kind: "read" }>).reading;
  }

  /** A unit after a number, of work or of the calendar. */
  private units(from: number, amount: number): { amount: number; unit: Unit; next: number } | null {
    let at = from;
    const isWork = this.is(at, "working");
    if (isWork || this.is(at, "calendar")) at += 1;
    const one = this.tokens[at]?.meaning;
    if (one?.is !== "unit") return null;
    const count = amount * (one.times ?? 1);
    const work = { hours: "working-hours", days: "working-days" } as const;
    if (isWork && one.unit !== "hours" && one.unit !== "days") return null;
    const unit = isWork ? work[one.unit as keyof typeof work] : one.unit;
    return count < 1 || count > amountMax ? null : { amount: count, unit, next: at + 1 };
  }

  /** What is counted from: the rest of the phrase behind "from". Nothing there means the adoption. */
  private event(
    next: number, begin: "from" | "when" = "from",
  ): { event: Event; assumed: readonly Assumption[] } | null {
    if (next >= this.tokens.length) return { event: adoption, assumed: ["from-adoption"] };
    let at = next;
    if (!this.isAny(at, [begin, "from"])) return null;
    while (this.isAny(at, [begin, "from", "skip"])) at += 1;
    const day = this.named(at, false);
    if (day?.kind === "day") return { event: dateEvent(day.day), assumed: day.assumed };
    const rest = this.rest(at);
    const small = rest.toLowerCase().replaceAll("ё", "е");
    const starts = (all: readonly string[]): boolean => all.some((one) => small.startsWith(one));
    const item = /(\d{1,2})$/u.exec(small);
    if (starts(this.lexicon.fulfilment) && item !== null && Number(item[1]) > 0) {
      return { event: { ...adoption, kind: "fulfilment", item: Number(item[1]) - 1 }, assumed: [] };
    }
    if (starts(this.lexicon.adoption)) return { event: adoption, assumed: [] };
    if (starts(this.lexicon.signature)) return { event: adoption, assumed: ["signature"] };
    if (rest === "" || utf8(rest).length > occurrenceNameBytesMax) return null;
    return { event: { ...adoption, kind: "occurrence", name: rest }, assumed: ["occurrence"] };
  }

  /** The phrase from a token on, without an article and what closes the sentence. */
  private rest(at: number): string {
    const from = this.tokens[at]?.from ?? this.phrase.length;
    return this.phrase.slice(from).replace(/[.;,]$/u, "").trim();
  }

  /** A day or a period from a token to the end. */
  private named(from: number, ends: boolean): Named | null {
    const [one, two, three, four] = [0, 1, 2, 3].map((n) => this.tokens[from + n]);
    const last = (count: number): boolean => this.isOver(from + count);
    if (one === undefined) return null;
    const written = dayWritten(one.text);
    if (written !== null && last(1)) return written;
    const number = one.meaning?.is === "number" ? one.meaning.value : null;
    const month = (token: Token | undefined): number | null =>
      token?.meaning?.is === "month" ? token.meaning.value : null;
    const year = (token: Token | undefined): number | null =>
      token?.meaning?.is === "number" && token.meaning.value >= 1_970 && token.meaning.value <= 9_999
        ? token.meaning.value : null;
    const [monthAt, dayOfMonth] = month(one) !== null
      ? [0, two?.meaning?.is === "number" && year(two) === null ? two.meaning.value : null] as const
      : [1, number] as const;
    const named = month([one, two][monthAt]);
    if (named !== null && (monthAt === 0 || number !== null)) {
      const behind = dayOfMonth === null ? [two, 1] as const : [three, 2] as const;
      const given = year(behind[0]);
      if (!last(behind[1] + (given === null ? 0 : 1))) return null;
      return dayOfMonth === null ? this.monthOf(named, given) : this.dayOfMonth(dayOfMonth, named, given);
    }
    if (year(one) !== null && last(1)) return inYear({ kind: "year", year: year(one) as number, number: 1 });
    if (one.meaning?.is === "weekday" && last(1)) return this.weekday(one.meaning.value);
    return this.part(from, ends, year(two) ?? year(three) ?? year(four));
  }

  /** "the first half of 2027", "Q3", "I квартал 2027 года", "this year", "the year". */
  private part(from: number, ends: boolean, year: number | null): Named | null {
    const [one, two] = [this.tokens[from]?.meaning, this.tokens[from + 1]?.meaning];
    const count = one?.is === "part" ? 1 : 2;
    const number = one?.is === "ordinal" ? one.value : one?.is === "part" ? one.number : null;
    const kind = one?.is === "part" ? one.kind : two?.is === "unit" ? two.period : undefined;
    if (number !== null && kind !== undefined) {
      let at = from + count;
      while (this.isAny(at, ["from", "skip"])) at += 1;
      if (year !== null) at += 1;
      if (!this.isOver(at)) return null;
      const here = dateOf(this.today).year;
      const isPast = year === null && (lastDayOf({ kind, year: here, number }) ?? 0) < this.today;
      const of = { kind, year: year ?? (isPast ? here + 1 : here), number };
      return lastDayOf(of) === null ? null : inYear(of, year === null);
    }
    const isThis = one?.is === "this";
    const bare = isThis ? two : one;
    if (bare?.is !== "unit" || bare.period === undefined || !(isThis || ends)) return null;
    return this.isOver(from + (isThis ? 2 : 1)) ? inYear(periodOf(bare.period, this.today), true) : null;
  }

  private monthOf(number: number, year: number | null): Named {
    const here = dateOf(this.today);
    const of = year ?? (number < here.month ? here.year + 1 : here.year);
    return inYear({ kind: "month", year: of, number }, year === null);
  }

  private dayOfMonth(day: number, month: number, given: number | null): Named | null {
    const here = dateOf(this.today).year;
    const passed = given === null && dayOfDate({ year: here, month, day }) < this.today;
    const year = given ?? (passed ? here + 1 : here);
    if (day < 1 || day > monthLength(year, month)) return null;
    return { kind: "day", day: dayOfDate({ year, month, day }), assumed: given === null ? ["year"] : [] };
  }

  private weekday(weekday: number): Named {
    const ahead = (weekday - weekdayOf(this.today) + 7) % 7;
    const next = this.today + (ahead === 0 ? 7 : ahead);
    const readings = [atDay(next, []), atDay(next + 7, [])] as const;
    return { kind: "question", outcome: { kind: "question", question: "which-week", readings } };
  }

  /** Whether nothing that says something stands at a token or behind it; the word for "year" may. */
  private isOver(from: number): boolean {
    return this.tokens.slice(from).every(({ meaning }) =>
      meaning?.is === "skip" || meaning?.is === "unit" && meaning.unit === "years");
  }

  private is(at: number, what: Meaning["is"]): boolean {
    return this.tokens[at]?.meaning?.is === what;
  }

  private isAny(at: number, what: readonly Meaning["is"][]): boolean {
    return what.some((one) => this.is(at, one));
  }
}

type Named =
  | { readonly kind: "day"; readonly day: Day; readonly assumed: readonly Assumption[] }
  | { readonly kind: "period"; readonly period: Period; readonly assumed: readonly Assumption[] }
  | { readonly kind: "question"; readonly outcome: PhraseOutcome };

const adoption: Event = { kind: "adoption", object: null, time: null, name: "", item: null };

function read(limit: TimeLimit, assumed: readonly Assumption[]): PhraseOutcome {
  return { kind: "read", reading: { limit, assumed } };
}

function isExact(unit: Unit): boolean {
  return unit === "hours" || unit === "working-hours";
}

function dateEvent(day: Day): Event {
  return { ...adoption, kind: "date", time: day * dayMs };
}

function inYear(of: Period, assumed = false): Named {
  return { kind: "period", period: of, assumed: assumed ? ["year"] : [] };
}

function atEndOf(period: Period, assumed: readonly Assumption[]): Reading {
  return { limit: { ...noLimit, form: "by-end-of", period }, assumed: [...assumed, "end-of-day"] };
}

function atDay(day: Day, assumed: readonly Assumption[]): Reading {
  return { limit: { ...noLimit, form: "at", at: endOfDay(day) }, assumed: [...assumed, "end-of-day"] };
}

function dayOutcome(
  day: Day, how: "by" | "until" | "before" | "not-later", assumed: readonly Assumption[],
): PhraseOutcome {
  if (how === "before") return { kind: "read", reading: atDay(day - 1, assumed) };
  if (how === "not-later") return { kind: "read", reading: atDay(day, assumed) };
  if (how === "by") return { kind: "read", reading: atDay(day, [...assumed, "inclusive"]) };
  return { kind: "question", question: "day-included", readings: [atDay(day - 1, assumed), atDay(day, assumed)] };
}

/** 2027-04-03, 03.04.2027, or 03/04/2027, which is one of two days. */
function dayWritten(text: string): Named | null {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(text);
  if (iso !== null) return dayNamed(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/u.exec(text);
  if (dotted !== null) return dayNamed(Number(dotted[3]), Number(dotted[2]), Number(dotted[1]));
  const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/u.exec(text);
  if (slashed === null) return null;
  const [year, a, b] = [Number(slashed[3]), Number(slashed[1]), Number(slashed[2])] as const;
  const [one, other] = [dayNamed(year, b, a), dayNamed(year, a, b)] as const;
  if (one?.kind !== "day" || other?.kind !== "day" || a === b) return one ?? other;
  const readings = [atDay(one.day, []), atDay(other.day, [])] as const;
  return { kind: "question", outcome: { kind: "question", question: "day-or-month", readings } };
}

function dayNamed(year: number, month: number, day: number): Named | null {
  const isDate = year >= 1_970 && month >= 1 && month <= 12 && day >= 1 && day <= monthLength(year, month);
  return isDate ? { kind: "day", day: dayOfDate({ year, month, day }), assumed: [] } : null;
}

/** The words of a phrase; the longest run that means something together is one token. */
export function tokensOf(phrase: string, { words }: Lexicon): readonly Token[] {
  const found = [...phrase.matchAll(/[\p{L}\p{N}./-]+/gu)].flatMap((one) => {
    const text = one[0].replace(/^[./-]/u, "").replace(/[./-]$/u, "");
    const from = one.index + one[0].indexOf(text);
    return text === "" ? [] : [{ text: text.toLowerCase().replaceAll("ё", "е"), from, to: from + text.length }];
  });
  const tokens: Token[] = [];
  for (let at = 0; at < found.length;) {
    let length = Math.min(runMax, found.length - at);
    const run = (): string => found.slice(at, at + length).map((one) => one.text).join(" ");
    while (length > 1 && !words.has(run())) length -= 1;
    const text = run();
    const number = /^\d{1,4}$/u.test(text) ? { is: "number", value: Number(text) } as const : null;
    const [first, last] = [found[at], found[at + length - 1]];
    tokens.push({ meaning: number ?? words.get(text) ?? null, text, from: first?.from ?? 0, to: last?.to ?? 0 });
    at += length;
  }
  return tokens;
}
