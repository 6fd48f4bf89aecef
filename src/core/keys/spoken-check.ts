// The spoken check: 60 digits that two people compare over another channel, the same on both sides.

import type { Crypto } from "../../ports/crypto.ts";
import { utf8 } from "../bytes/cbor.ts";
import { compareBytes } from "../bytes/hex.ts";
import type { PartyId } from "../names.ts";

/**
 * Rounds of hashing. Two people may compare only some of the groups: a forger who looks for root keys with those same
 * digits pays every round for every key tried, the two who compare pay once. (After Signal's numeric fingerprints.)
 */
export const spokenCheckRounds = 5_200;
const groups = 12;
const label = utf8("chirograph/1 spoken check");

/** Twelve groups of five decimal digits over both root-key hashes, in the order of their bytes. */
export function spokenCheck(crypto: Crypto, one: PartyId, other: PartyId): string {
  const [lower, higher] = compareBytes(one, other) < 0 ? [one, other] : [other, one];
  let hash = crypto.sha512(label, lower, higher);
  for (let round = 1; round < spokenCheckRounds; round++) hash = crypto.sha512(hash, label, lower, higher);
  const words: string[] = [];
  for (let group = 0; group < groups; group++) {
    let number = 0;
    for (const byte of hash.subarray(group * 5, group * 5 + 5)) number = (number * 256 + byte) % 100_000;
    words.push(String(number).padStart(5, "0"));
  }
  return words.join(" ");
}
