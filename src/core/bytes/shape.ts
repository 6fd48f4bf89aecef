// Shapes: one declaration of a structure, from which its bytes, its JSON and its CDDL all come.

import { ChirographError } from "../errors.ts";
import { decode, encode, utf8 } from "./cbor.ts";
import type { Value } from "./cbor.ts";
import { fromHex, toHex } from "./hex.ts";

/** JSON as the API and the exports write it. Bytes are lower-case hexadecimal. */
export type Json = number | string | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** How one type is written as a value of the profile, as JSON and as CDDL. */
export interface Shape<T> {
  /** A CDDL type expression (RFC 8610). */
  readonly cddl: string;
  toValue(item: T): Value;
  /** Errors: shape. */
  fromValue(value: Value, path: string): T;
  toJson(item: T): Json;
  /** Errors: shape. */
  fromJson(json: Json, path: string): T;
}

/** The type a shape stands for. */
export type Of<S> = S extends Shape<infer T> ? T : never;

/** Canonical bytes of an item. */
export function encodeShape<T>(shape: Shape<T>, item: T): Uint8Array {
  return encode(shape.toValue(item));
}

/** The item whose canonical bytes these are. Errors: cbor-*, shape. */
export function decodeShape<T>(shape: Shape<T>, bytes: Uint8Array): T {
  return shape.fromValue(decode(bytes), "");
}

/**
 * The item whose first field is its version: another version is told before anything else of the shape. Errors: cbor-*,
 * version-unknown, shape.
 */
export function decodeVersioned<T>(shape: Shape<T>, version: number, bytes: Uint8Array): T {
  const value = decode(bytes);
  const [first] = Array.isArray(value) ? (value as readonly Value[]) : [];
  if (typeof first === "number" && first !== version) throw new ChirographError("version-unknown", `Version ${first}.`);
  return shape.fromValue(value, "");
}

/** A whole number from 0 to `max`. */
export function uint(max: number = Number.MAX_SAFE_INTEGER): Shape<number> {
  const check = (item: unknown, path: string): number =>
    typeof item === "number" && Number.isSafeInteger(item) && item >= 0 && item <= max ? item : wrong(path, "uint");
  const cddl = max === Number.MAX_SAFE_INTEGER ? "uint" : `0..${max}`;
  return { cddl, toValue: (item) => check(item, ""), fromValue: check, toJson: (item) => item, fromJson: check };
}

/** Bytes of a fixed length, or of a length between two limits. */
export function bytes(min: number, max: number = min): Shape<Uint8Array> {
  const check = (item: unknown, path: string): Uint8Array =>
    item instanceof Uint8Array && item.length >= min && item.length <= max ? item : wrong(path, "bstr");
  return {
    cddl: min === max ? `bstr .size ${min}` : `bstr .size (${min}..${max})`,
    toValue: (item) => check(item, ""),
    fromValue: check,
    toJson: (item) => toHex(item),
    fromJson: (json, path) => check(typeof json === "string" ? fromHex(json) : null, path),
  };
}

/** Text of at most `max` bytes of UTF-8, and at least `min`. */
export function text(max: number, min = 0): Shape<string> {
  const check = (item: unknown, path: string): string => {
    if (typeof item !== "string" || !item.isWellFormed()) return wrong(path, "tstr");
    const length = utf8(item).length;
    return length >= min && length <= max ? item : wrong(path, "tstr");
  };
  const cddl = `tstr .size (${min}..${max})`;
  return { cddl, toValue: (item) => check(item, ""), fromValue: check, toJson: (item) => item, fromJson: check };
}

