// Who floods a narrow link, in a process of its own: noise from anywhere, and what was overheard, as fast as it goes.

import { createSocket } from "node:dgram";
import type { RemoteInfo, Socket as UdpSocket } from "node:dgram";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { setPriority } from "node:os";
import { randomBytes, randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { createKissReader, encodeKiss } from "../src/core/bearer/kiss.ts";
import { answerCalls } from "./child.ts";

/** Shortest and longest datagram that a reader looks at. */
const [datagramBytesMin, datagramBytesMax] = [5, 552];
/** So many datagrams of each kind are kept to be said again, the newest. */
const overheardMax = 4_096;
const tickMs = 5;
const lowPriority = 10;
const host = "127.0.0.1";

const overheard: Uint8Array[] = [];
/** Says bytes to the station that is flooded, as the peer whose datagrams pass here. */
let sayAsPeer: ((bytes: Uint8Array) => void) | null = null;

const calls = {
  /** Between a peer, which sends to `front`, and the station at `port`, to which it comes from `back`. */
  async relay(port: number): Promise<{ readonly front: number; readonly back: number }> {
    const [front, back] = [await openUdp(), await openUdp()];
    let peer: RemoteInfo | null = null;
    sayAsPeer = (bytes) => back.send(bytes, port, host);
    front.on("message", (bytes, from) => {
      peer = from;
      overhear(bytes);
      back.send(bytes, port, host);
    });
    back.on("message", (bytes) => {
      if (peer !== null) front.send(bytes, peer.port, host);
    });
    return { front: front.address().port, back: back.address().port };
  },

  /** A modem for the station, beyond which is that at `port`; its TCP port. */
  async modem(port: number): Promise<number> {
    const server = createServer({ noDelay: true }, (near) => {
      const far = connect({ port, host, noDelay: true });
      const reader = createKissReader(datagramBytesMax);
      sayAsPeer = (bytes) => near.write(encodeKiss(bytes));
      // Whole frames, so that what floods stands between them.
      far.on("data", (chunk: Buffer) => {
        for (const frame of reader.read(chunk)) {
          overhear(frame);
          near.write(encodeKiss(frame));
        }
      });
      near.pipe(far);
      endTogether(near, far);
    });
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    server.unref();
    return (server.address() as AddressInfo).port;
  },

  /** Datagrams of noise from an address that nobody knows; how many went. */
  async noise(port: number, perSecond: number, untilMs: number): Promise<number> {
    const socket = await openUdp();
    const sent = await steadily(perSecond, untilMs, () => socket.send(someNoise(), port, host));
    socket.close();
    return sent;
  },

  /** What was overheard, again and again, as if the peer said it; how many went. */
  async repeat(perSecond: number, untilMs: number): Promise<number> {
    return steadily(perSecond, untilMs, () => sayAsPeer?.(overheard[randomInt(overheard.length)] as Uint8Array));
  },

  /** Noise and what was overheard in turn, through the modem; how many frames went. */
  async both(perSecond: number, untilMs: number): Promise<number> {
    let turn = 0;
    return steadily(perSecond, untilMs, () => {
      const again = (turn += 1) % 2 === 0 ? overheard[randomInt(overheard.length)] : undefined;
      sayAsPeer?.(again ?? someNoise());
    });
  },

  /** Lower than others, so that what floods does not take the processor from what is measured. */
  async yieldProcessor(): Promise<void> {
    setPriority(lowPriority);
  },

  async stop(): Promise<void> {
    setImmediate(() => process.exit());
  },
};

export type FloodCalls = typeof calls;

async function steadily(perSecond: number, untilMs: number, say: () => void): Promise<number> {
  const startMs = performance.now();
  let sent = 0;
  while (Date.now() < untilMs) {
    const due = ((performance.now() - startMs) / 1_000) * perSecond;
    for (; sent < due; sent++) say();
    await pause(tickMs);
  }
  return sent;
}

function someNoise(): Uint8Array {
  return randomBytes(randomInt(datagramBytesMin, datagramBytesMax + 1));
}

function overhear(bytes: Uint8Array): void {
  overheard.push(bytes.slice());
  if (overheard.length > overheardMax) overheard.shift();
}

async function openUdp(): Promise<UdpSocket> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => void socket.bind(0, host, resolve));
  return socket;
}

function endTogether(one: Socket, other: Socket): void {
  for (const [near, far] of [[one, other], [other, one]] as const) {
    near.on("error", () => near.destroy()).on("close", () => far.destroy());
  }
}

answerCalls(calls);
