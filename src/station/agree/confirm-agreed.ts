// What all have accepted comes to be final when each has seen that the others have seen it (spec/08-charter.md, C-44).
// Receipts are not acknowledged, so a station says something that is (spec/15-texts.md, T-30).

import type { Source } from "../fold-in.ts";
import { agreementOn, thingOf } from "./agreed-things.ts";
import { canSeal, say } from "../append.ts";
import { hasSeat } from "../peer/seat.ts";
import type { Channel, StationState } from "../state.ts";
import { equalBytes, fromHex, toHex } from "../../core/bytes/hex.ts";
import { acceptance, confirmation } from "../../core/mechanism/agreed/entries.ts";
import type { AcceptanceContent, ConfirmationContent } from "../../core/mechanism/agreed/entries.ts";
import type { Hex } from "../../core/names.ts";
import type { HeldEntry } from "../../core/record/held-entry.ts";

/** Most confirmations that a station says of one digest (T-30): there are no more rounds. */
export const confirmationsMax = 4;
/** Most digests that are looked after at once; beyond it the one that was heard of longest ago is forgotten. */
const agreeingMax = 64;

/** Notes that somebody has accepted something. */
export function noteAccepted(
  state: StationState, channel: Channel, held: HeldEntry, source: Source,
): void {
  if (held.body.kind !== acceptance.code || held.content === null || source !== "came") return;
  note(state, channel, held.object, toHex((held.content as AcceptanceContent).digest));
}

/** Notes that somebody confirms what all have accepted. */
export function noteConfirmed(
  state: StationState, channel: Channel, held: HeldEntry, source: Source,
): void {
  if (held.body.kind !== confirmation.code || held.content === null || source !== "came") return;
  const { object, digest } = held.content as ConfirmationContent;
  note(state, channel, toHex(object), toHex(digest));
}

function note(state: StationState, channel: Channel, object: Hex, digest: Hex): void {
  // Of what we have not accepted there is nothing to confirm, whatever others say of it.
  if (!hasAccepted(state, channel, object, digest)) return;
  const { agreeing } = channel;
  const key = `${object} ${digest}`;
  const confirmed = agreeing.get(key)?.confirmed ?? 0;
  // Whoever says the last word of one hears nothing more of it: it stays until others take its place.
  agreeing.delete(key);
  agreeing.set(key, { heard: true, confirmed });
  if (agreeing.size > agreeingMax) agreeing.delete(agreeing.keys().next().value as string);
}

function hasAccepted({ self }: StationState, channel: Channel, object: Hex, digest: Hex): boolean {
  return channel.objects.get(object)?.some((one) => (
    one.body.kind === acceptance.code && one.content !== null && equalBytes(one.party, self.party)
    && toHex((one.content as AcceptanceContent).digest) === digest
  )) === true;
}

/** Confirms what all have accepted and is not final yet, each time that another principal's word of it came. */
export function confirmAgreed(state: StationState): void {
  for (const channel of state.channels.values()) {
    for (const [key, agreeing] of channel.agreeing) {
      // What was confirmed as often as it may be is not read over and over for a peer that goes on about it.
      if (!agreeing.heard || agreeing.confirmed >= confirmationsMax || !canSeal(state, channel)) continue;
      agreeing.heard = false;
      const [object = "", digest = ""] = key.split(" ");
      const standing = standingOf(state, channel, object, digest);
      if (standing === "over") channel.agreeing.delete(key);
      else if (standing === "accepted" && confirm(state, channel, object, digest)) agreeing.confirmed++;
    }
  }
}

/** Whether all have accepted it and it is not final, so that a confirmation helps; or there is no more to say of it. */
function standingOf(state: StationState, channel: Channel, object: Hex, digest: Hex): "over" | "accepted" | "open" {
  const thing = thingOf(state, channel, object, digest);
  const agreement = thing === null ? null : agreementOn(state, channel, object, digest, thing.principals);
  if (agreement === null || agreement.verdict === "final") return "over";
  const { positions } = agreement;
  if (positions.some((one) => one.act === "refused")) return "over";
  return positions.every((one) => one.act === "accepted") ? "accepted" : "open";
}

function confirm(state: StationState, channel: Channel, object: Hex, digest: Hex): boolean {
  if (!hasSeat(state, channel)) return false;
  const [named, accepted] = [fromHex(object), fromHex(digest)];
  if (named?.length !== 32 || accepted?.length !== 32) return false;
  const content = { object: named, digest: accepted };
  return say(state, channel, confirmation, content, { precedence: "PRIORITY", officer: null, act: "" }) !== null;
}
