// The CDDL of kinds as the specification prints it, from the same declaration that makes the bytes.

import type { Shape } from "../bytes/shape.ts";
import type { Kind } from "./kind.ts";

/** Widest line of a printed rule, in columns. */
const columnsMax = 100;

/** The CDDL rule of a kind's content, under the kind's name; a line of comment for a bare kind. */
export function cddlOfKind(kind: Kind): string {
  return kind.content === null ? `; ${kind.name} (${kind.code}): no content` : cddlRule(kind.name, kind.content);
}

/** A CDDL rule (RFC 8610) of a shape, broken over lines where it is wide. */
export function cddlRule(name: string, shape: Shape<never> | Shape<unknown>): string {
  return broken(`${name} = ${shape.cddl}`, "");
}

function broken(text: string, indent: string): string {
  const open = text.indexOf("[");
  if (indent.length + text.length <= columnsMax || open === -1) return indent + text;
  const close = matching(text, open);
  // An array of one item, "[0*32 [...]]", is opened at its item.
  const fields = split(text.slice(open + 1, close));
  if (fields.length === 1 && (fields[0] as string).includes("[")) {
    const inner = open + 1 + text.slice(open + 1).indexOf("[");
    const end = matching(text, inner);
    return assemble(text.slice(0, inner + 1), split(text.slice(inner + 1, end)), text.slice(end), indent);
  }
  return assemble(text.slice(0, open + 1), fields, text.slice(close), indent);
}

function assemble(head: string, fields: readonly string[], tail: string, indent: string): string {
  const lines = fields.map((field) => broken(field, `${indent}  `));
  return `${indent}${head}\n${lines.join(",\n")}\n${indent}${tail}`;
}

function matching(text: string, open: number): number {
  let depth = 0;
  for (let index = open; index < text.length; index++) {
    if (text[index] === "[") depth += 1;
    if (text[index] === "]") depth -= 1;
    if (depth === 0) return index;
  }
  return text.length;
}

function split(fields: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let index = 0; index < fields.length; index++) {
    if (fields[index] === "[" || fields[index] === "(") depth += 1;
    if (fields[index] === "]" || fields[index] === ")") depth -= 1;
    if (depth !== 0 || fields[index] !== ",") continue;
    parts.push(fields.slice(from, index).trim());
    from = index + 1;
  }
  return [...parts, fields.slice(from).trim()];
}
