// P4: when a reader's signed head has gone back, no message it lost stays shown as delivered in silence; and nobody is
// said to have gone back who has not.

import type { Checker, Facts, Observation, Signed } from "../observation.ts";
import { toHex } from "../../core/bytes/hex.ts";

/** What a reader has said that it holds of one log, as far as its author came to know it. */
interface Head {
  /** The newest word of the reader, in the order in which it signed, and what it names. */
  order: number;
  size: number;
  /** The most that an earlier word of it named. */
  most: number;
}

/** Follows what each reader has signed that it holds, in the order it signed, and what its author shows. */
export function goingBackIsTold(): Checker {
  /** By "<author's node> <reader's party> <log>". */
  const heads = new Map<string, Head>();
  const orders = new Map<string, number>();
  /** How many entries of a log a node holds without a gap, by "<node> <log>". */
  const sizes = new Map<string, number>();
  const mayHaveLost = new Set<string>();
  const held = (node: string, at: string, facts: Facts): void => {
    const [log = ""] = at.split(":");
    for (let seq = sizes.get(`${node} ${log}`) ?? 0; ; seq++) {
      const by = facts.signed.get(`${log}:${seq}`)?.find((one) => facts.durable.get(node)?.has(one.leaf) === true);
      if (by === undefined) return;
      sizes.set(`${node} ${log}`, seq + 1);
      if (by.node !== node) hear(heads, facts, node, by, orders.get(by.leaf) ?? 0);
    }
  };
  return {
    promise: "P4",
    see: (observation, facts, report) => {
      if (observation.kind === "signed") orders.set(observation.signed.leaf, orders.size);
      if (observation.kind === "rotten" || observation.kind === "restored") mayHaveLost.add(observation.node);
      if (observation.kind === "durable") held(observation.node, observation.at, facts);
      if (observation.kind !== "looked" || facts.honest.get(observation.node) !== true) return;
      // What a damaged or restored author has forgotten it need not tell.
      if (mayHaveLost.has(observation.node)) return;
      compare(observation, heads, mayHaveLost, facts, report);
    },
  };
}

function compare(
  { node, look }: Extract<Observation, { kind: "looked" }>, heads: Map<string, Head>, mayHaveLost: Set<string>,
  facts: Facts, report: (detail: string) => void,
): void {
  for (const { at, reader, wentBack } of look.delivered) {
    const [log = "", seq] = at.split(":");
    const peer = facts.nodeOf.get(reader) ?? "";
    const head = heads.get(`${node} ${reader} ${log}`);
    if (facts.honest.get(peer) !== true || head === undefined) continue;
    const lost = Number(seq) >= head.size && Number(seq) < head.most;
    if (lost && !wentBack) {
      const fell = `whose head went back from ${head.most} to ${head.size}`;
      report(`${node} shows seq ${seq} as delivered at ${peer}, ${fell}`);
      heads.delete(`${node} ${reader} ${log}`);
    }
    if (!wentBack || mayHaveLost.has(peer)) continue;
    report(`${node} says that ${peer} went back, which has lost nothing`);
    mayHaveLost.add(peer);
  }
}

function hear(heads: Map<string, Head>, facts: Facts, author: string, by: Signed, order: number): void {
  const party = facts.rosters.get(facts.rosterOf.get(by.node) ?? "")?.party;
  if (party === undefined) return;
  for (const { log, size } of by.body.acks) {
    if (facts.signed.get(`${toHex(log)}:0`)?.[0]?.node !== author) continue;
    const key = `${author} ${toHex(party)} ${toHex(log)}`;
    const head = heads.get(key) ?? { order, size, most: size };
    heads.set(key, head);
    if (order >= head.order) Object.assign(head, { order, size });
    head.most = Math.max(head.most, size);
  }
}
