// The choice of the console's language.

import type { ReactNode } from "react";

import { consoleLanguages } from "../../model/preferences.ts";
import type { ConsoleLanguage } from "../../model/preferences.ts";
import { useWords } from "../../words/words.tsx";
import { Choice } from "./button.tsx";
import { useConsole } from "./context.tsx";

/** Each language by its own name: nobody should have to read another to find theirs. */
const ownNames: Readonly<Record<ConsoleLanguage, string>> = {
  en: "English",
  ru: "Русский",
  fr: "Français",
  es: "Español",
  zh: "中文",
  ar: "العربية",
};

/** The list of languages; what is chosen is kept at this desk. */
export function LanguageChoice(): ReactNode {
  const { preferences, setPreferences } = useConsole();
  const { say, language } = useWords();
  return (
    <Choice
      label={say("settings.language")}
      hidden
      value={language}
      onChange={(value) => setPreferences({ ...preferences, language: value as ConsoleLanguage })}
      choices={consoleLanguages.map((one) => ({ value: one, text: ownNames[one], language: one }))}
    />
  );
}
