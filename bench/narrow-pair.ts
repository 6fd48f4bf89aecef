// Two stations in two processes that met over TLS, and now have a narrow link alone: the project's own emulator.

import { setTimeout as pause } from "node:timers/promises";
import { openModemEnds, openUdpEnds } from "../src/cli/link/ends.ts";
import type { Ends } from "../src/cli/link/ends.ts";
import { clear } from "../src/emulator/conditions.ts";
import type { LinkConditions } from "../src/emulator/conditions.ts";
import type { LinkTerms } from "../src/ports/bearer.ts";
import type { Words } from "./end.ts";
import { startPair } from "./pair.ts";
import type { Pair } from "./pair.ts";

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
  cut(isCut: boolean): void;
  sent(): Sent;
  /** Waits until nothing has gone over the link for so long. */
  quiet(forMs: number): Promise<void>;
  stop(): Promise<void>;
}

const free = { host: "127.0.0.1", port: 0 };

/** Starts a pair whose link is as its terms say: by datagrams, or by modems where the link turns round. */
export async function startNarrowPair(terms: LinkTerms, seed: number): Promise<NarrowPair> {
  const conditions = conditionsOf(terms, false);
  if (terms.turnaroundMs !== null) {
    const ends = await openModemEnds({ seed, conditions, listen: [free, free], to: [null, null] });
    const radios = ends.sides.map((side) => ({ terms, modem: portOf(side) })) as [never, never];
    return joined(terms, await startPair([], radios), ends);
  }
  const pair = await startPair([], [{ terms, modem: null }, { terms, modem: null }]);
  const [a, b] = pair.datagrams.map((port) => ({ host: "127.0.0.1", port })) as [typeof free, typeof free];
  return joined(terms, pair, await openUdpEnds({ seed, conditions, listen: [free, free], to: [a, b] }));
}

async function joined(terms: LinkTerms, pair: Pair, ends: Ends): Promise<NarrowPair> {
  const { a, b } = pair;
  await Promise.all([a.narrow(ends.sides[0]), b.narrow(ends.sides[1])]);
  const sent = (): Sent => ({ there: ends.wire.stat.there.sentBytes, back: ends.wire.stat.back.sentBytes });
  const leave: NarrowPair["leave"] = async (words) => {
    const { object, atMs } = await a.release(words);
    return async () => {
      const [delivered, receipt] = await Promise.all([b.arrivalMs(object), a.receiptMs(object)]);
      return { deliveredMs: delivered - atMs, receiptMs: receipt - atMs };
    };
  };
  return {
    leave, sent,
    say: async (words) => (await leave(words))(),
    cut: (isCut) => ends.wire.change(conditionsOf(terms, isCut)),
    quiet: async (forMs) => {
      for (let before = -1, now = 0; before !== now;) {
        before = now;
        await pause(forMs);
        now = sent().there + sent().back;
      }
    },
    stop: async () => {
      await pair.stop();
      await ends.close();
    },
  };
}

function conditionsOf({ rateBps, delayMs, lossShare, turnaroundMs }: LinkTerms, cut: boolean): LinkConditions {
  const way = { ...clear, rateBps, delayMs, lossShare, cut };
  return { ways: [way, way], turnaroundMs };
}

function portOf(side: string): number {
  return Number(side.slice(side.lastIndexOf(":") + 1));
}
