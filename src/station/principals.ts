// Who is heard on a channel, and what may be said there before its charter is adopted (spec/08-charter.md).

import { saidByUs, termsAdopted } from "./channel-terms.ts";
import type { Channel, StationState } from "./state.ts";
import { equalBytes, toHex } from "../core/bytes/hex.ts";
import { ChirographError } from "../core/errors.ts";
import { partyIndex } from "../core/mechanism/charter/charter.ts";
import { charterRefusal, mayPrecedeCharter } from "../core/mechanism/charter/entries.ts";
import { decodeContent } from "../core/mechanism/registry.ts";
import type { Hex, LogId, PartyId } from "../core/names.ts";
import { boot } from "../core/record/boot.ts";
import type { BootContent } from "../core/record/boot.ts";
import { decodeBody } from "../core/record/entry.ts";
import type { Opened } from "../core/seal/chains.ts";

/** Most channels that one peer has begun with us, or we have proposed, and that are not adopted. */
export const openChannelsMax = 8;

/** Why an entry that opened may not come to the gate, or null. What must wait for the adoption is `entry-kind`. */
export function notHeard(
  state: StationState, channel: Channel, log: LogId, opened: Opened,
): ChirographError | null {
  const author = channel.ledger.logs.get(toHex(log))?.party ?? partyOfBoot(opened);
  if (author !== null && !mayWrite(state, channel, author)) {
    return new ChirographError("entry-author", "The author is no party of this channel.");
  }
  if (channel.adopted || mayPrecedeCharter(decodeBody(opened.entry.payload).kind)) return null;
  return termsAdopted(state, channel) ? null : new ChirographError("entry-kind", "The charter is not adopted yet.");
}

/** The party that says it begins the log; null where the gate will find no BOOT. */
function partyOfBoot({ content }: Opened): PartyId | null {
  const said = content === null ? null : decodeContent(boot.code, content);
  return said?.kind === "decoded" ? (said.content as BootContent).party : null;
}

/** The charter names who writes on its channel; before it has come, only a party whose digits were compared may. */
function mayWrite(state: StationState, { charter }: Channel, party: PartyId): boolean {
  if (charter !== null) return partyIndex(charter, party) !== null;
  return isConfirmed(state, party);
}

/** Whether a party is ourselves, or one whose digits were compared. */
export function isConfirmed(state: StationState, party: PartyId): boolean {
  return equalBytes(party, state.self.party) || state.parties.get(toHex(party))?.confirmed === true;
}

/** Whether a peer may begin another channel with us. One that we have refused leaves room for another. */
export function mayBegin(state: StationState, peer: Hex): boolean {
  const open = [...state.channels.values()].filter((channel) => !channel.adopted && has(channel, peer));
  return open.filter((channel) => !saidByUs(state, channel, charterRefusal.code)).length < openChannelsMax;
}

function has({ charter, peersBeforeCharter }: Channel, peer: Hex): boolean {
  return charter === null ? peersBeforeCharter.has(peer) : charter.parties.some((party) => toHex(party.id) === peer);
}
