// The terms of a channel: its charter's proposal, acceptances and refusals, and whether it is adopted.

import { keep } from "./batch.ts";
import type { Channel, StationState } from "./state.ts";
import type { KeptEntry } from "./stored-entry.ts";
import type { Agreement } from "../core/agree/agreement.ts";
import { equalBytes } from "../core/bytes/hex.ts";
import { channelId, decodeCharter, partyIndex } from "../core/mechanism/charter/charter.ts";
import { charterAcceptance, charterProposal, charterRefusal } from "../core/mechanism/charter/entries.ts";
import { foldCharter } from "../core/mechanism/charter/fold.ts";
import { recordView } from "../core/record/ledger.ts";
import type { HeldEntry } from "../core/record/held-entry.ts";

const termKinds: ReadonlySet<number> = new Set([charterProposal.code, charterAcceptance.code, charterRefusal.code]);

/** Takes note of an entry about the charter. A proposal whose hash is not the channel's is no proposal of it. */
export function learnCharter(state: StationState, channel: Channel, held: HeldEntry, kept: KeptEntry): void {
  if (!termKinds.has(held.body.kind) || held.poison) return;
  if (held.body.kind === charterProposal.code) {
    if (!equalBytes(channelId(state.self.crypto, kept.content), channel.id)) return;
    const charter = decodeCharter(kept.content);
    if (partyIndex(charter, held.party) === null || partyIndex(charter, state.self.party) === null) return;
    if (channel.charter === null) {
      channel.charter = charter;
      channel.charterBytes = kept.content;
      keep(state, `channel/${channel.hex}`, kept.content);
    }
  }
  channel.terms.push(held);
  state.outputs.push({ kind: "state" });
}

/** Whether an entry of this kind about the charter is ours. */
export function saidByUs(state: StationState, { terms }: Channel, kind: number): boolean {
  return terms.some((entry) => entry.body.kind === kind && equalBytes(entry.party, state.self.party));
}

/** Whether every principal has accepted and acknowledged in time. Once adopted, nothing that arrives late undoes it. */
export function termsAdopted(state: StationState, channel: Channel): boolean {
  return agreementOf(state, channel)?.state === "adopted";
}

/** The agreement on the charter as the entries held say it now; null before there is a proposal. */
export function agreementOf(state: StationState, channel: Channel): Agreement | null {
  const { charter, terms } = channel;
  if (charter === null || !terms.some((entry) => entry.body.kind === charterProposal.code)) return null;
  return foldCharter(channel.id, charter, terms, recordView(channel.ledger), state.nowMs);
}
