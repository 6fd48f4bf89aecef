import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { askingMax, heardBytesMax, openDoor } from "./door.ts";
import {
  createBearer as createDatagramBearer, openSocket, peerOf as datagramPeerOf,
} from "../../bearer/datagram/pair.fixture.ts";
import { openGateway } from "../../bearer/kiss/gateway.ts";
import { createBearer, duplex, openModems, peerOf } from "../../bearer/kiss/pair.fixture.ts";
import { openModem } from "../../bearer/kiss/modem.ts";
import type { OpenPort, Port, PortEvents } from "../../bearer/kiss/port.ts";
import { openUdp } from "../../bearer/kiss/udp.ts";
import { createCertificate } from "../../bearer/tls/certificate.ts";
import type { Certificate } from "../../bearer/tls/certificate.ts";
import { readAddress } from "../../bearer/tls/dialer.ts";
import { connectPinned } from "../../bearer/tls/pinned.ts";
import { GatewayReader, encodeGatewayWord } from "../../core/bearer/gateway.ts";
import { bearerContract, listen, until } from "../../ports/bearer.contract.ts";
import type { BearerPair } from "../../ports/bearer.contract.ts";

function socketPath(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "chirograph-gateway-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, "g.sock");
}

/** A gateway with one way "radio". */
async function openOne(t: TestContext, open: OpenPort): Promise<{ path: string; told: string[] }> {
  const [path, told] = [socketPath(t), [] as string[]];
  const door = await openDoor({ path }, { ways: new Map([["radio", open]]), told: (...one) => void told.push(one[1]) });
  t.after(() => door.close());
  return { path, told };
}

const wayOf = (path: string): OpenPort => openGateway({ way: "radio", dial: async () => connect(path) });

/** Two stations, a gateway each, and a radio channel between the gateways. */
async function openPair(t: TestContext): Promise<BearerPair> {
  const channel = await openModems(t);
  const open = openModem({ host: "127.0.0.1", port: channel.port });
  const [left, right] = [await openOne(t, open), await openOne(t, open)];
  return {
    a: createBearer("far-a", wayOf(left.path), peerOf(1, 2)), b: createBearer("far-b", wayOf(right.path), peerOf(2, 1)),
    stationOfA: "01".repeat(16), stationOfB: "02".repeat(16), notices: false,
    cut: () => (channel.bend = () => []), restore: () => (channel.bend = (bytes) => [bytes]),
  };
}

bearerContract("gateway", openPair);

/** A device that writes down what it is given, and takes it when told to. */
function device(): {
  open: OpenPort; written: Uint8Array[]; takes: (() => void)[]; events: PortEvents[]; closed: PortEvents[];
} {
  const [written, takes, events] = [[] as Uint8Array[], [] as (() => void)[], [] as PortEvents[]];
  const shut: PortEvents[] = [];
  return {
    written, takes, events, closed: shut,
    open: async (told) => {
      events.push(told);
      return {
        write: (bytes, taken) => {
          written.push(bytes);
          takes.push(taken);
        },
        read: () => undefined, close: () => void shut.push(told),
      };
    },
  };
}

test("what a device has not taken holds up the station: the queue stays above the gateway (B-43)", async (t) => {
  const { open, written, takes } = device();
  const { path } = await openOne(t, open);
  const bearer = createBearer("far", wayOf(path), peerOf(1, 2));
  t.after(() => bearer.stop());
  const at = listen();
  await bearer.start(at);
  await until("a link", () => at.links.size === 1);
  const [link] = at.links;
  link!.send(Uint8Array.of(1));
  link!.send(Uint8Array.of(2));
  await until("the first", () => written.length === 1);
  await new Promise((resolve) => setTimeout(resolve, 50));
  deepEqual([written.length, at.drainedLinks.length], [1, 0]);
  takes[0]!();
  await until("the second, once the first is taken", () => written.length === 2 && at.drainedLinks.length === 1);
});

