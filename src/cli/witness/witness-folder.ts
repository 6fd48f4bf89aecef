// A witness's folder: its name and address, its keys, the cards it was given, its store.

import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { z } from "zod";

import { readBounded, readBoundedText, writeWhole } from "../bounded-file.ts";
import { readCard } from "../party/card.ts";
import { CliError } from "../cli-error.ts";
import { openSecret, sealedFileBytesMax, sealSecret } from "../sealed-file.ts";
import type { Opener } from "../sealed-file.ts";
import { hostPort } from "../bearers/config.ts";
import { createSystemClock } from "../../clock/system/clock.ts";
import { bytes, decodeShape, encodeShape, struct } from "../../core/bytes/shape.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { encodeWitness, witnessOf } from "../../core/checkpoint/cosignature.ts";
import { decodeVerifierKey } from "../../core/checkpoint/signed-note.ts";
import type { NoteKey } from "../../core/checkpoint/signed-note.ts";
import { ChirographError } from "../../core/errors.ts";
import type { SignedRoster } from "../../core/keys/roster.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { createNodeRandom } from "../../crypto/node/random.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import { createSqliteStore } from "../../store/sqlite/store.ts";
import { openWitness } from "../../witness/server/witness.ts";
import type { WitnessState } from "../../witness/server/witness.ts";

const files = {
  config: "witness.json", keys: "keys/witness", shown: "witness.pub", cards: "cards", logs: "logs", store: "witness.db",
} as const;
const secretName = "witness keys";
const configBytesMax = 65_536;
/** Most cards, and most lines of keys of other logs, that are read. */
const cardsMax = 1_024;
const logsMax = 1_024;

const config = z.strictObject({
  version: z.literal(1), name: z.string().min(1).max(255), listen: hostPort,
  tls: z.strictObject({ certificate: z.string().max(4_096), key: z.string().max(4_096) }).nullable(),
});
/** What of a witness is no secret and an operator may change, but its name. */
export type WitnessConfig = z.infer<typeof config>;

const witnessKeys = struct({ ed25519: bytes(32), mlDsa44: bytes(32) });

/** Makes a folder with new keys. Errors: witness-name. Returns the file that those who trust it need. */
export function makeWitness(folder: string, name: string, listen: string, opener: Opener): string {
  const [crypto, random] = [createNodeCrypto(), createNodeRandom()];
  const seeds = { ed25519: random.bytes(32), mlDsa44: random.bytes(32) };
  const shown = named(name, () => encodeWitness(crypto, witnessOf(crypto, name, seeds)));
  for (const part of ["", "keys", files.cards]) mkdirSync(join(folder, part), { recursive: true, mode: 0o700 });
  const sealed = sealSecret(crypto, random, opener, secretName, encodeShape(witnessKeys, seeds));
  writeWhole(join(folder, files.keys), sealed);
  const made: WitnessConfig = { version: 1, name, listen, tls: null };
  writeWhole(join(folder, files.config), `${JSON.stringify(made, null, 2)}\n`);
  const path = join(folder, files.shown);
  writeWhole(path, shown, 0o644);
  return path;
}

function named<T>(name: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof ChirographError) throw new CliError("witness-name", { asked: name.slice(0, 80) });
    throw error;
  }
}

/** Reads a folder's configuration. Errors: witness-folder. */
export function readWitnessConfig(folder: string): WitnessConfig {
  try {
    const parsed = config.safeParse(JSON.parse(readBoundedText(join(folder, files.config), configBytesMax)));
    if (parsed.success) return parsed.data;
  } catch (error) {
    if (!(error instanceof CliError || error instanceof SyntaxError)) throw error;
  }
  throw new CliError("witness-folder", { folder });
}

/** Puts a party's card into the folder; a running witness finds it when it is needed. Errors: card-unusable. */
export function keepCard(folder: string, path: string): SignedRoster {
  readWitnessConfig(folder);
  const { text, signed } = readCard(path);
  const { party, seq } = signed.roster;
  writeWhole(join(folder, files.cards, `${toHex(party)}-${seq}.card`), text);
  return signed;
}

/** An opened witness and what it stands on. */
export interface OpenedWitness {
  readonly state: WitnessState;
  readonly store: Store;
  readonly clock: Clock;
}

/** Opens the witness of a folder. Errors: witness-folder, key-wrong, passphrase-wrong, witness-runs. */
export async function openWitnessFolder(folder: string, opener: Opener): Promise<OpenedWitness> {
  const { name } = readWitnessConfig(folder);
  const [crypto, clock] = [createNodeCrypto(), createSystemClock()];
  const sealed = readBounded(join(folder, files.keys), sealedFileBytesMax + 1_024);
  const opened = openSecret(crypto, opener, secretName, sealed);
  if (opened.kind === "closed") {
    throw new CliError(opened.means === "key" ? "key-wrong" : "passphrase-wrong", { folder });
  }
  const seeds = decodeShape(witnessKeys, opened.secret);
  const store = await openStore(folder);
  const cards = (): readonly SignedRoster[] => readCards(folder);
  const state = await openWitness({ crypto, store, clock, name, seeds, cards, logs: readLogs(folder) });
  return { state, store, clock };
}

async function openStore(folder: string): Promise<Store> {
  try {
    return await createSqliteStore({ path: join(folder, files.store), ballastBytes: 0 });
  } catch (error) {
    if ((error as { name?: string }).name === "StoreInUse") throw new CliError("witness-runs", { folder });
    throw error;
  }
}

/** Cards that check, in the order of their rosters; another file in the folder is passed over. */
function readCards(folder: string): readonly SignedRoster[] {
  const names = readdirSync(join(folder, files.cards)).filter((name) => name.endsWith(".card")).slice(0, cardsMax);
  const cards = names.flatMap((name) => {
    try {
      return [readCard(join(folder, files.cards, name)).signed];
    } catch (error) {
      if (error instanceof CliError) return [];
      throw error;
    }
  });
  return cards.sort((a, b) => a.roster.seq - b.roster.seq);
}

/** Keys of logs of others, one verifier key a line; none when there is no such file. Errors: witness-log. */
function readLogs(folder: string): readonly NoteKey[] {
  let text: string;
  try {
    text = readBoundedText(join(folder, files.logs), configBytesMax);
  } catch (error) {
    if (error instanceof CliError && error.code === "file-missing") return [];
    throw error;
  }
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "").slice(0, logsMax);
  return lines.map((line) => {
    try {
      const key = decodeVerifierKey(createNodeCrypto(), line);
      if (key.type === 1) return key;
    } catch (error) {
      if (!(error instanceof ChirographError)) throw error;
    }
    throw new CliError("witness-log", { line: line.slice(0, 80) });
  });
}
