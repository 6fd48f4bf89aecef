// How the vectors of chapter 19 are run.

import { toHex } from "../../src/core/bytes/hex.ts";
import type { Json } from "../../src/core/bytes/shape.ts";
import { htmlPage } from "../../src/core/document/html.ts";
import { decodePaper, encodePaper, paper, paperDigest } from "../../src/core/document/paper.ts";
import { plainText } from "../../src/core/document/plain.ts";
import { createNodeCrypto } from "../../src/crypto/node/crypto.ts";
import { hex } from "./vectors.ts";
import type { Case, Runner } from "./vectors.ts";

export const crypto = createNodeCrypto();

function runPaper(input: Case["input"]): unknown {
  const item = input["bytes"] === undefined
    ? paper.fromJson(input["paper"] as Json, "paper") : decodePaper(hex(input["bytes"]));
  const encoded = encodePaper(item);
  return {
    bytes: toHex(encoded), document: toHex(crypto.sha256(encoded)), digest: toHex(paperDigest(crypto, item)),
  };
}

function runPages(input: Case["input"]): unknown {
  const item = paper.fromJson(input["paper"] as Json, "paper");
  return { text: plainText(crypto, item), page: htmlPage(crypto, item) };
}

export const runners: Readonly<Record<string, Runner>> = {
  "pages.json": ({ input }) => runPages(input),
  "papers.json": ({ input }) => runPaper(input),
};
