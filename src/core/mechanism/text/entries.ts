// The kinds of a joint text: begun, offered clause by clause, positions about offers, and a fair copy of what is clean
// (spec/15-texts.md).

import { bytes, list, oneOf, optional, struct, text, uint } from "../../bytes/shape.ts";
import type { Of } from "../../bytes/shape.ts";
import { language } from "../../text/named.ts";
import { partiesMax, partiesMin } from "../charter/charter.ts";
import { spoken } from "../charter/entries.ts";
import { officerId } from "../house/entries.ts";
import { kind } from "../kind.ts";

/** Languages of one text, each equally authentic. */
export const textLanguagesMin = 2;
export const textLanguagesMax = 6;
/** Longest title in one language, and longest clause in one language, in bytes of UTF-8. */
export const titleBytesMax = 800;
export const clauseBytesMax = 16_000;
/** Most changes of one offer, and most slots that one change touches, and clauses that it puts there. */
export const changesMax = 256;
export const touchesMax = 8;
export const changeClausesMax = 8;
/** Most clauses of one offer. */
export const offerClausesMax = changesMax * changeClausesMax;
/** Most positions of one entry. */
export const standsMax = 256;
/** Most runs of a fair copy, and most clauses that they name. */
export const runsMax = 1_400;
export const copyClausesMax = 5_000;
/** Most slots that a station makes of one text, and most changes of the offers about it (T-25). */
export const textSlotsMax = copyClausesMax;
export const textChangesMax = 65_536;
/** Longest private note, in bytes. */
export const privateNoteBytesMax = 8_000;

/** What a text is to be. */
export const purposes = ["communique", "agreement", "minutes", "glossary", "other"] as const;

/** What a party can say of a change: it stands for it, with or without reserve, or does not, or not any more. */
export const stances = ["accept", "reserve", "refuse", "withdraw"] as const;
export type Stance = (typeof stances)[number];

/** A text of `languages`, titled in each in that order; `pen` alone offers where there is one. */
export const textContent = struct({
  purpose: oneOf(...purposes),
  title: list(text(titleBytesMax, 1), textLanguagesMax, textLanguagesMin),
  languages: list(language, textLanguagesMax, textLanguagesMin),
  principals: list(uint(partiesMax - 1), partiesMax, partiesMin),
  pen: optional(uint(partiesMax - 1)),
  amends: optional(bytes(32)),
  meeting: optional(bytes(32)),
});
export type TextContent = Of<typeof textContent>;

/**
 * A place of the text that a clause can stand in: the k-th clause without a slot of its own of the offer that made it.
 * No offer is the offer that says it; the text's own object is the beginning of the text.
 */
export const slot = struct({ offer: optional(bytes(32)), k: uint(offerClausesMax - 1) });
export type Slot = Of<typeof slot>;

/**
 * A clause as it is to read in each language. Without a slot it makes a new one. It stands after `after`; without one
 * it stays where it is, and a new one stands in the place of the first slot that its change touches, or at the
 * beginning.
 */
export const clause = struct({
  slot: optional(slot),
  after: optional(slot),
  heading: uint(1),
  texts: list(text(clauseBytesMax), textLanguagesMax, textLanguagesMin),
});
export type Clause = Of<typeof clause>;

/** What stands in the touched slots is to be replaced by these clauses. */
export const change = struct({ touches: list(slot, touchesMax), clauses: list(clause, changeClausesMax) });
export type Change = Of<typeof change>;

/** Changes that a party offers; of a `package` all hold or none. */
export const offerContent = struct({
  changes: list(change, changesMax, 1),
  package: uint(1),
  note: optional(spoken),
});
export type OfferContent = Of<typeof offerContent>;

/** How a party stands to one change of an offer. */
export const stand = struct({ offer: bytes(32), change: uint(changesMax - 1), stance: oneOf(...stances) });
export type Stand = Of<typeof stand>;

/** How a party stands to changes. */
export const positionContent = struct({ stands: list(stand, standsMax, 1), note: optional(spoken) });
export type PositionContent = Of<typeof positionContent>;

/** Clauses one after the other in an offer: `from` counts all its clauses from 0. */
export const run = struct({ offer: bytes(32), from: uint(offerClausesMax - 1), count: uint(offerClausesMax) });
export type Run = Of<typeof run>;

/** A fair copy names the clauses of the text by reference, in order; everybody computes its texts and its digest. */
export const fairCopyContent = struct({ runs: list(run, runsMax, 1) });
export type FairCopyContent = Of<typeof fairCopyContent>;

/** A clause as our own people would have it, which no other party sees; empty texts give it up. */
export const privateDraftContent = struct({
  channel: bytes(32),
  officer: officerId,
  slot: optional(slot),
  after: optional(slot),
  heading: uint(1),
  texts: list(text(clauseBytesMax), textLanguagesMax, textLanguagesMin),
});
export type PrivateDraftContent = Of<typeof privateDraftContent>;

/** A note of our own people about a clause, or about the whole text, which no other party sees. */
export const privateNoteContent = struct({
  channel: bytes(32),
  officer: officerId,
  slot: optional(slot),
  language,
  text: text(privateNoteBytesMax, 1),
});
export type PrivateNoteContent = Of<typeof privateNoteContent>;

const onChannel = { form: "sealed", record: "channel" } as const;
export const textBegun = kind({ code: 34, name: "text", content: textContent, about: "begins", ...onChannel });
export const offer = kind({ code: 35, name: "offer", content: offerContent, about: "object", ...onChannel });
export const position = kind({ code: 36, name: "position", content: positionContent, about: "object", ...onChannel });
export const fairCopy = kind({ code: 37, name: "fair-copy", content: fairCopyContent, about: "object", ...onChannel });

const inHouse = { form: "sealed", about: "object", record: "house" } as const;
export const privateDraft = kind({ code: 100, name: "private-draft", content: privateDraftContent, ...inHouse });
export const privateNote = kind({ code: 101, name: "private-note", content: privateNoteContent, ...inHouse });
