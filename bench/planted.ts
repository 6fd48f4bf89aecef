// Errors of translation planted into a pair of clauses, each of one class, from a seed.

/** A clause in English and Russian. */
export type Pair = readonly [english: string, russian: string];

/** What kind of error was planted, and the codes under which it should be found. */
export const classes = {
  "number in digits": ["number", "date", "unit"], "number in words": ["number"], "date": ["date", "number"],
  "unit": ["unit"], "shall, may, should": ["force"], "will for shall": ["force"],
  "negation": ["denial", "bound", "force"], "defined term": ["term"],
  "part of a clause missing": ["part-missing", "number", "date", "list", "denial", "force", "term"],
  "language missing": ["language-missing"], "item of a list missing": ["list"],
} as const;
export type PlantedClass = keyof typeof classes;

type Draw = (bound: number) => number;
type Swap = readonly [find: RegExp, put: (found: string, draw: Draw) => string];

/** Words of one row may stand for each other; what is swapped in is the next of the row. */
const rows = (text: string): readonly Swap[] => text.trim().split(/\s*;\s*/u).flatMap((row) => {
  const words = row.trim().split(/\s*\|\s*/u);
  return words.map((word, at): Swap =>
    [bounded(word), (found) => cased(found, words[(at + 1) % words.length] as string)]);
});

const one = (side: 0 | 1, swaps: readonly Swap[]) => ({ side, swaps });

const figure: Swap = [/(?<![\p{L}\d.,:(])\d+(?:[.,\u00A0 ]\d{3})*(?![\d)])/gu, (found, draw) => {
  const at = draw(found.replaceAll(/\D/gu, "").length);
  let seen = -1;
  const changed = found.replaceAll(/\d/gu, (digit) =>
    (++seen === at ? String((Number(digit) + 1 + draw(8)) % 10) : digit));
  return Number(changed.replaceAll(/\D/gu, "")) === 0 ? `9${found}` : changed;
}];
const englishNumbers = rows(`two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|twenty; first|second|third;
  twice|three times; half|a quarter; thirds|quarters; thirtieth|fiftieth`);
const russianNumbers = rows(`две|три|четыре; два|три; двух|трёх|четырёх|пяти|шести|семи|восьми|девяти|десяти;
  двумя|тремя; двум|трём; пять|шесть|двенадцать|девять; восьми|девяти; пятью|шестью; двенадцать|двадцать;
  первый|второй|третий; первом|втором|третьем; первого|второго; первой|второй; половина|четверть;
  наполовину|на четверть; трети|четверти; тридцатого|пятидесятого; трое|четверо; десять|двенадцать;
  восемнадцать|двадцать; двадцати|тридцати; дважды|трижды`);
const englishMonths = rows("January|February|March|April|May|June|July|August|September|October|November|December");
const russianMonths = rows("января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря");
const yearOf: Swap = [/(?<=(?:\p{L}{3,}) )20\d\d(?!\d)/gu, (found, draw) => String(Number(found) + 1 + draw(3))];
const dayOf: Swap = [/(?<!\d)\d{1,2}(?= (?:[A-Z][a-z]{2,8}|[а-я]{2,7}[аяь])(?: \d{4}|[ .,;]))/gu,
  (found, draw) => String(1 + (Number(found) + draw(20)) % 28)];
const englishUnits = rows(`minutes|hours|days; months|years; week|month; kilometres|metres; km|m; percent|tonnes;
  hour|day; millimetres|metres; megahertz|kilohertz; tonnes|kilograms; kilograms|tonnes; litres|tonnes; weeks|months;
  dollars|roubles; francs|dollars`).map(afterNumber);
const russianUnits = rows(`минут|часов|дней; часа|дня; дня|месяца; месяцев|лет; лет|месяцев;
  километров|метров; метров|километров; км|м; процентов|тонн; недель|дней; мегагерц|килогерц; франков|долларов;
  долларов|рублей; килограммов|тонн; литров|тонн;
  суток|часов; месяца|года`).map(afterNumber);
const firm = (text: string): readonly Swap[] =>
  rows(text).map(([find, put]) => [new RegExp(`(?<!не )${find.source}`, "gu"), put]);
