// A numbered story of docs/guide as a person follows it: the commands of its blocks, and what it says comes back.
//
// A block of "console" has commands after a prompt that names who types ("NDL$ ", "VES$ ", "anyone$ ") and lines that
// come back. In those a run of six hexadecimal digits or more, a label like NDL:12, a date-time group and the digits of
// a card stand for whatever comes in their place, and mean the same wherever they stand again; "…" stands for anything
// within a line, and a line "..." for any lines.

/** One command of a story. */
export interface GuideCommand {
  readonly line: number;
  /** Who types it: a party's short code, or "anyone", who has no station. */
  readonly who: string;
  readonly words: readonly string[];
  /** What it is redirected to, or null. */
  readonly into: string | null;
  readonly comesBack: readonly string[];
}

/** A file that the story has somebody write: a block with a name after its language. */
export interface GuideFile {
  readonly line: number;
  readonly name: string;
  readonly text: string;
}

export type GuidePart =
  | { readonly kind: "command"; readonly command: GuideCommand }
  | { readonly kind: "file"; readonly file: GuideFile };

/** All parts of a story, in order. */
export function readStory(markdown: string): readonly GuidePart[] {
  const parts: GuidePart[] = [];
  const lines = markdown.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const fence = /^```(\w+)(?: (\S+))?$/u.exec(lines[at] ?? "");
    if (fence === null) continue;
    const end = lines.indexOf("```", at + 1);
    const inside = lines.slice(at + 1, end);
    const [, language = "", name] = fence;
    if (name !== undefined) parts.push({ kind: "file", file: { line: at + 1, name, text: `${inside.join("\n")}\n` } });
    else if (language === "console") parts.push(...commandsOf(inside, at + 2));
    at = end;
  }
  return parts;
}

function commandsOf(inside: readonly string[], first: number): readonly GuidePart[] {
  const found: { line: number; who: string; typed: string; comesBack: string[] }[] = [];
  for (const [index, text] of inside.entries()) {
    const typed = /^(\w+)\$ (.*)$/u.exec(text);
    const last = found.at(-1);
    if (typed !== null) {
      found.push({ line: first + index, who: typed[1] ?? "", typed: typed[2] ?? "", comesBack: [] });
    } else if (last === undefined) throw new Error(`line ${first + index}: nobody typed anything yet`);
    else last.comesBack.push(text);
  }
  return found.map(({ line, who, typed, comesBack }) => {
    const all = wordsOf(typed);
    const into = all.at(-2) === ">" ? all.at(-1) ?? null : null;
    const words = into === null ? all : all.slice(0, -2);
    return { kind: "command", command: { line, who, words, into, comesBack } };
  });
}

/** Words of a command line: a pair of double quotes keeps one together. */
export function wordsOf(typed: string): readonly string[] {
  return [...typed.matchAll(/"([^"]*)"|(\S+)/gu)].map(([, quoted, bare]) => quoted ?? bare ?? "");
}

/** What stands for something else. */
const standing = /\b[0-9a-f]{6,64}\b|\b[A-Z]{3}:\d+(?:\.\d+)?\b|\b\d{6}Z[A-Z]{3}\d{2}\b|\b\d{5}(?: \d{5}){5}\b/gu;

/** Words as they are here: what stands for something that has come is put in. */
export function asHere(text: string, bound: ReadonlyMap<string, string>): string {
  return text.replaceAll(standing, (one) => bound.get(one) ?? one);
}

/**
 * Whether what came is what the guide says, line by line; binds what stands for something. The line of the guide that
 * did not come, or null.
 */
export function missing(
  comesBack: readonly string[], came: readonly string[], bound: Map<string, string>,
): string | null {
  let at = 0;
  let isLoose = true;
  for (const line of comesBack) {
    if (line.trim() === "...") {
      isLoose = true;
      continue;
    }
    const fresh: string[] = [];
    const pattern = patternOf(line, bound, fresh);
    const found = came.findIndex((one, index) => index >= at && (isLoose || index === at) && pattern.test(one.trim()));
    if (found < 0) return line;
    const values = pattern.exec((came[found] ?? "").trim())?.slice(1) ?? [];
    fresh.forEach((name, index) => bound.set(name, values[index] ?? ""));
    at = found + 1;
    isLoose = false;
  }
  return null;
}

function patternOf(line: string, bound: ReadonlyMap<string, string>, fresh: string[]): RegExp {
  let pattern = "";
  let from = 0;
  for (const one of line.trim().matchAll(standing)) {
    pattern += literal(line.trim().slice(from, one.index));
    from = one.index + one[0].length;
    const known = bound.get(one[0]);
    const isGroup = /Z[A-Z]{3}/u.test(one[0]);
    if (known !== undefined && !isGroup) pattern += literal(known);
    else {
      pattern += `(${shapeOf(one[0])})`;
      fresh.push(one[0]);
    }
  }
  return new RegExp(`^${pattern}${literal(line.trim().slice(from))}$`, "u");
}

function shapeOf(one: string): string {
  if (one.includes(":")) return String.raw`[A-Z]{3}:\d+(?:\.\d+)?`;
  if (/Z[A-Z]{3}/u.test(one)) return String.raw`\d{6}Z[A-Z]{3}\d{2}`;
  return one.includes(" ") ? String.raw`\d{5}(?: \d{5}){5}` : `[0-9a-f]{${one.length}}`;
}

function literal(text: string): string {
  const escaped = text.replaceAll(/[.*+?^${}()|[\]\\/]/gu, String.raw`\$&`);
  return escaped.replaceAll("…", ".*").replaceAll(/\s+/gu, String.raw`\s+`);
}
