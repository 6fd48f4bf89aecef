// What a dishonest party does with valid keys: acknowledge what it does not hold, run one station twice.

import type { SimNode } from "./sim-node.ts";
import { toHex } from "../core/bytes/hex.ts";
import { encodeBody, signEntry } from "../core/record/entry.ts";
import type { Ack, Body } from "../core/record/entry.ts";
import { compose } from "../core/record/ledger.ts";
import { takeMessageKey } from "../core/seal/chains.ts";
import { sealEnvelope } from "../core/seal/envelope.ts";
import { otherParties } from "../station/append.ts";
import { sealKept } from "../station/at-rest.ts";
import { afterCommit, enlist } from "../station/batch.ts";
import { admitOwn } from "../station/fold-in.ts";
import type { Channel, StationState } from "../station/state.ts";

const none = new Uint8Array(0);

/** Keeps a liar from saying for ever what it owes: it has acknowledged more than it holds. */
export function holdTongue(state: StationState): void {
  for (const { ledger, ownLog } of state.channels.values()) {
    const acked = ledger.logs.get(toHex(ownLog))?.acked;
    for (const hex of ledger.moved.keys()) {
      if ((acked?.get(hex) ?? 0) > (ledger.logs.get(hex)?.size ?? 0)) ledger.moved.delete(hex);
    }
  }
}

/** Signs a receipt for `size` entries of a log, whatever is held of it. False when it cannot be sealed now. */
export function forgeReceipt(node: SimNode, log: string, size: number): boolean {
  const { state } = node;
  const channel = [...(state?.channels.values() ?? [])].find((one) => one.ledger.logs.has(log));
  if (state === null || channel === undefined) return false;
  if (size <= (channel.ledger.logs.get(toHex(channel.ownLog))?.acked.get(log) ?? 0)) return false;
  node.lied = true;
  const { crypto, random } = state.self;
  const key = takeMessageKey(crypto, channel.chains, { channel: channel.id, log: channel.ownLog, nowMs: state.nowMs });
  if (key === null) return false;
  const { epoch, index } = key;
  const body = compose(crypto, channel.ledger, channel.ownLog, {
    time: state.nowMs, precedence: "IMMEDIATE", kind: 0, object: none, epoch, index, commit: none,
  });
  const forged: Ack = { log: Uint8Array.fromHex(log), size, root: random.bytes(32), heldAt: body.time };
  say(state, channel, { ...body, acks: [...body.acks.filter((ack) => toHex(ack.log) !== log), forged] }, key);
  return true;
}

function say(state: StationState, channel: Channel, body: Body, key: Parameters<typeof sealEnvelope>[1]): void {
  const { crypto, signer, party, rosterDigest } = state.self;
  const entry = signEntry(signer, { party, rosterDigest }, encodeBody(body));
  const envelope = sealEnvelope(crypto, key, { channel: channel.id, log: body.log }, entry, none);
  const kept = { ...entry, salt: none, content: none, envelope, heldMs: state.nowMs, incoming: 0 };
  const { leaf } = admitOwn(state, channel, entry, body, kept);
  const { log, seq, precedence } = body;
  enlist(state, { log, seq, leaf, blob: sealKept(state, log, seq, leaf, kept) });
  afterCommit(state, () => {
    const [peers, bytes] = [otherParties(state, channel), envelope.length];
    state.lineInputs.push({ kind: "appended", channel: channel.hex, log, seq, precedence, bytes, peers });
  });
}

/** The largest size of a peer's log that is held, and the log; null when none is. */
export function newestOfPeer(node: SimNode): { readonly log: string; readonly size: number } | null {
  for (const channel of node.state?.channels.values() ?? []) {
    if (!channel.adopted) continue;
    const logs = [...channel.ledger.logs.values()].filter((log) => toHex(log.station) !== toHex(node.self.station));
    const newest = logs.at(-1);
    if (newest !== undefined) return { log: newest.hex, size: newest.size };
  }
  return null;
}

/** A second memory that knows all the first one does. The station must be idle: what waits for the disk is lost. */
export function copyMemory(state: StationState): StationState {
  const { self, ...rest } = state;
  const copy: StationState = { ...structuredClone(rest), self };
  copy.line.wakeAtMs = null;
  return copy;
}
