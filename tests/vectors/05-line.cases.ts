// The cases of chapter 05: how one is run, for the maker of the vectors and for their test alike.

import { fromHex, toHex } from "../../src/core/bytes/hex.ts";
import { ChirographError } from "../../src/core/errors.ts";
import type { LineInput } from "../../src/core/line/exchange.ts";
import {
  cutFragment, emptyReassembly, fragmentLength, headerBytes, readFragment, takeFragment, trailerBytes,
} from "../../src/core/line/fragment.ts";
import { decodeFrame, encodeFrame } from "../../src/core/line/frame.ts";
import { createNodeCrypto } from "../../src/crypto/node/crypto.ts";
import { createLine, handle } from "../../src/core/line/machine.ts";
import type { Case, Runner } from "./vectors.ts";

/** One step of a transcript: the input at a time, as JSON with bytes in hexadecimal. */
export type Step = readonly [atMs: number, input: Readonly<Record<string, unknown>>];

const byteFields = new Set(["log", "fragment", "envelope", "frame", "station", "nonce", "statement", "signature"]);

/** A value with every byte string in hexadecimal. */
export function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

function inputOf(json: Readonly<Record<string, unknown>>): LineInput {
  const bytes = (key: string, item: unknown): unknown => {
    if (byteFields.has(key) && typeof item === "string") return fromHex(item);
    return key === "asked" || key === "answer" ? item && inputOf(item as Readonly<Record<string, unknown>>) : item;
  };
  return Object.fromEntries(Object.entries(json).map(([key, item]) => [key, bytes(key, item)])) as unknown as LineInput;
}

/** What the machine wants done at each step; `wakeAt` is left out, since a station may wake as often as it likes. */
export function runTranscript(steps: readonly Step[]): unknown {
  const line = createLine(createNodeCrypto());
  return steps.map(([atMs, input]) =>
    plain(handle(line, inputOf(input), atMs).filter((output) => output.kind !== "wakeAt")));
}

/** The fields of a frame, after checking that it is encoded as it came. */
export function runFrame(hex: string): unknown {
  const frame = decodeFrame(fromHex(hex) as Uint8Array);
  if (toHex(encodeFrame(frame)) !== hex) throw new Error("another encoding");
  return plain(frame);
}

/** A frame cut for a link. */
export function runCut(input: Case["input"]): unknown {
  const frame = fromHex(input["frame"] as string) as Uint8Array;
  const length = fragmentLength({
    mtuBytes: input["mtuBytes"] as number, rateBps: input["rateBps"] as number | null,
  });
  const fragments: string[] = [];
  for (let at = 0; at < frame.length; at += length - headerBytes - trailerBytes) {
    fragments.push(toHex(cutFragment(frame, input["id"] as number, input["level"] as number, at, length)));
  }
  return { length, fragments };
}

/** The frames that come of fragments in the order they came. Errors: line-frame for one that is no fragment. */
export function runJoin(input: Case["input"]): unknown {
  const reassembly = emptyReassembly();
  const frames: string[] = [];
  for (const hex of input["fragments"] as readonly string[]) {
    const fragment = readFragment(fromHex(hex) as Uint8Array);
    if (fragment === null) throw new ChirographError("line-frame");
    const { frame } = takeFragment(reassembly, fragment, 0);
    if (frame !== null) frames.push(toHex(frame));
  }
  return { frames };
}

/** Runners by file. */
export const runners: Readonly<Record<string, Runner>> = {
  "frames.json": ({ input }) => runFrame(input["frame"] as string),
  "cutting.json": ({ input }) => runCut(input),
  "joining.json": ({ input }) => runJoin(input),
  "transcripts.json": ({ input }) => runTranscript(input["steps"] as readonly Step[]),
};
