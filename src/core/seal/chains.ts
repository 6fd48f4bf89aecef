// Keys of one station on one channel: made, stocked, learned, used (spec/04-seal.md).

import {
  createChains, epochLifeMs, epochMessagesMax, indexMax, learnedKey, learnedMax, ownPrekeysMax, peersMax, readerKey,
  readersMax, restartsMax, skippedMax, trim,
} from "./chain-data.ts";
import type { Chains, OwnPrekey } from "./chain-data.ts";
import { firstChainKey, messageKeyOf, nextChainKey, restartedChainKey } from "./ratchet.ts";
import type { MessageKey } from "./ratchet.ts";
import { epochsMax, recipientsMax, sealedMax } from "./epoch.ts";
import type { EpochsContent, SealedSecret } from "./epoch.ts";
import { keyIdMax, prekeysMax } from "./prekey.ts";
import type { Prekey, PrekeysContent } from "./prekey.ts";
import type { Crypto } from "../../ports/crypto.ts";
import type { Random } from "../../ports/random.ts";
import { encode } from "../bytes/cbor.ts";
import { equalBytes, toHex } from "../bytes/hex.ts";
import { assert } from "../errors.ts";
import type { ChannelId, LogId, PartyId, StationId } from "../names.ts";
import type { BootContent } from "../record/boot.ts";

export type { MessageKey } from "./ratchet.ts";
export { commitOpened, openEnvelope } from "./open.ts";
export type { Opened, OpenContext, Opening } from "./open.ts";
export { openNarrow, sealNarrow } from "./narrow-envelope.ts";
export { decodeChains, encodeChains } from "./chain-state.ts";
export { createChains } from "./chain-data.ts";
export type { Chains, OwnChain, OwnPrekey, ReaderChain, Restart, StockedEpoch } from "./chain-data.ts";

const none = new Uint8Array(0);

/** What is left after a restore from a backup: what others made public. Everything secret may have been used since. */
export function restoredChains(chains: Chains): Chains {
  return { ...createChains(), peers: new Map(chains.peers) };
}

/** Discards the open epoch and the stock: the next message needs a new epoch, for a recipient station was removed. */
export function discardEpochs(chains: Chains): void {
  chains.own = null;
  chains.stock = [];
}

/** Whether a new prekey is due: none of ours is valid for more than half of its life. */
export function prekeysDue(chains: Chains, nowMs: number): boolean {
  return !chains.prekeys.some((one) => one.until - nowMs > one.lifeMs / 2);
}

/** Makes one prekey, valid for the longest courier delay, and forgets those that nothing can still be under way to. */
export function makePrekeys(
  crypto: Crypto, random: Random, chains: Chains, nowMs: number, courierMs: number,
): PrekeysContent {
  const id = chains.nextPrekey === 0 ? firstNumber(random) : chains.nextPrekey;
  const made: OwnPrekey = { id, seed: random.bytes(32), until: nowMs + courierMs, lifeMs: courierMs };
  const kept = chains.prekeys.filter((one) => one.until + one.lifeMs > nowMs && one.id !== id);
  chains.prekeys = [...kept, made].slice(-ownPrekeysMax);
  chains.nextPrekey = numberAfter(id);
  return [{ id, key: crypto.xwingPublicKey(made.seed), until: made.until }];
}

/** The prekey of a station that is valid longest, or null when none is valid. */
export function newestPrekey(chains: Chains, station: StationId, nowMs: number): Prekey | null {
  const valid = (chains.peers.get(toHex(station))?.prekeys ?? []).filter((one) => one.until > nowMs);
  return valid.reduce<Prekey | null>((best, one) => (best === null || one.until >= best.until ? one : best), null);
}

/** Learns the prekeys a station has published. What is expired is dropped, and the first key of an id stays. */
export function learnPrekeys(chains: Chains, station: StationId, content: PrekeysContent, nowMs: number): void {
  const hex = toHex(station);
  const known = chains.peers.get(hex)?.prekeys ?? [];
  const fresh = content.filter((one) => !known.some((other) => other.id === one.id));
  const valid = [...known, ...fresh].filter((one) => one.until > nowMs).toSorted((a, b) => a.until - b.until);
  chains.peers.set(hex, { prekeys: valid.slice(-prekeysMax) });
  trim(chains.peers, peersMax);
}

/** For whom epochs are stocked, and how many. */
export interface StockContext {
  readonly channel: ChannelId;
  readonly party: PartyId;
  readonly station: StationId;
  readonly recipients: readonly StationId[];
  readonly count: number;
  readonly nowMs: number;
}

/**
 * Stocks epochs and returns the content that tells their recipients; null when none of them has a valid prekey.
 * At most `epochsMax` epochs, `recipientsMax` recipients and `sealedMax` sealed secrets, whatever is asked for.
 */
export function stockEpochs(
  crypto: Crypto, random: Random, chains: Chains, context: StockContext,
): EpochsContent | null {
  const targets = context.recipients.flatMap((station) => {
    const prekey = newestPrekey(chains, station, context.nowMs);
    return prekey === null ? [] : [{ station, prekey }];
  }).slice(0, recipientsMax);
  if (targets.length === 0 || context.count < 1) return null;
  const count = Math.min(context.count, epochsMax, Math.floor(sealedMax / targets.length));
  const content = Array.from({ length: count }, () => {
    const epoch = chains.nextEpoch === 0 ? firstNumber(random) : chains.nextEpoch;
    chains.nextEpoch = numberAfter(epoch);
    const secret = random.bytes(32);
    const sealed: SealedSecret[] = targets.map(({ station, prekey }) => {
      const info = epochInfo(context.channel, context.party, context.station, epoch, station);
      const { enc, ciphertext } = crypto.hpkeSeal(prekey.key, info, none, secret, random.bytes(64));
      return { station, prekey: prekey.id, enc, sealed: ciphertext };
    });
    chains.stock = [...chains.stock, { epoch, secret }];
    return { epoch, hash: crypto.sha256(secret), sealed };
  });
  return content;
}

