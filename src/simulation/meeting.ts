// How the parties of a world meet: officers, cards, digits, a charter with short limits.

import type { Plan } from "./plan.ts";
import type { Draw } from "./random.ts";
import type { SimNode } from "./sim-node.ts";
import { worldBeginsMs } from "./sim-node.ts";
import type { Act, ActOf, ActResult } from "../api/acts.ts";
import { toHex } from "../core/bytes/hex.ts";
import { encodeCard } from "../core/keys/card.ts";
import { spokenCheck } from "../core/keys/spoken-check.ts";
import { charter as charterShape } from "../core/mechanism/charter/charter.ts";
import { standardCharter } from "../core/mechanism/charter/standard-charter.ts";

/** Runs the world until something is so; false when it never became so. */
export type RunUntil = (isSo: () => boolean, withinMs: number) => Promise<boolean>;

type Pace = Plan["pace"];

const limits = [
  { receiptMs: 120_000, answerMs: 300_000 }, { receiptMs: 90_000, answerMs: 200_000 },
  { receiptMs: 60_000, answerMs: 100_000 }, { receiptMs: 20_000, answerMs: 40_000 },
];
/** The channel's times: in a short world short enough for verdicts to become final within a run. */
export const charterTimes = {
  short: { skewMs: 20_000, courierMs: 150_000, longStopMs: 200_000, lineTestMs: 60_000 },
  long: { skewMs: 60_000, courierMs: 3_600_000, longStopMs: 7_200_000, lineTestMs: 900_000 },
};

/** An act in fair weather, done. */
async function perform(
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
export async function meet(
  nodes: readonly SimNode[], pace: Pace, draw: Draw, runUntil: RunUntil,
): Promise<string> {
  for (const node of nodes) {
    const { officer } = await perform(node, {
      act: "officer.add", name: "Officer", language: "en", roles: ["watch", "releaser", "administrator"],
    }, runUntil);
    node.officer = { officer: officer ?? "", via: "cli" };
    for (const other of nodes) {
      if (other === node) continue;
      const card = encodeCard(node.self.crypto, other.self.roster);
      await perform(node, { act: "party.add", card, addresses: [] }, runUntil);
      const digits = spokenCheck(node.self.crypto, node.self.party, other.self.party);
      await perform(node, { act: "party.confirm", party: toHex(other.self.party), digits }, runUntil);
    }
  }
  for (const node of nodes) for (const way of node.ways) way.join();
  const done = await perform(nodes[0] as SimNode, proposal(nodes, pace, draw, 3_600_000), runUntil);
  const channel = done.channel ?? "";
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

/** The act that proposes a charter which lapses `untilMs` after the world began. */
export function proposal(
  nodes: readonly SimNode[], pace: Pace, draw: Draw, untilMs: number,
): ActOf<"charter.propose"> {
  const parties = nodes.map(({ self }) => {
    const { party: id, short, names, telephone: phone } = self.roster.roster;
    return { id, short, names, languages: ["en"], phone };
  });
  const standard = standardCharter({ world: "exercise", nonce: draw.bytes(16), parties, languages: ["en", "ru"] });
  const charter = charterShape.toJson({ ...standard, ...charterTimes[pace], limits });
  return { act: "charter.propose", charter, untilMs: worldBeginsMs + untilMs };
}
