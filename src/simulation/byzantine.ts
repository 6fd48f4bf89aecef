// What a dishonest party does with valid keys: acknowledge what it does not hold, say what nobody can read, say it in
// a version that is no more, send what was never asked for.

import type { SimNode } from "./sim-node.ts";
import { fragmentGoesMs } from "../core/bearer/rates.ts";
import { encode } from "../core/bytes/cbor.ts";
import { equalBytes, toHex } from "../core/bytes/hex.ts";
import { encodeShape } from "../core/bytes/shape.ts";
import { cutFragment } from "../core/line/fragment.ts";
import { encodeFrame } from "../core/line/frame.ts";
import type { Frame } from "../core/line/frame.ts";
import { encodeControl } from "../core/line/narrow-control.ts";
import type { Control } from "../core/line/narrow-control.ts";
import { encodeNarrowFragment } from "../core/line/narrow-fragment.ts";
import { logTag } from "../core/narrow/tag.ts";
import { boot, bootContent } from "../core/record/boot.ts";
import { commitment, encodeBody, signEntry } from "../core/record/entry.ts";
import type { Ack, Body } from "../core/record/entry.ts";
import { compose } from "../core/record/ledger.ts";
import { emptyRoot } from "../core/record/merkle.ts";
import { takeMessageKey } from "../core/seal/chains.ts";
import { clearEnvelope, saltOf, sealEnvelope } from "../core/seal/envelope.ts";
import { peersOf } from "../station/peer/peers.ts";
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

type Key = Parameters<typeof sealEnvelope>[1];

function say(state: StationState, channel: Channel, body: Body, key: Key, content: Uint8Array = none): void {
  const { crypto, signer, party, rosterDigest } = state.self;
  const entry = signEntry(signer, { party, rosterDigest }, encodeBody(body));
  const envelope = sealEnvelope(crypto, key, { channel: channel.id, log: body.log }, entry, content);
  const salt = content.length === 0 ? none : saltOf(crypto, key);
  const kept = { ...entry, salt, content, envelope, heldMs: state.nowMs, incoming: 0, narrow: none };
  const { leaf } = admitOwn(state, channel, entry, body, kept);
  const { log, seq, precedence } = body;
  enlist(state, { log, seq, leaf, blob: sealKept(state, log, seq, leaf, kept) });
  afterCommit(state, () => {
    const [peers, bytes] = [peersOf(state, channel), envelope.length];
    state.lineInputs.push({ kind: "appended", channel: channel.hex, log, seq, precedence, bytes, peers });
  });
}

/** Kinds and contents that no reader can make anything of, though their signatures hold. */
const poisons: readonly (readonly [kind: number, content: Uint8Array])[] = [
  [16, Uint8Array.of(0xff)], [16, encode([])], [16, encode([[1, [2, [3, [4]]]], "", 0])], [17, Uint8Array.of(0x9f)],
  [65_535, encode(["unknown"])], [24, new Uint8Array(60_000).fill(0x81)], [16, encode(["\u202e", "\u0000"])],
  [20, encode([Uint8Array.of(1, 2, 3), 1])],
];

/** Signs a FLASH entry that cannot be read; `which` chooses among the poisons. False when it cannot be sealed now. */
export function sayPoison(node: SimNode, which: number): boolean {
  const found = adopted(node);
  if (found === null) return false;
  const { state, channel } = found;
  const [kind, content] = poisons[which % poisons.length] as (typeof poisons)[number];
  const { crypto } = state.self;
  const key = takeMessageKey(crypto, channel.chains, { channel: channel.id, log: channel.ownLog, nowMs: state.nowMs });
  if (key === null) return false;
  const { epoch, index } = key;
  const body = compose(crypto, channel.ledger, channel.ownLog, {
    time: state.nowMs, precedence: "FLASH", kind, object: none, epoch, index,
    commit: commitment(crypto, saltOf(crypto, key), content),
  });
  say(state, channel, body, key, content);
  node.feed({ kind: "woke" });
  return true;
}

/** Speaks as an older program would: another version of the line, of the body, of the envelope. */
export function sayOldVersion(node: SimNode, which: number): void {
  const found = adopted(node);
  if (found === null) return;
  const { state, channel } = found;
  if (which % 2 === 0) return sendFrame(node, { name: "hello", version: 0 });
  const { signer, party, rosterDigest, crypto } = state.self;
  const body = compose(crypto, channel.ledger, channel.ownLog, {
    time: state.nowMs, precedence: "FLASH", kind: 16, object: none, epoch: 0, index: 0, commit: none,
  });
  const old = encodeBody(body);
  old[1] = 0;
  const { payload, signature } = signEntry(signer, { party, rosterDigest }, old);
  const inside = encode([payload, signature, none, none]);
  const envelope = Uint8Array.of(0, ...inside);
  sendFrame(node, { name: "entry", channel: channel.id, log: body.log, seq: body.seq, envelope });
}

/**
 * Says to `to` that every log of `of` that `to` does not hold yet is the node's own: a BOOT of it, rightly signed.
 * False when there is no such log.
 */
