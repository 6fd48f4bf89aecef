// A party card: the signed roster as text that can be mailed, printed or carried.

import type { Crypto } from "../../ports/crypto.ts";
import { equalBytes, toHex } from "../bytes/hex.ts";
import { ChirographError } from "../errors.ts";
import { decodeSignedRoster, encodeSignedRoster, rosterDigest, verifyRoster } from "./roster.ts";
import type { SignedRoster } from "./roster.ts";

/** Longest card, in characters. */
export const cardCharactersMax = 200_000;
const begin = "-----BEGIN CHIROGRAPH CARD-----";
const end = "-----END CHIROGRAPH CARD-----";
const columns = 64;

/** The card of a roster. The line with "=" is a check against typing and damage, not against a forger. */
export function encodeCard(crypto: Crypto, signed: SignedRoster): string {
  const encoded = encodeSignedRoster(signed);
  const lines = encoded.toBase64().match(new RegExp(`.{1,${columns}}`, "gu")) ?? [];
  return [begin, ...lines, `=${crypto.sha256(encoded).slice(0, 4).toBase64()}`, end, ""].join("\n");
}

/**
 * The checked roster of a card; its digits have still to be compared. Line ends may be CR LF and white space may stand
 * around the whole; beyond that a card has one form. Errors: card, version-unknown.
 */
export function decodeCard(crypto: Crypto, card: string): SignedRoster {
  if (card.length > cardCharactersMax) throw new ChirographError("card", "It is too long.");
  const lines = withoutSpace(card).split(/\r?\n/u);
  const check = lines.at(-2) ?? "";
  if (lines[0] !== begin || lines.at(-1) !== end || !check.startsWith("=")) {
    throw new ChirographError("card", "Its frame is broken.");
  }
  try {
    const encoded = strictBase64(lines.slice(1, -2).join(""));
    if (!equalBytes(crypto.sha256(encoded).slice(0, 4), strictBase64(check.slice(1)))) {
      throw new ChirographError("card", "It is damaged.");
    }
    const signed = decodeSignedRoster(encoded);
    verifyRoster(crypto, signed, null);
    // The runtime's base64 passes over white space; two cards of one roster would be two texts.
    if (`${lines.join("\n")}\n` !== encodeCard(crypto, signed)) {
      throw new ChirographError("card", "Its lines are not in form.");
    }
    return signed;
  } catch (error) {
    if (error instanceof ChirographError && (error.code === "version-unknown" || error.code === "card")) throw error;
    if (!(error instanceof ChirographError) && !(error instanceof SyntaxError)) throw error;
    throw new ChirographError("card", error.message);
  }
}

/** What the QR beside the digits carries: party id and roster digest; a roster itself is too long for one. */
export function cardQr(crypto: Crypto, signed: SignedRoster): string {
  const digest = rosterDigest(crypto, signed.bytes);
  return `CHIROGRAPH:${toHex(signed.roster.party)}:${toHex(digest)}`.toUpperCase();
}

/** The text without spaces, tabs and line ends around it; other white space is none of a card's. */
function withoutSpace(card: string): string {
  const around = new Set([" ", "\t", "\r", "\n"]);
  let [from, to] = [0, card.length];
  while (from < to && around.has(card.charAt(from))) from += 1;
  while (to > from && around.has(card.charAt(to - 1))) to -= 1;
  return card.slice(from, to);
}

function strictBase64(text: string): Uint8Array {
  return Uint8Array.fromBase64(text, { lastChunkHandling: "strict" });
}
