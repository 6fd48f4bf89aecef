import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { concat, toHex } from "../bytes/hex.ts";
import { precedences } from "../names.ts";
import type { Precedence } from "../names.ts";
import { cutFragment, fragmentBytesMin, partialBytesMax, partialsMax } from "./fragment.ts";
import { decodeFrame, encodeFrame, envelopeBytesMax, frameBytesMax } from "./frame.ts";
import { channel, channelBytes, fair, logOfByte, World } from "./line.fixture.ts";
import type { LineNews } from "./exchange.ts";
import type { FakeStation } from "./line.fixture.ts";
import { handle } from "./machine.ts";
import { flashReserveBytes, intakeBytesMax, intakeBytesPerSecond } from "./quota.ts";
import { windowMax } from "./window.ts";

function sizes(station: FakeStation): Record<string, number> {
  return Object.fromEntries([...station.logs].map(([log, kept]) => [log, kept.size] as const).sort());
}

function pair(seed = 1): { world: World; a: FakeStation; b: FakeStation } {
  const world = new World(seed);
  return { world, a: world.station(1), b: world.station(2) };
}

function told<K extends LineNews["kind"]>(station: FakeStation, kind: K): readonly Extract<LineNews, { kind: K }>[] {
  return station.news.filter((one) => one.kind === kind) as never;
}

test("an entry is carried, held and acknowledged, and then nothing is left of it", () => {
  const { world, a, b } = pair();
  world.join("x", a, b, fair, 4_096);
  a.say(300, "ROUTINE");
  world.run(200);
  deepEqual(sizes(b), sizes(a));
  equal(a.carried.length, 1);
  equal([...a.line.peers.values()][0]?.items.size, 0);
  equal(a.line.loads.size, 0);
  ok(a.loads === 1);
});

for (let seed = 1; seed <= 24; seed++) {
  test(`everything ends held on both sides, whatever the weather (seed ${seed})`, () => {
    const { world, a, b } = pair(seed);
    const { draw } = world;
    const lateMs = 1 + Math.floor(draw() * 900);
    const weather = { loss: draw() * 0.2, twice: draw() * 0.3, hurt: draw() * 0.1, lateMs, bps: null };
    let links = 0;
    for (let round = 0; round < 12; round++) {
      if (draw() < 0.6) world.join(`l${links++}`, a, b, weather, 64 + Math.floor(draw() * 1_000));
      if (draw() < 0.4 && links > 0) world.cut(`l${Math.floor(draw() * links)}`);
      if (draw() < 0.15) a.restart(50 + round);
      if (draw() < 0.15) b.restart(80 + round);
      for (let count = 0; count < 10; count++) {
        const from = draw() < 0.5 ? a : b;
        from.say(1 + Math.floor(draw() * 400), precedences[Math.floor(draw() * 4)] as Precedence);
      }
      world.run(Math.floor(draw() * 4_000));
    }
    // After a restart of one end the other's links are as they were before: begin anew.
    for (let link = 0; link < links; link++) world.cut(`l${link}`);
    world.join("end", a, b, weather, 700);
    world.run(300_000);
    deepEqual(sizes(b), sizes(a));
    for (const station of [a, b]) equal([...station.line.peers.values()][0]?.items.size, 0);
  });
}

test("FLASH overtakes a long ROUTINE between its fragments", () => {
  const { world, a, b } = pair();
  world.join("x", a, b, { ...fair, bps: 2_400 }, 64);
  world.run(3_000);
  a.say(20_000, "ROUTINE");
  world.run(5_000);
  const before = world.sent.length;
  a.say(100, "FLASH");
  world.run(2_000);
  equal(b.arrivals.length, 1);
  ok(b.arrivals[0]?.endsWith(":1"));
  ok(world.sent.length - before < 20);
  for (const { fragment } of world.sent) ok(fragment.length <= fragmentBytesMin);
  world.run(120_000);
  deepEqual(sizes(b), sizes(a));
});

