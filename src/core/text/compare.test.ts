import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../agree/record.fixture.ts";
import { align } from "./align.ts";
import { compare } from "./compare.ts";
import type { Difference } from "./compare.ts";

/** The difference as one line: [-gone-]{+new+}. */
function line(first: string, second: string, language: string): string {
  const marks = { same: ["", ""], gone: ["[-", "-]"], new: ["{+", "+}"] } as const;
  return compare(first, second, language).map(({ op, text }) => marks[op][0] + text + marks[op][1]).join("");
}

test("words that went and came are shown word by word, in each language as it divides words", () => {
  equal(line("The parties shall meet twice.", "The parties should meet twice.", "en"),
    "The parties [-shall-]{+should+} meet twice.");
  equal(line("Стороны обязуются провести две встречи.", "Стороны намерены провести две встречи.", "ru"),
    "Стороны [-обязуются-]{+намерены+} провести две встречи.");
  equal(line("双方应在十天内会晤。", "双方可在十天内会晤。", "zh"), "双方[-应-]{+可+}在十天内会晤。");
  equal(line("يلتزم الطرفان بعقد اجتماعين", "يعتزم الطرفان بعقد اجتماعين", "ar"),
    "[-يلتزم-]{+يعتزم+} الطرفان بعقد اجتماعين");
  equal(line("两国", "国", "zh"), "[-两-]国");
  equal(line("核武器", "武器", "zh"), "[-核-]武器");
  equal(line("武器库", "武器", "zh"), "武器[-库-]");
  equal(line("Les parties s’engagent à 1,5 km.", "Les parties s’engagent à 2,5 km.", "fr"),
    "Les parties s’engagent à [-1,5-]{+2,5+} km.");
});

test("what is the same is one run, and what is nothing is nothing", () => {
  deepEqual(compare("a b", "a b", "en"), [{ op: "same", text: "a b" }]);
  deepEqual(compare("", "", "en"), []);
  deepEqual(compare("", "a", "en"), [{ op: "new", text: "a" }]);
  deepEqual(compare("a", "", "en"), [{ op: "gone", text: "a" }]);
});

test("an exchange of several words is one exchange, what went before what came", () => {
  equal(line("It shall not stand.", "It may be standing.", "en"), "It [-shall not stand-]{+may be standing+}.");
  equal(line("a c", "a b c", "en"), "a {+b +}c");
  equal(line(" a", " b", "en"), " [-a-]{+b+}");
  equal(line("a ", "b ", "en"), "[-a-]{+b+} ");
});

test("texts that have nothing in common are two texts, and are compared at once", () => {
  const many = (word: string): string => Array.from({ length: 4_000 }, (_, at) => `${word}${at}`).join(" ");
  const found = compare(many("a"), many("b"), "en");
  deepEqual(found.map(({ op }) => op), ["gone", "new"]);
});

test("no longer run of words that both have is missed", () => {
  const signs = "!?;()+";
  for (let seed = 0; seed < 1_500; seed++) {
    const draw = seeded(seed);
    const drawn = (): string => Array.from({ length: draw(14) }, () => signs[draw(signs.length)]).join("");
    const [first, second] = [drawn(), drawn()];
    const same = compare(first, second, "en").filter(({ op }) => op === "same").map(({ text }) => text).join("");
    equal(same.length, commonLength(first, second), `seed ${seed}: ${first} ${second}`);
  }
});

test("an exchange of Chinese words has nothing in common at its ends", () => {
  const han = ["国", "武", "器", "核", "两", "应", "在", "a", "，"];
  for (let seed = 0; seed < 1_500; seed++) {
    const draw = seeded(seed);
    const drawn = (): string => Array.from({ length: draw(10) }, () => han[draw(han.length)]).join("");
    const found = compare(drawn(), drawn(), "zh");
    for (const [at, { op, text }] of found.entries()) {
      const next = found[at + 1];
      if (op !== "gone" || next?.op !== "new") continue;
      const ends = [[text.at(0), next.text.at(0)], [text.at(-1), next.text.at(-1)]];
      ok(ends.every(([one, other]) => one !== other || !/\p{Script=Han}/u.test(one ?? "")), `seed ${seed}`);
    }
  }
});

/** The length of the longest sequence of characters that both have in this order. */
function commonLength(first: string, second: string): number {
  let row = Array.from({ length: second.length + 1 }, () => 0);
  for (const one of first) {
    const next = [0];
    for (let at = 0; at < second.length; at++) {
      next.push(one === second[at] ? (row[at] ?? 0) + 1 : Math.max(row[at + 1] ?? 0, next[at] ?? 0));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

test("the runs are the two texts, whatever these are", () => {
  const words = ["мир", "and", "会", "晤", "国国", "核武器", "武器", " ", " ", "[", "]", ",", "1,5", "ا", "\n"];
  for (let seed = 0; seed < 2_000; seed++) {
    const draw = seeded(seed);
    const drawn = (): string[] => Array.from({ length: draw(14) }, () => words[draw(words.length)] as string);
    const [first, second] = [drawn().join(""), drawn().join("")];
    const found = compare(first, second, "en");
    const text = (...ops: Difference["op"][]): string =>
      found.filter(({ op }) => ops.includes(op)).map((one) => one.text).join("");
    equal(text("same", "gone"), first, `seed ${seed}`);
    equal(text("same", "new"), second, `seed ${seed}`);
    for (const [at, one] of found.entries()) {
      ok(one.text !== "" && one.op !== found[at - 1]?.op, `seed ${seed}`);
      ok(one.op !== "gone" || found[at - 1]?.op !== "new", `seed ${seed}`);
    }
  }
});

test("a tag that has only the form of one divides a text as its main language does", () => {
  const [first, second] = ["We meet in May.", "We meet in June."];
  for (const tag of ["en-a", "en-1", "en-US-US", "en-12345678-a", "", "English", "en_GB"]) {
    deepEqual(compare(first, second, tag), compare(first, second, "en"), tag);
    equal(align([`${first} ${second}`, "Мы встречаемся. Да."], [tag, "ru-1"], "sentence").length, 2, tag);
  }
});
