import { deepEqual, equal, ok } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { encodeKiss } from "../../core/bearer/kiss.ts";
import { bearerContract, listen, until } from "../../ports/bearer.contract.ts";
import type { Link } from "../../ports/bearer.ts";
import { createBearer, duplex, openModemPair, openModems, openSerialPair, peerOf } from "./pair.fixture.ts";
import { openModem } from "./modem.ts";
import { openSerial, serialMissing } from "./serial.ts";

// A serial device of a test is a pseudo-terminal, which `script` of util-linux makes.
const terminals = spawnSync("script", ["--version"]).status === 0 && process.platform === "linux";

bearerContract("modem", (t) => openModemPair(t));
if (terminals && await serialMissing() === null) bearerContract("serial", openSerialPair);
else test("serial", { skip: "needs `script` of util-linux and the native part of serial devices" });

test("garbage, hurt, cut, spliced, repeated, endless bytes of a modem: only the peer's words are heard", async (t) => {
  const { a, b, channel } = await openModemPair(t);
  const [atA, atB] = [listen(), listen()];
  await Promise.all([a.start(atA), b.start(atB)]);
  await until("both are on the channel", () => channel.sockets.size === 2 && atA.links.size + atB.links.size === 2);
  const [link] = atA.links;
  link!.send(new Uint8Array(100).fill(0xc0));
  await until("a word", () => atB.fragments.length === 1);
  const good = Uint8Array.from(channel.passed[0]!);
  const noise = [
    new Uint8Array(0), Uint8Array.of(0xdb), new Uint8Array(100_000).fill(0x55), randomBytes(50_000),
    good.subarray(0, 40), good.subarray(60), Uint8Array.of(...good.subarray(0, 50), ...good.subarray(0, 50)),
    ...Array.from({ length: 60 }, (_, at) => good.with(at + 2, good[at + 2]! ^ 1)),
    encodeKiss(randomBytes(20)), new Uint8Array(1_000).fill(0xc0), new Uint8Array(1_000).fill(0xdb),
  ];
  channel.bend = (bytes) => [...noise, bytes, bytes];
  link!.send(Uint8Array.of(2));
  await until("the next word", () => atB.fragments.some((one) => one[0] === 2));
  // What comes twice at once is heard once (B-60).
  deepEqual(atB.fragments.slice(1), [Uint8Array.of(2)]);
  deepEqual([...atA.faults, ...atB.faults], []);
});

test("half duplex: neither begins while it hears the other, and both are heard", async (t) => {
  const half = { ...duplex, rateBps: 19_200, turnaroundMs: 40, mtuBytes: 256 };
  // When each began to speak: the channel hands it on at once.
  const spokenMs: number[] = [];
  const { a, b, channel } = await openModemPair(t, half, () => void spokenMs.push(performance.now()));
  const [atA, atB] = [listen(), listen()];
  await Promise.all([a.start(atA), b.start(atB)]);
  await until("both are on the channel", () => channel.sockets.size === 2 && atA.links.size + atB.links.size === 2);
  const [linkA, linkB] = [[...atA.links][0]!, [...atB.links][0]!];
  linkA.send(new Uint8Array(200).fill(1));
  linkA.send(new Uint8Array(200).fill(3));
  await until("the first is heard", () => atB.fragments.length === 1);
  linkB.send(new Uint8Array(200).fill(2));
  await until("both are heard", () => atB.fragments.length === 2 && atA.fragments.length === 1);
  deepEqual([spokenMs.length, ...[...atA.fragments, ...atB.fragments].map(({ length }) => length)], [3, 200, 200, 200]);
  for (const [at, ms] of spokenMs.slice(1).entries()) {
    // Timers count whole milliseconds.
    ok(ms - spokenMs[at]! >= half.turnaroundMs - 2, "who speaks next lets the one before turn round");
  }
});

