// The kinds of a message and of what is done about it.

import { bytes, list, oneOf, optional, struct, text, uint } from "../../bytes/shape.ts";
import type { Of } from "../../bytes/shape.ts";
import { timeMsMax } from "../../record/entry.ts";
import { language } from "../../text/named.ts";
import { spoken } from "../charter/entries.ts";
import { kind } from "../kind.ts";

/** Most action addressees, and most information addressees, of one message. */
export const addresseesMax = 32;
/** Longest text and subject of a message or translation, in bytes of UTF-8. */
export const textBytesMax = 49_152;
export const subjectBytesMax = 1_600;
/** Longest speaking capacity, in bytes. */
export const capacityBytesMax = 800;
/** Most parameters of a pre-agreed word, and the longest, in bytes. */
export const parametersMax = 8;
export const parameterBytesMax = 400;
/** Most doubts one translation may mark, and the longest note, in bytes. */
export const doubtsMax = 32;
export const noteBytesMax = 1_600;

/** Code of a desk, as the roster of its party names it. */
export const deskCode = text(64, 1);
/** A desk of a party; `party` is its index in the charter. */
export const address = struct({ party: uint(15), desk: deskCode });
export type Address = Of<typeof address>;

/** A pre-agreed word by its code in the charter. */
export const wordUse = struct({ code: text(32, 1), parameters: list(text(parameterBytesMax), parametersMax) });

/** How a message stands to an earlier one; `object` is the earlier one's object. */
export const relation = struct({ kind: oneOf("replies", "answers", "corrects", "supersedes"), object: bytes(32) });
export type Relation = Of<typeof relation>;

/** A message. The precedence stands in the entry's body. The language is that of the text; the original prevails. */
export const messageContent = struct({
  desk: deskCode,
  capacity: text(capacityBytesMax),
  to: list(address, addresseesMax, 1),
  info: list(address, addresseesMax),
  label: text(32),
  language,
  subject: text(subjectBytesMax),
  text: text(textBytesMax),
  word: optional(wordUse),
  relation: optional(relation),
});
export type MessageContent = Of<typeof messageContent>;

/** A doubt of the translator about a part of the text: from and to count code points of `text`, `to` not included. */
export const doubt = struct({ from: uint(textBytesMax), to: uint(textBytesMax), note: text(noteBytesMax) });

/** A courtesy translation of the message that the entry is about. */
export const translationContent = struct({
  language,
  subject: text(subjectBytesMax),
  text: text(textBytesMax),
  doubts: list(doubt, doubtsMax),
  capacity: text(capacityBytesMax),
});
export type TranslationContent = Of<typeof translationContent>;

/** A person at the desk has taken the message. */
export const takeContent = struct({ desk: deskCode, capacity: text(capacityBytesMax) });
export type TakeContent = Of<typeof takeContent>;

/** The desk is considering; `nextWordBy`, a word and words of its own are offered, never compulsory. */
export const holdContent = struct({
  desk: deskCode,
  nextWordBy: optional(uint(timeMsMax)),
  word: optional(text(32, 1)),
  reason: optional(spoken),
});
export type HoldContent = Of<typeof holdContent>;

/** The desk refuses to act on the message. */
export const refusalContent = struct({ desk: deskCode, word: optional(text(32, 1)), reason: optional(spoken) });
export type RefusalContent = Of<typeof refusalContent>;

/** The author no longer asks for anything. */
export const cancellationContent = struct({ desk: deskCode, reason: optional(spoken) });
export type CancellationContent = Of<typeof cancellationContent>;

const onChannel = { form: "sealed", record: "channel" } as const;
export const message = kind({ code: 16, name: "message", content: messageContent, about: "begins", ...onChannel });
export const translation = kind({
  code: 17, name: "translation", content: translationContent, about: "object", ...onChannel,
});
export const take = kind({ code: 18, name: "take", content: takeContent, about: "object", ...onChannel });
export const hold = kind({ code: 19, name: "hold", content: holdContent, about: "object", ...onChannel });
export const refusal = kind({ code: 20, name: "refusal", content: refusalContent, about: "object", ...onChannel });
export const cancellation = kind({
  code: 21, name: "cancellation", content: cancellationContent, about: "object", ...onChannel,
});
