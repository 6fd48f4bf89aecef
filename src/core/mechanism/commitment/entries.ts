// The kinds of commitments: a schedule of them, and what is said of them (spec/18-commitments.md).

import { bytes, list, oneOf, optional, struct, text, uint } from "../../bytes/shape.ts";
import type { Of } from "../../bytes/shape.ts";
import {
  itemsMax, occurrenceNameBytesMax, recurrencesMax, span, timeLimit,
} from "../../clock/time-limit.ts";
import { workCalendar } from "../../clock/working-time.ts";
import { timeMsMax } from "../../record/entry.ts";
import { language } from "../../text/named.ts";
import { partiesMax } from "../charter/charter.ts";
import { spoken } from "../charter/entries.ts";
import { kind } from "../kind.ts";

/** Languages of a schedule. */
export const scheduleLanguagesMax = 6;
/** Parties that owe one commitment, to whom it is owed, and who verify it: each. */
export const sideMax = 8;
/** Longest text of what is to be delivered, of the evidence asked for, and of the phrase that says when, in bytes. */
export const deliverableBytesMax = 4_000;
export const evidenceAskedBytesMax = 2_000;
export const phraseBytesMax = 1_000;
/** Clauses that one commitment comes from, and the last that there can be. */
export const clausesMax = 16;
export const clauseIndexMax = 4_999;
/** Longest article, and longest source of it, in bytes. */
export const articleBytesMax = 400;
/** Alarms of one commitment, and how many days ahead the first may be. */
export const alarmsMax = 8;
export const alarmDaysMax = 3_650;
/** Working times of one schedule. */
export const calendarsMax = partiesMax;

/** Files of evidence of one claim, and the largest of them in bytes. */
export const evidenceMax = 16;
export const evidenceBytesMax = 16_777_216;
/** Longest name of a file, and longest media type, in bytes. */
export const fileNameBytesMax = 255;
export const mediaTypeBytesMax = 127;

const party = uint(partiesMax - 1);
const side = (min: number) => list(party, sideMax, min);

/** The provision that a commitment rests on: its article, and the text or instrument that this stands in. */
export const rule = struct({ article: text(articleBytesMax), source: text(articleBytesMax) });

/**
 * One commitment. Texts stand one for each language of the schedule, in that order; of `phrase` and `evidence` there
 * may be none. Where nobody is named to verify, those to whom it is owed do. `silence`: a claim that nobody who
 * verifies has objected to for so long after the receipt is deemed fulfilled.
 */
export const commitment = struct({
  owner: side(1),
  to: side(1),
  deliverable: list(text(deliverableBytesMax, 1), scheduleLanguagesMax, 1),
  clauses: list(uint(clauseIndexMax), clausesMax),
  phrase: list(text(phraseBytesMax), scheduleLanguagesMax),
  limit: timeLimit,
  evidence: list(text(evidenceAskedBytesMax), scheduleLanguagesMax),
  verifiers: side(0),
  silence: optional(span),
  alarms: list(uint(alarmDaysMax), alarmsMax),
  convenor: optional(party),
  rule,
});
export type Commitment = Of<typeof commitment>;

/** A schedule: commitments made from the clauses of an adopted text, where there is one, and agreed as one digest. */
export const commitmentsContent = struct({
  text: optional(bytes(32)),
  digest: optional(bytes(32)),
  languages: list(language, scheduleLanguagesMax, 1),
  calendars: list(workCalendar, calendarsMax),
  items: list(commitment, itemsMax, 1),
});
export type CommitmentsContent = Of<typeof commitmentsContent>;

/** A file of evidence: what it is by hash, and the key that it is sealed with. */
export const evidenceFile = struct({
  sha256: bytes(32),
  size: uint(evidenceBytesMax),
  name: text(fileNameBytesMax, 1),
  media: text(mediaTypeBytesMax, 1),
  key: bytes(32),
});
export type EvidenceFile = Of<typeof evidenceFile>;

/** Which commitment of the schedule, and which time of one that recurs, both from 0. */
const which = { item: uint(itemsMax - 1), round: uint(recurrencesMax - 1) };

/** An owner says that it is done. */
export const claimContent = struct({
  ...which, statement: optional(spoken), evidence: list(evidenceFile, evidenceMax),
});
export type ClaimContent = Of<typeof claimContent>;

/** What one who verifies has found of a claim. */
export const findingResults = ["verified", "disputed"] as const;
export const findingContent = struct({
  claim: bytes(32), result: oneOf(...findingResults), reason: optional(spoken),
});
export type FindingContent = Of<typeof findingContent>;

/** One to whom it is owed gives it up. */
export const waiverContent = struct({ ...which, reason: optional(spoken) });
export type WaiverContent = Of<typeof waiverContent>;

/** Something that limits are counted from has occurred, at a time. */
export const occurrenceContent = struct({
  name: text(occurrenceNameBytesMax, 1), time: uint(timeMsMax), note: optional(spoken),
});
export type OccurrenceContent = Of<typeof occurrenceContent>;

/** An objection to a claim, or to an occurrence, by the leaf of its entry. */
export const objectionContent = struct({ to: bytes(32), reason: optional(spoken) });
export type ObjectionContent = Of<typeof objectionContent>;

/**
 * Time that does not count for a commitment. The newest of one party and one `from` counts; none to `until`, it goes
 * on.
 */
export const tollingGrounds = ["force-majeure", "agreed", "other"] as const;
export const tollingContent = struct({
  item: which.item, from: uint(timeMsMax), until: optional(uint(timeMsMax)), ground: oneOf(...tollingGrounds),
  reason: optional(spoken),
});
export type TollingContent = Of<typeof tollingContent>;

const onChannel = { form: "sealed", record: "channel" } as const;
const aboutOne = { about: "object", ...onChannel } as const;
export const commitments = kind({
  code: 48, name: "commitments", content: commitmentsContent, about: "begins", ...onChannel,
});
export const claim = kind({ code: 49, name: "claim", content: claimContent, ...aboutOne });
export const finding = kind({ code: 50, name: "finding", content: findingContent, ...aboutOne });
export const waiver = kind({ code: 51, name: "waiver", content: waiverContent, ...aboutOne });
export const occurrence = kind({ code: 52, name: "occurrence", content: occurrenceContent, ...aboutOne });
export const objection = kind({ code: 53, name: "objection", content: objectionContent, ...aboutOne });
export const tolling = kind({ code: 54, name: "tolling", content: tollingContent, ...aboutOne });
