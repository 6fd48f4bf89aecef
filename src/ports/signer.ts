// The key a station signs its entries with; it may live in software or in a device.

/**
 * An Ed25519 signing key whose private half never passes through the core.
 *
 * Contract: `sign` returns the 64-byte RFC 8032 signature of `message`, deterministic, or throws when the device is
 * gone; the station then stops signing (P14).
 */
export interface Signer {
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}
