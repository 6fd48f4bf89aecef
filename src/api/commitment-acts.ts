// Acts about commitments (spec/18-commitments.md).

import { z } from "zod";

import {
  evidenceBytesMax, evidenceMax, fileNameBytesMax, findingResults, mediaTypeBytesMax, tollingGrounds,
} from "../core/mechanism/commitment/entries.ts";
import { itemsMax, occurrenceNameBytesMax, recurrencesMax } from "../core/clock/time-limit.ts";
import { hex, objectId as object, timeMs, words } from "./fields.ts";

/** A commitment of the schedule, and a time of one that recurs, both from 1. */
const which = { number: z.number().int().min(1).max(itemsMax), time: z.number().int().min(1).max(recurrencesMax) };

/** A file of evidence, as the one that keeps it has sealed it. */
const evidenceFile = z.strictObject({
  sha256: hex(32), size: z.number().int().min(0).max(evidenceBytesMax), name: z.string().min(1).max(fileNameBytesMax),
  media: z.string().min(1).max(mediaTypeBytesMax), key: hex(32),
});

/** The acts, for the one list of all acts. */
export const commitmentActs = [
  /** Proposes a schedule, as the JSON of its shape; the result has its digest, which is then to be accepted by all. */
  z.strictObject({ act: z.literal("commitment.propose"), channel: hex(32), schedule: z.unknown() }),
  z.strictObject({
    act: z.literal("commitment.claim"), object, ...which, statement: words,
    evidence: z.array(evidenceFile).max(evidenceMax),
  }),
  /** `claim` is the leaf of the claim. */
  z.strictObject({
    act: z.literal("commitment.find"), object, claim: hex(32), result: z.enum(findingResults), reason: words,
  }),
  z.strictObject({ act: z.literal("commitment.waive"), object, ...which, reason: words }),
  z.strictObject({
    act: z.literal("commitment.toll"), object, number: which.number, fromMs: timeMs, untilMs: timeMs.nullable(),
    ground: z.enum(tollingGrounds), reason: words,
  }),
  z.strictObject({
    act: z.literal("commitment.occur"), object, name: z.string().min(1).max(occurrenceNameBytesMax), timeMs,
    note: words,
  }),
  /** `to` is the leaf of a claim or of an occurrence. */
  z.strictObject({ act: z.literal("commitment.object"), object, to: hex(32), reason: words }),
] as const;
