import { deepEqual, equal, throws } from "node:assert/strict";
import { test } from "node:test";
import { commitment, decodeBody, decodeEntry, encodeBody, encodeEntry, payloadBytesMax } from "./entry.ts";
import type { Body } from "./entry.ts";
import { crypto, filled } from "./ledger.fixture.ts";

const body: Body = {
  v: 1, channel: filled(32, 1), log: filled(16, 2), seq: 3, prev: filled(32, 4), acks: [], leaves: [], time: 5,
  lamport: 6, precedence: "FLASH", kind: 16, object: filled(32, 7), epoch: 8, index: 9, commit: filled(32, 10),
};

test("an object and a commitment are of 32 bytes or there is none", () => {
  for (const length of [0, 32]) {
    const one = { ...body, object: filled(length, 7), commit: filled(length, 10) };
    deepEqual(decodeBody(encodeBody(one)), one);
  }
  for (const length of [1, 16, 31]) {
    throws(() => decodeBody(encodeBody({ ...body, object: filled(length, 7) })), { code: "shape" });
    throws(() => decodeBody(encodeBody({ ...body, commit: filled(length, 7) })), { code: "shape" });
  }
});

test("a payload above the limit is refused before it is read, one at the limit is read", () => {
  throws(() => decodeBody(filled(payloadBytesMax + 1, 0)), { code: "cbor-too-large" });
  throws(() => decodeBody(filled(payloadBytesMax, 0)), { code: "cbor-trailing" });
});

test("a commitment wants a salt of 32 bytes", () => {
  equal(commitment(crypto, filled(32, 1), filled(3, 2)).length, 32);
  for (const length of [0, 31, 33]) {
    throws(() => commitment(crypto, filled(length, 1), filled(3, 2)), { code: "entry-commit" });
  }
});

test("an entry holds a payload and a signature of 64 bytes and nothing else", () => {
  const entry = { payload: encodeBody(body), signature: filled(64, 1) };
  deepEqual(decodeEntry(encodeEntry(entry)), entry);
  for (const length of [0, 63, 65]) {
    throws(() => decodeEntry(encodeEntry({ ...entry, signature: filled(length, 1) })), { code: "shape" });
  }
  const whole = encodeEntry(entry);
  for (let at = 0; at < 6; at++) throws(() => decodeEntry(whole.with(at, whole[at]! ^ 1)), { code: "shape" });
  throws(() => decodeEntry(Uint8Array.of(...whole, 0)), { code: "cbor-trailing" });
  throws(() => decodeEntry(whole.subarray(0, -1)), { code: "cbor-truncated" });
});
