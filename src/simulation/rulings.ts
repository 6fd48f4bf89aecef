// What a station says of agreements and limits, asked for one time.

import type { Ruling } from "./observation.ts";
import { agreementOf } from "../station/channel-terms.ts";
import { allSchedules } from "../station/mechanism/commitment-state.ts";
import { messageStateOf } from "../station/mechanism/message-state.ts";
import type { StationState } from "../station/state.ts";
import { textLooks } from "./text-look.ts";

/**
 * Every charter, every limit of every message and of every commitment, and every text, as this station rules at `atMs`.
 * Final here is what entries of all have settled. What the long stop settled stands on the charter's longest courier
 * delay, which a world may exceed.
 */
export function rulingsOf(state: StationState, atMs: number): readonly Ruling[] {
  const nowMs = state.nowMs;
  state.nowMs = atMs;
  const rulings: Ruling[] = [];
  for (const channel of state.channels.values()) {
    const agreement = agreementOf(state, channel);
    if (agreement !== null) {
      const final = agreement.verdict === "final" && agreement.rule !== "at-long-stop";
      rulings.push({ about: `charter ${channel.hex}`, outcome: agreement.state, final });
      rulings.push({ about: `date charter ${channel.hex}`, outcome: String(agreement.adoptedAt), final });
    }
    for (const object of channel.messages) {
      const message = messageStateOf(state, channel, object);
      if (message === null || message.proofPending) continue;
      for (const { party, address, limits } of message.to) {
        const { receiptBy, answerBy } = limits;
        const about = `${object} ${party} ${address.desk}`;
        if (receiptBy !== null) {
          const final = receiptBy.rule === "by-entries";
          rulings.push({ about: `receipt ${about}`, outcome: receiptBy.outcome, final });
        }
        if (answerBy !== null) {
          rulings.push({ about: `answer ${about}`, outcome: answerBy.outcome, final: answerBy.rule === "by-entries" });
        }
      }
    }
  }
  for (const { object, reading, copies } of textLooks(state)) {
    rulings.push({ about: `text ${object}`, outcome: reading, final: false });
    for (const { digest, state: outcome, final, adoptedAt } of copies) {
      rulings.push({ about: `copy ${object} ${digest}`, outcome, final });
      rulings.push({ about: `date ${object} ${digest}`, outcome: String(adoptedAt), final });
    }
  }
  for (const { schedule } of allSchedules(state)) {
    for (const { item, round, standing, verdict } of schedule.items) {
      const about = `${schedule.object} ${item} ${round}`;
      rulings.push({ about: `commitment ${about}`, outcome: standing, final: false });
      if (verdict === null) continue;
      rulings.push({ about: `limit ${about}`, outcome: verdict.outcome, final: verdict.rule === "by-entries" });
    }
  }
  state.nowMs = nowMs;
  return rulings;
}
