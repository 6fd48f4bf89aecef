// The record as a file, and the proof of one entry.

import { labelAt } from "../label.ts";
import { readKept } from "../at-rest.ts";
import { channelOf } from "../act/about.ts";
import type { Channel, StationState } from "../state.ts";
import type { KeptEntry } from "../stored-entry.ts";
import type { Store, StoredEntry } from "../../ports/store.ts";
import type { ProofView } from "../../api/views.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { encodeTlogExtra, encodeTlogProof, tlogRostersMax } from "../../core/checkpoint/tlog-proof.ts";
import { decodeSignedRoster } from "../../core/keys/roster.ts";
import { decodeBody, encodeEntry } from "../../core/record/entry.ts";
import { encodeExportItem, exportMagic, nextDigest } from "../../core/record/export.ts";
import type { ExportItem } from "../../core/record/export.ts";
import type { Log } from "../../core/record/log.ts";
import { inclusionProof, rootAt } from "../../core/record/merkle.ts";
import { encodeProof } from "../../core/record/proof.ts";

const pageRows = 500;

/**
 * The export file of a channel, in parts; objects named in `withhold` go without the content of any entry about them.
 */
export async function* exportRecord(
  state: StationState, store: Store, channel: Channel, withhold: readonly string[],
): AsyncGenerator<Uint8Array> {
  const { crypto, party, world } = state.self;
  let digest: Uint8Array | null = null;
  let entries = 0;
  const write = (item: ExportItem): Uint8Array => {
    const bytes = encodeExportItem(item);
    if (item.item !== "end") digest = nextDigest(crypto, digest, bytes);
    if (item.item === "entry" || item.item === "leaf") entries += 1;
    return bytes;
  };
  yield exportMagic;
  yield write({ item: "header", channel: channel.id, world, time: state.nowMs, exporter: party });
  for (const roster of rostersOf(state, channel)) yield write({ item: "roster", roster });
  if (channel.charterBytes !== null) yield write({ item: "charter", charter: channel.charterBytes });
  const withheld = new Set(withhold);
  for (const log of [...channel.ledger.logs.values()].sort((a, b) => (a.lamports[0] ?? 0) - (b.lamports[0] ?? 0))) {
    // What is written meanwhile is not in this file; it ends where the record stood when it was asked for.
    const { size } = log;
    for (let from = 0; from < size; from += pageRows) {
      for (const row of await store.entries(log.log, from, Math.min(size, from + pageRows), pageRows)) {
        yield write(itemOf(state, channel, row, withheld));
      }
    }
  }
  yield write({ item: "end", entries, digest: digest ?? new Uint8Array(32) });
}

function itemOf(state: StationState, channel: Channel, row: StoredEntry, withheld: ReadonlySet<string>): ExportItem {
  const { log, seq, leaf } = row;
  const kept = readKept(state, row);
  if (kept === null) return { item: "leaf", log, seq, leaf };
  const { payload, signature, salt, content } = kept;
  const object = channel.byPosition.get(`${toHex(log)}:${seq}`);
  const shown = salt.length === 32 && (object === undefined || !withheld.has(object));
  return { item: "entry", log, seq, payload, signature, salt: shown ? [salt] : [], content: shown ? [content] : [] };
}

/** Rosters of the channel's parties, and those that its logs name. Whom else we know is nobody's business. */
function rostersOf(state: StationState, { charter, ledger }: Channel): readonly Uint8Array[] {
  const named = new Set([...ledger.logs.values()].map((log) => log.roster));
  const parties = new Set((charter?.parties ?? []).map((party) => toHex(party.id)));
  const isNeeded = (digest: string): boolean =>
    named.has(digest) || parties.has(toHex(state.rosters.get(digest)?.party ?? new Uint8Array(0)));
  return [...state.signedRosters].filter(([digest]) => isNeeded(digest)).map(([, signed]) => signed);
}

/**
 * Proof of one entry as text: the entry, its content, its audit path to the root of a size, and the signed entry whose
 * `prev` is that root. Null while nothing follows it in its log.
 */
export async function proofOf(state: StationState, store: Store, object: string): Promise<ProofView | null> {
  const channel = channelOf(state, object);
  const first = channel?.objects.get(object)?.find((entry) => toHex(entry.leaf) === object);
  const log = first === undefined ? undefined : channel?.ledger.logs.get(toHex(first.body.log));
  if (channel === null || first === undefined || log === undefined) return null;
  const head = await headAfter(state, store, log, first.body.seq);
  const row = await store.entry(log.log, first.body.seq);
  const kept = row === null ? null : readKept(state, row);
  if (head === null || kept === null) return null;
  const { crypto } = state.self;
  const path = inclusionProof(crypto, log.tree, first.body.seq, head.size);
  const text = encodeProof({
    channel: channel.id, label: labelAt(state, channel, first.at), index: first.body.seq, size: head.size,
    root: rootAt(crypto, log.tree, head.size), entry: kept, salt: kept.salt, content: kept.content, path,
    head: head.kept, rosters: rostersOf(state, channel),
  });
  return { object, text };
}

/**
 * Proof of one entry under the newest checkpoint of its log that a witness of ours has signed. Null while none covers
 * it.
 */
export async function tlogProofOf(state: StationState, store: Store, object: string): Promise<ProofView | null> {
  const channel = channelOf(state, object);
  const first = channel?.objects.get(object)?.find((entry) => toHex(entry.leaf) === object);
  const log = first === undefined ? undefined : channel?.ledger.logs.get(toHex(first.body.log));
  if (channel === null || first === undefined || log === undefined) return null;
  const seen = state.witnessing.seen.get(log.hex);
  const row = await store.entry(log.log, first.body.seq);
  const kept = row === null ? null : readKept(state, row);
  if (seen === undefined || seen.size <= first.body.seq || kept === null) return null;
  const has = kept.salt.length === 32;
  const extra = encodeTlogExtra({
    entry: encodeEntry(kept), salt: has ? [kept.salt] : [], content: has ? [kept.content] : [],
    rosters: rostersUpTo(state, channel, log),
  });
  const path = inclusionProof(state.self.crypto, log.tree, first.body.seq, seen.size);
  return { object, text: encodeTlogProof({ extra, index: first.body.seq, path, note: seen.note }) };
}

/** The rosters of a log's party up to the one its station signs under, the newest of them. */
function rostersUpTo(state: StationState, channel: Channel, { party, roster }: Log): readonly Uint8Array[] {
  const last = state.rosters.get(roster)?.seq ?? 0;
  const own = rostersOf(state, channel).map((signed) => ({ signed, roster: decodeSignedRoster(signed).roster }));
  return own.filter((one) => equalBytes(one.roster.party, party) && one.roster.seq <= last)
    .sort((a, b) => a.roster.seq - b.roster.seq).slice(-tlogRostersMax).map(({ signed }) => signed);
}

async function headAfter(
  state: StationState, store: Store, log: Log, seq: number,
): Promise<{ readonly size: number; readonly kept: KeptEntry } | null> {
  const size = log.size - 1;
  if (size <= seq) return null;
  const row = await store.entry(log.log, size);
  const kept = row === null ? null : readKept(state, row);
  return kept === null || decodeBody(kept.payload).seq !== size ? null : { size, kept };
}
