// Evidence of forks as it is listed: the files are for people to keep and to show to others.

import { labelOf } from "./label.ts";
import type { StationState } from "../state.ts";
import type { EvidenceView } from "../../api/views.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { decodeForkEvidence } from "../../core/record/fork.ts";

/** Every evidence file held, oldest first. */
export function evidenceViews(state: StationState): readonly EvidenceView[] {
  return [...state.evidence].map(([id, file]) => {
    const { channel, log, size, one, other } = decodeForkEvidence(file);
    const known = state.channels.get(toHex(channel));
    return {
      id, channel: toHex(channel), log: toHex(log), seq: Math.max(0, size - 1),
      label: known === undefined ? "?" : labelOf(state, known, log, Math.max(0, size - 1)),
      signers: [toHex(one.party), toHex(other.party)], bytes: file.length,
    };
  });
}
