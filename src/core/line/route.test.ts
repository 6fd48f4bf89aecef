// Which links an entry goes over: apart by precedence at first, and together when that was in vain.

import { deepEqual, ok } from "node:assert/strict";
import { test } from "node:test";
import { NarrowWorld, radio, satellite } from "./narrow.fixture.ts";
import { routesOf } from "./route.ts";

test("from the third sending on what is not answered goes over every link, as a FLASH does (N-66)", () => {
  const world = new NarrowWorld();
  world.join("sat", satellite);
  world.join("hf", radio);
  const peer = world.a.line.peers.get(world.b.name);
  ok(peer);
  const ways = (level: number, tries: number): readonly string[] => (
    routesOf(peer, { level, receipt: false, tries }).map(({ bearer }) => bearer)
  );
  deepEqual([0, 1, 2].map((tries) => ways(0, tries)), [["sat"], ["sat"], ["sat", "hf"]]);
  deepEqual(ways(3, 0), ["sat", "hf"]);
});
