// Suite 1 with node:crypto of Node 26.

import {
  argon2Sync, createCipheriv, createDecipheriv, createHash, createHmac, diffieHellman, hash, hkdfSync, sign, verify,
} from "node:crypto";
import { privateKeyOf, publicKeyBytes, publicKeyOf, rawPublicKey, remembering } from "./raw-keys.ts";
import { hpkeKeyAndNonce, xwingDecapsulate, xwingEncapsulate, xwingPublicKey } from "./xwing.ts";
import type { Crypto } from "../../ports/crypto.ts";

const tagBytes = 16;
const mlDsa44SignatureBytes = 2420;
const mlDsa87SignatureBytes = 4627;

/** Cryptography of Node: native code, a few thousand signatures checked each second on one core. */
export function createNodeCrypto(): Crypto {
  return {
    ...hashes(), ...ed25519(), x25519, ...p256(), ...mlDsa44(), ...mlDsa87(), aeadSeal, aeadOpen, xwingPublicKey,
    hpkeSeal, hpkeOpen,
    argon2id,
  };
}

function hashes(): Pick<Crypto, "sha256" | "sha512" | "hmacSha256" | "hkdfSha256"> {
  const digest = (name: string, parts: readonly Uint8Array[]): Uint8Array => {
    const hash = createHash(name);
    for (const part of parts) hash.update(part);
    return plain(hash.digest());
  };
  return {
    sha256,
    sha512: (...parts) => digest("sha512", parts),
    hmacSha256: (key, ...parts) => {
      const hmac = createHmac("sha256", key);
      for (const part of parts) hmac.update(part);
      return plain(hmac.digest());
    },
    hkdfSha256: (secret, salt, info, length) => hkdf(secret, salt, info, length),
  };
}

/** Inputs up to this long are gathered and hashed in one call, which costs a quarter of making a Hash. */
const gatheredBytesMax = 1_024;
/** One buffer for each length, since cutting one to length costs as much as hashing it. */
const gathered: (Uint8Array | undefined)[] = [];

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  if (length > gatheredBytesMax) {
    const long = createHash("sha256");
    for (const part of parts) long.update(part);
    return plain(long.digest());
  }
  const input = (gathered[length] ??= new Uint8Array(length));
  let at = 0;
  for (const part of parts) {
    input.set(part, at);
    at += part.length;
  }
  // A text of one character a byte: a Buffer would cost more than the hash itself.
  const text = hash("sha256", input, "latin1");
  // Some inputs are secret.
  input.fill(0);
  const result = new Uint8Array(32);
  for (let index = 0; index < 32; index++) result[index] = text.charCodeAt(index);
  return result;
}

// hkdfSync refuses an info above 1,024 bytes, which the port does not limit: such a one is expanded here.
function hkdf(secret: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  if (info.length <= 1024) return new Uint8Array(hkdfSync("sha256", secret, salt, info, length));
  if (length > 8160) throw new Error("HKDF-SHA-256 gives at most 8,160 bytes");
  const key = createHmac("sha256", salt).update(secret).digest();
  const blocks: Uint8Array[] = [];
  let block: Uint8Array = new Uint8Array(0);
  for (let count = 1; blocks.length * 32 < length; count++) {
    block = createHmac("sha256", key).update(block).update(info).update(Uint8Array.of(count)).digest();
    blocks.push(block);
  }
  return plain(Buffer.concat(blocks).subarray(0, length));
}

function ed25519(): Pick<Crypto, "ed25519PublicKey" | "ed25519Sign" | "ed25519Verify"> {
  const privateKey = remembering((seed) => privateKeyOf("ed25519", seed));
  const publicKey = remembering((raw) => publicKeyOf("ed25519", raw));
  return {
    ed25519PublicKey: (seed) => rawPublicKey("ed25519", privateKey(seed)),
    ed25519Sign: (seed, message) => plain(sign(null, message, privateKey(seed))),
    ed25519Verify: (raw, message, signature) => {
      if (raw.length !== publicKeyBytes.ed25519 || signature.length !== 64) return false;
      if (!isCanonicalPoint(raw) || !isCanonicalPoint(signature.subarray(0, 32))) return false;
      if (!isCanonicalScalar(signature.subarray(32))) return false;
      if (isSmallOrder(raw) || isSmallOrder(signature.subarray(0, 32))) return false;
      return orFalse(() => verify(null, message, publicKey(raw), signature));
    },
  };
}

function x25519(secret: Uint8Array, point: Uint8Array): Uint8Array | null {
  if (point.length !== publicKeyBytes.x25519) return null;
  try {
    const [privateKey, publicKey] = [privateKeyOf("x25519", secret), publicKeyOf("x25519", point)];
    const agreed = diffieHellman({ privateKey, publicKey });
    return agreed.every((byte) => byte === 0) ? null : plain(agreed);
  } catch {
    return null;
  }
}

