// Acts about joint texts (spec/15-texts.md).

import { z } from "zod";

import {
  changeClausesMax, changesMax, purposes, stances, standsMax, textLanguagesMax, textLanguagesMin, touchesMax,
} from "../core/mechanism/text/entries.ts";
import { hex, languageTag, objectId as object, principals, words } from "./fields.ts";

/** A slot, "<leaf of its offer>:<k>"; in an offer ":<k>" is a slot that the offer itself makes. */
const slot = z.string().regex(/^(?:[0-9a-f]{64})?:\d{1,4}$/u);
/** Where a clause is to stand: behind a slot, or at the start of the text. */
const after = z.union([slot, z.literal("start")]);
const change = z.string().regex(/^[0-9a-f]{64}:\d{1,3}$/u);
const clauseTexts = z.array(z.string().max(16_000)).min(textLanguagesMin).max(textLanguagesMax);

/** One change: what stands in the touched slots is to be replaced by these clauses. */
const offered = z.strictObject({
  touches: z.array(slot).max(touchesMax),
  clauses: z.array(z.strictObject({
    slot: slot.nullable(), after: after.nullable(), heading: z.boolean(), texts: clauseTexts,
  })).max(changeClausesMax),
});
export type OfferedChange = z.infer<typeof offered>;

/** The acts, for the one list of all acts. */
export const textActs = [
  /** Begins a text. `title` in the order of `languages`; `principals` and `pen` are party ids of the channel. */
  z.strictObject({
    act: z.literal("text.begin"), channel: hex(32), purpose: z.enum(purposes),
    title: z.array(z.string().min(1).max(400)).min(textLanguagesMin).max(textLanguagesMax),
    languages: z.array(languageTag).min(textLanguagesMin).max(textLanguagesMax),
    principals, pen: hex(32).nullable(), amends: object.nullable(),
    meeting: object.nullable(),
  }),
  /** Offers exactly these texts; what is private is never named, only written out. `leaf` of the result names it. */
  z.strictObject({
    act: z.literal("text.offer"), object, changes: z.array(offered).min(1).max(changesMax), package: z.boolean(),
    note: words,
  }),
  z.strictObject({
    act: z.literal("text.position"), object,
    stands: z.array(z.strictObject({ change, stance: z.enum(stances) })).min(1).max(standsMax), note: words,
  }),
  /** Says the fair copy of a text that is clean; the result has its digest. */
  z.strictObject({ act: z.literal("text.fair-copy"), object }),
  /** Compiles the copies of a fair copy and says what they are, so that each sees that both would sign the same. */
  z.strictObject({ act: z.literal("text.compile"), object, digest: hex(32) }),
  /** Publishes a text that is adopted for good. */
  z.strictObject({ act: z.literal("text.publish"), object, digest: hex(32) }),
  /** Keeps a clause as our own people would have it, or a note of theirs, in the house record and nowhere else. */
  z.strictObject({
    act: z.literal("text.draft"), object, slot: slot.nullable(), after: after.nullable(), heading: z.boolean(),
    texts: clauseTexts,
  }),
  z.strictObject({ act: z.literal("text.note"), object, slot: slot.nullable(), text: z.string().min(1).max(2_000) }),
] as const;
