// Whether a station's newest backup opens and verifies: made into a folder of its own that is then deleted, while the
// station and its line are left alone.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { readLastBackup } from "../backup/last-backup.ts";
import { restoreFolder } from "../backup/restore.ts";
import type { Restored } from "../backup/restore.ts";
import { CliError } from "../cli-error.ts";
import { files, openFile, readRosters, secretNames } from "../station/folder.ts";
import type { Opener } from "../sealed-file.ts";
import { readConfig } from "../station/station-config.ts";
import { version } from "../version.ts";
import { createSystemClock } from "../../clock/system/clock.ts";
import type { SignedRoster } from "../../core/keys/roster.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { rosterDigest } from "../../core/keys/roster.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { createNodeRandom } from "../../crypto/node/random.ts";
import { createSoftwareSigner } from "../../crypto/node/signer.ts";
import { createMachine } from "../../station/start.ts";
import { verifyAll } from "../../station/view/verify-view.ts";
import type { ChainFile } from "../../ports/store.ts";
import { createSqliteStore } from "../../store/sqlite/store.ts";

/** What a backup proved. */
export interface Proved extends Restored {
  readonly path: string;
  /** Entries whose seal, signature, content and place were checked; 0 where nobody gave what opens the station. */
  readonly verified: number;
  /** Entries that do not open or do not fit. */
  readonly damaged: readonly string[];
}

/**
 * Restores the newest backup of a folder, or the one that is named, aside, and reads every entry of it where `storage`
 * opens the station. Errors: no-backup, backup-*, backup-other, passphrase-wrong, key-wrong.
 */
export async function proveBackup(
  folder: string, named: string | null, opener: Opener, storage: Opener | null,
): Promise<Proved> {
  const config = readConfig(folder);
  const path = named ?? readLastBackup(folder)?.path;
  if (path === undefined) throw new CliError("no-backup", { folder });
  const root = mkdtempSync(join(tmpdir(), "chirograph-drill-"));
  try {
    const aside = join(root, "station");
    const restored = await restoreFolder(path, opener, null, aside, () => undefined);
    if (restored.party !== config.party) throw new CliError("backup-other", { path, short: restored.short });
    const read = storage === null ? { verified: 0, damaged: [] } : await readAll(aside, storage, restored.entries);
    return { ...restored, path, ...read };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/**
 * Reads a restored folder as its station would at a start, and checks every entry, its hash and its signature. It has
 * no keys to sign with: a key of the moment stands in for them, and what it would say is never written.
 */
async function readAll(
  folder: string, storage: Opener, stored: number,
): Promise<Pick<Proved, "verified" | "damaged">> {
  const [crypto, random] = [createNodeCrypto(), createNodeRandom()];
  const storageKey = openFile(crypto, folder, files.storageKey, secretNames.storageKey, storage);
  const rosters = readRosters(crypto, folder);
  const roster = rosters.at(-1) as SignedRoster;
  const { party, seat: station, world } = roster.roster;
  const store = await createSqliteStore({ path: join(folder, files.record), ballastBytes: 0 });
  const clock = createSystemClock();
  const chains: ChainFile = { load: async () => null, save: async () => undefined };
  try {
    const state = await createMachine({
      self: {
        crypto, random, signer: createSoftwareSigner(crypto, random.bytes(32)), storageKey, party, station, world,
        roster, rosterDigest: rosterDigest(crypto, roster.bytes), version,
      },
      rosters, store, chains, clock, bearers: [],
    });
    const { findings } = await verifyAll(state, store, clock);
    // The logs that a start would begin are nowhere written, and are none of the backup's.
    const begun = [state.house, ...state.channels.values()].map((channel) => toHex(channel.ownLog));
    const found = findings.map((one) => `${one.log}:${one.seq}`);
    const bad = new Set([...state.damaged, ...found]);
    const damaged = [...bad].filter((at) => !begun.includes(at.slice(0, 32))).toSorted();
    return { verified: stored - damaged.length, damaged };
  } finally {
    await store.close();
  }
}
