// A station's folder: where everything of it lies, and the station that is composed from it.

import { closeSync, existsSync, mkdirSync, openSync, readSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { passkeyStationOf, readConfig, splitAddress } from "./station-config.ts";
import type { StationConfig } from "./station-config.ts";
import { createBearers } from "../bearers/compose.ts";
import { readBounded, readBoundedText, writeWhole } from "../bounded-file.ts";
import { CliError } from "../cli-error.ts";
import { openSecret, sealedFileBytesMax } from "../sealed-file.ts";
import type { Opener } from "../sealed-file.ts";
import { version as programVersion } from "../version.ts";
import { witnessesOf } from "../witness/witness-trust.ts";
import { createTlsBearer } from "../../bearer/tls/bearer.ts";
import type { TlsBearer, TlsPeer } from "../../bearer/tls/bearer.ts";
import { createSystemClock } from "../../clock/system/clock.ts";
import { bytes, decodeShape, struct, text } from "../../core/bytes/shape.ts";
import { utf8 } from "../../core/bytes/cbor.ts";
import { concat, toHex } from "../../core/bytes/hex.ts";
import { ChirographError } from "../../core/errors.ts";
import { decodeCardRosters, encodeCardOf } from "../../core/keys/card.ts";
import { decodeSignedRoster, rosterDigest, verifyRoster } from "../../core/keys/roster.ts";
import type { SignedRoster } from "../../core/keys/roster.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { createNodeRandom } from "../../crypto/node/random.ts";
import { createSoftwareSigner } from "../../crypto/node/signer.ts";
import { createTypstTypesetter } from "../../typesetter/typst/typesetter.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Crypto } from "../../ports/crypto.ts";
import type { Random } from "../../ports/random.ts";
import { openValue } from "../../core/seal/at-rest.ts";
import { answerBytesMax, decodeJoining } from "../../station/peer/joining.ts";
import type { Joining } from "../../station/peer/joining.ts";
import { createStation } from "../../station/run.ts";
import type { PeerStation } from "../../station/peer/peers.ts";
import type { Station } from "../../station/surface.ts";
import { createChainFile } from "../../store/sqlite/chain-file.ts";
import { createLease } from "../../store/sqlite/lease-file.ts";
import { createSqliteStore } from "../../store/sqlite/store.ts";
import { stationId } from "../../core/keys/station-id.ts";

/** Files of a folder, by what they hold. */
export const files = {
  storageKey: "keys/storage-key", stationKeys: "keys/station", roster: "roster", record: "record.db", chains: "chains",
  lease: "lease", token: "cli.token", socket: "station.sock", root: "root/root", nextRoot: "root/next-root",
  officers: "first-officers.json", recovery: "recovery.json", reply: "keys/reply", joining: "joining",
} as const;

/** Files of the offline root's folder, which may lie elsewhere. */
export const rootFiles = { present: "root", next: "next-root", after: "root-after-next", rosters: "rosters" } as const;

/** Names under which secrets are sealed, so that one file cannot stand in another's place. */
export const secretNames = {
  storageKey: "storage key", stationKeys: "station keys", root: "party root", nextRoot: "next party root",
  reply: "reply key", joining: "joining",
} as const;

/** The station's own keys: the seed it signs with, and the certificate and key of its line. */
export const stationKeys = struct({ seed: bytes(32), certificate: text(8_192), key: text(8_192) });

/** A station that runs, and what it stands on. */
export interface OpenedStation {
  readonly station: Station;
  readonly config: StationConfig;
  readonly clock: Clock;
  readonly random: Random;
  readonly crypto: Crypto;
  /** Where the line listens, or null. */
  readonly lineAddress: string | null;
}

/**
 * Opens the station of a folder. Errors: folder-unusable, key-wrong, passphrase-wrong, record-damaged, record-newer,
 * port-taken.
 */
export async function openStation(folder: string, opener: Opener, version: string): Promise<OpenedStation> {
  const config = readConfig(folder);
  try {
    return await open(folder, config, opener, version);
  } catch (error) {
    throw explained(error, folder, config);
  }
}

/** What a person can do something about, in place of the system's code. */
function explained(error: unknown, folder: string, config: StationConfig): unknown {
  const { name = "", code = "", message = "" } = error as { name?: string; code?: string; message?: string };
  if (error instanceof ChirographError && error.code === "store-newer") return recordNewer(folder, error);
  if (error instanceof ChirographError) return new CliError("record-damaged", { folder, detail: message });
  if (code === "ERR_SQLITE_ERROR") {
    return new CliError("record-damaged", { folder, detail: `${files.record}: ${message}.` });
  }
  if (name === "StoreInUse") return new CliError("station-runs", { folder });
  const { syscall = "", address = "", port = 0 } = error as { syscall?: string; address?: string; port?: number };
  if (syscall === "bind") return new CliError("port-taken", { address: `${address}:${port}`, detail: code });
  return syscall === "listen" ? new CliError("port-taken", { address: config.listen ?? "", detail: code }) : error;
}

/** A record that a newer program has written: nothing of it was changed, and that program still opens it. */
export function recordNewer(folder: string, { evidence: { written = "", known = "" } }: ChirographError): CliError {
  const values = { folder, written: String(written), known: String(known), program: programVersion };
  return new CliError("record-newer", values);
}

async function open(
  folder: string, config: StationConfig, opener: Opener, version: string,
): Promise<OpenedStation> {
  const [crypto, random, clock] = [createNodeCrypto(), createNodeRandom(), createSystemClock()];
  const storageKey = openFile(crypto, folder, files.storageKey, secretNames.storageKey, opener);
  const keys = decodeShape(
    stationKeys, openFile(crypto, folder, files.stationKeys, secretNames.stationKeys, { kind: "key", key: storageKey }),
  );
  const rosters = readRosters(crypto, folder);
  const roster = rosters.at(-1) as SignedRoster;
  const signer = createSoftwareSigner(crypto, keys.seed);
  const { party } = roster.roster;
  if (toHex(party) !== config.party) throw new CliError("folder-unusable", { folder, detail: files.roster });
  const store = await createSqliteStore({ path: join(folder, files.record) });
  const listen = config.listen === null ? null : splitAddress(config.listen);
  const { certificate, key } = keys;
  const terms = config.tlsTerms === undefined ? {} : { terms: config.tlsTerms };
  const bearer = createTlsBearer({ name: "tls", listen, certificate, key, peers: [], ...terms });
  const own = { id: stationId(crypto, signer.publicKey), key: signer.publicKey };
  const others = createBearers(config.bearers ?? [], {
    own, seed: keys.seed, identity: { certificate, key }, crypto, random, clock,
  });
  const joining = readJoining(crypto, folder, storageKey);
  const station = await createStation({
    self: {
      crypto, random, signer, storageKey, party, station: own.id, world: config.world,
      roster,
      rosterDigest: rosterDigest(crypto, roster.bytes), version,
    },
    rosters, ...(joining === null ? {} : { joining }),
    store, ballast: { release: () => store.releaseBallast(), restore: () => store.restoreBallast() },
    chains: createChainFile(join(folder, files.chains)), clock,
    bearers: [bearer, ...others.bearers],
    passkeyStation: passkeyStationOf(config),
    typesetter: createTypstTypesetter(),
    witnesses: witnessesOf(crypto, folder, config),
    lease: createLease(join(folder, files.lease)), hedge: bytesOfNoCopy,
    peersChanged: (peers) => {
      bearer.setPeers(tlsPeers(peers));
      others.setPeers(peers);
    },
  });
  rmSync(join(folder, files.joining), { force: true });
  return { station, config, clock, random, crypto, lineAddress: lineAddressOf(bearer, listen) };
}

/** Bytes a copy of this process does not have: of the system, whose chance a hypervisor stirs, and of the moment. */
function bytesOfNoCopy(): Uint8Array {
  const moment = utf8(`${process.pid} ${process.hrtime.bigint()} ${Date.now()}`);
  try {
    const device = openSync("/dev/urandom", "r");
    const bytes = new Uint8Array(32);
    readSync(device, bytes);
    closeSync(device);
    return concat(bytes, moment);
  } catch {
    return moment;
  }
}

/** What a further station was given to begin with, until its first start has taken it in. */
function readJoining(crypto: Crypto, folder: string, storageKey: Uint8Array): Joining | null {
  const path = join(folder, files.joining);
  if (!existsSync(path)) return null;
  const plain = openValue(crypto, storageKey, secretNames.joining, readBounded(path, answerBytesMax + 1_024));
  if (plain === null) throw new CliError("folder-unusable", { folder, detail: files.joining });
  return decodeJoining(crypto, plain);
}

/** The newest roster of a folder. Errors: folder-unusable. */
export function readRoster(crypto: Crypto, folder: string): SignedRoster {
  return readRosters(crypto, folder).at(-1) as SignedRoster;
}

/** The rosters of a folder, oldest first: its first alone in base64, or those of a card. Errors: folder-unusable. */
export function readRosters(crypto: Crypto, folder: string): readonly SignedRoster[] {
  const isAsking = existsSync(join(folder, files.reply)) && !existsSync(join(folder, files.roster));
  if (isAsking) throw new CliError("station-not-joined", { folder });
  try {
    const text = readBoundedText(join(folder, files.roster), 200_000);
    if (text.startsWith("-----")) return decodeCardRosters(crypto, text);
    const signed = decodeSignedRoster(Uint8Array.fromBase64(text.trim()));
    verifyRoster(crypto, signed, null);
    return [signed];
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError("folder-unusable", { folder, detail: files.roster });
  }
}

/** Keeps the rosters of a folder, as many as a card has room for. */
export function writeRosters(crypto: Crypto, folder: string, rosters: readonly SignedRoster[]): void {
  writeWhole(join(folder, files.roster), encodeCardOf(crypto, rosters));
}

/** Opens one sealed file of a folder. Errors: folder-unusable, key-wrong, passphrase-wrong. */
export function openFile(crypto: Crypto, folder: string, file: string, name: string, opener: Opener): Uint8Array {
  const opened = openSecret(crypto, opener, name, readBounded(join(folder, file), sealedFileBytesMax + 1_024));
  if (opened.kind === "closed") {
    throw new CliError(opened.means === "key" ? "key-wrong" : "passphrase-wrong", { folder });
  }
  return opened.secret;
}

/** Makes the folder and its parts, closed to others. */
export function makeFolder(folder: string): void {
  for (const part of ["", "keys", "root", "cards"]) makeOne(join(folder, part));
}

/** Node's own recursive way never comes back where the system refuses to hold folders, such as /proc. */
function makeOne(folder: string): void {
  if (existsSync(folder)) return;
  makeOne(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

function lineAddressOf(bearer: TlsBearer, listen: { readonly host: string } | null): string | null {
  return listen === null ? null : `${listen.host.includes(":") ? `[${listen.host}]` : listen.host}:${bearer.port}`;
}

/** Each station is a peer of its own; one whose party has several addresses is tried at each of them. */
function tlsPeers(peers: readonly PeerStation[]): readonly TlsPeer[] {
  return peers.map(({ station, tls, addresses }) => ({ station, pins: [tls], addresses }));
}
