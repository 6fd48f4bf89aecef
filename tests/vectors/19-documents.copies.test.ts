// The copies of chapter 19: a change of a single byte is another edition.

import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { toHex } from "../../src/core/bytes/hex.ts";
import type { Json } from "../../src/core/bytes/shape.ts";
import { encodePaper, paper } from "../../src/core/document/paper.ts";
import { createTypstTypesetter } from "../../src/typesetter/typst/typesetter.ts";
import { crypto } from "./19-documents.cases.ts";
import { readChapter } from "./vectors.ts";

const copies = readChapter("19-documents").files.get("copies.json") ?? [];

test("vectors/19-documents/copies.json: the edition makes these bytes and no others", async () => {
  ok(copies.length > 0);
  const typesetter = createTypstTypesetter();
  for (const { name, input, expect } of copies) {
    equal(input["edition"], typesetter.edition, "another edition has other bytes: make the vectors anew");
    const made = await typesetter.copies(encodePaper(paper.fromJson(input["paper"] as Json, "paper")));
    ok(made.kind === "set", name);
    deepEqual({ copies: made.copies.map((one) => toHex(crypto.sha256(one))) }, expect, name);
  }
});
