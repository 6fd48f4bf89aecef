import { deepEqual, equal, ok } from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { test } from "node:test";
import { equivalents } from "./equivalent.ts";
import { applied, mutantsOf, withSwitches } from "./mutants.ts";

test("every operator, condition, constant, return and statement has its change, and nothing else has", () => {
  const source = `// § outside ASCII, before everything
const most = 3;
export function pick(items: readonly number[], from: number): number | null {
  let at = from;
  while (at < items.length && !(items[at]! > most)) at++;
  if (at === items.length) return null;
  assert(at >= 0, "our own bug");
  return items[at] as number;
}
`;
  const found = mutantsOf("pick.ts", source);
  deepEqual(found.map(({ line, change }) => `${line} ${change}`).toSorted(), [
    "2 3 -> 4", "5 ! -> nothing", "5 at < items.length && !(items[at]! > most) -> false",
    "5 at < items.length && !(items[at]! > most) -> ||", "5 at < items.length -> <=", "5 at++ -> at--", "5 at++; -> ;",
    "5 items[at]! > most -> >=", "6 at === items.length -> !==", "6 at === items.length -> false",
    "6 at === items.length -> true", "8 items[at] as number -> undefined",
  ]);
  deepEqual(found.filter(({ atLoad }) => atLoad).map(({ change }) => change), ["3 -> 4"]);
});

test("one mutant awake among all of them does what it does alone, and nothing differs when all are asleep", () => {
  const source = `return ((a, b) => {
  let sum = a - b * 2;
  if (a < b && !(a === 3)) sum += b ?? 1;
  else sum--;
  return a > 2 ? { sum, word: "x" } : { sum, odd: true };
});`;
  // In a module nothing returns outside a function.
  const mutants = mutantsOf("sum.ts", source.replace("return", "let f="));
  equal(mutants.length, 23);
  const all = compiled(withSwitches(source, mutants, 100));
  for (const number of [-1, ...mutants.keys()]) {
    const one = mutants[number];
    const apart = one === undefined ? source : applied(one, source);
    (globalThis as { mutant?: (at: number) => boolean }).mutant = (at) => at === 100 + number;
    for (const [a, b] of [[1, 2], [3, 4], [2, 2], [5, 1], [0, undefined]] as const) {
      deepEqual(all(a, b), compiled(apart)(a, b), one?.change ?? "");
    }
  }
});

test("with all their mutants in them the mutated files are still TypeScript", () => {
  const root = new URL("../../", import.meta.url);
  for (const file of globSync("src/core/{record,seal,line}/*.ts", { cwd: root })) {
    const source = readFileSync(new URL(file, root), "utf8");
    ok(stripTypeScriptTypes(withSwitches(source, mutantsOf(file, source), 0)).length > 0, file);
  }
});

test("each mutant that is left out as equal is still there, with its reason", () => {
  for (const { file, code, change, reason } of equivalents) {
    const there = mutantsOf(file, readFileSync(new URL(`../../${file}`, import.meta.url), "utf8"));
    ok(there.some((one) => one.code === code && one.change === change), `${file}: ${change} | ${code}`);
    ok(reason.length > 20, `${file}: ${change}`);
  }
});

function compiled(text: string): (a: number, b?: number) => unknown {
  return new Function(text.replace("globalThis.mutant", "(at) => globalThis.mutant(at)"))() as
    (a: number, b?: number) => unknown;
}
