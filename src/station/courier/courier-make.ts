// Making a bundle for a peer: what it lacks by its own acknowledgements, each entry as it would go over the line.

import { readKept } from "../at-rest.ts";
import { courierOf, lackedBy, unopenedOf } from "./courier.ts";
import type { Lacking, Written } from "./courier.ts";
import { sealedFor } from "../line/envelope-source.ts";
import { sharedWith } from "../peer/peers.ts";
import type { Channel, StationState } from "../state.ts";
import { toHex } from "../../core/bytes/hex.ts";
import {
  bundleBytesMax, bundleItemBytesMax, bundleListsMax, bundleMagic, createBundleWriter, endBytesMax, placesMax,
} from "../../core/courier/bundle.ts";
import type { BundleItem } from "../../core/courier/bundle.ts";
import { headsMax, singlesMax } from "../../core/line/frame.ts";
import { message } from "../../core/mechanism/message/entries.ts";
import type { Hex, LogId, Position } from "../../core/names.ts";
import type { Store, StoredEntry } from "../../ports/store.ts";

const pageRows = 500;
/** FLASH messages that go ahead of everything else, each sealed so that it opens by itself. */
export const flashAheadMax = 64;

/** What a bundle is made of, besides the record. */
export interface MakeOptions {
  /** Goes on where a file that was full ended, instead of at the beginning. */
  readonly after: Position | null;
  /** Seals every entry anew to the peer's newest prekey: for a station that has lost its keys. */
  readonly reseal: boolean;
  /** One entry and nothing else, whether the peer lacks it or not: to be printed. */
  readonly only: Position | null;
  /** Longest file, in bytes. */
  readonly bytesMax?: number;
}

/** The bytes of a bundle for a peer, in parts. `done` is called when the last one has been taken. */
export async function* makeBundle(
  state: StationState, store: Store, peer: Hex, options: MakeOptions, done: (written: Written) => void,
): AsyncGenerator<Uint8Array> {
  const { crypto, signer, party, station, rosterDigest, world } = state.self;
  const bytesMax = options.bytesMax ?? bundleBytesMax;
  const writer = createBundleWriter(crypto);
  const said: Position[] = [];
  const to = Uint8Array.fromHex(peer);
  yield bundleMagic;
  yield writer.write({ item: "header", party, station, roster: rosterDigest, to, world, time: state.nowMs });
  if (options.only === null) for (const item of listsFor(state, peer)) yield writer.write(item);
  const lacking = options.only === null ? lackedBy(state, peer) : placeOf(state, peer, options.only);
  const total = lacking.reduce((sum, one) => sum + one.to - one.from, 0);
  const behind = behindOf(lacking, options.after);
  let passed = total - behind.reduce((sum, one) => sum + one.to - one.from, 0);
  for await (const item of entriesFor(state, store, peer, behind, options)) {
    if (writer.length + bundleItemBytesMax + endBytesMax > bytesMax) break;
    const { ahead, entry } = item;
    if (!ahead) passed += 1;
    if (entry === null) continue;
    if (isWord(state, peer, entry)) said.push({ log: entry.log, seq: entry.seq });
    yield writer.write(entry);
  }
  const left = total - passed;
  yield writer.end(signer, left);
  done({ entries: writer.entries, left, said });
}

function isWord(state: StationState, peer: Hex, { log, seq }: Position): boolean {
  return sharedWith(state, peer).some((channel) => channel.byPosition.has(`${toHex(log)}:${seq}`));
}

/** What we hold of the shared records, and what we want again. */
function* listsFor(state: StationState, peer: Hex): Generator<Exclude<BundleItem, { item: "end" }>> {
  const heads = sharedWith(state, peer).flatMap((channel) => [...channel.ledger.logs.values()].map((log) => ({
    channel: channel.id, log: log.log, size: log.size, singles: [...log.beyond.keys()].slice(0, singlesMax),
  })));
  const lists = bundleListsMax / 2;
  for (let from = 0; from < Math.min(heads.length, lists * headsMax); from += headsMax) {
    yield { item: "heads", heads: heads.slice(from, from + headsMax) };
  }
  const again = unopenedOf(state, peer);
  for (let from = 0; from < Math.min(again.length, lists * placesMax); from += placesMax) {
    yield { item: "again", places: again.slice(from, from + placesMax) };
  }
}

