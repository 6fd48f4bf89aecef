// What a peer's public entries teach us of its keys: rosters, prekeys, epochs, and the chain a new log goes on with.

import { afterCommit } from "../batch.ts";
import { askPeer } from "../memory/memory.ts";
import type { Channel, StationState } from "../state.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { boot } from "../../core/record/boot.ts";
import type { BootContent } from "../../core/record/boot.ts";
import type { HeldEntry } from "../../core/record/held-entry.ts";
import { learnBoot, learnEpochs, learnPrekeys } from "../../core/seal/chains.ts";
import { epochs } from "../../core/seal/epoch.ts";
import type { EpochsContent } from "../../core/seal/epoch.ts";
import { prekeys } from "../../core/seal/prekey.ts";
import type { PrekeysContent } from "../../core/seal/prekey.ts";

/** The BOOT of the log that an entry stands in. */
function bootOf({ ledger }: Channel, { body }: HeldEntry): BootContent | null {
  return ledger.logs.get(toHex(body.log))?.boot ?? null;
}

/** Who can read the epochs of ours: to anyone else an entry goes sealed anew, without being asked for it twice. */
function noteReaders(channel: Channel, { body, content }: HeldEntry): void {
  if (body.kind !== epochs.code) return;
  for (const { epoch, sealed } of content as EpochsContent) {
    channel.epochReaders.set(epoch, new Set(sealed.map(({ station }) => toHex(station))));
  }
}

/** Learns from one entry of a peer; entries of this station teach nothing that is not already its own. */
export function learnPeerKeys(state: StationState, channel: Channel, held: HeldEntry, came: boolean): void {
  if (held.poison || held.content === null) return;
  if (equalBytes(held.station, state.self.station)) return noteReaders(channel, held);
  // At start stored entries teach it again: the chain file may lag behind the store. What is known already stays as it
  // is.
  const { crypto, station } = state.self;
  const { kind, log } = held.body;
  if (kind === prekeys.code) {
    learnPrekeys(channel.chains, held.station, held.content as PrekeysContent, state.nowMs);
    const peer = toHex(held.station);
    if (came && bootOf(channel, held)?.reason === "restored") {
      channel.renewEpochs = true;
      // What was sealed before goes to it sealed anew, without being asked for (S-40).
      for (const readers of channel.epochReaders.values()) readers.delete(peer);
    }
    // Only when it is durable may anything be sealed to it; what waited for it goes then.
    if (state.partyOfStation.has(peer)) afterCommit(state, () => state.lineInputs.push({ kind: "keyed", peer }));
  } else if (kind === boot.code) {
    learnBoot(crypto, channel.chains, log, held.station, held.content as BootContent);
    // A station that begins anew may have lost something: it says, signed, how much of ours it still holds.
    const peer = toHex(held.station);
    const asks = came && !channel.house && state.partyOfStation.has(peer);
    if (asks && (held.content as BootContent).reason !== "first") askPeer(state, peer, true);
  }
  else if (kind === epochs.code) {
    const context = { channel: channel.id, party: held.party, author: held.station, reader: station };
    learnEpochs(crypto, channel.chains, context, held.content as EpochsContent);
  } else return;
  state.chainsDirty = true;
}
