// The line over narrow links, from end to end in virtual time: what goes, when, and how many bytes of it.

import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fountainLossMin, narrowControlsMax } from "./narrow-link.ts";
import { encodeNarrowFragment, readNarrowFragment } from "./narrow-fragment.ts";
import { encodeControl } from "./narrow-control.ts";
import { aroundBytes, fibre, loadMs, met, NarrowWorld, radio, said, satellite, shown } from "./narrow.fixture.ts";
import type { Gone } from "./narrow.fixture.ts";
import { underWay, waitingAt } from "./under-way.ts";
import { channel } from "./line.fixture.ts";
import { toHex } from "../bytes/hex.ts";
import { precedences } from "../names.ts";
import { encodeNarrowFrame } from "../narrow/frame.ts";

function took(world: NarrowWorld, at: string, sinceMs: number): readonly [delivered: number, receipted: number] {
  const by = (times: ReadonlyMap<string, number>): number => (times.get(at) ?? Infinity) - sinceMs;
  return [by(world.b.held), by(world.a.receipted)];
}

test("in steady state nothing goes but a message and its receipt, each whole, five bytes longer than it is", () => {
  const world = met(satellite);
  const sinceMs = world.nowMs;
  const at = world.a.say("FLASH");
  world.run(20_000);
  deepEqual(said(world), ["a whole entry", "b whole entry"]);
  ok(world.bytes() <= 217 + 90 + 2 * (aroundBytes + 5 + 7));
  const [delivered, receipted] = took(world, at, sinceMs);
  ok(delivered < 1_600 && receipted < 2_700, `${delivered}, ${receipted}`);
});

test("cold after a cut that was told, FLASH is in the first fragment, and control takes less than 150 bytes", () => {
  const world = met(satellite);
  world.a.say("FLASH");
  world.run(20_000);
  world.leave("x");
  const at = world.a.say("FLASH");
  world.run(5_000);
  world.gone.length = 0;
  const sinceMs = world.nowMs;
  world.join("x", satellite);
  world.run(30_000);
  equal(said(world)[0], "a whole ping+entry");
  deepEqual(said(world).toSorted(), ["a whole ping+entry", "a whole pong", "b whole ping", "b whole pong+entry"]);
  const entries = 2 * (aroundBytes + 5) + 217 + 7 + 90 + 7;
  ok(world.bytes() - entries < 150, `${world.bytes() - entries}`);
  const [delivered] = took(world, at, sinceMs);
  ok(delivered < 1.1 * 1_500, `${delivered}`);
});

test("after a cut that nobody was told of, the first sign of life makes the FLASH go at once", () => {
  const world = met(satellite);
  world.cut("x");
  const at = world.a.say("FLASH");
  world.run(600_000);
  world.cut("x", false);
  const sinceMs = world.nowMs;
  world.b.say("ROUTINE", 40);
  world.run(30_000);
  const [delivered] = took(world, at, sinceMs);
  ok(delivered < 4_000, `${delivered}`);
});

test("a FLASH waits for no more than half a second of the line, or for 64 bytes, whatever else waits (P16)", () => {
  const rates = fc.constantFrom(75, 300, 1_200, 2_400, 9_600, 64_000);
  const backlog = fc.array(fc.tuple(fc.nat(2), fc.integer({ min: 90, max: 20_000 })), { minLength: 1, maxLength: 60 });
  fc.assert(fc.property(rates, backlog, fc.integer({ min: 20, max: 100_000 }), (rateBps, waiting, afterMs) => {
    const world = met({ ...radio, rateBps, mtuBytes: 1_200 });
    for (const [level, bytes] of waiting) world.a.say(precedences[level] ?? "ROUTINE", bytes);
    world.run(afterMs);
    const ours = (): Gone[] => world.gone.filter((one) => one.from === world.a);
    const before = ours().length;
    const below = ours().filter((one) => one.goneMs > world.nowMs);
    const bytes = below.reduce((sum, one) => sum + one.fragment.length, 0);
    ok(bytes <= Math.max(64, rateBps / 16), `${bytes} bytes below the line at ${rateBps} bit/s`);
    ok(below.length <= 2 && (rateBps > 1_024 || below.length <= 1));
    // The line has its bytes when they are loaded; what is handed over till then was there before.
    const loadedMs = world.nowMs + loadMs;
    world.a.say("FLASH");
    world.run(300_000);
    const levels = ours().slice(before).map((one) => [one.handedMs, readNarrowFragment(one.fragment)?.level]);
    const next = levels.find(([handedMs = 0, level]) => handedMs > loadedMs || level === 3);
    equal(next?.[1], 3, "the next fragment is of the FLASH");
  }), { numRuns: 60, examples: [[2_400, [[0, 16_252]], 72_377]] });
});

