// Our own chain, brought past what the store shows was used: the chain file may lag behind it (spec/04-seal.md,
// Restart).

import type { Chains } from "./chains.ts";
import { firstChainKey, nextChainKey } from "./ratchet.ts";
import type { Crypto } from "../../ports/crypto.ts";
import { equalBytes } from "../bytes/hex.ts";
import type { ChannelId, LogId } from "../names.ts";

/** Moves our chain past one stored entry of ours. What belongs to a chain that is closed already changes nothing. */
export function catchUp(
  crypto: Crypto, chains: Chains, channel: ChannelId,
  used: { readonly log: LogId; readonly epoch: number; readonly index: number; readonly time: number },
): void {
  const { log, epoch, index, time } = used;
  const stocked = chains.stock.find((one) => one.epoch === epoch);
  if (stocked !== undefined) {
    const key = firstChainKey(crypto, stocked.secret, channel, log, epoch);
    chains.own = { epoch, index: 0, key, openedMs: time, log };
    chains.stock = chains.stock.slice(chains.stock.indexOf(stocked) + 1);
  }
  const { own } = chains;
  if (own === null || own.epoch !== epoch || !equalBytes(own.log, log)) return;
  for (; own.index <= index; own.index++) own.key = nextChainKey(crypto, own.key);
}
