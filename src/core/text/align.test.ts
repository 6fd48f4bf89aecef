import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { seeded } from "../agree/record.fixture.ts";
import { align, alignedCharactersMax } from "./align.ts";
import type { AlignedRow } from "./align.ts";

function lines(name: string): readonly string[] {
  return readFileSync(new URL(`../../../tests/data/${name}.txt`, import.meta.url), "utf8").trimEnd().split("\n");
}

/** Every character of every text that is no space stands in one row, in its order. */
function checkWhole(texts: readonly string[], rows: readonly AlignedRow[], which = ""): void {
  for (const [at, text] of texts.entries()) {
    const joined = rows.map((row) => row.texts[at]).join("");
    equal(joined.replaceAll(/\s/gu, ""), text.replaceAll(/\s/gu, ""), which);
    for (const row of rows) {
      const span = row.spans[at] as AlignedRow["spans"][number];
      equal(row.texts[at], text.slice(span.from, span.to), which);
    }
  }
}

test("a published text is aligned clause by clause, without a doubt", () => {
  const texts = [lines("geneva-2021.en"), lines("geneva-2021.ru")];
  for (const joint of ["\n", "\n\n", " "]) {
    const whole = texts.map((some) => some.join(joint));
    const rows = align(whole, ["en", "ru"]);
    checkWhole(whole, rows);
    deepEqual(rows.map((row) => row.texts), texts[0]?.map((text, at) => [text, texts[1]?.[at]]));
    deepEqual(rows.flatMap(({ doubts }) => doubts), []);
  }
});

test("wrapped lines are one paragraph; labels, blank lines and ended lines begin another", () => {
  const english = "1. The Parties shall keep a line that is\nmanned at all hours of the day and night.\n"
    + "2. It shall be tested.\n\nDone at Geneva";
  const russian = "1. Стороны поддерживают линию, дежурство на которой\nнесётся круглосуточно.\n"
    + "2. Она проверяется.\n\nСовершено в Женеве";
  const rows = align([english, russian], ["en", "ru"]);
  checkWhole([english, russian], rows);
  deepEqual(rows.map((row) => row.texts.map((text) => text.slice(0, 4))),
    [["1. T", "1. С"], ["2. I", "2. О"], ["Done", "Сове"]]);
});

test("sentences end as people end them: not after abbreviations, initials and labels", () => {
  const texts = [
    "1. See Art. 5 and para. 3 of it. Mr. J. Smith, e.g. a witness, may speak. It ends at 5 p.m. today.",
    "1. См. ст. 5 и п. 3 там же. Г-н Д. И. Смит, т. е. свидетель, может говорить. Заканчивается в 17 ч. сегодня.",
  ];
  const rows = align(texts, ["en", "ru"], "sentence");
  checkWhole(texts, rows);
  deepEqual(rows.map((row) => row.texts.map((text) => text.slice(0, 6))), [
    ["1. See", "1. См."], ["Mr. J.", "Г-н Д."], ["It end", "Заканч"],
  ]);
  deepEqual(rows.map(({ begins }) => begins), [true, false, false]);
});

test("a clause that is missing, split or joined in one language is found as such", () => {
  const [english, russian] = [lines("clauses.en"), lines("clauses.ru")];
  const some = (all: readonly string[]): string[] => all.slice(0, 12);
  const without = [...some(russian).slice(0, 5), ...some(russian).slice(6)];
  const rows = align([some(english).join("\n"), without.join("\n")], ["en", "ru"]);
  deepEqual(rows.map((row) => row.texts[1] ?? ""), some(russian).map((text, at) => (at === 5 ? "" : text)));
  deepEqual(rows[5]?.doubts, ["missing"]);
  const joined = [...some(russian).slice(0, 3), `${russian[3]} ${russian[4]}`, ...some(russian).slice(5)];
  const together = align([some(english).join("\n"), joined.join("\n")], ["en", "ru"]);
  deepEqual(together[3]?.texts, [`${english[3]}\n${english[4]}`, `${russian[3]} ${russian[4]}`]);
  ok(together[3]?.doubts.includes("joined"));
});

test("of 436 clauses of which one in ten is gone in either language, 97 in 100 come together", () => {
  const [english, russian] = [lines("clauses.en"), lines("clauses.ru")];
  let [right, all] = [0, 0];
  for (let seed = 0; seed < 5; seed++) {
    const draw = seeded(seed);
    const kept = english.map(() => [draw(10) > 0, draw(10) > 0] as const);
    const texts = [english, russian].map((some, side) => some.filter((_, at) => kept[at]?.[side]).join("\n"));
    const rows = align(texts, ["en", "ru"]);
    checkWhole(texts, rows, `seed ${seed}`);
    const pairs = new Set(rows.map((row) => row.texts.join("\t")));
    for (const [at, [one, other]] of kept.entries()) {
      if (!one || !other) continue;
      all++;
      if (pairs.has(`${english[at]}\t${russian[at]}`)) right++;
    }
  }
  ok(right >= 0.97 * all, `${right} of ${all}`);
});

test("three languages come into one row, and what only one has stands alone", () => {
  const texts = [
    "The line is open.\nIt is tested on 3 May 2027.\nIt closes after 40 days.",
    "Линия открыта.\nОна проверяется 3 мая 2027 года.\nЛинию обслуживают техники обеих Сторон.\nОна закрывается через 40 дней.",
    "La ligne est ouverte.\nElle est vérifiée le 3 mai 2027.\nElle ferme après 40 jours.",
  ];
  const rows = align(texts, ["en", "ru", "fr"]);
  checkWhole(texts, rows);
  deepEqual(rows.map(({ texts: row }) => row.map((text) => text !== "")), [
    [true, true, true], [true, true, true], [false, true, false], [true, true, true],
  ]);
});

test("five thousand clauses are aligned within a narrow band, and a text that is too long is refused", () => {
  const [english, russian] = [lines("clauses.en"), lines("clauses.ru")];
  const many = (some: readonly string[]): string =>
    Array.from({ length: 5_000 }, (_, at) => `${at + 1}. ${some[(at * 7) % some.length]}`).join("\n");
  const rows = align([many(english), many(russian)], ["en", "ru"]);
  equal(rows.length, 5_000);
  ok(rows.every(({ doubts }) => !doubts.includes("missing") && !doubts.includes("numbering")));
  throws(() => align(["a".repeat(alignedCharactersMax + 1), ""], ["en", "ru"]), RangeError);
});

test("whatever the texts are, no character is lost, and the same comes twice", () => {
  const words = [
    "a", "Я", "1.", "(a)", "б)", ".", "!", "\n", "\n\n", " ", "Art. ", "ст. ", "会", "。", "16 июня 2021", "ا", "—", "[",
    "\t",
  ];
  for (let seed = 0; seed < 1_500; seed++) {
    const draw = seeded(seed);
    const drawn = (): string =>
      Array.from({ length: draw(30) }, () => words[draw(words.length)]).join(draw(2) === 0 ? " " : "");
    const texts = Array.from({ length: 1 + draw(3) }, drawn);
    const languages = ["en", "ru", "zh", "ar"].slice(0, texts.length);
    const by = ([undefined, "paragraph", "sentence"] as const)[draw(3)];
    const rows = align(texts, languages, by);
    checkWhole(texts, rows, `seed ${seed}`);
    deepEqual(align(texts, languages, by), rows);
    ok(rows.every((row) => row.texts.some((text) => text !== "")), `seed ${seed}`);
  }
});