const force = {
  english: [
    [/\bmust\b(?! not\b| never\b)/gu, () => "may"], [/\bundertake to\b/gu, () => "may"],
    [/\bhave the right to\b/gu, () => "shall"],
    [/(?<!^(?:No|Neither|Not)\b.*)\bshall\b(?! not\b| never\b| neither\b)/gu,
      (_, draw) => (draw(2) === 0 ? "may" : "should")],
    [/(?<!^(?:No|Neither|Not)\b.*|none .*)(?<![0-9] )\bmay\b(?! not\b)/gu, () => "shall"],
    [/\bshould\b/gu, (_, draw) => (draw(2) === 0 ? "shall" : "may")],
  ] satisfies readonly Swap[],
  russian: [
    ...firm(`обязан|вправе; обязана|вправе; обязаны|вправе; обязуются|могут; обязуется|может; должен|может;
      должна|может; должно|может; должны|могут`),
    [bounded("(?<!не )может"), () => "должна"], [bounded("(?<!не )могут"), () => "обязаны"],
    [bounded("(?<!не )вправе"), () => "обязана"], [bounded("имеют право"), () => "обязаны"],
    [/(?<![а-яё])следует(?= [а-яё]+ть(?:ся)?(?![а-яё]))/gu, (_, draw) => (draw(2) === 0 ? "надлежит" : "можно")],
  ] satisfies readonly Swap[],
};
const negation = {
  english: [
    [/ not(?= )(?! only)/gu, () => ""], [/\bNeither\b/gu, () => "Each"], [/\bnever\b/gu, () => "always"],
    [/\bno (?=(?:more|less|fewer|later|longer|closer|lower) than)/gu, () => ""],
    [/\bNo (?=[a-z]+ shall)/gu, () => "Each "],
    [/\bwithout\b/gu, () => "with"], [/\bshall (?=[a-z]+ )(?!not |have |never |neither )/gu, () => "shall not "],
  ] satisfies readonly Swap[],
  russian: [
    [/(?<![а-яё])не (?!только|имеющ)/gu, () => ""], [/(?<![а-яё])никогда не(?![а-яё])/gu, () => "всегда"],
    [/(?<![а-яё])без(?= )/gu, () => "с"],
    [/(?<!не )(?<![\p{L}-])(?=[а-яё]{3,}(?:ается|яется|ются|ает|яет|ает|уют|яют|ают|ится)(?![а-яё]))/gu, () => "не "],
  ] satisfies readonly Swap[],
};

/** Where each class may be planted: a side, and what is swapped there. */
const plants: Readonly<Record<Exclude<PlantedClass,
  "part of a clause missing" | "language missing" | "defined term">, readonly ReturnType<typeof one>[]>> = {
  "number in digits": [one(0, [figure]), one(1, [figure])],
  "number in words": [one(0, englishNumbers), one(1, russianNumbers)],
  "date": [one(0, [...englishMonths, yearOf, dayOf]), one(1, [...russianMonths, yearOf, dayOf])],
  "unit": [one(0, englishUnits), one(1, russianUnits)],
  "shall, may, should": [one(0, force.english), one(1, force.russian)],
  "will for shall": [one(0, [[/\bshall\b(?! not\b)/gu, () => "will"]])],
  "negation": [one(0, negation.english), one(1, negation.russian)],
  "item of a list missing": [one(0, [item()]), one(1, [item()])],
};

/** The pair with one error of a class, on a side and at a place drawn; null where it has no place for one. */
export function plant(pair: Pair, kind: PlantedClass, draw: Draw, terms: readonly Pair[]): Pair | null {
  const side = draw(2) as 0 | 1;
  if (kind === "language missing") return withSide(pair, side, "");
  if (kind === "part of a clause missing") return withoutHalf(pair, side);
  const places = kind === "defined term"
    ? [0 as const, 1 as const].map((at) => one(at, otherTerms(at, terms))) : plants[kind];
  const chosen = places.find((place) => place.side === side) ?? places[0];
  const found = (chosen?.swaps ?? []).flatMap(([find, put]) =>
    Array.from(pair[chosen?.side ?? 0].matchAll(find), (match) => ({ match, put })));
  const planted = found[draw(Math.max(found.length, 1))];
  if (planted === undefined || chosen === undefined) return null;
  const { match, put } = planted;
  const text = pair[chosen.side];
  const changed = text.slice(0, match.index) + put(match[0], draw) + text.slice(match.index + match[0].length);
  return changed === text ? null : withSide(pair, chosen.side, changed);
}

/** A term that stands in the clause once, and another in its place. */
function otherTerms(side: 0 | 1, terms: readonly Pair[]): readonly Swap[] {
  return terms.map(([english, russian], at): Swap => {
    const other = (terms[(at + 7) % terms.length] as Pair)[side];
    const stems = russian.split(" ").map((word) => `${word.slice(0, -2)}[а-яё]*`).join(" ");
    const forms = side === 0 ? `\\b${english.replace(/y$/u, "(?:y|ies)")}s?\\b` : `(?<![а-яё])${stems}(?![а-яё])`;
    return [new RegExp(`(?<!${forms}.*)${forms}(?!.*${forms})`, "gu"), (found) => cased(found, other)];
  });
}

function item(): Swap {
  return [/\([bc]\) [^;.]+[;.]/gu, () => ""];
}

function withoutHalf(pair: Pair, side: 0 | 1): Pair | null {
  const text = pair[side];
  const at = text.indexOf(" ", text.length / 2);
  return at < 0 || text.length < 80 ? null : withSide(pair, side, `${text.slice(0, at)}.`);
}

function withSide(pair: Pair, side: 0 | 1, text: string): Pair {
  return side === 0 ? [text, pair[1]] : [pair[0], text];
}

function bounded(word: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\d])${word}(?![\\p{L}\\d])`, "gu");
}

/** Only after a number, where a unit is one. */
function afterNumber([find, put]: Swap): Swap {
  const number = "(?<!20\\d\\d )(?<=(?:\\d|two|three|four|five|six|seven|nine|ten"
    + "|двух|трёх|четырёх|пяти|шести|семи|восьми|девяти|десяти) )";
  return [new RegExp(number + find.source, "gu"), put];
}

function cased(found: string, put: string): string {
  return /^\p{Lu}/u.test(found) && !/^\p{Lu}/u.test(put) ? put.charAt(0).toUpperCase() + put.slice(1) : put;
}