test("of a frame in pieces what was lost alone is repeated, when the other end names it", () => {
  const world = met(satellite);
  world.a.say("ROUTINE", 1_500);
  world.run(2_300);
  world.cutFor("x", 1_000);
  world.run(40_000);
  const pieces = said(world).filter((one) => one.startsWith("a piece"));
  const count = Number(pieces[0]?.split("/")[1]);
  const repeated = pieces.slice(count);
  ok(repeated.length > 0 && repeated.length <= 4, `${repeated.length} of ${count}`);
  ok(said(world).filter((one) => one === "b whole lack").length <= 2);
  equal(world.b.held.size, 1);
  equal(said(world).filter((one) => one === "b whole entry").length, 1);
});

test("a frame whose last pieces were lost, or all, is asked for by the piece that is sent again", () => {
  for (const lostFromMs of [0, 5_000]) {
    const world = met(satellite);
    const at = world.a.say("ROUTINE", 1_500);
    world.run(lostFromMs);
    world.cutFor("x", 8_000 - lostFromMs);
    world.run(120_000);
    ok(world.b.held.has(at) && world.a.receipted.has(at), `lost from ${lostFromMs}`);
  }
});

test("at 5 % loss the slowest of ten FLASH and of ten receipts are as quick as without loss", () => {
  for (const [terms, gapMs] of [[satellite, 20_000], [radio, 240_000]] as const) {
    const lossy = met({ ...terms, lossShare: 0.05 }, 11);
    const clear = met(terms);
    const times = (world: NarrowWorld, count: number): readonly number[][] => {
      const all = Array.from({ length: count }, () => {
        const sinceMs = world.nowMs;
        const at = world.a.say("FLASH");
        world.run(gapMs);
        return took(world, at, sinceMs);
      });
      return [0, 1].map((of) => all.map((one) => one[of] as number).toSorted((a, b) => a - b));
    };
    const before = times(clear, 1).map((one) => one[0] as number);
    for (const [of, sorted] of times(lossy, 100).entries()) {
      const p90 = sorted[90] as number;
      ok(p90 <= 1.5 * (before[of] as number), `${p90} and ${before[of]}`);
      ok((sorted[99] as number) < Infinity);
    }
  }
});

test("a repeat that nobody asked for never goes before anything urgent, and goes in short fragments", () => {
  const world = met({ ...satellite, lossShare: 0.05, delayMs: 10 });
  world.a.say("FLASH", 400);
  world.run(1_600);
  world.a.say("IMMEDIATE", 60);
  world.run(30_000);
  const words = said(world).filter((one) => one.startsWith("a"));
  deepEqual(words.slice(0, 3), ["a whole entry", "a piece 1/4 again", "a whole entry"]);
  ok(world.gone.every((one) => !shown(one).includes("again") || one.fragment.length <= 122));
});

