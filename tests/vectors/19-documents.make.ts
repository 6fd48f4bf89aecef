// Makes vectors/19-documents: node tests/vectors/19-documents.make.ts. Same input, same files, byte for byte.

import { mkdirSync, writeFileSync } from "node:fs";
import { bigEndian } from "../../src/core/bytes/big-endian.ts";
import { encode } from "../../src/core/bytes/cbor.ts";
import { concat, toHex } from "../../src/core/bytes/hex.ts";
import { encodeShape } from "../../src/core/bytes/shape.ts";
import type { Json } from "../../src/core/bytes/shape.ts";
import { encodePaper, paper } from "../../src/core/document/paper.ts";
import type { Paper, PaperPrincipal } from "../../src/core/document/paper.ts";
import { samplePaper } from "../../src/core/document/paper.fixture.ts";
import { publicationMagic, publicationProof } from "../../src/core/document/publication.ts";
import type { PublicationAct } from "../../src/core/document/publication.ts";
import { encodeSignedRoster } from "../../src/core/keys/roster.ts";
import {
  compiled, compiledContent, publication, publicationContent,
} from "../../src/core/mechanism/document/entries.ts";
import type { CompiledContent } from "../../src/core/mechanism/document/entries.ts";
import { createTypstTypesetter } from "../../src/typesetter/typst/typesetter.ts";
import {
  acceptanceOf, actOf, parties, proofFile, publicationOf, publishedPaper, rosters, trusted,
} from "../../src/verify/publication.fixture.ts";
import { crypto, runners } from "./19-documents.cases.ts";
import type { Case } from "./vectors.ts";

const folder = new URL("../../vectors/19-documents/", import.meta.url);

function write(name: string, cases: readonly Case[]): void {
  mkdirSync(folder, { recursive: true });
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(",\n");
  writeFileSync(new URL(`${name}.json`, folder), `{\n  "chapter": "19-documents",\n  "cases": [\n${lines}\n  ]\n}\n`);
}

/** A case whose expectation is what our code makes of it; that others make the same is what the vectors are for. */
function good(file: string, name: string, must: readonly string[], input: Case["input"]): Case {
  const one = { name, must, accept: true, input };
  return { ...one, expect: JSON.parse(JSON.stringify(runners[`${file}.json`]?.(one))) as Json };
}

const filled = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const compiledBy = (byte: number): CompiledContent => (
  { digest: filled(byte), document: filled(2), edition: "an edition", copies: [filled(3), filled(4)] }
);
const six = ["en", "ru", "fr", "es", "zh", "ar"];
const noPlace: Paper = { ...samplePaper(["en", "ru"], 1), world: "actual", place: [] };
const papers: readonly (readonly [string, Paper])[] = [
  ["two languages", samplePaper(["en", "ru"], 2)],
  ["an actual one without a place", noPlace],
  ["six languages", samplePaper(six, 1)],
  ["from right to left", samplePaper(["ar", "en"], 1)],
  ["Hebrew and Thai", samplePaper(["he", "th"], 2)],
  ["a script that the tag names", samplePaper(["az-Arab", "uz-Cyrl-UZ", "pt-BR"], 1)],
  ["texts that would be markup", samplePaper(["en", "ru"], 1, "<b>&amp; \"#include\" $x$ \\ `c` {{y}}")],
  ["characters that are not plainly visible", samplePaper(["en", "ru"], 1, "\u202egpj.exe\u202c \u00ad\ufeff")],
  ["several lines", samplePaper(["en", "ru"], 1, "one\n\ntwo\nthree")],
];

