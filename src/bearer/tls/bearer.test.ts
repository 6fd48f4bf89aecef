import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { connect as connectRaw } from "node:net";
import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { connect } from "node:tls";
import type { ConnectionOptions, TLSSocket } from "node:tls";
import { bearerContract, listen, until } from "../../ports/bearer.contract.ts";
import { handshakeMsOf } from "./admission.ts";
import { createTlsBearer } from "./bearer.ts";
import { createCertificate } from "./certificate.ts";
import { fragmentBytesMax } from "./frame.ts";
import { termsOf } from "./link.ts";
import { listeningBearer, openTlsPair } from "./pair.fixture.ts";

bearerContract("tls", (t) => openTlsPair(t));

/** A station that listens and knows one peer, `known`, which does not listen. */
async function station(t: TestContext) {
  const known = createCertificate(randomBytes);
  const own = createCertificate(randomBytes);
  const peer = "aa".repeat(32);
  const bearer = listeningBearer("tls", own, [{ station: peer, pins: [known.pin], addresses: [] }]);
  const listener = listen();
  await bearer.start(listener);
  t.after(() => bearer.stop());
  return { bearer, listener, known, own, peer };
}

/** A connection by hand; `closed` resolves with what it read. */
function dialByHand(t: TestContext, port: number, options: ConnectionOptions): {
  socket: TLSSocket;
  closed: Promise<Buffer>;
} {
  const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false, ...options });
  t.after(() => socket.destroy());
  const read: Buffer[] = [];
  socket.on("data", (bytes: Buffer) => read.push(bytes));
  socket.on("error", () => undefined);
  return { socket, closed: new Promise((resolve) => socket.on("close", () => resolve(Buffer.concat(read)))) };
}

test("refuses a pin it does not know before it reads, and one that shows no certificate", async (t) => {
  const { bearer, listener } = await station(t);
  const stranger = createCertificate(randomBytes);
  for (const options of [{ cert: stranger.certificate, key: stranger.key }, {}]) {
    const { socket, closed } = dialByHand(t, bearer.port, options);
    socket.write(Buffer.from([0, 0, 0, 1, 9]));
    equal((await closed).length, 0);
  }
  equal(listener.told, 0);
});

test("refuses TLS 1.2, also from a peer", async (t) => {
  const { bearer, listener, known } = await station(t);
  const { closed } = dialByHand(t, bearer.port, { cert: known.certificate, key: known.key, maxVersion: "TLSv1.2" });
  await closed;
  equal(listener.told, 0);
});

test("does not speak to a listener whose pin is not that of the peer it dials", async (t) => {
  const { bearer, listener: atOther, known } = await station(t);
  const expected = createCertificate(randomBytes);
  const dialing = createTlsBearer({
    name: "tls", listen: null, ...known,
    peers: [{ station: "bb".repeat(32), pins: [expected.pin], addresses: [`127.0.0.1:${bearer.port}`, "nowhere"] }],
  });
  t.after(() => dialing.stop());
  const listener = listen();
  await dialing.start(listener);
  equal(dialing.port, 0);
  await pause(300);
  equal(listener.told, 0);
  deepEqual(atOther.fragments, []);
});

test("garbage and forbidden lengths close the link; the next connection works", async (t) => {
  const { bearer, listener, known, peer } = await station(t);
  const own = { cert: known.certificate, key: known.key };
  const over = Buffer.alloc(4);
  over.writeUInt32BE(fragmentBytesMax + 1);
  for (const bytes of [over, Buffer.alloc(4), Buffer.alloc(64, 0xff), Buffer.from("GET / HTTP/1.1\r\n\r\n")]) {
    const { socket, closed } = dialByHand(t, bearer.port, own);
    socket.write(bytes);
    await closed;
    await until("down", () => listener.links.size === 0);
  }
  deepEqual(listener.fragments, []);
  const { socket } = dialByHand(t, bearer.port, own);
  for (const byte of [0, 0, 0, 2, 7, 8, 0, 0, 0]) {
    socket.write(Uint8Array.of(byte));
    await pause(2);
  }
  await until("the fragment", () => listener.fragments.length > 0);
  deepEqual(listener.fragments, [Uint8Array.of(7, 8)]);
  deepEqual([...listener.links].map((link) => link.station), [peer]);
  deepEqual(listener.faults, []);
});

test("bytes that are not TLS are closed", async (t) => {
  const { bearer, listener } = await station(t);
  const socket = connectRaw(bearer.port, "127.0.0.1").on("error", () => undefined);
  socket.write("SSH-2.0-probe\r\n");
  await new Promise((resolve) => socket.resume().on("close", resolve));
  equal(listener.told, 0);
});

