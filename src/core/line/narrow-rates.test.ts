// Links over which more comes than goes, or less: each figure follows from the rate of its direction (N-80).

import { deepEqual, ok } from "node:assert/strict";
import { test } from "node:test";
import { turned } from "../bearer/rates.ts";
import { met, satellite } from "./narrow.fixture.ts";
import type { NarrowWorld } from "./narrow.fixture.ts";
import { linkPatienceMs, narrowTestMs } from "./patience.ts";
import { underWay } from "./under-way.ts";
import type { LinkState } from "./state.ts";

/** A ship: much comes from above, little goes up. */
const ship = { ...satellite, rateBps: 300, backBps: 9_600 };

function linkOf(world: NarrowWorld, of: "a" | "b"): LinkState {
  const link = world[of].line.links.get("x");
  ok(link !== undefined);
  return link;
}

test("each end cuts its fragments by what it sends, so that a FLASH waits half a second at most behind them", () => {
  const world = met(ship);
  // A FLASH may go whole: what it waits for is shorter.
  for (const end of [world.a, world.b]) end.answersAs = "ROUTINE";
  world.a.say("ROUTINE", 1_000);
  world.b.say("ROUTINE", 4_000);
  world.run(120_000);
  const longest = (of: "a" | "b"): number => Math.max(
    ...world.gone.filter(({ from }) => from === world[of]).map(({ fragment }) => fragment.length),
  );
  deepEqual([linkOf(world, "a").narrow?.fragmentBytes, linkOf(world, "b").narrow?.fragmentBytes], [64, 572]);
  ok(longest("a") <= 64 && longest("b") > 500 && longest("b") <= 572, `${longest("a")} ${longest("b")}`);
});

test("an answer is awaited by the rate at which it comes", () => {
  const world = met(ship);
  const [quick, slow] = [linkPatienceMs(linkOf(world, "a")), linkPatienceMs(linkOf(world, "b"))];
  // Up a ping takes more than a second; down a receipt does, and a fragment before it.
  ok(quick < 500 + 1.25 * 2_600 && slow > 1.25 * (1_200 + 6_000), `${quick} ${slow}`);
  world.gone.length = 0;
  const at = world.b.say("FLASH");
  world.run(60_000);
  ok(world.b.receipted.has(at));
  const sent = world.gone.filter(({ from, fragment }) => from === world.b && fragment.length > 200);
  deepEqual(sent.length, 1, "nothing is sent again while the receipt crawls back");
});

test("when it will have arrived is said by the rate at which it goes", () => {
  const world = met(ship);
  const eta = (of: "a" | "b"): number => {
    world[of].say("ROUTINE", 1_000);
    world.run(10);
    return underWay(linkOf(world, of), world.nowMs)[0]?.arrivesInMs ?? 0;
  };
  const [up, down] = [eta("a"), eta("b")];
  ok(up > 27_000 && up < 60_000, `${up}`);
  ok(down > 1_400 && down < 2_000, `${down}`);
});

test("line tests take a hundredth of the slower direction at most, whichever end they are seen from", () => {
  deepEqual(narrowTestMs(ship), narrowTestMs(turned(ship)));
  deepEqual(narrowTestMs(ship), narrowTestMs({ ...ship, backBps: 300 }));
});
