// Hostile bytes for everything that reads them: an error of the closed list, never another one, and nothing that grows.
// FUZZ_RUNS is how many for each reader, FUZZ_SEED which; a failure prints both and the bytes.

import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { ChirographError, errorCodes } from "../../src/core/errors.ts";
import { decoders, stringsOf } from "./decoders.ts";
import type { Decoder } from "./decoders.ts";
import { anyBytes, chanceOf, harmed } from "./hostile.ts";

const runs = Number(process.env["FUZZ_RUNS"] ?? "150");
const seed = process.env["FUZZ_SEED"] ?? "1";
/** True bytes taken of one folder for one reader, at most. */
const seedsMax = 60;
/** Longest true bytes: those of the limits take too long to be harmed over and over. */
const seedBytesMax = 12_000;
/** What comes out has at most so many parts and bytes for each byte that went in, and so many more. */
const growth = { times: 40, more: 4_096 };

for (const decoder of decoders) {
  test(`hostile bytes for ${decoder.name}`, async () => {
    const chance = chanceOf(`${seed} ${decoder.name}`);
    const seeds = await trueBytes(decoder);
    let [refused, read] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const one = seeds[chance(Math.max(seeds.length, 1))];
      const bytes = one === undefined || chance(8) === 0
        ? anyBytes(chance)
        : harmed(chance, one, seeds[chance(seeds.length)] as Uint8Array);
      if (await tried(decoder, bytes)) read += 1;
      else refused += 1;
    }
    // A reader that takes everything would pass all else.
    ok(refused > 0 && refused + read === runs);
  });
}

/** Whether the bytes were read; they may be refused with a code of the list, and with nothing else. */
async function tried(decoder: Decoder, bytes: Uint8Array): Promise<boolean> {
  const kept = bytes.slice();
  const said = `FUZZ_SEED=${seed} ${decoder.name}: ${bytes.toHex().slice(0, 4_000)}`;
  let made: unknown;
  try {
    made = await decoder.read(bytes);
  } catch (error) {
    if (!(error instanceof ChirographError)) throw new Error(said, { cause: error });
    ok(error.code in errorCodes, said);
    return false;
  }
  deepEqual(bytes, kept, `the bytes were changed: ${said}`);
  ok(sizeOf(made) <= growth.times * bytes.length + growth.more, `it grows: ${said}`);
  const again = decoder.write?.(made as never);
  if (typeof again === "string") equal(again, new TextDecoder().decode(kept), `another text: ${said}`);
  else if (again !== undefined) deepEqual(again, kept, `other bytes: ${said}`);
  return !isRefusal(made);
}

/** Some readers refuse with a value. */
function isRefusal(made: unknown): boolean {
  return made === null || made === "poison" || made === "refused" || made === "not-opened" || made === "closed" ||
    made === "findings";
}

/** The seeds of a reader: those strings of its folder that it reads, and some that it refuses. */
async function trueBytes({ name, read, seeds }: Decoder): Promise<readonly Uint8Array[]> {
  if (typeof seeds !== "string") return seeds;
  const [good, bad]: [Uint8Array[], Uint8Array[]] = [[], []];
  for (const bytes of stringsOf(seeds).filter(({ length }) => length <= seedBytesMax)) {
    if (good.length >= seedsMax) break;
    try {
      const made = await read(bytes);
      (isRefusal(made) ? bad : good).push(bytes);
    } catch (error) {
      if (!(error instanceof ChirographError)) {
        throw new Error(`${name}: ${bytes.toHex().slice(0, 4_000)}`, { cause: error });
      }
      bad.push(bytes);
    }
  }
  // A reader that refuses every string of its chapter would only ever be fed with what it refuses at once.
  return [...good, ...bad.slice(0, Math.max(4, good.length >> 2))];
}

/** Parts and bytes of a value, as far as it matters. */
function sizeOf(value: unknown): number {
  if (typeof value === "string" || value instanceof Uint8Array) return value.length;
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce((sum: number, one) => sum + sizeOf(one), 1);
}
