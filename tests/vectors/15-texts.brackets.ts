// Cases of brackets: what a text reads as, and what it becomes when a bracket is resolved.

import {
  alternativesMax, asWantedBy, bracketsMax, readBrackets, resolveBracket, resolveLink,
} from "../../src/core/text/brackets.ts";
import type { BracketPart } from "../../src/core/text/brackets.ts";
import type { Case } from "./vectors.ts";

const shorts = ["NDL", "VES", "ORG", "7"];

/** How a bracket is resolved: by an alternative or nothing; all of a link as a party wants; all that name a party. */
export type Resolving =
  | { readonly ordinal: number; readonly alternative: number | null }
  | { readonly link: number; readonly party: string }
  | { readonly party: string };

/** What the code makes of a case. */
export function bracketsJson(text: string, parties: readonly string[], resolving: readonly Resolving[]): unknown {
  const read = readBrackets(text, parties);
  const resolved = resolving.map((how) => resolve(text, parties, how));
  return read.kind === "malformed"
    ? { malformed: read.code, resolved } : { parts: partsJson(read.parts), resolved };
}

function resolve(text: string, parties: readonly string[], how: Resolving): string | null {
  if ("ordinal" in how) return resolveBracket(text, parties, how.ordinal, how.alternative);
  return "link" in how ? resolveLink(text, parties, how.link, how.party) : asWantedBy(text, parties, how.party);
}

function partsJson(parts: readonly BracketPart[]): readonly unknown[] {
  return parts.map((part) => (part.kind === "plain" ? part.text : {
    link: part.link,
    alternatives: part.alternatives.map(({ names, parts: inside }) => ({ names, parts: partsJson(inside) })),
  }));
}

const by = (ordinal: number, alternative: number | null): Resolving => ({ ordinal, alternative });
const linked = "[1 NDL: Two | VES: Three] teams, [1 VES: not] more than [ORG: ten | 20] persons [1 NDL: each].";

type Reading = readonly [name: string, must: readonly string[], text: string, resolving?: readonly Resolving[]];
const readings: readonly Reading[] = [
  ["no brackets; a bar is a bar", ["T-50"], "The parties shall | should meet."],
  ["disputed, and nobody named", ["T-51"], "The parties [shall] meet.", [by(0, 0), by(0, null)]],
  ["two parties and their words", ["T-51", "T-52"],
    "Стороны [NDL: обязуются|VES , ORG: намерены | могут] встретиться.",
    [by(0, 0), by(0, 1), by(0, 2), { party: "ORG" }, { party: "7" }]],
  ["a party that wants nothing there", ["T-51"], "They meet[ VES: | NDL: twice].",
    [{ party: "VES" }, { party: "NDL" }]],
  ["brackets within brackets", ["T-51", "T-56"], "[NDL: shall [not [ever]] be | VES: may be]",
    [by(1, null), by(2, null), by(0, 0)]],
  ["four deep", ["T-51"], "[a [b [c [d]]]]", [by(3, 0)]],
  ["a name that is no party's is part of the words", ["T-52"], "[NDX: shall | NDL, NDX: may | ndl: will]"],
  ["a number without a name is part of the words", ["T-52"], "[1 May 2027 | 7: 2 May]"],
  ["a link number that is none", ["T-52"], "[01 NDL: a | 1000 VES: b | 0 ORG: c]"],
  ["a full-width colon makes no head", ["T-52"], "[NDL：应 | VES:可]会晤"],
  ["words alone keep their spaces, others do not", ["T-53"], "shall[ not] be [ a | b ]",
    [by(0, 0), by(0, null), by(1, 0), by(1, 1)]],
  ["spaces that are no U+0020 are kept", ["T-53"], "[NDL:\u00A0a\u00A0| VES:\nb]"],
  ["brackets with nothing between", ["T-51"], "[a][b]c", [by(1, null), by(0, 1)]],
  ["right to left", ["T-51"], "[NDL: يلتزم | VES: يعتزم] الطرفان", [by(0, 1)]],
  ["nothing leaves no double space", ["T-56"], "They shall [not] act, [jointly], now [and later].",
    [by(0, null), by(1, null), by(2, null)]],
  ["nothing at the end of the text", ["T-56"], "They meet [twice]", [by(0, null)]],
  ["nothing at the beginning of a line", ["T-56"], "[Both] parties\n[and] others", [by(0, null), by(1, null)]],
  ["nothing within another bracket", ["T-56"], "[NDL: a [b] | VES: [c] d]", [by(1, null), by(2, null)]],
  ["no such bracket, no such alternative", ["T-56"], "[a]", [by(1, 0), by(0, 1)]],
  ["linked brackets follow one party", ["T-57"], linked, [
    { link: 1, party: "NDL" }, { link: 1, party: "VES" }, { link: 1, party: "ORG" }, { link: 2, party: "NDL" },
    { party: "ORG" }, { party: "VES" },
  ]],
  ["links within links", ["T-57"], "[1 NDL: a [1 NDL: b [1 VES: c]] | VES: d]",
    [{ link: 1, party: "NDL" }, { link: 1, party: "VES" }]],
  ["the link number again in a later head", ["T-52"], "[2 NDL: a | 2 VES: b]", [{ link: 2, party: "VES" }]],
];

const faults: readonly (readonly [string, string, string])[] = [
  ["a closing bracket that nothing opened", "shall] be", "unopened"], ["an open bracket", "[shall", "unclosed"],
  ["an open bracket after a closed one", "[a] [b", "unclosed"], ["the outer bracket open", "[a | [b]", "unclosed"],
  ["five deep", "[a [b [c [d [e]]]]]", "too-deep"], ["nothing in it", "[]", "empty"],
  ["nothing but spaces and bars", "[ | | ]", "empty"], ["a name and nothing", "[NDL: ]", "empty"],
  ["a party with two wordings", "[NDL: a | VES, NDL: b]", "named-twice"],
  ["a party twice for one", "[NDL, NDL: a]", "named-twice"],
  ["two link numbers", "[1 NDL: a | 2 VES: b]", "link-differs"],
  ["a link number in the second head alone", "[NDL: a | 1 VES: b]", "link-differs"],
  ["17 alternatives", `[${"a|".repeat(alternativesMax)}a]`, "too-many"],
  ["257 brackets", "[a]".repeat(bracketsMax + 1), "too-many"],
  ["five deep, and never closed: the first fault", "[[[[[", "too-deep"],
];

/** Cases of readings, then of faults. */
export function bracketCases(): Case[] {
  const made = (name: string, must: readonly string[], text: string, resolving: readonly Resolving[]): Case => ({
    name, must, accept: true, input: { shorts, text, resolve: resolving },
    expect: bracketsJson(text, shorts, resolving),
  });
  return [
    ...readings.map(([name, must, text, resolving = []]) => made(name, must, text, resolving)),
    ...faults.map(([name, text]) => made(name, ["T-54", "T-55"], text, [by(0, 0), { link: 1, party: "NDL" }])),
    made("256 brackets", ["T-54"], "[a]".repeat(bracketsMax), [by(bracketsMax - 1, null)]),
    made("16 alternatives", ["T-54"], `[${"a|".repeat(alternativesMax - 1)}b]`, [by(0, alternativesMax - 1)]),
  ];
}

/** The faults that the cases must show, by name: so that no generator hides a change of the code. */
export const faultsShown: ReadonlyMap<string, string> = new Map(faults.map(([name, , code]) => [name, code]));
