// Where a charter stands: adopted, or not yet, by the same rule on both sides.

import { foldAgreement } from "../../agree/agreement.ts";
import type { Agreement } from "../../agree/agreement.ts";
import { toHex } from "../../bytes/hex.ts";
import type { ChannelId } from "../../names.ts";
import type { AgreementView, HeldEntry } from "../../record/held-entry.ts";
import { partyIds } from "./charter.ts";
import type { Charter } from "./charter.ts";
import { charterAcceptance, charterRefusal } from "./entries.ts";
import type { CharterAcceptanceContent, CharterRefusalContent } from "./entries.ts";

/**
 * Folds the adoption of a channel's charter from the entries of the channel; those of other kinds are passed over.
 * An acceptance that does not name a roster for each principal has no effect.
 */
export function foldCharter(
  channel: ChannelId, charter: Charter, entries: readonly HeldEntry[], view: AgreementView, at: number,
): Agreement {
  const readable = entries.filter((entry) => entry.content !== null);
  const acceptances = readable.filter((entry) => entry.body.kind === charterAcceptance.code).flatMap((entry) => {
    const content = entry.content as CharterAcceptanceContent;
    if (content.rosters.length !== charter.parties.length) return [];
    return [{ entry, digest: toHex(content.proposal), until: content.until }];
  });
  const refusals = readable.filter((entry) => entry.body.kind === charterRefusal.code).map((entry) => {
    return { entry, digest: toHex((entry.content as CharterRefusalContent).proposal) };
  });
  const principals = partyIds(charter);
  return foldAgreement({ digest: toHex(channel), principals, acceptances, refusals }, view, charter, at);
}