test("without a way back, and where much is lost, frames come by the fountain", () => {
  const world = met({ ...satellite, returnPath: false, lossShare: 0.3 }, 3);
  const places = [1, 2, 3, 4, 5, 6, 7, 8].map((count) => {
    const at = world.a.say("FLASH", 150 * count);
    world.run(120_000);
    return at;
  });
  ok(places.every((at) => world.b.held.has(at)));
  ok(said(world).every((one) => !one.startsWith("a") || one.startsWith("a symbol")));
  const lossy = met({ ...satellite, lossShare: fountainLossMin }, 5);
  const at = lossy.a.say("ROUTINE", 3_000);
  lossy.run(120_000);
  ok(lossy.a.receipted.has(at));
});

test("what cannot be rebuilt goes in the full form, and then as over any other link", () => {
  const world = met(satellite);
  world.b.blind.add("1 0").add("1 1");
  const at = world.a.say("FLASH");
  world.run(30_000);
  deepEqual(world.a.loads, ["1 narrow", "1 narrow-full", "1 wide"]);
  deepEqual(said(world), [
    "a whole entry", "b whole full-please", "a whole entry", "b whole full-please", "a whole wide", "b whole want",
    "b whole entry",
  ]);
  ok(world.a.receipted.has(at));
});

test("digests that are alike are all that is said, and heads where they differ", () => {
  const world = met(satellite);
  world.leave("x");
  world.join("x", satellite);
  world.run(20_000);
  deepEqual(said(world), ["a whole ping", "b whole ping", "a whole pong", "b whole pong"]);
  // Logs of which the other side knows nothing, and neither knows what the other holds.
  const apart = new NarrowWorld();
  apart.a.begun(new Uint8Array(16).fill(0xc1));
  apart.b.begun(new Uint8Array(16).fill(0xd1));
  apart.join("x", satellite);
  apart.run(120_000);
  ok(said(apart).some((one) => one.includes("heads")));
  ok(apart.a.held.has(`${"d1".repeat(16)}:0`) && apart.b.held.has(`${"c1".repeat(16)}:0`));
  ok(said(apart).length < 20, said(apart).join());
});

test("a ROUTINE that was said while the link was down goes when the digest of the peer was heard", () => {
  const world = met(satellite);
  world.leave("x");
  const at = world.a.say("ROUTINE");
  world.join("x", satellite);
  world.run(20_000);
  ok(world.a.receipted.has(at));
  ok(!said(world).some((one) => one.includes("heads")));
});

test("tests of a link take no more than a hundredth of its rate, and nothing else is said when nobody speaks", () => {
  const world = met(radio);
  world.run(3_600_000);
  ok(said(world).every((one) => /whole (?:ping|pong|ping\+pong|pong\+ping)$/u.test(one)));
  ok(world.bytes() / 2 <= (75 / 8) * 3_600 * 0.011, `${world.bytes()}`);
});

test("FLASH goes over every link, ROUTINE over the cheapest, a receipt of ROUTINE over the quickest", () => {
  const world = new NarrowWorld();
  world.join("sat", satellite);
  world.join("hf", radio);
  world.run(135_000);
  world.gone.length = 0;
  world.b.answersAs = "ROUTINE";
  const carried = (link: string): readonly string[] => world.gone.filter((one) => one.link === link).map((one) => (
    `${one.from === world.a ? "a" : "b"} ${shown(one)}`
  ));
  world.a.say("ROUTINE", 100);
  world.run(20_000);
  deepEqual([carried("sat"), carried("hf")], [["a whole entry", "b whole entry"], []]);
  world.b.answersAs = "FLASH";
  world.gone.length = 0;
  world.a.say("FLASH");
  world.run(60_000);
  ok(carried("hf").includes("a whole entry") && carried("sat").includes("a whole entry"));
  equal(world.b.held.size, 2, "each arrived once");
});

