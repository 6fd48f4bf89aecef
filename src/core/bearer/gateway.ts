// What a station and a gateway without keys say to each other over a stream (spec/12-bearers.md).

import { concat } from "../bytes/hex.ts";
import { ChirographError } from "../errors.ts";

/** The protocol that is spoken. */
const version = 1;
/** Most bytes of a way that one word carries: a fragment of 16,384 bytes and its mark, each byte escaped, as KISS. */
export const carriedBytesMax = 32_779;
/** Largest fragment that goes over a gateway, in bytes. */
export const gatewayMtuBytesMax = 16_384;
/** Words with bytes that a station may have said and the gateway not yet taken. */
export const untakenMax = 2;

const lengthBytes = 2;
const types = { open: 1, bytes: 2, opened: 3, taken: 4 } as const;
/** What a gateway answers to `open`; each is the byte it stands as. */
const answers = ["open", "unknown", "away"] as const;

/** A word of either side: `open` names the way, `bytes` are the way's own, `taken` says that its device has them. */
export type GatewayWord =
  | { readonly kind: "open"; readonly way: string }
  | { readonly kind: "opened"; readonly answer: (typeof answers)[number] }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "taken" };

/** Whether a text can be the name of a way: 1 to 32 small letters, digits and hyphens, a letter first. */
export function isWayName(text: string): boolean {
  return /^[a-z][a-z0-9-]{0,31}$/u.test(text);
}

/** The bytes of one word on the stream. */
export function encodeGatewayWord(word: GatewayWord): Uint8Array {
  const body = bodyOf(word);
  const length = body.length + 1;
  return concat(Uint8Array.of(length >> 8, length & 0xff, types[word.kind]), body);
}

/** Takes a stream apart; holds at most one unfinished word. */
export class GatewayReader {
  private held: Uint8Array = new Uint8Array(0);

  /** Takes what came; returns the words that are whole now. Errors: `line-frame`; the stream is then of no use. */
  read(chunk: Uint8Array): readonly GatewayWord[] {
    let rest = concat(this.held, chunk);
    const words: GatewayWord[] = [];
    while (rest.length >= lengthBytes) {
      const length = ((rest[0] ?? 0) << 8) | (rest[1] ?? 0);
      if (length === 0 || length > 1 + carriedBytesMax) throw new ChirographError("line-frame");
      if (rest.length < lengthBytes + length) break;
      words.push(readWord(rest.slice(lengthBytes, lengthBytes + length)));
      rest = rest.subarray(lengthBytes + length);
    }
    this.held = rest.slice();
    return words;
  }
}

function bodyOf(word: GatewayWord): Uint8Array {
  switch (word.kind) {
    case "open": return concat(Uint8Array.of(version), Uint8Array.from(word.way, (one) => one.charCodeAt(0)));
    case "opened": return Uint8Array.of(answers.indexOf(word.answer));
    case "bytes": return word.bytes;
    case "taken": return new Uint8Array(0);
  }
}

function readWord(bytes: Uint8Array): GatewayWord {
  const [type, first = -1] = bytes;
  const body = bytes.subarray(1);
  if (type === types.open && first === version) {
    const way = String.fromCharCode(...body.subarray(1, 64));
    if (isWayName(way) && body.length === 1 + way.length) return { kind: "open", way };
  }
  const answer = type === types.opened && body.length === 1 ? answers[first] : undefined;
  if (answer !== undefined) return { kind: "opened", answer };
  if (type === types.bytes && body.length > 0) return { kind: "bytes", bytes: body };
  if (type === types.taken && body.length === 0) return { kind: "taken" };
  throw new ChirographError("line-frame");
}
