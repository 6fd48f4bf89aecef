import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { openModemEnds, openSerialEnds, openTcpEnds, openUdpEnds } from "./ends.ts";
import type { EndsOptions } from "./ends.ts";
import { giveOrder, obey, openControl, takeOrders } from "./orders.ts";
import { openSerial } from "../../bearer/kiss/serial.ts";
import { createKissReader, encodeKiss } from "../../core/bearer/kiss.ts";
import { clear, presets } from "../../emulator/conditions.ts";
import type { Conditions } from "../../emulator/conditions.ts";
import { until } from "../../ports/bearer.contract.ts";

const free = { host: "127.0.0.1", port: 0 };

function optionsOf(way: Partial<Conditions> = {}, more: Partial<EndsOptions> = {}): EndsOptions {
  const made = { ...clear, ...way };
  const conditions = { ways: [made, made], turnaroundMs: null } as const;
  return { seed: 1, conditions, listen: [free, free], to: [null, null], ...more };
}

function portOf(side: string): number {
  return Number(side.slice(side.lastIndexOf(":") + 1));
}

/** A UDP socket that keeps what it hears. */
interface Listening {
  readonly port: number;
  readonly heard: readonly string[];
  say(text: string, port: number): void;
}

async function openUdp(t: TestContext): Promise<Listening> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => void socket.bind(0, "127.0.0.1", resolve));
  t.after(() => void socket.close());
  const heard: string[] = [];
  socket.on("message", (bytes) => heard.push(bytes.toString()));
  return { heard, say: (text, port) => socket.send(text, port, "127.0.0.1"), port: socket.address().port };
}

test("datagrams go from port to port, back to whoever spoke, and nowhere while it is cut", async (t) => {
  const [a, b] = [await openUdp(t), await openUdp(t)];
  const ends = await openUdpEnds(optionsOf({}, { to: [null, { host: "127.0.0.1", port: b.port }] }));
  t.after(() => ends.close());
  const [sideA, sideB] = ends.sides.map(portOf) as [number, number];
  a.say("there", sideA);
  await until("there", () => b.heard.length === 1);
  b.say("back", sideB);
  await until("back", () => a.heard.length === 1);
  equal(obey(ends.wire, "cut").kind, "done");
  a.say("lost", sideA);
  await until("it is lost", () => {
    const stat = obey(ends.wire, "stat");
    return stat.kind === "stat" && stat.there.lost === 1;
  });
  obey(ends.wire, "restore");
  a.say("again", sideA);
  await until("again", () => b.heard.length === 2);
  deepEqual([a.heard, b.heard], [["back"], ["there", "again"]]);
  const stat = obey(ends.wire, "stat");
  ok(stat.kind === "stat" && stat.there.lost === 1 && stat.there.arrived === 2 && stat.there.sentBytes > 3 * 28);
});

async function openClient(t: TestContext, port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  await new Promise<void>((resolve) => void socket.once("connect", resolve));
  t.after(() => void socket.destroy());
  return socket;
}

test("modems carry whole frames, with their escapes, and hurt them inside only", async (t) => {
  const ends = await openModemEnds(optionsOf({ corruptShare: 1 }));
  t.after(() => ends.close());
  const [a, b] = await Promise.all(ends.sides.map((side) => openClient(t, portOf(side)))) as [Socket, Socket];
  const reader = createKissReader(1_000);
  const heard: Uint8Array[] = [];
  b.on("data", (chunk) => heard.push(...reader.read(chunk as Buffer)));
  const frame = new Uint8Array(100).fill(0xc0);
  // What is said before the other end is on the line is lost.
  await until("a frame", () => {
    a.write(Uint8Array.of(1, 2, 3, ...encodeKiss(frame)));
    return heard.length > 0;
  });
  const [came] = heard as [Uint8Array];
  equal(came.length, 100);
  equal(came.filter((byte) => byte !== 0xc0).length, 1);
});

