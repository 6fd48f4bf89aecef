// line: from send to receipt, and what of it is the cost of its parts.

import type { Figure } from "./figure.ts";
import { percentile } from "./figure.ts";
import { startPair } from "./pair.ts";

const messages = 500;
const warmUp = 200;

/** 500 messages one at a time; after each, its parts by themselves. Milliseconds. */
export async function measureLine(): Promise<readonly Figure[]> {
  const pair = await startPair();
  await pair.a.line(warmUp);
  const { sent, limits } = await pair.a.line(messages);
  await pair.stop();
  const figure = (name: string, share: number): Figure => {
    const [value, limit] = [percentile(sent, share), percentile(limits, share)];
    return { name, value, unit: "ms", limit, ratio: value / limit };
  };
  return [figure("line.p50", 0.5), figure("line.p99", 0.99)];
}
