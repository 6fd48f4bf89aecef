// What a peer is wrongly thought to hold, or is never understood to: on a narrow line that comes right too.

import { ok } from "node:assert/strict";
import { test } from "node:test";
import { toHex } from "../bytes/hex.ts";
import { logOfByte } from "./line.fixture.ts";
import type { LineInput } from "./exchange.ts";
import { met, radio, said, satellite, shown } from "./narrow.fixture.ts";
import { narrowTestMs } from "./patience.ts";

test("a peer that wants from a place on is sent what stands there, whatever it was thought to hold alone", () => {
  for (const lossShare of [0, 0.05]) {
    // At 75 bit/s a line test, whose digest would tell it, comes once in a quarter of an hour.
    const world = met({ ...radio, lossShare });
    world.cut("x");
    const [first = "", ...others] = [1, 2, 3].map(() => world.a.say("ROUTINE"));
    // As its station acknowledged it before it was restored from a backup.
    world.a.tell({ kind: "receipted", peer: world.b.name, log: world.a.own, size: 0, singles: [1] });
    world.cut("x", false);
    const sinceMs = world.nowMs;
    world.run(500_000);
    ok(others.every((one) => world.b.held.has(one)));
    ok((world.b.held.get(first) ?? Infinity) - sinceMs < 400_000, `${(world.b.held.get(first) ?? Infinity) - sinceMs}`);
  }
});

test("where a digest is never understood heads are told though the line never rests", () => {
  const world = met(satellite);
  world.b.begun(logOfByte(0xc1));
  let told = 0;
  for (let at = 0; at < 200 && told === 0; at++) {
    for (const end of [world.a, world.b]) end.say("ROUTINE", 200);
    world.run(3_000);
    told = said(world).filter((one) => one.startsWith("a") && one.includes("heads")).length;
  }
  ok(told > 0, "heads of A");
});

test("what nobody has is asked for ever more seldom, as seldom at last as the line is tested", () => {
  const world = met(radio);
  const log = toHex(world.b.own);
  // B lost its newest entries with its disk; A was told of them once.
  world.a.tell({ kind: "held", channel: "00".repeat(32), log: logOfByte(0xd1), size: 0, beyond: [], peers: [] });
  world.a.line.peers.get(world.b.name)?.ahead.set(log, {
    log: world.b.own, channel: [...world.a.line.peers.get(world.b.name)?.channels ?? []][0] ?? "", size: 9,
  });
  const peer = world.a.line.peers.get(world.b.name);
  ok(peer !== undefined);
  peer.wantDueMs = world.nowMs;
  world.run(1_000);
  world.gone.length = 0;
  world.run(3 * 3_600_000);
  const asked = said(world).filter((one) => one.startsWith("a") && one.includes("want")).length;
  ok(asked > 5 && asked <= 8 + (3 * 3_600_000) / narrowTestMs(radio), `${asked}`);
});

test("a question about our memory that is asked anew after each answer leaves room for what lacks", () => {
  // Little goes up and much comes down: an answer takes longer to come than it is waited for.
  const world = met({ ...satellite, rateBps: 9_600, backBps: 300 });
  const asked = (byte: number): LineInput => ({
    kind: "recall", peer: world.b.name, soon: byte === 1,
    asked: { station: new Uint8Array(16).fill(9), nonce: new Uint8Array(16).fill(byte) },
  });
  const questions = (): number => (
    world.gone.filter((one) => one.from === world.a && shown(one).endsWith("wide")).length
  );
  world.a.tell(asked(1));
  let answered = 0;
  for (let at = 0; at < 360; at++) {
    world.run(5_000);
    if (questions() === answered) continue;
    // Each answer is followed by a question with another nonce.
    answered = questions();
    world.a.tell(asked(answered + 1));
  }
  ok(answered > 5 && answered < 20, `${answered}`);
});
