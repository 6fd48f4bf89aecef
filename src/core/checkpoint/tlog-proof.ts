// A tlog-proof: one entry, its path, and the cosigned checkpoint it leads to, in one text (C2SP tlog-proof;
// spec/09-checkpoints.md, Proof of one entry).

import { fromBase64 } from "../bytes/base64.ts";
import { bytes, decodeShape, encodeShape, list, struct } from "../bytes/shape.ts";
import type { Of } from "../bytes/shape.ts";
import { ChirographError } from "../errors.ts";
import { contentBytesMax } from "../record/entry.ts";
import { decodeSize } from "./checkpoint.ts";

/** First line. */
export const tlogProofMagic = "c2sp.org/tlog-proof@v1";
/** Longest text, in characters, and most nodes of a path. */
export const tlogProofCharactersMax = 2_097_152;
export const tlogProofPathMax = 53;
/** Most rosters in the extra line. */
export const tlogRostersMax = 8;

/** What the extra line of a proof of ours holds: the entry, its content when it is shown, and signed rosters. */
export const tlogExtra = struct({
  entry: bytes(1, 40_960), salt: list(bytes(32), 1), content: list(bytes(0, contentBytesMax), 1),
  rosters: list(bytes(1, 65_536), tlogRostersMax),
});
export type TlogExtra = Of<typeof tlogExtra>;

/** A proof as it is written; nothing of it is checked. */
export interface TlogProof {
  /** Null when there is no such line. */
  readonly extra: Uint8Array | null;
  readonly index: number;
  readonly path: readonly Uint8Array[];
  /** The checkpoint, a signed note. */
  readonly note: string;
}

/** The text of a proof. */
export function encodeTlogProof({ extra, index, path, note }: TlogProof): string {
  return [
    tlogProofMagic, ...(extra === null ? [] : [`extra ${extra.toBase64()}`]), `index ${index}`,
    ...path.map((one) => one.toBase64()), "", note,
  ].join("\n");
}

/** The proof of a text. Errors: checkpoint. */
export function decodeTlogProof(proof: string): TlogProof {
  if (proof.length > tlogProofCharactersMax) fail("It is too long.");
  const split = proof.indexOf("\n\n");
  if (split < 0) fail("No empty line parts proof and checkpoint.");
  const lines = proof.slice(0, split).split("\n");
  if (lines.shift() !== tlogProofMagic) fail("The first line is another.");
  const extra = lines[0]?.startsWith("extra ") === true ? base64((lines.shift() as string).slice(6)) : null;
  const index = /^index (.*)$/u.exec(lines.shift() ?? "")?.[1] ?? fail("No index.");
  if (lines.length > tlogProofPathMax) fail("The path is too long.");
  const path = lines.map((line) => {
    const one = base64(line);
    return one.length === 32 ? one : fail("A node has another length.");
  });
  return { extra, index: decodeSize(index), path, note: proof.slice(split + 2) };
}

/** The extra data of a proof of ours. */
export function encodeTlogExtra(extra: TlogExtra): Uint8Array {
  return encodeShape(tlogExtra, extra);
}

/** The extra data of a proof. Errors: cbor-*, shape; checkpoint when there is none. */
export function decodeTlogExtra({ extra }: TlogProof): TlogExtra {
  return extra === null ? fail("It holds no entry.") : decodeShape(tlogExtra, extra);
}

function base64(written: string): Uint8Array {
  return fromBase64(written) ?? fail("A line is not base64.");
}

function fail(detail: string): never {
  throw new ChirographError("checkpoint", `Proof: ${detail}`);
}
