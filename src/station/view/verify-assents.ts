// The check of every assent in the house record: that the officer's passkey signed exactly what was done.

import { toHex } from "../../core/bytes/hex.ts";
import { draftDigest } from "../../core/mechanism/house/digest.ts";
import { draft } from "../../core/mechanism/house/entries.ts";
import type { DraftContent } from "../../core/mechanism/house/entries.ts";
import { checkAssents } from "../../core/mechanism/officer/assent.ts";
import { assent, credential, handover, proposal } from "../../core/mechanism/officer/entries.ts";
import type { CredentialContent, HandoverContent, ProposalContent } from "../../core/mechanism/officer/entries.ts";
import { handoverDigest } from "../../core/mechanism/officer/handover.ts";
import { credentialDigest } from "../../core/mechanism/officer/recognise.ts";
import { proposalDigest } from "../../core/mechanism/officer/proposal.ts";
import { undertaking } from "../../core/mechanism/undertaking/entries.ts";
import type { UndertakingContent } from "../../core/mechanism/undertaking/entries.ts";
import { undertakingDigest } from "../../core/mechanism/undertaking/fold.ts";
import type { Hex } from "../../core/names.ts";
import type { HeldEntry } from "../../core/record/held-entry.ts";
import type { Crypto } from "../../ports/crypto.ts";

/** What of a house record the check needs: passkeys and assents, and the digests of what was assented to. */
export interface HouseCheck {
  readonly entries: HeldEntry[];
  readonly digests: Map<Hex, Uint8Array>;
}

/**
 * Takes in an entry of the house record, as it was read from the store. A passkey that another site claims signs for
 * nobody (`counts`).
 */
export function noteForCheck(crypto: Crypto, check: HouseCheck, held: HeldEntry, counts: boolean): void {
  const { kind } = held.body;
  if (held.content === null) return;
  if (counts && (kind === credential.code || kind === assent.code)) check.entries.push(held);
  const object = toHex(held.leaf);
  if (kind === credential.code) {
    check.digests.set(object, credentialDigest(crypto, held.content as CredentialContent));
  }
  if (kind === draft.code) check.digests.set(object, draftDigest(crypto, held.content as DraftContent));
  if (kind === proposal.code) check.digests.set(object, proposalDigest(crypto, held.content as ProposalContent));
  if (kind === undertaking.code) {
    check.digests.set(object, undertakingDigest(crypto, held.content as UndertakingContent));
  }
  if (kind === handover.code) check.digests.set(object, handoverDigest(crypto, held.content as HandoverContent));
}

/** Places of assents that do not check, and why. */
export function badAssents(
  crypto: Crypto, check: HouseCheck,
): readonly { readonly at: string; readonly why: string }[] {
  const checked = checkAssents(crypto, check.entries, (object) => check.digests.get(object) ?? null);
  return [...checked].flatMap(([at, found]) => (found.kind === "refused" ? [{ at, why: found.reason }] : []));
}
