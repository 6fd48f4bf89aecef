// The small changes that a test ought to notice: which there are in a file, each as the text that replaces other text.

import { parseSync } from "vite";

/** One change of one place. */
export interface Mutant {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** The line as it stands, for the reader and for the list of equivalent ones. */
  readonly code: string;
  /** What changes: `a < b -> a <= b`. */
  readonly change: string;
  readonly replacement: string;
  /** The expression or statement around it, which is taken whole from the one text or the other. */
  readonly within: { readonly start: number; readonly end: number; readonly isStatement: boolean };
  /** Whether it is looked at when the module is loaded, and not only when a function is called. */
  readonly atLoad: boolean;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

type Emit = (within: Node, start: number, end: number, replacement: string, from?: string) => void;

const swapped: Readonly<Record<string, string>> = {
  "<": "<=", "<=": "<", ">": ">=", ">=": ">", "===": "!==", "!==": "===", "+": "-", "-": "+", "*": "/", "/": "*",
  "%": "*", "**": "*", "&&": "||", "||": "&&", "&": "|", "|": "&", "^": "&", "<<": ">>", ">>": "<<", ">>>": "<<",
  "+=": "-=", "-=": "+=", "*=": "/=", ">>=": "<<=", "<<=": ">>=", "|=": "&=", "&=": "|=", "++": "--", "--": "++",
};
/** Parts of the tree that hold types, or names and no values. */
const passedOver = new Set([
  "typeAnnotation", "typeParameters", "typeArguments", "returnType", "superTypeArguments", "implements", "parent",
  "source",
]);
const wrappers = new Set(["TSAsExpression", "TSNonNullExpression", "TSSatisfiesExpression"]);
/** Longest text of a change that is shown whole. */
const shownMax = 60;

/** Every mutant of a TypeScript file, in the order of their places. Throws when the file does not parse. */
export function mutantsOf(file: string, source: string): readonly Mutant[] {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} does not parse`);
  const found: Mutant[] = [];
  let depth = 0;
  const emit: Emit = (node, start, end, replacement, from = source.slice(start, end)) => {
    const line = source.slice(0, start).split("\n").length;
    const code = (source.split("\n")[line - 1] as string).trim();
    const change = `${short(from)} -> ${short(replacement.trim() === "" ? "nothing" : replacement)}`;
    const within = { start: node.start, end: node.end, isStatement: node.type === "ExpressionStatement" };
    found.push({ file, start, end, line, code, change, replacement, within, atLoad: depth === 0 });
  };
  walk(program as unknown as Node, source, emit, (by) => depth += by);
  return found.sort((one, other) => one.start - other.start || one.end - other.end);
}

/** The source with the change made. */
export function applied({ start, end, replacement }: Mutant, source: string): string {
  return source.slice(0, start) + replacement + source.slice(end);
}

/**
 * The source with every mutant in it at once, asleep: `$mutant(n)` is asked at the place of the n-th, counted from
 * `first`, and the changed text is taken where it says yes.
 */
export function withSwitches(source: string, mutants: readonly Mutant[], first: number): string {
  interface Place { readonly start: number; readonly end: number; readonly numbers: number[]; readonly inside: Place[] }
  const whole: Place = { start: 0, end: source.length, numbers: [], inside: [] };
  const outermostFirst = [...mutants.entries()].sort(([, { within: one }], [, { within: other }]) =>
    one.start - other.start || other.end - one.end || Number(other.isStatement) - Number(one.isStatement));
  for (const [index, { within: { start, end } }] of outermostFirst) {
    let around = whole;
    for (let next = around.inside.at(-1); next !== undefined && start < next.end; next = around.inside.at(-1)) {
      around = next;
      if (around.start === start && around.end === end) break;
    }
    if (around !== whole && around.start === start && around.end === end) around.numbers.push(index);
    else around.inside.push({ start, end, numbers: [index], inside: [] });
  }
  const render = ({ start, end, numbers, inside }: Place): string => {
    let [text, at] = ["", start];
    for (const part of inside) {
      text += source.slice(at, part.start) + render(part);
      at = part.end;
    }
    text += source.slice(at, end);
    if (numbers.length === 0) return text;
    const [only = 0] = numbers;
    if (mutants[only]?.within.isStatement) return `{if(!$mutant(${first + only})){${text}}}`;
    return `(${numbers.map((number) => `$mutant(${first + number})?(${changed(number)}):`).join("")}(${text}))`;
  };
  const changed = (number: number): string => {
    const { start, end, replacement, within } = mutants[number] as Mutant;
    return source.slice(within.start, start) + replacement + source.slice(end, within.end);
  };
  return `const $mutant=globalThis.mutant;${render(whole)}`;
}

function walk(node: Node, source: string, emit: Emit, deeper: (by: number) => void): void {
  if (/^(?:Import|ExportAll)/u.test(node.type)) return;
  if (node.type.startsWith("TS") && !wrappers.has(node.type)) return;
  // An assertion holds unless our own code is wrong, so no test can see it go. The detail of an error is for people.
  if (isAssertion(node)) return;
  if (node.type === "NewExpression" && nameOf(node["callee"]).endsWith("Error")) {
    const [code] = node["arguments"] as readonly Node[];
    if (code !== undefined && nameOf(node["callee"]) === "ChirographError") walk(code, source, emit, deeper);
    return;
  }
  mutate(node, source, emit);
  const isFunction = /Function/u.test(node.type);
  if (isFunction) deeper(1);
  for (const [key, value] of Object.entries(node)) {
    if (passedOver.has(key)) continue;
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === "object" && child !== null && typeof (child as Node).type === "string") {
        if (key === "key" && node["computed"] !== true) continue;
        walk(child as Node, source, emit, deeper);
      }
    }
  }
  if (isFunction) deeper(-1);
}

function mutate(node: Node, source: string, emit: Emit): void {
  switch (node.type) {
    case "BinaryExpression":
    case "LogicalExpression":
    case "AssignmentExpression":
      return operator(node, source, emit);
    case "UpdateExpression":
      return emit(
        node, node.start, node.end, source.slice(node.start, node.end).replace(/\+\+|--/u, (at) => swapped[at] ?? at),
      );
    case "UnaryExpression":
      if (node["operator"] === "!") emit(node, node.start, node.start + 1, " ");
      return;
    case "IfStatement":
    case "ConditionalExpression":
      // What is thrown on there is our own bug.
      if (/^!\(\w+ instanceof \w+\)$/u.test(source.slice(start(node["test"]), end(node["test"])))) return;
      for (const value of ["true", "false"]) emit(node["test"] as Node, start(node["test"]), end(node["test"]), value);
      return;
    case "WhileStatement":
    case "ForStatement":
      if (node["test"] !== null) emit(node["test"] as Node, start(node["test"]), end(node["test"]), "false");
      return;
    case "ReturnStatement":
      // A literal has changes of its own, and most callers cannot tell undefined from false or null.
      if (node["argument"] === null || (node["argument"] as Node).type === "Literal") return;
      return emit(node["argument"] as Node, start(node["argument"]), end(node["argument"]), "undefined");
    case "ExpressionStatement":
      if (node["directive"] == null) emit(node, node.start, node.end, ";");
      return;
    case "Literal":
      return literal(node, source, emit);
    default:
  }
}

function operator(node: Node, source: string, emit: Emit): void {
  const sign = node["operator"] as string;
  const [from, to] = [end(node["left"]), start(node["right"])];
  if (sign === "??") return emit(node, node.start, node.end, source.slice(start(node["left"]), from));
  const other = swapped[sign];
  if (other === undefined) return;
  const alone = new RegExp(`(?<![<>=!&|+*-])${sign.replaceAll(/[*+|^]/gu, "\\$&")}(?!=)`, "u");
  const at = source.slice(from, to).search(alone);
  const around = source.slice(node.start, node.end);
  if (at >= 0) emit(node, from + at, from + at + sign.length, other, around.length <= shownMax ? around : sign);
}

function literal(node: Node, source: string, emit: Emit): void {
  const { value } = node as { readonly value?: unknown };
  if (typeof value === "number") emit(node, node.start, node.end, String(value + 1));
  else if (typeof value === "boolean") emit(node, node.start, node.end, String(!value));
  else if (typeof value === "bigint") emit(node, node.start, node.end, `${value + 1n}n`);
  // A sentence is for people; no label of the protocol is one.
  else if (typeof value === "string" && !/^[A-Z].* .*\.$/u.test(value)) {
    emit(node, node.start, node.end, value === "" ? '"x"' : '""');
  }
}

function isAssertion(node: Node): boolean {
  const call = node.type === "ExpressionStatement" ? node["expression"] as Node : node;
  return call.type === "CallExpression" && nameOf(call["callee"]) === "assert";
}

function nameOf(node: unknown): string {
  return (node as { readonly name?: string }).name ?? "";
}

function start(node: unknown): number {
  return (node as Node).start;
}

function end(node: unknown): number {
  return (node as Node).end;
}

function short(text: string): string {
  const flat = text.replaceAll(/\s+/gu, " ").trim();
  return flat.length <= shownMax ? flat : `${flat.slice(0, shownMax)}…`;
}
