// A schedule of commitments as a person writes it in a file: parties by their codes, days as dates, and a phrase where
// no limit is given.

import { z } from "zod";

import type { ChannelView, StationView } from "../../api/views.ts";
import { dayOfDate } from "../../core/clock/calendar.ts";
import { readPhrase } from "../../core/clock/phrase/read.ts";
import type { Reading } from "../../core/clock/phrase/read.ts";
import { timeLimit, units } from "../../core/clock/time-limit.ts";
import type { TimeLimit } from "../../core/clock/time-limit.ts";
import type { Json } from "../../core/bytes/shape.ts";
import type { Cli } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { findParty } from "../lookup.ts";
import { limitWords } from "./limit-words.ts";

const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const inLanguages = z.record(z.string(), z.string());
const parties = z.array(z.string()).min(1);
const span = z.strictObject({ amount: z.number().int(), unit: z.enum(units) });
const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/u);

/** What stands in the file. */
const scheduleFile = z.strictObject({
  languages: z.array(z.string()).min(1),
  text: z.string().optional(),
  digest: z.string().optional(),
  workingTimes: z.array(z.strictObject({
    party: z.string(), rest: z.array(z.enum(weekdays)), from: clock, to: clock,
    holidays: z.array(z.string().regex(/^\d{4}-\d{2}-\d{2}$/u)).optional(),
  })).optional(),
  commitments: z.array(z.strictObject({
    owner: parties, to: parties, deliverable: inLanguages, phrase: inLanguages.optional(),
    limit: z.unknown().optional(), evidence: inLanguages.optional(),
    clauses: z.array(z.number().int().min(1)).optional(),
    verifiers: parties.optional(), silence: span.optional(), alarms: z.array(z.number().int()).optional(),
    convenor: z.string().optional(), article: z.string(), source: z.string(),
  })).min(1),
});
type ScheduleFile = z.infer<typeof scheduleFile>;
type Written = ScheduleFile["commitments"][number];

/** What was read of a phrase where the file gives no limit. */
export interface ReadLimit {
  readonly number: number;
  readonly phrase: string;
  readonly reading: Reading;
}

/** The schedule as the station takes it, and what was read of its phrases. */
export interface ReadSchedule {
  readonly schedule: Json;
  readonly read: readonly ReadLimit[];
}

/** An example to be changed, between us and the first other party of a channel. */
export function exampleFile(us: string, them: string): unknown {
  return {
    languages: ["en", "ru"],
    workingTimes: [
      { party: us, rest: ["sat", "sun"], from: "06:00", to: "15:00", holidays: ["2027-01-01"] },
      { party: them, rest: ["sat", "sun"], from: "07:00", to: "16:00", holidays: ["2027-01-01", "2027-01-07"] },
    ],
    commitments: [
      {
        owner: [us], to: [them],
        deliverable: {
          en: "Hand over the list of persons authorised to use the line.",
          ru: "Передать перечень лиц, уполномоченных пользоваться линией.",
        },
        phrase: { en: "within ten working days of adoption", ru: "в течение десяти рабочих дней с даты принятия" },
        evidence: { en: "The list, signed.", ru: "Подписанный перечень." },
        silence: { amount: 30, unit: "days" }, alarms: [7, 1], article: "2", source: "EXERCISE communique",
      },
      {
        owner: [us, them], to: [us, them], deliverable: { en: "Meet again.", ru: "Встретиться вновь." },
        phrase: { en: "in the first half of 2027", ru: "в первом полугодии 2027 года" },
        alarms: [30, 14, 7, 1], convenor: them, article: "5", source: "EXERCISE communique",
      },
    ],
  };
}

/**
 * Reads a file. Where it gives no limit, the phrase is read in every language: all must say the same. Errors:
 * schedule-file, schedule-phrase, schedule-question, schedule-differs, party-unknown.
 */
