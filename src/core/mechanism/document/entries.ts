// The kinds by which a station says what it has compiled of a fair copy, and a person that an adopted text is published
// (spec/19-documents.md).

import { bytes, list, struct, text, uint } from "../../bytes/shape.ts";
import type { Of } from "../../bytes/shape.ts";
import { timeMsMax } from "../../record/entry.ts";
import { partiesMax, partiesMin } from "../charter/charter.ts";
import { kind } from "../kind.ts";

/** Longest name of an edition, in bytes. */
export const editionBytesMax = 64;

/** What was made of one fair copy: the hash of its paper, and under one edition of each principal's copy. */
const made = {
  digest: bytes(32),
  document: bytes(32),
  edition: text(editionBytesMax, 1),
  copies: list(bytes(32), partiesMax, partiesMin),
} as const;

/** A station has compiled the copies of a fair copy of the text that the entry is about. */
export const compiledContent = struct(made);
export type CompiledContent = Of<typeof compiledContent>;

/** The author reads the text as adopted, and publishes it: these copies, this page and this plain text. */
export const publicationContent = struct({
  ...made, page: bytes(32), text: bytes(32), adoptedAt: uint(timeMsMax),
});
export type PublicationContent = Of<typeof publicationContent>;

const onChannel = { form: "sealed", about: "object", record: "channel" } as const;
export const compiled = kind({ code: 38, name: "compiled", content: compiledContent, ...onChannel });
export const publication = kind({ code: 39, name: "publication", content: publicationContent, ...onChannel });
