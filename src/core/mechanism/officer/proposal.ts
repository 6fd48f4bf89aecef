// Changes among a house's own people: what two persons assent to, and when it takes effect.

import type { Crypto } from "../../../ports/crypto.ts";
import { encode } from "../../bytes/cbor.ts";
import { encodeShape } from "../../bytes/shape.ts";
import { toHex } from "../../bytes/hex.ts";
import type { Hex } from "../../names.ts";
import { canonicalOrder } from "../../record/held-entry.ts";
import type { HeldEntry } from "../../record/held-entry.ts";
import { discard } from "../house/entries.ts";
import type { Role } from "../house/entries.ts";
import { assentsTo, personsApart } from "./assent.ts";
import type { AssentRule, GivenAssent } from "./assent.ts";
import { proposal, proposalContent } from "./entries.ts";
import type { ProposalContent } from "./entries.ts";

/** Persons a change needs. */
export const enactPersons = 2;

/** The digest of a proposal: SHA-256 of the canonical bytes of ["chirograph/1 proposal", its content] (O-15). */
export function proposalDigest(crypto: Crypto, content: ProposalContent): Uint8Array {
  return crypto.sha256(encode(["chirograph/1 proposal", encodeShape(proposalContent, content)]));
}

/** A proposal, and who assented to exactly it. */
export interface ProposalState {
  readonly object: Hex;
  readonly entry: HeldEntry;
  readonly content: ProposalContent;
  readonly digest: Hex;
  readonly discarded: boolean;
  /** The newest assent of each officer. */
  readonly assents: readonly GivenAssent[];
}

/** A proposal from the entries about it, in whatever order they came; null when its own entry is not among them. */
export function foldProposal(crypto: Crypto, entries: readonly HeldEntry[]): ProposalState | null {
  const held = [...new Map(entries.map((one) => [one.at, one])).values()].filter((one) => one.content !== null);
  held.sort(canonicalOrder);
  const entry = held.find((one) => one.body.kind === proposal.code);
  if (entry === undefined) return null;
  const content = entry.content as ProposalContent;
  const digest = toHex(proposalDigest(crypto, content));
  return {
    object: entry.object, entry, content, digest, discarded: held.some(({ body }) => body.kind === discard.code),
    assents: assentsTo(held, "enact", entry.object, digest),
  };
}

/**
 * Whether enough persons assented: two, of two sessions and two passkeys, each an administrator or a releaser, at least
 * one an administrator, and neither whom the change is about (O-16). `passkey`: only what a passkey signed counts,
 * `token`: or the command line said.
 */
export function isEnacted(
  state: ProposalState, rolesOf: (officer: string) => readonly Role[], rule: AssentRule,
): boolean {
  const may = state.assents.filter(({ content: { officer } }) => mayAssent(state.content, officer, rolesOf(officer)));
  const counted = personsApart(may, rule).map(({ content }) => content.officer);
  return counted.length >= enactPersons && counted.some((officer) => rolesOf(officer).includes("administrator"));
}

/** Whether an officer's assent to this counts at all: nobody approves what is about themselves. */
export function mayAssent(content: ProposalContent, officer: string, roles: readonly Role[]): boolean {
  if (content.officer?.id === officer) return false;
  return roles.includes("administrator") || roles.includes("releaser");
}