test("a flood of half-open connections does not stop a good one, and stays bounded", async (t) => {
  const { bearer, listener, known } = await station(t);
  let open = 0;
  const flood = Array.from({ length: 300 }, (): Socket => {
    const socket = connectRaw(bearer.port, "127.0.0.1").on("error", () => undefined).resume();
    socket.on("connect", () => (open += 1));
    socket.on("close", () => (open -= 1));
    return socket;
  });
  t.after(() => flood.forEach((socket) => socket.destroy()));
  await until("the flood", () => flood.every((socket) => !socket.connecting));
  await until("the bound", () => open <= 8);
  dialByHand(t, bearer.port, { cert: known.certificate, key: known.key });
  await until("the good link", () => listener.links.size === 1);
  ok(open <= 8);
});

test("the newer of two accepted links takes the place of the older", async (t) => {
  const { bearer, listener, known } = await station(t);
  const own = { cert: known.certificate, key: known.key };
  const older = dialByHand(t, bearer.port, own);
  await until("the first", () => listener.links.size === 1);
  dialByHand(t, bearer.port, own).socket.write(Buffer.from([0, 0, 0, 1, 5]));
  await older.closed;
  await until("the second", () => listener.fragments.length === 1 && listener.links.size === 1);
  deepEqual(listener.faults, []);
});

test("closes the links of a peer no longer listed, and dials it when it is listed again", async (t) => {
  const { a, b, peersOfA } = await openTlsPair(t, "a");
  const [atA, atB] = [listen(), listen()];
  await Promise.all([a.start(atA), b.start(atB)]);
  await until("up", () => atA.links.size === 1 && atB.links.size === 1);
  a.setPeers(peersOfA.map((peer) => ({ ...peer, addresses: [...peer.addresses, "127.0.0.1:1"] })));
  await pause(50);
  equal(atA.links.size, 1);
  a.setPeers([]);
  await until("down", () => atA.links.size === 0 && atB.links.size === 0);
  await pause(300);
  equal(atB.links.size, 0);
  a.setPeers(peersOfA);
  await until("up again", () => atA.links.size === 1 && atB.links.size === 1);
  a.setPeers(peersOfA.map((peer) => ({ ...peer, pins: [createCertificate(randomBytes).pin] })));
  await until("down for its pin", () => atA.links.size === 0);
});

test("comes back when a link is cut, and after the way was cut for a while", async (t) => {
  const { a, b, cut, restore } = await openTlsPair(t, "a");
  const [atA, atB] = [listen(), listen()];
  await Promise.all([a.start(atA), b.start(atB)]);
  await until("up", () => atA.links.size === 1 && atB.links.size === 1);
  const [old] = atA.links;
  cut();
  restore();
  await until("up again", () => atA.links.size === 1 && !atA.links.has(old!));
  cut();
  await until("down", () => atA.links.size === 0 && atB.links.size === 0);
  await pause(1_000);
  equal(atA.links.size, 0);
  restore();
  await until("up at last", () => atA.links.size === 1 && atB.links.size === 1);
});

test("says so when it cannot listen", async (t) => {
  const { bearer, own } = await station(t);
  const second = createTlsBearer({ name: "tls", listen: { host: "127.0.0.1", port: bearer.port }, ...own, peers: [] });
  await rejects(second.start(listen()), { code: "EADDRINUSE" });
});

test("at a declared rate one fragment is on the line and none waits, however much the socket takes", async (t) => {
  const pair = await openTlsPair(t, "a");
  const terms = { ...termsOf(null), rateBps: 80_000, mtuBytes: 1_024 };
  const { certificate, key } = pair.certificateOfA;
  const a = createTlsBearer({ name: "slow", listen: null, certificate, key, peers: pair.peersOfA, terms });
  t.after(() => a.stop());
  const [atA, atB] = [listen(), listen()];
  await Promise.all([a.start(atA), pair.b.start(atB)]);
  await until("up", () => atA.links.size === 1 && atB.links.size === 1);
  const [link] = atA.links;
  const begunMs = performance.now();
  deepEqual([link?.terms.rateBps, link?.terms.mtuBytes], [80_000, 1_024]);
  deepEqual([1, 2].map((byte) => link?.send(new Uint8Array(934).fill(byte))), [false, false]);
  // Some ninety-five milliseconds each: the second is not sent before the first has had its time.
  await until("the second", () => atB.fragments.length === 2);
  ok(performance.now() - begunMs >= 90);
  await until("both have had their time", () => atA.drainedLinks.length === 2);
  ok(performance.now() - begunMs >= 180);
});

test("a handshake may take as long as a declared network needs for it", () => {
  equal(handshakeMsOf({ rateBps: null, delayMs: 0 }), 5_000);
  equal(handshakeMsOf({ rateBps: 2_400, delayMs: 600 }), 29_800);
  equal(handshakeMsOf({ rateBps: 75, delayMs: 0 }), 120_000);
});
