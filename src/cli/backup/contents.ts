// What is taken along in a backup, and what never is: chains, so that a restored station cannot go on with used keys;
// the party's root; and, but in a file of their own, the keys the station signs with.

import { setImmediate } from "node:timers/promises";

import { concat } from "../../core/bytes/hex.ts";
import { snapshotRows } from "../../store/sqlite/snapshot.ts";
import { readBounded } from "../bounded-file.ts";
import { CliError } from "../cli-error.ts";
import { files } from "../station/folder.ts";
import { decodeItems, encodeItem, fileBytesMax, snapshotItems } from "./items.ts";
import type { Item } from "./items.ts";

/** Files that go with the record: what a station is, and its storage key as the station's own passphrase seals it. */
export const recordFiles: readonly string[] = ["station.json", files.roster, files.storageKey];
/** Files of a keys backup. */
export const keyFiles: readonly string[] = [files.storageKey, files.stationKeys];
/** About so many bytes of a snapshot are handed on at a time; between them the station does its other work. */
const handOnBytes = 65_536;

/** How much a backup holds. */
export interface Counted {
  entries: number;
  values: number;
}

/** The bytes of a snapshot's items, read from the database file of a folder. */
export async function* snapshotBytes(path: string, alone: boolean): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let length = 0;
  for (const item of snapshotItems(snapshotRows(path, alone))) {
    const part = encodeItem(item);
    parts.push(part);
    length += part.length;
    if (length < handOnBytes && item.item !== "end") continue;
    yield concat(...parts);
    await setImmediate();
    parts = [];
    length = 0;
  }
}

/** A whole backup of the record: the folder's files, then what `snapshot` says. Errors: backup-broke-off. */
export async function* recordParts(
  folder: string, snapshot: AsyncIterable<Uint8Array>, counted: Counted,
): AsyncGenerator<Uint8Array> {
  yield* fileParts(folder, recordFiles);
  let end: Item | null = null;
  for await (const item of decodeItems(snapshot)) {
    if (item.item === "entry") counted.entries += 1;
    if (item.item === "value") counted.values += 1;
    end = item.item === "end" ? item : null;
    yield encodeItem(item);
  }
  // Over a socket a snapshot may end early; a backup that is not whole must never take the place of one that is.
  const whole = end?.item === "end" && end.entries === counted.entries && end.values === counted.values;
  if (!whole) throw new CliError("station-broke-off", { folder });
}

/** Files of a folder as items, and their end where nothing follows. */
export async function* keyParts(folder: string): AsyncGenerator<Uint8Array> {
  yield* fileParts(folder, keyFiles);
  yield encodeItem({ item: "end", entries: 0, values: 0 });
}

function* fileParts(folder: string, names: readonly string[]): Generator<Uint8Array> {
  for (const name of names) {
    yield encodeItem({ item: "file", name, content: readBounded(`${folder}/${name}`, fileBytesMax) });
  }
}
