// bytes: what one message of 280 characters and its receipt take on the wire, both ways, with all headers.

import { execPath } from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { startChild } from "./child.ts";
import type { Calls } from "./counted.ts";
import type { Figure } from "./figure.ts";
import { cutMs, satellite, startNarrowPair, startTunnelPair } from "./narrow-pair.ts";
import type { NarrowPair } from "./narrow-pair.ts";
import { peerBytes, peersFolder } from "./peers.ts";
import { texts } from "./texts.ts";

/** Messages before those that are counted. */
const warmUp = 19;
/** How often the link is cut before a message that is counted as cold. */
const cuts = 3;
/** Bytes over UDP of a message in English and its receipt, from measured parts: the limit. */
const floorBytes = 390;

type Language = keyof typeof texts;

const languages: readonly Language[] = ["ru", "en"];

/**
 * Both languages side by side, over a narrow link and over TLS. Where there is a harness of other systems, theirs, and
 * ours once more as packets of IP that the same link counts.
 */
export async function measureBytes(): Promise<readonly Figure[]> {
  const folder = peersFolder();
  const measured = (await Promise.all([
    ...languages.map((language, at) => overNarrow("narrow", language, () => startNarrowPair(satellite, at + 1))),
    ...folder === null ? [] : languages.map((language, at) => (
      overNarrow("ip", language, () => startTunnelPair(satellite, at + 1, folder))
    )),
    overTls(),
  ])).flat();
  const of = (name: string): number => measured.find((one) => one.name === `bytes.ip.ru.${name}`)?.value ?? 0;
  return folder === null ? measured
    : [...measured, ...await peerBytes(folder, { steady: of("steady"), cold: of("cold") })];
}

async function overNarrow(
  link: "narrow" | "ip", language: Language, start: () => Promise<NarrowPair>,
): Promise<readonly Figure[]> {
  const pair = await start();
  const counted = async (text: string): Promise<readonly [number, number]> => {
    const before = await pair.sent();
    await pair.say({ precedence: "FLASH", language, text });
    await pair.quiet(2_000);
    const { there, back } = await pair.sent();
    return [there - before.there, back - before.back];
  };
  const ofAll = texts[language];
  for (let number = 0; number < warmUp; number++) await counted(ofAll[number % ofAll.length] as string);
  const steady: (readonly [number, number])[] = [];
  for (const text of ofAll) steady.push(await counted(text));
  const cold: (readonly [number, number])[] = [];
  for (let number = 0; number < cuts; number++) {
    await pair.cut(true);
    await pause(cutMs);
    await pair.cut(false);
    cold.push(await counted(ofAll[number % ofAll.length] as string));
  }
  await pair.stop();
  const name = `bytes.${link}.${language}`;
  return [...figures(`${name}.steady`, steady), ...figures(`${name}.cold`, cold)];
}

/** The mean, held against the limit, and what of it went in each direction. */
function figures(name: string, counted: readonly (readonly [number, number])[]): readonly Figure[] {
  const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
  const [there, back] = [mean(counted.map(([one]) => one)), mean(counted.map(([, one]) => one))];
  return [
    { name, value: there + back, unit: "bytes", limit: floorBytes, ratio: (there + back) / floorBytes },
    { name: `${name}.there`, value: there, unit: "bytes" }, { name: `${name}.back`, value: back, unit: "bytes" },
  ];
}

/** In a network namespace of its own, where nothing but these two stations is counted; nothing where there is none. */
async function overTls(): Promise<readonly Figure[]> {
  const through = { execPath: "unshare", execArgv: ["--user", "--map-root-user", "--net", execPath] };
  const { child, closed } = startChild<Calls>("counted.ts", [], [], through);
  const found: Figure[] = [];
  try {
    await child.open();
    for (const language of languages) {
      const text = texts[language];
      const steady = await child.steady(language, text, warmUp);
      found.push({ name: `bytes.tls.${language}.steady`, value: steady, unit: "bytes" });
    }
    for (const language of languages) {
      const value = await child.cold(language, texts[language][0] as string, cutMs);
      found.push({ name: `bytes.tls.${language}.cold`, value, unit: "bytes" });
    }
    await child.stop();
    await closed;
  } catch (error) {
    if (found.length > 0) throw error;
    process.stderr.write(`bytes.tls is left out: it needs network namespaces (${String(error).split("\n")[0]}).\n`);
  }
  return found;
}