/** At most `max` items of one shape, at least `min`. */
export function list<T>(item: Shape<T>, max: number, min = 0): Shape<readonly T[]> {
  const each = <A, B>(items: unknown, path: string, convert: (one: A, path: string) => B): B[] => {
    if (!Array.isArray(items) || items.length > max || items.length < min) return wrong(path, "array");
    return items.map((one: A, index) => convert(one, `${path}[${index}]`));
  };
  return {
    cddl: `[${min}*${max} ${item.cddl}]`,
    toValue: (items) => each(items, "", (one: T) => item.toValue(one)),
    fromValue: (value, path) => each(value, path, item.fromValue),
    toJson: (items) => items.map((one) => item.toJson(one)),
    fromJson: (json, path) => each(json, path, item.fromJson),
  };
}

/** An item that may be absent: null here and in JSON, an array of none or one in bytes. */
export function optional<T>(item: Shape<T>): Shape<T | null> {
  return {
    cddl: `[? ${item.cddl}]`,
    toValue: (one) => (one === null ? [] : [item.toValue(one)]),
    fromValue: (value, path) => {
      if (!Array.isArray(value) || value.length > 1) return wrong(path, "[? item]");
      return value.length === 0 ? null : item.fromValue(value[0] as Value, path);
    },
    toJson: (one) => (one === null ? null : item.toJson(one)),
    fromJson: (json, path) => (json === null ? null : item.fromJson(json, path)),
  };
}

/** One of a closed set of words, written as a small number in bytes and as the word in JSON. */
export function oneOf<W extends string>(...words: readonly W[]): Shape<W> {
  const fromJson = (json: unknown, path: string): W =>
    words.includes(json as W) ? (json as W) : wrong(path, words.join(" / "));
  return {
    cddl: `0..${words.length - 1}`,
    toValue: (word) => words.indexOf(fromJson(word, "")),
    fromValue: (value, path) => words[typeof value === "number" ? value : -1] ?? wrong(path, words.join(" / ")),
    toJson: (word) => word,
    fromJson,
  };
}

/** A structure: its fields in order are an array in bytes and an object in JSON. */
export function struct<F extends Readonly<Record<string, Shape<unknown>>>>(
  fields: F,
): Shape<{ readonly [K in keyof F]: Of<F[K]> }> {
  type Item = { readonly [K in keyof F]: Of<F[K]> };
  const names = Object.keys(fields);
  const shapes = names.map((name) => fields[name] as Shape<unknown>);
  // Everything that is read passes here: nothing is made for it but the item.
  const topPaths = names.map((name) => `.${name}`);
  const build = <A>(take: (index: number, name: string) => A): Record<string, A> =>
    Object.fromEntries(names.map((name, index) => [name, take(index, name)]));
  return {
    cddl: `[${names.map((name, index) => `${name}: ${(shapes[index] as Shape<unknown>).cddl}`).join(", ")}]`,
    toValue: (item) => names.map((name, index) => at(shapes, index).toValue(item[name])),
    fromValue: (value, path) => {
      if (!Array.isArray(value) || value.length !== names.length) return wrong(path, `array of ${names.length}`);
      const item: Record<string, unknown> = {};
      for (let index = 0; index < names.length; index++) {
        const of = path === "" ? (topPaths[index] as string) : `${path}.${names[index]}`;
        item[names[index] as string] = at(shapes, index).fromValue(value[index] as Value, of);
      }
      return item as Item;
    },
    toJson: (item) => build((index, name) => at(shapes, index).toJson(item[name])),
    fromJson: (json, path) => {
      if (typeof json !== "object" || json === null || Array.isArray(json)) return wrong(path, "object");
      const object = json as { readonly [key: string]: Json };
      if (Object.keys(object).some((key) => !Object.hasOwn(fields, key))) return wrong(path, "no other fields");
      return build((index, name) =>
        at(shapes, index).fromJson(Object.hasOwn(object, name) ? (object[name] as Json) : null, `${path}.${name}`),
      ) as Item;
    },
  };
}

function at(shapes: readonly Shape<unknown>[], index: number): Shape<unknown> {
  return shapes[index] as Shape<unknown>;
}

function wrong(path: string, wanted: string): never {
  throw new ChirographError("shape", `${path === "" ? "value" : path}: wanted ${wanted}.`);
}
