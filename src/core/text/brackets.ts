// Brackets of a joint text, as at the table: what is disputed stands in the text itself, with the name of who wants it.

/** Brackets within brackets, counted with the outermost. */
export const bracketDepthMax = 4;
/** Most brackets of one text. */
export const bracketsMax = 256;
/** Most alternatives of one bracket. */
export const alternativesMax = 16;

/** Why a text with bracket characters cannot be read. */
export type BracketFault =
  "unopened" | "unclosed" | "too-deep" | "too-many" | "empty" | "named-twice" | "link-differs";

/** Text that nobody disputes; `from` and `to` are places in the whole text, in UTF-16 units. */
export interface PlainPart {
  readonly kind: "plain";
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** One wording of a bracket, and the parties that want it; nobody is named where it is only disputed. */
export interface Alternative {
  readonly names: readonly string[];
  /** Where the wording stands, without its names and outer spaces. */
  readonly from: number;
  readonly to: number;
  readonly parts: readonly BracketPart[];
}

/** A bracket with its alternatives; those of one link number are resolved together. */
export interface Bracket {
  readonly kind: "bracket";
  /** From its opening character to behind its closing one. */
  readonly from: number;
  readonly to: number;
  readonly link: number | null;
  readonly alternatives: readonly Alternative[];
}

export type BracketPart = PlainPart | Bracket;

/** What a text reads as. A text that is malformed is shown as it is, and counts as one that holds brackets. */
export type BracketTree =
  | { readonly kind: "tree"; readonly parts: readonly BracketPart[] }
  | { readonly kind: "malformed"; readonly code: BracketFault; readonly at: number };

/** Whether a text holds bracket characters; a clause that does is not clean (T-50). */
export function holdsBrackets(text: string): boolean {
  return /[[\]]/u.test(text);
}

/** Reads a text; `shorts` are the short names of the parties of the charter. Never throws. */
export function readBrackets(text: string, shorts: readonly string[]): BracketTree {
  const reading = new Reading(text, new Set(shorts));
  const parts = reading.read(0);
  return reading.fault ?? { kind: "tree", parts };
}

/** All brackets of a text in the order of their opening characters, inner ones with outer ones. */
export function bracketsOf(parts: readonly BracketPart[]): readonly Bracket[] {
  return parts.flatMap((part) => (part.kind === "plain"
    ? [] : [part, ...part.alternatives.flatMap((one) => bracketsOf(one.parts))]));
}

/**
 * The text with one bracket resolved: the one at `ordinal` in the order of `bracketsOf`, by an alternative or, with
 * null, by nothing (T-56). Null when there is no such bracket or alternative, or the text is malformed.
 */
export function resolveBracket(
  text: string, shorts: readonly string[], ordinal: number, alternative: number | null,
): string | null {
  const tree = readBrackets(text, shorts);
  const bracket = tree.kind === "tree" ? bracketsOf(tree.parts)[ordinal] : undefined;
  if (bracket === undefined) return null;
  if (alternative === null) return put(text, bracket, "");
  const chosen = bracket.alternatives[alternative];
  return chosen === undefined ? null : put(text, bracket, text.slice(chosen.from, chosen.to));
}

/**
 * The text with every bracket of a link number resolved as a party wants it: by its alternative, and by nothing where
 * it is named in none (T-57). Null when the text is malformed; a text without that number comes back as it is.
 */
export function resolveLink(text: string, shorts: readonly string[], link: number, party: string): string | null {
  return resolveFor(text, shorts, party, (bracket) => bracket.link === link);
}

/** The text as a party wants it: every bracket resolved that names it. Null when the text is malformed. */
export function asWantedBy(text: string, shorts: readonly string[], party: string): string | null {
  return resolveFor(text, shorts, party, (bracket) => wantedBy(bracket, party) >= 0);
}

/** The number of the alternative that a party is named in; -1 when there is none. */
function wantedBy(bracket: Bracket, party: string): number {
  return bracket.alternatives.findIndex((one) => one.names.includes(party));
}

function resolveFor(
  text: string, shorts: readonly string[], party: string, meant: (bracket: Bracket) => boolean,
): string | null {
  let result = text;
  // The last one first: it holds no other that is meant, and what stands before it keeps its place. Each turn takes one
  // bracket away, so there are no more turns than brackets.
  for (;;) {
    const tree = readBrackets(result, shorts);
    if (tree.kind === "malformed") return null;
    const bracket = bracketsOf(tree.parts).findLast(meant);
    if (bracket === undefined) return result;
    const chosen = bracket.alternatives[wantedBy(bracket, party)];
    result = put(result, bracket, chosen === undefined ? "" : result.slice(chosen.from, chosen.to));
  }
}

/** Puts a wording in the place of a bracket; where it is nothing, one of the spaces around it goes too (T-56). */
function put(text: string, { from, to }: Bracket, wording: string): string {
  const before = text.slice(0, from);
  const after = text.slice(to);
  if (wording !== "") return before + wording + after;
  if (before.endsWith(" ") && (after === "" || /^[ \n,.;:!?)\]|]/u.test(after))) return before.slice(0, -1) + after;
  return before + (before === "" || before.endsWith("\n") ? after.replace(/^ /u, "") : after);
}

