// Two versions of a text side by side: which words went and which came.

import { segmenterOf } from "./segmenter.ts";

/** Changed words above which two texts count as two texts, and nothing between them as kept. */
const changesMax = 1_000;

/** A run of words that both versions have, that only the first has, or that only the second has. */
export interface Difference {
  readonly op: "same" | "gone" | "new";
  readonly text: string;
}

/**
 * The difference of two texts of a language, word by word as the language divides them. What is `same` and `gone` is
 * the first text; what is `same` and `new` is the second, character for character. Where words were exchanged, what
 * went stands before what came.
 */
export function compare(first: string, second: string, language: string): readonly Difference[] {
  const segmenter = segmenterOf(language, "word");
  const [one, other] = [wordsOf(segmenter, first), wordsOf(segmenter, second)];
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  let end = 0;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  const script = new Script();
  for (const word of one.slice(0, start)) script.add("same", word);
  shortest(one.slice(start, one.length - end), other.slice(start, other.length - end), script);
  for (const word of one.slice(one.length - end)) script.add("same", word);
  return joined(withoutIslands(script.runs).flatMap(withoutCommonHan));
}

function wordsOf(segmenter: Intl.Segmenter, text: string): readonly string[] {
  return Array.from(segmenter.segment(text), (one) => one.segment);
}

/** Runs that grow word by word; an exchange is kept as what went, then what came. */
class Script {
  readonly runs: Difference[] = [];

  add(op: Difference["op"], text: string): void {
    const last = this.runs.at(-1);
    if (last?.op === op) this.runs[this.runs.length - 1] = { op, text: last.text + text };
    else if (op === "gone" && last?.op === "new") {
      this.runs.pop();
      this.add("gone", text);
      this.runs.push(last);
    } else this.runs.push({ op, text });
  }
}

/** The shortest way from one list of words to the other (Myers 1986), written into the script. */
function shortest(one: readonly string[], other: readonly string[], script: Script): void {
  const trail = trailOf(one, other);
  if (trail === null) {
    for (const word of one) script.add("gone", word);
    for (const word of other) script.add("new", word);
    return;
  }
  // Back from the end, then forward into the script.
  const steps: (readonly [Difference["op"], string])[] = [];
  let [x, y] = [one.length, other.length];
  for (let changes = trail.length - 1; changes >= 0; changes--) {
    const reached = trail[changes] as Reached;
    const from = cameFrom(reached, x - y, changes);
    const fromX = reached(from);
    while (x > fromX && y > fromX - from) {
      steps.push(["same", one[--x] as string]);
      y--;
    }
    if (changes > 0) steps.push(x === fromX ? ["new", other[--y] as string] : ["gone", one[--x] as string]);
  }
  for (const [op, word] of steps.toReversed()) script.add(op, word);
}

/** How far along the first text each diagonal was reached. */
type Reached = (diagonal: number) => number;

/** For each number of changes, how far all before it reached; null above `changesMax`. */
function trailOf(one: readonly string[], other: readonly string[]): readonly Reached[] | null {
  const trail: Reached[] = [];
  const most = Math.min(one.length + other.length, changesMax);
  const middle = most + 1;
  const furthest = new Int32Array(2 * most + 3);
  for (let changes = 0; changes <= most; changes++) {
    const least = middle - changes - 1;
    const kept = furthest.slice(least, middle + changes + 2);
    const reached: Reached = (diagonal) => kept[middle + diagonal - least] ?? 0;
    trail.push(reached);
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      const from = cameFrom(reached, diagonal, changes);
      let x = reached(from) + (from < diagonal ? 1 : 0);
      while (x < one.length && x - diagonal < other.length && one[x] === other[x - diagonal]) x++;
      furthest[middle + diagonal] = x;
      if (x >= one.length && x - diagonal >= other.length) return trail;
    }
  }
  return null;
}

/** The diagonal that a step to this one came from: the one above where a word came, the one below where one went. */
function cameFrom(reached: Reached, diagonal: number, changes: number): number {
  const down = diagonal === -changes
    || (diagonal !== changes && reached(diagonal - 1) < reached(diagonal + 1));
  return down ? diagonal + 1 : diagonal - 1;
}

function joined(runs: readonly Difference[]): readonly Difference[] {
  const script = new Script();
  for (const { op, text } of runs) script.add(op, text);
  return script.runs;
}

/** Spaces alone between two exchanges are no common ground: "shall not" for "may be" is one exchange, not two. */
function withoutIslands(runs: readonly Difference[]): readonly Difference[] {
  const script = new Script();
  for (const [index, { op, text }] of runs.entries()) {
    const between = index > 0 && index < runs.length - 1;
    if (op === "same" && between && /^\s+$/u.test(text) && runs[index - 1]?.op !== runs[index + 1]?.op) {
      script.add("gone", text);
      script.add("new", text);
    } else script.add(op, text);
  }
  return script.runs;
}

// Chinese has no spaces, and where a word ends there depends on the words beside it: what an exchange has in common at
// its ends was not exchanged.
function withoutCommonHan(run: Difference, at: number, runs: readonly Difference[]): readonly Difference[] {
  const [first, second] = run.op === "gone" ? [run, runs[at + 1]] : [runs[at - 1], run];
  if (run.op === "same" || first?.op !== "gone" || second?.op !== "new") return [run];
  const [one, other] = [[...first.text], [...second.text]];
  const least = Math.min(one.length, other.length);
  let start = 0;
  while (start < least && one[start] === other[start] && isHan(one[start])) start++;
  let end = 0;
  while (end < least - start && one.at(-1 - end) === other.at(-1 - end) && isHan(one.at(-1 - end))) end++;
  const points = run === first ? one : other;
  const found: readonly Difference[] = [
    { op: "same", text: run === first ? points.slice(0, start).join("") : "" },
    { op: run.op, text: points.slice(start, points.length - end).join("") },
    { op: "same", text: run === first ? "" : points.slice(points.length - end).join("") },
  ];
  return found.filter(({ text }) => text !== "");
}

function isHan(point: string | undefined): boolean {
  return /^\p{Script=Han}$/u.test(point ?? "");
}
