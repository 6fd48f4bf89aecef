import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../agree/record.fixture.ts";
import {
  alternativesMax, asWantedBy, bracketsMax, bracketsOf, holdsBrackets, readBrackets, resolveBracket, resolveLink,
} from "./brackets.ts";
import type { BracketPart } from "./brackets.ts";

const shorts = ["NDL", "VES", "ORG", "7"];

/** The tree without places: a text is its string, a bracket its link and alternatives. */
function plain(parts: readonly BracketPart[]): readonly unknown[] {
  return parts.map((part) => (part.kind === "plain"
    ? part.text : { link: part.link, alternatives: part.alternatives.map((one) => [one.names, plain(one.parts)]) }));
}

function tree(text: string): unknown {
  const read = readBrackets(text, shorts);
  return read.kind === "tree" ? plain(read.parts) : read.code;
}

test("a bracket says what is disputed, and who wants it", () => {
  deepEqual(tree("The parties shall meet."), ["The parties shall meet."]);
  deepEqual(tree("The parties [shall] meet."), [
    "The parties ", { link: null, alternatives: [[[], ["shall"]]] }, " meet.",
  ]);
  deepEqual(tree("[NDL: shall | VES, ORG: should | may]"), [{
    link: null, alternatives: [[["NDL"], ["shall"]], [["VES", "ORG"], ["should"]], [[], ["may"]]],
  }]);
  deepEqual(tree("[1 NDL: обязуются | VES: намерены]"), [
    { link: 1, alternatives: [[["NDL"], ["обязуются"]], [["VES"], ["намерены"]]] },
  ]);
  deepEqual(tree("[7: by day | NDL: ]"), [{ link: null, alternatives: [[["7"], ["by day"]], [["NDL"], []]] }]);
});

test("what looks like a name and is no party's is text, and so is a number without a name", () => {
  deepEqual(tree("[NDX: shall]"), [{ link: null, alternatives: [[[], ["NDX: shall"]]] }]);
  deepEqual(tree("[1 May 2026]"), [{ link: null, alternatives: [[[], ["1 May 2026"]]] }]);
  deepEqual(tree("[NDL, NDX: a|b]"), [{ link: null, alternatives: [[[], ["NDL, NDX: a"]], [[], ["b"]]] }]);
  deepEqual(tree("a | b"), ["a | b"]);
});

test("brackets nest to four, and no deeper", () => {
  const four = "[a [b [c [d]]]]";
  equal(readBrackets(four, shorts).kind, "tree");
  equal(tree("[a [b [c [d [e]]]]]"), "too-deep");
  deepEqual(tree("[NDL: shall [not] be | VES: may]"), [{
    link: null,
    alternatives: [[["NDL"], ["shall ", { link: null, alternatives: [[[], ["not"]]] }, " be"]], [["VES"], ["may"]]],
  }]);
});

test("what is malformed has its code, and is read to the end by nobody", () => {
  const cases: Readonly<Record<string, string>> = {
    "shall] be": "unopened", "[shall": "unclosed", "[a | [b]": "unclosed", "[]": "empty", "[ | ]": "empty",
    "[NDL: ]": "empty", "[NDL: a | NDL: b]": "named-twice", "[NDL, NDL: a]": "named-twice",
    "[1 NDL: a | 2 VES: b]": "link-differs", "[NDL: a | 2 VES: b]": "link-differs",
    [`[${"a|".repeat(alternativesMax)}a]`]: "too-many", ["[a]".repeat(bracketsMax + 1)]: "too-many",
  };
  for (const [text, code] of Object.entries(cases)) equal(tree(text), code, text.slice(0, 40));
  equal(readBrackets("[a]".repeat(bracketsMax), shorts).kind, "tree");
  equal(readBrackets(`[${"a|".repeat(alternativesMax - 1)}a]`, shorts).kind, "tree");
  equal(readBrackets("[".repeat(1_000_000), shorts).kind, "malformed");
});

