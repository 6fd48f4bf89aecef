import { equal, ok, throws } from "node:assert/strict";
import test from "node:test";

import { bundleBytesMax, bundleMagic, createBundleReader, createBundleWriter, endBytesMax } from "./bundle.ts";
import type { BundleItem } from "./bundle.ts";
import { concat } from "../bytes/hex.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { createSoftwareSigner } from "../../crypto/node/signer.ts";

const crypto = createNodeCrypto();
const signer = createSoftwareSigner(crypto, new Uint8Array(32).fill(1));
const filled = (length: number): Uint8Array => new Uint8Array(length).fill(7);
const header = {
  item: "header", party: filled(32), station: filled(16), roster: filled(32), to: filled(16), world: "exercise",
  time: 1,
} as const;
const entry = { item: "entry", channel: filled(32), log: filled(16), seq: 1, envelope: filled(40_000) } as const;

test("a file is read byte by byte as it is read at once", () => {
  const writer = createBundleWriter(crypto);
  const file = concat(bundleMagic, writer.write(header), writer.write(entry), writer.end(signer, 3));
  equal(writer.length, file.length);
  const reader = createBundleReader(crypto);
  const items: BundleItem[] = [];
  for (const byte of file) items.push(...reader.read(Uint8Array.of(byte)));
  reader.close();
  equal(items.map(({ item }) => item).join(" "), "header entry end");
  ok(reader.isSignedBy(signer.publicKey));
  ok(!reader.isSignedBy(filled(32)));
});

test("the end takes no more room than is left for it", () => {
  const writer = createBundleWriter(crypto);
  writer.write(header);
  ok(writer.end(signer, Number.MAX_SAFE_INTEGER).length <= endBytesMax);
});

test("a file without end is read until it is too long, however long it is", () => {
  const writer = createBundleWriter(crypto);
  const reader = createBundleReader(crypto);
  reader.read(concat(bundleMagic, writer.write(header)));
  const many = concat(...Array.from({ length: 100 }, () => writer.write(entry)));
  let length = 0;
  throws(() => {
    for (; ; length += many.length) reader.read(many);
  }, /too long/u);
  ok(length <= bundleBytesMax && length > bundleBytesMax - 2 * many.length);
});
