import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../agree/record.fixture.ts";
import { encodeShape } from "../../bytes/shape.ts";
import { formatIso } from "../dtg.ts";
import { limitFault, timeLimit } from "../time-limit.ts";
import { phraseCharactersMax, readPhrase } from "./read.ts";
import type { Reading } from "./read.ts";

const now = Date.UTC(2026, 10, 26, 12);

/** A reading in few words. */
function told({ limit, assumed }: Reading): string {
  const { form, at, span, of, period, count } = limit;
  equal(limitFault(limit, 64), null);
  encodeShape(timeLimit, limit);
  return [
    form, at === null ? "" : formatIso(at).slice(0, 10), span === null ? "" : `${span.amount} ${span.unit}`,
    of === null ? "" : `of ${of.kind}`, of?.name ?? "", of?.item ?? "",
    of?.time == null ? "" : formatIso(of.time).slice(0, 10),
    period === null ? "" : `${period.kind} ${period.year} ${period.number}`, count ?? "",
    ...assumed.filter((one) => one !== "end-of-day").map((one) => `+${one}`),
  ].filter((one) => one !== "").join(" ");
}

function reads(language: string, phrase: string): string {
  const found = readPhrase(phrase, language, now);
  if (found.kind === "unknown") return "?";
  if (found.kind === "read") return told(found.reading);
  return `${found.question}? ${found.readings.map(told).join(" | ")}`;
}

/** What people write, and what it comes to. */
const rows: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  en: {
    "within seven days of the adoption of this text": "within 7 days of adoption",
    "Within seven (7) days of receipt of the notification.":
      "within 7 days of occurrence receipt of the notification +occurrence",
    "within ten working days after signature": "within 10 working-days of adoption +signature",
    "within 48 hours": "within 48 hours of adoption +from-adoption",
    "within a fortnight of adoption": "within 2 weeks of adoption",
    "within 30 days of 1 March 2027": "within 30 days of date 2027-03-01",
    "within two months after fulfilment of commitment 1": "within 2 months of fulfilment 0",
    "no later than 30 days after the entry into force": "within 30 days of occurrence entry into force +occurrence",
    "by November": "begins-or-ends? by-end-of month 2027 10 +year | by-end-of month 2026 11 +year",
    "by November 2026": "begins-or-ends? by-end-of month 2026 10 | by-end-of month 2026 11",
    "before November 2027": "by-end-of month 2027 10",
    "by the end of November": "by-end-of month 2026 11 +year",
    "in the first half of 2027": "by-end-of half 2027 1",
    "by the first half of 2027": "begins-or-ends? by-end-of half 2026 2 | by-end-of half 2027 1",
    "in Q3 2027": "by-end-of quarter 2027 3",
    "in 2027": "by-end-of year 2027 1",
    "by the end of the year": "by-end-of year 2026 1 +year",
    "without delay": "none",
    "Immediately.": "none",
    "by 15 January": "at 2027-01-15 +year +inclusive",
    "by January 15, 2027": "at 2027-01-15 +inclusive",
    "no later than 15 January 2027": "at 2027-01-15",
    "before 1 March 2028": "at 2028-02-29",
    "until 5 May 2027": "day-included? at 2027-05-04 | at 2027-05-05",
    "by 03/04/2027": "day-or-month? at 2027-04-03 | at 2027-03-04",
    "by 31/12/2027": "at 2027-12-31 +inclusive",
    "by Friday": "which-week? at 2026-11-27 | at 2026-12-04",
    "every six months from adoption": "recurring 6 months of adoption",
    "quarterly beginning 1 January 2027": "recurring 3 months of date 2027-01-01",
    "biweekly": "how-often? recurring 2 weeks of adoption +from-adoption | "
      + "recurring 84 hours of adoption +from-adoption",
    "upon certification by the commission": "when of occurrence certification by the commission +occurrence",
    "by 31 February 2027": "?", "soon": "?", "": "?", "within days": "?", "every": "?", "by": "?", "of": "?",
  },
  ru: {
    "в течение семи дней с даты принятия настоящего текста": "within 7 days of adoption",
    "В течение 10 (десяти) рабочих дней со дня получения уведомления":
      "within 10 working-days of occurrence получения уведомления +occurrence",
    "не позднее чем через 30 дней после вступления в силу":
      "within 30 days of occurrence вступления в силу +occurrence",
    "в течение трёх месяцев после подписания": "within 3 months of adoption +signature",
    "в течение суток": "within 1 days of adoption +from-adoption",
    "в течение двух недель после выполнения обязательства 1": "within 2 weeks of fulfilment 0",
    "до ноября": "begins-or-ends? by-end-of month 2027 10 +year | by-end-of month 2026 11 +year",
    "до ноября 2027 года": "begins-or-ends? by-end-of month 2027 10 | by-end-of month 2027 11",
    "в первом полугодии 2027 года": "by-end-of half 2027 1",
    "во втором полугодии": "by-end-of half 2026 2 +year",
    "в I квартале 2027 г.": "by-end-of quarter 2027 1",
    "в 2027 году": "by-end-of year 2027 1",
    "до конца ноября 2026 года": "by-end-of month 2026 11",
    "до конца года": "by-end-of year 2026 1 +year",
    "до начала 2027 года": "by-end-of year 2026 1",
    "не позднее 1 марта 2027 года": "at 2027-03-01",
    "до 1 марта 2028 г.": "day-included? at 2028-02-29 | at 2028-03-01",
    "к 15 января 2027 года": "day-included? at 2027-01-14 | at 2027-01-15",
    "незамедлительно": "none", "без промедления": "none",
    "ежегодно": "recurring 1 years of adoption +from-adoption",
    "раз в полгода": "recurring 6 months of adoption +from-adoption",
    "каждые шесть месяцев с даты принятия": "recurring 6 months of adoption",
    "по завершении проверки": "when of occurrence проверки +occurrence",
    "скоро": "?", "в ближайшее время": "?",
  },
};

for (const [language, phrases] of Object.entries(rows)) {
  test(`phrases in ${language} are read, asked about, or not known`, () => {
    deepEqual(Object.fromEntries(Object.keys(phrases).map((one) => [one, reads(language, one)])), phrases);
  });
}

test("whatever is written, what is read is a limit that may be agreed", () => {
  const draw = seeded(17);
  for (const [language, phrases] of Object.entries(rows)) {
    const words = Object.keys(phrases).flatMap((one) => one.split(" "));
    for (let round = 0; round < 20_000; round++) {
      reads(language, Array.from({ length: 1 + draw(7) }, () => words[draw(words.length)] ?? "").join(" "));
    }
  }
  equal(readPhrase("x".repeat(phraseCharactersMax + 1), "en", now).kind, "unknown");
});
