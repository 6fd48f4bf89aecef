// Opening an envelope without changing anything, and ratcheting on once what it holds has been verified.

import { jumpMax, learnedKey, readerKey, readersMax, skippedMax, trim } from "./chains.ts";
import type { Chains, ReaderChain } from "./chains.ts";
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
  /** Key in `epochsLearned` of the secret that is used up. */
  readonly secret: string | null;
  /** The chain behind this message and the keys passed over; null when a skipped key was used. */
  readonly onward: {
    readonly key: Uint8Array;
    readonly skipped: readonly (readonly [number, Uint8Array])[];
  } | null;
}

interface Found {
  readonly chain: ReaderChain;
  readonly derived: readonly (readonly [string, ReaderChain])[];
  readonly secret: string | null;
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
  const { epoch, index } = envelope;
  const found = findChain(crypto, chains, context, context.log, epoch, { left: jumpMax });
  if (found === null) throw new ChirographError("epoch", "", { epoch });
  const { chain, derived, secret } = found;
  const at = readerKey(context.log, epoch);
  if (index < chain.index) {
    const key = chain.skipped.get(index);
    if (key === undefined) throw new ChirographError("envelope", "The message key was used.", { epoch, index });
    const carried = openSealed(crypto, key, context, envelope);
    checkPlace(context, carried, envelope);
    return openedAs(carried, { at, index, derived, secret, onward: null });
  }
  if (chain.key.length === 0) throw new ChirographError("envelope", "The chain ended before this.", { epoch, index });
  if (index - chain.index > jumpMax) throw new ChirographError("epoch", "Too far ahead.", { epoch, index });
  const passed = [chain.key];
  for (let step = chain.index; step < index; step++) passed.push(nextChainKey(crypto, passed.at(-1) as Uint8Array));
  const here = passed.pop() as Uint8Array;
  const carried = openSealed(crypto, messageKeyOf(crypto, here), context, envelope);
  checkPlace(context, carried, envelope);
  const skipped = passed
    .map((key, offset) => [chain.index + offset, key] as const)
    .slice(-skippedMax)
    .map(([step, key]) => [step, messageKeyOf(crypto, key)] as const);
  return openedAs(carried, { at, index, derived, secret, onward: { key: nextChainKey(crypto, here), skipped } });
}

/** The chain of a log in an epoch: known, gone on with from another log's, or begun with a learned secret. */
function findChain(
  crypto: Crypto, chains: Chains, context: OpenContext, log: LogId, epoch: number, budget: { left: number },
): Found | null {
  const known = chains.readers.get(readerKey(log, epoch));
  if (known !== undefined) return { chain: known, derived: [], secret: null };
  if (context.author === null) return null;
  const station = toHex(context.author);
  const restart = chains.restarts.get(toHex(log));
  if (restart !== undefined && restart.epoch === epoch && restart.station === station) {
    const before = equalBytes(restart.log, log)
      ? null
      : findChain(crypto, chains, context, restart.log, epoch, { left: budget.left - 1 });
    return before === null ? null : goOn(crypto, before, restart.index, log, epoch, budget);
  }
  const at = learnedKey(station, epoch);
  const secret = chains.epochsLearned.get(at);
  if (secret === undefined) return null;
  const key = firstChainKey(crypto, secret, context.channel, log, epoch);
  const chain: ReaderChain = { station, key, index: 0, skipped: new Map() };
  return { chain, derived: [[readerKey(log, epoch), chain]], secret: at };
}

function goOn(
  crypto: Crypto, before: Found, index: number, log: LogId, epoch: number, budget: { left: number },
): Found | null {
  const { chain, derived, secret } = before;
  const ahead = index - chain.index;
  if (chain.key.length === 0 || ahead < 0 || ahead > budget.left) return null;
  let key = chain.key;
  for (let step = 0; step < ahead; step++) key = nextChainKey(crypto, key);
  const next: ReaderChain = {
    station: chain.station, key: restartedChainKey(crypto, key, log), index, skipped: new Map(),
  };
  return { chain: next, derived: [...derived, [readerKey(log, epoch), next]], secret };
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