export function readSchedule(cli: Cli, state: StationView, channel: ChannelView, text: string): ReadSchedule {
  const file = parsed(text);
  const { languages } = file;
  const indexOf = (asked: string): number => {
    const index = channel.parties.indexOf(findParty(state, asked).id);
    if (index < 0) throw new CliError("party-unknown", { asked, names: channel.parties.length });
    return index;
  };
  const indexes = (all: readonly string[]): number[] => all.map(indexOf).sort((a, b) => a - b);
  const each = (texts: Readonly<Record<string, string>> | undefined): string[] =>
    texts === undefined || Object.keys(texts).length === 0 ? [] : languages.map((language) => texts[language] ?? "");
  const read: ReadLimit[] = [];
  const items = file.commitments.map((one, at) => {
    const limit = one.limit === undefined ? limitOf(cli, state, file, one, at, read) : limitOrThrow(one.limit, at);
    return {
      owner: indexes(one.owner), to: indexes(one.to), deliverable: each(one.deliverable),
      clauses: (one.clauses ?? []).map((clause) => clause - 1).sort((a, b) => a - b), phrase: each(one.phrase),
      limit: timeLimit.toJson(limit), evidence: each(one.evidence), verifiers: indexes(one.verifiers ?? []),
      silence: one.silence ?? null, alarms: [...(one.alarms ?? [])].sort((a, b) => b - a),
      convenor: one.convenor === undefined ? null : indexOf(one.convenor),
      rule: { article: one.article, source: one.source },
    };
  });
  const calendars = (file.workingTimes ?? []).map((one) => ({
    party: indexOf(one.party), rest: one.rest.map((day) => weekdays.indexOf(day)).sort(), from: minutes(one.from),
    to: minutes(one.to), holidays: (one.holidays ?? []).map(dayOfText).sort((a, b) => a - b),
  }));
  return {
    schedule: { text: file.text ?? null, digest: file.digest ?? null, languages, calendars, items } as Json, read,
  };
}

function parsed(text: string): ScheduleFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new CliError("schedule-file", { detail: "JSON" });
  }
  const found = scheduleFile.safeParse(json);
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  throw new CliError("schedule-file", { detail: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}` });
}

function limitOf(
  cli: Cli, state: StationView, { languages }: ScheduleFile, { phrase }: Written, at: number, read: ReadLimit[],
): TimeLimit {
  const found = languages.flatMap((language) => {
    const words = phrase?.[language] ?? "";
    // Languages that the reader does not speak say nothing against it; people compare them.
    return words === "" || !/^(?:en|ru)(?:-|$)/u.test(language) ? [] : [readOne(cli, words, language, at, state.nowMs)];
  });
  const [first] = found;
  if (first === undefined) throw new CliError("schedule-phrase", { number: at + 1, phrase: "" });
  const other = found.find(({ reading }) => !sameLimit(reading.limit, first.reading.limit));
  if (other !== undefined) {
    throw new CliError("schedule-differs", { number: at + 1, one: first.phrase, other: other.phrase });
  }
  read.push(first);
  return first.reading.limit;
}

function readOne(cli: Cli, phrase: string, language: string, at: number, nowMs: number): ReadLimit {
  const found = readPhrase(phrase, language, nowMs);
  if (found.kind === "unknown") throw new CliError("schedule-phrase", { number: at + 1, phrase });
  if (found.kind === "read") return { number: at + 1, phrase, reading: found.reading };
  const [one, other] = found.readings;
  throw new CliError("schedule-question", {
    number: at + 1, phrase, one: limitWords(cli, one.limit), other: limitWords(cli, other.limit),
    first: JSON.stringify(timeLimit.toJson(one.limit)), second: JSON.stringify(timeLimit.toJson(other.limit)),
  });
}

/** Names of what is to occur differ from language to language; everything else must be one limit. */
function sameLimit(one: TimeLimit, other: TimeLimit): boolean {
  const plain = (limit: TimeLimit): string => JSON.stringify(
    { ...limit, of: limit.of === null ? null : { ...limit.of, name: limit.of.name === "" ? "" : "named" } },
  );
  return plain(one) === plain(other);
}

function limitOrThrow(json: unknown, at: number): TimeLimit {
  try {
    return timeLimit.fromJson(json as Json, "limit");
  } catch {
    throw new CliError("schedule-file", { detail: `commitments.${at}.limit` });
  }
}

function minutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function dayOfText(text: string): number {
  return dayOfDate({ year: Number(text.slice(0, 4)), month: Number(text.slice(5, 7)), day: Number(text.slice(8)) });
}
