import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { findPhrase, phrasesTriedMax } from "./find.ts";

const nowMs = Date.UTC(2026, 10, 22);

test("where a clause says when is found in it, in English and in Russian", () => {
  const clauses = [
    ["en", "Each side shall hand over the list within seven days of the adoption of this communique.",
      "within seven days of the adoption of this communique"],
    ["en", "They shall reconvene before the end of August 2027, at a place to be agreed.",
      "before the end of August 2027"],
    ["en", "The Parties shall report every six months and publish the report.", "every six months"],
    ["en", "Each side shall, without delay, restore the line.", "without delay"],
    ["en", "The two sides met on 1 June 2027 at the exercise venue.", null],
    ["en", "Each side shall answer within three hours of receipt of a FLASH.", null],
    ["ru", "Каждая сторона передаёт перечень в течение семи дней с момента принятия настоящего коммюнике.",
      "в течение семи дней с момента принятия настоящего коммюнике"],
    ["ru", "Они соберутся вновь до конца августа 2027 года.", "до конца августа 2027 года"],
    ["ru", "Стороны встретились 1 июня 2027 года в месте проведения учений.", null],
    ["fr", "Les Parties se réunissent dans les sept jours.", null],
  ] as const;
  deepEqual(clauses.map(([language, clause]) => findPhrase(clause, language, nowMs)), clauses.map((one) => one[2]));
});

test("a clause that begins to say when without end is given up", () => {
  const phrase = "within seven days";
  const after = (count: number): string => `${"within; ".repeat(count)}${phrase}`;
  equal(findPhrase(after(phrasesTriedMax / 2), "en", nowMs), phrase);
  equal(findPhrase(`${"within ".repeat(500)}; ${phrase}`, "en", nowMs), null);
});
