// A party card: the signed roster as text that can be mailed, printed or carried.

import type { Crypto } from "../../ports/crypto.ts";
import { concat, equalBytes, toHex } from "../bytes/hex.ts";
import { ChirographError } from "../errors.ts";
import { decodeSignedRoster, encodeSignedRoster, rosterDigest, signedRosterLength } from "./roster.ts";
import type { SignedRoster } from "./roster.ts";
import { cardRostersMax, rostersForCard, verifyRosters } from "./roster-chain.ts";

/** Longest card, in characters. */
export const cardCharactersMax = 200_000;
const begin = "-----BEGIN CHIROGRAPH CARD-----";
const end = "-----END CHIROGRAPH CARD-----";
const columns = 64;

/** The card of a roster. The line with "=" is a check against typing and damage, not against a forger. */
export function encodeCard(crypto: Crypto, ...rosters: readonly SignedRoster[]): string {
  const encoded = concat(...rosters.map(encodeSignedRoster));
  const lines = encoded.toBase64().match(new RegExp(`.{1,${columns}}`, "gu")) ?? [];
  return [begin, ...lines, `=${crypto.sha256(encoded).slice(0, 4).toBase64()}`, end, ""].join("\n");
}

/** The card of a party's rosters, in order of seq: as many of the newest as there is room for beside what is needed. */
export function encodeCardOf(crypto: Crypto, rosters: readonly SignedRoster[]): string {
  for (let newest = cardRostersMax / 2; ; newest--) {
    const card = encodeCard(crypto, ...rostersForCard(crypto, rosters, newest));
    if (card.length <= cardCharactersMax || newest <= 1) return card;
  }
}

/** The checked roster of a card, the newest where it holds several. Errors: card, version-unknown. */
export function decodeCard(crypto: Crypto, card: string): SignedRoster {
  return decodeCardRosters(crypto, card).at(-1) as SignedRoster;
}

/**
 * The checked rosters of a card, oldest first, at least one; its digits have still to be compared. Line ends may be CR
 * LF and white space may stand around the whole; beyond that a card has one form. Errors: card, version-unknown.
 */
export function decodeCardRosters(crypto: Crypto, card: string): readonly SignedRoster[] {
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
    const rosters = takeApart(encoded);
    verifyRosters(crypto, rosters);
    // The runtime's base64 passes over white space; two cards of one roster would be two texts.
    if (`${lines.join("\n")}\n` !== encodeCard(crypto, ...rosters)) {
      throw new ChirographError("card", "Its lines are not in form.");
    }
    return rosters;
  } catch (error) {
    if (error instanceof ChirographError && (error.code === "version-unknown" || error.code === "card")) throw error;
    if (!(error instanceof ChirographError) && !(error instanceof SyntaxError)) throw error;
    throw new ChirographError("card", error.message);
  }
}

/** Signed rosters one after the other. Errors: cbor-*, shape, version-unknown, card (too many). */
function takeApart(encoded: Uint8Array): readonly SignedRoster[] {
  const rosters: SignedRoster[] = [];
  for (let at = 0; at < encoded.length || rosters.length === 0;) {
    if (rosters.length === cardRostersMax) throw new ChirographError("card", "It holds too many rosters.");
    const next = at + signedRosterLength(encoded.subarray(at));
    rosters.push(decodeSignedRoster(encoded.subarray(at, next)));
    at = next;
  }
  return rosters;
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
