// A pair over TLS in a network namespace of its own: the kernel counts every byte of IP between them.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { answerCalls } from "./child.ts";
import type { Words } from "./end.ts";
import { startPair } from "./pair.ts";
import type { Pair } from "./pair.ts";

/** What comes after a receipt and belongs to it, such as what TCP acknowledges. */
const settleMs = 1_000;

let pair: Pair | null = null;

const calls = {
  async open(): Promise<void> {
    loopback("mtu", "1500", "up");
    pair = await startPair([]);
  },

  /** Bytes of a message and its receipt, mean of one message for each text, after so many others. */
  async steady(language: Words["language"], texts: readonly string[], warmUp: number): Promise<number> {
    for (let number = 0; number < warmUp; number++) await counted(language, texts[number % texts.length] as string);
    let bytes = 0;
    for (const text of texts) bytes += await counted(language, text);
    return bytes / texts.length;
  },

  /** Bytes from the end of a cut, when a message is released, until all is quiet. */
  async cold(language: Words["language"], text: string, cutMs: number): Promise<number> {
    loopback("down");
    await pause(cutMs);
    loopback("up");
    return counted(language, text);
  },

  async stop(): Promise<void> {
    await pair?.stop();
    setImmediate(() => process.disconnect?.());
  },
};

export type Calls = typeof calls;

async function counted(language: Words["language"], text: string): Promise<number> {
  const { a } = pair as Pair;
  const before = sentBytes();
  const { object } = await a.release({ precedence: "FLASH", language, text });
  await a.receiptMs(object);
  await pause(settleMs);
  return sentBytes() - before;
}

function loopback(...how: readonly string[]): void {
  execFileSync("ip", ["link", "set", "dev", "lo", ...how]);
}

/** Bytes of all IP packets that were sent in this namespace: what either end sends is sent here. */
function sentBytes(): number {
  const rows = readFileSync("/proc/self/net/netstat", "utf8").split("\n").filter((row) => row.startsWith("IpExt:"));
  const [names = [], values = []] = rows.map((row) => row.split(" "));
  return Number(values[names.indexOf("OutOctets")]);
}

answerCalls(calls);
