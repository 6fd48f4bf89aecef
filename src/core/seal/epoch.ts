// Epochs: secrets stocked ahead, each sealed to every recipient station's prekey (spec/04-seal.md).

import { bytes, list, struct, uint } from "../bytes/shape.ts";
import type { Of } from "../bytes/shape.ts";
import { kind } from "../mechanism/kind.ts";
import { keyIdMax } from "./prekey.ts";

/** Most epochs of one entry, and most recipient stations of one epoch. */
export const epochsMax = 16;
export const recipientsMax = 16;
/** Most sealed secrets of one entry, so that it stays below the longest content. */
export const sealedMax = 48;

/** The secret of an epoch for one station: HPKE encapsulation and ciphertext with tag. */
export const sealedSecret = struct({
  station: bytes(16), prekey: uint(keyIdMax), enc: bytes(1_120), sealed: bytes(48),
});
export type SealedSecret = Of<typeof sealedSecret>;

/** One epoch: its number, SHA-256 of its secret, and the secret sealed to its recipients. */
export const epoch = struct({
  epoch: uint(keyIdMax), hash: bytes(32), sealed: list(sealedSecret, recipientsMax, 1),
});

/** Content of an epochs entry; the epochs are those of the station that signed it. */
export const epochsContent = list(epoch, epochsMax, 1);
export type EpochsContent = Of<typeof epochsContent>;

export const epochs = kind({
  code: 4, name: "epochs", form: "clear", content: epochsContent, about: "none", record: "channel",
});
