// Evidence of forks as it is listed: the files are for people to keep and to show to others.

import { labelOf } from "./label.ts";
import type { StationState } from "../state.ts";
import type { EvidenceView } from "../../api/views.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { checkRosterFork, looksLikeRosterFork } from "../../core/keys/roster-fork.ts";
import { decodeForkEvidence } from "../../core/record/fork.ts";

/** Every evidence file held, oldest first. */
export function evidenceViews(state: StationState): readonly EvidenceView[] {
  return [...state.evidence].map(([id, file]) => {
    if (looksLikeRosterFork(file)) return rosterView(state, id, file);
    const { channel, log, size, one, other } = decodeForkEvidence(file);
    const known = state.channels.get(toHex(channel));
    return {
      id, channel: toHex(channel), log: toHex(log), seq: Math.max(0, size - 1),
      label: known === undefined ? "?" : labelOf(state, known, log, Math.max(0, size - 1)),
      signers: [toHex(one.party), toHex(other.party)], bytes: file.length,
    };
  });
}

function rosterView(state: StationState, id: string, file: Uint8Array): EvidenceView {
  const { party, seq, short } = checkRosterFork(state.self.crypto, file);
  const signer = toHex(party);
  return { id, channel: "", log: "", seq, label: `${short} #${seq}`, signers: [signer, signer], bytes: file.length };
}