function paperCases(): Case[] {
  const base = samplePaper(["en", "ru"], 1);
  const [one, two] = base.principals as readonly [PaperPrincipal, PaperPrincipal];
  const bad = (name: string, changed: Partial<Paper>): Case => ({
    name, must: ["F-1"], accept: false, error: "shape",
    input: { paper: paper.toJson({ ...base, ...changed }) as Readonly<Record<string, unknown>> },
  });
  const bytes = encodePaper(base);
  return [
    ...papers.map(([name, item]) => good("papers", name, ["F-1", "F-2"], { paper: paper.toJson(item) })),
    good("papers", "read from bytes", ["F-1"], { bytes: toHex(bytes) }),
    { name: "a byte behind it", must: ["F-1"], accept: false, error: "cbor-trailing",
      input: { bytes: `${toHex(bytes)}00` } },
    { name: "a field less", must: ["F-1"], accept: false, error: "cbor-trailing",
      input: { bytes: `88${toHex(bytes).slice(2)}` } },
    bad("a title too few", { titles: ["one"] }),
    bad("a clause without one of its languages", { clauses: [{ heading: 0, texts: ["one"] }] }),
    bad("no clause", { clauses: [] }),
    bad("one language twice", { languages: ["en", "en"] }),
    bad("what is no language", { languages: ["en", "EN"] }),
    bad("one principal alone", { principals: [one] }),
    bad("one party twice", { principals: [one, { ...two, party: one.party }] }),
    bad("principals in another order", { principals: [two, one] }),
    bad("a first language that there is not", { principals: [one, { ...two, first: 2 }] }),
    bad("a place in one language only", { place: ["Geneva"] }),
  ];
}

/** Each takes a second: what the form does with languages, directions and hostile texts. */
const setNames = ["two languages", "six languages", "from right to left", "Hebrew and Thai",
  "texts that would be markup"];
const typesetter = createTypstTypesetter();
async function copyCases(): Promise<Case[]> {
  const cases: Case[] = [];
  for (const [name, item] of papers.filter(([one]) => setNames.includes(one))) {
    const made = await typesetter.copies(encodePaper(item));
    if (made.kind === "not-set") throw new Error(made.reason);
    cases.push({
      name, must: ["F-5", "F-7", "F-10", "F-11"], accept: true,
      input: { edition: typesetter.edition, paper: paper.toJson(item) },
      expect: { copies: made.copies.map((one) => toHex(crypto.sha256(one))) },
    });
  }
  return cases;
}

function contentCases(): Case[] {
  const compiledBytes = encodeShape(compiledContent, compiledBy(1));
  const publishedBytes = encodeShape(publicationContent, {
    ...compiledBy(1), page: filled(7), text: filled(8), adoptedAt: 1_795_357_800_000,
  });
  const read = (name: string, kind: number, content: Uint8Array): Case => (
    good("contents", name, ["F-13"], { kind, content: toHex(content) })
  );
  const bad = (name: string, kind: number, content: Uint8Array, error = "shape"): Case => (
    { name, must: ["F-13"], accept: false, error, input: { kind, content: toHex(content) } }
  );
  return [
    read("copies compiled", compiled.code, compiledBytes), read("a text published", publication.code, publishedBytes),
    bad("a publication where a compiled is", compiled.code, publishedBytes),
    bad("a compiled where a publication is", publication.code, compiledBytes),
    bad("cut off", compiled.code, compiledBytes.subarray(0, -1), "cbor-truncated"),
    bad("one copy alone", compiled.code, encode([filled(1), filled(2), "e", [filled(3)]])),
    bad("no edition", compiled.code, encode([filled(1), filled(2), "", [filled(3), filled(4)]])),
    bad("an edition of 65 bytes", compiled.code,
      encode([filled(1), filled(2), "e".repeat(65), [filled(3), filled(4)]])),
  ];
}

function matchCases(): Case[] {
  const [one, two, three] = [0x0a, 0x0b, 0x0c].map((byte) => toHex(filled(byte)));
  const says = (party = "", lamport = 1, changes: Partial<CompiledContent> = {}): Json => ({
    party, lamport, kind: compiled.code, content: toHex(encodeShape(compiledContent, { ...compiledBy(1), ...changes })),
  });
  const publishes = (party = "", lamport = 9): Json => ({
    party, lamport, kind: publication.code, content: toHex(encodeShape(publicationContent, {
      ...compiledBy(1), page: filled(7), text: filled(8), adoptedAt: 1_000,
    })),
  });
  const story = (name: string, ...entries: readonly Json[]): Case => good("matches", name, ["F-13", "F-14"], {
    digest: toHex(filled(1)), principals: [one ?? "", two ?? ""], entries,
  });
  const other = { copies: [filled(3), filled(9)] };
  return [
    story("nothing said"), story("one has compiled", says(one)), story("both the same", says(one), says(two, 2)),
    story("another copy under one edition", says(one), says(two, 2, other)),
    story("another edition", says(one), says(two, 2, { edition: "another", ...other })),
    story("another paper", says(one), says(two, 2, { document: filled(9), edition: "another", ...other })),
    story("said again, now the same", says(one), says(two, 2, other), says(two, 4)),
    story("said again, now another", says(one), says(two, 2), says(one, 5, other)),
    story("somebody who is no principal", says(one), says(three, 2, other)),
    story("about another digest", says(one), says(two, 2, { digest: filled(2), ...other })),
    story("published by one", says(one), says(two, 2), publishes(two)),
    story("published by both, one twice", publishes(one), publishes(two, 3), publishes(two, 5)),
  ];
}

