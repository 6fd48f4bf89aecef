// All checkers of a run.

import { noSilentFork } from "./p01-no-silent-fork.ts";
import { forksNoticed } from "./p02-forks-noticed.ts";
import { deliveredMeansDurable } from "./p03-delivered-means-durable.ts";
import { nothingLost } from "./p06-nothing-lost.ts";
import { onceToTheEye } from "./p07-once-to-the-eye.ts";
import { flashFirst } from "./p16-flash-first.ts";
import { heals } from "./p17-heals.ts";
import { finalStays } from "./p24-determinism.ts";
import type { Checker } from "../observation.ts";

/** Fresh checkers, one of each. */
export function createCheckers(): readonly Checker[] {
  return [
    noSilentFork(), forksNoticed(), deliveredMeansDurable(), nothingLost(), onceToTheEye(), flashFirst(), heals(),
    finalStays(),
  ];
}
