// Opening an envelope without changing anything, and ratcheting on once what it holds has been verified.

import { jumpMax, learnedKey, readerKey, readersMax, skippedMax, trim } from "./chain-data.ts";
import type { Chains, ReaderChain, Restart } from "./chain-data.ts";
import { openClear, openResealed, openSealed, parseEnvelope } from "./envelope.ts";
import type { Carried, Envelope } from "./envelope.ts";
import { firstChainKey, messageKeyOf, nextChainKey, restartedChainKey } from "./ratchet.ts";
import type { Crypto } from "../../ports/crypto.ts";
import { equalBytes, toHex } from "../bytes/hex.ts";
import { ChirographError } from "../errors.ts";
import type { ChannelId, LogId, StationId } from "../names.ts";
import { decodeBody } from "../record/entry.ts";
import type { Entry } from "../record/entry.ts";

/** Where the line says an envelope stands, and who reads it. */
export interface OpenContext {
  readonly channel: ChannelId;
  readonly log: LogId;
  readonly seq: number;
  readonly reader: StationId;
  /** Station of the log; null before its BOOT is held. */
  readonly author: StationId | null;
}

/** An envelope that opened. Nothing of it is anyone's word before the entry's signature verifies. */
export interface Opened {
  readonly kind: "opened";
  readonly entry: Entry;
  /** Null when the entry has no content. */
  readonly content: Uint8Array | null;
  readonly salt: Uint8Array | null;
  /** What `commitOpened` changes; null where no chain was used. */
  readonly advance: Advance | null;
}

/** What the station made of an envelope. */
export type Opening = Opened | { readonly kind: "not-opened"; readonly error: ChirographError };

/** The change of the chains that an opened envelope brings about. */
export interface Advance {
  /** The chain in `readers`. */
  readonly at: string;
  readonly index: number;
  /** Chains that had to be derived, by their key in `readers`. */
  readonly derived: readonly (readonly [string, ReaderChain])[];
  /** Chains that end, since another log goes on with them. */
  readonly ends: readonly Ending[];
  /** Key in `epochsLearned` of the secret that is used up. */
  readonly secret: string | null;
  /** The chain behind this message and the keys passed over; null when a skipped key was used. */
  readonly onward: {
    readonly key: Uint8Array;
    readonly skipped: readonly (readonly [number, Uint8Array])[];
  } | null;
}

/** A chain that ends at `to`, because a verified message was read of the log that goes on with it. */
interface Ending {
  readonly at: string;
  readonly from: number;
  readonly to: number;
  readonly skipped: readonly (readonly [number, Uint8Array])[];
}

/** A chain, and what has to be kept of the way to it. */
interface Found extends Pick<Advance, "derived" | "ends" | "secret"> {
  readonly chain: ReaderChain;
}

/**
 * Opens an envelope; changes nothing. Not opened, with code `epoch`: a BOOT, an epoch or earlier messages must come
 * first, or the prekey is gone; with code `envelope`: these bytes will never open.
 */
export function openEnvelope(crypto: Crypto, chains: Chains, context: OpenContext, bytes: Uint8Array): Opening {
  try {
    const envelope = parseEnvelope(bytes);
    if (envelope.form === "sealed") return openInEpoch(crypto, chains, context, envelope);
    const carried = envelope.form === "clear" ? openClear(envelope) : openAnew(crypto, chains, context, envelope);
    checkPlace(context, carried, null);
    return openedAs(carried, null);
  } catch (error) {
    if (!(error instanceof ChirographError)) throw error;
    if (error.code === "epoch" || error.code === "envelope") return { kind: "not-opened", error };
    return { kind: "not-opened", error: new ChirographError("envelope", error.message) };
  }
}

