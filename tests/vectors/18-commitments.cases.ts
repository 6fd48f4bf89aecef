// What our code makes of the cases of chapter 18: for who makes them and who checks them.

import { deepEqual } from "node:assert/strict";
import type { WholeEntry } from "../../src/core/agree/record.fixture.ts";
import { encodeShape } from "../../src/core/bytes/shape.ts";
import type { Shape } from "../../src/core/bytes/shape.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { ChirographError } from "../../src/core/errors.ts";
import { isMedia, openPiece, sealPiece } from "../../src/core/mechanism/commitment/exhibit.ts";
import { createNodeCrypto } from "../../src/crypto/node/crypto.ts";
import { adoptedAt } from "../../src/core/mechanism/commitment/commitment.fixture.ts";
import type { Start } from "../../src/core/mechanism/commitment/counted-from.ts";
import { foldSchedule } from "../../src/core/mechanism/commitment/fold.ts";
import type { ScheduleState } from "../../src/core/mechanism/commitment/fold.ts";
import { testCharter } from "../../src/core/mechanism/message/message.fixture.ts";
import { decodeContent, kindOf } from "../../src/core/mechanism/registry.ts";
import { caseView, heldEntry, verdictJson } from "./06-messages.cases.ts";
import type { CaseEntry } from "./06-messages.cases.ts";
import { hex } from "./vectors.ts";
import type { Case, Runner } from "./vectors.ts";

export const commitmentRunners: Readonly<Record<string, Runner>> = {
  "contents.json": ({ input }) => {
    const decoded = decodeContent(input["kind"] as number, hex(input["content"]));
    if (decoded.kind === "poison") throw new ChirographError(decoded.reason);
    const shape = kindOf(input["kind"] as number)?.content as Shape<unknown>;
    deepEqual(encodeShape(shape, shape.fromJson(shape.toJson(decoded.content), "")), hex(input["content"]));
    return shape.toJson(decoded.content);
  },
  "exhibits.json": ({ input }) => exhibitOf(input),
  "fold.json": ({ input }) => {
    const entries = (input["entries"] as readonly CaseEntry[]).map(heldEntry);
    const told = (input["orders"] as readonly number[][]).map((order) => {
      const arrived = order.map((index) => entries[index] as (typeof entries)[number]);
      return (input["ats"] as readonly number[]).map((at) => stateAt(input, arrived, at));
    });
    for (const one of told) deepEqual(one, told[0]);
    return told[0];
  },
};

/** What is random in a case is named by it; the cipher is a station's own. */
const crypto = createNodeCrypto();

function exhibitOf(input: Case["input"]): unknown {
  if (input["media"] !== undefined) return { fits: isMedia(hex(input["bytes"]), input["media"] as string) };
  const file = { key: hex(input["key"]), sha256: hex(input["sha256"]), size: input["size"] as number };
  const piece = input["piece"] as number;
  const sealed = sealPiece(crypto, file, piece, hex(input["bytes"]));
  deepEqual(openPiece(crypto, file, piece, sealed), hex(input["bytes"]));
  return { sealed: toHex(sealed) };
}

function stateAt(input: Case["input"], entries: readonly WholeEntry[], at: number): unknown {
  const object = input["object"] as string;
  const adoption = input["adoption"] as Start | null;
  const state = foldSchedule(object, entries.filter((one) => one.object === object), {
    view: caseView(entries), at, adoption, charter: { ...testCharter(), ...(input["terms"] as object) },
    agreement: { ...adoptedAt(adoption?.ms ?? 0), state: adoption === null ? "open" : "adopted" },
    entryOf: (of) => entries.find((one) => toHex(one.leaf) === of) ?? null,
  });
  return state === null ? null : scheduleJson(state);
}

function scheduleJson({ items, passedOver }: ScheduleState): unknown {
  return {
    items: items.map(({ item, round, standing, start, due, claimedDueMs, verdict, claims }) => ({
      item, round, standing, start, due, claimedDueMs, verdict: verdictJson(verdict),
      claims: claims.map((one) => ({ at: one.entry.at, state: one.state })),
    })),
    passedOver,
  };
}
