// Labels that people say aloud: "A:105" is the 105th entry of party A on the channel, across its stations' starts.
// After a restore the numbers begin anew where the backup ends, so from there on they carry a mark: "A:105-7f3a"
// (docs/decisions/labels.md).

import type { Channel, StationState } from "./state.ts";
import { equalBytes, toHex } from "../core/bytes/hex.ts";
import { branchMark } from "../core/record/branch-mark.ts";
import type { Hex, LogId } from "../core/names.ts";

/** Label of a position; "?" stands for a party that is not named anywhere here. */
export function labelOf(state: StationState, channel: Channel, log: LogId | Hex, seq: number): string {
  const hex = typeof log === "string" ? log : toHex(log);
  const author = channel.ledger.logs.get(hex);
  if (author === undefined) return `?:${seq + 1}`;
  return `${shortOf(state, channel, author.party)}:${before(channel, hex) + seq + 1}${branchMark(channel.ledger, hex)}`;
}

/** Label of "<log hex>:<seq>". */
export function labelAt(state: StationState, channel: Channel, at: string): string {
  return labelOf(state, channel, at.slice(0, 32), Number(at.slice(33)));
}

/** Short code of a party, as the charter names it, else its roster. */
export function shortOf(state: StationState, channel: Channel, party: Uint8Array): string {
  const named = channel.charter?.parties.find((one) => equalBytes(one.id, party));
  if (named !== undefined) return named.short;
  if (equalBytes(party, state.self.party)) return state.self.roster.roster.short;
  return state.parties.get(toHex(party))?.roster.short ?? "?";
}

/** Entries of the logs this one goes on from. */
function before(channel: Channel, log: Hex): number {
  let count = 0;
  const seen = new Set<Hex>();
  for (let hex: Hex | null = log; hex !== null && !seen.has(hex);) {
    seen.add(hex);
    const previous: { readonly log: Uint8Array; readonly size: number } | null =
      channel.ledger.logs.get(hex)?.boot.previous ?? null;
    count += previous?.size ?? 0;
    hex = previous === null ? null : toHex(previous.log);
  }
  return count;
}