test("when a link goes quiet what it had goes over another, and comes back to it when it is heard again", () => {
  const world = new NarrowWorld();
  world.join("fibre", fibre);
  world.join("sat", satellite);
  world.run(60_000);
  world.cut("fibre");
  const lost = world.a.say("ROUTINE");
  world.run(90_000);
  ok(world.a.receipted.has(lost));
  world.gone.length = 0;
  const viaSat = world.a.say("ROUTINE", 60);
  world.run(30_000);
  ok(world.a.receipted.has(viaSat) && world.gone.some((one) => one.link === "sat" && shown(one).includes("entry")));
  world.leave("fibre");
  world.join("fibre", fibre);
  world.run(30_000);
  world.gone.length = 0;
  const back = world.a.say("ROUTINE");
  world.run(10_000);
  ok(world.a.receipted.has(back));
  ok(!world.gone.some((one) => one.link === "sat" && one.from === world.a && shown(one).includes("entry")));
});

test("whatever is lost and however often it is cut, all comes to be held, and once", () => {
  const terms = fc.record({
    rateBps: fc.constantFrom(300, 2_400, 9_600), mtuBytes: fc.constantFrom(64, 200, 1_200),
    lossShare: fc.constantFrom(0, 0.05, 0.15, 0.3), delayMs: fc.constantFrom(10, 600),
    turnaroundMs: fc.constantFrom(null, 200), returnPath: fc.constant(true), costly: fc.constant(1),
    // At 300 bit/s half an hour is too short for so many symbols.
  }).filter(({ rateBps, lossShare }) => rateBps > 300 || lossShare < 0.3);
  const said1 = fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 60, max: 1_500 }), fc.nat(5_000), fc.nat(3)), {
    minLength: 1, maxLength: 12,
  });
  fc.assert(fc.property(terms, said1, fc.nat(1e6), (one, words, seed) => {
    const world = new NarrowWorld(seed);
    world.join("x", one);
    const places: [string, boolean][] = [];
    for (const [level, bytes, pauseMs, what] of words) {
      const isA = what % 2 === 0;
      places.push([(isA ? world.a : world.b).say(precedences[level] ?? "ROUTINE", bytes), isA]);
      if (what > 1) world.cut("x", pauseMs % 2 === 0);
      world.run(pauseMs);
    }
    world.cut("x", false);
    world.run(1_800_000);
    for (const [at, isA] of places) {
      ok((isA ? world.b : world.a).held.has(at), `${at} is held`);
      ok((isA ? world.a : world.b).receipted.has(at), `${at} is receipted`);
    }
  }), { numRuns: 40 });
});

test("what a link is doing can be seen: what waits, and when it will have arrived", () => {
  const world = met(satellite);
  for (let count = 0; count < 3; count++) world.a.say("ROUTINE", 1_000);
  world.run(100);
  const link = world.a.line.links.get("x");
  ok(link !== undefined);
  const [first, second] = underWay(link, world.nowMs);
  ok(first !== undefined && second !== undefined && first.seq + 1 === second.seq && first.bytes > 1_000);
  ok(first.goneBytes > 0 && first.goneBytes < first.bytes && second.goneBytes === 0);
  ok((first.arrivesInMs ?? 0) > 3_000 && (second.arrivesInMs ?? 0) > (first.arrivesInMs ?? 0) + 3_000);
  const [routine, ...more] = waitingAt(link);
  equal(more.length, 0);
  deepEqual([routine?.level, routine?.entries], [0, 2]);
  const inMs = routine?.arrivesInMs ?? 0;
  ok(inMs > 9_000 && inMs < 14_000);
  world.a.say("FLASH", 100);
  world.run(1);
  deepEqual(waitingAt(link).map(({ level, entries }) => [level, entries]), [[0, 3]]);
  equal(underWay(link, world.nowMs)[0]?.level, 3);
});

