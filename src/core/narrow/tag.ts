// The tag of a log: four bytes that stand for its channel and its id over a narrow link (spec/11-narrow.md, Tags).

import type { Crypto } from "../../ports/crypto.ts";
import { utf8 } from "../bytes/cbor.ts";
import type { ChannelId, LogId } from "../names.ts";

/** Length of a tag, in bytes. */
export const tagBytes = 4;

const label = utf8("chirograph/1 tag");

/** The tag of a log. Two logs may have one tag: then neither goes in the narrow form. */
export function logTag(crypto: Pick<Crypto, "sha256">, channel: ChannelId, log: LogId): Uint8Array {
  return crypto.sha256(label, channel, log).slice(0, tagBytes);
}
