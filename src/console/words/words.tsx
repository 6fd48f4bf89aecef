// The words of the chosen language, for every component.

import { createContext, useContext } from "react";

import { english } from "./catalogues.ts";
import type { Catalogue } from "./catalogues.ts";
import { writeSentence } from "./sentence.ts";
import type { Values } from "./sentence.ts";
import type { TimeUnits } from "../model/format.ts";

/** How a component speaks. */
export interface Words {
  readonly language: string;
  readonly say: (id: string, values?: Values) => string;
  /** Whether the catalogue, or English, has a sentence. */
  readonly has: (id: string) => boolean;
  /** Names one after the other, with the comma of the language between them. */
  readonly list: (names: readonly string[]) => string;
  readonly units: TimeUnits;
}

/** The words of a catalogue; what it lacks is said in English rather than not at all. */
export function wordsOf(language: string, catalogue: Catalogue): Words {
  const say = (id: string, values: Values = {}): string => {
    const own = catalogue[id];
    return writeSentence(own ?? english[id] ?? id, values, own === undefined ? "en" : language);
  };
  return {
    language, say,
    list: (names) => names.join(`${say("list.comma")} `),
    has: (id) => catalogue[id] !== undefined || english[id] !== undefined,
    units: { day: say("unit.day"), hour: say("unit.hour"), minute: say("unit.minute"), second: say("unit.second") },
  };
}

export const WordsContext = createContext<Words>(wordsOf("en", english));

export function useWords(): Words {
  return useContext(WordsContext);
}
