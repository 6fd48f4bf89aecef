// Frames: what two stations say to one another over a link, whole (spec/05-line.md, Frames).

import { decode, encode } from "../bytes/cbor.ts";
import { bytes, list, struct, uint } from "../bytes/shape.ts";
import type { Of, Shape } from "../bytes/shape.ts";
import { ChirographError } from "../errors.ts";
import { exhibitPiecesMax, sealedPieceBytesMax } from "../mechanism/commitment/exhibit.ts";
import { contentBytesMax, payloadBytesMax } from "../record/entry.ts";
import { nonceBytes, recollectionBytesMax } from "../record/recollection.ts";

/** Version of the line this station speaks. */
export const lineVersion = 1;
/** Longest envelope, in bytes: payload, content and what sealing adds. */
export const envelopeBytesMax = payloadBytesMax + contentBytesMax + 8_192;
/** Longest frame, in bytes. */
export const frameBytesMax = 131_072;
/** Most logs one frame of heads or have names; more go into further frames. */
export const headsMax = 128;
/** Most single entries beyond a gap named for one log. */
export const singlesMax = 256;
/** Most ranges in one want. */
export const rangesMax = 64;

const log = bytes(16);
const channel = bytes(32);

/** What a station holds of one log: the first `size` entries, and single ones beyond a gap. */
export const head = struct({ channel, log, size: uint(), singles: list(uint(), singlesMax) });
export type FrameHead = Of<typeof head>;
const range = struct({ log, from: uint(), to: uint() });

/** Every frame, by name; the number that begins its bytes is its place here. */
export const frames = {
  hello: struct({ type: constant(0), version: uint(255) }),
  heads: struct({ type: constant(1), more: uint(1), heads: list(head, headsMax) }),
  want: struct({ type: constant(2), ranges: list(range, rangesMax) }),
  entry: struct({ type: constant(3), channel, log, seq: uint(), envelope: bytes(1, envelopeBytesMax) }),
  unopened: struct({ type: constant(4), log, seq: uint() }),
  ping: struct({ type: constant(5), counter: bytes(8) }),
  pong: struct({ type: constant(6), counter: bytes(8) }),
  have: struct({ type: constant(7), heads: list(head, headsMax, 1) }),
  recall: struct({ type: constant(8), station: bytes(16), nonce: bytes(nonceBytes) }),
  recalled: struct({ type: constant(9), statement: bytes(1, recollectionBytesMax), signature: bytes(64) }),
  "exhibit-please": struct({ type: constant(10), sha256: bytes(32), piece: uint(exhibitPiecesMax - 1) }),
  exhibit: struct({
    type: constant(11), sha256: bytes(32), piece: uint(exhibitPiecesMax - 1), sealed: bytes(16, sealedPieceBytesMax),
  }),
} as const;

export type FrameName = keyof typeof frames;
type Fields<N extends FrameName> = Omit<Of<(typeof frames)[N]>, "type">;
export type Frame = { [N in FrameName]: { readonly name: N } & Fields<N> }[FrameName];

const names = Object.keys(frames) as FrameName[];

/** Canonical bytes of a frame. */
export function encodeFrame(frame: Frame): Uint8Array {
  const shape = frames[frame.name] as Shape<unknown>;
  return encode(shape.toValue({ ...frame, type: names.indexOf(frame.name) }));
}

/** The frame whose bytes these are. Errors: line-frame. */
export function decodeFrame(frame: Uint8Array): Frame {
  if (frame.length > frameBytesMax) throw new ChirographError("line-frame", "Too long.", { length: frame.length });
  try {
    const value = decode(frame);
    const name = Array.isArray(value) && typeof value[0] === "number" ? names[value[0]] : undefined;
    if (name === undefined) throw new ChirographError("line-frame", "Unknown frame.");
    const { type: _, ...fields } = (frames[name] as Shape<{ type: number }>).fromValue(value, name);
    return { name, ...fields } as Frame;
  } catch (caught) {
    if (!(caught instanceof ChirographError)) throw caught;
    throw new ChirographError("line-frame", caught.message);
  }
}

function constant(number: number): Shape<number> {
  const check = (value: unknown, path: string): number => {
    if (value !== number) throw new ChirographError("shape", `${path}: wanted ${number}.`);
    return number;
  };
  const toValue = (item: number): number => check(item, "");
  return { cddl: `${number}`, toValue, fromValue: check, toJson: (item) => item, fromJson: check };
}
