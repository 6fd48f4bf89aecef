// The two files by which a join goes to the root and comes back: a first line, then a statement or a signed one each.

import type { SignedJoin } from "./join.ts";
import { ChirographError } from "../errors.ts";

const askedLine = "chirograph/1 join asked";
const signedLine = "chirograph/1 join signed";
/** Most statements in one file: one for each channel. */
const fileStatementsMax = 256;
/** Longest such file, in bytes. */
export const joinFileBytesMax = 4_500_000;

/** The file that is brought to the root: the bytes of the statements that it may sign. */
export function encodeJoinAsked(statements: readonly Uint8Array[]): string {
  return [askedLine, ...statements.map((one) => one.toBase64()), ""].join("\n");
}

/** What such a file asks for. Errors: shape, version-unknown. */
export function readJoinAsked(file: string): readonly Uint8Array[] {
  return linesOf(file, askedLine).map(bytesOf);
}

/** The file that comes back. */
export function encodeJoinSigned(signed: readonly SignedJoin[]): string {
  const lines = signed.map(({ statement, ed25519, mlDsa87 }) => (
    [statement, ed25519, mlDsa87].map((one) => one.toBase64()).join(" ")
  ));
  return [signedLine, ...lines, ""].join("\n");
}

/** The signed statements of such a file; whether a root has signed them is not asked here. Errors: as readJoinAsked. */
export function readJoinSigned(file: string): readonly SignedJoin[] {
  return linesOf(file, signedLine).map((line) => {
    const [statement, ed25519, mlDsa87, ...more] = line.split(" ").map(bytesOf);
    if (statement === undefined || ed25519 === undefined || mlDsa87 === undefined || more.length > 0) {
      throw new ChirographError("shape", "A line is no signed statement.");
    }
    return { statement, ed25519, mlDsa87 };
  });
}

function linesOf(file: string, first: string): readonly string[] {
  const [head, ...lines] = file.split(/\r?\n/u).filter((line) => line !== "");
  if (head !== first) throw new ChirographError("version-unknown", head?.slice(0, 80) ?? "");
  if (lines.length === 0 || lines.length > fileStatementsMax) {
    throw new ChirographError("shape", `${lines.length} lines.`);
  }
  return lines;
}

function bytesOf(line: string): Uint8Array {
  try {
    return Uint8Array.fromBase64(line);
  } catch {
    throw new ChirographError("shape", "No base64.");
  }
}
