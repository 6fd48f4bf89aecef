// The offline root: its two keys and the rosters it has signed. A folder of its own, so that it can lie elsewhere.

import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readBounded, readBoundedText, writeWhole } from "../bounded-file.ts";
import { CliError } from "../cli-error.ts";
import { rootFiles, secretNames } from "../station/folder.ts";
import { openSecret, sealSecret, sealedFileBytesMax } from "../sealed-file.ts";
import type { Opener } from "../sealed-file.ts";
import { concat, equalBytes } from "../../core/bytes/hex.ts";
import { ChirographError } from "../../core/errors.ts";
import { decodeCardRosters, encodeCardOf } from "../../core/keys/card.ts";
import { rootsHash, rootsOf } from "../../core/keys/party.ts";
import type { RootSeeds } from "../../core/keys/party.ts";
import { signRoster } from "../../core/keys/roster.ts";
import type { Roster, SignedRoster } from "../../core/keys/roster.ts";
import type { Crypto } from "../../ports/crypto.ts";
import type { Random } from "../../ports/random.ts";

/** An opened root: the keys that sign now, those that will after them, and what they have signed, oldest first. */
export interface Root {
  readonly folder: string;
  readonly present: RootSeeds;
  readonly next: RootSeeds;
  readonly rosters: readonly SignedRoster[];
}

/** The rosters a root has signed, without its keys; null when it keeps none. Errors: root-unusable. */
function signedByRoot(crypto: Crypto, folder: string): readonly SignedRoster[] | null {
  const path = join(folder, rootFiles.rosters);
  if (!existsSync(path)) return null;
  try {
    return decodeCardRosters(crypto, readBoundedText(path, 200_000));
  } catch (error) {
    if (error instanceof ChirographError) throw new CliError("root-unusable", { folder, detail: rootFiles.rosters });
    throw error;
  }
}

/**
 * Opens a root. `otherwise` are the station's rosters, for a root that keeps none. Errors: root-*, passphrase-wrong.
 */
export function openRoot(
  crypto: Crypto, folder: string, opener: Opener, otherwise: () => readonly SignedRoster[],
): Root {
  const rosters = signedByRoot(crypto, folder) ?? otherwise();
  const newest = rosters.at(-1)?.roster;
  const [present, next] = [
    openSeeds(crypto, folder, rootFiles.present, secretNames.root, opener),
    openSeeds(crypto, folder, rootFiles.next, secretNames.nextRoot, opener),
  ];
  const signs = newest !== undefined && equalBytes(rootsHash(crypto, rootsOf(crypto, present)),
    rootsHash(crypto, newest.roots));
  const follows = newest !== undefined && equalBytes(rootsHash(crypto, rootsOf(crypto, next)), newest.nextRoots);
  if (!signs || !follows) throw new CliError("root-other", { folder });
  return { folder, present, next, rosters };
}

function openSeeds(crypto: Crypto, folder: string, file: string, name: string, opener: Opener): RootSeeds {
  const path = join(folder, file);
  if (!existsSync(path)) throw new CliError("root-missing-keys", { folder });
  const opened = openSecret(crypto, opener, name, readBounded(path, sealedFileBytesMax + 1_024));
  if (opened.kind === "closed") throw new CliError(opened.means === "key" ? "key-wrong" : "passphrase-wrong");
  return { ed25519: opened.secret.slice(0, 32), mlDsa87: opened.secret.slice(32, 64) };
}

/**
 * Keeps what the root has signed, before it leaves the root: nothing else keeps it from signing two rosters of one
 * number, which would be evidence against its own party.
 */
export function keepSigned(crypto: Crypto, folder: string, rosters: readonly SignedRoster[]): void {
  writeWhole(join(folder, rootFiles.rosters), encodeCardOf(crypto, rosters));
}

/**
 * Signs the roster that follows the newest one and is otherwise as `changed` has it, and keeps it with the root. The
 * next root signs where there is one `after` it. Returns every roster, oldest first. Errors: roster-form.
 */
export function signNext(
  crypto: Crypto, root: Root, changed: Roster, timeMs: number, after: RootSeeds | null,
): readonly SignedRoster[] {
  const before = (root.rosters.at(-1) as SignedRoster).roster;
  const signer = after === null ? root.present : root.next;
  const rosters = [...root.rosters, sign(crypto, signer, {
    ...changed, seq: before.seq + 1, time: Math.max(timeMs, before.time), roots: rootsOf(crypto, signer),
    nextRoots: after === null ? before.nextRoots : rootsHash(crypto, rootsOf(crypto, after)),
  })];
  keepSigned(crypto, root.folder, rosters);
  return rosters;
}

function sign(crypto: Crypto, seeds: RootSeeds, roster: Roster): SignedRoster {
  try {
    return signRoster(crypto, seeds, roster);
  } catch (error) {
    if (error instanceof ChirographError) throw new CliError("roster-form", { detail: error.message });
    throw error;
  }
}

/** The next root becomes the present one, and the one after it is kept as the next; the former root is gone. */
export function turnRoot(
  crypto: Crypto, random: Random, root: Root, opener: Opener, after: RootSeeds,
): void {
  const seal = (name: string, { ed25519, mlDsa87 }: RootSeeds): Uint8Array =>
    sealSecret(crypto, random, opener, name, concat(ed25519, mlDsa87));
  writeWhole(join(root.folder, rootFiles.present), seal(secretNames.root, root.next));
  writeWhole(join(root.folder, rootFiles.next), seal(secretNames.nextRoot, after));
  rmSync(join(root.folder, rootFiles.after), { force: true });
}

/**
 * The root after the next one: made once, and kept until it is the next, so that a crash never signs for a lost key.
 */
export function rootAfterNext(crypto: Crypto, random: Random, folder: string, opener: Opener): RootSeeds {
  const path = join(folder, rootFiles.after);
  if (existsSync(path)) return openSeeds(crypto, folder, rootFiles.after, secretNames.nextRoot, opener);
  const made = { ed25519: random.bytes(32), mlDsa87: random.bytes(32) };
  writeWhole(path, sealSecret(crypto, random, opener, secretNames.nextRoot, concat(made.ed25519, made.mlDsa87)));
  return made;
}