test("a bracket is resolved by an alternative or by nothing, and leaves no double space", () => {
  const text = "They shall [not] act, [NDL: jointly | VES: together].";
  equal(resolveBracket(text, shorts, 0, 0), "They shall not act, [NDL: jointly | VES: together].");
  equal(resolveBracket(text, shorts, 0, null), "They shall act, [NDL: jointly | VES: together].");
  equal(resolveBracket(text, shorts, 1, 1), "They shall [not] act, together.");
  equal(resolveBracket(text, shorts, 1, null), "They shall [not] act,.");
  equal(resolveBracket("[Both] parties", shorts, 0, null), "parties");
  equal(resolveBracket("They meet [twice]", shorts, 0, null), "They meet");
  equal(resolveBracket("shall[ not] be", shorts, 0, null), "shall be");
  equal(resolveBracket("shall[ not] be", shorts, 0, 0), "shall not be");
  equal(resolveBracket("[NDL: shall [not] be | VES: may be]", shorts, 0, 0), "shall [not] be");
  equal(resolveBracket("[NDL: shall [not] be | VES: may be]", shorts, 1, null), "[NDL: shall be | VES: may be]");
  equal(resolveBracket("双方[应]会晤", shorts, 0, null), "双方会晤");
  for (const [ordinal, alternative] of [[2, 0], [0, 1], [-1, 0]] as const) {
    equal(resolveBracket(text, shorts, ordinal, alternative), null);
  }
  equal(resolveBracket("[a", shorts, 0, 0), null);
});

test("linked brackets are resolved together, as one party wants them", () => {
  const text = "[1 NDL: Two | VES: Three] teams, [1 VES: not] more than [ORG: ten | 20] persons [1 NDL: each].";
  equal(resolveLink(text, shorts, 1, "NDL"), "Two teams, more than [ORG: ten | 20] persons each.");
  equal(resolveLink(text, shorts, 1, "VES"), "Three teams, not more than [ORG: ten | 20] persons.");
  equal(resolveLink(text, shorts, 2, "VES"), text);
  equal(resolveLink("[1 NDL: a [1 NDL: b [1 VES: c]] | VES: d]", shorts, 1, "NDL"), "a b");
  equal(resolveLink("[", shorts, 1, "NDL"), null);
  equal(asWantedBy(text, shorts, "ORG"), text.replace("[ORG: ten | 20]", "ten"));
  equal(asWantedBy(text, shorts, "VES"), "Three teams, not more than [ORG: ten | 20] persons [1 NDL: each].");
});

test("whatever the text is: its parts are its slices, in order, and every bracket can be resolved away", () => {
  const words = ["[", "[", "]", "]", "|", " ", "a", "не ", "NDL: ", "VES:", "1 NDL: ", "2 VES, ORG:", ",", "应", "\n"];
  for (let seed = 0; seed < 3_000; seed++) {
    const draw = seeded(seed);
    const text = Array.from({ length: draw(24) }, () => words[draw(words.length)]).join("");
    const read = readBrackets(text, shorts);
    if (read.kind === "malformed") {
      ok(holdsBrackets(text), `seed ${seed}`);
      continue;
    }
    checkSlices(text, read.parts, 0, text.length, `seed ${seed}`);
    equal(bracketsOf(read.parts).length, text.split("[").length - 1, `seed ${seed}`);
    let left = text;
    for (let turn = 0; holdsBrackets(left); turn++) {
      ok(turn <= bracketsMax, `seed ${seed}`);
      const next = resolveBracket(left, shorts, 0, draw(2) === 0 ? null : 0);
      // What came together anew may be malformed, and is then left to people.
      if (next === null || readBrackets(next, shorts).kind === "malformed") break;
      left = next;
    }
  }
});

function checkSlices(text: string, parts: readonly BracketPart[], from: number, to: number, seed: string): void {
  let place = from;
  for (const part of parts) {
    ok(part.from >= place && part.to > part.from && part.to <= to, seed);
    place = part.to;
    if (part.kind === "plain") equal(part.text, text.slice(part.from, part.to), seed);
    else for (const one of part.alternatives) {
      ok(one.from <= one.to && one.from > part.from && one.to < part.to, seed);
      checkSlices(text, one.parts, one.from, one.to, seed);
    }
  }
}