/** The grammar of T-51, read from left to right; it goes no deeper than `bracketDepthMax`, whatever the text. */
class Reading {
  readonly #text: string;
  readonly #shorts: ReadonlySet<string>;
  #place = 0;
  #count = 0;
  fault: { readonly kind: "malformed"; readonly code: BracketFault; readonly at: number } | null = null;

  constructor(text: string, shorts: ReadonlySet<string>) {
    this.#text = text;
    this.#shorts = shorts;
  }

  /** Parts up to what ends them: the end of the text, or the `|` or `]` of the bracket around them. */
  read(depth: number): readonly BracketPart[] {
    const parts: BracketPart[] = [];
    const ends = depth === 0 ? /[[\]]/gu : /[[\]|]/gu;
    while (this.fault === null) {
      ends.lastIndex = this.#place;
      const to = ends.exec(this.#text)?.index ?? this.#text.length;
      if (to > this.#place) {
        parts.push({ kind: "plain", text: this.#text.slice(this.#place, to), from: this.#place, to });
      }
      this.#place = to;
      if (this.#text[to] === "[") parts.push(this.#bracket(depth + 1));
      else if (this.#text[to] === "]" && depth === 0) this.#fail("unopened", to);
      else break;
    }
    return parts;
  }

  #bracket(depth: number): Bracket {
    const from = this.#place;
    if (depth > bracketDepthMax) this.#fail("too-deep", from);
    if (++this.#count > bracketsMax) this.#fail("too-many", from);
    const alternatives: Alternative[] = [];
    let link: number | null = null;
    do {
      this.#place++;
      if (alternatives.length === alternativesMax) this.#fail("too-many", this.#place);
      const head = this.#head();
      if (head.link !== null) {
        if (alternatives.length > 0 && head.link !== link) this.#fail("link-differs", this.#place);
        link = head.link;
      }
      if (this.fault !== null) break;
      const start = this.#place;
      const parts = this.read(depth);
      const alone = alternatives.length === 0 && head.names.length === 0 && this.#text[this.#place] === "]";
      alternatives.push({ names: head.names, ...trimmed(this.#text, parts, start, this.#place, alone) });
    } while (this.fault === null && this.#text[this.#place] === "|");
    this.#close(from, alternatives);
    return { kind: "bracket", from, to: this.#place, link, alternatives };
  }

  #close(from: number, alternatives: readonly Alternative[]): void {
    if (this.fault !== null) return;
    if (this.#text[this.#place] !== "]") return this.#fail("unclosed", from);
    this.#place++;
    if (alternatives.every((one) => /^ *$/u.test(this.#text.slice(one.from, one.to)))) return this.#fail("empty", from);
    const names = alternatives.flatMap((one) => one.names);
    if (new Set(names).size !== names.length) this.#fail("named-twice", from);
  }

  /** Who wants what follows, and its link number; both only where every name is a party's (T-52). */
  #head(): { readonly names: readonly string[]; readonly link: number | null } {
    const head = / *(?:([1-9][0-9]{0,2}) +)?([A-Z0-9]{1,8}(?: *, *[A-Z0-9]{1,8}){0,15}) *:/uy;
    head.lastIndex = this.#place;
    const found = head.exec(this.#text);
    const names = found?.[2]?.split(/ *, */u) ?? [];
    if (found === null || names.some((name) => !this.#shorts.has(name))) return { names: [], link: null };
    this.#place += found[0].length;
    return { names, link: found[1] === undefined ? null : Number(found[1]) };
  }

  #fail(code: BracketFault, at: number): void {
    this.fault ??= { kind: "malformed", code, at };
  }
}

/** A wording without its outer spaces; one that stands alone and unnamed keeps them: "shall[ not]" (T-53). */
function trimmed(
  text: string, parts: readonly BracketPart[], start: number, end: number, alone: boolean,
): Omit<Alternative, "names"> {
  let [from, to] = [start, end];
  while (!alone && from < to && text[from] === " ") from++;
  while (!alone && to > from && text[to - 1] === " ") to--;
  const kept = parts.map((part) => (part.kind === "bracket" ? part : cut(text, part, from, to)));
  return { from, to, parts: kept.filter((part) => part.to > part.from) };
}

function cut(text: string, part: PlainPart, least: number, most: number): PlainPart {
  const from = Math.max(part.from, least);
  const to = Math.max(from, Math.min(part.to, most));
  return { kind: "plain", text: text.slice(from, to), from, to };
}