test("more urgent entries are loaded first when a link comes up, and the window holds", () => {
  const { world, a, b } = pair();
  for (let count = 0; count < 1_000; count++) a.say(50, "ROUTINE");
  a.say(50, "FLASH");
  a.say(50, "PRIORITY");
  world.join("x", a, b, { ...fair, bps: 64_000 }, 500);
  world.run(1_500);
  const [peer] = a.line.peers.values();
  ok((peer?.items.size ?? 0) <= windowMax);
  ok(b.arrivals[0]?.endsWith(":1000"));
  ok(b.arrivals[1]?.endsWith(":1001"));
  world.run(120_000);
  deepEqual(sizes(b), sizes(a));
});

test("a restarted station gives and gets back what is missing, the other's own log too", () => {
  const { world, a, b } = pair();
  world.join("x", a, b, fair, 4_096);
  for (let count = 0; count < 40; count++) a.say(60, "ROUTINE");
  for (let count = 0; count < 30; count++) b.say(60, "ROUTINE");
  world.run(2_000);
  world.cut("x");
  a.say(60, "FLASH");
  const own = toHex(b.ownLog);
  const kept = b.logs.get(own);
  for (let seq = 10; seq < 30; seq++) kept?.entries.delete(seq);
  if (kept !== undefined) kept.size = 10;
  a.restart(11);
  b.restart(12);
  world.join("y", a, b, fair, 4_096);
  world.run(10_000);
  deepEqual(sizes(b), sizes(a));
  equal(b.logs.get(own)?.size, 30);
});

test("an acknowledgement that goes back has the entries sent again", () => {
  const { world, a, b } = pair();
  world.join("x", a, b, fair, 4_096);
  for (let count = 0; count < 10; count++) a.say(60, "ROUTINE");
  world.run(3_000);
  const before = a.loads;
  a.tell({ kind: "receipted", peer: b.name, log: a.ownLog, size: 4, singles: [6] });
  world.run(3_000);
  equal(a.loads - before, 5);
});

test("what does not open is asked for again, re-sealed", () => {
  const { world, a, b } = pair();
  world.join("x", a, b, fair, 4_096);
  b.sealed.add(`${toHex(a.ownLog)}:1`);
  for (let count = 0; count < 3; count++) a.say(60, "ROUTINE");
  world.run(2_000);
  deepEqual(sizes(b), sizes(a));
});

test("what never opens is given up after five tries, and told once", () => {
  const { world, a, b } = pair();
  world.join("x", a, b, { ...fair, loss: 1 }, 4_096);
  a.say(60, "ROUTINE");
  world.run(10);
  for (let count = 0; count < 12; count++) {
    const frame = encodeFrame({ name: "unopened", log: a.ownLog, seq: 0 });
    a.tell({ kind: "received", link: "x", fragment: cutFragment(frame, 900 + count, 2, 0, 4_096) });
    world.run(1_000);
  }
  deepEqual(told(a, "unopenable").map((one) => one.tries), [5]);
});

test("line tests tell the round trip, and misses while the peer is down", () => {
  const { world, a, b } = pair();
  world.join("x", a, b, fair, 4_096);
  world.run(1_000);
  const first = told(a, "tested")[0];
  ok(first !== undefined && first.roundTripMs !== null && first.roundTripMs < 50 && first.missedInARow === 0);
  world.cut("x");
  world.run(130_000);
  deepEqual(told(a, "tested").slice(1).map((one) => [one.roundTripMs, one.missedInARow]), [[null, 1], [null, 2]]);
  deepEqual(told(a, "line").map((one) => one.state), ["up", "down"]);
});

test("a link on which nothing is heard is closed after three pings", () => {
  const { world, a, b } = pair();
  world.join("x", a, b, { ...fair, loss: 1 }, 4_096);
  world.run(90_000);
  deepEqual([a.closed[0] ?? b.closed[0]], ["silent"]);
  ok(told(a, "tested").some((one) => one.missedInARow === 1));
});

