import assert from "node:assert/strict";
import { test } from "node:test";

import { createStationClock } from "./station-clock.ts";

test("time counts on from what the station said, whatever the desk's own clock says", () => {
  const clock = createStationClock();
  assert.equal(clock.nowMs(50), 0);
  assert.equal(clock.silentMs(50), null);
  clock.heard(1_000_000, 100);
  assert.equal(clock.nowMs(350), 1_000_250);
  assert.equal(clock.silentMs(5_100), 5_000);
});

test("a heartbeat that was held up on the way does not set time back", () => {
  const clock = createStationClock();
  clock.heard(1_000_000, 0);
  clock.heard(1_002_000, 2_900);
  assert.equal(clock.nowMs(2_900), 1_002_900);
  assert.equal(clock.nowMs(2_901), 1_002_901);
});

test("a station whose clock was set back is followed", () => {
  const clock = createStationClock();
  clock.heard(1_000_000, 0);
  assert.equal(clock.nowMs(0), 1_000_000);
  clock.heard(400_000, 2_000);
  assert.equal(clock.nowMs(2_000), 400_000);
});
