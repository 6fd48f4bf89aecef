// A charter to begin from: the standard words, labels, ladder and times, for two or more parties.

import type { Charter, CharterParty } from "./charter.ts";
import { charterVersion } from "./charter.ts";
import { standardLabels, standardLadder, standardWords } from "./standard-words.ts";

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** What a new charter must be told; all else is standard and may be changed before it is proposed. */
export interface CharterBeginning {
  readonly world: Charter["world"];
  /** 16 random bytes, so that the same terms proposed again are another channel. */
  readonly nonce: Uint8Array;
  readonly parties: readonly CharterParty[];
  /** Languages of the channel, among the six the standard names are given in unless all names are changed too. */
  readonly languages: readonly string[];
}

/** Times counted from delivery, in the order of precedences: ROUTINE, PRIORITY, IMMEDIATE, FLASH. */
export const standardLimits: Charter["limits"] = [
  { receiptMs: 12 * hourMs, answerMs: 7 * dayMs },
  { receiptMs: hourMs, answerMs: dayMs },
  { receiptMs: 15 * minuteMs, answerMs: 4 * hourMs },
  { receiptMs: 3 * minuteMs, answerMs: 30 * minuteMs },
];

/** A charter with the standard terms. */
export function standardCharter(beginning: CharterBeginning): Charter {
  return {
    v: charterVersion,
    world: beginning.world,
    nonce: beginning.nonce,
    parties: beginning.parties,
    languages: beginning.languages,
    labels: standardLabels,
    limits: standardLimits,
    skewMs: 2 * minuteMs,
    courierMs: 30 * dayMs,
    longStopMs: 45 * dayMs,
    lineTestMs: hourMs,
    ladder: standardLadder,
    words: standardWords,
  };
}
