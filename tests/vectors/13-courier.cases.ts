// How the vectors of chapter 13 are run.

import { bundleItems, bundleMagic, createBundleReader, createBundleWriter } from "../../src/core/courier/bundle.ts";
import type { BundleItem } from "../../src/core/courier/bundle.ts";
import { codesOf, joinCodes } from "../../src/core/courier/codes.ts";
import { concat, toHex } from "../../src/core/bytes/hex.ts";
import type { Json, Shape } from "../../src/core/bytes/shape.ts";
import { createNodeCrypto } from "../../src/crypto/node/crypto.ts";
import { createSoftwareSigner } from "../../src/crypto/node/signer.ts";
import { hex } from "./vectors.ts";
import type { Case, Runner } from "./vectors.ts";

export const crypto = createNodeCrypto();

type Body = Exclude<BundleItem, { item: "end" }>;

/** An item in JSON, its name beside its fields. */
export function shown({ item, ...fields }: BundleItem): Json {
  return shapeOf(item).toJson(fields);
}

function shapeOf(name: string): Shape<unknown> {
  return bundleItems.find(([one]) => one === name)?.[1] as Shape<unknown>;
}

function itemOf(json: Json): Body {
  const { item, ...fields } = json as { readonly item: Body["item"] } & Readonly<Record<string, Json>>;
  return { item, ...(shapeOf(item).fromJson(fields, item) as object) } as Body;
}

function runMake(input: Case["input"]): unknown {
  const writer = createBundleWriter(crypto);
  const items = (input["items"] as readonly Json[]).map((json) => writer.write(itemOf(json)));
  const end = writer.end(createSoftwareSigner(crypto, hex(input["seed"])), input["left"] as number);
  return { file: toHex(concat(bundleMagic, ...items, end)) };
}

/** Read in parts of an odd length, so that an item is seldom whole in one. */
function runFile(input: Case["input"]): unknown {
  const [file, reader] = [hex(input["file"]), createBundleReader(crypto)];
  const items: BundleItem[] = [];
  for (let at = 0; at < file.length; at += 37) items.push(...reader.read(file.subarray(at, at + 37)));
  reader.close();
  const of = (name: BundleItem["item"]): readonly Json[] => items.filter(({ item }) => item === name).map(shown);
  const lists = (name: "heads" | "again", field: string): readonly Json[] =>
    of(name).flatMap((one) => (one as Readonly<Record<string, readonly Json[]>>)[field] ?? []);
  return {
    header: of("header")[0], heads: lists("heads", "heads"), again: lists("again", "places"), entries: of("entry"),
    left: (of("end")[0] as { readonly left: number }).left, signed: reader.isSignedBy(hex(input["key"])),
  };
}

function runCodes(input: Case["input"]): unknown {
  if (input["bundle"] !== undefined) return { codes: (codesOf(crypto, hex(input["bundle"])) ?? []).map(toHex) };
  return { bundle: toHex(joinCodes(crypto, (input["codes"] as readonly string[]).map(hex))) };
}

export const runners: Readonly<Record<string, Runner>> = {
  "codes.json": ({ input }) => runCodes(input),
  "files.json": ({ input }) => runFile(input),
  "make.json": ({ input }) => runMake(input),
};
