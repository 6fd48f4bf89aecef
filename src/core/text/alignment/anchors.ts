// What two languages of one sentence have in common without being understood: numbers, dates, names.

import { mainLanguage, readFigures } from "../concordance/languages.ts";
import { findForces } from "../concordance/modality.ts";

/**
 * Signs of a passage that its translation has too: "#30" a number, "@2027-05-03" a date, "=jnv" a name, "~permits" what
 * it says of duties.
 */
export function anchorsOf(text: string, language: string): ReadonlySet<string> {
  const { dates, numbers } = readFigures(text, language);
  return new Set([
    ...dates.map(({ value }) => `@${value}`), ...numbers.filter(({ weak }) => !weak).map(({ value }) => `#${value}`),
    ...namesOf(text, language), ...(findForces(text, language) ?? []).flatMap(({ force, loose }) =>
      // A Russian treaty obliges without a word for it, and foresees without one too.
      (loose || force === "obliges" || force === "intends" ? [] : [`~${force}`])),
  ]);
}

const sounds: Readonly<Record<string, string>> = {
  а: "", б: "b", в: "v", г: "g", д: "d", е: "", ё: "", ж: "j", з: "s", и: "", й: "", к: "k", л: "l", м: "m",
  н: "n", о: "", п: "p", р: "r", с: "s", т: "t", у: "", ф: "f", х: "h", ц: "s", ч: "s", ш: "s", щ: "s", ъ: "",
  ы: "", ь: "", э: "", ю: "", я: "",
};
/** Consonants of a name that are compared. */
const namePartMax = 3;

/** Names in Latin or Cyrillic script, as the sounds they begin with: Geneva and Женева are both "jnv". */
function namesOf(text: string, language: string): readonly string[] {
  if (mainLanguage(language) === "zh" || mainLanguage(language) === "ar") return [];
  return Array.from(text.matchAll(/(?<=[\p{Ll},]\s)\p{Lu}\p{Ll}{2,}/gu), ([name]) => soundOf(name.toLowerCase()))
    .filter((sound) => sound.length === namePartMax).map((sound) => `=${sound}`);
}

function soundOf(name: string): string {
  const latin = name.normalize("NFD").replaceAll(/\p{M}/gu, "").replaceAll(/sch|tsch|sh|ch|cz|ts/gu, "s")
    .replaceAll(/zh|j/gu, "j").replaceAll(/g(?=[eiy])/gu, "j").replaceAll(/ph/gu, "f").replaceAll(/kh/gu, "h")
    .replaceAll(/c(?=[eiy])|z/gu, "s").replaceAll(/[cq]/gu, "k").replaceAll(/w/gu, "v").replaceAll(/x/gu, "ks");
  const bare = Array.from(latin, (letter) => sounds[letter] ?? (/[aeiouy]/u.test(letter) ? "" : letter)).join("");
  return bare.replaceAll(/(.)\1+/gu, "$1").slice(0, namePartMax);
}