test("a station that says more than it may, or nothing it should, loses its connection and no more", async (t) => {
  const { open, written } = device();
  const { path } = await openOne(t, open);
  const word = encodeGatewayWord({ kind: "bytes", bytes: Uint8Array.of(7) });
  const asks = encodeGatewayWord({ kind: "open", way: "radio" });
  const hostile = [
    Uint8Array.of(0, 0), Uint8Array.of(255, 255, 1), word, encodeGatewayWord({ kind: "taken" }), randomBytes(100_000),
    encodeGatewayWord({ kind: "open", way: "none" }), Uint8Array.of(...asks, ...asks),
    Uint8Array.of(...asks, ...word), Uint8Array.of(0, 3, 1, 2, 0x61),
  ];
  for (const bytes of hostile) await closed(connect(path), (socket) => void socket.write(bytes));
  // Three words when two may be untaken.
  await closed(connect(path), (socket) => {
    socket.write(asks);
    socket.once("data", () => void socket.write(Uint8Array.of(...word, ...word, ...word)));
  });
  equal(written.length, 2);
  const idle = Array.from({ length: askingMax + 1 }, () => connect(path).on("error", () => undefined));
  await until("the oldest of those who only ask gives way", () => idle[0]!.destroyed || idle[0]!.readableEnded);
  for (const one of idle) one.destroy();
  const port = await wayOf(path)({ data: () => undefined, closed: () => undefined });
  port.close();
});

/** Resolves when the other end has closed the connection. */
async function closed(socket: Socket, begin: (socket: Socket) => void): Promise<void> {
  socket.on("error", () => undefined);
  socket.resume();
  await new Promise<void>((resolve) => {
    socket.once("close", () => resolve());
    begin(socket);
  });
}

test("a station that does not read costs the gateway a bounded memory (B-44)", async (t) => {
  const { open, events } = device();
  const { path } = await openOne(t, open);
  const port = await wayOf(path)({ data: () => heard.push(1), closed: () => undefined });
  const heard: number[] = [];
  port.read(false);
  for (let count = 0; count < 1_000; count++) events[0]!.data(new Uint8Array(30_000).fill(1));
  port.read(true);
  await until("something", () => heard.length > 0);
  await new Promise((resolve) => setTimeout(resolve, 100));
  // What the system itself holds of a socket comes on top.
  ok(heard.length * 30_000 < 8 * heardBytesMax, `${heard.length} pieces`);
  port.close();
});

test("a device is opened when its way is asked for, and closed when the station has gone", async (t) => {
  const { open, events, closed: shut } = device();
  const { path } = await openOne(t, open);
  await closed(connect(path), (socket) => socket.end());
  equal(events.length, 0, "nobody has asked");
  const port = await wayOf(path)({ data: () => undefined, closed: () => undefined });
  deepEqual([events.length, shut.length], [1, 0]);
  port.close();
  await until("it is closed", () => shut.length === 1);
  equal(shut[0], events[0]);
});

test("a newer connection takes a way over; a device that goes away frees it, and it is opened again", async (t) => {
  const { open, events } = device();
  const { path, told } = await openOne(t, open);
  const ended: string[] = [];
  const first = await wayOf(path)({ data: () => undefined, closed: () => void ended.push("first") });
  await wayOf(path)({ data: () => undefined, closed: () => void ended.push("second") });
  await until("the first ends", () => ended.length === 1);
  events[1]!.closed("pulled out");
  await until("the second ends", () => ended.length === 2);
  deepEqual(ended, ["first", "second"]);
  deepEqual(told, ["held", "held", "free"]);
  first.close();
});

