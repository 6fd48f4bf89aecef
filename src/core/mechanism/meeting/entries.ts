// The kinds of a meeting: convened, its delegations, its sittings, and word that a party will not come
// (spec/16-meetings.md).

import { bytes, list, oneOf, optional, struct, text, uint } from "../../bytes/shape.ts";
import type { Of } from "../../bytes/shape.ts";
import { timeMsMax } from "../../record/entry.ts";
import { language, names } from "../../text/named.ts";
import { partiesMax, partiesMin } from "../charter/charter.ts";
import { spoken } from "../charter/entries.ts";
import { kind } from "../kind.ts";

/** Longest venue, in bytes of UTF-8. */
export const venueBytesMax = 800;
/** Most languages of one meeting, items of its agenda, members of one delegation, and texts of one sitting. */
export const meetingLanguagesMax = 6;
export const agendaMax = 64;
export const membersMax = 64;
export const sittingTextsMax = 16;

/** Who meets. */
export const levels = ["heads", "ministers", "senior-officials", "experts", "technical"] as const;
/** What somebody is in a delegation. */
export const memberRoles = [
  "head", "deputy", "aide", "legal-adviser", "expert", "interpreter", "note-taker", "security",
] as const;
/** How a sitting is held. */
export const sittingForms = ["one-to-one", "working-group", "plenary"] as const;

/**
 * A meeting as it is proposed: it is convened when every principal has accepted its digest. The host is a party of the
 * channel, or somebody named alone. `follows` is the meeting it goes on from, `replaces` the one that it puts off or
 * moves.
 */
export const meetingContent = struct({
  title: names,
  level: oneOf(...levels),
  venue: text(venueBytesMax, 1),
  host: optional(struct({ party: optional(uint(partiesMax - 1)), names })),
  languages: list(language, meetingLanguagesMax, 1),
  principals: list(uint(partiesMax - 1), partiesMax, partiesMin),
  begins: uint(timeMsMax),
  ends: uint(timeMsMax),
  agenda: list(names, agendaMax),
  follows: optional(bytes(32)),
  replaces: optional(bytes(32)),
});
export type MeetingContent = Of<typeof meetingContent>;

/** Whom a party sends: its newest list stands for all of it. Posts or names, as the party wants to be read. */
export const delegationContent = struct({
  members: list(struct({ role: oneOf(...memberRoles), names }), membersMax, 1),
});
export type DelegationContent = Of<typeof delegationContent>;

/** A sitting as its author has it: what it was about, by the numbers of the agenda, and the texts that it worked on. */
export const sittingContent = struct({
  form: oneOf(...sittingForms),
  begins: uint(timeMsMax),
  ends: uint(timeMsMax),
  agenda: list(uint(agendaMax - 1), agendaMax),
  texts: list(bytes(32), sittingTextsMax),
  note: optional(spoken),
});
export type SittingContent = Of<typeof sittingContent>;

/** A party will not come, with a reason where it gives one. Its acceptance of the meeting stands all the same. */
export const regretContent = struct({ reason: optional(spoken) });
export type RegretContent = Of<typeof regretContent>;

const about = { form: "sealed", about: "object", record: "channel" } as const;
export const meeting = kind({
  code: 40, name: "meeting", form: "sealed", content: meetingContent, about: "begins", record: "channel",
});
export const delegation = kind({ code: 41, name: "delegation", content: delegationContent, ...about });
export const sitting = kind({ code: 42, name: "sitting", content: sittingContent, ...about });
export const regret = kind({ code: 43, name: "regret", content: regretContent, ...about });
