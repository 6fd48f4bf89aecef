// A worker of `chirograph verify`: reads the file by itself and says which signatures hold.

import { workerData } from "node:worker_threads";
import { openExportFile } from "./export-file.ts";
import { shareState } from "./signature-share.ts";
import type { Share } from "./signature-share.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { decodeShape } from "../../core/bytes/shape.ts";
import { ChirographError } from "../../core/errors.ts";
import { decodeSignedRoster, rosterDigest, stationOf } from "../../core/keys/roster.ts";
import type { Roster } from "../../core/keys/roster.ts";
import type { Hex } from "../../core/names.ts";
import { bootContent } from "../../core/record/boot.ts";
import { verifyEntry } from "../../core/record/entry.ts";
import type { Author } from "../../core/record/entry.ts";
import { decodeExportItem, readFrames } from "../../core/record/export.ts";
import type { ExportFrame, ExportItem } from "../../core/record/export.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";

/** Items that one worker takes in a row. */
const blockItems = 256;

interface Signer {
  readonly boot: number;
  readonly key: Uint8Array;
  readonly author: Author;
}

type EntryItem = Extract<ExportItem, { item: "entry" }>;

const crypto = createNodeCrypto();
const rosters = new Map<Hex, Roster>();
/** By log, as its first BOOT in the file says. */
const signers = new Map<Hex, Signer>();

/** Whether the item begins as an entry with another seq than 0: the array, the tag, the fields, the log, the seq. */
function isLaterEntry(bytes: Uint8Array): boolean {
  return bytes[4] === 0x82 && bytes[5] === 0x03 && bytes[6] === 0x86 && bytes[7] === 0x50 && bytes[24] !== 0;
}

function take(share: Share, frame: ExportFrame, number: number): void {
  const mine = Math.floor(number / blockItems) % share.workers === share.number;
  if (!mine && isLaterEntry(frame.bytes)) return;
  const item = decodeExportItem(frame);
  if (item.item === "roster") {
    const { bytes, roster } = decodeSignedRoster(item.roster);
    rosters.set(toHex(rosterDigest(crypto, bytes)), roster);
  } else if (item.item === "entry") {
    if (item.seq === 0) learnSigner(item, number);
    else if (mine) check(share, item, number);
  }
}

function learnSigner(item: EntryItem, boot: number): void {
  const log = toHex(item.log);
  const [content] = item.content;
  if (signers.has(log) || content === undefined) return;
  const { party, station, roster } = decodeShape(bootContent, content);
  const named = rosters.get(toHex(roster));
  const found = named === undefined ? null : stationOf(named, station);
  if (found !== null) signers.set(log, { boot, key: found.key, author: { party, rosterDigest: roster } });
}

function check({ state, boots }: Share, item: EntryItem, number: number): void {
  const signer = signers.get(toHex(item.log));
  if (signer === undefined) return;
  if (Atomics.compareExchange(state, number, shareState.free, shareState.taken) !== shareState.free) return;
  if (!verifyEntry(crypto, signer.key, signer.author, item)) return;
  boots[number] = signer.boot;
  Atomics.store(state, number, shareState.holds);
}

const share = workerData as Share;
const { file, close } = openExportFile(share.path);
// A damaged file ends the reading or an item's; whatever is left is the caller's, who names it.
Error.stackTraceLimit = 0;
try {
  let number = 0;
  for (const frame of readFrames(file)) {
    if (number >= share.state.length) break;
    try {
      take(share, frame, number);
    } catch (error) {
      if (!(error instanceof ChirographError)) throw error;
    }
    number += 1;
  }
} catch (error) {
  if (!(error instanceof ChirographError)) throw error;
} finally {
  close();
}
