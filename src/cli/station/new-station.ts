// A new party with its first station: root keys, station keys, the signed roster, the folder.

import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { writeWhole } from "../bounded-file.ts";
import type { FirstOfficer } from "../officer/officer-roles.ts";
import { files, makeFolder, secretNames, stationKeys } from "./folder.ts";
import { keepSigned } from "../party/root-folder.ts";
import { writeOfficers } from "../officer/root-officers.ts";
import { sealSecret } from "../sealed-file.ts";
import type { Opener } from "../sealed-file.ts";
import { folderVersion, writeConfig } from "./station-config.ts";
import { createCertificate } from "../../bearer/tls/certificate.ts";
import { concat, toHex } from "../../core/bytes/hex.ts";
import { encodeShape } from "../../core/bytes/shape.ts";
import { encodeCard } from "../../core/keys/card.ts";
import { partyId, rootsHash, rootsOf } from "../../core/keys/party.ts";
import type { RootSeeds } from "../../core/keys/party.ts";
import { encodeSignedRoster, rosterVersion, signRoster } from "../../core/keys/roster.ts";
import type { Roster, SignedRoster } from "../../core/keys/roster.ts";
import { stationId } from "../../core/keys/station-id.ts";
import type { Names } from "../../core/text/named.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { createNodeRandom } from "../../crypto/node/random.ts";
import type { Crypto } from "../../ports/crypto.ts";
import type { Random } from "../../ports/random.ts";

/** What a person decides about a new party and its station. */
export interface NewStation {
  readonly folder: string;
  readonly world: "exercise" | "actual";
  readonly short: string;
  readonly names: Names;
  readonly desks: Roster["desks"];
  /** Persons a release needs, ROUTINE first. */
  readonly policy: readonly number[];
  readonly telephone: string;
  /** Where the line listens, "host:port", or null when it only dials. */
  readonly listen: string | null;
  readonly http: string;
  /** Origins under which browsers reach the console besides the one it listens on. */
  readonly origins: readonly string[];
  /** Pages that may show the console in a frame: the demo's alone. */
  readonly frameAncestors: readonly string[];
  /** Enrolled at the first start. */
  readonly officers: readonly FirstOfficer[];
  readonly timeMs: number;
  /** What opens the storage key, and what opens the party root. */
  readonly storage: Opener;
  readonly root: Opener;
}

/**
 * Makes the folder and everything in it, and returns the party's card. Errors: shape, for names and codes that cannot
 * be.
 */
export function makeStation(options: NewStation): { readonly roster: SignedRoster; readonly card: string } {
  const [crypto, random] = [createNodeCrypto(), createNodeRandom()];
  const seeds = (): RootSeeds => ({ ed25519: random.bytes(32), mlDsa87: random.bytes(32) });
  const [root, next] = [seeds(), seeds()];
  const seed = random.bytes(32);
  const certificate = createCertificate((length) => Uint8Array.from(randomBytes(length)));
  const roster = signRoster(crypto, root, rosterOf(crypto, options, root, next, seed, certificate.pin));
  const { folder, short, world, listen, http, origins, frameAncestors, officers } = options;
  makeFolder(folder);
  const storageKey = random.bytes(32);
  keepSecret(crypto, random, folder, files.storageKey, secretNames.storageKey, options.storage, storageKey);
  const keys = encodeShape(stationKeys, { seed, certificate: certificate.certificate, key: certificate.key });
  keepSecret(
    crypto, random, folder, files.stationKeys, secretNames.stationKeys, { kind: "key", key: storageKey }, keys,
  );
  keepSecret(crypto, random, folder, files.root, secretNames.root, options.root, concat(root.ed25519, root.mlDsa87));
  keepSecret(
    crypto, random, folder, files.nextRoot, secretNames.nextRoot, options.root, concat(next.ed25519, next.mlDsa87),
  );
  writeWhole(join(folder, files.roster), `${encodeSignedRoster(roster).toBase64()}\n`);
  const card = encodeCard(crypto, roster);
  writeWhole(join(folder, `cards/${short}.card`), card, 0o644);
  keepSigned(crypto, join(folder, "root"), [roster]);
  const party = toHex(roster.roster.party);
  const web = {
    listen: http, origins: [...origins], tls: null,
    ...(frameAncestors.length > 0 ? { frameAncestors: [...frameAncestors] } : {}),
  };
  writeConfig(folder, { version: folderVersion, world, short, party, listen, http: web });
  // The root is at hand here: what it signs, every later site of the party can check.
  const said = { party: roster.roster.party, time: options.timeMs, reason: "first" } as const;
  if (officers.length > 0) writeOfficers(crypto, random, join(folder, files.officers), root, said, officers);
  return { roster, card };
}

function rosterOf(
  crypto: Crypto, options: NewStation, root: RootSeeds, next: RootSeeds, seed: Uint8Array, tls: Uint8Array,
): Roster {
  const { world, short, names, desks, policy, telephone, timeMs } = options;
  const roots = rootsOf(crypto, root);
  const key = crypto.ed25519PublicKey(seed);
  const id = stationId(crypto, key);
  return {
    v: rosterVersion, party: partyId(crypto, roots), seq: 0, time: timeMs, world, short, names, roots,
    nextRoots: rootsHash(crypto, rootsOf(crypto, next)), seat: id, stations: [{ id, key, tls, names }], desks, policy,
    telephone,
  };
}

function keepSecret(
  crypto: Crypto, random: Random, folder: string, file: string, name: string, opener: Opener, secret: Uint8Array,
): void {
  writeWhole(join(folder, file), sealSecret(crypto, random, opener, name, secret));
}
