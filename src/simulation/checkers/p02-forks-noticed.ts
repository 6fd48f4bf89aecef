// P2: after two peers of an equivocator have talked, both hold evidence that anyone can check; nobody else is accused.

import type { Checker, Facts } from "../observation.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { evidenceSort } from "../../core/evidence/evidence.ts";
import { checkSiblings } from "../../core/evidence/siblings.ts";
import { ChirographError } from "../../core/errors.ts";
import { checkForkEvidence } from "../../core/record/fork.ts";

/** Checks the evidence files at the end of a run. */
export function forksNoticed(): Checker {
  const forks: { readonly at: string; readonly to: readonly string[] }[] = [];
  return {
    promise: "P2",
    see: (observation, facts, report) => {
      if (observation.kind === "equivocated") forks.push(observation);
      if (observation.kind !== "ending") return;
      const allHonest = [...facts.honest.values()].every((one) => one);
      for (const { node, honest, evidence } of observation.standings) {
        if (!honest) continue;
        // A second start is seen in honest worlds with a restored backup too; only a fork speaks against a party.
        const forked = evidence.filter((file) => evidenceSort(file) !== "siblings");
        if (evidence.length > forked.length && !evidence.every((file) => isSoundSiblings(facts, file))) {
          report(`${node} holds evidence of a second start that proves nothing`);
        }
        const sound = forked.map((file) => logOfSound(facts, file));
        if (sound.includes(null)) report(`${node} holds an evidence file that proves nothing`);
        if (allHonest && forked.length > 0) report(`${node} holds evidence although everybody was honest`);
        for (const { at, to } of forks) {
          if (!to.includes(node) || !isFork(facts, at, to) || sound.includes(at.slice(0, 32))) continue;
          report(`${node} holds no evidence of the fork`);
        }
      }
    },
  };
}

/** Whether each of the two peers really came to hold another entry at the position. */
function isFork(facts: Facts, at: string, to: readonly string[]): boolean {
  const leaves = (facts.signed.get(at) ?? []).map((one) => one.leaf);
  const held = to.map((node) => leaves.find((leaf) => facts.durable.get(node)?.has(leaf) === true));
  return held.every((leaf) => leaf !== undefined) && new Set(held).size === to.length;
}

function isSoundSiblings(facts: Facts, file: Uint8Array): boolean {
  if (evidenceSort(file) !== "siblings") return true;
  try {
    checkSiblings(facts.crypto, facts.rosters, file);
    return true;
  } catch (error) {
    if (error instanceof ChirographError) return false;
    throw error;
  }
}

function logOfSound(facts: Facts, file: Uint8Array): string | null {
  try {
    return toHex(checkForkEvidence(facts.crypto, facts.rosters, file).evidence.log);
  } catch (error) {
    if (error instanceof ChirographError) return null;
    throw error;
  }
}
