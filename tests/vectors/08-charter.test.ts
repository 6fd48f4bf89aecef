import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { toHex } from "../../src/core/bytes/hex.ts";
import { isReceiptDisputed } from "../../src/core/clock/disputed.ts";
import type { Terms } from "../../src/core/clock/terms.ts";
import { verdict } from "../../src/core/clock/verdict.ts";
import type { Fact, Limit } from "../../src/core/clock/verdict.ts";
import { cddlOfKind, cddlRule } from "../../src/core/mechanism/cddl.ts";
import {
  channelId, charter as charterShape, decodeCharter, encodeCharter,
} from "../../src/core/mechanism/charter/charter.ts";
import { joinStatement } from "../../src/core/record/join.ts";
import { foldCharter } from "../../src/core/mechanism/charter/fold.ts";
import { decodeHouseCharter, houseCharter, houseChannelId } from "../../src/core/mechanism/charter/house.ts";
import { kinds } from "../../src/core/mechanism/registry.ts";
import { seatPass } from "../../src/core/record/seat.ts";
import type { Head } from "../../src/core/record/held-entry.ts";
import { caseView, heldEntry, sha256Only, verdictJson } from "./06-messages.cases.ts";
import type { CaseCutoffs, CaseEntry } from "./06-messages.cases.ts";
import { charterOfThree } from "./08-charter.telling.ts";
import { seatsOfSteps } from "./08-charter.seat.ts";
import { hex, readChapter, runVectors, testMusts } from "./vectors.ts";
import type { Runner } from "./vectors.ts";

const chapter = readChapter("08-charter");
const { spec } = chapter;
const counted = hex(chapter.files.get("charter.json")?.[0]?.input["charter"]);
const charter = decodeCharter(counted);

const runners: Readonly<Record<string, Runner>> = {
  "charter.json": ({ input }) => {
    const item = decodeCharter(hex(input["charter"]));
    deepEqual(encodeCharter(item), hex(input["charter"]));
    return { channel: toHex(channelId(sha256Only, hex(input["charter"]))), json: charterShape.toJson(item) };
  },
  "house-charter.json": ({ input }) => {
    const item = decodeHouseCharter(hex(input["house"]));
    return { channel: toHex(houseChannelId(sha256Only, item)), json: houseCharter.toJson(item) };
  },
  "agreement.json": ({ input, expect }) => {
    const entries = (input["entries"] as readonly CaseEntry[]).map(heldEntry);
    for (const order of input["orders"] as readonly number[][]) {
      const arrived = order.map((index) => entries[index] as (typeof entries)[number]);
      // What the principals of a story agree is the charter of its channel, and three have another than two.
      const of = (input["principals"] as readonly string[]).length === 2 ? charter : charterOfThree;
      const digest = channelId(sha256Only, encodeCharter(of));
      equal(input["digest"], toHex(digest));
      deepEqual(input["principals"], of.parties.map((one) => toHex(one.id)));
      const terms = { ...of, ...(input["terms"] as Terms) };
      const { cutoffs, seats } = input as { readonly cutoffs?: CaseCutoffs; readonly seats?: CaseCutoffs };
      const states = (input["ats"] as readonly number[]).map(
        (at) => foldCharter(
          digest, terms, arrived, caseView(arrived, [], cutoffs, seats), at,
        )
      );
      deepEqual(JSON.parse(JSON.stringify(states)), expect);
    }
    return expect;
  },
  "verdict.json": ({ input }) => {
    const heads = input["heads"] as readonly Head[];
    const view = { heads, firstAcks: () => [], earlyAcks: () => [], counts: () => true, inSeat: () => true };
    return verdictJson(verdict(
      input["limit"] as Limit, input["facts"] as readonly Fact[], view, input["at"] as number, input["terms"] as Terms,
    ));
  },
  "disputed.json": ({ input }) => {
    const entries = (input["entries"] as readonly CaseEntry[]).map(heldEntry);
    const entry = entries.find((one) => one.at === input["at"]);
    const view = caseView(entries);
    const [ack] = view.firstAcks(input["at"] as string);
    ok(entry !== undefined && ack !== undefined);
    return { disputed: isReceiptDisputed(entry, ack, view, input["terms"] as Terms) };
  },
  "seat.json": ({ input, expect }) => {
    for (const order of (input["orders"] as readonly unknown[]).keys()) deepEqual(seatsOfSteps(input, order), expect);
    return expect;
  },
};

runVectors(chapter, runners);
testMusts(chapter, "C");

test("the CDDL of chapter 08 is what the declarations say", () => {
  for (
    const kind of kinds.filter((one) => (one.code >= 5 && one.code <= 7) || one === seatPass)
  ) ok(spec.includes(cddlOfKind(kind)), kind.name);
  ok(spec.includes(cddlRule("house-charter", houseCharter)));
  ok(spec.includes(cddlRule("join-statement", joinStatement)));
});
