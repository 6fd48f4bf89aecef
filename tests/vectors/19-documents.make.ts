// Makes vectors/19-documents: node tests/vectors/19-documents.make.ts. Same input, same files, byte for byte.

import { mkdirSync, writeFileSync } from "node:fs";
import { toHex } from "../../src/core/bytes/hex.ts";
import type { Json } from "../../src/core/bytes/shape.ts";
import { encodePaper, paper } from "../../src/core/document/paper.ts";
import type { Paper, PaperPrincipal } from "../../src/core/document/paper.ts";
import { samplePaper } from "../../src/core/document/paper.fixture.ts";
import { createTypstTypesetter } from "../../src/typesetter/typst/typesetter.ts";
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

const six = ["en", "ru", "fr", "es", "zh", "ar"];
const noPlace: Paper = { ...samplePaper(["en", "ru"], 1), world: "actual", place: [] };
const papers: readonly (readonly [string, Paper])[] = [
  ["two languages", samplePaper(["en", "ru"], 2)],
  ["an actual one without a place", noPlace],
  ["six languages", samplePaper(six, 1)],
  ["from right to left", samplePaper(["ar", "en"], 1)],
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
const setNames = ["two languages", "six languages", "from right to left", "texts that would be markup"];
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

write("papers", paperCases());
write("pages", papers.map(([name, item]) => (
  good("pages", name, ["F-4", "F-5", "F-6", "F-7", "F-8", "F-9"], { paper: paper.toJson(item) })
)));
write("copies", await copyCases());
