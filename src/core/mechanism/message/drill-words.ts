// Words that may never go out in an exercise, in every language a console or a charter of ours speaks.

/**
 * "This is not a drill" and its like, folded as `foldForDrill` does: small letters, no signs, one space between
 * words.
 */
export const notADrill: readonly string[] = [
  "this is not a drill", "this is no drill", "not an exercise", "this is not a test",
  "это не учения", "это не учение", "это не учебная тревога", "это не тренировка", "не учебная тревога",
  "ceci n est pas un exercice", "ce n est pas un exercice", "ceci n est pas une simulation",
  "esto no es un simulacro", "no es un simulacro", "esto no es un ejercicio",
  "这不是演习", "这不是演练", "不是演习", "這不是演習",
  "هذا ليس تمرينا", "هذه ليست تمرينا", "هذا ليس تدريبا", "هذا ليس تمرين", "ليس تدريبا", "ليست مناورة",
];

/** Whether a text says, in any language shipped, that it is not a drill. */
export function saysNotADrill(text: string): boolean {
  const folded = ` ${foldForDrill(text)} `;
  const tight = folded.replaceAll(" ", "");
  // Chinese writes no spaces, so its phrases are sought in the tight form; the others only at word boundaries.
  const says = (words: string): boolean =>
    /\p{Script=Han}/u.test(words) ? tight.includes(words) : folded.includes(` ${words} `);
  return notADrill.some(says);
}

/**
 * The text in compatibility form, small letters, without marks, signs and hidden characters, one space between
 * words.
 */
function foldForDrill(text: string): string {
  return text
    .normalize("NFKD").toLowerCase()
    .replaceAll(/[\p{M}\p{Default_Ignorable_Code_Point}\u0640]/gu, "")
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
