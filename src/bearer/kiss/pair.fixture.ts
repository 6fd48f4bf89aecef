// Two stations on one radio channel: modems that are programs, or serial devices, and what happens between them.

import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import type { TestContext } from "node:test";
import { createSystemClock } from "../../clock/system/clock.ts";
import { openTerminal } from "../../cli/link/terminal.ts";
import type { Terminal } from "../../cli/link/terminal.ts";
import { pairKeys } from "../../core/bearer/pair-key.ts";
import type { PairStation } from "../../core/bearer/pair-key.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { createNodeRandom } from "../../crypto/node/random.ts";
import type { BearerPair } from "../../ports/bearer.contract.ts";
import type { LinkTerms } from "../../ports/bearer.ts";
import { createKissBearer } from "./bearer.ts";
import type { KissBearer, KissPeer } from "./bearer.ts";
import { openModem } from "./modem.ts";
import type { OpenPort } from "./port.ts";
import { openSerial } from "./serial.ts";

const crypto = createNodeCrypto();

function stationOf(byte: number): PairStation {
  return { id: new Uint8Array(16).fill(byte), key: crypto.ed25519PublicKey(new Uint8Array(32).fill(byte)) };
}

/** What station `own` knows of station `peer`; both are single bytes. */
export function peerOf(own: number, peer: number): KissPeer {
  const keys = pairKeys(crypto, new Uint8Array(32).fill(own), stationOf(own), stationOf(peer));
  if (keys === null) throw new Error("no keys");
  return { station: stationOf(peer).id.toHex(), keys };
}

export const duplex: LinkTerms = {
  rateBps: null, mtuBytes: 600, lossShare: 0, delayMs: 0, turnaroundMs: null, returnPath: true, costly: 0,
};

/** A channel that everybody who is on it hears, but for themselves. */
export interface Channel {
  /** What becomes of bytes on the way; nothing while it is cut. */
  bend: (bytes: Uint8Array) => readonly Uint8Array[];
  /** Everything that was sent, oldest first. */
  readonly passed: Uint8Array[];
}

interface ModemChannel extends Channel {
  readonly port: number;
  readonly sockets: ReadonlySet<Socket>;
}

/** A program that plays all the modems of a channel: each connection is one. */
export async function openModems(t: TestContext): Promise<ModemChannel> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (bytes: Buffer) => {
      channel.passed.push(bytes);
      for (const other of sockets) if (other !== socket) for (const one of channel.bend(bytes)) other.write(one);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const channel: ModemChannel = { bend: (bytes) => [bytes], passed: [], port, sockets };
  return channel;
}

export function createBearer(name: string, open: OpenPort, peer: KissPeer, terms = duplex): KissBearer {
  return createKissBearer({
    name, open, terms, peers: [peer], crypto, random: createNodeRandom(), clock: createSystemClock(),
  });
}

interface KissPair extends BearerPair {
  readonly a: KissBearer;
  readonly b: KissBearer;
}

function pairOver(t: TestContext, channel: Channel, openA: OpenPort, openB: OpenPort, terms = duplex): KissPair {
  const a = createBearer("kiss-a", openA, peerOf(1, 2), terms);
  const b = createBearer("kiss-b", openB, peerOf(2, 1), terms);
  t.after(() => Promise.all([a.stop(), b.stop()]));
  return {
    a, b, stationOfA: "01".repeat(16), stationOfB: "02".repeat(16), notices: false,
    cut: () => (channel.bend = () => []), restore: () => (channel.bend = (bytes) => [bytes]),
  };
}

/** Two stations with a modem each, on one channel; `speaks` is told when either begins a word. */
export async function openModemPair(
  t: TestContext, terms = duplex, speaks = (): void => undefined,
): Promise<KissPair & { readonly channel: ModemChannel }> {
  const channel = await openModems(t);
  const modem = openModem({ host: "127.0.0.1", port: channel.port });
  const open: OpenPort = async (events) => {
    const port = await modem(events);
    return {
      ...port,
      write: (bytes, taken) => {
        speaks();
        port.write(bytes, taken);
      },
    };
  };
  return { ...pairOver(t, channel, open, open, terms), channel };
}

/** Two stations with a serial device each, joined by a wire. */
export async function openSerialPair(t: TestContext): Promise<BearerPair> {
  const channel: Channel = { bend: (bytes) => [bytes], passed: [] };
  const carry = (to: () => Terminal) => (bytes: Uint8Array): void => {
    for (const one of channel.bend(bytes)) to().write(one);
  };
  const left: Terminal = await openTerminal(carry(() => right));
  const right: Terminal = await openTerminal(carry(() => left));
  const pair = pairOver(t, channel, openSerial({ path: left.path, baudRate: 115_200 }),
    openSerial({ path: right.path, baudRate: 115_200 }));
  t.after(async () => {
    await Promise.all([pair.a.stop(), pair.b.stop()]);
    await Promise.all([left.close(), right.close()]);
  });
  return pair;
}
