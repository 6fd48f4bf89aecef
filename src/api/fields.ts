// Fields that acts share.

import { z } from "zod";

import { partiesMax, partiesMin } from "../core/mechanism/charter/charter.ts";
import { languageBytesMax } from "../core/text/named.ts";

/** Hexadecimal of so many bytes, in small letters. */
export const hex = (lengthBytes: number) => z.string().regex(/^[0-9a-f]*$/u).length(lengthBytes * 2);
/** A moment, in milliseconds since 1970. */
export const timeMs = z.number().int().min(0).max(2 ** 48 - 1);
/** A named object: hex of the leaf of the entry that begins it. */
export const objectId = hex(32);
/** A language tag; whether it is one is asked where it is used. */
export const languageTag = z.string().max(languageBytesMax);
/** Words of an officer beside what an act does: a reason, a note. `null` and an empty text are none. */
export const words = z.string().max(2_000).nullable();
/** Parties by their ids, those that must agree. */
export const principals = z.array(hex(32)).min(partiesMin).max(partiesMax);
