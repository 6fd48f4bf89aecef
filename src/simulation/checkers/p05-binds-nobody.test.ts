import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { bindsNobody } from "./p05-binds-nobody.ts";
import { createFacts } from "../observation.ts";
import type { Observation } from "../observation.ts";
import { cryptoOf } from "../party.ts";
import type { Control } from "../../core/line/narrow-control.ts";
import type { Body } from "../../core/record/entry.ts";

const nonceOf = (byte: number): Uint8Array => new Uint8Array(16).fill(byte);
const signature = new Uint8Array(64).fill(7);

/** What is found of A, which starts twice and accepts, when B's answer of a narrow line is to this nonce. */
function foundOf(answered: Uint8Array): readonly string[] {
  const facts = createFacts(cryptoOf("stub"), null, () => 0);
  for (const node of ["A", "B"]) {
    facts.honest.set(node, true);
    facts.rosterOf.set(node, node);
  }
  const found: string[] = [];
  const checker = bindsNobody();
  const see = (observation: Observation): void => checker.see(observation, facts, (detail) => found.push(detail));
  const said = (node: string, to: string, control: Control): void => see({
    kind: "fragment", node, to, link: "x", level: 2, frame: null, bytes: 9, controls: [control],
  });
  see({ kind: "started", node: "A" });
  said("A", "B", { name: "recall", nonce: nonceOf(1) });
  see({ kind: "started", node: "A" });
  said("A", "B", { name: "recall", nonce: nonceOf(2) });
  see({ kind: "recollected", node: "B", nonce: answered.toHex(), signature: signature.toHex() });
  said("B", "A", { name: "recalled", signature, heads: [] });
  const body = { kind: 6 } as Body;
  const none = new Uint8Array(0);
  see({
    kind: "signed", signed: { node: "A", at: "x:0", leaf: "", body, payload: none, message: none, signature: none },
  });
  return found;
}

test("an answer to what was asked before the start is none, over a narrow line too", () => {
  deepEqual(foundOf(nonceOf(2)), []);
  deepEqual(foundOf(nonceOf(1)), ["A signs an act of agreement, and B has not answered what it asked"]);
});
