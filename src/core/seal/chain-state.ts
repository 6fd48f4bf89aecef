// Chains as bytes, for the chain file; sealed at rest before they are written.

import type { Chains } from "./chain-data.ts";
import { keyIdMax, prekey } from "./prekey.ts";
import { bytes, decodeShape, encodeShape, list, optional, struct, text, uint } from "../bytes/shape.ts";
import { ChirographError } from "../errors.ts";
import { timeMsMax } from "../record/entry.ts";

const version = 1;
const many = 65_536;
const key = bytes(32);
const id = uint(keyIdMax);
const index = uint(0x1_00_0000);

const chainState = struct({
  v: uint(255),
  own: optional(struct({ epoch: id, index, key, openedMs: uint(timeMsMax), log: bytes(16) })),
  stock: list(struct({ epoch: id, secret: key }), many),
  nextEpoch: id,
  prekeys: list(struct({ id, seed: key, until: uint(), lifeMs: uint() }), many),
  nextPrekey: id,
  peers: list(struct({ station: text(32), prekeys: list(prekey, many) }), many),
  readers: list(struct({
    at: text(64), station: text(32), key: bytes(0, 32), index, skipped: list(struct({ index, key }), many),
  }), many),
  learned: list(struct({ at: text(64), secret: key }), many),
  restarts: list(struct({ at: text(32), station: text(32), log: bytes(16), epoch: id, index }), many),
});

/** Canonical bytes of chains. They hold secrets: only ever written sealed. */
export function encodeChains(chains: Chains): Uint8Array {
  const { own, stock, nextEpoch, prekeys, nextPrekey } = chains;
  return encodeShape(chainState, {
    v: version, own, stock, nextEpoch, prekeys, nextPrekey,
    peers: [...chains.peers].map(([station, peer]) => ({ station, prekeys: peer.prekeys })),
    readers: [...chains.readers].map(([at, chain]) => ({
      at, ...chain, skipped: [...chain.skipped].map(([number, kept]) => ({ index: number, key: kept })),
    })),
    learned: [...chains.epochsLearned].map(([at, secret]) => ({ at, secret })),
    restarts: [...chains.restarts].map(([at, restart]) => ({ at, ...restart })),
  });
}

/** The chains of canonical bytes. Errors: cbor-*, shape, store-newer. */
export function decodeChains(encoded: Uint8Array): Chains {
  const state = decodeShape(chainState, encoded);
  if (state.v !== version) throw new ChirographError("store-newer", `Chains of version ${state.v}.`);
  return {
    own: state.own === null ? null : { ...state.own },
    stock: state.stock,
    nextEpoch: state.nextEpoch,
    prekeys: state.prekeys,
    nextPrekey: state.nextPrekey,
    peers: new Map(state.peers.map(({ station, prekeys }) => [station, { prekeys }])),
    readers: new Map(state.readers.map(({ at, skipped, ...chain }) => [
      at, { ...chain, skipped: new Map(skipped.map((one) => [one.index, one.key])) },
    ])),
    epochsLearned: new Map(state.learned.map(({ at, secret }) => [at, secret])),
    restarts: new Map(state.restarts.map(({ at, ...restart }) => [at, restart])),
  };
}
