// A sentence of a catalogue with its values put in: `{name}`, and `{n, plural, one {# entry} other {# entries}}`.

/** What may be put into a sentence. */
export type Values = Readonly<Record<string, string | number>>;

const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFD\uFE70-\uFEFC]/u;
const firstStrongIsolate = "\u2068";
const popIsolate = "\u2069";

/** Writes a pattern out in a language. A value that is missing stays as its name in braces, so that it is seen. */
export function writeSentence(pattern: string, values: Values, language: string): string {
  const isolate = isRightToLeft(language);
  return write(pattern, values, language, isolate, null);
}

/** The names of the values a pattern asks for, sorted: what a translation may not lose. */
export function placeholders(pattern: string): readonly string[] {
  const names = new Set<string>();
  collect(pattern, names);
  return [...names].sort();
}

function write(pattern: string, values: Values, language: string, isolate: boolean, counted: string | null): string {
  let written = "";
  for (const part of split(pattern)) {
    if (part.kind === "text") written += counted === null ? part.text : part.text.replaceAll("#", counted);
    else if (part.choices === null) {
      const value = values[part.name];
      written += value === undefined ? `{${part.name}}` : isolated(value, isolate);
    } else {
      const number = Number(values[part.name] ?? 0);
      const rule = new Intl.PluralRules(language).select(number);
      const chosen = part.choices.get(`=${number}`) ?? part.choices.get(rule) ?? part.choices.get("other") ?? "";
      written += write(chosen, values, language, isolate, String(number));
    }
  }
  return written;
}

// A Latin name in an Arabic sentence, or the other way round, must not pull the signs beside it to its side.
function isolated(value: string | number, always: boolean): string {
  const text = String(value);
  return always || rightToLeft.test(text) ? `${firstStrongIsolate}${text}${popIsolate}` : text;
}

function isRightToLeft(language: string): boolean {
  return language.startsWith("ar");
}

function collect(pattern: string, names: Set<string>): void {
  for (const part of split(pattern)) {
    if (part.kind === "text") continue;
    names.add(part.name);
    for (const choice of part.choices?.values() ?? []) collect(choice, names);
  }
}

type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "value"; readonly name: string; readonly choices: ReadonlyMap<string, string> | null };

function split(pattern: string): readonly Part[] {
  const parts: Part[] = [];
  let text = "";
  for (let at = 0; at < pattern.length; at += 1) {
    if (pattern[at] !== "{") {
      text += pattern[at];
      continue;
    }
    const end = closing(pattern, at);
    if (text !== "") parts.push({ kind: "text", text });
    text = "";
    parts.push(valueOf(pattern.slice(at + 1, end)));
    at = end;
  }
  if (text !== "") parts.push({ kind: "text", text });
  return parts;
}

function valueOf(inside: string): Part {
  const plural = /^\s*(\w+)\s*,\s*plural\s*,/u.exec(inside);
  if (plural === null) return { kind: "value", name: inside.trim(), choices: null };
  const choices = new Map<string, string>();
  let rest = inside.slice(plural[0].length);
  for (;;) {
    const head = /^\s*([=\w]+)\s*\{/u.exec(rest);
    if (head === null) break;
    const end = closing(rest, head[0].length - 1);
    choices.set(head[1] ?? "", rest.slice(head[0].length, end));
    rest = rest.slice(end + 1);
  }
  return { kind: "value", name: plural[1] ?? "", choices };
}

function closing(pattern: string, open: number): number {
  let depth = 0;
  for (let at = open; at < pattern.length; at += 1) {
    if (pattern[at] === "{") depth += 1;
    if (pattern[at] === "}") depth -= 1;
    if (depth === 0) return at;
  }
  throw new Error(`sentence: no closing brace in ${pattern}`);
}
