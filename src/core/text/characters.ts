// Which characters are not plainly visible, as one table of ranges (spec/06-messages.md, Visible text).

/** Why a character is shown as an escape and may not be sent. */
export type HiddenReason =
  | "control" | "bidi" | "invisible" | "space" | "variation" | "tag" | "private" | "unassigned" | "surrogate"
  | "stacked";

/** Combining marks that may follow one another; vowelled Hebrew and Arabic need up to four. */
export const marksMax = 4;

/** The version of Unicode whose properties count, here and wherever a property of a character is asked for. */
export const unicodeVersion = "17.0";

// The table is written out. What it does not name is hidden when that version of Unicode does not assign it.
const ranges: readonly (readonly [first: number, last: number, reason: HiddenReason])[] = [
  [0x0000, 0x0009, "control"], // line feed (000A) is plain
  [0x000b, 0x001f, "control"],
  [0x007f, 0x009f, "control"],
  [0x00ad, 0x00ad, "invisible"], // soft hyphen
  [0x034f, 0x034f, "invisible"], // combining grapheme joiner
  [0x061c, 0x061c, "bidi"], // Arabic letter mark
  [0x115f, 0x1160, "invisible"], // Hangul fillers
  [0x1680, 0x1680, "space"],
  [0x17b4, 0x17b5, "invisible"],
  [0x180b, 0x180d, "variation"],
  [0x180e, 0x180e, "invisible"],
  [0x180f, 0x180f, "variation"],
  [0x2000, 0x200a, "space"],
  [0x200b, 0x200d, "invisible"], // 200C and 200D have their own rule (joiners)
  [0x200e, 0x200f, "bidi"],
  [0x2028, 0x2029, "space"], // line and paragraph separators
  [0x202a, 0x202e, "bidi"],
  [0x205f, 0x205f, "space"],
  [0x2060, 0x2065, "invisible"],
  [0x2066, 0x2069, "bidi"],
  [0x206a, 0x206f, "invisible"],
  [0x2800, 0x2800, "space"], // Braille blank
  [0x3164, 0x3164, "invisible"], // Hangul filler
  [0xd800, 0xdfff, "surrogate"],
  [0xe000, 0xf8ff, "private"],
  [0xfdd0, 0xfdef, "unassigned"],
  [0xfe00, 0xfe0f, "variation"],
  [0xfeff, 0xfeff, "invisible"], // byte order mark
  [0xffa0, 0xffa0, "invisible"], // Hangul filler
  [0xfff0, 0xfff8, "invisible"],
  [0xfff9, 0xfffb, "invisible"], // interlinear annotation
  [0xfffc, 0xfffd, "invisible"], // object replacement, and the mark of a text already damaged
  [0x1_bca0, 0x1_bca3, "invisible"],
  [0x1_d173, 0x1_d17a, "invisible"],
  [0xe_0000, 0xe_00ff, "tag"],
  [0xe_0100, 0xe_01ef, "variation"],
  [0xe_01f0, 0xe_0fff, "tag"],
  [0xf_0000, 0xf_fffd, "private"],
  [0x10_0000, 0x10_fffd, "private"],
];

/**
 * Why a code point is hidden by itself, or null when it is plainly visible. Joiners are decided with their
 * neighbours.
 */
export function hiddenReason(codePoint: number): HiddenReason | null {
  // U+xxFFFE and U+xxFFFF are no characters in any plane.
  if ((codePoint & 0xfffe) === 0xfffe) return "unassigned";
  for (const [first, last, reason] of ranges) {
    if (codePoint < first) break;
    if (codePoint <= last) return reason;
  }
  return codePoint >= firstUnassigned && unassigned.test(String.fromCodePoint(codePoint)) ? "unassigned" : null;
}

const firstUnassigned = 0x378;
const unassigned = /^\p{Cn}$/u;

/** Whether the code point is a combining mark (general category M). */
export function isMark(codePoint: number): boolean {
  return codePoint > 0x2ff && /^\p{M}$/u.test(String.fromCodePoint(codePoint));
}

// RFC 5892 appendix A.1 and A.2 ask for joining types and viramas; these are the letters of Arabic script that have
// them.
const rightJoining = new RegExp(
  "^["
    + "\u0622-\u0625\u0627\u0629\u062F-\u0632\u0648\u0671-\u0673\u0675-\u0677"
    + "\u0688-\u0699\u06C0\u06C3-\u06CB\u06CD\u06CF\u06D2\u06D3\u06D5\u06EE\u06EF"
    + "]$",
  "u",
);
const dualJoining = new RegExp(
  "^["
    + "\u0620\u0626\u0628\u062A-\u062E\u0633-\u063F\u0641-\u0647\u0649\u064A\u066E\u066F"
    + "\u0678-\u0687\u069A-\u06BF\u06C1\u06C2\u06CC\u06CE\u06D0\u06D1\u06FA-\u06FC\u06FF"
    + "]$",
  "u",
);
const virama = /^[\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D4D\u0DCA\u0E3A\u0F84\u1039\u17D2]$/u;

/**
 * Whether a joiner (U+200C or U+200D) between these code points changes what is seen, and so is plain.
 * `before` and `after` skip Arabic vowel marks; 0 stands for none (RFC 5892 A.1, A.2).
 */
export function joinerIsPlain(joiner: number, directlyBefore: number, before: number, after: number): boolean {
  if (directlyBefore !== 0 && virama.test(String.fromCodePoint(directlyBefore))) return true;
  if (joiner !== 0x200c || before === 0 || after === 0) return false;
  const next = String.fromCodePoint(after);
  return dualJoining.test(String.fromCodePoint(before)) && (dualJoining.test(next) || rightJoining.test(next));
}
