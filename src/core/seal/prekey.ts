// Prekeys: the public keys to which others seal epochs and single entries for a station (spec/04-seal.md).

import { bytes, list, struct, uint } from "../bytes/shape.ts";
import type { Of } from "../bytes/shape.ts";
import { kind } from "../mechanism/kind.ts";
import { timeMsMax } from "../record/entry.ts";

/** Length of an X-Wing public key, in bytes. */
export const prekeyBytes = 1_216;
/** Most prekeys of one entry, and most kept of one peer station. */
export const prekeysMax = 8;
/** Ids of prekeys and numbers of epochs are below 2^32. */
export const keyIdMax = 0xffff_ffff;

/** One public prekey: others seal to it until `until`, in milliseconds since 1970. */
export const prekey = struct({ id: uint(keyIdMax), key: bytes(prekeyBytes), until: uint(timeMsMax) });
export type Prekey = Of<typeof prekey>;

/** Content of a prekeys entry; it speaks for the station that signed it. */
export const prekeysContent = list(prekey, prekeysMax, 1);
export type PrekeysContent = Of<typeof prekeysContent>;

export const prekeys = kind({
  code: 3, name: "prekeys", form: "clear", content: prekeysContent, about: "none", record: "both",
});
