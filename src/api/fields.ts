// Fields that acts share.

import { z } from "zod";

/** Hexadecimal of so many bytes, in small letters. */
export const hex = (lengthBytes: number) => z.string().regex(/^[0-9a-f]*$/u).length(lengthBytes * 2);
/** A moment, in milliseconds since 1970. */
export const timeMs = z.number().int().min(0).max(2 ** 48 - 1);
/** A named object: hex of the leaf of the entry that begins it. */
export const objectId = hex(32);
