// A content in the narrow form: through the model, or as it is where that is shorter (spec/11-narrow.md, Contents).

import { code, decoder } from "./coder.ts";
import { flatten, unflatten } from "./flat.ts";
import { Model } from "./model.ts";
import { words } from "./words.ts";
import { decode, encode } from "../bytes/cbor.ts";
import type { Value } from "../bytes/cbor.ts";
import { concat, equalBytes } from "../bytes/hex.ts";
import { assert } from "../errors.ts";
import { message } from "../mechanism/message/entries.ts";
import { contentBytesMax } from "../record/entry.ts";

/**
 * A coded byte gives at most this many flat ones, beside the first few: nobody can make much work with few bytes. What
 * would be shorter is filled up.
 */
export const flatBytesPerCoded = 8;
export const flatBytesFree = 64;

/** A content as it is packed. */
export interface PackedContent {
  readonly coded: boolean;
  readonly bytes: Uint8Array;
}

let taught: Model | null = null;

/** The model as it stands before any content: it has read the words. */
export function taughtModel(): Model {
  if (taught !== null) return taught;
  const model = new Model();
  for (const line of words) {
    const flat = flatten(messageOf(line));
    assert(flat !== null, "the words have bytes");
    model.begin(message.code);
    code(model, flat);
  }
  taught = model;
  return model;
}

/** The content of a message with nothing but these words in it. */
function messageOf(line: string): Value {
  const [language = "", party = "", subject = "", text = ""] = line.split("|");
  return ["watch", "", [[Number(party), "watch"]], [], "", language, subject, text, [], []];
}

/** The working model, taken anew by each call: copying is cheaper than a new one. */
let working: Model | null = null;

function modelFor(kind: number): Model {
  working ??= new Model();
  working.become(taughtModel());
  working.begin(kind);
  return working;
}

/** Contents packed lately, and what they are packed: one goes in several forms, to several peers, and again. */
const lately: { readonly kind: number; readonly plain: Uint8Array; readonly packed: PackedContent }[] = [];
const latelyMax = 16;

/** Packs a content; the same content always gives the same bytes. */
export function packContent(kind: number, content: Value): PackedContent {
  const plain = encode(content);
  const before = lately.find((one) => one.kind === kind && equalBytes(one.plain, plain));
  if (before !== undefined) return before.packed;
  const packed = packAnew(kind, content, plain);
  lately.push({ kind, plain, packed });
  if (lately.length > latelyMax) lately.shift();
  return packed;
}

function packAnew(kind: number, content: Value, plain: Uint8Array): PackedContent {
  const flat = flatten(content);
  const coded = flat === null || flat.length > contentBytesMax ? null : filledUp(code(modelFor(kind), flat), flat);
  const isShorter = coded !== null && coded.length < plain.length;
  return isShorter ? { coded: true, bytes: coded } : { coded: false, bytes: plain };
}

/** With zeros behind them, which a coder leaves out, as many as the flat bytes ask for. */
function filledUp(coded: Uint8Array, flat: Uint8Array): Uint8Array {
  const least = Math.ceil((flat.length - flatBytesFree) / flatBytesPerCoded);
  return coded.length >= least ? coded : concat(coded, new Uint8Array(least - coded.length));
}

function flatBytesMax(coded: Uint8Array): number {
  return Math.min(contentBytesMax, flatBytesFree + flatBytesPerCoded * coded.length);
}

/** The content of what was packed. Whoever reads packs it again and compares. Errors: envelope, cbor-*. */
export function unpackContent(kind: number, { coded, bytes }: PackedContent): Value {
  const before = coded ? lately.find(({ kind: of, packed }) => (
    of === kind && packed.coded && equalBytes(packed.bytes, bytes)
  )) : undefined;
  if (before !== undefined) return decode(before.plain);
  return coded ? unflatten(decoder(modelFor(kind), bytes, flatBytesMax(bytes))) : decode(bytes);
}
