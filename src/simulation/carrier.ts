// Narrow ways by name: what is declared of each, which is what they are.

import type { LinkTerms } from "../ports/bearer.ts";

const duplex = { turnaroundMs: null, returnPath: true } as const;

/** Every narrow way there is. */
export const carriers = {
  satellite: { ...duplex, rateBps: 2_400, mtuBytes: 1_200, lossShare: 0.05, delayMs: 600, costly: 2 },
  "radio-300": {
    rateBps: 300, mtuBytes: 256, lossShare: 0.05, delayMs: 20, turnaroundMs: 500, returnPath: true, costly: 3,
  },
  "radio-75": {
    rateBps: 75, mtuBytes: 256, lossShare: 0.02, delayMs: 20, turnaroundMs: 1_000, returnPath: true, costly: 4,
  },
  datagrams: { ...duplex, rateBps: 64_000, mtuBytes: 1_200, lossShare: 0.02, delayMs: 80, costly: 1 },
  lossy: { ...duplex, rateBps: 9_600, mtuBytes: 512, lossShare: 0.3, delayMs: 200, costly: 2 },
  /** A ship: little goes up, much comes down. */
  ship: { ...duplex, rateBps: 300, backBps: 9_600, mtuBytes: 512, lossShare: 0.05, delayMs: 400, costly: 2 },
  /** A modem on a wire: three bytes around each fragment, and shorter ones. */
  wire: { ...duplex, rateBps: 1_200, mtuBytes: 96, lossShare: 0.01, delayMs: 5, aroundBytes: 3, costly: 1 },
  broadcast: {
    rateBps: 2_400, mtuBytes: 512, lossShare: 0.1, delayMs: 300, turnaroundMs: null, returnPath: false, costly: 1,
  },
} as const satisfies Readonly<Record<string, LinkTerms>>;

export type CarrierName = keyof typeof carriers;

/** The names of them. */
export const carrierNames = Object.keys(carriers) as readonly CarrierName[];
