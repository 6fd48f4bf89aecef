// An authenticator in software: what a passkey's device would say and sign, the same each time. For tests and vectors.

import { createHash } from "node:crypto";
import { ed25519 } from "@noble/curves/ed25519.js";
import { p256 } from "@noble/curves/nist.js";
import type { Assertion, CredentialContent } from "./entries.ts";

const sha256 = (...parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(createHash("sha256").update(Buffer.concat(parts)).digest());
const plain = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes);
const text = (words: string): Uint8Array => plain(new TextEncoder().encode(words));

/** User present and verified; a passkey that may be copied and is; data about a new key. */
export const flags = { both: 0x05, copied: 0x18, attested: 0x40 } as const;

/** What differs from an honest answer, for a test whose browser or device is not. */
export interface Odd {
  readonly type?: string;
  readonly origin?: string;
  readonly station?: string;
  readonly flags?: number;
  readonly counter?: number;
  readonly challenge?: Uint8Array;
  /** Follows the origin in the client data. */
  readonly after?: string;
  /** Follows the authenticator data. */
  readonly extra?: Uint8Array;
}

export interface Authenticator {
  readonly id: Uint8Array;
  readonly algorithm: CredentialContent["algorithm"];
  readonly key: Uint8Array;
  register(challenge: Uint8Array, odd?: Odd): {
    readonly clientData: Uint8Array; readonly authenticatorData: Uint8Array;
  };
  answer(challenge: Uint8Array, nonce: Uint8Array, odd?: Odd): Assertion;
}

/** A device with one key, made of one byte, for a station's name. */
export function createAuthenticator(
  byte: number, station: string, algorithm: CredentialContent["algorithm"] = "es256",
): Authenticator {
  const seed = new Uint8Array(32).fill(byte);
  const id = sha256(text("passkey"), seed).slice(0, 20);
  const key = algorithm === "es256"
    ? plain(p256.getPublicKey(seed, false)).slice(1)
    : plain(ed25519.getPublicKey(seed));
  const cose = algorithm === "es256"
    ? Buffer.concat([
      Buffer.from("a5010203262001215820", "hex"), key.slice(0, 32), Buffer.from("225820", "hex"), key.slice(32),
    ])
    : Buffer.concat([Buffer.from("a4010103272006215820", "hex"), key]);
  const scheme = station === "localhost" ? "http" : "https";
  let counter = 0;
  const clientData = (type: string, challenge: Uint8Array, odd: Odd): Uint8Array => text(
    `{"type":"${odd.type ?? type}","challenge":"${Buffer.from(odd.challenge ?? challenge).toString("base64url")}",` +
    `"origin":"${odd.origin ?? `${scheme}://${station}`}"${odd.after ?? ',"crossOrigin":false}'}`,
  );
  const head = (odd: Odd, more: number): Uint8Array => {
    const count = new Uint8Array(4);
    new DataView(count.buffer).setUint32(0, odd.counter ?? ++counter);
    return plain(Buffer.concat([sha256(text(odd.station ?? station)), Uint8Array.of(odd.flags ?? flags.both | more),
      count]));
  };
  return {
    id, algorithm, key,
    register(challenge, odd = {}) {
      const length = Uint8Array.of(id.length >> 8, id.length & 255);
      const data = [head({ counter: 0, ...odd }, flags.attested), new Uint8Array(16), length, id, cose,
        odd.extra ?? new Uint8Array(0)];
      return {
        clientData: clientData("webauthn.create", challenge, odd), authenticatorData: plain(Buffer.concat(data)),
      };
    },
    answer(challenge, nonce, odd = {}) {
      const client = clientData("webauthn.get", challenge, odd);
      const authenticatorData = plain(Buffer.concat([head(odd, 0), odd.extra ?? new Uint8Array(0)]));
      const message = plain(Buffer.concat([authenticatorData, sha256(client)]));
      const signature = algorithm === "es256"
        ? plain(p256.sign(message, seed, { format: "der" }))
        : plain(ed25519.sign(message, seed));
      return { credential: id, nonce, authenticatorData, clientData: client, signature };
    },
  };
}
