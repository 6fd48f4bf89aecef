// Words whose letters come from scripts that look alike (UTS 39, in the part that matters between these languages).

/**
 * Why a word is marked: letters of look-alike scripts in one word, digits of two systems, or a letter inside a
 * number.
 */
export type Suspicion = "mixed-scripts" | "mixed-digits" | "letter-in-number";

// Scripts with letters that cannot be told apart on a screen. Others (Arabic, Hebrew, Han ...) do not pass for these.
const scripts: readonly RegExp[] = [
  /\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u, /\p{Script=Cherokee}/u,
  /\p{Script=Coptic}/u,
];
const digitSystems: readonly RegExp[] = [
  /[0-9]/u, /[\u0660-\u0669]/u, /[\u06F0-\u06F9]/u, /[\u0966-\u096F]/u, /[\uFF10-\uFF19]/u, /[\u{1D7CE}-\u{1D7FF}]/u,
];
// Latin O o I l, Greek and Cyrillic O o, Cyrillic I, palochka and Ze: read as 0, 1 and 3.
const letterBetweenDigits = /\p{Nd}[OoIl\u039F\u03BF\u041E\u043E\u0406\u04C0\u04CF\u0417\u0437]+\p{Nd}/u;

/** Why a word should be marked, or null. */
export function suspectWord(word: string): Suspicion | null {
  if (scripts.filter((script) => script.test(word)).length > 1) return "mixed-scripts";
  if (digitSystems.filter((system) => system.test(word)).length > 1) return "mixed-digits";
  return letterBetweenDigits.test(word) ? "letter-in-number" : null;
}
