import { deepEqual, equal, ok } from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { toHex } from "../../src/core/bytes/hex.ts";
import { isReceiptDisputed } from "../../src/core/clock/disputed.ts";
import type { Terms } from "../../src/core/clock/terms.ts";
import { verdict } from "../../src/core/clock/verdict.ts";
import type { Fact, Limit } from "../../src/core/clock/verdict.ts";
import { ChirographError } from "../../src/core/errors.ts";
import { cddlOfKind, cddlRule } from "../../src/core/mechanism/cddl.ts";
import {
  channelId, charter as charterShape, decodeCharter, encodeCharter,
} from "../../src/core/mechanism/charter/charter.ts";
import { foldCharter } from "../../src/core/mechanism/charter/fold.ts";
import { decodeHouseCharter, houseCharter, houseChannelId } from "../../src/core/mechanism/charter/house.ts";
import { kinds } from "../../src/core/mechanism/registry.ts";
import type { Head } from "../../src/core/record/held-entry.ts";
import { caseView, heldEntry, sha256Only, verdictJson } from "./06-messages.cases.ts";
import type { Case, CaseEntry, VectorFile } from "./06-messages.cases.ts";

const folder = new URL("../../vectors/08-charter/", import.meta.url);
const spec = readFileSync(new URL("../../spec/08-charter.md", import.meta.url), "utf8");
const files = readdirSync(folder).map((name) => [name, read(name)] as const);

function read(name: string): VectorFile {
  return JSON.parse(readFileSync(new URL(name, folder), "utf8")) as VectorFile;
}

function hex(text: unknown): Uint8Array {
  return Uint8Array.fromHex(text as string);
}

const first = read("charter.json").cases[0] as Case;
const charter = decodeCharter(hex(first.input["charter"]));
const channel = channelId(sha256Only, hex(first.input["charter"]));

const runners: Readonly<Record<string, (one: Case) => unknown>> = {
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
      equal(input["digest"], toHex(channel));
      deepEqual(input["principals"], charter.parties.map((one) => toHex(one.id)));
      const terms = { ...charter, ...(input["terms"] as Terms) };
      const states = (input["ats"] as readonly number[]).map(
        (at) => foldCharter(channel, terms, arrived, caseView(arrived), at)
      );
      deepEqual(JSON.parse(JSON.stringify(states)), expect);
    }
    return expect;
  },
  "verdict.json": ({ input }) => {
    const view = { heads: input["heads"] as readonly Head[], firstAcks: () => [] };
    return verdictJson(verdict(
      input["limit"] as Limit, input["facts"] as readonly Fact[], view, input["at"] as number, input["terms"] as Terms,
      input["missedTests"] as readonly string[],
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
};

for (const [name, file] of files) {
  test(`vectors/08-charter/${name}`, () => {
    equal(file.chapter, "08-charter");
    const run = runners[name];
    ok(run !== undefined, "a runner for every file");
    for (const one of file.cases) {
      let made: unknown;
      let error: string | null = null;
      try {
        made = run(one);
      } catch (caught) {
        if (!(caught instanceof ChirographError)) throw new Error(one.name, { cause: caught });
        error = caught.code;
      }
      equal(error, one.accept ? null : one.error, one.name);
      if (one.accept) deepEqual(JSON.parse(JSON.stringify(made)), one.expect, one.name);
    }
  });
}

test("every MUST of chapter 08 has a case, or is shown by a test the chapter names", () => {
  const musts = new Set(spec.match(/\*\*\[C-\d+\]\*\*/gu)?.map((one) => one.slice(3, -3)));
  ok(musts.size > 30);
  const covered = new Set(files.flatMap(([, file]) => file.cases.flatMap((one) => one.must)));
  const shown = new Set(spec.slice(spec.indexOf("## Shown by")).match(/C-\d+/gu));
  for (const must of musts) ok(covered.has(must) || shown.has(must), must);
  for (const must of covered) ok(musts.has(must), `${must} is no MUST`);
});

test("the CDDL of chapter 08 is what the declarations say", () => {
  for (
    const kind of kinds.filter((one) => one.code >= 5 && one.code <= 7)
  ) ok(spec.includes(cddlOfKind(kind)), kind.name);
  ok(spec.includes(cddlRule("house-charter", houseCharter)));
});
