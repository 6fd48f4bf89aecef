// The bearers of a configuration, made, and kept to the peers that rosters name.

import { connect } from "node:net";
import type { Socket } from "node:net";
import { splitAddress } from "../station/station-config.ts";
import type { BearerConfig } from "./config.ts";
import { createDatagramBearer } from "../../bearer/datagram/bearer.ts";
import { createKissBearer } from "../../bearer/kiss/bearer.ts";
import { openGateway } from "../../bearer/kiss/gateway.ts";
import { openModem } from "../../bearer/kiss/modem.ts";
import type { OpenPort } from "../../bearer/kiss/port.ts";
import { openSerial } from "../../bearer/kiss/serial.ts";
import { openSpool } from "../../bearer/kiss/spool.ts";
import { connectPinned } from "../../bearer/tls/pinned.ts";
import type { Identity } from "../../bearer/tls/pinned.ts";
import { pairKeys } from "../../core/bearer/pair-key.ts";
import type { PairKeys, PairStation } from "../../core/bearer/pair-key.ts";
import type { Bearer } from "../../ports/bearer.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Crypto } from "../../ports/crypto.ts";
import type { Random } from "../../ports/random.ts";
import type { PeerStation } from "../../station/peer/peers.ts";

/** What the bearers stand on: this station, its secret seed, and the machine's own parts. */
export interface BearerParts {
  readonly own: PairStation;
  readonly seed: Uint8Array;
  /** What its line shows over TLS; a gateway on another host knows the station by it. */
  readonly identity: Identity;
  readonly crypto: Crypto;
  readonly random: Random;
  readonly clock: Clock;
}

/** Bearers that find their peers by and by, as parties are confirmed and rosters change. */
export interface ConfiguredBearers {
  readonly bearers: readonly Bearer[];
  setPeers(peers: readonly PeerStation[]): void;
}

/** A peer of a bearer that a roster names. */
interface FoundPeer {
  readonly station: string;
  readonly keys: PairKeys;
  readonly address: string | null;
}

/** Makes the bearers that a configuration names. */
export function createBearers(configs: readonly BearerConfig[], parts: BearerParts): ConfiguredBearers {
  const made = configs.map((config) => createOne(config, parts));
  return {
    bearers: made.map(({ bearer }) => bearer),
    setPeers: (peers) => made.forEach(({ setPeers }) => setPeers(peers)),
  };
}

function createOne(
  config: BearerConfig, parts: BearerParts,
): { readonly bearer: Bearer; setPeers(peers: readonly PeerStation[]): void } {
  const { crypto, random, clock } = parts;
  const { name, terms } = config;
  const found = (peers: readonly PeerStation[]): readonly FoundPeer[] => findPeers(config, peers, parts);
  if (config.kind === "datagram") {
    const listen = splitAddress(config.listen);
    const bearer = createDatagramBearer({ name, listen, peers: [], crypto, random, clock });
    return { bearer, setPeers: (peers) => bearer.setPeers(found(peers).map((peer) => ({ ...peer, terms }))) };
  }
  const bearer = createKissBearer({
    name, open: portOf(config, parts), terms, headerBytes: config.kind === "gateway" ? config.headerBytes : 0,
    peers: [], crypto, random, clock,
  });
  return { bearer, setPeers: (peers) => bearer.setPeers(found(peers)) };
}

function dialGateway(
  { socket, pin }: Extract<BearerConfig, { kind: "gateway" }>, identity: Identity,
): Promise<Socket> {
  if (pin !== null) return connectPinned(splitAddress(socket), identity, pin);
  return new Promise((resolve, reject) => {
    const local = connect(socket, () => {
      local.off("error", reject);
      resolve(local);
    });
    local.once("error", reject);
  });
}

function portOf(config: Exclude<BearerConfig, { kind: "datagram" }>, { identity }: BearerParts): OpenPort {
  switch (config.kind) {
    case "modem": return openModem(splitAddress(config.address));
    case "serial": return openSerial({ path: config.device, baudRate: config.baudRate });
    case "spool": return openSpool(config);
    case "gateway": return openGateway({ way: config.way, dial: () => dialGateway(config, identity) });
  }
}

/** The stations that a configuration's peers mean now; one that no confirmed roster names is left out till then. */
function findPeers(
  { peers }: BearerConfig, stations: readonly PeerStation[], { crypto, seed, own }: BearerParts,
): readonly FoundPeer[] {
  return peers.flatMap(({ peer, address }) => {
    const found = findStation(peer, stations);
    const keys = found === null ? null
      : pairKeys(crypto, seed, own, { id: Uint8Array.fromHex(found.station), key: found.key });
    return found === null || keys === null ? [] : [{ station: found.station, keys, address }];
  });
}

/** A station by its id, or a party's by the party's code: its only one, or the one that holds its seat. */
function findStation(asked: string, stations: readonly PeerStation[]): PeerStation | null {
  const byId = stations.find(({ station }) => station === asked);
  if (byId !== undefined) return byId;
  const ofParty = stations.filter(({ short }) => short === asked);
  return ofParty.find(({ seat }) => seat) ?? (ofParty.length === 1 ? ofParty[0] ?? null : null);
}
