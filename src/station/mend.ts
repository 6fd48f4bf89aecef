// Stored entries that are damaged: asked for from whoever holds them too, compared with the leaf that the tree has, and
// written anew in their place (spec/03-record.md, R-57).

import { say } from "./append.ts";
import { sealKept } from "./at-rest.ts";
import { afterCommit, enlist } from "./batch.ts";
import { placeKept } from "./fold-in.ts";
import { peersOf, stationBytes } from "./peer/peers.ts";
import type { Channel, Parked, StationState } from "./state.ts";
import type { KeptEntry } from "./stored-entry.ts";
import { equalBytes, fromHex, toHex } from "../core/bytes/hex.ts";
import { stationOf } from "../core/keys/roster.ts";
import { mended } from "../core/mechanism/house/entries.ts";
import { message } from "../core/mechanism/message/entries.ts";
import { kindOf } from "../core/mechanism/registry.ts";
import type { Leaf } from "../core/names.ts";
import { lamportUnknown } from "../core/record/admission.ts";
import { commitment, decodeBody, leafHash, verifyEntry } from "../core/record/entry.ts";
import type { Body } from "../core/record/entry.ts";
import type { Log } from "../core/record/log.ts";
import { leafAt } from "../core/record/merkle.ts";
import type { Opened } from "../core/seal/chains.ts";

/** Most damaged entries that are asked for at one time. */
export const lostAskedMax = 256;

const none = new Uint8Array(0);

/** Asks every peer that shares their record for damaged entries that have not been asked for since the start. */
export function askDamaged(state: StationState): void {
  for (const at of state.damaged) {
    if (state.damageAsked.has(at) || state.damageAsked.size >= lostAskedMax) continue;
    const [hex = "", seq] = at.split(":");
    const log = fromHex(hex);
    const channel = [...state.channels.values(), state.house].find((one) => one.ledger.logs.has(hex));
    // What is damaged at the end of a log is not held, and comes like anything else that is lacking.
    if (log === null || channel === undefined || Number(seq) >= (channel.ledger.logs.get(hex)?.size ?? 0)) continue;
    state.damageAsked.add(at);
    for (const peer of peersOf(state, channel)) state.lineInputs.push({ kind: "lost", peer, log, seq: Number(seq) });
    state.outputs.push({ kind: "state" });
  }
}

/** Puts an entry that came in the place of a damaged one; false when it is none, or not the entry that stood there. */
export function mendDamaged(state: StationState, channel: Channel, delivery: Parked, opened: Opened): boolean {
  const { log, seq } = delivery;
  const at = `${toHex(log)}:${seq}`;
  const held = channel.ledger.logs.get(toHex(log));
  if (!state.damaged.has(at) || held === undefined || seq >= held.size) return false;
  const leaf = leafHash(state.self.crypto, opened.entry.payload);
  if (!equalBytes(leaf, leafAt(held.tree, seq))) return false;
  const body = decodeBody(opened.entry.payload);
  if (!isWhole(state, held, body, opened)) return false;
  const theirs = !equalBytes(held.party, state.self.party);
  const kept: KeptEntry = {
    ...opened.entry, salt: opened.salt ?? none, content: opened.content ?? none, envelope: none, narrow: none,
    heldMs: state.nowMs,
    // Nobody here could read it: who releases has to read it first, as if it were new. It does not ring again.
    incoming: theirs && body.kind === message.code ? state.newestIncoming + 1 : 0,
  };
  enlist(state, { log, seq, leaf, blob: sealKept(state, log, seq, leaf, kept), mends: true });
  fold(state, channel, held, body, leaf, kept);
  say(state, state.house, mended, {
    channel: channel.id, log, seq, leaf, from: stationBytes(delivery.peer),
  }, { officer: null, act: "" });
  afterCommit(state, () => {
    state.damaged.delete(at);
    state.damageAsked.delete(at);
    state.mended.add(at);
    state.lineInputs.push({ kind: "mended", log, seq });
    const object = channel.byPosition.get(at);
    if (object !== undefined) state.outputs.push({ kind: "changed", channel: channel.hex, object });
    state.outputs.push({ kind: "state" });
  });
  return true;
}

/** Whether its station has signed it, and the content that it commits to is there. */
function isWhole({ self: { crypto }, rosters }: StationState, log: Log, { commit }: Body, opened: Opened): boolean {
  const { entry, content, salt } = opened;
  const roster = rosters.get(log.roster);
  const key = roster === undefined ? undefined : stationOf(roster, log.station)?.key;
  const author = { party: log.party, rosterDigest: Uint8Array.fromHex(log.roster) };
  if (key === undefined || !verifyEntry(crypto, key, author, entry)) return false;
  if (commit.length === 0) return true;
  return content !== null && salt !== null && equalBytes(commitment(crypto, salt, content), commit);
}

/** What it says takes effect where the start could not read it. What it acknowledges counts from the next start on. */
function fold(state: StationState, channel: Channel, log: Log, body: Body, leaf: Leaf, kept: KeptEntry): void {
  const isUnread = log.lamports[body.seq] === lamportUnknown;
  if (isUnread) log.lamports[body.seq] = body.lamport;
  const isShown = kindOf(body.kind)?.about === "none" || channel.byPosition.has(`${log.hex}:${body.seq}`);
  if (isUnread || !isShown) placeKept(state, channel, body, leaf, kept);
}
