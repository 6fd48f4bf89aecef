// P3: an acknowledgement leaves only when all it names is durable; "delivered" is shown only when it was durable there.

import type { Checker, Facts, Signed } from "../observation.ts";
import { encode } from "../../core/bytes/cbor.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { addLeaf, createTree, rootAt } from "../../core/record/merkle.ts";
import type { Tree } from "../../core/record/merkle.ts";

type Report = (detail: string) => void;

/** Compares every acknowledgement that leaves with what the disk of its author has ever held. */
export function deliveredMeansDurable(): Checker {
  const told = new Set<string>();
  const known: Known = { trees: new Map(), durableTo: new Map() };
  return {
    promise: "P3",
    see: (observation, facts, report) => {
      if (observation.kind === "delivered") {
        const reader = nodeOf(facts, observation.reader);
        if (reader === null || facts.honest.get(reader) !== true || facts.honest.get(observation.node) !== true) return;
        if (facts.durable.get(reader)?.has(observation.object) === true) return;
        report(`${observation.node} shows as delivered what was never durable at ${reader}`);
      }
      if (observation.kind !== "fragment" || observation.frame?.name !== "entry") return;
      const { node, frame } = observation;
      const at = `${toHex(frame.log)}:${frame.seq}`;
      if (facts.honest.get(node) !== true || told.has(at)) return;
      const signed = facts.signed.get(at)?.find((one) => one.node === node);
      if (signed === undefined) return;
      told.add(at);
      checkSignature(facts, signed, report);
      for (const ack of signed.body.acks) checkAck(facts, known, signed, toHex(ack.log), ack.size, ack.root, report);
      for (const { log, seq, leaf } of signed.body.leaves) {
        if (facts.durable.get(node)?.has(toHex(leaf)) === true) continue;
        report(`${node} acknowledges a single entry it does not hold, seq ${seq} of ${toHex(log).slice(0, 8)}`);
      }
    },
  };
}

function nodeOf(facts: Facts, party: string): string | null {
  for (const [node, digest] of facts.rosterOf) {
    const roster = facts.rosters.get(digest);
    if (roster !== undefined && toHex(roster.party) === party) return node;
  }
  return null;
}

// Written out anew from spec/03-record.md: who writes and by which roster is signed along with every entry.
function checkSignature(facts: Facts, { node, payload, message, signature }: Signed, report: Report): void {
  const digest = facts.rosterOf.get(node) ?? "";
  const roster = facts.rosters.get(digest);
  const key = roster?.stations[0]?.key;
  if (roster === undefined || key === undefined) return;
  const external = encode(["chirograph/1 entry", 1, roster.party, Uint8Array.fromHex(digest)]);
  const expected = encode(["Signature1", Uint8Array.of(0xa1, 0x01, 0x32), external, payload]);
  if (!equalBytes(expected, message) || !facts.crypto.ed25519Verify(key, expected, signature)) {
    report(`${node} released an entry whose signature does not bind its author and roster`);
  }
}

/** Trees of logs as they were signed, and how much of each a node was seen to hold durably. */
interface Known {
  readonly trees: Map<string, Tree>;
  readonly durableTo: Map<string, number>;
}

function checkAck(
  facts: Facts, known: Known, by: Signed, log: string, size: number, root: Uint8Array, report: Report,
): void {
  const durable = facts.durable.get(by.node) ?? new Set<string>();
  const key = `${by.node} ${log}`;
  const tree = known.trees.get(log) ?? createTree();
  known.trees.set(log, tree);
  for (let seq = known.durableTo.get(key) ?? 0; seq < size; seq++) {
    const signed = facts.signed.get(`${log}:${seq}`) ?? [];
    const [held, other] = signed.filter((one) => durable.has(one.leaf));
    if (held === undefined) {
      report(`${by.node} acknowledges ${size} entries of a log and never held seq ${seq}`);
      return;
    }
    // Two entries at one position: the root says which one is meant, and P2 looks after the rest.
    if (other !== undefined || signed.length > 1) return;
    if (tree.size === seq) addLeaf(facts.crypto, tree, Uint8Array.fromHex(held.leaf));
    known.durableTo.set(key, seq + 1);
  }
  if (equalBytes(rootAt(facts.crypto, tree, size), root)) return;
  report(`${by.node} acknowledges a root that is not of what it holds`);
}
