// What some contents name and the other side holds: the message that a message answers, the station that was tested. It
// is taken out of the content and said in few bytes (spec/11-narrow.md, Contents).

import type { Value } from "../bytes/cbor.ts";
import { lineTest } from "../mechanism/line-test/entries.ts";
import { message } from "../mechanism/message/entries.ts";

/** What a content names: the leaf of an entry, or a station. */
export interface Named {
  readonly sort: "leaf" | "station";
  readonly bytes: Uint8Array;
}

const none = new Uint8Array(0);
const leafBytes = 32;
const stationBytes = 16;
/** Place of the relation among the fields of a message. */
const relationAt = 9;

/** What a content of a kind names, and the content without it; null where it names nothing of the sort. */
export function takeOut(kind: number, content: Value): { readonly content: Value; readonly named: Named } | null {
  const bytes = nameIn(kind, content);
  if (bytes === null || bytes.length === 0) return null;
  return { content: withName(kind, content, none), named: { sort: sortOf(kind), bytes } };
}

/** The content with what it names put in again; null where there is no place for it. */
export function putBack(kind: number, content: Value, name: Uint8Array): Value | null {
  return nameIn(kind, content)?.length === 0 ? withName(kind, content, name) : null;
}

/** Which sort of name a content of a kind has. */
export function sortOf(kind: number): Named["sort"] {
  return kind === message.code ? "leaf" : "station";
}

/** The bytes at the place of the name: as long as it is, or none; null where the content has no such place. */
function nameIn(kind: number, content: Value): Uint8Array | null {
  if (!isArray(content)) return null;
  if (kind === message.code) {
    const relation = content[relationAt];
    const one = isArray(relation) && relation.length === 1 ? relation[0] : null;
    return isArray(one) && one.length === 2 ? sized(one[1], leafBytes) : null;
  }
  return kind === lineTest.code ? sized(content[0], stationBytes) : null;
}

function withName(kind: number, content: Value, name: Uint8Array): Value {
  const fields = content as readonly Value[];
  if (kind === lineTest.code) return fields.with(0, name);
  const [relation] = fields[relationAt] as readonly (readonly Value[])[];
  return fields.with(relationAt, [[(relation as readonly Value[])[0] as Value, name]]);
}

function sized(value: Value | undefined, length: number): Uint8Array | null {
  return value instanceof Uint8Array && (value.length === length || value.length === 0) ? value : null;
}

function isArray(value: Value | null | undefined): value is readonly Value[] {
  return Array.isArray(value);
}
