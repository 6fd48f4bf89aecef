// The certificate a station shows: a wrapping for one Ed25519 key, trusted by the digest of that key alone.

import { X509Certificate, createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";

/** A certificate and its key in PEM, and the pin: SHA-256 of the certificate's SubjectPublicKeyInfo, 32 bytes. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
  readonly pin: Uint8Array;
}

// Object identifiers in DER, content only: 1.3.101.112 (Ed25519, RFC 8410) and 2.5.4.3 (commonName, RFC 5280).
const ed25519Identifier = Uint8Array.of(0x2b, 0x65, 0x70);
const commonNameIdentifier = Uint8Array.of(0x55, 0x04, 0x03);

const tag = { integer: 0x02, bits: 0x03, octets: 0x04, object: 0x06, text: 0x0c, time: 0x18, utcTime: 0x17 } as const;
const sequenceTag = 0x30;
const setTag = 0x31;
const versionTag = 0xa0;

/**
 * Makes a self-signed X.509 v3 certificate with a fresh Ed25519 key.
 *
 * Subject and issuer are CN=chirograph-station, valid from 2020 through 2119: names and dates decide nothing, the pin
 * does. Two calls with the same random bytes give the same certificate. Source: RFC 5280, 4.1; RFC 8410.
 */
export function createCertificate(randomBytes: (length: number) => Uint8Array): Certificate {
  const seed = randomBytes(32);
  const serial = randomBytes(16);
  // A serial number is positive and has no leading zero byte.
  serial[0] = (serial[0]! & 0x3f) | 0x40;
  const algorithm = der(sequenceTag, der(tag.object, ed25519Identifier));
  const privateKey = der(sequenceTag,
    der(tag.integer, Uint8Array.of(0)), algorithm, der(tag.octets, der(tag.octets, seed)));
  const key = createPrivateKey({ key: Buffer.from(privateKey), format: "der", type: "pkcs8" });
  const publicKey = new Uint8Array(createPublicKey(key).export({ format: "der", type: "spki" }));
  const name = der(sequenceTag, der(setTag, der(sequenceTag,
    der(tag.object, commonNameIdentifier), der(tag.text, new TextEncoder().encode("chirograph-station")))));
  const toBeSigned = der(sequenceTag,
    der(versionTag, der(tag.integer, Uint8Array.of(2))),
    der(tag.integer, serial),
    algorithm,
    name,
    // RFC 5280, 4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050.
    der(sequenceTag, time(tag.utcTime, "200101000000Z"), time(tag.time, "21191231235959Z")),
    name,
    publicKey);
  const signature = new Uint8Array(sign(null, toBeSigned, key));
  const certificate = der(sequenceTag, toBeSigned, algorithm, der(tag.bits, Uint8Array.of(0), signature));
  return {
    certificate: pem("CERTIFICATE", certificate),
    key: key.export({ format: "pem", type: "pkcs8" }).toString(),
    pin: digest(publicKey),
  };
}

/** The pin of a certificate in PEM: SHA-256 of its SubjectPublicKeyInfo. Throws when the text is no certificate. */
export function pinOfCertificate(certificate: string): Uint8Array {
  return pinOf(new X509Certificate(certificate));
}

/** The pin of a parsed certificate. */
export function pinOf(certificate: X509Certificate): Uint8Array {
  return digest(certificate.publicKey.export({ format: "der", type: "spki" }));
}

/** One DER value: tag, shortest length, content. */
function der(tagByte: number, ...content: readonly Uint8Array[]): Uint8Array {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return new Uint8Array(Buffer.concat([Uint8Array.of(tagByte, ...head), ...content]));
}

function time(tagByte: number, text: string): Uint8Array {
  return der(tagByte, new TextEncoder().encode(text));
}

function pem(label: string, bytes: Uint8Array): string {
  const lines = Buffer.from(bytes).toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

function digest(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}
