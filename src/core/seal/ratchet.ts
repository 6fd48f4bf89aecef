// The steps of the ratchet: from an epoch's secret to a chain, from a chain to message keys (spec/04-seal.md, Keys).

import type { Crypto } from "../../ports/crypto.ts";
import { encode, utf8 } from "../bytes/cbor.ts";
import type { ChannelId, LogId } from "../names.ts";

/** The key of one message, used once and then deleted. */
export interface MessageKey {
  readonly epoch: number;
  readonly index: number;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

const none = new Uint8Array(0);

// One block of HKDF-Expand (RFC 5869 §2.3): HMAC(key, info || 0x01).
const expandOf = (label: string): Uint8Array => encodeLabel(`chirograph/1 ${label}`);
const messageInfo = expandOf("message");
const chainInfo = expandOf("chain");
const saltInfo = expandOf("salt");
const aeadInfo = expandOf("aead");
const narrowInfo = expandOf("narrow");

function encodeLabel(label: string): Uint8Array {
  const text = utf8(label);
  const info = new Uint8Array(text.length + 1);
  info.set(text);
  info[text.length] = 1;
  return info;
}

/** Chain key at index 0 of an epoch in the log that opened it, 32 bytes. */
export function firstChainKey(
  crypto: Crypto, secret: Uint8Array, channel: ChannelId, log: LogId, epoch: number,
): Uint8Array {
  return crypto.hkdfSha256(secret, none, encode(["chirograph/1 chain", channel, log, epoch]), 32);
}

/** Chain key with which a new log goes on from the chain key at the index its BOOT names, 32 bytes. */
export function restartedChainKey(crypto: Crypto, chainKey: Uint8Array, log: LogId): Uint8Array {
  return crypto.hkdfSha256(chainKey, none, encode(["chirograph/1 restart", log]), 32);
}

/** Message key of a chain key, 32 bytes. */
export function messageKeyOf(crypto: Crypto, chainKey: Uint8Array): Uint8Array {
  return crypto.hmacSha256(chainKey, messageInfo);
}

/** The chain key after this one, 32 bytes. */
export function nextChainKey(crypto: Crypto, chainKey: Uint8Array): Uint8Array {
  return crypto.hmacSha256(chainKey, chainInfo);
}

/** AEAD key of a message key, 32 bytes. */
export function aeadKeyOf(crypto: Crypto, messageKey: Uint8Array): Uint8Array {
  return crypto.hmacSha256(messageKey, aeadInfo);
}

/** Salt of the commitment of the entry sealed with a message key, 32 bytes. */
export function saltOfKey(crypto: Crypto, messageKey: Uint8Array): Uint8Array {
  return crypto.hmacSha256(messageKey, saltInfo);
}

/** Key of the narrow forms of the entry sealed with a message key, 32 bytes; kept with the entry, sealed at rest. */
export function narrowKeyOf(crypto: Crypto, messageKey: Uint8Array): Uint8Array {
  return crypto.hmacSha256(messageKey, narrowInfo);
}

/** AEAD key of one narrow form of an entry, 32 bytes. */
export function formKeyOf(crypto: Crypto, narrowKey: Uint8Array, form: number): Uint8Array {
  return crypto.hmacSha256(narrowKey, Uint8Array.of(form));
}
