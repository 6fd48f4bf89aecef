// Kinds about witnesses: a cosigned checkpoint said in the channel, and the naming of a witness both sides trust
// (spec/09-checkpoints.md, In the record).

import { struct, text } from "../../bytes/shape.ts";
import type { Of } from "../../bytes/shape.ts";
import { noteBytesMax } from "../../checkpoint/signed-note.ts";
import { witness } from "../../checkpoint/cosignature.ts";
import { kind } from "../kind.ts";

/** A checkpoint of a log of the channel, with the cosignatures that its author has. */
export const checkpointContent = struct({ note: text(noteBytesMax, 1) });
export type CheckpointContent = Of<typeof checkpointContent>;

/** A party names a witness; one that every principal has named settles times between them. */
export const namingKind = kind({
  code: 12, name: "witness", form: "sealed", content: witness, about: "none", record: "channel",
});

export const checkpointKind = kind({
  code: 11, name: "checkpoint", form: "sealed", content: checkpointContent, about: "none", record: "channel",
});
