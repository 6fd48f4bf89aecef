// Release: how many persons, and what they must have seen.

import { toHex } from "../../bytes/hex.ts";
import type { Hex, Precedence } from "../../names.ts";
import { precedences } from "../../names.ts";
import { wordOf } from "../charter/charter.ts";
import type { Charter } from "../charter/charter.ts";
import type { MessageContent } from "../message/entries.ts";
import type { ApprovalState, DraftState } from "./fold.ts";

/** A message addressed to us, by its place in the record. */
export interface Incoming {
  readonly log: Hex;
  readonly seq: number;
  readonly object: Hex;
}

/** Why a draft may not be released. */
export type ReleaseRefusal = "not-open" | "too-few-persons" | "unseen-incoming";

/** Whether a draft may be released now. */
export type ReleaseCheck =
  | { readonly kind: "ready"; readonly officers: readonly string[] }
  | {
      readonly kind: "refused"; readonly reasons: readonly ReleaseRefusal[];
      /** Distinct officers whose approval counts, and how many are needed. */
      readonly officers: readonly string[]; readonly persons: number;
      /** Incoming messages that an approver had not been shown. */
      readonly unseen: readonly Hex[];
    };

/** Roles whose holders release a message: the watch too where a pre-agreed word stands alone. */
export function releasingRoles(content: MessageContent): readonly ("watch" | "releaser")[] {
  return isWordAlone(content) ? ["watch", "releaser"] : ["releaser"];
}

/** Whether a message is a pre-agreed word and nothing beside it. */
function isWordAlone(content: MessageContent): boolean {
  return content.word !== null && content.text === "" && content.subject === "";
}

/**
 * Persons a release needs. A pre-agreed word that stands alone follows the charter, so that two keys of the watch
 * are enough when nobody with more authority is awake; everything else follows the house's policy, ROUTINE first.
 */
export function personsNeeded(
  charter: Charter, policy: readonly number[], precedence: Precedence, content: MessageContent,
): number {
  const word = content.word === null ? null : wordOf(charter, content.word.code);
  if (word !== null && isWordAlone(content)) return word.persons;
  return Math.max(1, policy[precedences.indexOf(precedence)] ?? 1);
}

/** What a house asks of the approvals of one draft. */
export interface ReleaseRule {
  readonly persons: number;
  /** Whether only an approval counts that the officer's own passkey signed: always so in an actual channel. */
  readonly passkey: boolean;
  /** Whether the command line's token is enough in place of a passkey. */
  readonly token: boolean;
  /** Whether who wrote the draft may be one of two. */
  readonly author: boolean;
}

/**
 * Whether a draft may be released: open, approved by as many distinct officers as the rule asks for, each in a session
 * and with a passkey of their own, each of whom had been shown every message addressed to us that is held now, or said
 * that they release all the same. `enrolled` are the officers who may release.
 */
export function releaseCheck(
  draft: DraftState, rule: ReleaseRule, incoming: readonly Incoming[], enrolled: ReadonlySet<string>,
): ReleaseCheck {
  const { persons } = rule;
  const isAuthor = (one: ApprovalState): boolean => persons > 1 && one.officer === draft.content.officer;
  const approvals = apart(draft.approvals.filter(
    (one) => enrolled.has(one.officer) && provesPerson(one, rule) && (rule.author || !isAuthor(one)),
  ));
  const unseen = incoming.filter((one) => approvals.some((by) => !hasSeen(by, one))).map((one) => one.object);
  const seeing = approvals.filter((by) => incoming.every((one) => hasSeen(by, one)));
  const officers = seeing.map((one) => one.officer).sort();
  const reasons: ReleaseRefusal[] = [];
  if (draft.state !== "open") reasons.push("not-open");
  if (officers.length < persons) reasons.push(approvals.length < persons ? "too-few-persons" : "unseen-incoming");
  if (reasons.length === 0) return { kind: "ready", officers };
  return { kind: "refused", reasons, officers, persons, unseen };
}

/** Whether an approval shows its person as the rule asks (O-11). */
export function provesPerson(approval: Pick<ApprovalState, "credential" | "means">, rule: ReleaseRule): boolean {
  if (approval.credential !== null || !rule.passkey) return approval.means !== "token" || rule.token;
  return approval.means === "token" && rule.token;
}

/** Approvals of which no two share a session or a passkey; of two that do, the first counts (O-12). */
function apart(approvals: readonly ApprovalState[]): readonly ApprovalState[] {
  const taken = new Set<string>();
  return approvals.filter(({ session, credential }) => {
    const marks = [session, credential].filter((one) => one !== null);
    if (marks.some((one) => taken.has(one))) return false;
    for (const one of marks) taken.add(one);
    return true;
  });
}

function hasSeen(approval: ApprovalState, incoming: Incoming): boolean {
  if (approval.regardless) return true;
  return approval.seen.some((head) => toHex(head.log) === incoming.log && head.size > incoming.seq);
}
