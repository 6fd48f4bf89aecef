// The kind of what a party is about to bind itself by: an entry that waits, word for word, for the persons it takes.

import { bytes, optional, struct, uint } from "../../bytes/shape.ts";
import type { Of } from "../../bytes/shape.ts";
import { precedence } from "../../names.ts";
import { officerId } from "../house/entries.ts";
import { kind } from "../kind.ts";

/** Longest content of an entry that waits so, in bytes: with it the undertaking is no longer than an entry may be. */
export const undertakenBytesMax = 65_000;

/** An entry that is to be said on a channel. It begins an object, to which persons assent. */
export const undertakingContent = struct({
  by: officerId,
  channel: bytes(32),
  kind: uint(65_535),
  precedence,
  /** What the entry is about; null where it begins an object or is about none. */
  object: optional(bytes(32)),
  /** Its content, in the canonical bytes of its kind. */
  content: bytes(0, undertakenBytesMax),
});
export type UndertakingContent = Of<typeof undertakingContent>;

export const undertaking = kind({
  code: 96, name: "undertaking", content: undertakingContent, about: "begins", form: "sealed", record: "house",
});
