// The command line's sentences: chosen by language, filled with values.

import { en } from "./en.ts";
import type { WordId } from "./en.ts";
import { ru } from "./ru.ts";

export type { WordId } from "./en.ts";

/** Languages the command line speaks. */
export const languages = ["en", "ru"] as const;
export type Language = (typeof languages)[number];

const catalogues: Readonly<Record<Language, Readonly<Record<WordId, string>>>> = { en, ru };

export type Values = Readonly<Record<string, string | number>>;

/** The sentence of an id, its {names} replaced by values; a value that is missing leaves nothing. */
export function sentence(language: Language, id: WordId, values: Values = {}): string {
  // An id of a command without words of its own is our mistake; a person sees it rather than nothing.
  return (catalogues[language][id] ?? id).replaceAll(/\{(\w+)\}/gu, (_, name: string) => String(values[name] ?? ""));
}

/** The sentence of a code that comes from elsewhere, or of `otherwise` when the catalogue has none. */
export function sentenceOf(
  language: Language, prefix: string, code: string, otherwise: WordId, values: Values,
): string {
  const id = `${prefix}.${code}`;
  return sentence(language, Object.hasOwn(en, id) ? (id as WordId) : otherwise, { ...values, code });
}

/** The language of a code such as "ru" or "ru-RU", or null when the command line does not speak it. */
export function languageOf(code: string): Language | null {
  return languages.find((language) => new RegExp(`^${language}(?![a-z])`, "iu").test(code)) ?? null;
}

/** The language asked for: by option, else by the environment, else English. Anything unknown is English. */
export function chooseLanguage(option: string | undefined, environment: NodeJS.ProcessEnv): Language {
  const asked = option ?? environment["LC_ALL"] ?? environment["LC_MESSAGES"] ?? environment["LANG"] ?? "";
  return languageOf(asked) ?? "en";
}