test("the peer is heard at most once a second in the news", () => {
  const { world, a, b } = pair();
  world.join("x", a, b, fair, 64);
  for (let count = 0; count < 50; count++) b.say(300, "ROUTINE");
  world.run(5_000);
  ok(told(a, "heard").length <= 6);
});

test("while intake is closed entries are dropped; when it opens they come", () => {
  const { world, a, b } = pair();
  world.join("x", a, b, fair, 4_096);
  world.run(100);
  b.tell({ kind: "intake", open: false });
  a.say(60, "FLASH");
  world.run(3_000);
  equal(b.arrivals.length, 0);
  b.tell({ kind: "intake", open: true });
  world.run(20_000);
  equal(b.arrivals.length, 1);
});

test("nothing a link brings makes the machine throw, and what it keeps is bounded", () => {
  const { world, a, b } = pair();
  world.join("x", a, b, fair, 4_096);
  const frame = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.tuple(fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7), fc.uint8Array({ maxLength: 60 }))
      .map(([type, rest]) => Uint8Array.of(0x83, type, ...rest)),
    fc.tuple(fc.maxSafeNat(), fc.maxSafeNat(), fc.constantFrom(1, 2, 3)).chain(([seq, to, byte]) => {
      const log = logOfByte(byte);
      const head = { channel: channelBytes, log, size: seq, singles: [to] };
      return fc.constantFrom(
        encodeFrame({ name: "want", ranges: [{ log, from: seq, to }, { log, from: 0, to }] }),
        encodeFrame({ name: "unopened", log, seq }),
        encodeFrame({ name: "have", heads: [head] }),
        encodeFrame({ name: "heads", more: 0, heads: [head] }),
        encodeFrame({ name: "entry", channel: channelBytes, log, seq, envelope: Uint8Array.of(1) }),
      );
    }),
  );
  const fragment = fc.oneof(
    fc.uint8Array({ maxLength: 100 }),
    fc.tuple(frame, fc.nat(65_535), fc.nat(3), fc.nat(130_000), fc.boolean()).map(([bytes, id, level, offset, whole]) =>
      whole ? cutFragment(bytes, id, level, 0, 4_096) : cutFragment(new Uint8Array(131_072), id, level, offset, 80)),
  );
  a.say(10, "ROUTINE");
  fc.assert(fc.property(fc.array(fragment, { maxLength: 40 }), fc.nat(2_000), (fragments, pause) => {
    for (const bytes of fragments) {
      world.nowMs += Math.floor(pause / 40);
      handle(a.line, { kind: "received", link: "x", fragment: bytes }, world.nowMs);
    }
  }), { seed: 5, numRuns: 300 });
});

test("a flood of beginnings keeps no more than the limits, is told and closes the link", () => {
  const { world, a, b } = pair();
  world.join("x", a, b, fair, 4_096);
  const long = new Uint8Array(100_000);
  for (let id = 0; id < 3_000; id++) {
    a.tell({ kind: "received", link: "x", fragment: cutFragment(long, id, 0, 0, 4_000) });
    const reassembly = a.line.links.get("x")?.reassembly;
    ok(reassembly === undefined || (reassembly.partials.size <= partialsMax && reassembly.bytes <= partialBytesMax));
  }
  ok(told(a, "quota").length >= 1);
  deepEqual(a.closed, ["beyond its quota"]);
});

test("a flood of questions is told and dropped", () => {
  const { world, a, b } = pair();
  world.join("x", a, b, fair, 4_096);
  const frame = encodeFrame({ name: "want", ranges: [] });
  for (let id = 0; id < 400; id++) {
    a.tell({ kind: "received", link: "x", fragment: cutFragment(frame, id, 2, 0, 4_096) });
  }
  deepEqual(told(a, "quota").map((one) => one.what), ["requests"]);
});