function mlDsa44(): Pick<Crypto, "mlDsa44PublicKey" | "mlDsa44Sign" | "mlDsa44Verify"> {
  // A witness signs with one key all day, and readers check with few.
  const privateKey = remembering((seed) => privateKeyOf("mlDsa44", seed));
  const publicKey = remembering((raw) => publicKeyOf("mlDsa44", raw));
  return {
    mlDsa44PublicKey: (seed) => rawPublicKey("mlDsa44", privateKey(seed)),
    mlDsa44Sign: (seed, message) => plain(sign(null, message, privateKey(seed))),
    mlDsa44Verify: (raw, message, signature) => {
      if (raw.length !== publicKeyBytes.mlDsa44 || signature.length !== mlDsa44SignatureBytes) return false;
      return orFalse(() => verify(null, message, publicKey(raw), signature));
    },
  };
}

function p256(): Pick<Crypto, "p256Verify"> {
  const publicKey = remembering((raw) => publicKeyOf("p256", raw));
  return {
    p256Verify: (raw, message, signature) =>
      raw.length === publicKeyBytes.p256 && orFalse(() => verify("sha256", message, publicKey(raw), signature)),
  };
}

function mlDsa87(): Pick<Crypto, "mlDsa87PublicKey" | "mlDsa87Sign" | "mlDsa87Verify"> {
  // Root keys sign seldom: nothing of a root's private half stays in memory after its use.
  const publicKey = remembering((raw) => publicKeyOf("mlDsa87", raw));
  return {
    mlDsa87PublicKey: (seed) => rawPublicKey("mlDsa87", privateKeyOf("mlDsa87", seed)),
    mlDsa87Sign: (seed, message) => plain(sign(null, message, privateKeyOf("mlDsa87", seed))),
    mlDsa87Verify: (raw, message, signature) => {
      if (raw.length !== publicKeyBytes.mlDsa87 || signature.length !== mlDsa87SignatureBytes) return false;
      return orFalse(() => verify(null, message, publicKey(raw), signature));
    },
  };
}

// p = 2^255 - 19 and the order of the group, little-endian.
const prime = Uint8Array.fromHex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
const order = Uint8Array.fromHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");

// The y of every point of small order (RFC 7748 §6.1 has the like for X25519), below p and without the sign bit.
const smallOrder = new Set([
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
]);

function isCanonicalScalar(scalar: Uint8Array): boolean {
  return isBelow(scalar, order);
}

function isCanonicalPoint(point: Uint8Array): boolean {
  return isBelow(withoutSign(point), prime);
}

function isSmallOrder(point: Uint8Array): boolean {
  return smallOrder.has(withoutSign(point).toHex());
}

function withoutSign(point: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(point);
  copy[31] = (copy[31] as number) & 0x7f;
  return copy;
}

function isBelow(number: Uint8Array, limit: Uint8Array): boolean {
  for (let index = limit.length - 1; index >= 0; index--) {
    const difference = (number[index] as number) - (limit[index] as number);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function aeadSeal(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const cipher = createCipheriv("chacha20-poly1305", key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(aad, { plaintextLength: plaintext.length });
  const first = cipher.update(plaintext);
  return plain(Buffer.concat([first, cipher.final(), cipher.getAuthTag()]));
}

function aeadOpen(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Uint8Array | null {
  if (sealed.length < tagBytes || nonce.length !== 12 || key.length !== 32) return null;
  try {
    const length = sealed.length - tagBytes;
    const decipher = createDecipheriv("chacha20-poly1305", key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(aad, { plaintextLength: length });
    decipher.setAuthTag(sealed.subarray(length));
    const first = decipher.update(sealed.subarray(0, length));
    return plain(Buffer.concat([first, decipher.final()]));
  } catch {
    return null;
  }
}

function hpkeSeal(
  publicKey: Uint8Array, info: Uint8Array, aad: Uint8Array, plaintext: Uint8Array,
): ReturnType<Crypto["hpkeSeal"]> {
  const { secret, enc } = xwingEncapsulate(publicKey);
  const { key, nonce } = hpkeKeyAndNonce(secret, info);
  return { enc, ciphertext: aeadSeal(key, nonce, aad, plaintext) };
}

function hpkeOpen(
  seed: Uint8Array, enc: Uint8Array, info: Uint8Array, aad: Uint8Array, ciphertext: Uint8Array,
): Uint8Array | null {
  try {
    const { key, nonce } = hpkeKeyAndNonce(xwingDecapsulate(seed, enc), info);
    return aeadOpen(key, nonce, aad, ciphertext);
  } catch {
    return null;
  }
}

function argon2id(
  passphrase: Uint8Array, salt: Uint8Array, memoryKib: number, passes: number, lanes: number, length: number,
): Uint8Array {
  return plain(argon2Sync("argon2id", {
    message: passphrase, nonce: salt, parallelism: lanes, tagLength: length, memory: memoryKib, passes,
  }));
}

function orFalse(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}

/** A plain Uint8Array: a Buffer compares, slices and serialises otherwise. */
function plain(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes);
}
