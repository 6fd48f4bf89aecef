// Bugs planted to see that the checkers find them: a checker that finds nothing may be blind.

import type { Plant } from "./plant.ts";
import { plantedInTheRecord } from "./planted-record.ts";
import { plantedInNarrowWays } from "./planted-narrow.ts";
import { plantedInTexts } from "./planted-text.ts";
import { plantedInTheStation } from "./planted-station.ts";

/** Every planted bug. */
export const planted: readonly Plant[] = [
  ...plantedInTheRecord, ...plantedInTheStation, ...plantedInNarrowWays, ...plantedInTexts,
];

/** The planted bug of a name, or null. */
export function plantNamed(name: string): Plant | null {
  return planted.find((plant) => plant.name === name) ?? null;
}
