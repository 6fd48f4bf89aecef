// What the core needs of cryptography. Synchronous, so that the core stays a plain function of its inputs.

/** The outcome of an HPKE seal: the encapsulated key and the sealed text. */
export interface HpkeSealed {
  /** X-Wing encapsulation, 1,120 bytes. */
  readonly enc: Uint8Array;
  /** ChaCha20-Poly1305 ciphertext with its 16-byte tag. */
  readonly ciphertext: Uint8Array;
}

/**
 * Cryptographic primitives of suite 1.
 *
 * Contract, for every driver:
 * - All functions are synchronous, deterministic where no randomness is named, and never keep or change an argument.
 * - `verify` and `open` functions return false or null for anything that does not check; they never throw for bytes
 *   that another party could have sent, whatever their length.
 * - Ed25519 is RFC 8032 cofactorless with canonical S and R; small-order public keys never verify.
 */
export interface Crypto {
  /** SHA-256 of the concatenation of the parts, 32 bytes. */
  sha256(...parts: readonly Uint8Array[]): Uint8Array;
  /** SHA-512 of the concatenation of the parts, 64 bytes. */
  sha512(...parts: readonly Uint8Array[]): Uint8Array;
  /** HMAC-SHA-256 (RFC 2104), 32 bytes. */
  hmacSha256(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array;
  /** HKDF-SHA-256 extract and expand (RFC 5869); `length` at most 8,160. */
  hkdfSha256(secret: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array;

  /** Public key (32 bytes) of an Ed25519 seed (32 bytes). */
  ed25519PublicKey(seed: Uint8Array): Uint8Array;
  /** Ed25519 signature, 64 bytes. */
  ed25519Sign(seed: Uint8Array, message: Uint8Array): Uint8Array;
  /** Whether the Ed25519 signature holds. */
  ed25519Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;

  /** X25519 (RFC 7748) of a 32-byte secret and a peer's point, 32 bytes; null when the point is of small order. */
  x25519(secret: Uint8Array, point: Uint8Array): Uint8Array | null;

  /**
   * Whether an ECDSA signature over P-256 and SHA-256 holds (FIPS 186-5): `publicKey` is the point's x and y, 64 bytes,
   * `signature` the DER of r and s. Passkeys sign so; nothing of ours does.
   */
  p256Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;

  /** Public key (2,592 bytes) of an ML-DSA-87 seed (32 bytes), FIPS 204. */
  mlDsa87PublicKey(seed: Uint8Array): Uint8Array;
  /** ML-DSA-87 signature with an empty context, 4,627 bytes. */
  mlDsa87Sign(seed: Uint8Array, message: Uint8Array): Uint8Array;
  /** Whether the ML-DSA-87 signature holds. */
  mlDsa87Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;

  /** Public key (1,312 bytes) of an ML-DSA-44 seed (32 bytes), FIPS 204. */
  mlDsa44PublicKey(seed: Uint8Array): Uint8Array;
  /** ML-DSA-44 signature with an empty context, 2,420 bytes. */
  mlDsa44Sign(seed: Uint8Array, message: Uint8Array): Uint8Array;
  /** Whether the ML-DSA-44 signature holds. */
  mlDsa44Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;

  /** ChaCha20-Poly1305 (RFC 8439): key 32, nonce 12; returns ciphertext and 16-byte tag. */
  aeadSeal(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Uint8Array;
  /** Opens what `aeadSeal` made, or null. */
  aeadOpen(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Uint8Array | null;

  /** X-Wing public key (1,216 bytes) of a 32-byte seed. */
  xwingPublicKey(seed: Uint8Array): Uint8Array;
  /**
   * HPKE base mode, single shot: KEM 0x647a (X-Wing), KDF 0x0001 (HKDF-SHA256), AEAD 0x0003 (ChaCha20-Poly1305).
   * `seed` is the 64-byte encapsulation randomness; a driver that cannot take it (node:crypto) draws its own.
   */
  hpkeSeal(
    publicKey: Uint8Array, info: Uint8Array, aad: Uint8Array, plaintext: Uint8Array, seed: Uint8Array,
  ): HpkeSealed;
  /** Opens what `hpkeSeal` made with the recipient's 32-byte seed, or null. */
  hpkeOpen(
    seed: Uint8Array, enc: Uint8Array, info: Uint8Array, aad: Uint8Array, ciphertext: Uint8Array,
  ): Uint8Array | null;

  /** Argon2id (RFC 9106); `memoryKib` KiB, `passes` passes, `lanes` lanes; returns `length` bytes. */
  argon2id(
    passphrase: Uint8Array, salt: Uint8Array, memoryKib: number, passes: number, lanes: number, length: number,
  ): Uint8Array;
}
