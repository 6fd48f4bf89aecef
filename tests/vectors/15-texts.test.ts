import { deepEqual, ok } from "node:assert/strict";
import { test } from "node:test";
import { decodeShape, encodeShape } from "../../src/core/bytes/shape.ts";
import type { Json, Shape } from "../../src/core/bytes/shape.ts";
import type { Terms } from "../../src/core/clock/terms.ts";
import { ChirographError } from "../../src/core/errors.ts";
import { agreedDigest, foldAgreed } from "../../src/core/mechanism/agreed/fold.ts";
import { cddlOfKind } from "../../src/core/mechanism/cddl.ts";
import { decodeContent, kindOf, kinds } from "../../src/core/mechanism/registry.ts";
import { checkBeginning, checkOffer, checkPosition } from "../../src/core/mechanism/text/act.ts";
import { offerContent, positionContent, textContent } from "../../src/core/mechanism/text/entries.ts";
import { addToText, createTextFold } from "../../src/core/mechanism/text/fold.ts";
import { textState } from "../../src/core/mechanism/text/state.ts";
import { caseView, heldEntry, partyHex, sha256Only } from "./06-messages.cases.ts";
import type { CaseCutoffs, CaseEntry } from "./06-messages.cases.ts";
import { charterOfThree } from "./08-charter.telling.ts";
import { bracketsJson, faultsShown } from "./15-texts.brackets.ts";
import type { Resolving } from "./15-texts.brackets.ts";
import { textJson } from "./15-texts.cases.ts";
import { hex, readChapter, Refused, runVectors, testMusts } from "./vectors.ts";
import type { Runner } from "./vectors.ts";

const chapter = readChapter("15-texts");

const runners: Readonly<Record<string, Runner>> = {
  "contents.json": ({ input }) => {
    const decoded = decodeContent(input["kind"] as number, hex(input["content"]));
    if (decoded.kind === "poison") throw new ChirographError(decoded.reason);
    const shape = kindOf(input["kind"] as number)?.content as Shape<unknown>;
    deepEqual(encodeShape(shape, decodeShape(shape, hex(input["content"]))), hex(input["content"]));
    deepEqual(encodeShape(shape, shape.fromJson(shape.toJson(decoded.content), "")), hex(input["content"]));
    return shape.toJson(decoded.content);
  },
  "digests.json": ({ input }) => ({
    digest: agreedDigest(sha256Only, hex(input["channel"]), input["kind"] as string, hex(input["content"])).toHex(),
  }),
  "acts.json": ({ input }) => {
    const reason = textRefusal(input);
    if (reason !== null) throw new Refused(reason);
    return undefined;
  },
  "fold.json": ({ input, expect }) => {
    const entries = (input["entries"] as readonly CaseEntry[]).map(heldEntry);
    const object = input["object"] as string;
    const charter = { ...charterOfThree, ...(input["terms"] as Terms) };
    deepEqual(input["parties"], charter.parties.map((one) => one.id.toHex()));
    const { cutoffs, seats } = input as { readonly cutoffs?: CaseCutoffs; readonly seats?: CaseCutoffs };
    for (const order of input["orders"] as readonly number[][]) {
      const arrived = order.map((index) => entries[index] as (typeof entries)[number]);
      const view = caseView(arrived, [], cutoffs, seats);
      const fold = createTextFold(object, charter);
      const about = arrived.filter((one) => one.object === object);
      for (const entry of about) addToText(fold, entry, view.counts(entry.at));
      const around = {
        crypto: sha256Only, channel: hex(input["channel"]), charter, view, at: input["at"] as number,
      };
      deepEqual(JSON.parse(JSON.stringify(textJson(textState(fold, about, around)))), expect);
    }
    return expect;
  },
  "brackets.json": ({ name, input, expect }) => {
    const fault = faultsShown.get(name);
    if (fault !== undefined) deepEqual((expect as { malformed: string }).malformed, fault);
    const { text, shorts, resolve } = input as unknown as
      { text: string; shorts: readonly string[]; resolve: readonly Resolving[] };
    return bracketsJson(text, shorts, resolve);
  },
  "agreed.json": ({ input, expect }) => {
    const entries = (input["entries"] as readonly CaseEntry[]).map(heldEntry);
    deepEqual(input["principals"], [1, 2].map(partyHex));
    const thing = { object: input["object"] as string, digest: input["digest"] as string, principals: [0, 1] };
    const charter = { ...charterOfThree, ...(input["terms"] as Terms) };
    const { cutoffs, seats } = input as { readonly cutoffs?: CaseCutoffs; readonly seats?: CaseCutoffs };
    for (const order of input["orders"] as readonly number[][]) {
      const arrived = order.map((index) => entries[index] as (typeof entries)[number]);
      const view = caseView(arrived, [], cutoffs, seats);
      const states = (input["ats"] as readonly number[]).map((at) => foldAgreed(thing, arrived, view, charter, at));
      deepEqual(JSON.parse(JSON.stringify(states)), expect);
    }
    return expect;
  },
};

/** Why a station does not sign what a case asks for, or null. */
function textRefusal(input: Readonly<Record<string, unknown>>): string | null {
  const content = input["content"] as Json;
  if (input["act"] === "begin") {
    return checkBeginning(textContent.fromJson(content, ""), input["parties"] as number);
  }
  const object = input["object"] as string;
  const fold = createTextFold(object, charterOfThree);
  const entries = (input["entries"] as readonly CaseEntry[]).map(heldEntry);
  for (const entry of entries) if (entry.object === object) addToText(fold, entry, true);
  ok(fold.begun !== null);
  const by = input["by"] as string;
  return input["act"] === "offer" ? checkOffer(fold, fold.begun, by, offerContent.fromJson(content, ""))
    : checkPosition(fold, fold.begun, by, positionContent.fromJson(content, ""));
}

runVectors(chapter, runners);
testMusts(chapter, "T");

test("the CDDL of chapter 15 is what the declarations say", () => {
  const here = kinds.filter(({ code }) => (code >= 32 && code <= 37) || code === 100 || code === 101);
  ok(here.length === 8);
  for (const kind of here) ok(chapter.spec.includes(cddlOfKind(kind)), kind.name);
});
