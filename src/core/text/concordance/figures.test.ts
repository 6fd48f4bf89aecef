import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../agree/record.fixture.ts";
import { readFigures } from "./languages.ts";

function numbers(text: string, language: string): readonly number[] {
  return readFigures(text, language).numbers.map(({ value }) => value);
}

function dates(text: string, language: string): readonly string[] {
  return readFigures(text, language).dates.map(({ value }) => value);
}

test("numbers in digits are read with the separators of their language", () => {
  deepEqual(numbers("1,550 of 9 000, and 0.5; 1:250,000", "en"), [1_550, 9_000, 0.5, 1, 250_000]);
  deepEqual(numbers("1 550 из 9 000, и 0,5; 1:250 000; 4,0", "ru"), [1_550, 9_000, 0.5, 1, 250_000, 4]);
  deepEqual(numbers("1 550 et 0,5", "fr"), [1_550, 0.5]);
  deepEqual(numbers("1.550 y 0,5", "es"), [1_550, 0.5]);
  deepEqual(numbers("1,550和0.5，3万", "zh"), [1_550, 0.5, 30_000]);
  deepEqual(numbers("١٬٥٥٠ و ٠٫٥", "ar"), [1_550, 0.5]);
  deepEqual(numbers("1,550 of 0.5", "nl"), [1_550, 0.5]);
  deepEqual(numbers("1.2 billion, 300 million; 25 thousand", "en"), [1_200_000_000, 300_000_000, 25_000]);
  deepEqual(numbers("1,2 млрд, 300 млн; 25 тысяч; 25 тыс.", "ru"), [1_200_000_000, 300_000_000, 25_000, 25_000]);
});

test("numbers in words are read in every case, and add up", () => {
  deepEqual(numbers("two hundred and fifty thousand, ninety-seven, twelve", "en"), [250_000, 97, 12]);
  deepEqual(numbers("двести пятьдесят тысяч, девяносто семь, двенадцати", "ru"), [250_000, 97, 12]);
  deepEqual(numbers("тремя, четырёх, пятью, двое, сорока, двухсот", "ru"), [3, 4, 5, 2, 40, 200]);
  deepEqual(numbers("quatre-vingt-dix-sept, soixante-dix-huit, vingt et un, deux cents", "fr"), [97, 78, 21, 200]);
  deepEqual(numbers("cuarenta y cinco, veintidós, doscientos mil", "es"), [45, 22, 200_000]);
  deepEqual(numbers("خمسة وعشرون، خمسة عشر، يومين، ثلاثة", "ar"), [25, 15, 2, 3]);
  deepEqual(numbers("一万二千五百人，第三次，两天，十分统一", "zh"), [12_500, 3, 2]);
  deepEqual(numbers("two and three", "en"), [2, 3]);
});

test("fractions, multiples, ordinals, parts of words and hours are numbers too", () => {
  deepEqual(numbers("two thirds, half, a quarter, twice, three fifths, one and a half", "en"),
    [0.666666667, 0.5, 0.25, 2, 0.6, 1.5]);
  deepEqual(numbers("две трети, половина, четверть, дважды, три пятых, полтора", "ru"),
    [0.666666667, 0.5, 0.25, 2, 0.6, 1.5]);
  deepEqual(numbers("百分之四十，三分之二，一半", "zh"), [40, 0.666666667, 0.5]);
  deepEqual(numbers("the third day, the thirtieth; XIV, III", "en"), [3, 30, 14, 3]);
  deepEqual(numbers("третьего дня, тридцатого; XIV, III", "ru"), [3, 30, 14, 3]);
  deepEqual(numbers("трёхдневный, двухсуточной, двусторонний", "ru"), [3, 2]);
  deepEqual(numbers("at 16:30 and 0800", "en"), [1_630, 800]);
  deepEqual(numbers("в 16.30 и 0800, в 00 ч. 00 мин.", "ru"), [1_630, 800, 0]);
  deepEqual(numbers("à 16 h 30", "fr"), [1_630]);
});

test("what is often left unsaid is weak", () => {
  for (const [text, language] of [["one of the first, both", "en"], ["один из первых, оба, обеих", "ru"]] as const) {
    ok(readFigures(text, language).numbers.every(({ weak }) => weak), text);
  }
  deepEqual(readFigures("two, 1", "en").numbers.map(({ weak }) => weak), [false, false]);
});

test("dates are read in each language, and are no numbers", () => {
  const all: readonly (readonly [string, string])[] = [
    ["on 16 June 2021, June 16, 2021, the 16th of June 2021 and 2021-06-16", "en"],
    ["16 июня 2021 года, 16-го июня 2021 г., 16.06.2021, 2021-06-16", "ru"],
    ["16 juin 2021, 16.06.2021, 2021-06-16, le 16 juin 2021", "fr"],
    ["16 de junio de 2021, 16 de junio del 2021, 2021-06-16, 16.06.2021", "es"],
    ["2021年6月16日，2021 年 6 月 16 日，2021-06-16，2021年6月16日", "zh"],
    ["١٦ حزيران/يونيو ٢٠٢١، 16 يونيو 2021، 2021-06-16، 16 حزيران 2021", "ar"],
  ];
  for (const [text, language] of all) {
    deepEqual(dates(text, language), Array.from({ length: 4 }, () => "2021-06-16"), language);
    deepEqual(numbers(text, language), [], language);
  }
  deepEqual(dates("by 20 May; in September 2027; they may 20 times", "en"), ["--05-20", "2027-09"]);
  deepEqual(dates("до 20 мая; в сентябре 2027 года; мая нет", "ru"), ["--05-20", "2027-09"]);
  deepEqual(dates("1er janvier, 3月3日", "fr"), ["--01-01"]);
  deepEqual(dates("3月3日起三个月", "zh"), ["--03-03"]);
});

test("places are slices of the text, whatever the text is, in every language", () => {
  const words = [
    "one", "сто", "тысяч", "vingt", "mil", "二", "十", "عشر", "1", ",", ".", " ", ":", "%", "May", "мая", "ё",
    "and", "٣", "-", "\n", "half", "XIV", "[", "年", "月",
  ];
  for (let seed = 0; seed < 1_500; seed++) {
    const draw = seeded(seed);
    const text = Array.from({ length: draw(16) }, () => words[draw(words.length)]).join(draw(2) === 0 ? " " : "");
    for (const language of ["en", "ru", "fr", "es", "zh", "ar", "de"]) {
      const found = readFigures(text, language);
      for (const { from, to } of [...found.numbers, ...found.dates]) {
        ok(from >= 0 && to > from && to <= text.length, `seed ${seed}`);
      }
      ok(found.numbers.every(({ value }) => Number.isFinite(value)), `seed ${seed}: ${text}`);
    }
  }
});

test("a long text of digits or number words is read in one pass", () => {
  equal(numbers("1 ".repeat(8_000), "en").length, 8_000);
  equal(numbers("nine ".repeat(3_000), "en").length, 3_000);
  equal(numbers("999 ".repeat(4_000), "ru").length > 0, true);
});
