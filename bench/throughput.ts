// throughput: receipted messages a second.

import type { Figure } from "./figure.ts";
import { startPair } from "./pair.ts";

const measured = [{ inFlight: 1, messages: 1_000 }, { inFlight: 64, messages: 8_000 }] as const;
const warmUp = 2_000;

/**
 * With 1 and with 64 messages sent and not yet receipted at any time. What a message takes of each processor varies
 * less between runs than the rate does.
 */
export async function measureThroughput(): Promise<readonly Figure[]> {
  const pair = await startPair();
  await pair.a.throughput(64, warmUp);
  const figures: Figure[] = [];
  for (const { inFlight, messages } of measured) {
    const [a, b] = [await pair.a.processorUs(), await pair.b.processorUs()];
    const value = await pair.a.throughput(inFlight, messages);
    const [sender, reader] = [await pair.a.processorUs() - a, await pair.b.processorUs() - b];
    const name = `throughput.${inFlight}`;
    figures.push(
      { name, value, unit: "messages/s" },
      { name: `${name}.sender`, value: sender / messages, unit: "us of processor a message" },
      { name: `${name}.reader`, value: reader / messages, unit: "us of processor a message" },
    );
  }
  await pair.stop();
  return figures;
}
