import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { encodeShape, decodeShape } from "../../src/core/bytes/shape.ts";
import type { Json, Shape } from "../../src/core/bytes/shape.ts";
import { ChirographError } from "../../src/core/errors.ts";
import { formatDtg, formatIso, parseDtg } from "../../src/core/clock/dtg.ts";
import { charter as charterShape, decodeCharter } from "../../src/core/mechanism/charter/charter.ts";
import { cddlOfKind } from "../../src/core/mechanism/cddl.ts";
import { draftDigest } from "../../src/core/mechanism/house/digest.ts";
import { draftContent } from "../../src/core/mechanism/house/entries.ts";
import type { Kind } from "../../src/core/mechanism/kind.ts";
import { checkMessageAct } from "../../src/core/mechanism/message/act.ts";
import type { MessageAct } from "../../src/core/mechanism/message/act.ts";
import { cancellation, hold, message, refusal, take, translation } from "../../src/core/mechanism/message/entries.ts";
import { foldMessage } from "../../src/core/mechanism/message/fold.ts";
import { decodeContent, kindOf, kinds } from "../../src/core/mechanism/registry.ts";
import { checkAuthored } from "../../src/core/text/authored.ts";
import { visible } from "../../src/core/text/visible.ts";
import { caseView, heldEntry, sha256Only, stateJson } from "./06-messages.cases.ts";
import type { CaseCutoffs } from "./06-messages.cases.ts";
import type { CaseEntry } from "./06-messages.cases.ts";
import { hex, readChapter, Refused, runVectors, testMusts } from "./vectors.ts";
import type { Runner } from "./vectors.ts";

const chapter = readChapter("06-messages");
const { spec } = chapter;
const [counted] = chapter.files.get("charter.json") ?? [];
const charter = decodeCharter(hex(counted?.input["bytes"]));

/** What our code makes of a case: what is expected, or the error. */
const runners: Readonly<Record<string, Runner>> = {
  "charter.json": ({ input }) => charterShape.toJson(decodeCharter(hex(input["bytes"]))),
  "contents.json": ({ input }) => {
    const decoded = decodeContent(input["kind"] as number, hex(input["content"]));
    if (decoded.kind === "poison") throw new ChirographError(decoded.reason);
    const shape = kindOf(input["kind"] as number)?.content as Shape<unknown>;
    deepEqual(encodeShape(shape, shape.fromJson(shape.toJson(decoded.content), "")), hex(input["content"]));
    return shape.toJson(decoded.content);
  },
  "fold.json": ({ input, expect }) => {
    const entries = (input["entries"] as readonly CaseEntry[]).map(heldEntry);
    for (const order of input["orders"] as readonly number[][]) {
      const arrived = order.map((index) => entries[index] as (typeof entries)[number]);
      const view = caseView(entries, [], input["cutoffs"] as CaseCutoffs | undefined);
      const state = foldMessage(input["object"] as string, arrived, view, charter, input["at"] as number);
      deepEqual(stateJson(state), expect);
    }
    return expect;
  },
  "acts.json": ({ input }) => {
    const given = input["act"] as {
      readonly act: MessageAct["act"]; readonly content: Json; readonly translations?: readonly Json[];
    };
    const shapes: Readonly<Record<MessageAct["act"], Kind>> = {
      compose: message as Kind, take: take as Kind, hold: hold as Kind, refuse: refusal as Kind,
      translate: translation as Kind, cancel: cancellation as Kind,
    };
    const content = (shapes[given.act].content as Shape<unknown>).fromJson(given.content, "");
    const shape = translation.content as Shape<unknown>;
    const translations = (given.translations ?? []).map((one) => shape.fromJson(one, ""));
    const act = { act: given.act, content, precedence: "ROUTINE", translations } as unknown as MessageAct;
    const entries = (input["entries"] as readonly CaseEntry[]).map(heldEntry);
    const [now, world] = [input["now"] as number, input["world"] as "actual" | "exercise"];
    const state = foldMessage(entries[0]?.object ?? "", entries, caseView(entries), charter, now);
    const begins = act.act === "compose" && act.content.relation === null;
    const context = {
      charter: { ...charter, world }, us: input["us"] as number, message: begins ? null : state,
      desks: input["desks"] as readonly (readonly string[])[], nowMs: now,
    };
    const outcome = checkMessageAct(context, act);
    if (outcome.kind === "refused") throw new Refused(outcome.reason);
    return undefined;
  },
  "visible-text.json": ({ input }) => {
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(hex(input["text"] ?? input["authored"]));
    if (input["text"] !== undefined) return visible(text);
    const findings = checkAuthored(text);
    if (findings[0] !== undefined) throw new Refused(findings[0].code, findings);
    return undefined;
  },
  "date-time-group.json": ({ input }) => {
    if (input["group"] !== undefined) {
      const read = parseDtg(input["group"] as string);
      if (read === null) throw new Refused("date-time-group");
      return { time: read };
    }
    const time = input["time"] as number;
    if (time >= 946_684_800_000 && time < 4_102_444_800_000) equal(parseDtg(formatDtg(time)), time - (time % 60_000));
    return { group: formatDtg(time), iso: formatIso(time) };
  },
  "drafts.json": ({ input }) =>
    ({ digest: draftDigest(sha256Only, decodeShape(draftContent, hex(input["draft"]))).toHex() }),
};

runVectors(chapter, runners);
testMusts(chapter, "M");

test("the CDDL of chapter 06 is what the declarations say", () => {
  const isHere = (kind: Kind): boolean => new RegExp(`^\\| ${kind.code} \\|.*\\| 06 \\|$`, "mu").test(spec);
  const here = kinds.filter((kind) => isHere(kind) && kind.content !== null);
  ok(here.length > 10);
  for (const kind of here) ok(spec.includes(cddlOfKind(kind)), kind.name);
  for (const kind of kinds) {
    const row = new RegExp(
      `^\\| ${kind.code} \\| ${kind.name} \\| ${kind.form} \\| ${kind.about} \\| ${kind.record} \\|`, "mu"
    );
    ok(row.test(spec), `registry: ${kind.name}`);
  }
});

test("a rejected case never takes the station down, whatever the bytes", () => {
  for (const kind of kinds) {
    for (let byte = 0; byte < 256; byte++) ok(
      ["decoded", "poison"].includes(decodeContent(kind.code, Uint8Array.of(byte)).kind)
    );
  }
});
