// Labels that people say aloud, as the station has them: "A:105" is the 105th entry of party A on the channel, across
// its stations' starts; with a mark, "A:105-7f3a", after a restore.

import type { Check } from "./check.ts";
import { equalBytes, toHex } from "../core/bytes/hex.ts";
import type { Hex } from "../core/names.ts";
import { branchMark } from "../core/record/branch-mark.ts";
import type { Log } from "../core/record/log.ts";

/** Label of a position; "?" stands for a log whose author is not known. */
export function labelOf(check: Pick<Check, "ledger" | "rosters" | "charter">, hex: Hex, seq: number): string {
  const log = check.ledger.logs.get(hex);
  if (log === undefined) return `?:${seq + 1}`;
  let number = seq + 1;
  const seen = new Set<Hex>([hex]);
  for (let one: Log | undefined = log; one !== undefined && one.boot.previous !== null;) {
    const from: Hex = toHex(one.boot.previous.log);
    if (seen.has(from)) break;
    seen.add(from);
    number += one.boot.previous.size;
    one = check.ledger.logs.get(from);
  }
  return `${shortOf(check, log.party)}:${number}${branchMark(check.ledger, hex)}`;
}

/** Short code of a party, as the charter names it, else its roster. */
export function shortOf({ charter, rosters }: Pick<Check, "rosters" | "charter">, party: Uint8Array): string {
  const named = charter?.parties.find((one) => equalBytes(one.id, party));
  return named?.short ?? [...rosters.values()].find((one) => equalBytes(one.party, party))?.short ?? "?";
}
