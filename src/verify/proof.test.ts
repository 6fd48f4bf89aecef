import assert from "node:assert/strict";
import { test } from "node:test";
import { madeProof, rootsOfPair, spokenPair } from "./export.fixture.ts";
import { verifyProof } from "./proof.ts";
import { ChirographError } from "../core/errors.ts";
import { crypto } from "../core/record/ledger.fixture.ts";
import { decodeProof, encodeProof } from "../core/record/proof.ts";

const pair = spokenPair();
const trusted = rootsOfPair(pair);

test("every entry but the last of a log is proven", () => {
  for (let index = 0; index < 5; index++) {
    const text = encodeProof(madeProof(pair.b, index));
    assert.deepEqual(decodeProof(text), madeProof(pair.b, index));
    const proven = verifyProof(crypto, text, trusted);
    assert.deepEqual([proven.short, proven.body.seq, proven.withheld], ["B", index, false]);
  }
});

test("a withheld content leaves the rest proven", () => {
  const proof = { ...madeProof(pair.b, 1), salt: new Uint8Array(0), content: new Uint8Array(0) };
  assert.equal(verifyProof(crypto, encodeProof(proof), trusted).withheld, true);
});

test("a proof by a root that is not trusted proves nothing", () => {
  const text = encodeProof(madeProof(pair.b, 1));
  assert.throws(() => verifyProof(crypto, text, []), { code: "entry-author" });
  assert.throws(() => verifyProof(crypto, text, trusted.slice(0, 1)), { code: "entry-author" });
});

test("no character but those of the label can be altered", () => {
  const text = encodeProof(madeProof(pair.b, 1));
  const label = text.indexOf("label ") + 6;
  const end = text.indexOf("\nroster ");
  for (let at = 0; at < text.length; at += at < end ? 1 : 131) {
    if (at >= label && at < text.indexOf("\n", label)) continue;
    const altered = `${text.slice(0, at)}${text[at] === "A" ? "B" : "A"}${text.slice(at + 1)}`;
    assert.throws(() => verifyProof(crypto, altered, trusted), ChirographError, `character ${at}`);
  }
});

test("a proof in any other form is refused", () => {
  const text = encodeProof(madeProof(pair.b, 1));
  const lines = text.split("\n");
  for (let index = 0; index < lines.length - 1; index++) {
    if (lines[index]?.startsWith("roster ") === true) continue;
    const shorter = lines.toSpliced(index, 1).join("\n");
    assert.throws(() => verifyProof(crypto, shorter, trusted), ChirographError, lines[index]);
  }
  for (const other of ["", `${text}x`, text.replaceAll("\n", "\r\n"), ` ${text}`, text.trimEnd()]) {
    assert.throws(() => verifyProof(crypto, other, trusted), { code: "export" });
  }
});