/** Ratchets on past an opened envelope, once its entry has been verified. Calling it again changes nothing. */
export function commitOpened(chains: Chains, opened: Opened): void {
  const { advance } = opened;
  if (advance === null) return;
  for (const [at, chain] of advance.derived) if (!chains.readers.has(at)) chains.readers.set(at, chain);
  for (const ending of advance.ends) end(chains, ending);
  if (advance.secret !== null) chains.epochsLearned.delete(advance.secret);
  const chain = chains.readers.get(advance.at);
  if (chain === undefined) return;
  if (advance.onward === null || chain.index > advance.index) {
    chain.skipped.delete(advance.index);
    return;
  }
  for (const [index, key] of advance.onward.skipped) if (index >= chain.index) chain.skipped.set(index, key);
  trim(chain.skipped, skippedMax);
  // Set anew, so that the chain in use is the last that `readersMax` removes.
  chains.readers.delete(advance.at);
  chains.readers.set(advance.at, { ...chain, key: advance.onward.key, index: advance.index + 1 });
  trim(chains.readers, readersMax);
}

// The chain key goes, since the keys of the new log could be had from it; keys of messages still missing stay.
function end(chains: Chains, { at, from, to, skipped }: Ending): void {
  const chain = chains.readers.get(at);
  if (chain === undefined || chain.index !== from || chain.key.length === 0) return;
  for (const [index, key] of skipped) chain.skipped.set(index, key);
  trim(chain.skipped, skippedMax);
  chains.readers.set(at, { ...chain, key: new Uint8Array(0), index: to });
}

function openAnew(
  crypto: Crypto, chains: Chains, context: OpenContext, envelope: Extract<Envelope, { form: "resealed" }>,
): Carried {
  const prekey = chains.prekeys.find((one) => one.id === envelope.prekey);
  if (prekey === undefined) throw new ChirographError("epoch", "The prekey is not ours or is gone.");
  return openResealed(crypto, prekey.seed, context, envelope);
}

function openInEpoch(
  crypto: Crypto, chains: Chains, context: OpenContext, envelope: Extract<Envelope, { form: "sealed" }>,
): Opened {
  const { key, advance } = keyAt(crypto, chains, context, envelope);
  const carried = openSealed(crypto, key, context, envelope);
  checkPlace(context, carried, envelope);
  return openedAs(carried, advance());
}

/** A message key, and what using it changes; that is made once something has opened with it. */
interface KeyFound {
  readonly key: Uint8Array;
  advance(): Advance;
}

/** The message key of an epoch at an index. Errors: epoch, envelope (it was used, or the chain ended before it). */
export function keyAt(
  crypto: Crypto, chains: Chains, context: OpenContext, { epoch, index }: { epoch: number; index: number },
): KeyFound {
  const found = findChain(crypto, chains, context, context.log, epoch, { left: jumpMax });
  if (found === null) throw new ChirographError("epoch", "", { epoch });
  const { chain, ...way } = found;
  const at = readerKey(context.log, epoch);
  if (index < chain.index) {
    const key = chain.skipped.get(index);
    if (key === undefined) throw new ChirographError("envelope", "The message key was used.", { epoch, index });
    return { key, advance: () => ({ at, index, ...way, onward: null }) };
  }
  if (chain.key.length === 0) throw new ChirographError("envelope", "The chain ended before this.", { epoch, index });
  if (index - chain.index > jumpMax) throw new ChirographError("epoch", "Too far ahead.", { epoch, index });
  const { key: here, passed } = walk(crypto, chain, index);
  return {
    key: messageKeyOf(crypto, here),
    advance: () => {
      const onward = { key: nextChainKey(crypto, here), skipped: skippedKeys(crypto, chain, passed) };
      return { at, index, ...way, onward };
    },
  };
}

/** The chain key at an index, and those before it from the chain's own on. */
function walk(
  crypto: Crypto, chain: ReaderChain, index: number,
): { readonly key: Uint8Array; readonly passed: readonly Uint8Array[] } {
  const passed: Uint8Array[] = [];
  let key = chain.key;
  for (let step = chain.index; step < index; step++) {
    passed.push(key);
    key = nextChainKey(crypto, key);
  }
  return { key, passed };
}

