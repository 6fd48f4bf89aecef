// A station's id follows from its signing key.

import type { Crypto } from "../../ports/crypto.ts";
import type { StationId } from "../names.ts";

/** First 16 bytes of SHA-256 of the station's Ed25519 key. */
export function stationId(crypto: Crypto, key: Uint8Array): StationId {
  return crypto.sha256(key).slice(0, 16);
}
