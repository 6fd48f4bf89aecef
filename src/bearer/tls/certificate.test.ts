import { deepEqual, equal, notDeepEqual, ok, throws } from "node:assert/strict";
import { X509Certificate, createPrivateKey, randomBytes } from "node:crypto";
import { test } from "node:test";
import { createCertificate, pinOfCertificate } from "./certificate.ts";

test("is a certificate that signs itself, for its own key, valid 2020 through 2119", () => {
  const { certificate, key, pin } = createCertificate(randomBytes);
  const parsed = new X509Certificate(certificate);
  equal(parsed.subject, "CN=chirograph-station");
  equal(parsed.issuer, parsed.subject);
  equal(parsed.publicKey.asymmetricKeyType, "ed25519");
  ok(parsed.verify(parsed.publicKey));
  ok(parsed.checkPrivateKey(createPrivateKey(key)));
  equal(new Date(parsed.validFrom).getUTCFullYear(), 2020);
  equal(new Date(parsed.validTo).getUTCFullYear(), 2119);
  deepEqual(pinOfCertificate(certificate), pin);
  equal(pin.length, 32);
});

test("comes out the same from the same random bytes, otherwise from others", () => {
  const filled = (byte: number) => (length: number) => new Uint8Array(length).fill(byte);
  deepEqual(createCertificate(filled(0xff)), createCertificate(filled(0xff)));
  notDeepEqual(createCertificate(filled(0)).pin, createCertificate(filled(1)).pin);
});

test("refuses a text that is no certificate", () => {
  throws(() => pinOfCertificate("no certificate"));
});