/** One entry of a shared record, as if the peer lacked it alone. */
function placeOf(state: StationState, peer: Hex, { log, seq }: Position): readonly Lacking[] {
  return sharedWith(state, peer).flatMap((channel) => {
    const held = channel.ledger.logs.get(toHex(log));
    return held === undefined || seq >= held.size ? [] : [{ channel, log: held, from: seq, to: seq + 1 }];
  });
}

/** What still lies behind a place, in the order in which a file goes through the logs. */
function behindOf(lacking: readonly Lacking[], after: Position | null): readonly Lacking[] {
  if (after === null) return lacking;
  const at = lacking.findIndex((one) => toHex(one.log.log) === toHex(after.log));
  const here = lacking[at];
  if (here === undefined) return [];
  return [{ ...here, from: Math.max(here.from, after.seq + 1) }, ...lacking.slice(at + 1)].filter(
    (one) => one.from < one.to,
  );
}

type Entry = Extract<BundleItem, { item: "entry" }>;
interface Next {
  /** It stands before the others, and comes once more in its place. */
  readonly ahead: boolean;
  /** Null when it cannot be sealed for the peer, or is damaged here. */
  readonly entry: Entry | null;
}

async function* entriesFor(
  state: StationState, store: Store, peer: Hex, lacking: readonly Lacking[], options: MakeOptions,
): AsyncGenerator<Next> {
  const wanted = new Set(courierOf(state, peer).wanted.map(({ log, seq }) => `${toHex(log)}:${seq}`));
  if (options.after === null && options.only === null) {
    // What begins the logs, so that the words behind it are believed; then FLASH, which waits for no gap.
    for (const { channel, log, from } of lacking) {
      if (from === 0) yield { ahead: true, entry: await one(state, store, peer, channel, log.log, 0, false) };
    }
    for (const { channel, log, seq } of flashOf(lacking)) {
      yield { ahead: true, entry: await one(state, store, peer, channel, log, seq, true) };
    }
  }
  for (const { channel, log, from, to } of lacking) {
    for (let at = from; at < to; at += pageRows) {
      for (const row of await store.entries(log.log, at, Math.min(to, at + pageRows), pageRows)) {
        const fresh = options.reseal || wanted.has(`${log.hex}:${row.seq}`);
        yield { ahead: false, entry: itemOf(state, channel, peer, row, fresh) };
      }
    }
  }
}

async function one(
  state: StationState, store: Store, peer: Hex, channel: Channel, log: LogId, seq: number, fresh: boolean,
): Promise<Entry | null> {
  const row = await store.entry(log, seq);
  return row === null ? null : itemOf(state, channel, peer, row, fresh);
}

function flashOf(lacking: readonly Lacking[]): readonly (Position & { readonly channel: Channel })[] {
  const found = lacking.flatMap(({ channel, log, from, to }) => channel.messages.flatMap((object) => {
    const [first] = channel.objects.get(object) ?? [];
    if (first === undefined || first.body.precedence !== "FLASH" || first.body.kind !== message.code) return [];
    const { seq } = first.body;
    return toHex(first.body.log) === log.hex && seq >= from && seq < to ? [{ channel, log: log.log, seq }] : [];
  }));
  return found.slice(-flashAheadMax);
}

function itemOf(state: StationState, channel: Channel, peer: Hex, row: StoredEntry, fresh: boolean): Entry | null {
  const { log, seq } = row;
  const kept = readKept(state, row);
  const envelope = kept === null ? null : sealedFor(state, { peer, log, seq, fresh }, kept);
  return envelope === null ? null : { item: "entry", channel: channel.id, log, seq, envelope };
}
