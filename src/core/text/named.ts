// A text and the language it is in; names of one thing in several languages.

import { list, struct, text } from "../bytes/shape.ts";
import type { Of } from "../bytes/shape.ts";

/** Longest language tag (BCP 47), in bytes. */
export const languageBytesMax = 35;
/** Longest name of a party, desk, label, rung or pre-agreed word in one language, in bytes. */
export const nameBytesMax = 400;
/** Most languages one thing may be named in. */
export const namesMax = 16;

/** A BCP 47 tag; `isLanguage` says whether its form is right. */
export const language = text(languageBytesMax, 2);

/** A name in one language. */
export const named = struct({ language, text: text(nameBytesMax, 1) });
export type Named = Of<typeof named>;

/** Names of one thing, one for each language. */
export const names = list(named, namesMax, 1);
export type Names = Of<typeof names>;

/** Whether a tag has the form this version carries: a language of two or three small letters, then subtags. */
export function isLanguage(tag: string): boolean {
  return /^[a-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}$/u.test(tag);
}

/** Whether tags are languages, each there once. */
export function areLanguages(tags: readonly string[]): boolean {
  return tags.every(isLanguage) && new Set(tags).size === tags.length;
}

/** Whether names have one text a language. */
export function isNamedOnce(all: Names): boolean {
  return areLanguages(all.map((one) => one.language));
}

/** The name in a language; else in its main language, else in English, else the first. */
export function nameIn(all: Names, wanted: string): Named {
  const main = wanted.split("-")[0];
  const found =
    all.find((one) => one.language === wanted) ??
    all.find((one) => one.language.split("-")[0] === main) ??
    all.find((one) => one.language === "en");
  return found ?? (all[0] as Named);
}