/** Whose epochs are learned, and by whom. */
export interface LearnContext {
  readonly channel: ChannelId;
  readonly party: PartyId;
  readonly author: StationId;
  readonly reader: StationId;
}

/** Opens the secrets sealed to our prekeys. What does not open, or does not match its hash, is passed over. */
export function learnEpochs(crypto: Crypto, chains: Chains, context: LearnContext, content: EpochsContent): void {
  for (const { epoch, hash, sealed } of content) {
    const at = learnedKey(toHex(context.author), epoch);
    const ours = sealed.find((one) => equalBytes(one.station, context.reader));
    const prekey = chains.prekeys.find((one) => one.id === ours?.prekey);
    if (ours === undefined || prekey === undefined || chains.epochsLearned.has(at)) continue;
    const info = epochInfo(context.channel, context.party, context.author, epoch, context.reader);
    const secret = crypto.hpkeOpen(prekey.seed, ours.enc, info, none, ours.sealed);
    if (secret === null || secret.length !== 32 || !equalBytes(crypto.sha256(secret), hash)) continue;
    chains.epochsLearned.set(at, secret);
    trim(chains.epochsLearned, learnedMax);
  }
}

/** Goes on with our open chain in a new log, at the index the BOOT of that log names: a clean restart. */
export function openChainFor(crypto: Crypto, chains: Chains, newLog: LogId, _nowMs: number): void {
  const own = chains.own;
  if (own === null) return;
  // The time of opening stays: a restart does not make an epoch live longer.
  chains.own = { ...own, key: restartedChainKey(crypto, own.key, newLog), log: newLog };
}

/**
 * Learns which chain a peer's new log goes on with. Where we have that chain, it ends here: the keys of messages still
 * missing are kept, and the chain key, from which the new log's keys could be had, is not.
 */
export function learnBoot(
  crypto: Crypto, chains: Chains, log: LogId, station: StationId, content: BootContent,
): void {
  const { previous } = content;
  if (previous === null || previous.epoch === 0) return;
  const hex = toHex(station);
  const oldAt = readerKey(previous.log, previous.epoch);
  const old = chains.readers.get(oldAt);
  const ahead = old === undefined ? -1 : previous.index - old.index;
  if (old === undefined || old.station !== hex || old.key.length === 0 || ahead < 0 || ahead > skippedMax) {
    chains.restarts.set(toHex(log), { station: hex, log: previous.log, epoch: previous.epoch, index: previous.index });
    trim(chains.restarts, restartsMax);
    return;
  }
  const skipped = new Map(old.skipped);
  let key = old.key;
  for (let index = old.index; index < previous.index; index++) {
    skipped.set(index, messageKeyOf(crypto, key));
    key = nextChainKey(crypto, key);
  }
  trim(skipped, skippedMax);
  chains.readers.set(oldAt, { station: hex, key: none, index: previous.index, skipped });
  const continued = restartedChainKey(crypto, key, log);
  chains.readers.set(readerKey(log, previous.epoch), {
    station: hex, key: continued, index: previous.index, skipped: new Map(),
  });
  trim(chains.readers, readersMax);
}

/** In which log a message will be sealed, and when. */
export interface TakeContext {
  readonly channel: ChannelId;
  readonly log: LogId;
  readonly nowMs: number;
}

/**
 * Takes the key of our next message and ratchets on; the key is nowhere in `chains` afterwards. An epoch is followed by
 * the next of the stock after a day or `epochMessagesMax` messages; without a stock it is prolonged. Null when no epoch
 * can be opened.
 */
export function takeMessageKey(crypto: Crypto, chains: Chains, context: TakeContext): MessageKey | null {
  const { channel, log, nowMs } = context;
  const used = chains.own;
  const over = used === null || nowMs - used.openedMs >= epochLifeMs || used.index >= epochMessagesMax;
  const [next, ...rest] = chains.stock;
  if (over && next !== undefined) {
    const key = firstChainKey(crypto, next.secret, channel, log, next.epoch);
    chains.own = { epoch: next.epoch, index: 0, key, openedMs: nowMs, log };
    chains.stock = rest;
  }
  const own = chains.own;
  if (own === null || own.index > indexMax) return null;
  assert(equalBytes(own.log, log), "a chain seals in the log it was opened for");
  const taken = { epoch: own.epoch, index: own.index, key: messageKeyOf(crypto, own.key) };
  own.key = nextChainKey(crypto, own.key);
  own.index += 1;
  return taken;
}

function epochInfo(
  channel: ChannelId, party: PartyId, station: StationId, epoch: number, recipient: StationId,
): Uint8Array {
  return encode(["chirograph/1 epoch", channel, party, station, epoch, recipient]);
}

// Numbers begin at random, so that a station that lost its chains does not name new keys as it named old ones.
function firstNumber(random: Random): number {
  return random.bytes(4).reduce((sum, byte) => sum * 256 + byte, 0) % (keyIdMax - 1) + 1;
}

function numberAfter(last: number): number {
  return last === keyIdMax ? 1 : last + 1;
}
