// What negotiators of a world do about joint texts: begin, offer, take positions, say fair copies, accept and decline.

import type { Draw } from "./random.ts";
import type { SimNode } from "./sim-node.ts";
import { toHex } from "../core/bytes/hex.ts";
import type { Stance } from "../core/mechanism/text/entries.ts";
import type { TextState } from "../core/mechanism/text/state.ts";
import type { StationState } from "../station/state.ts";
import { textStateOf } from "../station/mechanism/text-state.ts";

/** Most texts of one world, and most clauses of one of them. */
const [textsMax, clausesMax] = [3, 6];
const stances: readonly Stance[] = ["accept", "accept", "accept", "accept", "reserve", "refuse", "withdraw"];
/** Of a thousand deeds about a text so many offer something: among three nothing would come of as many as among two. */
const [offersOfTwo, offersOfThree, clausesOfThree] = [450, 200, 2];

/** One deed about a text, as far as the station runs and there is something to do. */
export function negotiate(node: SimNode, nodes: readonly SimNode[], hex: string, draw: Draw): void {
  const { state } = node;
  const channel = state?.channels.get(hex);
  if (state === null || channel === undefined) return;
  const objects = [...channel.texts.objects];
  if (objects.length === 0 || (objects.length < textsMax && draw.chance(50))) return begin(node, nodes, hex, draw);
  const object = draw.pick(objects);
  const text = textStateOf(state, channel, object);
  if (text === null) return;
  const [copy] = text.copies.filter((one) => one.current || one.agreement.state === "accepted-by-some");
  if (copy !== undefined && draw.chance(700)) return speakOf(node, object, copy.digest, state.nowMs, draw);
  if (text.reading.clean && draw.chance(700)) return node.act({ act: "text.fair-copy", object });
  const offers = draw.chance(isOfThree(text) ? offersOfThree : offersOfTwo);
  return offers ? offer(node, text, draw) : stand(node, state, text, draw);
}

/** Between all, or the first two; a third that is no principal may hold the pen, and has no vote. */
function begin(node: SimNode, nodes: readonly SimNode[], channel: string, draw: Draw): void {
  const [one, other, third] = nodes.filter(({ name }) => name !== "T").map(({ self }) => toHex(self.party));
  const among = third === undefined ? 1 : draw.below(10);
  const pen = third !== undefined && among < 4 ? third : null;
  const principals = [one ?? "", other ?? "", ...third !== undefined && among >= 5 ? [third] : []];
  node.act({
    act: "text.begin", channel, purpose: "agreement", title: ["Text", "Текст"], languages: ["en", "ru"],
    principals, pen, amends: null, meeting: null,
  });
}

function isOfThree({ fold }: TextState): boolean {
  return (fold.begun?.principals.length ?? 0) > 2;
}

function offer(node: SimNode, text: TextState, draw: Draw): void {
  const { fold, reading } = text;
  const slots = reading.slots.map(({ slot }) => slot.slot);
  const words = draw.chance(100) ? "[A: shall]" : `Words ${draw.below(1_000)}`;
  const texts = [words, draw.chance(50) ? "" : words];
  const place = slots.length > 0 && draw.chance(500) ? draw.pick(slots) : null;
  const most = isOfThree(text) ? clausesOfThree : clausesMax;
  const isNew = slots.length === 0 || (slots.length < most && draw.chance(300));
  const slot = isNew ? null : draw.pick(slots);
  const change = slot !== null && draw.chance(150) ? { touches: [slot], clauses: [] } : {
    touches: slot === null ? [] : [slot],
    clauses: [{ slot, after: slot === place ? null : place, heading: false, texts }],
  };
  node.act({ act: "text.offer", object: fold.object, changes: [change], package: draw.chance(200), note: null });
}

/** Mostly for what was offered last, where others stand. */
function stand(node: SimNode, { self }: StationState, text: TextState, draw: Draw): void {
  const { fold, reading } = text;
  const us = toHex(self.party);
  const disputed = reading.slots.filter(({ state }) => state !== "settled" && state !== "absent");
  const changes = (disputed.length > 0 ? disputed : reading.slots).flatMap(({ slot }) => slot.changes.slice(-2));
  const others = changes.filter(({ offer: of }) => of.party !== us);
  const from = others.length > 0 && draw.chance(800) ? others : changes;
  if (from.length === 0) return;
  // Among three somebody has to let the newest stand, or they never meet.
  const { offer: of, n } = isOfThree(text) ? from.at(-1) as (typeof from)[number] : draw.pick(from);
  node.act({
    act: "text.position", object: fold.object, note: null,
    stands: [{ change: `${of.leaf}:${n}`, stance: draw.pick(stances) }],
  });
}

function speakOf(node: SimNode, object: string, digest: string, nowMs: number, draw: Draw): void {
  if (draw.chance(100)) return node.act({ act: "agree.decline", object, digest, reason: "" });
  // Some acceptances lapse within the world.
  const untilMs = nowMs + (draw.chance(300) ? 60_000 : 3_600_000);
  node.act({ act: "agree.accept", object, digest, untilMs });
}
