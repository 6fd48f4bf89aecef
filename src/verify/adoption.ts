// Whether the charter was adopted, folded anew from what the file shows.

import type { Check } from "./check.ts";
import { toHex } from "../core/bytes/hex.ts";
import { foldCharter } from "../core/mechanism/charter/fold.ts";
import { charterAcceptance } from "../core/mechanism/charter/entries.ts";
import { decodeContent } from "../core/mechanism/registry.ts";
import { encodeBody, leafHash } from "../core/record/entry.ts";
import type { HeldEntry } from "../core/record/held-entry.ts";
import { recordView } from "../core/record/ledger.ts";

/**
 * Adopted or not; unknown when an acceptance may be withheld, alone or with its whole entry, or there is no charter of
 * parties to adopt.
 */
export function adoptionOf(check: Check, at: number): "adopted" | "not-adopted" | "unknown" {
  const { charter, ledger, crypto } = check;
  if (charter === null) return "unknown";
  const entries: HeldEntry[] = [];
  let withheld = check.leafItems > 0;
  for (const { body, content } of check.charterWords) {
    const log = ledger.logs.get(toHex(body.log));
    if (log === undefined) continue;
    const decoded = content === null ? null : decodeContent(body.kind, content);
    withheld ||= content === null && body.kind === charterAcceptance.code;
    const leaf = leafHash(crypto, encodeBody(body));
    entries.push({
      at: `${log.hex}:${body.seq}`, leaf, party: log.party, station: log.station, body,
      object: toHex(body.object.length === 0 ? leaf : body.object),
      content: decoded?.kind === "decoded" ? decoded.content : null, poison: decoded?.kind === "poison",
      proofPending: body.seq >= log.size,
    });
  }
  const { state } = foldCharter(ledger.channel, charter, entries, recordView(ledger), at);
  return state === "adopted" ? "adopted" : withheld ? "unknown" : "not-adopted";
}
