// Two stations' datagram bearers on 127.0.0.1, each behind a relay that can be cut, bent and listened to.

import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import type { TestContext } from "node:test";
import { createSystemClock } from "../../clock/system/clock.ts";
import { pairKeys } from "../../core/bearer/pair-key.ts";
import type { PairStation } from "../../core/bearer/pair-key.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { createNodeRandom } from "../../crypto/node/random.ts";
import type { BearerPair } from "../../ports/bearer.contract.ts";
import type { LinkTerms } from "../../ports/bearer.ts";
import type { Clock } from "../../ports/clock.ts";
import { createDatagramBearer } from "./bearer.ts";
import type { DatagramBearer, DatagramPeer } from "./bearer.ts";

export const crypto = createNodeCrypto();
const seedOf = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);

function stationOf(byte: number): PairStation {
  return { id: new Uint8Array(16).fill(byte), key: crypto.ed25519PublicKey(seedOf(byte)) };
}

export const wide: LinkTerms = {
  rateBps: null, mtuBytes: 1_200, lossShare: 0, delayMs: 0, turnaroundMs: null, returnPath: true, costly: 0,
};

/** What station `own` knows of station `peer`; both are single bytes. */
export function peerOf(own: number, peer: number, address: string | null, terms = wide): DatagramPeer {
  const keys = pairKeys(crypto, seedOf(own), stationOf(own), stationOf(peer));
  if (keys === null) throw new Error("no keys");
  return { station: stationOf(peer).id.toHex(), keys, address, terms };
}

export function createBearer(
  name: string, peers: readonly DatagramPeer[], host = "127.0.0.1", clock: Clock = createSystemClock(),
): DatagramBearer {
  return createDatagramBearer({
    name, listen: { host, port: 0 }, peers, crypto, random: createNodeRandom(), clock,
  });
}

/** A socket of a test, closed at its end. */
export async function openSocket(t: TestContext): Promise<Socket> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => void socket.bind(0, "127.0.0.1", resolve));
  t.after(() => new Promise<void>((resolve) => void socket.close(() => resolve())));
  return socket;
}

/** A relay: what comes to its port goes to where `target` is, and what comes from there to whoever came last. */
export interface Relay {
  readonly address: string;
  /** Everything that went through, oldest first. */
  readonly passed: Uint8Array[];
  /** What becomes of one datagram; nothing while it is cut. */
  bend: (bytes: Uint8Array) => readonly Uint8Array[];
  /** From now on it sends to the target from another port, as a peer that moves does. */
  move(): Promise<void>;
  /** Sends bytes to the target from its present port. */
  say(bytes: Uint8Array): void;
}

async function openRelay(t: TestContext, target: () => number): Promise<Relay> {
  const front = await openSocket(t);
  let last: { readonly address: string; readonly port: number } | null = null;
  let back = await openBack();
  async function openBack(): Promise<Socket> {
    const socket = await openSocket(t);
    socket.on("message", (bytes) => {
      relay.passed.push(bytes);
      for (const one of relay.bend(bytes)) if (last !== null) front.send(one, last.port, last.address);
    });
    return socket;
  }
  front.on("message", (bytes, from) => {
    last = from;
    relay.passed.push(bytes);
    for (const one of relay.bend(bytes)) if (target() !== 0) back.send(one, target(), "127.0.0.1");
  });
  const relay: Relay = {
    address: `127.0.0.1:${front.address().port}`, passed: [], bend: (bytes) => [bytes],
    move: async () => void (back = await openBack()),
    say: (bytes) => back.send(bytes, target(), "127.0.0.1"),
  };
  return relay;
}

export interface DatagramPair extends BearerPair {
  readonly a: DatagramBearer;
  readonly b: DatagramBearer;
  /** On the way from `a` to `b` and back. */
  readonly relay: Relay;
}

/** `a` sends to `b` through a relay; `b` learns where `a` is, or has it in its configuration. */
export async function openDatagramPair(
  t: TestContext, learns = false, clock: Clock = createSystemClock(),
): Promise<DatagramPair> {
  const relay = await openRelay(t, () => b.port);
  const toA = learns ? null : await openRelay(t, () => a.port);
  const a = createBearer("udp-a", [peerOf(1, 2, relay.address)]);
  const b = createBearer("udp-b", [peerOf(2, 1, toA?.address ?? null)], "127.0.0.1", clock);
  t.after(() => Promise.all([a.stop(), b.stop()]));
  const bendAll = (bend: Relay["bend"]): void => {
    for (const one of [relay, toA]) if (one !== null) one.bend = bend;
  };
  return {
    a, b, relay, stationOfA: "01".repeat(16), stationOfB: "02".repeat(16), notices: false,
    cut: () => bendAll(() => []), restore: () => bendAll((bytes) => [bytes]),
  };
}
