// What an officer approves: the digest of a draft.

import type { Crypto } from "../../../ports/crypto.ts";
import { encode } from "../../bytes/cbor.ts";
import { encodeShape, list } from "../../bytes/shape.ts";
import { precedences } from "../../names.ts";
import { messageContent, translationContent } from "../message/entries.ts";
import { draftTranslationsMax } from "./entries.ts";
import type { DraftContent } from "./entries.ts";

const translations = list(translationContent, draftTranslationsMax);

/**
 * The digest of a draft: SHA-256 of the canonical bytes of
 * ["chirograph/1 draft", channel, precedence, message content, translations], both contents as byte strings of their
 * canonical bytes. Who drafted it, and when, is not part of it.
 */
export function draftDigest(crypto: Crypto, item: DraftContent): Uint8Array {
  return crypto.sha256(encode([
    "chirograph/1 draft", item.channel, precedences.indexOf(item.precedence), encodeShape(messageContent, item.content),
    encodeShape(translations, item.translations),
  ]));
}