function proofCases(): Case[] {
  const item = publishedPaper();
  const [a, b] = parties;
  const acts = [acceptanceOf(a, item), publicationOf(a, item), acceptanceOf(b, item), publicationOf(b, item)] as const;
  const signed = rosters.map((one) => toHex(encodeSignedRoster(one)));
  const proofJson = (some: readonly PublicationAct[]): Json => (
    (publicationProof.toJson({ rosters: [Uint8Array.of(0)], acts: some }) as { readonly acts: Json }).acts
  );
  const proof = (
    name: string, musts: readonly string[], some: readonly PublicationAct[],
    changes: Readonly<Record<string, Json>> = {},
  ): Case => good("proofs", name, musts, {
    paper: paper.toJson(item), acts: proofJson(some), trusted, ...changes,
  });
  const file = proofFile(item);
  const refused = (name: string, bytes: Uint8Array, error = "export"): Case => (
    { name, must: ["F-16"], accept: false, error, input: { file: toHex(bytes), trusted } }
  );
  const small = concat(publicationMagic, bigEndian(1, 4), Uint8Array.of(0x80), bigEndian(1, 4), Uint8Array.of(0x80));
  const other = { ...item, titles: ["Joint communiqué", ...item.titles.slice(1)] };
  const renamed = { ...item, principals: item.principals.map((one) => ({ ...one, names: ["X", "Y"] })) };
  const odd: readonly PublicationAct[] = [
    actOf(a, item, { kind: { code: 32 }, content: acts[0].content, seq: 6, object: filled(0) }),
    actOf(a, item, { kind: { code: 32 }, content: acts[0].content, seq: 7, channel: filled(0) }),
    actOf(a, item, { kind: { code: 18 }, content: acts[0].content, seq: 8 }),
    { ...acts[0], content: acts[1].content }, { ...acts[0], signature: acts[1].signature },
    { ...acts[0], payload: Uint8Array.of(0x80) }, publicationOf(a, item, { page: filled(0) }),
    publicationOf(a, item, { document: filled(0) }),
    publicationOf(a, item, { copies: [filled(1), filled(2), filled(3)] }),
    acceptanceOf(a, item, filled(9)), actOf(a, item, { kind: { code: 32 }, content: Uint8Array.of(0x80), seq: 8 }),
  ];
  return [
    proof("a whole one", ["F-17", "F-18", "F-20"], acts, { rosters: signed }),
    good("proofs", "a whole one as a file", ["F-16"], { file: toHex(file), trusted }),
    proof("one has not published", ["F-18"], acts.slice(0, 3)),
    proof("one has not accepted", ["F-18"], [acts[0], acts[1], acts[3]]),
    proof("one is not trusted", ["F-18"], acts, { trusted: trusted.slice(0, 1) }),
    proof("a roster is missing", ["F-17", "F-18"], acts, { rosters: signed.slice(0, 1) }),
    proof("a roster of another world", ["F-17"], acts, { paper: paper.toJson({ ...item, world: "actual" }) }),
    proof("a title that differs", ["F-17"], acts, { paper: paper.toJson(other) }),
    proof("names that differ", ["F-17"], acts, { paper: paper.toJson(renamed) }),
    proof("entries that do not belong here", ["F-17"], [...acts, ...odd]),
    refused("a byte behind it", concat(small, Uint8Array.of(0))), refused("cut off", file.subarray(0, 900)),
    refused("cut in the first length", file.subarray(0, 27)), refused("another first line", small.with(3, 0x20)),
    refused("a paper that is none", small, "shape"),
    refused("nothing", new Uint8Array(0)),
  ];
}

write("papers", paperCases());
write("contents", contentCases());
write("matches", matchCases());
write("proofs", proofCases());
write("pages", papers.map(([name, item]) => (
  good("pages", name, ["F-4", "F-5", "F-6", "F-7", "F-8", "F-9"], { paper: paper.toJson(item) })
)));
write("copies", await copyCases());
