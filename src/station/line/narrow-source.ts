// The narrow form of an entry of ours, for one peer: what the peer is known to hold is left out (spec/11-narrow.md,
// Which form).

import { sharedWith, stationBytes } from "../peer/peers.ts";
import type { Channel, StationState } from "../state.ts";
import type { KeptEntry } from "../stored-entry.ts";
import { equalBytes, fromHex, toHex } from "../../core/bytes/hex.ts";
import { decodeShape } from "../../core/bytes/shape.ts";
import { ChirographError } from "../../core/errors.ts";
import type { NarrowForm } from "../../core/line/exchange.ts";
import type { Hex, Leaf, LogId, Position } from "../../core/names.ts";
import { fullForm, numbersSent, objectsSent, prevSent, rootsSent } from "../../core/narrow/form.ts";
import { encodeNarrowFrame, narrowEnvelopeBytesMax } from "../../core/narrow/frame.ts";
import { packBoot, tagOfBoot, unpackBoot } from "../../core/narrow/packed-boot.ts";
import { nonceBytes, packEntry, unpackEntry } from "../../core/narrow/packed-entry.ts";
import { logTag } from "../../core/narrow/tag.ts";
import { narrowView } from "../../core/narrow/view.ts";
import type { NarrowView } from "../../core/narrow/view.ts";
import { boot, bootContent } from "../../core/record/boot.ts";
import { decodeBody } from "../../core/record/entry.ts";
import type { Body } from "../../core/record/entry.ts";
import { newestLogOf } from "../../core/record/ledger.ts";
import { sealNarrow } from "../../core/seal/chains.ts";
import { clearEnvelope } from "../../core/seal/envelope.ts";

/** An entry older than this, in milliseconds, tells its time whole: a short one is read by the other's clock. */
export const shortTimeMsMax = 3_600_000;
/** Further than this beyond what the peer has acknowledged, epoch and index are told whole. */
export const shortIndexAheadMax = 100;

/** How much of each log a peer is known to hold. */
type Known = (log: LogId) => number;

/** The narrow frame of an entry of ours for a peer; null where there is none, and it goes as over any other link. */
export function narrowFrame(
  state: StationState, channel: Channel, peer: Hex, kept: KeptEntry, asked: NarrowForm,
): Uint8Array | null {
  const body = decodeBody(kept.payload);
  if (body.kind === boot.code) return asked === "narrow" ? bootFrame(state, channel, peer, body, kept) : null;
  if (kept.narrow.length === 0) return null;
  const { crypto } = state.self;
  const view = narrowView(crypto, channel.ledger);
  const known = knownTo(state, channel, peer);
  const wrote = (log: LogId): boolean => toHex(channel.ledger.logs.get(toHex(log))?.station ?? log) === peer;
  const least = asked === "narrow-full" ? fullForm : leastForm(state, body, known, wrote);
  for (const form of new Set([least, least | objectsSent, fullForm])) {
    const packed = packedIn(state, channel, view, form, body, kept, known);
    if (packed === null) continue;
    const { log, seq, epoch, index } = body;
    const place = { channel: channel.id, log, seq, epoch, index, form };
    const envelope = sealNarrow(crypto, kept.narrow, place, kept.signature, packed);
    if (envelope.length > narrowEnvelopeBytesMax) return null;
    return encodeNarrowFrame({ name: "entry", tag: logTag(crypto, channel.id, log), seq, envelope });
  }
  return null;
}

/** The frame of a BOOT of ours, where the peer is known to hold the log before and all that it acknowledges. */
function bootFrame(
  state: StationState, channel: Channel, peer: Hex, { acks, leaves }: Body, kept: KeptEntry,
): Uint8Array | null {
  const { crypto } = state.self;
  const { previous } = decodeShape(bootContent, kept.content);
  const before = previous === null ? undefined : channel.ledger.logs.get(toHex(previous.log));
  const known = knownTo(state, channel, peer);
  if (previous === null || before === undefined || known(before.log) === 0) return null;
  if (!acks.every(({ log, size }) => size <= known(log))) return null;
  if (!leaves.every(({ log }) => toHex(channel.ledger.logs.get(toHex(log))?.station ?? log) === peer)) return null;
  const knowsRoot = known(before.log) >= previous.size;
  return packBoot(crypto, narrowView(crypto, channel.ledger), before, { ...kept, entry: kept }, knowsRoot);
}

