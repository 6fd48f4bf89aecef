// Patterns of whole words, in English and in Russian, whose letters `\b` does not know.

/** Finds any of the words, whole, in capitals or not; a space stands for one or more. */
export function englishWords(...words: readonly string[]): RegExp {
  return new RegExp(`\\b(?:${spaced(words)})\\b`, "giu");
}

/** Finds any of the words, whole, in capitals or not; a space stands for one or more. */
export function russianWords(...words: readonly string[]): RegExp {
  return new RegExp(`(?<![а-яё])(?:${spaced(words)})(?![а-яё])`, "giu");
}

function spaced(words: readonly string[]): string {
  return words.join("|").replaceAll(" ", "\\s+");
}
