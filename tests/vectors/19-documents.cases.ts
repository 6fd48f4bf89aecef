// How the vectors of chapter 19 are run.

import { toHex } from "../../src/core/bytes/hex.ts";
import type { Json, Shape } from "../../src/core/bytes/shape.ts";
import { htmlPage } from "../../src/core/document/html.ts";
import { decodePaper, encodePaper, paper, paperDigest } from "../../src/core/document/paper.ts";
import { plainText } from "../../src/core/document/plain.ts";
import { encodePublication, publicationProof } from "../../src/core/document/publication.ts";
import { ChirographError } from "../../src/core/errors.ts";
import { foldDocument } from "../../src/core/mechanism/document/fold.ts";
import { decodeContent, kindOf } from "../../src/core/mechanism/registry.ts";
import type { Body } from "../../src/core/record/entry.ts";
import type { HeldEntry } from "../../src/core/record/held-entry.ts";
import { createNodeCrypto } from "../../src/crypto/node/crypto.ts";
import { verifyPublication } from "../../src/verify/publication.ts";
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

function runContent(input: Case["input"]): unknown {
  const code = input["kind"] as number;
  const decoded = decodeContent(code, hex(input["content"]));
  if (decoded.kind === "poison") throw new ChirographError(decoded.reason, decoded.detail);
  const { content } = kindOf(code) as { readonly content: Shape<unknown> };
  return content.toJson(decoded.content);
}

interface SaidOfCopies {
  readonly party: string;
  readonly lamport: number;
  readonly kind: number;
  readonly content: string;
}

/** Entries as far as the fold looks at them. */
function heldOf({ party, lamport, kind, content }: SaidOfCopies): HeldEntry {
  const decoded = decodeContent(kind, hex(content));
  const log = hex(party).subarray(0, 16);
  return {
    at: `${toHex(log)}:${lamport}`, leaf: new Uint8Array(32), party: hex(party), station: log, object: "",
    body: { kind, lamport, log, seq: lamport } as unknown as Body,
    content: decoded.kind === "decoded" ? decoded.content : null, poison: decoded.kind === "poison",
    proofPending: false,
  };
}

function runMatch(input: Case["input"]): unknown {
  const entries = (input["entries"] as readonly SaidOfCopies[]).map(heldOf);
  const fold = (some: readonly HeldEntry[]): Json => {
    const told = foldDocument(input["digest"] as string, input["principals"] as readonly string[], some);
    const places = (said: readonly { readonly entry: HeldEntry }[]): Json => said.map(({ entry }) => entry.at);
    return { match: told.match, compiled: places(told.compiled), published: places(told.published) };
  };
  const made = fold(entries);
  if (JSON.stringify(fold(entries.toReversed())) !== JSON.stringify(made)) throw new Error("The order matters.");
  return made;
}

/** Rosters of the first case: those of every case that names none. */
let firstRosters: Json = null;

function runProof(input: Case["input"]): unknown {
  firstRosters ??= (input["rosters"] ?? null) as Json;
  const file = input["file"] === undefined
    ? encodePublication(paper.fromJson(input["paper"] as Json, "paper"), publicationProof.fromJson(
      { rosters: (input["rosters"] ?? firstRosters) as Json, acts: input["acts"] as Json }, "proof",
    ))
    : hex(input["file"]);
  const told = verifyPublication(crypto, file, input["trusted"] as readonly string[], null);
  return {
    digest: told.digest, document: told.document,
    principals: told.principals.map(({ party, trusted, accepted, published }) => ({
      party, trusted, accepted: accepted?.timeMs ?? null, published: published?.adoptedAtMs ?? null,
    })),
    findings: told.findings.map(({ code }) => code),
  };
}

export const runners: Readonly<Record<string, Runner>> = {
  "contents.json": ({ input }) => runContent(input),
  "matches.json": ({ input }) => runMatch(input),
  "pages.json": ({ input }) => runPages(input),
  "papers.json": ({ input }) => runPaper(input),
  "proofs.json": ({ input }) => runProof(input),
};
