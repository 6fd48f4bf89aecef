// What the officers of a world do: release, take, answer, hold, translate, cancel, and propose a charter that lapses.

import { proposal } from "./meeting.ts";
import type { Draw } from "./random.ts";
import type { SimNode } from "./sim-node.ts";
import { worldBeginsMs } from "./sim-node.ts";
import type { Timeline } from "./timeline.ts";
import type { DraftInput } from "../api/acts.ts";
import { toHex } from "../core/bytes/hex.ts";
import { precedences } from "../core/names.ts";

/** Arranges the acts of a whole run. */
export function arrangeWork(
  nodes: readonly SimNode[], channel: string, messages: number, lastMs: number, timeline: Timeline, draw: Draw,
): void {
  for (let index = 0; index < messages; index++) {
    const node = draw.pick(nodes);
    timeline.after(draw.below(lastMs), () => release(node, nodes, channel, draw, null));
  }
  for (let index = 0; index < messages; index++) {
    const node = draw.pick(nodes);
    timeline.after(draw.below(lastMs), () => react(node, nodes, channel, draw));
  }
  arrangeLateCharter(nodes, timeline, draw);
}

function release(
  node: SimNode, nodes: readonly SimNode[], channel: string, draw: Draw, relation: DraftInput["relation"],
): void {
  const { state } = node;
  if (state === null) return;
  const others = nodes.filter((one) => one !== node);
  const long = draw.chance(300);
  const content: DraftInput = {
    channel, precedence: draw.pick(precedences), desk: "watch", capacity: "",
    to: [{ party: toHex(draw.pick(others).self.party), desk: "watch" }], info: [],
    label: state.channels.get(channel)?.charter?.labels[0]?.code ?? "", language: "en", subject: "Subject",
    text: "Word ".repeat(long ? draw.between(500, 4_000) : draw.between(1, 40)), word: null, relation, translations: [],
  };
  node.act({ act: "message.send", seen: state.newestIncoming, content }, (result) => {
    if (result.kind === "done" && result.object !== null) node.released.push(result.object);
  });
}

/** Something about one of the messages that came last, or about one of our own. */
function react(node: SimNode, nodes: readonly SimNode[], channel: string, draw: Draw): void {
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
  else if (choice < 8) release(node, nodes, channel, draw, { kind: "answers", object });
  else if (choice < 9) node.act({ act: "message.hold", object, desk: "watch", nextWordBy: null, word: null });
  else node.act({ act: "message.translate", object, language: "ru", subject: "Тема", text: "Слово", doubts: [] });
}

/** A second charter is proposed and accepted by the other party long after it has lapsed. */
function arrangeLateCharter(nodes: readonly SimNode[], timeline: Timeline, draw: Draw): void {
  const [first, second] = nodes as [SimNode, SimNode];
  timeline.after(5_000, () => {
    if (nodes.length === 2 && first.running) first.act(proposal(nodes, draw, timeline.nowMs + 40_000));
  });
  for (const delayMs of [240_000, 300_000, 360_000]) timeline.after(delayMs, () => {
    for (const channel of second.state?.channels.values() ?? []) {
      if (channel.adopted || channel.charter === null) continue;
      second.act({ act: "charter.accept", channel: channel.hex, untilMs: worldBeginsMs + 7_200_000 });
    }
  });
}
