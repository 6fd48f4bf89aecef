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

/** What Argon2id is asked for, as a sealed file says it; all 0 where a key file opens it. */
export const sealCost = { memoryKib: uint(memoryKibMax), passes: uint(passesMax), lanes: uint(lanesMax) } as const;
/** A cost as it stands in a file. */
export interface SealCost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

const sealedFile = struct({
  v: uint(255),
  means: oneOf("passphrase", "key"),
  ...sealCost,
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
  const asked = costOf(opener);
  const sealed = crypto.aeadSeal(openerKey(crypto, opener, salt, asked), nonce, associated(name), secret);
  return encodeShape(sealedFile, { v: 1, means: opener.kind, ...asked, salt, nonce, sealed });
}

/** What a file that is sealed now asks for. */
export function costOf(opener: Opener): SealCost {
  return opener.kind === "key" ? { memoryKib: 0, passes: 0, lanes: 0 } : cost;
}

/** Whether a key can be derived at this cost. */
export function isPossible(opener: Opener, { memoryKib, passes, lanes }: SealCost): boolean {
  return opener.kind === "key" || (memoryKib >= 8 * lanes && passes >= 1 && lanes >= 1);
}

/** What opening a secret came to. */
export type Opened =
  | { readonly kind: "opened"; readonly secret: Uint8Array }
  /** The file is whole, but this is not what opens it. */
  | { readonly kind: "closed"; readonly means: Opener["kind"] };

/** Opens what `sealSecret` made. Errors: cbor-*, shape, for a file that is none. */
export function openSecret(crypto: Crypto, opener: Opener, name: string, file: Uint8Array): Opened {
  const { means, memoryKib, passes, lanes, salt, nonce, sealed } = decodeShape(sealedFile, file);
  const asked = { memoryKib, passes, lanes };
  if (means !== opener.kind || !isPossible(opener, asked)) return { kind: "closed", means };
  const key = openerKey(crypto, opener, salt, asked);
  const secret = crypto.aeadOpen(key, nonce, associated(name), sealed);
  return secret === null ? { kind: "closed", means } : { kind: "opened", secret };
}

/** Whether a sealed file asks for a passphrase or a key. Errors: cbor-*, shape. */
export function openerOf(file: Uint8Array): Opener["kind"] {
  return decodeShape(sealedFile, file).means;
}

/** The key of 32 bytes that an opener gives with this salt. */
export function openerKey(crypto: Crypto, opener: Opener, salt: Uint8Array, asked: SealCost): Uint8Array {
  if (opener.kind === "key") return crypto.hkdfSha256(opener.key, salt, utf8("chirograph/1 sealed file"), 32);
  const { memoryKib, passes, lanes } = asked;
  return crypto.argon2id(utf8(opener.passphrase.normalize("NFC")), salt, memoryKib, passes, lanes, 32);
}

function associated(name: string): Uint8Array {
  return utf8(`chirograph/1 sealed file ${name}`);
}
