// The two parties of the traced run, the same in each process: their keys come from one seed.

import { cryptoOf, makeSelf } from "../../src/simulation/party.ts";
import { createDraw } from "../../src/simulation/random.ts";
import type { Self } from "../../src/station/state.ts";

const unwatched = { signed: () => undefined, recalled: () => undefined, sealed: () => undefined };

/** Both. Only their keys are the same each time: what they draw while they run goes on from there. */
export function selves(): readonly [Self, Self] {
  const [a, b] = ["A", "B"].map((name) => (
    makeSelf(name, cryptoOf("real"), createDraw(7, `power cut ${name}`), unwatched)
  ));
  return [a as Self, b as Self];
}
