// An agreement on anything but a charter, as console and CLI see it.

import { labelAt } from "../label.ts";
import { agreeGate } from "../agree/agree-gate.ts";
import { refusalOf } from "../agree/binding-agreed.ts";
import type { Agreeable } from "../agree/agreed-things.ts";
import type { Channel, StationState } from "../state.ts";
import type { AgreementView } from "../../api/agreed-views.ts";
import type { Agreement } from "../../core/agree/agreement.ts";

/** The agreement on a thing as it stands, with whether we can accept it now; nothing is folded once more for it. */
export function agreementView(
  state: StationState, channel: Channel, thing: Agreeable, agreement: Agreement,
): AgreementView {
  const { digest, until, adoptedAt, verdict, unheard, contested } = agreement;
  const closed = refusalOf(state, channel, thing, agreement)
    ?? agreeGate(state, channel);
  const label = (at: string): string => labelAt(state, channel, at);
  return {
    digest, state: agreement.state, verdict, untilMs: until, adoptedAtMs: adoptedAt, unheard, contested,
    positions: agreement.positions.map(({ party, act, at, time, until: to }) => (
      { party, act, label: at === null ? null : label(at), atMs: time, untilMs: to }
    )),
    passedOver: agreement.passedOver.map(({ at, reason }) => ({ label: label(at), reason })),
    mayAccept: closed === null, why: closed?.kind === "refused" ? closed.reason : null,
  };
}
