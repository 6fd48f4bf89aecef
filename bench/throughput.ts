// throughput: receipted messages a second.

import type { Figure } from "./figure.ts";
import { startPair } from "./pair.ts";

const measured = [{ inFlight: 1, messages: 1_000 }, { inFlight: 64, messages: 8_000 }] as const;
const warmUp = 2_000;

/** With 1 and with 64 messages sent and not yet receipted at any time. */
export async function measureThroughput(): Promise<readonly Figure[]> {
  const pair = await startPair();
  await pair.a.throughput(64, warmUp);
  const figures: Figure[] = [];
  for (const { inFlight, messages } of measured) {
    const value = await pair.a.throughput(inFlight, messages);
    figures.push({ name: `throughput.${inFlight}`, value, unit: "messages/s" });
  }
  await pair.stop();
  return figures;
}
