// Every key of the console, in one table: what is pressed, where it counts, which command it gives.

export const rooms = [
  "watch", "compose", "message", "record", "officers", "handover", "courier", "texts", "commitments",
  "meetings",
] as const;
export type Room = (typeof rooms)[number];

/** A command and its key. `room` null counts everywhere. */
export interface KeyLine {
  readonly command: string;
  /** "r", "?", "Ctrl+.", "Esc", or two keys one after the other: "g w". */
  readonly chord: string;
  readonly room: Room | null;
}

/** The table, in the order the help shows it. */
export const keyLines: readonly KeyLine[] = [
  { command: "screen.watch", chord: "1", room: null },
  { command: "screen.compose", chord: "2", room: null },
  { command: "screen.message", chord: "3", room: null },
  { command: "screen.record", chord: "4", room: null },
  { command: "screen.officers", chord: "5", room: null },
  { command: "screen.handover", chord: "6", room: null },
  { command: "screen.courier", chord: "7", room: null },
  { command: "screen.texts", chord: "8", room: null },
  { command: "screen.commitments", chord: "9", room: null },
  { command: "screen.meetings", chord: "0", room: null },
  { command: "screen.watch", chord: "g w", room: null },
  { command: "screen.compose", chord: "g c", room: null },
  { command: "screen.message", chord: "g m", room: null },
  { command: "screen.record", chord: "g r", room: null },
  { command: "screen.officers", chord: "g o", room: null },
  { command: "screen.handover", chord: "g h", room: null },
  { command: "screen.courier", chord: "g b", room: null },
  { command: "screen.texts", chord: "g t", room: null },
  { command: "screen.commitments", chord: "g k", room: null },
  { command: "screen.meetings", chord: "g e", room: null },
  { command: "help", chord: "?", room: null },
  { command: "silence", chord: "Ctrl+.", room: null },
  { command: "back", chord: "Esc", room: null },
  { command: "next", chord: "n", room: "watch" },
  { command: "previous", chord: "p", room: "watch" },
  { command: "open", chord: "o", room: "watch" },
  { command: "take", chord: "r", room: "watch" },
  { command: "answer", chord: "a", room: "watch" },
  { command: "hold", chord: "h", room: "watch" },
  { command: "refuse", chord: "f", room: "watch" },
  { command: "compose", chord: "c", room: "watch" },
  { command: "word", chord: "w", room: "watch" },
  { command: "sent-in-error", chord: "x", room: "watch" },
  { command: "line-test", chord: "t", room: "watch" },
  { command: "save", chord: "Ctrl+s", room: "compose" },
  { command: "release.exercise", chord: "Ctrl+e", room: "compose" },
  { command: "release.actual", chord: "Ctrl+Enter", room: "compose" },
  { command: "take", chord: "r", room: "message" },
  { command: "answer", chord: "a", room: "message" },
  { command: "hold", chord: "h", room: "message" },
  { command: "refuse", chord: "f", room: "message" },
  { command: "sent-in-error", chord: "x", room: "message" },
  { command: "code-points", chord: "u", room: "message" },
  { command: "translate", chord: "t", room: "message" },
  { command: "proof", chord: "k", room: "message" },
  { command: "print", chord: "p", room: "message" },
  { command: "verify", chord: "v", room: "record" },
  { command: "export", chord: "x", room: "record" },
  { command: "search", chord: "/", room: "record" },
  { command: "next", chord: "n", room: "handover" },
  { command: "previous", chord: "p", room: "handover" },
  { command: "seen", chord: "y", room: "handover" },
  { command: "next", chord: "j", room: "texts" },
  { command: "previous", chord: "k", room: "texts" },
  { command: "offer", chord: "o", room: "texts" },
  { command: "accept", chord: "y", room: "texts" },
  { command: "reserve", chord: "x", room: "texts" },
  { command: "brackets", chord: "b", room: "texts" },
  { command: "history", chord: "h", room: "texts" },
  { command: "swap", chord: "w", room: "texts" },
  { command: "hashes", chord: "c", room: "texts" },
  { command: "print", chord: "p", room: "commitments" },
  { command: "release.exercise", chord: "Ctrl+e", room: "texts" },
  { command: "release.actual", chord: "Ctrl+Enter", room: "texts" },
];

/** The parts of a keyboard event that matter. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** A key press as a chord, or null for one that is none (a modifier alone, Alt, a composed letter). */
export function chordOf(press: KeyPress): string | null {
  if (press.altKey || press.key === "Dead" || press.key === "Process") return null;
  const control = press.ctrlKey || press.metaKey;
  if (press.key === "Escape") return control ? null : "Esc";
  if (press.key === "Enter") return control ? "Ctrl+Enter" : null;
  const letter = letterOf(press);
  if (letter === null) return null;
  return control ? `Ctrl+${letter}` : letter;
}

/**
 * Whether the chord is a letter, digit or sign alone: those that a person may turn off, and that never act in a text
 * field.
 */
export function isSingle(chord: string): boolean {
  return chord !== "Esc" && !chord.startsWith("Ctrl+");
}

/**
 * The command of a chord in a room, or null. `prefix` is the first key of a two-key chord, if it was pressed just
 * before.
 */
export function commandOf(chord: string, room: Room, prefix: string | null): string | null {
  const wanted = prefix === null ? chord : `${prefix} ${chord}`;
  const fits = (line: KeyLine): boolean => line.chord === wanted;
  return (
    (
      keyLines.find((line) => line.room === room && fits(line)) ??
      keyLines.find((line) => line.room === null && fits(line))
    )?.command ?? null
  );
}

/** Whether a chord begins a two-key chord. */
export function isPrefix(chord: string): boolean {
  return keyLines.some((line) => line.chord.startsWith(`${chord} `));
}

/** The first key of a command in a room, for the button that does the same; null when it has none. */
export function keyFor(command: string, room: Room): string | null {
  return (
    (
      keyLines.find((line) => line.command === command && line.room === room) ??
      keyLines.find((line) => line.command === command && line.room === null)
    )?.chord ?? null
  );
}

// On a Cyrillic or Arabic keyboard the key in the place of R still takes: the letter comes from the place when it
// is not Latin.
function letterOf(press: KeyPress): string | null {
  const { key } = press;
  if (key.length !== 1) return null;
  if (/^[!-~]$/u.test(key) && !/^[&]$/u.test(key)) return press.ctrlKey || press.metaKey ? key.toLowerCase() : key;
  const letter = /^Key([A-Z])$/u.exec(press.code)?.[1];
  if (letter !== undefined) return press.shiftKey && !press.ctrlKey ? letter : letter.toLowerCase();
  const digit = /^Digit(\d)$/u.exec(press.code)?.[1];
  if (digit !== undefined && !press.shiftKey) return digit;
  if (press.code === "Slash") return press.shiftKey ? "?" : "/";
  return press.code === "Period" ? "." : null;
}
