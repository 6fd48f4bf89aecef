// Two stations in two processes that met over TLS, and now have a narrow link alone: the project's own emulator, or
// packets of IP between two network namespaces.

import { setTimeout as pause } from "node:timers/promises";
import { openModemEnds, openUdpEnds } from "../src/cli/link/ends.ts";
import type { Ends } from "../src/cli/link/ends.ts";
import { clear } from "../src/emulator/conditions.ts";
import type { LinkConditions } from "../src/emulator/conditions.ts";
import type { LinkTerms } from "../src/ports/bearer.ts";
import type { Words } from "./end.ts";
import { startPair } from "./pair.ts";
import type { Pair } from "./pair.ts";
import { conditionsOf as conditionsOfTunnel, openTunnel } from "./tunnel.ts";

/** A link: 2,400 bit/s and 600 ms each way, unless other terms are given. */
export const satellite: LinkTerms = {
  rateBps: 2_400, mtuBytes: 548, lossShare: 0, delayMs: 600, turnaroundMs: null, returnPath: true, costly: 10,
};

/** How long the link is cut, with nothing to say, before a message is cold. */
export const cutMs = 120_000;

/** What became of a message: milliseconds from its release until it was durable there, and its receipt here. */
export interface Carried {
  readonly deliveredMs: number;
  readonly receiptMs: number;
}

/** Bytes that went, headers of IP and UDP with them, lost or not. */
export interface Sent {
  readonly there: number;
  readonly back: number;
}

export interface NarrowPair {
  /** Releases words at the one, and waits for both ends. */
  say(words: Words): Promise<Carried>;
  /** Releases words; nobody waits. */
  leave(words: Words): Promise<() => Promise<Carried>>;
  /** Nothing goes over the link in either direction, and nobody is told. */
  cut(isCut: boolean): Promise<void>;
  sent(): Promise<Sent>;
  /** Waits until nothing has gone over the link for so long. */
  quiet(forMs: number): Promise<void>;
  stop(): Promise<void>;
}

/** What closing the wide link may take. */
const settleMs = 1_000;
const free = { host: "127.0.0.1", port: 0 };

/** What carries between the two: an emulator, or packets of IP. */
interface Way {
  /** Where each end sends to. */
  readonly addresses: readonly [string, string];
  /** From now on it is as its terms say. */
  narrow(): Promise<void>;
  cut(isCut: boolean): Promise<void>;
  sent(): Promise<Sent>;
  close(): Promise<void>;
}

/** Starts a pair whose link is as its terms say: by datagrams, or by modems where the link turns round. */
export async function startNarrowPair(terms: LinkTerms, seed: number): Promise<NarrowPair> {
  const conditions = conditionsOf(terms, false);
  if (terms.turnaroundMs !== null) {
    const ends = await openModemEnds({ seed, conditions, listen: [free, free], to: [null, null] });
    const radios = ends.sides.map((side) => ({ terms, modem: portOf(side) })) as [never, never];
    return joined(await startPair([], radios), emulated(terms, ends));
  }
  const pair = await startPair([], [{ terms, modem: null }, { terms, modem: null }]);
  const [a, b] = pair.datagrams.map((port) => ({ host: "127.0.0.1", port })) as [typeof free, typeof free];
  return joined(pair, emulated(terms, await openUdpEnds({ seed, conditions, listen: [free, free], to: [a, b] })));
}

/** Starts a pair in two network namespaces, with packets of IP between them; `folder` has the harness of the link. */
export async function startTunnelPair(terms: LinkTerms, seed: number, folder: string): Promise<NarrowPair> {
  const tunnel = await openTunnel(folder);
  const pair = await startPair([], [{ terms, modem: null }, { terms, modem: null }], tunnel.places);
  const [a, b] = [0, 1].map((at) => `${tunnel.places[at]?.host}:${pair.datagrams[at]}`) as [string, string];
  return joined(pair, {
    addresses: [b, a],
    narrow: () => tunnel.set(conditionsOfTunnel(terms, seed)),
    cut: (isCut) => tunnel.set({ cut: isCut ? 1 : 0 }),
    sent: () => tunnel.sent(), close: () => tunnel.close(),
  });
}

async function joined(pair: Pair, way: Way): Promise<NarrowPair> {
  const { a, b } = pair;
  await Promise.all([a.narrow(way.addresses[0]), b.narrow(way.addresses[1])]);
  // What closes the wide link goes before.
  await pause(settleMs);
  await way.narrow();
  const leave: NarrowPair["leave"] = async (words) => {
    const { object, atMs } = await a.release(words);
    return async () => {
      const [delivered, receipt] = await Promise.all([b.arrivalMs(object), a.receiptMs(object)]);
      return { deliveredMs: delivered - atMs, receiptMs: receipt - atMs };
    };
  };
  return {
    leave,
    sent: () => way.sent(),
    say: async (words) => (await leave(words))(),
    cut: (isCut) => way.cut(isCut),
    quiet: async (forMs) => {
      for (let before = -1, now = 0; before !== now;) {
        before = now;
        await pause(forMs);
        const { there, back } = await way.sent();
        now = there + back;
      }
    },
    stop: async () => {
      await pair.stop();
      await way.close();
    },
  };
}

function emulated(terms: LinkTerms, { wire, sides, close }: Ends): Way {
  return {
    addresses: sides, close,
    narrow: async () => undefined,
    cut: async (isCut) => wire.change(conditionsOf(terms, isCut)),
    sent: async () => ({ there: wire.stat.there.sentBytes, back: wire.stat.back.sentBytes }),
  };
}

function conditionsOf({ rateBps, delayMs, lossShare, turnaroundMs }: LinkTerms, cut: boolean): LinkConditions {
  const way = { ...clear, rateBps, delayMs, lossShare, cut };
  return { ways: [way, way], turnaroundMs };
}

function portOf(side: string): number {
  return Number(side.slice(side.lastIndexOf(":") + 1));
}