test("on a channel of three everybody hears everybody, and the mark says whose word it is to whom", async (t) => {
  const channel = await openModems(t);
  const open = openModem({ host: "127.0.0.1", port: channel.port });
  const [a, b, c] = [createBearer("a", open, peerOf(1, 2)), createBearer("b", open, peerOf(2, 1)),
    createBearer("c", open, peerOf(3, 1))] as const;
  t.after(() => Promise.all([a.stop(), b.stop(), c.stop()]));
  a.setPeers([peerOf(1, 2), peerOf(1, 3)]);
  const heard = [listen(), listen(), listen()] as const;
  const from: (string | null)[] = [];
  const fragment = (link: Link, bytes: Uint8Array): void => {
    from.push(link.station);
    heard[0].fragment(link, bytes);
  };
  await Promise.all([a.start({ ...heard[0], fragment }), b.start(heard[1]), c.start(heard[2])]);
  await until("all are on the channel", () => channel.sockets.size === 3 && heard[0].links.size === 2);
  const linkTo = (station: number): Link | undefined =>
    [...heard[0].links].find((one) => one.station === peerOf(1, station).station);
  linkTo(3)?.send(Uint8Array.of(31));
  linkTo(2)?.send(Uint8Array.of(21));
  await until("each its own", () => heard[1].fragments.length === 1 && heard[2].fragments.length === 1);
  deepEqual([heard[1].fragments, heard[2].fragments], [[Uint8Array.of(21)], [Uint8Array.of(31)]]);
  [...heard[2].links][0]?.send(Uint8Array.of(13));
  await until("it is heard", () => heard[0].fragments.length === 1);
  deepEqual(from, [peerOf(1, 3).station]);
  deepEqual(heard.map(({ fragments, faults }) => [fragments.length, faults.length]), [[1, 0], [1, 0], [1, 0]]);
});

test("a modem that goes away takes its links along, and is opened again when it is back", async (t) => {
  const { a, b, channel } = await openModemPair(t);
  const [atA, atB] = [listen(), listen()];
  await Promise.all([a.start(atA), b.start(atB)]);
  await until("both are on the channel", () => channel.sockets.size === 2 && atA.links.size + atB.links.size === 2);
  for (const socket of channel.sockets) socket.destroy();
  await until("down", () => atA.ended.size === 1 && atB.ended.size === 1);
  await until("up", () => atA.links.size === 1 && atB.links.size === 1 && channel.sockets.size === 2);
  [...atA.links][0]!.send(Uint8Array.of(5));
  await until("a word", () => atB.fragments.length === 1);
});

test("what a port that is gone still says to have taken frees nothing of the one that is open now", async (t) => {
  const ports: { readonly written: Uint8Array[]; readonly takes: (() => void)[]; readonly end: () => void }[] = [];
  const bearer = createBearer("again", async (events) => {
    const [written, takes] = [[] as Uint8Array[], [] as (() => void)[]];
    ports.push({ written, takes, end: () => events.closed("pulled out") });
    const write = (bytes: Uint8Array, taken: () => void): void => {
      written.push(bytes);
      takes.push(taken);
    };
    return { write, read: () => undefined, close: () => undefined };
  }, peerOf(1, 2));
  t.after(() => bearer.stop());
  const at = listen();
  await bearer.start(at);
  await until("a link", () => at.links.size === 1);
  [...at.links][0]?.send(Uint8Array.of(1));
  ports[0]?.end();
  await until("it is open again", () => ports.length === 2 && at.links.size === 1);
  const [link] = at.links;
  for (const word of [2, 3]) link?.send(Uint8Array.of(word));
  ports[0]?.takes[0]?.();
  await pause(50);
  deepEqual([ports[1]?.written.length, at.drainedLinks.length], [1, 0]);
  ports[1]?.takes[0]?.();
  await until("the second, once the first is taken", () => ports[1]?.written.length === 2);
});

test("a modem or device that is not there or says nothing: the station starts, and tries again", async (t) => {
  const device = { path: "/dev/no-such-device", baudRate: 9_600 };
  const never = (): Promise<never> => new Promise(() => undefined);
  for (const open of [openModem({ host: "127.0.0.1", port: 9 }), openSerial(device), never]) {
    const bearer = createBearer("none", open, peerOf(1, 2));
    t.after(() => bearer.stop());
    const at = listen();
    await bearer.start(at);
    await pause(20);
    equal(at.told, 0);
  }
});

test("a link says what stands around its fragments: the frame's three bytes, or what was declared", async (t) => {
  for (const [declared, around] of [[{}, 3], [{ aroundBytes: 40 }, 40]] as const) {
    const { a } = await openModemPair(t, { ...duplex, ...declared });
    const atA = listen();
    await a.start(atA);
    await until("it is up", () => atA.links.size === 1);
    equal([...atA.links][0]?.terms.aroundBytes, around);
    deepEqual(a.configured?.(), [...atA.links].map(({ station, terms }) => ({ station, terms })));
  }
});
