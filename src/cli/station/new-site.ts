// A further station of a party, at another site: the keys that it asks with, and the answer that it begins from.

import { rmSync } from "node:fs";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { writeWhole } from "../bounded-file.ts";
import { CliError } from "../cli-error.ts";
import { files, makeFolder, openFile, secretNames, stationKeys, writeRosters } from "./folder.ts";
import { sealSecret } from "../sealed-file.ts";
import type { Opener } from "../sealed-file.ts";
import { folderVersion, readConfig, writeConfig } from "./station-config.ts";
import { createCertificate } from "../../bearer/tls/certificate.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { decodeShape, encodeShape } from "../../core/bytes/shape.ts";
import type { Roster, SignedRoster } from "../../core/keys/roster.ts";
import { stationId } from "../../core/keys/station-id.ts";
import type { Hex } from "../../core/names.ts";
import { sealValue } from "../../core/seal/at-rest.ts";
import type { Names } from "../../core/text/named.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { createNodeRandom } from "../../crypto/node/random.ts";
import { createSoftwareSigner } from "../../crypto/node/signer.ts";
import { decodeAnswer, encodeJoining, encodeRequest } from "../../station/peer/joining.ts";
import type { Joining } from "../../station/peer/joining.ts";

/** What a person decides about a further station. */
export interface NewSite {
  readonly folder: string;
  /** The newest roster of the party, as its card has it. */
  readonly roster: Roster;
  readonly names: Names;
  /** Where others reach it, "host:port", or "" for nowhere. */
  readonly address: string;
  /** Where its line and its console listen. */
  readonly listen: string;
  readonly http: string;
  /** What opens the storage key. */
  readonly storage: Opener;
}

/** Makes the folder with the new station's keys, which never leave it; the request is what the first site answers. */
export function requestSite(site: NewSite): { readonly station: Hex; readonly request: Uint8Array } {
  const { folder, roster, names, address, listen, http, storage } = site;
  const [crypto, random] = [createNodeCrypto(), createNodeRandom()];
  const [storageKey, seed, reply] = [random.bytes(32), random.bytes(32), random.bytes(32)];
  const certificate = createCertificate((length) => Uint8Array.from(randomBytes(length)));
  makeFolder(folder);
  const seal = (name: string, secret: Uint8Array): Uint8Array =>
    sealSecret(crypto, random, { kind: "key", key: storageKey }, name, secret);
  const keys = encodeShape(stationKeys, { seed, certificate: certificate.certificate, key: certificate.key });
  writeWhole(join(folder, files.storageKey), sealSecret(crypto, random, storage, secretNames.storageKey, storageKey));
  writeWhole(join(folder, files.stationKeys), seal(secretNames.stationKeys, keys));
  writeWhole(join(folder, files.reply), seal(secretNames.reply, reply));
  const { party, short, world } = roster;
  const web = { listen: http, origins: [], tls: null };
  writeConfig(folder, { version: folderVersion, world, short, party: toHex(party), listen, http: web });
  const signer = createSoftwareSigner(crypto, seed);
  const id = stationId(crypto, signer.publicKey);
  const station = { id, key: signer.publicKey, tls: certificate.pin, names };
  const request = encodeRequest(signer, { party, station, reply: crypto.xwingPublicKey(reply), address });
  return { station: toHex(id), request };
}

/**
 * Takes the first site's answer into the folder that asked for it; its station may start then. Errors of the folder:
 * folder-unusable, key-wrong, passphrase-wrong; of the answer: answer-of-another, envelope, cbor-*, shape, card.
 */
export function joinSite(folder: string, storage: Opener, answer: Uint8Array): Joining {
  const config = readConfig(folder);
  const [crypto, random] = [createNodeCrypto(), createNodeRandom()];
  const storageKey = openFile(crypto, folder, files.storageKey, secretNames.storageKey, storage);
  const reply = openFile(crypto, folder, files.reply, secretNames.reply, { kind: "key", key: storageKey });
  const joining = decodeAnswer(crypto, reply, answer);
  const newest = joining.rosters.at(-1);
  if (newest === undefined || toHex(newest.roster.party) !== config.party) throw new CliError("answer-of-another");
  writeWhole(join(folder, files.joining), sealValue(crypto, random, storageKey, secretNames.joining,
    encodeJoining(crypto, joining)));
  writeRosters(crypto, folder, joining.rosters);
  return joining;
}

/**
 * Lets a station begin from the root alone, where no other of its party is left to give it anything: its newest roster
 * names it and nobody else. A house record of its own begins; what other parties hold they give back. Errors:
 * folder-unusable, key-wrong, passphrase-wrong, answer-of-another, station-not-alone.
 */
export function rebuildSite(folder: string, storage: Opener, rosters: readonly SignedRoster[]): void {
  const config = readConfig(folder);
  const crypto = createNodeCrypto();
  const storageKey = openFile(crypto, folder, files.storageKey, secretNames.storageKey, storage);
  const sealed = openFile(crypto, folder, files.stationKeys, secretNames.stationKeys, { kind: "key", key: storageKey });
  const { publicKey } = createSoftwareSigner(crypto, decodeShape(stationKeys, sealed).seed);
  const newest = rosters.at(-1)?.roster;
  if (newest === undefined || toHex(newest.party) !== config.party) throw new CliError("answer-of-another");
  const [only, ...others] = newest.stations;
  if (only === undefined || others.length > 0 || !equalBytes(only.key, publicKey)) {
    throw new CliError("station-not-alone");
  }
  writeRosters(crypto, folder, rosters);
  rmSync(join(folder, files.reply), { force: true });
}
