// What stands on paper: an adopted text with all that its copies show, as every station has it from the record.

import type { Crypto } from "../../ports/crypto.ts";
import { encode } from "../bytes/cbor.ts";
import { bytes, decodeShape, encodeShape, list, oneOf, struct, text, uint } from "../bytes/shape.ts";
import type { Of } from "../bytes/shape.ts";
import { ChirographError } from "../errors.ts";
import { timeMsMax } from "../record/entry.ts";
import { areLanguages, language, nameBytesMax } from "../text/named.ts";

/** Equally authentic languages of a joint text, and its principals. */
const languagesMin = 2;
const languagesMax = 6;
const principalsMin = 2;
const principalsMax = 16;
/** Most clauses, and the longest clause and title in one language, in bytes of UTF-8. */
const clausesMax = 5_000;
const clauseBytesMax = 16_000;
const titleBytesMax = 800;
/** Longest canonical bytes of a paper: above it nothing is set. */
export const paperBytesMax = 16_777_216;

const eachLanguage = (bytesMax: number) => list(text(bytesMax), languagesMax, languagesMin);

/** A party that agreed the text: its index in the charter, its names in the text's languages, one for each. */
const paperPrincipal = struct({
  index: uint(15),
  party: bytes(32),
  /** The language, counted from 0, that stands first in this party's copy. */
  first: uint(languagesMax - 1),
  names: eachLanguage(nameBytesMax),
});
export type PaperPrincipal = Of<typeof paperPrincipal>;

/** A clause, or a heading over the clauses that follow, in each language. */
const paperClause = struct({ heading: uint(1), texts: eachLanguage(clauseBytesMax) });

/** A text as it is printed (spec/19-documents.md). `time` is the fair copy's; `place` is none or one a language. */
export const paper = struct({
  world: oneOf("actual", "exercise"),
  channel: bytes(32),
  object: bytes(32),
  languages: list(language, languagesMax, languagesMin),
  titles: eachLanguage(titleBytesMax),
  principals: list(paperPrincipal, principalsMax, principalsMin),
  clauses: list(paperClause, clausesMax, 1),
  time: uint(timeMsMax),
  place: list(text(nameBytesMax), languagesMax),
});
export type Paper = Of<typeof paper>;

/** Canonical bytes of a paper, whose SHA-256 a station signs as `document`. */
export function encodePaper(item: Paper): Uint8Array {
  const encoded = encodeShape(paper, item);
  checkPaper(item, encoded);
  return encoded;
}

/** The paper of its canonical bytes. Errors: cbor-*, shape. */
export function decodePaper(encoded: Uint8Array): Paper {
  const item = decodeShape(paper, encoded);
  checkPaper(item, encoded);
  return item;
}

/** All of cryptography that a document needs. */
export type Hasher = Pick<Crypto, "sha256">;

/** The digest of the fair copy: what the principals accept. It covers the texts, not what a copy adds around them. */
export function paperDigest(crypto: Hasher, item: Paper): Uint8Array {
  return crypto.sha256(encode([
    "chirograph/1 text", item.channel, item.object, [...item.languages],
    item.principals.map(({ index }) => index), [...item.titles],
    item.clauses.map(({ heading, texts }) => [heading, [...texts]]),
  ]));
}

/** The digest in groups of four digits, as it is printed and compared by voice. */
export function groupedDigest(digest: Uint8Array): string {
  return digest.toHex().replaceAll(/(.{4})(?=.)/gu, "$1 ");
}

/** Languages in the order of a copy: the party's own first; null for the order of the text. */
export function languageOrder(item: Paper, copyOf: number | null): readonly number[] {
  const all = item.languages.map((_, index) => index);
  const first = copyOf === null ? 0 : (item.principals[copyOf] as PaperPrincipal).first;
  return [first, ...all.filter((index) => index !== first)];
}

/** Principals in the order of a copy (alternat): the party whose copy it is stands first, the others as in the text. */
export function principalOrder(item: Paper, copyOf: number | null): readonly PaperPrincipal[] {
  if (copyOf === null) return item.principals;
  const own = item.principals[copyOf] as PaperPrincipal;
  return [own, ...item.principals.filter((one) => one !== own)];
}

/** Numbers of the clauses, from 1; null for a heading, which has none. */
export function clauseNumbers(item: Paper): readonly (number | null)[] {
  let last = 0;
  return item.clauses.map(({ heading }) => (heading === 1 ? null : ++last));
}

/** The direction a language is written in. */
export function directionOf(tag: string): "ltr" | "rtl" {
  const [main = "", ...subtags] = tag.split("-");
  const script = subtags.find((one) => /^[A-Za-z]{4}$/u.test(one))?.toLowerCase();
  if (script !== undefined) return rightToLeftScripts.has(script) ? "rtl" : "ltr";
  return rightToLeft.has(main) ? "rtl" : "ltr";
}

const rightToLeft: ReadonlySet<string> = new Set(
  ["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ku", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"],
);
const rightToLeftScripts: ReadonlySet<string> = new Set(["arab", "hebr", "nkoo", "syrc", "thaa"]);

function checkPaper(item: Paper, encoded: Uint8Array): void {
  const count = item.languages.length;
  const each = (texts: readonly string[]): boolean => texts.length === count;
  demand(encoded.length <= paperBytesMax, "too large");
  demand(areLanguages(item.languages), "languages");
  demand(each(item.titles) && item.clauses.every(({ texts }) => each(texts)), "one text for each language");
  demand(item.principals.every((one) => each(one.names) && one.first < count), "names of the principals");
  demand(distinct(item.principals.map((one) => one.party.toHex())), "a principal twice");
  demand(item.principals.every((one, at, all) => at === 0 || one.index > (all[at - 1] as PaperPrincipal).index),
    "principals in the order of the charter");
  demand(item.place.length === 0 || each(item.place), "place");
}

function distinct(items: readonly string[]): boolean {
  return new Set(items).size === items.length;
}

function demand(condition: boolean, detail: string): void {
  if (!condition) throw new ChirographError("shape", `paper: ${detail}.`);
}