export function squat(node: SimNode, of: SimNode, to: SimNode): boolean {
  const found = adopted(node);
  if (found === null) return false;
  const { state, channel } = found;
  const held = to.state?.channels.get(channel.hex)?.ledger.logs;
  const fresh = [...channel.ledger.logs.values()].filter(({ hex, station }) => (
    equalBytes(station, of.self.station) && held?.has(hex) === false
  ));
  const { signer, party, station, rosterDigest, crypto } = state.self;
  const content = encodeShape(bootContent, {
    party, station, roster: rosterDigest, channelForm: "parties", previous: null, reason: "first",
  });
  for (const { log, bootTime: time } of fresh) {
    // The same each time that it is said: it lies about one thing alone.
    const salt = crypto.sha256(log);
    const body = encodeBody({
      v: 1, channel: channel.id, log, seq: 0, prev: emptyRoot(crypto), acks: [], leaves: [], time,
      lamport: 1, precedence: "FLASH", kind: boot.code, object: none, epoch: 0, index: 0,
      commit: commitment(crypto, salt, content),
    });
    const envelope = clearEnvelope({ ...signEntry(signer, { party, rosterDigest }, body), salt, content });
    sendFrame(node, { name: "entry", channel: channel.id, log, seq: 0, envelope });
  }
  return fresh.length > 0;
}

/** Sends on every link what was never asked for: envelopes of garbage, requests, fragments that are none. */
export function flood(node: SimNode, count: number): void {
  const found = adopted(node);
  if (found === null) return;
  const { state, channel } = found;
  const { random } = state.self;
  for (let index = 0; index < count; index++) {
    const envelope = Uint8Array.of(1, ...random.bytes(48));
    const seq = random.bytes(1)[0] as number;
    sendWide(node, { name: "entry", channel: channel.id, log: random.bytes(16), seq, envelope });
    sendWide(node, { name: "entry", channel: channel.id, log: channel.ownLog, seq: seq + 1_000, envelope });
    sendWide(node, { name: "want", ranges: [{ log: channel.ownLog, from: 0, to: Number.MAX_SAFE_INTEGER }] });
    for (const { link } of node.open) if (!isNarrow(node, link)) node.sendFragment(link, random.bytes(64));
  }
}

/** What a flooder says beside that on a narrow link, as FLASH: questions, digests of nothing, heads of everything. */
function narrowNoise(state: StationState, channel: Channel): readonly Control[] {
  const { crypto, random } = state.self;
  const tag = logTag(crypto, channel.id, channel.ownLog);
  const [counter = 0] = random.bytes(1);
  return [
    { name: "want", ranges: [] }, { name: "want", ranges: [{ tag, from: 0, to: 1_000_000 }] },
    { name: "ping", counter, digest: random.bytes(8) }, { name: "unopened", tag, seq: counter },
    { name: "full-please", tag, seq: counter }, { name: "lack", id: counter, runs: [{ from: 0, to: 4_096 }] },
    { name: "heads", part: "some", heads: [{ tag, size: 1_000_000, singles: [] }], rest: null },
  ];
}

/** Floods the narrow links of a node with as much as they take in `forMs`. */
export function floodNarrow(node: SimNode, forMs: number): void {
  const found = adopted(node);
  if (found === null) return;
  const { state, channel } = found;
  for (const { link } of node.open) {
    const { narrow = null, terms } = state.line.links.get(link) ?? {};
    if (narrow === null || terms === undefined) continue;
    let leftMs = forMs;
    for (let turn = 0; leftMs > 0 && turn < narrowAtOnceMax; turn++) {
      for (const bytes of narrowNoise(state, channel).map(encodeControl)) {
        const fragment = encodeNarrowFragment({ level: 3, again: false, sort: "whole", bytes });
        node.sendFragment(link, fragment);
        leftMs -= fragmentGoesMs(terms, fragment.length);
      }
    }
  }
}

/** Turns of a narrow flood at once. */
const narrowAtOnceMax = 40;

/** Says a frame on every link, in the fragments of it. */
function sendFrame(node: SimNode, frame: Frame): void {
  sendWide(node, frame);
  const bytes = encodeFrame(frame);
  for (const { link } of node.open) {
    const { narrow = null, terms } = node.state?.line.links.get(link) ?? {};
    if (narrow === null || bytes.length + wholeBytes > (terms?.mtuBytes ?? 0)) continue;
    node.sendFragment(link, encodeNarrowFragment({ level: 3, again: false, sort: "whole", bytes }));
  }
}

function sendWide(node: SimNode, frame: Frame): void {
  const id = 40_000 + ((node.state?.self.random.bytes(1)[0] ?? 0) << 4);
  for (const { link } of node.open) {
    if (!isNarrow(node, link)) node.sendFragment(link, cutFragment(encodeFrame(frame), id, 3, 0, 65_536));
  }
}

function isNarrow({ state }: SimNode, link: string): boolean {
  return state?.line.links.get(link)?.narrow != null;
}

/** What a fragment that goes whole over a narrow link has beside its frame. */
const wholeBytes = 5;

function adopted(node: SimNode): { readonly state: StationState; readonly channel: Channel } | null {
  const channel = [...(node.state?.channels.values() ?? [])].find((one) => one.adopted);
  return node.state === null || channel === undefined || node.state.impaired.size > 0
    ? null : { state: node.state, channel };
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
  const { self, standing: { crypto, ...people }, line: { crypto: hash, ...line }, ...rest } = state;
  const standing = { crypto, ...structuredClone(people) };
  const clone = structuredClone({ ...rest, line });
  const copy: StationState = { ...clone, line: { ...clone.line, crypto: hash }, self, standing };
  copy.line.wakeAtMs = null;
  return copy;
}
