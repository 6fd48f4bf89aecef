// The charter of a house record: the record whose only member is one party.

import type { Crypto } from "../../../ports/crypto.ts";
import { bytes, decodeShape, encodeShape, oneOf, struct, uint } from "../../bytes/shape.ts";
import type { Of } from "../../bytes/shape.ts";
import { ChirographError } from "../../errors.ts";
import type { ChannelId } from "../../names.ts";
import { charterVersion } from "./charter.ts";

/**
 * What names a house record; it is never sent and nobody accepts it. All stations of a party share it.
 * It has four fields and a charter of parties thirteen, so the bytes of one are never the bytes of the other.
 */
export const houseCharter = struct({
  v: uint(255),
  world: oneOf("actual", "exercise"),
  nonce: bytes(16),
  party: bytes(32),
});
export type HouseCharter = Of<typeof houseCharter>;

/** Canonical bytes of a house charter. */
export function encodeHouseCharter(item: HouseCharter): Uint8Array {
  return encodeShape(houseCharter, item);
}

/** The house charter of its bytes. Errors: cbor-*, shape, charter. */
export function decodeHouseCharter(content: Uint8Array): HouseCharter {
  const item = decodeShape(houseCharter, content);
  if (item.v !== charterVersion) throw new ChirographError("charter", `Version ${item.v}.`);
  return item;
}

/** The channel of a house record: SHA-256 of the canonical bytes of its charter. */
export function houseChannelId(crypto: Crypto, item: HouseCharter): ChannelId {
  return crypto.sha256(encodeHouseCharter(item));
}
