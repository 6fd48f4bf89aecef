// The proof of one entry as text that a person can mail (spec/07-verification.md, Proof of one entry).

import { bytes, text, uint } from "../bytes/shape.ts";
import { fromBase64 } from "../bytes/base64.ts";
import { toHex } from "../bytes/hex.ts";
import { ChirographError } from "../errors.ts";
import type { ChannelId } from "../names.ts";
import { contentBytesMax, decodeEntry, encodeEntry } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** First line. */
export const proofMagic = "chirograph/1 proof";
/** Longest text, in characters; most nodes of its path and most rosters. */
export const proofCharactersMax = 1_048_576;
export const proofPathMax = 53;
export const proofRostersMax = 64;

/** What the text says; nothing of it is checked yet. */
export interface Proof {
  readonly channel: ChannelId;
  /** "A:105": for people, not signed. */
  readonly label: string;
  readonly index: number;
  /** Entries in the tree; `head` stands after them and its prev is their root. */
  readonly size: number;
  readonly root: Uint8Array;
  readonly entry: Entry;
  /** Empty when the content is withheld or there is none. */
  readonly salt: Uint8Array;
  readonly content: Uint8Array;
  readonly path: readonly Uint8Array[];
  readonly head: Entry;
  /** Signed rosters, canonical bytes. */
  readonly rosters: readonly Uint8Array[];
}

const names = ["channel", "label", "index", "size", "root", "entry", "salt", "content"] as const;
const label = text(64);
const hash = bytes(32);
const count = uint();

/** The text of a proof: one line for each part, "name value", in a fixed order. */
export function encodeProof(proof: Proof): string {
  return [
    proofMagic, `channel ${toHex(proof.channel)}`, `label ${proof.label}`, `index ${proof.index}`, `size ${proof.size}`,
    `root ${toHex(proof.root)}`, `entry ${encodeEntry(proof.entry).toBase64()}`, `salt ${proof.salt.toBase64()}`,
    `content ${proof.content.toBase64()}`, ...proof.path.map((node) => `path ${node.toBase64()}`),
    `head ${encodeEntry(proof.head).toBase64()}`, ...proof.rosters.map((one) => `roster ${one.toBase64()}`), "",
  ].join("\n");
}

/** The proof of a text, as encodeProof writes it and in no other form. Errors: export. */
export function decodeProof(proofText: string): Proof {
  if (proofText.length > proofCharactersMax) fail("It is too long.");
  const lines = proofText.split("\n");
  if (lines.shift() !== proofMagic) fail("The first line is another.");
  if (lines.pop() !== "") fail("The last line does not end.");
  const next = (name: string): string | null => {
    if (lines[0]?.startsWith(`${name} `) !== true) return null;
    return (lines.shift() as string).slice(name.length + 1);
  };
  const all = (name: string, max: number): Uint8Array[] => {
    const found: Uint8Array[] = [];
    for (let line = next(name); line !== null; line = next(name)) found.push(base64(line));
    return found.length > max ? fail(`Too many lines ${name}.`) : found;
  };
  try {
    const single = names.map((name) => next(name) ?? fail(`No ${name}.`));
    const [channel = "", shown = "", index = "", size = "", root = "", entry = "", salt = "", content = ""] = single;
    const path = all("path", proofPathMax).map((node) => hash.fromValue(node, "path"));
    const head = next("head") ?? fail("No head.");
    const rosters = all("roster", proofRostersMax);
    if (lines.length > 0) fail("A line too many.");
    return {
      channel: hash.fromJson(channel, "channel"), label: label.fromValue(shown, "label"), index: number(index),
      size: number(size), root: hash.fromJson(root, "root"), entry: decodeEntry(base64(entry)),
      salt: bytes(0, 32).fromValue(base64(salt), "salt"),
      content: bytes(0, contentBytesMax).fromValue(base64(content), "content"), path,
      head: decodeEntry(base64(head)), rosters,
    };
  } catch (error) {
    if (error instanceof ChirographError && error.code !== "export") fail(error.message);
    throw error;
  }
}

function number(written: string): number {
  if (!/^(?:0|[1-9][0-9]{0,15})$/u.test(written)) fail("A number is not one.");
  return count.fromValue(Number(written), "number");
}

function base64(written: string): Uint8Array {
  return fromBase64(written) ?? fail("A line is not base64.");
}

function fail(detail: string): never {
  throw new ChirographError("export", `Proof: ${detail}`);
}
