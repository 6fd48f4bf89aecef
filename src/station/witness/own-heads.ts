// Checkpoints of our own logs: signed when they are due and durable, said in the channel when witnesses have signed
// them (spec/09-checkpoints.md, The station).

import { canSeal, say } from "../append.ts";
import { afterCommit } from "../batch.ts";
import type { Channel, StationState } from "../state.ts";
import { hasWitnesses } from "./witnessing.ts";
import type { OwnHead } from "./witnessing.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { signCheckpoint } from "../../core/checkpoint/checkpoint.ts";
import { encodeDeposit } from "../../core/checkpoint/deposit.ts";
import { encodeSignedRoster } from "../../core/keys/roster.ts";
import { checkpointKind } from "../../core/mechanism/checkpoint/entries.ts";
import { encodeEntry } from "../../core/record/entry.ts";
import { rootAt } from "../../core/record/merkle.ts";

/** A checkpoint is made after so many entries, and after so long when anything was written since. */
export const checkpointEntries = 256;
export const checkpointEveryMs = 3_600_000;
/** How long a checkpoint waits for further witnesses once one has signed it. */
export const cosignWaitMs = 30_000;

/** The log that a BOOT of ours has just begun; the BOOT is kept at hand to be deposited. */
export function beginHead(state: StationState, channel: Channel): void {
  if (channel.house || !hasWitnesses(state)) return;
  const log = channel.ownLog;
  const kept = state.recent.get(`${toHex(log)}:0`);
  const { roster } = state.self;
  const deposit = kept === undefined ? null : encodeDeposit({
    entry: encodeEntry(kept), salt: kept.salt, content: kept.content, roster: encodeSignedRoster(roster),
  });
  state.witnessing.own.set(toHex(log), {
    channel, log, deposit, size: 0, madeMs: 0, note: "", waiting: new Set(), cosigned: new Set(), said: true,
    old: new Map(), deposited: new Set(), ahead: new Set(),
  });
}

/** Signs the checkpoints that are due, of what will be durable with this batch; says those that were cosigned. */
export function composeCheckpoints(state: StationState): void {
  for (const [hex, head] of state.witnessing.own) {
    const { channel } = head;
    if (!channel.adopted) continue;
    if (hex !== toHex(channel.ownLog)) {
      state.witnessing.own.delete(hex);
      continue;
    }
    sayHead(state, head);
    const size = channel.ledger.logs.get(hex)?.size ?? 0;
    if (isDue(state, head, size)) afterCommit(state, () => make(state, head, size));
  }
}

function isDue(state: StationState, { size: before, madeMs }: OwnHead, size: number): boolean {
  if (size <= before) return false;
  // At the adoption, every so many entries, and every hour in which something was written.
  return before === 0 || size - before >= checkpointEntries || state.nowMs - madeMs >= checkpointEveryMs;
}

/** What it covers is durable by now: nothing that a crash could take back is ever signed as a head (W-6). */
function make(state: StationState, head: OwnHead, size: number): void {
  const { crypto, signer } = state.self;
  const log = head.channel.ledger.logs.get(toHex(head.log));
  if (log === undefined || size <= head.size || state.impaired.size > 0) return;
  head.size = size;
  head.madeMs = state.nowMs;
  head.note = signCheckpoint(crypto, signer, head.channel.id, head.log, size, rootAt(crypto, log.tree, size));
  head.said = false;
  head.cosigned.clear();
  for (const name of state.witnessing.lines.keys()) head.waiting.add(name);
}

/** Says a checkpoint when all witnesses have signed it, or some have and the others are slow. */
function sayHead(state: StationState, head: OwnHead): void {
  if (head.said || head.cosigned.size === 0 || !canSeal(state, head.channel)) return;
  if (head.waiting.size > 0 && state.nowMs - head.madeMs < cosignWaitMs) return;
  const said = say(state, head.channel, checkpointKind, { note: head.note }, { officer: null, act: "" });
  if (said !== null) head.said = true;
}
