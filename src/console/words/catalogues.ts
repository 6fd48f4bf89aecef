// The catalogues: English is always there, the others are fetched from our own station when they are chosen.

import en from "./en.po";
import type { ConsoleLanguage } from "../model/preferences.ts";

export type Catalogue = Readonly<Record<string, string>>;

/** The English catalogue, which also stands in for a sentence another catalogue does not have yet. */
export const english: Catalogue = en;

/** Loads a language's catalogue. */
export async function loadCatalogue(language: ConsoleLanguage): Promise<Catalogue> {
  switch (language) {
    case "en": return en;
    case "ru": return (await import("./ru.po")).default;
    case "fr": return (await import("./fr.po")).default;
    case "es": return (await import("./es.po")).default;
    case "zh": return (await import("./zh.po")).default;
    case "ar": return (await import("./ar.po")).default;
  }
}
