// The kinds by which anything but a charter is agreed: one digest accepted, or declined (spec/15-texts.md).

import { bytes, list, optional, struct, uint } from "../../bytes/shape.ts";
import type { Of } from "../../bytes/shape.ts";
import { timeMsMax } from "../../record/entry.ts";
import { partiesMax, partiesMin } from "../charter/charter.ts";
import { spoken } from "../charter/entries.ts";
import { kind } from "../kind.ts";

/**
 * An acceptance binds its author to the digest until `until`; `rosters` are digests in the order of the charter's
 * parties.
 */
export const acceptanceContent = struct({
  digest: bytes(32),
  rosters: list(bytes(32), partiesMax, partiesMin),
  until: uint(timeMsMax),
});
export type AcceptanceContent = Of<typeof acceptanceContent>;

/** The digest is declined, with a reason where one is given. */
export const declinationContent = struct({ digest: bytes(32), reason: optional(spoken) });
export type DeclinationContent = Of<typeof declinationContent>;

/**
 * What all have accepted is held here. It has no effect of its own: what it acknowledges counts, and since it is no
 * receipt the others acknowledge it in turn, so that each comes to its last round without waiting for other words.
 */
export const confirmationContent = struct({ object: bytes(32), digest: bytes(32) });
export type ConfirmationContent = Of<typeof confirmationContent>;

const onChannel = { form: "sealed", about: "object", record: "channel" } as const;
export const acceptance = kind({ code: 32, name: "acceptance", content: acceptanceContent, ...onChannel });
export const declination = kind({ code: 33, name: "declination", content: declinationContent, ...onChannel });
export const confirmation = kind({
  code: 46, name: "confirmation", form: "sealed", content: confirmationContent, about: "none", record: "channel",
});
