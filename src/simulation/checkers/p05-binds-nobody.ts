// P5: a station that has started anew shows its memory as confirmed, and agrees to anything, only when its peers have
// answered what it asked since.

import type { Checker, Facts, Observation } from "../observation.ts";
import { toHex } from "../../core/bytes/hex.ts";

/** Proposals and acceptances of charters: what binds a party. */
const agreeing: ReadonlySet<number> = new Set([5, 6]);

/** What one station has asked and been answered since its newest start. */
interface Start {
  /** How often it has started; the first time there is nothing that could be lost. */
  starts: number;
  readonly nonces: Set<string>;
  /** Peers that have sent an answer to one of them. */
  readonly answered: Set<string>;
  told: boolean;
}

/** Follows the questions and answers that are sent, and what is shown and signed. */
export function bindsNobody(): Checker {
  const nodes = new Map<string, Start>();
  /** The nonce in each answer that was signed, by its signature: over a narrow link the answer does not name it. */
  const nonces = new Map<string, string>();
  const startOf = (node: string): Start => {
    const start = nodes.get(node) ?? { starts: 0, nonces: new Set(), answered: new Set(), told: false };
    nodes.set(node, start);
    return start;
  };
  return {
    promise: "P5",
    see: (observation, facts, report) => {
      if (observation.kind === "started") {
        const { starts } = startOf(observation.node);
        nodes.set(observation.node, { starts: starts + 1, nonces: new Set(), answered: new Set(), told: false });
      }
      if (observation.kind === "recollected") nonces.set(observation.signature, observation.nonce);
      if (observation.kind === "fragment") hear(observation, startOf, nonces);
      const node = observation.kind === "signed" ? observation.signed.node
        : observation.kind === "looked" ? observation.node : null;
      if (node === null || facts.honest.get(node) !== true) return;
      const start = startOf(node);
      if (start.starts < 2 || start.told) return;
      const detail = observation.kind === "signed" ? signs(observation.signed.body.kind, start, node, facts)
        : observation.kind === "looked" && observation.look.confirmed.length > 0 && start.answered.size === 0
          ? "shows its memory as confirmed, and no peer has answered what it asked" : null;
      if (detail === null) return;
      start.told = true;
      report(`${node} ${detail}`);
    },
  };
}

function hear(
  { node, to, frame, controls = [] }: Extract<Observation, { kind: "fragment" }>, startOf: (node: string) => Start,
  nonces: ReadonlyMap<string, string>,
): void {
  const said = [...controls, ...frame === null ? [] : [frame]];
  for (const one of said) {
    if (one.name === "recall") startOf(node).nonces.add(toHex(one.nonce));
    if (one.name !== "recalled") continue;
    const asked = startOf(to);
    if (asked.nonces.has(nonces.get(toHex(one.signature)) ?? "")) asked.answered.add(node);
  }
}

/** Every other party of a world is a principal of its channel; for one that is run twice its other half may answer. */
function signs(kind: number, { answered }: Start, node: string, facts: Facts): string | null {
  if (!agreeing.has(kind)) return null;
  const silent = [...facts.rosterOf.keys()].filter(
    (other) => other !== node && facts.honest.get(other) === true && !answered.has(other),
  );
  if (silent.length === 0) return null;
  return `signs an act of agreement, and ${silent.join(", ")} has not answered what it asked`;
}
