import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { floodInBytes } from "./p18-flood-in-bytes.ts";
import { createFacts, gather } from "../observation.ts";
import type { Observation } from "../observation.ts";
import { cryptoOf } from "../party.ts";
import { logOfByte } from "../../core/line/line.fixture.ts";
import type { Body } from "../../core/record/entry.ts";
import type { LinkTerms } from "../../ports/bearer.ts";

const wide: LinkTerms = {
  rateBps: null, mtuBytes: 2_048, lossShare: 0, delayMs: 0, turnaroundMs: null, returnPath: true, costly: 0,
};
const none = new Uint8Array(0);
const [ours, flooders] = [logOfByte(1), logOfByte(3)];

/** What is found when so many entries of so many bytes of a flooder go from A to B while a FLASH of A waits. */
function foundOf(terms: LinkTerms, entries: number, bytes: number, floods = true): readonly string[] {
  let nowMs = 0;
  const facts = createFacts(cryptoOf("stub"), null, () => nowMs);
  for (const node of ["A", "B", "C"]) facts.honest.set(node, node !== "C");
  const found: string[] = [];
  const checker = floodInBytes();
  const see = (observation: Observation): void => {
    gather(facts, observation);
    checker.see(observation, facts, (detail) => found.push(detail));
  };
  const signed = (node: string, log: Uint8Array, seq: number, precedence: Body["precedence"]): void => see({
    kind: "signed", signed: {
      node, at: `${log.toHex()}:${seq}`, leaf: `${node}${seq}`, payload: none, message: none, signature: none,
      body: { log, seq, kind: 16, precedence, acks: [], leaves: [] } as unknown as Body,
    },
  });
  see({ kind: "link", node: "A", link: "x", up: true, to: "B", terms });
  if (floods) see({ kind: "flood", node: "C", begins: true });
  signed("A", ours, 0, "FLASH");
  see({ kind: "durable", node: "A", at: `${ours.toHex()}:0`, leaf: "A0" });
  nowMs = 1_000;
  for (let seq = 0; seq < entries; seq++) {
    signed("C", flooders, seq, "ROUTINE");
    const frame = { name: "entry", channel: none, log: flooders, seq, envelope: new Uint8Array(bytes) } as const;
    see({ kind: "fragment", node: "A", to: "B", link: "x", level: 3, frame, bytes });
  }
  return found;
}

test("before a FLASH a flooder's words take two fragments of a wide link, and half a second of a narrow one", () => {
  const narrow = { ...wide, rateBps: 2_400, mtuBytes: 1_200 };
  deepEqual(foundOf(wide, 2, 2_048), []);
  deepEqual(foundOf(wide, 3, 2_048), ["6144 bytes of what a flooder said went from A to B before a FLASH"]);
  deepEqual(foundOf(narrow, 1, 122), []);
  deepEqual(foundOf(narrow, 2, 122), ["244 bytes of what a flooder said went from A to B before a FLASH"]);
  deepEqual(foundOf(wide, 9, 2_048, false), []);
});