test("a hostile gateway: the link falls or hears noise, and the station goes on (B-45)", async (t) => {
  const path = socketPath(t);
  const said: Uint8Array[] = [];
  const opened = encodeGatewayWord({ kind: "opened", answer: "open" });
  const bytes = (of: Uint8Array): Uint8Array => encodeGatewayWord({ kind: "bytes", bytes: of });
  const tricks: readonly ((socket: Socket) => void)[] = [
    (socket) => void socket.write(Uint8Array.of(0, 0)),
    (socket) => void socket.write(bytes(Uint8Array.of(1))),
    (socket) => void socket.write(Uint8Array.of(...opened, ...encodeGatewayWord({ kind: "taken" }))),
    (socket) => void socket.write(Uint8Array.of(...opened, 255, 255)),
    (socket) => {
      socket.write(opened);
      for (let count = 0; count < 50; count++) socket.write(bytes(randomBytes(1_000)));
      setTimeout(() => socket.destroy(), 20);
    },
    // It says the station's own words back to it, hurt and whole.
    (socket) => {
      socket.write(opened);
      const reader = new GatewayReader();
      socket.on("data", (chunk: Buffer) => {
        for (const word of reader.read(chunk)) {
          if (word.kind !== "bytes") continue;
          said.push(word.bytes);
          socket.write(Uint8Array.of(...encodeGatewayWord({ kind: "taken" }), ...bytes(word.bytes), ...bytes(
            word.bytes.with(3, word.bytes[3]! ^ 1),
          )));
        }
      });
    },
  ];
  let at = 0;
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    tricks[Math.min(at, tricks.length - 1)]!(socket);
    at += 1;
  });
  await new Promise<void>((resolve) => void server.listen(path, resolve));
  const bearer = createBearer("far", wayOf(path), peerOf(1, 2), duplex);
  t.after(async () => {
    await bearer.stop();
    server.close();
  });
  const heard = listen();
  await bearer.start(heard);
  await until("the last trick", () => {
    for (const link of heard.links) if (at === tricks.length) link.send(Uint8Array.of(9));
    return said.length > 3;
  });
  deepEqual([heard.fragments, heard.faults], [[], []], "nothing of it is a word of the peer");
});

test("over TCP: gateway and station know each other by their keys, and nobody else is heard", async (t) => {
  const { open, written } = device();
  const [ours, station, stranger] = [1, 2, 3].map(() => createCertificate((length) => randomBytes(length))) as [
    Certificate, Certificate, Certificate,
  ];
  const door = await openDoor({
    host: "127.0.0.1", port: 0, identity: ours, pins: new Set([station.pin.toHex()]),
  }, { ways: new Map([["radio", open]]), told: () => undefined });
  t.after(() => door.close());
  const at = readAddress(door.address ?? "")!;
  const events = { data: () => undefined, closed: () => undefined };
  const opened = (who: Certificate, pin: Uint8Array): Promise<Port> => openGateway({
    way: "radio", dial: () => connectPinned(at, who, pin.toHex()),
  })(events);
  await rejects(opened(stranger, ours.pin), "a station that the gateway does not know");
  await rejects(opened(station, stranger.pin), "a gateway that the station does not know");
  await closed(connect(at.port, at.host), (socket) => void socket.write(encodeGatewayWord({
    kind: "open", way: "radio",
  })));
  const port = await opened(station, ours.pin);
  await new Promise<void>((resolve) => {
    port.write(Uint8Array.of(1), resolve);
    void until("it is there", () => written.length === 1).then(() => resolve());
  });
  port.close();
});

/** A UDP port that is free now. */
async function freePort(host: string): Promise<number> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => void socket.bind(0, host, resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => void socket.close(() => resolve()));
  return port;
}

test("over UDP: a plain bearer at the other side is heard and hears; no other address is (B-42)", async (t) => {
  const stranger = await openSocket(t);
  const host = "127.0.0.1";
  const port = await freePort(host);
  const plain = createDatagramBearer("plain", [datagramPeerOf(2, 1, `${host}:${port}`)]);
  const atPlain = listen();
  await plain.start(atPlain);
  t.after(() => plain.stop());
  const { path } = await openOne(t, openUdp({ listen: { host, port }, to: { host, port: plain.port } }));
  const far = createBearer("far", wayOf(path), peerOf(1, 2));
  const atFar = listen();
  await far.start(atFar);
  t.after(() => far.stop());
  await until("both links", () => atFar.links.size === 1 && atPlain.links.size === 1);
  [...atFar.links][0]!.send(Uint8Array.of(0xc0, 1));
  [...atPlain.links][0]!.send(Uint8Array.of(0xdb, 2));
  await until("both are heard", () => atFar.fragments.length === 1 && atPlain.fragments.length === 1);
  deepEqual([atFar.fragments, atPlain.fragments], [[Uint8Array.of(0xdb, 2)], [Uint8Array.of(0xc0, 1)]]);
  await far.stop();
  const raw: Uint8Array[] = [];
  const heard = await wayOf(path)({ data: (bytes) => void raw.push(bytes), closed: () => undefined });
  stranger.send(Uint8Array.of(1, 2, 3, 4, 5), port, host);
  [...atPlain.links][0]!.send(Uint8Array.of(3));
  await until("the peer's datagram", () => raw.length > 0);
  equal(raw.length, 1);
  heard.close();
});
