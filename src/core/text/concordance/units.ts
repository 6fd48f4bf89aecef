// What a number counts: the unit beside it, in English and Russian.

import { mainLanguage } from "./languages.ts";
import type { Quantity } from "./numbers.ts";

/** Unit, English words, Russian stems; longer ones first where one begins another. */
const units: readonly (readonly [string, string, string])[] = [
  ["working-day", "(?:working|business|banking) days?", "(?:рабоч|банковск)[а-я]+ (?:дн|ден)[а-я]*"],
  ["minute", "minutes?|min", "минут|мин"],
  ["hour", "hours?", "час"],
  ["day", "days?", "дн[еяию]|день|сут[ок]"],
  ["week", "weeks?", "недел"],
  ["month", "months?", "месяц"],
  ["year", "years?", "год|лет(?![а-я])|года"],
  ["nautical-mile", "nautical miles?", "морск[а-я]+ мил"],
  ["mile", "miles?", "мил[яеьюи](?![а-я]*метр)"],
  ["kilometre", "kilomet(?:er|re)s?|km", "километр|км(?![а-я])"],
  ["millimetre", "millimet(?:er|re)s?|mm", "миллиметр|мм(?![а-я])"],
  ["centimetre", "centimet(?:er|re)s?|cm", "сантиметр|см(?![а-я])"],
  ["metre", "met(?:er|re)s?|m", "метр|м(?![а-я])"],
  ["kilogram", "kilogram(?:me)?s?|kg", "килограмм|кг(?![а-я])"],
  ["tonne", "tonnes?|tons?", "тонн|т(?![а-я])"],
  ["kiloton", "kilotons?", "килотонн"],
  ["litre", "lit(?:er|re)s?", "литр"],
  ["percent", "%|percent|per cent", "%|процент"],
  ["degree", "degrees?|°", "градус|°"],
  ["megahertz", "megahertz|MHz", "мегагерц|МГц"],
  ["kilohertz", "kilohertz|kHz", "килогерц|кГц"],
  ["dollar", "(?:US )?dollars?", "доллар"],
  ["euro", "euros?", "евро"],
  ["franc", "(?:Swiss )?francs?", "(?:швейцарск[а-я]+ )?франк"],
  ["rouble", "rou?bles?", "рубл"],
];
const patterns = {
  en: units.map(([unit, words]) =>
    [unit, after("calendar |full |square |consecutive ", `(?:${words})(?![\\p{L}])`)] as const),
  ru: units.map(([unit, , stems]) =>
    [unit, after("календарн[а-я]+ |полн[а-я]+ |квадратн[а-я]+ ", `(?:${stems})`)] as const),
};

/** A unit at the beginning of what follows a number, perhaps behind one word. */
function after(between: string, unit: string): RegExp {
  return new RegExp(`^[\\s\\u00A0-]*(?:${between})?${unit}`, "iu");
}

const inWord: readonly (readonly [string, RegExp])[] = [
  ["day", /(?:суточн|дневн)/u], ["year", /летн/u], ["month", /месячн/u], ["hour", /часов/u], ["minute", /минутн/u],
  ["week", /недельн/u], ["percent", /процентн/u], ["kilometre", /километров/u],
];

/** The unit of a number in a text, or null when none is known there. */
export function unitOf(text: string, { from, to }: Quantity, language: string): string | null {
  const main = mainLanguage(language);
  if (main !== "en" && main !== "ru") return null;
  const own = main === "ru" ? inWord.find(([, stem]) => stem.test(text.slice(from, to))) : undefined;
  if (own !== undefined) return own[0];
  const after = text.slice(to, to + 48);
  return patterns[main].find(([, pattern]) => pattern.test(after))?.[0] ?? null;
}
