import { deepEqual, ok } from "node:assert/strict";
import { test } from "node:test";
import { decodeShape, encodeShape } from "../../src/core/bytes/shape.ts";
import type { Shape } from "../../src/core/bytes/shape.ts";
import type { Terms } from "../../src/core/clock/terms.ts";
import { ChirographError } from "../../src/core/errors.ts";
import { cddlOfKind } from "../../src/core/mechanism/cddl.ts";
import { foldMeeting } from "../../src/core/mechanism/meeting/fold.ts";
import type { Successor } from "../../src/core/mechanism/meeting/fold.ts";
import { decodeContent, kindOf, kinds } from "../../src/core/mechanism/registry.ts";
import { caseView, heldEntry, sha256Only } from "./06-messages.cases.ts";
import type { CaseCutoffs, CaseEntry } from "./06-messages.cases.ts";
import { charterOfThree } from "./08-charter.telling.ts";
import { meetingJson } from "./16-meetings.cases.ts";
import { hex, readChapter, runVectors, testMusts } from "./vectors.ts";

const chapter = readChapter("16-meetings");

runVectors(chapter, {
  "contents.json": ({ input }) => {
    const decoded = decodeContent(input["kind"] as number, hex(input["content"]));
    if (decoded.kind === "poison") throw new ChirographError(decoded.reason);
    const shape = kindOf(input["kind"] as number)?.content as Shape<unknown>;
    deepEqual(encodeShape(shape, decodeShape(shape, hex(input["content"]))), hex(input["content"]));
    return shape.toJson(decoded.content);
  },
  "fold.json": ({ input, expect }) => {
    const entries = (input["entries"] as readonly CaseEntry[]).map(heldEntry);
    const charter = { ...charterOfThree, ...(input["terms"] as Terms) };
    for (const order of input["orders"] as readonly number[][]) {
      const arrived = order.map((index) => entries[index] as (typeof entries)[number]);
      const view = caseView(arrived, [], input["cutoffs"] as CaseCutoffs | undefined);
      const told = foldMeeting(
        sha256Only, hex(input["channel"]), input["object"] as string, [...arrived, ...arrived],
        input["successors"] as readonly Successor[], view, charter, input["at"] as number,
      );
      deepEqual(JSON.parse(JSON.stringify(meetingJson(told))), expect);
    }
    return expect;
  },
});
testMusts(chapter, "G");

test("the CDDL of chapter 16 is what the declarations say", () => {
  const here = kinds.filter(({ code }) => code >= 40 && code <= 43);
  ok(here.length === 4);
  for (const kind of here) ok(chapter.spec.includes(cddlOfKind(kind)), kind.name);
});