test("a person who asks again for a test has the silent link pinged again", () => {
  const world = met(satellite);
  const pinged = (): number => said(world).filter((one) => one.startsWith("a") && one.includes("ping")).length;
  const ask = (): void => {
    world.a.tell({ kind: "test", peer: world.b.name });
    world.run(1_000);
  };
  world.cut("x");
  ask();
  ask();
  const before = pinged();
  equal(before, 1, "while the first may still be answered");
  world.run(10_000);
  ask();
  equal(pinged(), before + 1);
});

test("nothing that a narrow link brings makes the machine throw, and it goes on", () => {
  const world = met(satellite);
  const noise = fc.array(fc.tuple(fc.nat(3), fc.uint8Array({ minLength: 1, maxLength: 80 }), fc.nat(11)), {
    minLength: 100, maxLength: 300,
  });
  fc.assert(fc.property(noise, (all) => {
    for (const [level, bytes, type] of all) {
      const fragment = encodeNarrowFragment({ level, again: false, sort: "whole", bytes: bytes.with(0, type) });
      world.a.tell({ kind: "received", link: "x", fragment });
      world.a.tell({ kind: "received", link: "x", fragment: bytes });
    }
    world.run(60_000);
    const { narrow } = [...world.a.line.links.values()][0] as { narrow: { controls: Map<string, unknown> } };
    ok(narrow.controls.size <= narrowControlsMax);
  }), { numRuns: 20 });
  const at = world.b.say("FLASH");
  world.run(120_000);
  ok(world.a.held.has(at));
});

test("a flood of wishes is answered within limits, and what they name of other logs is passed over", () => {
  const world = met(satellite);
  for (let count = 0; count < 1_000; count++) {
    const bytes = encodeControl({ name: "want", ranges: [{ tag: Uint8Array.of(1, 2, 3, 4), from: 0, to: 2 ** 40 }] });
    world.a.tell({
      kind: "received", link: "x", fragment: encodeNarrowFragment({ level: 0, again: false, sort: "whole", bytes }),
    });
  }
  world.run(60_000);
  ok(said(world).length < 10);
});

test("what crossed in a cut is told once it is over, and then nothing more goes but line tests", () => {
  for (const [aFirst, lossShare] of [[true, 0], [false, 0], [true, 0.05], [false, 0.05]] as const) {
    const world = met({ ...satellite, lossShare });
    world.cut("x");
    for (const end of aFirst ? [world.a, world.b] : [world.b, world.a]) end.say("ROUTINE", 120);
    world.run(12_000);
    world.cut("x", false);
    world.a.say("FLASH");
    world.run(60_000);
    world.gone.length = 0;
    world.run(600_000);
    const more = said(world).filter((one) => one.includes("entry") || one.includes("piece"));
    ok(more.length <= 4, `${more.length} more: ${more.slice(0, 6).join(", ")}`);
  }
});

test("an entry of two pieces that went into a cut goes whole when it is over, without being asked for", () => {
  const world = met(satellite);
  world.cut("x");
  const at = world.b.say("ROUTINE", 150);
  world.run(20_000);
  world.cut("x", false);
  world.gone.length = 0;
  world.a.say("FLASH");
  world.run(20_000);
  ok(world.a.held.has(at));
  deepEqual(said(world).filter((one) => one.includes("lack")), []);
});

test("a FLASH that goes whole between two pieces of a letter is no gap, nor is a letter that takes its time", () => {
  for (const terms of [satellite, { ...radio, mtuBytes: 512 }]) {
    const world = met(terms);
    world.a.say("ROUTINE", 5_000);
    world.run(10_000);
    world.a.say("FLASH", 400);
    world.run(300_000);
    deepEqual(said(world).filter((one) => /lack|want/u.test(one)), []);
  }
});

test("of a frame whose end was lost the rest is asked for when the next of its precedence has begun", () => {
  const world = met(satellite);
  const at = world.a.say("ROUTINE", 400);
  world.a.say("ROUTINE", 1_500);
  world.run(1_200);
  world.cutFor("x", 600);
  world.run(4_500);
  ok(world.b.held.has(at));
});

