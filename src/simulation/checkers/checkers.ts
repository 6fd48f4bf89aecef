// All checkers of a run.

import { noSilentFork } from "./p01-no-silent-fork.ts";
import { forksNoticed } from "./p02-forks-noticed.ts";
import { deliveredMeansDurable } from "./p03-delivered-means-durable.ts";
import { goingBackIsTold } from "./p04-going-back-is-told.ts";
import { bindsNobody } from "./p05-binds-nobody.ts";
import { nothingLost } from "./p06-nothing-lost.ts";
import { onceToTheEye } from "./p07-once-to-the-eye.ts";
import { oneKeyOneText } from "./p10-one-key-one-text.ts";
import { noDowngrade } from "./p11-no-downgrade.ts";
import { shownAsSigned } from "./p12-shown-as-signed.ts";
import { noInputWedges } from "./p13-no-input-wedges.ts";
import { errorsStop } from "./p14-errors-stop.ts";
import { flashFirst } from "./p16-flash-first.ts";
import { flashInBytes } from "./p16-flash-in-bytes.ts";
import { heals } from "./p17-heals.ts";
import { badNeighbour } from "./p18-bad-neighbour.ts";
import { floodInBytes } from "./p18-flood-in-bytes.ts";
import { diskFull } from "./p19-disk-full.ts";
import { silenceIsVisible } from "./p20-silence-is-visible.ts";
import { finalStays } from "./p24-determinism.ts";
import type { Checker } from "../observation.ts";

/** Fresh checkers, one of each. */
export function createCheckers(): readonly Checker[] {
  return [
    noSilentFork(), forksNoticed(), deliveredMeansDurable(), goingBackIsTold(), bindsNobody(), nothingLost(),
    onceToTheEye(), noDowngrade(), shownAsSigned(), noInputWedges(), errorsStop(), flashFirst(), flashInBytes(),
    oneKeyOneText(), heals(), badNeighbour(), floodInBytes(),
    diskFull(), silenceIsVisible(), finalStays(),
  ];
}