/** A program behind a link that says back what it hears. */
async function openEcho(t: TestContext): Promise<{ readonly host: string; readonly port: number }> {
  const server = createServer((socket) => socket.on("error", () => undefined).pipe(socket));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  t.after(() => void server.close());
  return { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
}

test("streams keep every byte in order over a link that loses, and end in a cut", async (t) => {
  const target = await openEcho(t);
  const bad = { lossShare: 0.1, corruptShare: 0.5, reorderShare: 0.5 };
  const ends = await openTcpEnds(optionsOf(bad, { to: [null, target] }));
  t.after(() => ends.close());
  equal(ends.sides[1], `127.0.0.1:${target.port}`, "the side that is dialled");
  const clients = await Promise.all([1, 2].map(() => openClient(t, portOf(ends.sides[0]))));
  const heard = clients.map(() => [] as number[]);
  clients.forEach((client, at) => client.on("data", (chunk: Buffer) => heard[at]?.push(...chunk)));
  const sent = Uint8Array.from({ length: 3_000 }, (_, at) => at & 255);
  clients.forEach((client, at) => client.write(sent.map((byte) => byte ^ at)));
  await until("all is back", () => heard.every((one) => one.length === sent.length));
  deepEqual(heard.map((one, at) => one.every((byte, index) => byte === (sent[index]! ^ at))), [true, true]);
  const closedOf = (socket: Socket): Promise<void> =>
    new Promise((resolve) => void socket.once("close", () => resolve()));
  const closed = Promise.all(clients.map(closedOf));
  obey(ends.wire, "preset cut");
  await closed;
  await closedOf(connect(portOf(ends.sides[0]), "127.0.0.1").on("error", () => undefined));
  obey(ends.wire, "preset fibre");
  const again = await openClient(t, portOf(ends.sides[0]));
  again.write("x");
  await new Promise<void>((resolve) => void again.once("data", () => resolve()));
});

const terminals = spawnSync("script", ["--version"]).status === 0 && process.platform === "linux";

test("serial lines are two pseudo-terminals", {
  skip: terminals ? false : "needs `script` of util-linux",
}, async (t) => {
  const ends = await openSerialEnds(optionsOf());
  const heard: number[] = [];
  const [a, b] = await Promise.all(ends.sides.map((path) => openSerial({ path, baudRate: 9_600 })(
    { data: (bytes) => heard.push(...bytes), closed: () => undefined },
  )));
  t.after(async () => {
    a?.close();
    b?.close();
    await ends.close();
  });
  a?.write(encodeKiss(Uint8Array.of(1, 0xc0, 13, 10, 3)), () => undefined);
  await until("the frame", () => heard.length === 9);
  deepEqual(Uint8Array.from(heard), encodeKiss(Uint8Array.of(1, 0xc0, 13, 10, 3)));
});

test("orders come by lines, from a stream or a local socket; one that is wrong changes nothing", async (t) => {
  const ends = await openUdpEnds(optionsOf());
  const path = join(tmpdir(), `chirograph-link-${process.pid}.sock`);
  const server = await openControl(path, ends.wire);
  t.after(async () => {
    server.close();
    await ends.close();
  });
  deepEqual(await giveOrder(path, "preset hf-75"), { kind: "done", conditions: presets["hf-75"] });
  deepEqual(await giveOrder(path, "set fog=1"), { kind: "wrong", word: "fog=1" });
  deepEqual(ends.wire.conditions, presets["hf-75"]);
  equal((await giveOrder(path, "stat")).kind, "stat");
  const stream = new PassThrough();
  const taken: string[] = [];
  takeOrders(stream, (text) => taken.push(text));
  stream.end("cut\n\n   \nset rate=75\n");
  await until("both", () => taken.length === 2);
  deepEqual(taken, ["cut", "set rate=75"]);
});

test("an order to nobody, or to something that is no link, is refused", async (t) => {
  const path = join(tmpdir(), `chirograph-no-link-${process.pid}.sock`);
  await rejects(giveOrder(path, "stat"), { code: "ENOENT" });
  const stranger = createServer((socket) => void socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  await new Promise<void>((resolve) => void stranger.listen(path, resolve));
  t.after(() => stranger.close());
  await rejects(giveOrder(path, "stat"), SyntaxError);
});

test("a link that can take no orders where it was told to says so, and ends", () => {
  const main = fileURLToPath(new URL("../main.ts", import.meta.url));
  const control = join(tmpdir(), "chirograph-nowhere", "link.sock");
  const run = spawnSync(process.execPath, [main, "link", "udp", "--control", control, "--json"], { timeout: 60_000 });
  equal(run.status, 2);
  equal((JSON.parse(run.stdout.toString()) as { error: string }).error, "link-control");
});
