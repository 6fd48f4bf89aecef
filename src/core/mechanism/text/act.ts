// What may be said about a text now: what a station refuses before anything is signed (spec/15-texts.md, What a station
// signs).

import { utf8 } from "../../bytes/cbor.ts";
import type { Hex } from "../../names.ts";
import { isPlainText } from "../../text/authored.ts";
import { readOffer } from "./changes.ts";
import { clauseBytesMax, textChangesMax, textSlotsMax, titleBytesMax } from "./entries.ts";
import type { OfferContent, PositionContent, TextContent } from "./entries.ts";
import { offerWith } from "./fold.ts";
import type { Begun, TextFold } from "./fold.ts";
import { isWholeText } from "./whole-text.ts";

/** Why a station does not sign something about a text; each has a sentence for people. */
export const textRefusals = [
  "text-faulty", "text-forbidden", "not-a-principal", "not-the-pen", "languages", "not-a-change", "slot-unknown",
  "touched-twice", "change-unknown", "too-many-clauses", "too-many-offers", "too-long",
] as const;
export type TextRefusal = (typeof textRefusals)[number];

/** What is wrong with a text that is to be begun in a charter of so many parties, or null. */
export function checkBeginning(content: TextContent, parties: number): TextRefusal | null {
  if (content.title.some((one) => bytesOf(one) > titleBytesMax)) return "too-long";
  if (content.title.some((one) => one.includes("\n") || !isPlainText(one))) return "text-forbidden";
  return isWholeText(content, parties) ? null : "text-faulty";
}

/** What is wrong with an offer of a party, or null. */
export function checkOffer(fold: TextFold, begun: Begun, party: Hex, content: OfferContent): TextRefusal | null {
  if (begun.pen !== null && party !== begun.pen) return "not-the-pen";
  if (begun.pen === null && !begun.principals.includes(party)) return "not-a-principal";
  const texts = content.changes.flatMap((change) => change.clauses.flatMap((one) => one.texts));
  if (texts.some((one) => bytesOf(one) > clauseBytesMax)) return "too-long";
  if (![...texts, content.note?.text ?? ""].every(isPlainText)) return "text-forbidden";
  // It is no entry yet, and has no leaf: what it makes is named by nothing but itself.
  const read = readOffer(fold, begun, { ...begun.entry, leaf: new Uint8Array(32) }, content);
  if (typeof read === "string") return read;
  const touched = read.changes.flatMap((one) => one.touches);
  if (new Set(touched).size !== touched.length) return "touched-twice";
  if (fold.made + read.made > textSlotsMax) return "too-many-clauses";
  return fold.changed + read.size > textChangesMax ? "too-many-offers" : null;
}

/** What is wrong with positions of a party, or null. */
export function checkPosition(
  fold: TextFold, begun: Begun, party: Hex, { stands, note }: PositionContent,
): TextRefusal | null {
  if (!isPlainText(note?.text ?? "")) return "text-forbidden";
  const offers = stands.map((one) => offerWith(fold, one));
  if (offers.includes(null)) return "change-unknown";
  if (begun.principals.includes(party)) return null;
  const isOwn = stands.every(({ stance }, index) => (
    stance === "withdraw" && offers[index]?.party === party && party === begun.pen
  ));
  return isOwn ? null : "not-a-principal";
}

/** Whether a party may say a fair copy: a principal, or who holds the pen. */
export function mayCopy({ principals, pen }: Begun, party: Hex): boolean {
  return principals.includes(party) || party === pen;
}

function bytesOf(text: string): number {
  return utf8(text).length;
}
