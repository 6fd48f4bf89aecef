// The words of the demo's page, in every language of the console.

import { ar } from "./ar.ts";
import { en } from "./en.ts";
import type { PageWord } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { ru } from "./ru.ts";
import { zh } from "./zh.ts";

/** Sentences by language, in the order in which the page offers them. */
export const pageWords: Readonly<Record<string, Readonly<Record<PageWord, string>>>> = { en, ru, fr, es, zh, ar };
