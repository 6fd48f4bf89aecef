// What the officers of a world do: release, take, answer, hold, translate, cancel, and propose a charter that lapses.

import { proposal } from "./meeting.ts";
import { negotiate } from "./negotiation.ts";
import { owe } from "./owing.ts";
import type { Deed } from "./plan.ts";
import { createDraw } from "./random.ts";
import type { Draw } from "./random.ts";
import type { SimNode } from "./sim-node.ts";
import { worldBeginsMs } from "./sim-node.ts";
import type { Timeline } from "./timeline.ts";
import type { ActOf, DraftInput } from "../api/acts.ts";
import { toHex } from "../core/bytes/hex.ts";
import { precedences } from "../core/names.ts";
import type { Precedence } from "../core/names.ts";

/** Does one deed now, as far as its station runs. */
export function doDeed(
  nodes: readonly SimNode[], channel: string, deed: Deed, { nowMs }: Timeline, rateBps: number | null,
): void {
  const node = nodes[deed.node] as SimNode;
  const draw = createDraw(deed.dice, "deed");
  switch (deed.what) {
    case "release": return release(node, nodes, channel, draw, rateBps, null);
    case "react": return react(node, nodes, channel, draw, rateBps);
    case "propose-late":
      if (node.running) node.act(proposal(nodes.slice(0, 2), "short", draw, nowMs + 40_000));
      return;
    case "accept-late": return acceptLate(node);
    case "text": return negotiate(node, nodes, channel, draw);
    case "owe": return owe(node, nodes, channel, draw);
  }
}

/** The act that sends a message to a party; null while the station does not run. */
export function messageTo(
  { state }: SimNode, channel: string, party: string, precedence: Precedence, text: string,
  relation: DraftInput["relation"] = null,
): ActOf<"message.send"> | null {
  if (state === null) return null;
  const label = state.channels.get(channel)?.charter?.labels[0]?.code ?? "";
  return { act: "message.send", seen: state.newestIncoming, content: {
    channel, precedence, desk: "watch", capacity: "", to: [{ party, desk: "watch" }], info: [], label, language: "en",
    subject: "Subject", text, word: null, relation, translations: [],
  } };
}

function release(
  node: SimNode, nodes: readonly SimNode[], channel: string, draw: Draw, rateBps: number | null,
  relation: DraftInput["relation"],
): void {
  const others = nodes.filter((one) => one !== node && one.name !== "T");
  const long = draw.chance(300);
  const text = rateBps === null ? "Word ".repeat(long ? draw.between(500, 4_000) : draw.between(1, 40))
    : wordsOf(draw, long ? Math.min(longMax, rateBps * longSeconds / 8) : shortLetters);
  const act = messageTo(node, channel, toHex(draw.pick(others).self.party), draw.pick(precedences), text, relation);
  if (act === null) return;
  node.act(act, (result) => {
    if (result.kind === "done" && result.object !== null) node.released.push(result.object);
  });
}

/** A short text on a narrow way, and how long the longest takes: at most so many letters, and so many seconds. */
const [shortLetters, longMax, longSeconds] = [200, 12_000, 30];

/** A text that no compression knows. */
function wordsOf(draw: Draw, lettersMax: number): string {
  const letters = Array.from(draw.bytes(draw.between(1, Math.ceil(lettersMax))), (byte) => 97 + (byte % 26));
  return String.fromCharCode(...letters);
}

/** Something about one of the messages that came last, or about one of our own. */
function react(
  node: SimNode, nodes: readonly SimNode[], channel: string, draw: Draw, rateBps: number | null,
): void {
  const { state } = node;
  const held = state?.channels.get(channel);
  if (state === null || held === undefined || held.messages.length === 0) return;
  const object = draw.pick(held.messages.slice(-4));
  const ours = (held.facts.get(object)?.incoming ?? 0) === 0;
  if (ours) {
    if (draw.chance(200)) node.act({ act: "message.cancel", object, desk: "watch", reason: null });
    return;
  }
  const choice = draw.below(10);
  if (choice < 3) node.act({ act: "message.take", object, desk: "watch" });
  else if (choice < 8) release(node, nodes, channel, draw, rateBps, { kind: "answers", object });
  else if (choice < 9) node.act({ act: "message.hold", object, desk: "watch", nextWordByMs: null, word: null });
  else node.act({ act: "message.translate", object, language: "ru", subject: "Тема", text: "Слово", doubts: [] });
}

function acceptLate(node: SimNode): void {
  for (const channel of node.state?.channels.values() ?? []) {
    if (channel.adopted || channel.charter === null) continue;
    node.act({ act: "charter.accept", channel: channel.hex, untilMs: worldBeginsMs + 7_200_000 });
  }
}
