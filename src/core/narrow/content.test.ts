import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { packContent, unpackContent } from "./content.ts";
import { encode } from "../bytes/cbor.ts";
import type { Value } from "../bytes/cbor.ts";
import { message } from "../mechanism/message/entries.ts";

function saying(text: string): Value {
  return ["watch", "", [[0, "watch"]], [], "open", "en", "Subject", text, [], []];
}

test("what was packed before, however much, changes nothing of what a content is packed to", () => {
  const contents = Array.from({ length: 40 }, (_, at) => saying(`The ships have left port ${at}.`));
  const pack = (value: Value): Uint8Array => packContent(message.code, value).bytes;
  const first = contents.map(pack);
  // More than is remembered of places that changed: the whole model is taken anew.
  const long = saying(Array.from({ length: 3_000 }, (_, at) => `word${at}`).join(" "));
  const packed = packContent(message.code, long);
  deepEqual(contents.map(pack), first);
  deepEqual(contents.toReversed().map(pack), first.toReversed());
  for (const [at, bytes] of first.entries()) {
    const read = unpackContent(message.code, { coded: true, bytes });
    deepEqual(encode(read), encode(contents[at] as Value));
  }
  deepEqual(encode(unpackContent(message.code, packed)), encode(long));
});

test("one content of two kinds is packed by each", () => {
  const value = saying("Received.");
  const [one, other] = [message.code, message.code + 1].map((kind) => ({ kind, packed: packContent(kind, value) }));
  for (const { kind, packed } of [one, other].flatMap((each) => each ?? [])) {
    deepEqual(encode(unpackContent(kind, packed)), encode(value));
  }
});
