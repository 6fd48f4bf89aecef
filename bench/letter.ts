// letter: 2,750 words over 2,400, 300 and 75 bit/s, and a FLASH that is released while they go.

import { setTimeout as pause } from "node:timers/promises";
import type { LinkTerms } from "../src/ports/bearer.ts";
import type { Figure } from "./figure.ts";
import { satellite, startNarrowPair } from "./narrow-pair.ts";
import { letterText, texts } from "./texts.ts";

/** Radio: half duplex, through modems. */
const radio: LinkTerms = {
  rateBps: 300, mtuBytes: 512, lossShare: 0, delayMs: 20, turnaroundMs: 500, returnPath: true, costly: 20,
};
/** Links, when the FLASH is released after the letter, and what the letter may take, in seconds, where it is said. */
const links: readonly { readonly terms: LinkTerms; readonly flashMs: number; readonly aim: number | null }[] = [
  { terms: satellite, flashMs: 8_000, aim: 30 },
  { terms: radio, flashMs: 60_000, aim: null },
  { terms: { ...radio, rateBps: 75, turnaroundMs: 1_000 }, flashMs: 240_000, aim: null },
];

/** Seconds until the letter is durable there, and until the receipt of the FLASH is here; all links side by side. */
export async function measureLetter(): Promise<readonly Figure[]> {
  return (await Promise.all(links.map(overLink))).flat();
}

async function overLink({ terms, flashMs, aim }: (typeof links)[number], at: number): Promise<readonly Figure[]> {
  const pair = await startNarrowPair(terms, at + 1);
  await pair.quiet(Math.max(5_000, (600 * 8_000) / (terms.rateBps ?? 1)));
  const before = await pair.sent();
  const letter = await pair.leave({ precedence: "ROUTINE", language: "en", text: letterText() });
  await pause(flashMs);
  const flash = await pair.say({ precedence: "FLASH", language: "ru", text: texts.ru[0] as string });
  const { deliveredMs } = await letter();
  const { there, back } = await pair.sent();
  await pair.stop();
  const name = `letter.${terms.rateBps}`;
  return [
    { name, value: deliveredMs / 1_000, unit: "s",
      ...(aim === null ? {} : { limit: aim, ratio: deliveredMs / 1_000 / aim }) },
    { name: `${name}.flash`, value: flash.deliveredMs / 1_000, unit: "s" },
    { name: `${name}.flash.receipt`, value: flash.receiptMs / 1_000, unit: "s" },
    { name: `${name}.bytes`, value: there - before.there + back - before.back, unit: "bytes" },
  ];
}
