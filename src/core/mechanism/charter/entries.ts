// The kinds of the charter: proposed, accepted, refused. Acceptances count by the digest they name, so they are about
// no object.

import { bytes, list, optional, struct, text, uint } from "../../bytes/shape.ts";
import type { Of } from "../../bytes/shape.ts";
import { timeMsMax } from "../../record/entry.ts";
import { seatPass } from "../../record/seat.ts";
import { language } from "../../text/named.ts";
import { kind } from "../kind.ts";
import { charter, partiesMax, partiesMin } from "./charter.ts";

/** Longest reason given in words, in bytes. */
export const reasonBytesMax = 8_000;

/** Words of a person in one language: a reason, a holding reply. */
export const spoken = struct({ language, text: text(reasonBytesMax, 1) });
export type Spoken = Of<typeof spoken>;

/**
 * An acceptance binds its author to the proposal until `until`; `rosters` are digests in the order of the parties.
 */
export const charterAcceptanceContent = struct({
  proposal: bytes(32),
  rosters: list(bytes(32), partiesMax, partiesMin),
  until: uint(timeMsMax),
});
export type CharterAcceptanceContent = Of<typeof charterAcceptanceContent>;

/** A refusal of a proposal, with a reason where one is given. */
export const charterRefusalContent = struct({ proposal: bytes(32), reason: optional(spoken) });
export type CharterRefusalContent = Of<typeof charterRefusalContent>;

export const charterProposal = kind({
  code: 5, name: "charter-proposal", form: "sealed", content: charter, about: "begins", record: "channel",
});
export const charterAcceptance = kind({
  code: 6, name: "charter-acceptance", form: "sealed", content: charterAcceptanceContent, about: "none",
  record: "channel",
});
export const charterRefusal = kind({
  code: 7, name: "charter-refusal", form: "sealed", content: charterRefusalContent, about: "none", record: "channel",
});

/** Whether entries of a kind may flow on a channel before its charter is adopted: those that adopting it rests on. */
export function mayPrecedeCharter(code: number): boolean {
  return code <= charterRefusal.code || code === seatPass.code;
}