test("envelopes beyond the quota are dropped until earlier ones are held", () => {
  const { world, a, b } = pair();
  world.join("x", a, b, fair, 4_096);
  const deliveries = [];
  for (let seq = 0; seq < 1_200; seq++) {
    const envelope = Uint8Array.of(1);
    const frame = encodeFrame({ name: "entry", channel: channelBytes, log: logOfByte(9), seq, envelope });
    const fragment = cutFragment(frame, seq, 0, 0, 4_096);
    const outputs = handle(a.line, { kind: "received", link: "x", fragment }, world.nowMs);
    deliveries.push(...outputs.filter((one) => one.kind === "deliver"));
  }
  equal(deliveries.length, 1_024);
});

test("beyond the disk quota nothing is handed on but FLASH, and that until its reserve is used up", () => {
  const { world, a, b } = pair();
  world.join("x", a, b, fair, 131_072);
  const envelope = new Uint8Array(100_000).fill(1);
  let id = 0;
  const bring = (level: number): boolean => {
    // Each from a log of its own, so that nothing else bounds them.
    const log = new Uint8Array(16).map((_, index) => (id >> (8 * index)) & 255);
    const frame = encodeFrame({ name: "entry", channel: channelBytes, log, seq: 0, envelope });
    const fragment = cutFragment(frame, id++ % 65_536, level, 0, 131_072);
    const outputs = handle(a.line, { kind: "received", link: "x", fragment }, world.nowMs);
    a.line.peers.get([...a.line.peers.keys()][0] as string)?.delivered.clear();
    return outputs.some((one) => one.kind === "deliver");
  };
  let below = 0;
  while (bring(0)) below += 1;
  equal(below, Math.floor(intakeBytesMax / envelope.length));
  let flash = 0;
  while (bring(3)) flash += 1;
  equal(flash, Math.floor((intakeBytesMax + flashReserveBytes) / envelope.length) - below);
  world.nowMs += 1_000 * Math.ceil((flashReserveBytes + 2 * envelope.length) / intakeBytesPerSecond);
  ok(bring(0), "it comes back with time");
});

test("a clock set back stops nothing", () => {
  const { world, a, b } = pair();
  world.join("x", a, b, fair, 4_096);
  world.run(1_000);
  const outputs = handle(a.line, { kind: "woke" }, world.nowMs - 3_600_000);
  const wake = outputs.find((one) => one.kind === "wakeAt");
  ok(wake?.kind === "wakeAt" && wake.atMs < world.nowMs - 3_600_000 + 60_000);
});

test("frames are the bytes of the specification", () => {
  equal(toHex(encodeFrame({ name: "hello", version: 1 })), "820001");
  const ping = { name: "ping", counter: new Uint8Array(8) } as const;
  deepEqual(decodeFrame(encodeFrame(ping)), ping);
  equal(channel.length, 64);
  const envelope = new Uint8Array(envelopeBytesMax).fill(1);
  const frame = encodeFrame({ name: "entry", channel: channelBytes, log: logOfByte(1), seq: 0, envelope });
  equal(decodeFrame(frame).name, "entry");
  throws(() => decodeFrame(concat(frame.slice(0, 53), Uint8Array.of(0x5a, 0, 1, 0xa0, 1), envelope, Uint8Array.of(1))));
  throws(() => decodeFrame(new Uint8Array(frameBytesMax + 1)), { code: "line-frame" });
});

test("what the peer holds and does not send is asked for", () => {
  const { world, a, b } = pair();
  world.join("x", a, b, fair, 4_096);
  a.say(60, "ROUTINE");
  world.run(2_000);
  const { size } = b.keptOf(toHex(a.ownLog));
  equal(size, 1);
  // An entry of the log that a's line has not been told of until now, so that nothing pushes it.
  a.keptOf(toHex(a.ownLog)).entries.set(1, Uint8Array.of(9));
  a.keptOf(toHex(a.ownLog)).size = 2;
  a.tellHeld();
  world.run(20_000);
  deepEqual(sizes(b), sizes(a));
});
