// Evidence of a disputed time, made when a person asks for it: the entries are all in the record.

import { openKept } from "../at-rest.ts";
import { channelOf } from "../act/about.ts";
import { messageStateOf } from "../mechanism/message-state.ts";
import type { Channel, StationState } from "../state.ts";
import type { Store } from "../../ports/store.ts";
import { bytesOfHex, toHex } from "../../core/bytes/hex.ts";
import { firstAckBy } from "../../core/clock/disputed.ts";
import { ChirographError } from "../../core/errors.ts";
import type { SignedEntry } from "../../core/evidence/signed-entry.ts";
import { checkTimes, encodeTimes } from "../../core/evidence/times.ts";
import { encodeEntry } from "../../core/record/entry.ts";
import { recordView } from "../../core/record/ledger.ts";

/** The evidence file of the first disputed receipt of a message; null when none is disputed, or an entry is damaged. */
export async function timesEvidence(state: StationState, store: Store, object: string): Promise<Uint8Array | null> {
  const channel = channelOf(state, object);
  const message = channel === null ? null : messageStateOf(state, channel, object);
  const about = channel?.objects.get(object)?.[0];
  if (channel?.charter == null || channel.charterBytes === null || message === null || about === undefined) return null;
  const receipt = [...message.to, ...message.info].map((one) => one.receipt).find((one) => one?.disputed === true);
  if (receipt == null) return null;
  const early = receipt.heldAt < about.body.time - channel.charter.skewMs;
  const author = toHex(about.party);
  const answerAt = early ? null : firstAckBy(author, receipt.at, recordView(channel.ledger))?.at ?? null;
  const [one, claim, answer] = await Promise.all([
    signed(state, store, channel, about.at), signed(state, store, channel, receipt.at),
    answerAt === null ? null : signed(state, store, channel, answerAt),
  ]);
  if (one === null || claim === null) return null;
  const file = encodeTimes({ charter: channel.charterBytes, sort: "receipt", about: one, claim, answer });
  try {
    checkTimes(state.self.crypto, state.rosters, file);
    return file;
  } catch (error) {
    if (error instanceof ChirographError) return null;
    throw error;
  }
}

async function signed(state: StationState, store: Store, channel: Channel, at: string): Promise<SignedEntry | null> {
  const log = channel.ledger.logs.get(at.slice(0, 32));
  const row = log === undefined ? null : await store.entry(log.log, Number(at.slice(33)));
  if (log === undefined || row === null) return null;
  try {
    const roster = bytesOfHex(log.roster);
    return { party: log.party, station: log.station, roster, entry: encodeEntry(openKept(state, row)) };
  } catch (error) {
    if (error instanceof ChirographError) return null;
    throw error;
  }
}
