import { deepEqual, equal, ok } from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { networkInterfaces } from "node:os";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { createSystemClock } from "../../clock/system/clock.ts";
import { encodeDatagram, windowMs } from "../../core/bearer/datagram.ts";
import { againMs } from "../../core/bearer/mark-reader.ts";
import { bearerContract, listen, until } from "../../ports/bearer.contract.ts";
import type { Listener } from "../../ports/bearer.contract.ts";
import type { Link } from "../../ports/bearer.ts";
import { createBearer, crypto, openDatagramPair, openSocket, peerOf, wide } from "./pair.fixture.ts";
import type { DatagramPair, Relay } from "./pair.fixture.ts";

bearerContract("datagram", (t) => openDatagramPair(t));

interface Started extends DatagramPair {
  readonly atA: Listener;
  readonly atB: Listener;
  readonly link: Link;
}

async function start(t: TestContext, learns = false, clock = createSystemClock()): Promise<Started> {
  const pair = await openDatagramPair(t, learns, clock);
  const [atA, atB] = [listen(), listen()];
  await Promise.all([pair.a.start(atA), pair.b.start(atB)]);
  const [link] = atA.links;
  ok(link !== undefined);
  await until("the address is found", () => {
    link.send(Uint8Array.of(0));
    return atB.fragments.length > 0;
  });
  // What was said to find it has all arrived, and the bearers have nothing more to say to each other, when the way has
  // been still for a while.
  for (let before = -1; before !== said(pair, atB); await pause(30)) before = said(pair, atB);
  atB.fragments.length = 0;
  return { ...pair, atA, atB, link };
}

/** How much went over the way so far. */
function said({ relay }: DatagramPair, { fragments }: Listener): number {
  return relay.passed.length + fragments.length;
}

/** The newest datagram that went through which is no word of the bearers. */
function longOne({ passed }: Relay): Uint8Array {
  return Uint8Array.from(passed.findLast(({ length }) => length > 60)!);
}

async function arrives(at: Listener, byte: number): Promise<void> {
  await until(`fragment ${byte}`, () => at.fragments.some((one) => one[0] === byte));
}

/** Says one byte until it is heard: what a socket cannot hold is lost, and the line says it again. */
async function sayUntilHeard(link: Link, at: Listener, byte: number, beside = (): void => undefined): Promise<void> {
  await until(`fragment ${byte}`, () => {
    link.send(Uint8Array.of(byte));
    beside();
    return at.fragments.some((one) => one[0] === byte);
  });
}

test("bytes that no peer has marked are dropped unheard: empty, short, spliced, cut, hurt, huge, random", async (t) => {
  const { relay, atB, link } = await start(t);
  link.send(new Uint8Array(100).fill(1));
  await arrives(atB, 1);
  const good = longOne(relay);
  atB.fragments.length = 0;
  relay.say(new Uint8Array(0));
  relay.say(new Uint8Array(65_507));
  for (let length = 0; length < good.length; length++) relay.say(good.subarray(0, length));
  for (let at = 0; at < good.length; at++) relay.say(good.with(at, good[at]! ^ 0x40));
  relay.say(Uint8Array.of(...good, 0));
  relay.say(Uint8Array.of(...good.subarray(50), ...good.subarray(0, 50)));
  for (let count = 0; count < 200; count++) relay.say(randomBytes(1 + (count * 7) % 1_400));
  await sayUntilHeard(link, atB, 2);
  ok(atB.fragments.every((one) => one.length === 1 && one[0] === 2));
});

test("what is reordered is handed on as it comes, what comes twice at once is heard once (B-60)", async (t) => {
  const { relay, atB, link } = await start(t);
  const said: Uint8Array[] = [];
  relay.bend = (bytes) => {
    const before = said.at(-1);
    said.push(bytes);
    return before === undefined ? [] : [bytes, before, before];
  };
  for (const [at, byte] of [1, 2].entries()) {
    link.send(Uint8Array.of(byte));
    await until("sent", () => said.length > at);
  }
  await until("both", () => atB.fragments.length === 2);
  deepEqual(atB.fragments.map((one) => one[0]), [2, 1]);
  // Later it is a repeat like any other: the line knows what it holds.
  await pause(againMs);
  relay.say(said[0]!);
  await until("the repeat", () => atB.fragments.length === 3);
  deepEqual(atB.fragments[2], Uint8Array.of(1));
});

test("a datagram of weeks ago says nothing, nor one of the other direction, nor one for another station", async (t) => {
  const { relay, atB, link } = await start(t);
  const fragment = Uint8Array.of(9);
  const { keys } = peerOf(1, 2, null);
  relay.say(encodeDatagram(crypto, keys.sending, { kind: "fragment", fragment }, Date.now() - 3 * windowMs));
  relay.say(encodeDatagram(crypto, keys.sending, { kind: "fragment", fragment }, Date.now() - 21 * 86_400_000));
  relay.say(encodeDatagram(crypto, keys.receiving, { kind: "fragment", fragment }, Date.now()));
  relay.say(encodeDatagram(crypto, peerOf(1, 3, null).keys.sending, { kind: "fragment", fragment }, Date.now()));
  link.send(Uint8Array.of(2));
  await arrives(atB, 2);
  deepEqual(atB.fragments, [Uint8Array.of(2)]);
});

