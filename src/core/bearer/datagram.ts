// What goes over a bearer without connections: a fragment and a mark that no stranger can make (spec/12-bearers.md).

import type { Crypto } from "../../ports/crypto.ts";
import { concat, equalBytes } from "../bytes/hex.ts";
import { crc32c } from "../line/fragment.ts";

/** Bytes of a mark. */
export const markBytes = 4;
/** Bytes of the cookie of a challenge and of its answer. */
export const cookieBytes = 8;
/** Length of the window of time that a mark is made for, in milliseconds; it counts in the one before and after too. */
export const windowMs = 131_072;
/** Shortest and longest datagram beside its fragment. */
const datagramBytesMin = 1 + markBytes;

/** What a datagram says: a fragment of the line, or a word of the bearers themselves about a way. */
export type Said =
  | { readonly kind: "fragment"; readonly fragment: Uint8Array }
  | { readonly kind: "challenge" | "answer"; readonly cookie: Uint8Array };

/** Which four bytes of the HMAC stand as the mark tells what the body is, so that nothing else need. */
const places = ["without-crc", "whole", "word"] as const;
const words = { challenge: 1, answer: 2 } as const;
const crcBytes = 4;

/** The bytes of a datagram sent at `atMs`, wall clock, under the key for its direction. */
export function encodeDatagram(crypto: Crypto, key: Uint8Array, said: Said, atMs: number): Uint8Array {
  if (said.kind !== "fragment") {
    return marked(crypto, key, concat(Uint8Array.of(words[said.kind]), said.cookie), "word", atMs);
  }
  const { fragment } = said;
  const end = fragment.length - crcBytes;
  // B-7: the mark guards against noise too, so it stands in the place of a CRC-32C that the fragment ends with.
  if (end > 0 && endsWithCrc(fragment, end)) return marked(crypto, key, fragment.subarray(0, end), "without-crc", atMs);
  return marked(crypto, key, fragment, "whole", atMs);
}

/** Whether bytes can be a datagram of a link whose largest fragment is `mtuBytes`; what cannot costs nothing more. */
export function fits(bytes: Uint8Array, mtuBytes: number): boolean {
  return bytes.length >= datagramBytesMin && bytes.length <= mtuBytes + markBytes;
}

/** Reads a datagram with one HMAC for one window of time; null when its mark is none of this key and window. */
export function decodeDatagram(crypto: Crypto, key: Uint8Array, bytes: Uint8Array, window: number): Said | null {
  const end = bytes.length - markBytes;
  if (end < 1) return null;
  const [body, mark] = [bytes.subarray(0, end), bytes.subarray(end)];
  const mac = crypto.hmacSha256(key, windowBytes(window), body);
  switch (places.find((_, at) => equalBytes(mac.subarray(at * markBytes, (at + 1) * markBytes), mark))) {
    case "whole": return { kind: "fragment", fragment: body.slice() };
    case "without-crc": return { kind: "fragment", fragment: withCrc(body) };
    case "word": return readWord(body);
    case undefined: return null;
  }
}

/** The window of a moment. */
export function windowOf(atMs: number): number {
  return Math.floor(atMs / windowMs);
}

function readWord(body: Uint8Array): Said | null {
  const kind = body[0] === words.challenge ? "challenge" : body[0] === words.answer ? "answer" : null;
  if (kind === null || body.length !== 1 + cookieBytes) return null;
  return { kind, cookie: body.slice(1) };
}

function marked(
  crypto: Crypto, key: Uint8Array, body: Uint8Array, place: (typeof places)[number], atMs: number,
): Uint8Array {
  const mac = crypto.hmacSha256(key, windowBytes(windowOf(atMs)), body);
  const at = places.indexOf(place) * markBytes;
  return concat(body, mac.subarray(at, at + markBytes));
}

function windowBytes(window: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(Math.max(0, window)));
  return bytes;
}

function endsWithCrc(fragment: Uint8Array, end: number): boolean {
  return equalBytes(fragment.subarray(end), crcOf(fragment.subarray(0, end)));
}

function withCrc(body: Uint8Array): Uint8Array {
  return concat(body, crcOf(body));
}

function crcOf(body: Uint8Array): Uint8Array {
  const crc = crc32c(body);
  return Uint8Array.of(crc >>> 24, crc >>> 16, crc >>> 8, crc);
}
