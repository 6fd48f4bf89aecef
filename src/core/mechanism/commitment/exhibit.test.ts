import { deepEqual, equal, notDeepEqual } from "node:assert/strict";
import { test } from "node:test";
import { createNodeCrypto } from "../../../crypto/node/crypto.ts";
import { exhibitFault, exhibitPieceBytes, exhibitPieces, isMedia, openPiece, sealPiece } from "./exhibit.ts";

const crypto = createNodeCrypto();
const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.codePointAt(0) ?? 0);

test("a piece opens in its place, for its file and with its key, and nowhere else", () => {
  const bytes = bytesOf("The list.");
  const file = { sha256: crypto.sha256(bytes), size: bytes.length, key: new Uint8Array(32).fill(7) };
  const sealed = sealPiece(crypto, file, 0, bytes);
  deepEqual(openPiece(crypto, file, 0, sealed), bytes);
  notDeepEqual(sealPiece(crypto, file, 1, bytes), sealed);
  equal(openPiece(crypto, file, 1, sealed), null);
  equal(openPiece(crypto, { ...file, size: 8 }, 0, sealed), null);
  equal(openPiece(crypto, { ...file, key: new Uint8Array(32) }, 0, sealed), null);
  equal(openPiece(crypto, { ...file, sha256: new Uint8Array(32) }, 0, sealed), null);
});

test("a file has a piece for each 65,536 bytes, and one where it has none", () => {
  deepEqual([0, 1, exhibitPieceBytes, exhibitPieceBytes + 1, 16_777_216].map(exhibitPieces), [1, 1, 1, 2, 256]);
});

test("another hash, another size and another type are told apart", () => {
  const bytes = bytesOf("%PDF-1.7");
  const file = { sha256: crypto.sha256(bytes), size: 8, media: "application/pdf" };
  equal(exhibitFault(crypto, file, bytes), null);
  equal(exhibitFault(crypto, { ...file, size: 9 }, bytes), "size");
  equal(exhibitFault(crypto, { ...file, sha256: new Uint8Array(32) }, bytes), "hash");
  equal(exhibitFault(crypto, { ...file, media: "image/png" }, bytes), "media");
});

test("what a file begins with says whether it may be what it is said to be", () => {
  const rows: readonly (readonly [media: string, bytes: Uint8Array, expected: boolean])[] = [
    ["application/pdf", bytesOf("%PDF-1.7"), true], ["application/pdf", bytesOf("MZ"), false],
    ["application/pdf", bytesOf(""), false], ["image/png", bytesOf("\u0089PNG\r\n\u001a\n"), true],
    ["image/webp", bytesOf("RIFF....WEBP"), true], ["image/webp", bytesOf("RIFF....WAVE"), false],
    ["image/tiff", bytesOf("MM\0*"), true], ["text/plain", bytesOf("Plain."), true],
    ["text/plain", bytesOf("#!/bin/sh"), false], ["text/plain", bytesOf("%PDF-1.7"), false],
    ["text/plain", Uint8Array.of(0xff, 0xfe), false], ["text/csv", bytesOf("a\0b"), false],
    ["text/plain", new TextEncoder().encode("Список"), true], ["application/octet-stream", bytesOf("any"), true],
    ["application/octet-stream", bytesOf("\u007fELF"), false],
    ["application/vnd.openxmlformats-officedocument.wordprocessingml.document", bytesOf("PK\u0003\u0004"), true],
    ["application/vnd.oasis.opendocument.text", bytesOf("%PDF-"), false],
  ];
  for (const [media, bytes, expected] of rows) equal(isMedia(bytes, media), expected, `${media} ${bytes.toHex()}`);
});
