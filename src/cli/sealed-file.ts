// Secrets in files: sealed under a passphrase or a key file, or under the storage key that one of these opens.

import { bytes, decodeShape, encodeShape, oneOf, struct, uint } from "../core/bytes/shape.ts";
import { utf8 } from "../core/bytes/cbor.ts";
import type { Crypto } from "../ports/crypto.ts";
import type { Random } from "../ports/random.ts";

/** Argon2id for passphrases (RFC 9106, first recommended option but for its memory): 256 MiB, 3 passes, 4 lanes. */
const cost = { memoryKib: 262_144, passes: 3, lanes: 4 };
/** Highest cost a file may ask for; a hostile one must not take the machine. */
const memoryKibMax = 1_048_576;
const passesMax = 16;
const lanesMax = 16;
/** Longest sealed file, in bytes. */
export const sealedFileBytesMax = 65_536;

/** What opens a file: something a person knows, or 32 bytes that lie elsewhere. */
export type Opener =
  | { readonly kind: "passphrase"; readonly passphrase: string }
  | { readonly kind: "key"; readonly key: Uint8Array };

const sealedFile = struct({
  v: uint(255),
  means: oneOf("passphrase", "key"),
  memoryKib: uint(memoryKibMax),
  passes: uint(passesMax),
  lanes: uint(lanesMax),
  salt: bytes(16),
  nonce: bytes(12),
  sealed: bytes(16, sealedFileBytesMax),
});

/** Seals a secret. `name` says what it is, so that one file cannot stand in another's place. */
export function sealSecret(
  crypto: Crypto, random: Random, opener: Opener, name: string, secret: Uint8Array,
): Uint8Array {
  const salt = random.bytes(16);
  const nonce = random.bytes(12);
  const { memoryKib, passes, lanes } = opener.kind === "key" ? { memoryKib: 0, passes: 0, lanes: 0 } : cost;
  const key = keyOf(crypto, opener, salt, { memoryKib, passes, lanes });
  const sealed = crypto.aeadSeal(key, nonce, associated(name), secret);
  return encodeShape(sealedFile, { v: 1, means: opener.kind, memoryKib, passes, lanes, salt, nonce, sealed });
}

/** What opening a secret came to. */
export type Opened =
  | { readonly kind: "opened"; readonly secret: Uint8Array }
  /** The file is whole, but this is not what opens it. */
  | { readonly kind: "closed"; readonly means: Opener["kind"] };

/** Opens what `sealSecret` made. Errors: cbor-*, shape, for a file that is none. */
export function openSecret(crypto: Crypto, opener: Opener, name: string, file: Uint8Array): Opened {
  const { means, memoryKib, passes, lanes, salt, nonce, sealed } = decodeShape(sealedFile, file);
  const possible = opener.kind === "key" || (memoryKib >= 8 * lanes && passes >= 1 && lanes >= 1);
  if (means !== opener.kind || !possible) return { kind: "closed", means };
  const key = keyOf(crypto, opener, salt, { memoryKib, passes, lanes });
  const secret = crypto.aeadOpen(key, nonce, associated(name), sealed);
  return secret === null ? { kind: "closed", means } : { kind: "opened", secret };
}

/** Whether a sealed file asks for a passphrase or a key. Errors: cbor-*, shape. */
export function openerOf(file: Uint8Array): Opener["kind"] {
  return decodeShape(sealedFile, file).means;
}

function keyOf(crypto: Crypto, opener: Opener, salt: Uint8Array, asked: typeof cost): Uint8Array {
  if (opener.kind === "key") return crypto.hkdfSha256(opener.key, salt, utf8("chirograph/1 sealed file"), 32);
  const { memoryKib, passes, lanes } = asked;
  return crypto.argon2id(utf8(opener.passphrase.normalize("NFC")), salt, memoryKib, passes, lanes, 32);
}

function associated(name: string): Uint8Array {
  return utf8(`chirograph/1 sealed file ${name}`);
}