test("a FLASH that is lost before a backlog is made good by the one that follows unasked, not after patience", () => {
  const world = met({ ...satellite, lossShare: 0.01 });
  for (let count = 0; count < 20; count++) world.a.say("ROUTINE", 400);
  world.run(5_000);
  const at = world.a.say("FLASH");
  world.run(1_450);
  world.cutFor("x", 200);
  world.run(1_200);
  ok(world.b.held.has(at));
});

test("a FLASH does not wait for others that the peer has left without an answer and that wait as ROUTINE", () => {
  const world = met(radio);
  for (const seq of [1, 2, 3, 4]) world.b.lost.add(seq);
  for (let seq = 1; seq <= 4; seq++) world.a.say("FLASH", 40);
  world.run(3_600_000);
  for (let count = 0; count < 40; count++) world.a.say("ROUTINE", 300);
  world.run(600_000);
  const sinceMs = world.nowMs;
  const at = world.a.say("FLASH", 40);
  world.run(600_000);
  const [delivered] = took(world, at, sinceMs);
  ok(delivered < 60_000, `${delivered}`);
});

test("of many entries beyond a gap the one that came is told, and what was told before counts on", () => {
  const world = met(satellite);
  world.cut("x");
  for (let seq = 1; seq <= 200; seq++) {
    world.b.lost.add(seq);
    world.a.say("ROUTINE", 20);
  }
  world.run(1_000);
  const beyond = Array.from({ length: 199 }, (_, at) => at + 2);
  world.b.tell({ kind: "held", channel, log: world.a.own, size: 1, beyond, peers: [world.a.name] });
  world.cut("x", false);
  const share = world.a.line.peers.get(world.b.name)?.shares.get(toHex(world.a.own));
  for (const seq of [3, 120]) {
    const tag = share?.tag ?? new Uint8Array(4);
    const bytes = encodeNarrowFrame({ name: "entry", tag, seq, envelope: new Uint8Array(20) });
    const fragment = encodeNarrowFragment({ level: 0, again: false, sort: "whole", bytes });
    world.b.tell({ kind: "received", link: "x", fragment });
    world.run(2_000);
  }
  ok(share?.singles.has(3) === true && share.singles.has(120));
});

test("what was said as FLASH before a start goes first when a narrow link comes up (N-53)", () => {
  const world = new NarrowWorld();
  const older = new Uint8Array(16).fill(0xa9);
  const log = toHex(older);
  const receipt = new TextEncoder().encode(" [true,[]]").with(0, 9);
  world.a.logs.set(log, { entries: new Map([0, 1, 2].map((seq) => [seq, receipt])), size: 3 });
  const held = { kind: "held", channel, log: older, size: 3, beyond: [], peers: [world.b.name] } as const;
  world.a.tell({ ...held, urgent: [1] });
  world.join("x", { ...satellite, returnPath: false });
  world.run(60_000);
  deepEqual(new Set(world.a.loads.map((one) => one[0])), new Set("1"));
});

test("a receipt that a narrow link lost goes over the wide one that comes up at once, when it is wanted", () => {
  const world = met(satellite);
  world.a.say("FLASH");
  world.run(2_000);
  world.cut("x");
  world.leave("x");
  world.join("f", fibre);
  world.run(10);
  world.b.say("ROUTINE");
  world.run(300_000);
  ok(world.a.held.has(`${toHex(world.b.own)}:1`));
});

test("a BOOT goes once in few bytes, and repeated as it is (N-71)", () => {
  const world = met(satellite);
  Object.assign(world.a, { own: new Uint8Array(16).fill(0xa8) });
  // This reader knows no log of that tag, as one that cannot rebuild it.
  const at = world.a.say("FLASH", 150);
  world.run(20_000);
  deepEqual(world.a.loads.slice(-2), ["0 narrow", "0 wide"]);
  ok(world.b.held.has(at) && world.a.receipted.has(at));
});
