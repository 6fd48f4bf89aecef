// A process of its own: takes a document, sets every copy, and ends. It may read its own program, the typesetter and
// the fonts; it can write, connect to and start nothing. Started ahead of its document (`ahead`), it rehearses first.

import { createHash } from "node:crypto";
import { readFileSync, writeSync } from "node:fs";
import { initSync, TypstCompilerBuilder } from "@myriaddreamin/typst-ts-web-compiler";
import type { TypstCompiler } from "@myriaddreamin/typst-ts-web-compiler";
import { htmlPage } from "../../core/document/html.ts";
import { decodePaper } from "../../core/document/paper.ts";
import type { Hasher, Paper } from "../../core/document/paper.ts";
import { plainText } from "../../core/document/plain.ts";
import { archived } from "./archive.ts";
import { copyInput, textsOf } from "./copy-input.ts";
import { fontsFor } from "./fonts.ts";
import { form } from "./form.ts";
import { fileOf } from "./packages.ts";
import { rehearsal } from "./rehearsal.ts";

const hasher: Hasher = { sha256: (bytes) => createHash("sha256").update(bytes).digest() };
/** Diagnostics as a text, should the form itself be wrong. */
const diagnosticsAsText = 3;

interface Compiled {
  readonly result?: Uint8Array;
  readonly diagnostics?: unknown;
}

async function compilerWith(fonts: readonly Uint8Array[]): Promise<TypstCompiler> {
  const builder = new TypstCompilerBuilder();
  builder.set_dummy_access_model();
  for (const font of fonts) await builder.add_raw_font(font);
  const compiler = await builder.build();
  compiler.add_source("/form.typ", form);
  return compiler;
}

/** Every part of what is made of a document, in order: what has no glyph, the page, the plain text, the copies. */
async function* partsOf(item: Paper): AsyncGenerator<Uint8Array> {
  const fonts = fontsFor(textsOf(item));
  const compiler = await compilerWith(fonts.files);
  for (const one of [JSON.stringify(fonts.withoutGlyph), htmlPage(hasher, item), plainText(hasher, item)]) {
    yield Buffer.from(one);
  }
  for (const index of item.principals.keys()) {
    const input = [["copy", JSON.stringify(copyInput(hasher, item, index, fonts))]];
    const { result, diagnostics } = compiler.compile("/form.typ", input, "pdf", diagnosticsAsText) as Compiled;
    if (result === undefined) throw new Error(JSON.stringify(diagnostics));
    yield archived(result);
  }
}

function frame(bytes: Uint8Array): void {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  for (const part of [length, bytes]) for (let at = 0; at < part.length;) at += writeSync(1, part, at);
}

initSync({ module: readFileSync(fileOf("program", "pkg/typst_ts_web_compiler_bg.wasm")) });
if (process.argv[2] === "ahead") for await (const part of partsOf(rehearsal)) part.fill(0);
for await (const part of partsOf(decodePaper(readFileSync(0)))) frame(part);
