// What may be said of a schedule now: what a station refuses before anything is signed (spec/18-commitments.md, What a
// station signs).

import { toHex } from "../../bytes/hex.ts";
import type { Hex } from "../../names.ts";
import { isPlainText } from "../../text/authored.ts";
import type { Charter } from "../charter/charter.ts";
import type { Spoken } from "../charter/entries.ts";
import type {
  ClaimContent, Commitment, CommitmentsContent, FindingContent, ObjectionContent, OccurrenceContent, TollingContent,
  WaiverContent,
} from "./entries.ts";
import type { CommitmentState, ScheduleState } from "./fold.ts";
import { hasRound } from "./said.ts";

/** Why a station does not sign something about commitments; each has a sentence for people. */
export const commitmentRefusals = [
  "schedule-faulty", "unknown-party", "text-forbidden", "not-adopted", "commitment-unknown", "claim-unknown",
  "not-the-owner", "not-a-verifier", "not-a-creditor", "not-a-principal", "own-claim", "already-done",
  "until-before-from",
] as const;
export type CommitmentRefusal = (typeof commitmentRefusals)[number];

/** Something to be said about a schedule. */
export type CommitmentWord =
  | { readonly kind: "claim"; readonly content: ClaimContent }
  | { readonly kind: "finding"; readonly content: FindingContent }
  | { readonly kind: "waiver"; readonly content: WaiverContent }
  | { readonly kind: "occurrence"; readonly content: OccurrenceContent }
  | { readonly kind: "objection"; readonly content: ObjectionContent }
  | { readonly kind: "tolling"; readonly content: TollingContent };

/** What is wrong with a schedule that is to be proposed under a charter, or null; its own rules are checked before. */
export function checkProposed({ items, calendars }: CommitmentsContent, charter: Charter): CommitmentRefusal | null {
  const isParty = (index: number): boolean => charter.parties[index] !== undefined;
  if (!items.every((item) => partiesOf(item).every(isParty))) return "unknown-party";
  if (!calendars.every((one) => isParty(one.party))) return "unknown-party";
  const texts = items.flatMap(({ deliverable, phrase, evidence, rule, limit }) => (
    [...deliverable, ...phrase, ...evidence, rule.article, rule.source, limit.of?.name ?? ""]
  ));
  return texts.every(isPlainText) ? null : "text-forbidden";
}

/** What is wrong with a word of a party about a schedule, or null. */
export function checkWord(state: ScheduleState, party: Hex, word: CommitmentWord): CommitmentRefusal | null {
  if (!isPlainText(reasonOf(word)?.text ?? "")) return "text-forbidden";
  if (state.agreement.state !== "adopted") return "not-adopted";
  switch (word.kind) {
    case "claim": return checkClaim(state, party, word.content);
    case "finding": return checkFinding(state, party, word.content);
    case "waiver": return checkWaiver(state, party, word.content);
    case "tolling": return checkTolling(state, party, word.content);
    case "objection": return checkObjection(state, party, word.content);
    case "occurrence":
      if (!isPlainText(word.content.name)) return "text-forbidden";
      return state.said.sides.some((one) => one.principals.includes(party)) ? null : "not-a-principal";
  }
}

function checkClaim(
  state: ScheduleState, party: Hex, { item, round, evidence }: ClaimContent,
): CommitmentRefusal | null {
  const content = state.content.items[item];
  const sides = state.said.sides[item];
  if (content === undefined || sides === undefined || !hasRound(content, round)) return "commitment-unknown";
  if (!sides.owner.includes(party)) return "not-the-owner";
  if (!evidence.every(({ name, media }) => isPlainText(name) && isPlainText(media))) return "text-forbidden";
  const now = stateOf(state, item, round)?.standing;
  return now === "verified" || now === "deemed" || now === "waived" ? "already-done" : null;
}

function checkFinding(state: ScheduleState, party: Hex, { claim, result }: FindingContent): CommitmentRefusal | null {
  const about = claimsOf(state).find((one) => one.leaf === toHex(claim));
  if (about === undefined) return "claim-unknown";
  if (!about.sides.verifiers.includes(party)) return "not-a-verifier";
  if (about.party === party) return "own-claim";
  if (about.state === "deemed") return "already-done";
  // Whoever has verified is bound by it: nothing that is found afterwards counts (D-9).
  const counts: readonly string[] = ["verified", result];
  return about.findings.some((one) => one.party === party && counts.includes(one.content.result))
    ? "already-done" : null;
}

function checkWaiver(state: ScheduleState, party: Hex, { item, round }: WaiverContent): CommitmentRefusal | null {
  const content = state.content.items[item];
  const sides = state.said.sides[item];
  if (content === undefined || sides === undefined || !hasRound(content, round)) return "commitment-unknown";
  if (!sides.to.includes(party)) return "not-a-creditor";
  const now = stateOf(state, item, round);
  const isOver = now?.standing === "verified" || now?.standing === "deemed";
  return isOver || now?.waivers.some((one) => one.party === party) === true ? "already-done" : null;
}

function checkTolling(
  state: ScheduleState, party: Hex, { item, from, until }: TollingContent,
): CommitmentRefusal | null {
  const sides = state.said.sides[item];
  if (sides === undefined) return "commitment-unknown";
  if (!sides.principals.includes(party)) return "not-a-principal";
  return until !== null && until < from ? "until-before-from" : null;
}

function checkObjection(state: ScheduleState, party: Hex, { to }: ObjectionContent): CommitmentRefusal | null {
  const leaf = toHex(to);
  const isOurs = (said: { readonly party: Hex }): boolean => said.party === party;
  if (state.said.objections.get(leaf)?.some(isOurs) === true) return "already-done";
  const about = claimsOf(state).find((one) => one.leaf === leaf);
  if (about !== undefined) {
    if (about.party === party) return "own-claim";
    if (about.state === "deemed" || about.state === "verified") return "already-done";
    return about.sides.verifiers.includes(party) || about.sides.to.includes(party) ? null : "not-a-verifier";
  }
  const occurred = [...state.said.occurrences.values()].flat().find((one) => one.leaf === leaf);
  if (occurred === undefined) return "claim-unknown";
  if (occurred.party === party) return "own-claim";
  return state.said.sides.some((one) => one.principals.includes(party)) ? null : "not-a-principal";
}

/** The claims of a schedule that count, each with the parties of its commitment. */
function claimsOf(
  state: ScheduleState,
): readonly (CommitmentState["claims"][number] & Pick<CommitmentState, "sides">)[] {
  return state.items.flatMap(({ claims, sides }) => claims.map((one) => ({ ...one, sides })));
}

function stateOf(state: ScheduleState, item: number, round: number): CommitmentState | undefined {
  return state.items.find((one) => one.item === item && one.round === round);
}

function partiesOf({ owner, to, verifiers, convenor }: Commitment): readonly number[] {
  return [...owner, ...to, ...verifiers, ...(convenor === null ? [] : [convenor])];
}

function reasonOf(word: CommitmentWord): Spoken | null {
  switch (word.kind) {
    case "claim": return word.content.statement;
    case "occurrence": return word.content.note;
    default: return word.content.reason;
  }
}
