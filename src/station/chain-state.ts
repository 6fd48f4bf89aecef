// The chain file: the sealing chains of every channel, apart from the store so that a backup never takes them along.

import type { Channel, StationState } from "./state.ts";
import { bytes, decodeShape, encodeShape, list, struct } from "../core/bytes/shape.ts";
import { toHex } from "../core/bytes/hex.ts";
import { ChirographError } from "../core/errors.ts";
import { openValue, sealValue } from "../core/seal/at-rest.ts";
import { decodeChains, encodeChains as encodeOne } from "../core/seal/chain-state.ts";
import type { Chains } from "../core/seal/chains.ts";

/** Chains that only moved on are saved at most this often; keys that an entry names are saved before it. */
export const chainsSaveEveryMs = 1_000;

const chainFile = list(struct({ channel: bytes(32), chains: bytes(0, 8 * 1024 * 1024) }), 1_024);
const name = "chains";

/** The file's bytes, sealed at rest. */
export function encodeChains(state: StationState): Uint8Array {
  const { crypto, random, storageKey } = state.self;
  const rows = [...state.channels.values(), state.house].map(
    (channel: Channel) => ({ channel: channel.id, chains: encodeOne(channel.chains) }),
  );
  return sealValue(crypto, random, storageKey, name, encodeShape(chainFile, rows));
}

/** Chains by channel. Errors: at-rest when the file does not open. */
export function decodeChainFile(self: StationState["self"], file: Uint8Array): Map<string, Chains> {
  const plain = openValue(self.crypto, self.storageKey, name, file);
  if (plain === null) throw new ChirographError("at-rest", "The chain file does not open.");
  return new Map(decodeShape(chainFile, plain).map((row) => [toHex(row.channel), decodeChains(row.chains)]));
}
