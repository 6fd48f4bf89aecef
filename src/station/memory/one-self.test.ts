// A process that is copied, or set back, while it runs: noticed by its clock or its lease, and then in new logs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { clockGapMsMax, leaseCheckMs, leaseStepMs, OneSelf } from "./one-self.ts";
import { epochStock, makePair, must, until, words } from "../pair.fixture.ts";
import { Runner } from "../run.ts";
import { createMachine } from "../start.ts";
import { createSurface } from "../surface-of.ts";
import { createSystemClock } from "../../clock/system/clock.ts";
import { toHex } from "../../core/bytes/hex.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Lease } from "../../ports/store.ts";
import { createMemoryMedium, createMemoryStore } from "../../store/memory/store.ts";

interface Hands extends Clock {
  wallMs: number;
  monoMs: number;
}

function hands(): Hands {
  const clock: Hands = {
    wallMs: 1_000_000, monoMs: 5, nowMs: () => clock.wallMs, monotonicMs: () => clock.monoMs,
    wakeAt: () => () => undefined,
  };
  return clock;
}

/** A lease that lies in memory; whoever writes `value` otherwise has taken it. */
function memoryLease(): Lease & { value: number; taken: number } {
  let mine = 0;
  const lease = {
    value: 0, taken: 0,
    take: () => {
      mine = lease.value + 1;
      lease.value = mine;
      lease.taken += 1;
    },
    isHeld: () => lease.value === mine,
  };
  return lease;
}

test("time that passes on both clocks is no doubt, a jump of the wall clock either way is, once", () => {
  const clock = hands();
  const self = new OneSelf(clock, null);
  for (let step = 0; step < 100; step++) {
    clock.wallMs += 60_000;
    clock.monoMs += 60_000;
    assert.equal(self.doubt(), null);
  }
  clock.wallMs += clockGapMsMax;
  assert.equal(self.doubt(), null, "as much as a clock may be set");
  clock.monoMs += leaseStepMs;
  clock.wallMs += leaseStepMs;
  assert.equal(self.doubt(), null);
  for (const jump of [clockGapMsMax + 1, -clockGapMsMax - 1, 86_400_000]) {
    clock.wallMs += jump;
    assert.equal(self.doubt(), "clock");
    assert.equal(self.doubt(), null, "told once");
  }
});

test("a clock that is slewed for years never adds up to a doubt", () => {
  const clock = hands();
  const self = new OneSelf(clock, null);
  for (let step = 0; step < 1_000; step++) {
    clock.monoMs += leaseStepMs;
    clock.wallMs += leaseStepMs + 100;
    assert.equal(self.doubt(), null);
  }
});

test("the lease is rewritten in steps, and lost when another wrote it", () => {
  const clock = hands();
  const lease = memoryLease();
  const self = new OneSelf(clock, lease);
  const pass = (ms: number): void => {
    clock.wallMs += ms;
    clock.monoMs += ms;
  };
  assert.equal(lease.taken, 1);
  pass(leaseStepMs);
  assert.equal(self.doubt(), null);
  assert.equal(lease.taken, 2);
  lease.value += 5;
  assert.equal(self.doubt(), null, "looked at a moment ago");
  pass(leaseCheckMs);
  assert.equal(self.doubt(), "lease");
  assert.equal(lease.taken, 3, "it is ours again, under a new value");
  pass(leaseCheckMs);
  assert.equal(self.doubt(), null);
});

test("a station in doubt opens a new log on every channel before it signs anything more", async (t) => {
  const medium = createMemoryMedium();
  const pair = await makePair({ stores: [createMemoryStore(medium), createMemoryStore()] });
  const { b, cable } = pair;
  await pair.a.station.stop();
  const lease = memoryLease();
  const noted: string[] = [];
  const options = {
    self: pair.a.self, store: createMemoryStore(medium), chains: pair.a.chains, clock: createSystemClock(), lease,
    bearers: [cable.a(toHex(b.self.station))], epochStock,
    log: (event: string, detail: string) => void noted.push(`${event} ${detail}`),
  };
  const runner = new Runner(await createMachine(options), options);
  await runner.start();
  const station = createSurface(runner);
  t.after(async () => {
    await station.stop();
    await b.station.stop();
  });
  await until(() => station.state().channels[0]?.memory === "confirmed");
  const channel = runner.state.channels.get(pair.channel);
  assert.ok(channel);
  const [before, house] = [toHex(channel.ownLog), toHex(runner.state.house.ownLog)];
  const held = channel.ledger.logs.get(before)?.size;
  await new Promise((resolve) => setTimeout(resolve, leaseCheckMs));
  lease.value += 1;
  await must(station, pair.a.officer, { act: "message.send", content: words(pair, b, { text: "After" }), seen: 0 });
  assert.notEqual(toHex(channel.ownLog), before);
  assert.notEqual(toHex(runner.state.house.ownLog), house);
  assert.equal(channel.ledger.logs.get(before)?.size, held, "nothing more stands in the log before");
  const own = channel.ledger.logs.get(toHex(channel.ownLog));
  assert.equal(own?.boot.reason, "resumed");
  assert.deepEqual([toHex(own?.boot.previous?.log ?? new Uint8Array(0)), own?.boot.previous?.size], [before, held]);
  assert.deepEqual(noted, ["resumed lease"]);
  await until(() => b.station.messages(10, null).length === 1);
  await until(() => station.state().channels[0]?.memory === "confirmed");
  assert.equal(station.state().channels[0]?.wentOnTwice, false);
});
