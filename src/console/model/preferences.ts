// How a person wants the console at this desk: language, theme, whether single letters are keys. Nothing else is
// kept here.

/** The languages the console speaks; the first two are complete by test. */
export const consoleLanguages = ["en", "ru", "fr", "es", "zh", "ar"] as const;
export type ConsoleLanguage = (typeof consoleLanguages)[number];
export const themes = ["dark", "light"] as const;
export type Theme = (typeof themes)[number];

export interface Preferences {
  /** Null follows the officer's language in the house record. */
  readonly language: ConsoleLanguage | null;
  readonly theme: Theme;
  readonly singleKeys: boolean;
}

const initial: Preferences = { language: null, theme: "dark", singleKeys: true };

/** The preferences of a stored text; anything in it may be damaged. */
export function parsePreferences(stored: string | null): Preferences {
  let value: unknown;
  try {
    value = JSON.parse(stored ?? "{}");
  } catch {
    return initial;
  }
  if (typeof value !== "object" || value === null) return initial;
  const found = value as Readonly<Record<string, unknown>>;
  return {
    language: languageOf(found["language"]),
    theme: themes.find((one) => one === found["theme"]) ?? initial.theme,
    singleKeys: found["singleKeys"] !== false,
  };
}

/** A language of ours for a tag of any kind: "ru-RU" is "ru"; null for one the console does not speak. */
export function languageOf(tag: unknown): ConsoleLanguage | null {
  if (typeof tag !== "string") return null;
  return consoleLanguages.find((one) => one === tag.toLowerCase().split("-")[0]) ?? null;
}

/** The direction in which a language is written. */
export function directionOf(language: string): "ltr" | "rtl" {
  return ["ar", "he", "fa", "ur"].includes(language.split("-")[0] ?? "") ? "rtl" : "ltr";
}
