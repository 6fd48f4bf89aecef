// How the parties of a world meet: officers, cards, digits, a charter with short limits.

import type { Draw } from "./random.ts";
import type { SimNode } from "./sim-node.ts";
import { worldBeginsMs } from "./sim-node.ts";
import { crypto } from "./party.ts";
import type { Act, ActResult } from "../api/acts.ts";
import { toHex } from "../core/bytes/hex.ts";
import { encodeCard } from "../core/keys/card.ts";
import { spokenCheck } from "../core/keys/spoken-check.ts";
import { charter as charterShape } from "../core/mechanism/charter/charter.ts";
import { standardCharter } from "../core/mechanism/charter/standard-charter.ts";

/** Runs the world until something is so; false when it never became so. */
export type RunUntil = (isSo: () => boolean, withinMs: number) => Promise<boolean>;

const limits = [
  { receiptMs: 120_000, answerMs: 300_000 }, { receiptMs: 90_000, answerMs: 200_000 },
  { receiptMs: 60_000, answerMs: 100_000 }, { receiptMs: 20_000, answerMs: 40_000 },
];
/** The channel's times, short enough for verdicts to become final within a run. */
const times = { skewMs: 20_000, courierMs: 150_000, longStopMs: 200_000, lineTestMs: 60_000 };

/** An act in fair weather, done. */
export async function perform(
  node: SimNode, act: Act, runUntil: RunUntil,
): Promise<Extract<ActResult, { kind: "done" }>> {
  const box: { result: ActResult | null } = { result: null };
  node.act(act, (result) => { box.result = result; });
  await runUntil(() => box.result !== null, 10_000);
  const { result } = box;
  if (result?.kind === "done") return result;
  throw new Error(`${act.act} at ${node.name}: ${result === null ? "no answer" : `${result.reason} ${result.detail}`}`);
}

/** The stations know each other and have adopted a charter; returns the channel. */
export async function meet(nodes: readonly SimNode[], draw: Draw, runUntil: RunUntil): Promise<string> {
  for (const node of nodes) {
    const { officer } = await perform(node, {
      act: "officer.add", name: "Officer", language: "en", roles: ["watch", "releaser", "administrator"],
    }, runUntil);
    node.officer = { officer: officer ?? "", via: "cli" };
    for (const other of nodes) {
      if (other === node) continue;
      await perform(node, { act: "party.add", card: encodeCard(crypto, other.self.roster), addresses: [] }, runUntil);
      const digits = spokenCheck(crypto, node.self.party, other.self.party);
      await perform(node, { act: "party.confirm", party: toHex(other.self.party), digits }, runUntil);
    }
  }
  for (const node of nodes) for (const way of node.ways) way.join();
  const channel = await propose(nodes, draw, 3_600_000, runUntil);
  for (const node of nodes.slice(1)) {
    const known = await runUntil(() => canAccept(node, channel), 60_000);
    if (!known) throw new Error(`${node.name} never heard of the charter`);
    await perform(node, { act: "charter.accept", channel, untilMs: worldBeginsMs + 3_600_000 }, runUntil);
  }
  const hasAdopted = (node: SimNode): boolean => node.state?.channels.get(channel)?.adopted === true;
  const adopted = await runUntil(() => nodes.every(hasAdopted), 60_000);
  if (!adopted) throw new Error("the charter was never adopted");
  return channel;
}

function canAccept(node: SimNode, channel: string): boolean {
  const { charter = null, chains } = node.state?.channels.get(channel) ?? {};
  return charter !== null && chains !== undefined && (chains.own !== null || chains.stock.length > 0);
}

/** The first station proposes a charter that lapses `untilMs` after the world began. */
export async function propose(
  nodes: readonly SimNode[], draw: Draw, untilMs: number, runUntil: RunUntil,
): Promise<string> {
  const [first] = nodes as [SimNode];
  const result = await perform(first, proposal(nodes, draw, untilMs), runUntil);
  return result.channel ?? "";
}

/** The act of proposing it. */
export function proposal(
  nodes: readonly SimNode[], draw: Draw, untilMs: number,
): Extract<Act, { act: "charter.propose" }> {
  const parties = nodes.map(({ self }) => {
    const { party: id, short, names, telephone: phone } = self.roster.roster;
    return { id, short, names, languages: ["en"], phone };
  });
  const standard = standardCharter({ world: "exercise", nonce: draw.bytes(16), parties, languages: ["en", "ru"] });
  const charter = charterShape.toJson({ ...standard, ...times, limits });
  return { act: "charter.propose", charter, untilMs: worldBeginsMs + untilMs };
}
