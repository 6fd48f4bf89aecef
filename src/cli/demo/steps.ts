// What there is to try, and what of it has been done: read from the record of both stations, never from the page.

import type { World } from "./world.ts";
import type { MessageView } from "../../api/views.ts";

/** What the page's own buttons have done. */
export interface Pressed {
  readonly flash: string | null;
  readonly cutMs: number | null;
  readonly restoredMs: number | null;
  readonly altered: MessageView | null;
}

/** One thing to try. */
export interface Step {
  readonly name: "ring" | "take" | "answer" | "cut" | "release" | "restore" | "alter";
  readonly done: boolean;
}

/** The steps in order. */
export async function steps(world: World, pressed: Pressed): Promise<readonly Step[]> {
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
    { name: "alter", done: pressed.altered !== null },
  ];
}
