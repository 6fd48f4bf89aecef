// Passkeys (WebAuthn Level 3): what an authenticator says and signs, read byte by byte and checked without a browser.

import type { Crypto } from "../../../ports/crypto.ts";
import { utf8 } from "../../bytes/cbor.ts";
import { equalBytes, toHex } from "../../bytes/hex.ts";
import { authenticatorDataBytesMax, clientDataBytesMax, credentialIdBytesMax } from "./entries.ts";
import type { Assertion, CredentialContent } from "./entries.ts";

/** Why an assertion or a new passkey does not count. */
export const passkeyRefusals = [
  "passkey-form", "passkey-station", "passkey-challenge", "passkey-origin", "passkey-person", "passkey-counter",
  "passkey-signature",
] as const;
export type PasskeyRefusal = (typeof passkeyRefusals)[number];

/** What a check of an assertion came to. */
export type AssertionCheck =
  | { readonly kind: "holds"; readonly counter: number; readonly backup: CredentialContent["backup"] }
  | { readonly kind: "refused"; readonly reason: PasskeyRefusal };

/** A new passkey, or why it is none. */
export type RegistrationCheck =
  | { readonly kind: "holds"; readonly passkey: Pick<
    CredentialContent, "id" | "algorithm" | "key" | "station" | "aaguid" | "counter" | "backup"> }
  | { readonly kind: "refused"; readonly reason: PasskeyRefusal };

/** Flags of authenticator data. */
const flag = { present: 0x01, verified: 0x04, mayBeCopied: 0x08, copied: 0x10, attested: 0x40, extensions: 0x80 };
const headBytes = 37;
const aaguidBytes = 16;

/** COSE public keys of the two algorithms in the one form CTAP2 allows: bytes before x, between x and y, and after. */
const coseForms = [
  { algorithm: "es256", before: "a5010203262001215820", between: "225820", parts: 2 },
  { algorithm: "ed25519", before: "a4010103272006215820", between: "", parts: 1 },
] as const;

/** Whether a text can be the name that passkeys are bound to: a DNS name in small letters, never an address. */
export function isStationName(text: string): boolean {
  if (text.length > 253 || !/^[a-z0-9]([a-z0-9-]{0,62})(\.[a-z0-9]([a-z0-9-]{0,62}))*$/u.test(text)) return false;
  // The last label of an IPv4 address is a number; no name of the DNS ends so.
  return !/(^|\.)\d+$/u.test(text);
}

/**
 * Checks an assertion against the passkey it names and the challenge it must answer. `counterMin` is the newest counter
 * known of the passkey, or null where nobody counts (a check long after). Rules: spec/10-officers.md, O-1 to O-7.
 */
export function checkAssertion(
  crypto: Crypto, passkey: CredentialContent, challenge: Uint8Array, given: Assertion, counterMin: number | null,
): AssertionCheck {
  if (!equalBytes(passkey.id, given.credential)) return refused("passkey-form");
  const problem = clientDataProblem(given.clientData, "webauthn.get", challenge, passkey.station);
  if (problem !== null) return refused(problem);
  const head = readHead(crypto, given.authenticatorData, passkey.station);
  if (typeof head === "string") return refused(head);
  // O-4: data about a new key belongs to a registration alone.
  if ((head.flags & flag.attested) !== 0) return refused("passkey-form");
  if ((head.flags & flag.extensions) === 0 && given.authenticatorData.length !== headBytes) {
    return refused("passkey-form");
  }
  if (counterMin !== null && (counterMin > 0 || head.counter > 0) && head.counter <= counterMin) {
    return refused("passkey-counter");
  }
  if (!signatureHolds(crypto, passkey, given)) return refused("passkey-signature");
  return { kind: "holds", counter: head.counter, backup: head.backup };
}

/** Reads a new passkey from what the authenticator said when it was made (O-8). Nobody vouches for its make. */
export function readRegistration(
  crypto: Crypto, station: string, challenge: Uint8Array, clientData: Uint8Array, authenticatorData: Uint8Array,
): RegistrationCheck {
  const problem = clientDataProblem(clientData, "webauthn.create", challenge, station);
  if (problem !== null) return refused(problem);
  const head = readHead(crypto, authenticatorData, station);
  if (typeof head === "string") return refused(head);
  if ((head.flags & flag.attested) === 0) return refused("passkey-form");
  const at = headBytes + aaguidBytes;
  const length = ((authenticatorData[at] ?? 0) << 8) | (authenticatorData[at + 1] ?? 0);
  const keyAt = at + 2 + length;
  if (length < 1 || length > credentialIdBytesMax || keyAt > authenticatorData.length) return refused("passkey-form");
  const found = readCoseKey(authenticatorData.subarray(keyAt));
  const rest = found === null ? -1 : authenticatorData.length - keyAt - found.bytes;
  if (found === null || rest < 0 || (rest > 0) !== ((head.flags & flag.extensions) !== 0)) {
    return refused("passkey-form");
  }
  return {
    kind: "holds",
    passkey: {
      id: authenticatorData.slice(at + 2, keyAt), algorithm: found.algorithm, key: found.key, station,
      aaguid: authenticatorData.slice(headBytes, at), counter: head.counter, backup: head.backup,
    },
  };
}

