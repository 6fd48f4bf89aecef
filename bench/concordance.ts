// concordance: planted errors of translation that are found, and clean clauses that are warned of, on clauses that
// nobody looked at while the check was made.

import { readFileSync } from "node:fs";
import { seeded } from "../src/core/agree/record.fixture.ts";
import { checkConcordance } from "../src/core/text/concordance/check.ts";
import type { Figure } from "./figure.ts";
import { classes, plant } from "./planted.ts";
import type { Pair, PlantedClass } from "./planted.ts";

/** Errors of each class planted into each clause, each from a seed of its own. */
const rounds = 4;
const languages = ["en", "ru"] as const;
/** The first clauses of the corpus were looked at while the check was made; the others were only counted. */
const seenClauses = 304;

function lines(name: string): readonly string[] {
  return readFileSync(new URL(`../tests/data/${name}.txt`, import.meta.url), "utf8").trimEnd().split("\n");
}

/** The clauses of one half of the corpus: `held` were only counted, never looked at. */
function clauses(half: "held" | "seen"): readonly Pair[] {
  const russian = lines("clauses.ru");
  return lines("clauses.en").map((english, at): Pair => [english, russian[at] as string])
    .filter((_, at) => (at < seenClauses) === (half === "seen"));
}

/** The agreed terms of the corpus. */
function glossary(): readonly Pair[] {
  return lines("clauses.glossary").map((line) => line.split("\t") as unknown as Pair);
}

/** Errors planted into a half of the corpus, class by class, and how many are found under a code of their class. */
export function measurePlanted(half: "held" | "seen"): readonly {
  readonly kind: PlantedClass; readonly planted: number; readonly found: number; readonly naive: number;
}[] {
  const terms = glossary();
  return (Object.keys(classes) as PlantedClass[]).map((kind, number) => {
    const all = clauses(half).flatMap((pair, at) => Array.from({ length: rounds }, (_, round) =>
      plant(pair, kind, seeded(at * 131 + round * 7 + number), terms)).filter((one) => one !== null));
    const codes: readonly string[] = classes[kind];
    const found = all.filter((pair) =>
      checkConcordance(pair, languages, terms).some(({ code }) => codes.includes(code)));
    return { kind, planted: all.length, found: found.length, naive: all.filter(digitsDiffer).length };
  });
}

/** Clean clauses that are warned of, by the check and by comparing digits. */
export function measureClean(half: "held" | "seen"): {
  readonly clauses: number; readonly warned: number; readonly naive: number;
} {
  const [all, terms] = [clauses(half), glossary()];
  return {
    clauses: all.length, warned: all.filter((pair) => checkConcordance(pair, languages, terms).length > 0).length,
    naive: all.filter(digitsDiffer).length,
  };
}

/** What anybody would write first: the digits of both texts are not the same. */
function digitsDiffer([english, russian]: Pair): boolean {
  const digits = (text: string): string =>
    (text.replaceAll(/(?<=\d)[,. \u00A0](?=\d)/gu, "").match(/\d+/gu) ?? []).toSorted().join(" ");
  return digits(english) !== digits(russian);
}

/** Shares found of each class, beside those that comparing digits finds; and of false alarms. */
export async function measureConcordance(): Promise<readonly Figure[]> {
  const planted = measurePlanted("held");
  const clean = measureClean("held");
  return [
    ...planted.flatMap(({ kind, planted: all, found, naive }): Figure[] => {
      const name = `concordance.${kind.replaceAll(/[ ,]+/gu, "-")}`;
      return [
        { name: `${name}.found`, value: (100 * found) / Math.max(all, 1), unit: `% of ${all}`,
          peer: `digits compared: ${Math.round((100 * naive) / Math.max(all, 1))} %` },
        { name: `${name}.missed`, value: all - found, unit: "errors" },
      ];
    }),
    {
      name: "concordance.false-alarms", value: (100 * clean.warned) / clean.clauses,
      unit: `% of ${clean.clauses} clean clauses`,
      peer: `digits compared: ${Math.round((100 * clean.naive) / clean.clauses)} %`,
    },
  ];
}
