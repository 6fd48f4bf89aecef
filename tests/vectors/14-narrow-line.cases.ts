// The cases of chapter 14: how one is run, for the maker of the vectors and for their test alike.

import { createNodeCrypto } from "../../src/crypto/node/crypto.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { ChirographError } from "../../src/core/errors.ts";
import { coefficients, symbolOf } from "../../src/core/line/fountain.ts";
import { emptyAssembly, takePart } from "../../src/core/line/narrow-assembly.ts";
import { digestOfHeads, encodeControl, readNarrowContent } from "../../src/core/line/narrow-control.ts";
import {
  encodeNarrowFragment, narrowFragmentLength, pieceLength, readNarrowFragment,
} from "../../src/core/line/narrow-fragment.ts";
import { plain, runTranscript } from "./05-line.cases.ts";
import type { Step } from "./05-line.cases.ts";
import { hex } from "./vectors.ts";
import type { Case, Runner } from "./vectors.ts";

type Input = Case["input"];

/** The fields of a fragment, after checking that it is encoded as it came. */
export function runFragment(fragment: string): unknown {
  const read = readNarrowFragment(hex(fragment));
  if (read === null) throw new ChirographError("line-frame");
  if (toHex(encodeNarrowFragment(read)) !== fragment) throw new Error("another encoding");
  return plain(read);
}

/** A frame cut into pieces for a link. */
export function runCut(input: Input): unknown {
  const frame = hex(input["frame"]);
  const { id, level } = input as { id: number; level: number };
  const length = narrowFragmentLength(input as unknown as Parameters<typeof narrowFragmentLength>[0]);
  const size = pieceLength(frame.length, length);
  const count = Math.ceil(frame.length / size);
  const pieces = Array.from({ length: count }, (_, index) => frame.subarray(index * size, (index + 1) * size));
  return {
    length,
    fragments: pieces.map((bytes, index) => (
      toHex(encodeNarrowFragment({ level, again: false, sort: "piece", id, index, count, bytes }))
    )),
  };
}

/** Symbols of a frame, each as a fragment. */
export function runSymbols(input: Input): unknown {
  const frame = hex(input["frame"]);
  const { id, level, symbolBytes, numbers } = input as
    { id: number; level: number; symbolBytes: number; numbers: readonly number[] };
  return {
    fragments: numbers.map((number) => toHex(encodeNarrowFragment({
      level, again: false, sort: "symbol", id, length: frame.length, number,
      bytes: symbolOf(frame, symbolBytes, number),
    }))),
  };
}

/** The frames that come of pieces and symbols in the order they came. */
export function runJoin(input: Input): unknown {
  const assembly = emptyAssembly();
  const frames: string[] = [];
  for (const fragment of input["fragments"] as readonly string[]) {
    const read = readNarrowFragment(hex(fragment));
    if (read === null || read.sort === "whole") throw new ChirographError("line-frame");
    const { frame } = takePart(assembly, read, 0);
    if (frame !== null) frames.push(toHex(frame));
  }
  return { frames };
}

/** What stands in the bytes of a whole fragment. */
export function runContent(bytes: string): unknown {
  const { controls, rest } = readNarrowContent(hex(bytes));
  if (controls.map((one) => toHex(encodeControl(one))).join("") + toHex(rest ?? new Uint8Array(0)) !== bytes) {
    throw new Error("another encoding");
  }
  return plain({ controls, rest });
}

function runDigest(input: Input): unknown {
  const heads = (input["heads"] as readonly { log: string; size: number; singles: readonly number[] }[]).map(
    (head) => ({ ...head, log: hex(head.log) }),
  );
  return { digest: toHex(digestOfHeads(createNodeCrypto(), heads)) };
}

/** Runners by file. */
export const runners: Readonly<Record<string, Runner>> = {
  "fragments.json": ({ input }) => runFragment(input["fragment"] as string),
  "cutting.json": ({ input }) => runCut(input),
  "coefficients.json": ({ input }) => [...coefficients(input["number"] as number, input["count"] as number)],
  "symbols.json": ({ input }) => runSymbols(input),
  "joining.json": ({ input }) => runJoin(input),
  "control.json": ({ input }) => runContent(input["bytes"] as string),
  "digests.json": ({ input }) => runDigest(input),
  "transcripts.json": ({ input }) => runTranscript(input["steps"] as readonly Step[]),
};