function refused(reason: PasskeyRefusal): { readonly kind: "refused"; readonly reason: PasskeyRefusal } {
  return { kind: "refused", reason };
}

/**
 * What is wrong with client data, or null. Its bytes have one order and one spelling (WebAuthn Level 3, 5.8.1.1), so a
 * comparison with what they must begin with is enough: no parser of JSON can be led to read them another way.
 */
function clientDataProblem(
  clientData: Uint8Array, type: string, challenge: Uint8Array, station: string,
): PasskeyRefusal | null {
  if (clientData.length > clientDataBytesMax) return "passkey-form";
  const text = Array.from(clientData, (byte) => String.fromCharCode(byte)).join("");
  const begin = `{"type":"${type}","challenge":"`;
  if (!text.startsWith(begin)) return "passkey-form";
  const asked = `${base64Url(challenge)}","origin":"`;
  if (!text.startsWith(asked, begin.length)) return "passkey-challenge";
  const rest = text.slice(begin.length + asked.length);
  const origin = rest.slice(0, Math.max(0, rest.indexOf('"')));
  if (!isOriginOf(origin, station)) return "passkey-origin";
  const after = rest.slice(origin.length + 1);
  // A page of another origin around ours is never ours (crossOrigin true).
  return /^(?:\}$|,"crossOrigin":false[,}])/u.test(after) && after.endsWith("}") ? null : "passkey-origin";
}

/** O-3: the origin is https under exactly the station's name, or http on localhost, with any port. */
function isOriginOf(origin: string, station: string): boolean {
  const scheme = origin.startsWith("https://") ? "https://" : station === "localhost" ? "http://" : null;
  if (scheme === null || !origin.startsWith(scheme + station)) return false;
  return /^(?::\d{1,5})?$/u.test(origin.slice(scheme.length + station.length));
}

interface Head {
  readonly flags: number;
  readonly counter: number;
  readonly backup: CredentialContent["backup"];
}

function readHead(crypto: Crypto, data: Uint8Array, station: string): Head | PasskeyRefusal {
  if (data.length < headBytes || data.length > authenticatorDataBytesMax) return "passkey-form";
  if (!equalBytes(data.subarray(0, 32), crypto.sha256(utf8(station)))) return "passkey-station";
  const flags = data[32] as number;
  if ((flags & flag.present) === 0 || (flags & flag.verified) === 0) return "passkey-person";
  const copied = (flags & flag.copied) !== 0;
  if (copied && (flags & flag.mayBeCopied) === 0) return "passkey-form";
  const backup = copied ? "copied" : (flags & flag.mayBeCopied) === 0 ? "single-device" : "may-be-copied";
  return { flags, counter: counterOf(data), backup };
}

/** The signature counter of authenticator data. */
export function counterOf(authenticatorData: Uint8Array): number {
  return authenticatorData.subarray(33, headBytes).reduce((sum, byte) => sum * 256 + byte, 0);
}

function signatureHolds(crypto: Crypto, passkey: CredentialContent, given: Assertion): boolean {
  const message = Uint8Array.of(...given.authenticatorData, ...crypto.sha256(given.clientData));
  return passkey.algorithm === "es256"
    ? crypto.p256Verify(passkey.key, message, given.signature)
    : crypto.ed25519Verify(passkey.key, message, given.signature);
}

function readCoseKey(
  bytes: Uint8Array,
): { readonly algorithm: CredentialContent["algorithm"]; readonly key: Uint8Array; readonly bytes: number } | null {
  for (const { algorithm, before, between, parts } of coseForms) {
    const from = before.length / 2;
    const second = from + 32 + between.length / 2;
    const end = parts === 1 ? from + 32 : second + 32;
    if (bytes.length < end || toHex(bytes.subarray(0, from)) !== before) continue;
    if (parts === 2 && toHex(bytes.subarray(from + 32, second)) !== between) continue;
    const x = bytes.subarray(from, from + 32);
    const key = parts === 1 ? x.slice() : Uint8Array.of(...x, ...bytes.subarray(second, end));
    return { algorithm, key, bytes: end };
  }
  return null;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Base64url without padding (RFC 4648, 5). */
function base64Url(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const group = (a << 16) | (b << 8) | c;
    const signs = Math.min(4, Math.ceil(((bytes.length - at) * 4) / 3));
    for (let sign = 0; sign < signs; sign++) text += alphabet[(group >> (18 - 6 * sign)) & 63];
  }
  return text;
}