/** The BOOT of a peer's station that came in few bytes, as over any other link; null where it cannot be rebuilt. */
export function bootOf(
  state: StationState, peer: Hex, frame: Uint8Array,
): { readonly channel: Hex; readonly log: LogId; readonly envelope: Uint8Array } | null {
  const { crypto } = state.self;
  try {
    const tag = tagOfBoot(frame);
    const found = sharedWith(state, peer).flatMap((channel) => [...channel.ledger.logs.values()].flatMap((before) => (
      !channel.house && equalBytes(tag, logTag(crypto, channel.id, before.log)) ? [{ channel, before }] : []
    )));
    const [one, ...others] = found;
    if (one === undefined || others.length > 0) return null;
    const { channel, before } = one;
    const { entry, content, salt } = unpackBoot(crypto, narrowView(crypto, channel.ledger), before, frame);
    const envelope = clearEnvelope({ ...entry, content, salt });
    return { channel: channel.hex, log: decodeBody(entry.payload).log, envelope };
  } catch (error) {
    if (error instanceof ChirographError) return null;
    throw error;
  }
}

/** What the peer holds: what it wrote itself, and what it has acknowledged since its last start. */
function knownTo(state: StationState, { ledger }: Channel, peer: Hex): Known {
  const newest = newestLogOf(state.self.crypto, ledger, stationBytes(peer));
  const acked = newest === null ? null : ledger.logs.get(toHex(newest.log))?.acked;
  return (log) => {
    const hex = toHex(log);
    const held = ledger.logs.get(hex);
    return held !== undefined && toHex(held.station) === peer ? held.size : acked?.get(hex) ?? 0;
  };
}

/** What has to be said in any case; what the entry is about shows when it is packed. */
function leastForm(
  state: StationState, { log, seq, time, acks, leaves }: Body, known: Known, wrote: (log: LogId) => boolean,
): number {
  const own = known(log);
  // Since one of us started, nothing of this log was acknowledged: what the other may have lost is not known.
  if (own === 0) return fullForm;
  const isLate = Math.abs(state.nowMs - time) > shortTimeMsMax || seq - own > shortIndexAheadMax;
  // What stands beyond a gap here the peer holds if it wrote it.
  const isNews = acks.some((one) => one.size > known(one.log)) || !leaves.every((one) => wrote(one.log));
  return (own < seq ? prevSent : 0) | (isNews ? rootsSent : 0) | (isLate ? numbersSent : 0);
}

/** The entry packed in a form, where it can be rebuilt from that with what we hold ourselves; else null. */
function packedIn(
  state: StationState, channel: Channel, view: NarrowView, form: number, body: Body, kept: KeptEntry, known: Known,
): Uint8Array | null {
  const { crypto } = state.self;
  const { salt, signature, payload } = kept;
  const content = salt.length === 0 ? null : kept.content;
  const placeOf = (leaf: Leaf): Position | null => placeIn(channel, view, leaf, known);
  const packed = packEntry(crypto, view, form, { entry: kept, content }, placeOf);
  if (packed === null) return null;
  const context = { ...body, form, salt, nonce: signature.subarray(0, nonceBytes), nowMs: state.nowMs };
  try {
    const { entry } = unpackEntry(crypto, view, context, packed);
    return equalBytes(entry.payload, payload) ? packed : null;
  } catch (error) {
    if (error instanceof ChirographError) return null;
    throw error;
  }
}

/** Where the entry of a leaf stands, if the peer holds it there. */
function placeIn(channel: Channel, view: NarrowView, leaf: Leaf, known: Known): Position | null {
  const first = channel.objects.get(toHex(leaf))?.find((one) => equalBytes(one.leaf, leaf));
  const log = first === undefined ? null : fromHex(first.at.slice(0, 32));
  if (first === undefined || log === null) return null;
  const { seq } = first.body;
  const held = view.leafAt(log, seq);
  return held !== null && equalBytes(held, leaf) && seq < known(log) ? { log, seq } : null;
}
