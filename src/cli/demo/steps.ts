// What there is to try, a card for each kind of person, and what of it has been done: read from the records of both
// stations, never from the page.

import type { CommitmentView } from "../../api/commitment-views.ts";
import type { MessageView } from "../../api/views.ts";
import type { TextView } from "../../api/text-views.ts";
import type { Officer } from "../../station/surface.ts";
import type { Side, World } from "./world.ts";

/** What the page's own buttons have done. */
export interface Pressed {
  readonly flash: string | null;
  readonly cutMs: number | null;
  readonly restoredMs: number | null;
  readonly altered: MessageView | null;
  /** Exit code of the verifier that somebody without a station ran over the published folder. */
  readonly outsider: number | null;
}

/** One thing to try. */
export interface Step {
  readonly name: string;
  readonly done: boolean;
}

/** A task of about two minutes for one kind of person. */
export interface Card {
  readonly name: "watch" | "negotiator" | "follow" | "auditor" | "administrator";
  readonly steps: readonly Step[];
}

/** The cards, each with its steps in order. */
export async function cards(world: World, pressed: Pressed): Promise<readonly Card[]> {
  const [text, owed] = await Promise.all([textAtBoth(world), owedAtBoth(world)]);
  return [
    { name: "watch", steps: await watchSteps(world, pressed) },
    { name: "negotiator", steps: negotiatorSteps(text) },
    { name: "follow", steps: followSteps(owed) },
    {
      name: "auditor",
      steps: [
        { name: "publish", done: text.every((one) => one.fairCopies[0]?.document.published.length === 2) },
        { name: "outsider", done: pressed.outsider === 0 },
        { name: "alter", done: pressed.altered !== null },
      ],
    },
    { name: "administrator", steps: await administratorSteps(world) },
  ];
}

async function watchSteps(world: World, pressed: Pressed): Promise<readonly Step[]> {
  const messages = await world.a.process.client.get<readonly MessageView[]>("/messages?limit=100");
  const flash = messages.find((one) => one.object === pressed.flash) ?? null;
  const there = flash?.to[0] ?? null;
  const intoCut = messages.filter(
    (one) => one.direction === "out" && pressed.cutMs !== null && one.timeMs >= pressed.cutMs,
  );
  const arrived = intoCut.some((one) => one.to.some((address) => address.receipt !== null));
  return [
    { name: "ring", done: flash !== null },
    { name: "take", done: there !== null && (there.taken !== null || there.answered !== null) },
    { name: "answer", done: there !== null && there.answered !== null },
    { name: "cut", done: pressed.cutMs !== null },
    { name: "release", done: intoCut.length > 0 },
    { name: "restore", done: pressed.restoredMs !== null && arrived },
  ];
}

/** The communique, as each side has it. */
export function textAtBoth({ a, b, communique }: World): Promise<readonly TextView[]> {
  return Promise.all([a, b].map(({ process }) => process.client.get<TextView>(`/texts/${communique}`)));
}

function negotiatorSteps(text: readonly TextView[]): readonly Step[] {
  const all = (isSo: (one: TextView) => boolean): boolean => text.every(isSo);
  return [
    { name: "brackets", done: all(({ bracketed }) => bracketed === 0) },
    { name: "clean", done: all(({ state }) => state !== "negotiating") },
    { name: "copy", done: all(({ fairCopies }) => fairCopies.length > 0) },
    { name: "hashes", done: all(({ fairCopies: [copy] }) => copy?.document.copies === "same") },
    { name: "adopt", done: all(({ state }) => state === "adopted") },
  ];
}

function owedAtBoth({ a, b }: World): Promise<readonly (readonly CommitmentView[])[]> {
  return Promise.all([a, b].map(({ process }: Side) => process.client.get<readonly CommitmentView[]>("/commitments")));
}

function followSteps(owed: readonly (readonly CommitmentView[])[]): readonly Step[] {
  const all = (isSo: (one: CommitmentView) => boolean): boolean => owed.every((each) => each.some(isSo));
  return [
    { name: "proposed", done: all(() => true) },
    { name: "owed", done: all(({ state }) => state !== "proposed") },
    { name: "claim", done: all(({ claims }) => claims.some(({ evidence }) => evidence.length > 0)) },
    { name: "verify", done: all(({ state }) => state === "verified") },
    { name: "dispute", done: all(({ state }) => state === "disputed") },
  ];
}

async function administratorSteps({ a, b, ways, carried }: World): Promise<readonly Step[]> {
  const officers = await Promise.all(
    [a, b].map(({ process }) => process.client.get<readonly Officer[]>("/officers")),
  );
  return [
    { name: "way", done: ways.changed },
    { name: "carry", done: carried.count > 0 },
    { name: "officer", done: officers.some((each) => each.length > 1) },
  ];
}