function skippedKeys(
  crypto: Crypto, chain: ReaderChain, passed: readonly Uint8Array[],
): (readonly [number, Uint8Array])[] {
  return passed
    .map((key, offset) => [chain.index + offset, key] as const)
    .slice(-skippedMax)
    .map(([index, key]) => [index, messageKeyOf(crypto, key)] as const);
}

/** The chain of a log in an epoch: known, gone on with from another log's, or begun with a learned secret. */
function findChain(
  crypto: Crypto, chains: Chains, context: OpenContext, log: LogId, epoch: number, budget: { left: number },
): Found | null {
  const known = chains.readers.get(readerKey(log, epoch));
  if (known !== undefined) return { chain: known, derived: [], ends: [], secret: null };
  if (context.author === null) return null;
  const station = toHex(context.author);
  const restart = chains.restarts.get(toHex(log));
  if (restart !== undefined && restart.epoch === epoch && restart.station === station) {
    // One budget for the whole way, so that no row of BOOTs makes one envelope dear.
    budget.left -= 1;
    const before = budget.left < 0 ? null : findChain(crypto, chains, context, restart.log, epoch, budget);
    return before === null ? null : goOn(crypto, before, restart, log, budget);
  }
  const at = learnedKey(station, epoch);
  const secret = chains.epochsLearned.get(at);
  if (secret === undefined) return null;
  const key = firstChainKey(crypto, secret, context.channel, log, epoch);
  const chain: ReaderChain = { station, key, index: 0, skipped: new Map() };
  return { chain, derived: [[readerKey(log, epoch), chain]], ends: [], secret: at };
}

function goOn(
  crypto: Crypto, before: Found, restart: Restart, log: LogId, budget: { left: number },
): Found | null {
  const { chain } = before;
  const { index, epoch, station } = restart;
  const ahead = index - chain.index;
  if (chain.station !== station || chain.key.length === 0 || ahead < 0 || ahead > budget.left) return null;
  budget.left -= ahead;
  const { key, passed } = walk(crypto, chain, index);
  const next: ReaderChain = { station, key: restartedChainKey(crypto, key, log), index, skipped: new Map() };
  const ending: Ending = {
    at: readerKey(restart.log, epoch), from: chain.index, to: index, skipped: skippedKeys(crypto, chain, passed),
  };
  return {
    chain: next,
    derived: [...before.derived, [readerKey(log, epoch), next]],
    // With more missing than may be kept, the chain goes on being read, so that what comes in order still opens.
    ends: ahead > skippedMax ? before.ends : [...before.ends, ending],
    secret: before.secret,
  };
}

/** The entry inside must be the one the envelope was sealed for, or the ratchet would pass over another's key. */
function checkPlace(
  context: OpenContext, carried: Carried, envelope: { readonly epoch: number; readonly index: number } | null,
): void {
  const body = decodeBody(carried.payload);
  const placed = equalBytes(body.channel, context.channel) && equalBytes(body.log, context.log) &&
    body.seq === context.seq;
  if (!placed) throw new ChirographError("envelope", "The entry stands elsewhere.");
  if (envelope !== null && (body.epoch !== envelope.epoch || body.index !== envelope.index)) {
    throw new ChirographError("envelope", "The entry names another message key.");
  }
  const has = [body.commit, carried.content, carried.salt].map((one) => one.length > 0);
  if (new Set(has).size !== 1) throw new ChirographError("envelope", "Commitment, salt and content are not all there.");
}

function openedAs({ payload, signature, salt, content }: Carried, advance: Advance | null): Opened {
  const bare = content.length === 0;
  return {
    kind: "opened", entry: { payload, signature }, content: bare ? null : content, salt: bare ? null : salt, advance,
  };
}
