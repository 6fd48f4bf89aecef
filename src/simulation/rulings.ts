// What a station says of agreements and limits, asked for one time.

import type { Ruling } from "./observation.ts";
import { agreementOf } from "../station/channel-terms.ts";
import { messageStateOf } from "../station/message-state.ts";
import type { StationState } from "../station/state.ts";

/** Every charter and every limit of every message, as this station rules at `atMs`. */
export function rulingsOf(state: StationState, atMs: number): readonly Ruling[] {
  const nowMs = state.nowMs;
  state.nowMs = atMs;
  const rulings: Ruling[] = [];
  for (const channel of state.channels.values()) {
    const agreement = agreementOf(state, channel);
    if (agreement !== null) {
      rulings.push({ about: `charter ${channel.hex}`, outcome: agreement.state, final: agreement.verdict === "final" });
    }
    for (const object of channel.messages) {
      const message = messageStateOf(state, channel, object);
      if (message === null || message.proofPending) continue;
      for (const { party, address, limits } of message.to) {
        const { receiptBy, answerBy } = limits;
        const about = `${object} ${party} ${address.desk}`;
        if (receiptBy !== null) {
          rulings.push({ about: `receipt ${about}`, outcome: receiptBy.outcome, final: receiptBy.state === "final" });
        }
        if (answerBy !== null) {
          rulings.push({ about: `answer ${about}`, outcome: answerBy.outcome, final: answerBy.state === "final" });
        }
      }
    }
  }
  state.nowMs = nowMs;
  return rulings;
}