test("clocks that differ by less than a window still understand each other", async (t) => {
  const system = createSystemClock();
  for (const shiftMs of [windowMs - 5_000, 5_000 - windowMs]) {
    const shifted = { ...system, nowMs: () => system.nowMs() + shiftMs };
    const { atA, atB, link } = await start(t, true, shifted);
    link.send(new Uint8Array(50).fill(1));
    await arrives(atB, 1);
    await sayUntilHeard([...atB.links][0]!, atA, 2);
  }
});

test("a peer of unknown address is answered where it came from, and followed where it goes", async (t) => {
  const { relay, atA, atB, link } = await start(t, true);
  link.send(new Uint8Array(50).fill(7));
  await arrives(atB, 7);
  const [back] = atB.links;
  await sayUntilHeard(back!, atA, 1);
  await relay.move();
  link.send(new Uint8Array(50).fill(2));
  await arrives(atB, 2);
  // Its question went to the new address, was answered from there, and from now on all goes there.
  const before = relay.passed.length;
  await sayUntilHeard(back!, atA, 3);
  ok(relay.passed.length > before);
});

test("who says an old datagram again from elsewhere draws nothing to itself, and hears little", async (t) => {
  const { relay, b, atA, atB, link } = await start(t);
  link.send(new Uint8Array(100).fill(1));
  await arrives(atB, 1);
  const good = longOne(relay);
  const stranger = await openSocket(t);
  let heardBytes = 0;
  stranger.on("message", (bytes) => (heardBytes += bytes.length));
  await pause(againMs);
  for (let count = 0; count < 20; count++) stranger.send(good, b.port, "127.0.0.1");
  await until("heard", () => atB.fragments.length > 1);
  await sayUntilHeard([...atB.links][0]!, atA, 5);
  ok(heardBytes <= good.length, `${heardBytes} bytes`);
});

test("a flood of strangers keeps no word of the peer away, and none of it is handed on", async (t) => {
  const { b, atB, link } = await start(t);
  const stranger = await openSocket(t);
  const noise = Array.from({ length: 64 }, () => randomBytes(1_000));
  for (let word = 1; word <= 20; word++) await sayUntilHeard(link, atB, word, () => {
    for (const one of noise) stranger.send(one, b.port, "127.0.0.1");
  });
  ok(atB.fragments.every((one) => one.length === 1));
});

test("goes at the declared rate: one is on the line and none waits, whatever the socket would take", async (t) => {
  const slow = { ...wide, rateBps: 80_000 };
  const [a, b] = [createBearer("a", []), createBearer("b", [])];
  t.after(() => Promise.all([a.stop(), b.stop()]));
  const [atA, atB] = [listen(), listen()];
  await Promise.all([a.start(atA), b.start(atB)]);
  a.setPeers([peerOf(1, 2, `127.0.0.1:${b.port}`, slow)]);
  b.setPeers([peerOf(2, 1, null, slow)]);
  const [link] = atA.links;
  let sent = 0;
  await until("the address is looked up", () => {
    if (atA.drainedLinks.length < sent) return false;
    link!.send(Uint8Array.of(0));
    sent += 1;
    return atB.fragments.length > 0;
  });
  await until("all of it has gone", () => atA.drainedLinks.length === sent);
  atA.drainedLinks.length = 0;
  atB.fragments.length = 0;
  const begunMs = performance.now();
  equal(link!.send(new Uint8Array(972).fill(1)), false);
  equal(link!.send(new Uint8Array(972).fill(2)), false);
  // A hundred milliseconds each: the second is not sent before the first has had its time.
  await until("the second", () => atB.fragments.some((one) => one[0] === 2));
  ok(performance.now() - begunMs >= 100);
  await until("both have had their time", () => atA.drainedLinks.length === 2);
  ok(performance.now() - begunMs >= 200);
});

test("peers that are taken away or changed: their links go down, others stay", async (t) => {
  const a = createBearer("a", [peerOf(1, 2, null), peerOf(1, 3, null)]);
  t.after(() => a.stop());
  const atA = listen();
  await a.start(atA);
  const stationsUp = (): readonly unknown[] => [...atA.links].map(({ station }) => station?.slice(0, 2));
  deepEqual(stationsUp(), ["02", "03"]);
  const [kept] = atA.links;
  a.setPeers([peerOf(1, 2, "127.0.0.1:9"), peerOf(1, 4, null)]);
  deepEqual(stationsUp(), ["02", "04"]);
  ok(atA.links.has(kept!));
  a.setPeers([peerOf(1, 2, null, { ...wide, mtuBytes: 256 })]);
  equal([...atA.links][0]?.terms.mtuBytes, 256);
  await a.stop();
  deepEqual([atA.links.size, atA.faults], [0, []]);
});

test("goes over IPv6 too, and finds its peer there", async (t) => {
  const sixth = networkInterfaces()["lo"]?.some(({ address }) => address === "::1") ?? false;
  if (!sixth) return t.skip("this machine has no IPv6");
  const [a, b] = [createBearer("a", [], "::"), createBearer("b", [], "::1")];
  t.after(() => Promise.all([a.stop(), b.stop()]));
  const [atA, atB] = [listen(), listen()];
  await Promise.all([a.start(atA), b.start(atB)]);
  a.setPeers([peerOf(1, 2, `[::1]:${b.port}`)]);
  b.setPeers([peerOf(2, 1, `[::1]:${a.port}`)]);
  await until("a word", () => {
    [...atA.links][0]?.send(Uint8Array.of(1));
    return atB.fragments.length > 0;
  });
  [...atB.links][0]?.send(Uint8Array.of(2));
  await until("an answer", () => atA.fragments.length > 0);
});
