// What an officer says: an entry on a channel, and words in their own language.

import { append } from "../append.ts";
import { done, refused } from "../outcome.ts";
import type { Channel, StationState } from "../state.ts";
import type { Actor } from "../surface.ts";
import type { Act, ActResult } from "../../api/acts.ts";
import { bytesOfHex, toHex } from "../../core/bytes/hex.ts";
import type { Spoken } from "../../core/mechanism/charter/entries.ts";
import { encodeContent } from "../../core/mechanism/kind.ts";
import type { Kind } from "../../core/mechanism/kind.ts";
import type { Hex, Precedence } from "../../core/names.ts";
import { contentBytesMax } from "../../core/record/entry.ts";

/** An entry that an officer says by an act. */
export interface Speech<T> {
  readonly act: Act["act"];
  readonly kind: Kind<T>;
  readonly content: NoInfer<T>;
  readonly precedence: Precedence;
  /** What it is about; null where it begins an object or is about none. */
  readonly object: Hex | null;
}

/** Says it on a channel, or refuses: it is longer than an entry may be, or no key is there to seal it with. */
export function speak<T>(state: StationState, actor: Actor, channel: Channel, speech: Speech<T>): ActResult {
  const { act, kind, precedence, object } = speech;
  const content = encodeContent(kind, speech.content);
  if (content.length > contentBytesMax) return refused("too-long");
  const held = append(state, channel, {
    kind: kind as Kind, precedence, object: bytesOfHex(object ?? ""), content, officer: actor.officer, act,
  });
  if (held === null) return refused("no-keys-yet");
  return done({ object: held.object, channel: channel.hex, leaf: toHex(held.leaf) });
}

/** What an officer says, in the language the house record names for them; an empty text is none. */
export function spokenBy(state: StationState, actor: Actor, text: string | null): Spoken | null {
  if (text === null || text === "") return null;
  return { language: languageOf(state, actor), text };
}

/** The language of an officer, as the house record names it. */
export function languageOf({ standing }: StationState, { officer }: Actor): string {
  return standing.officers.get(officer)?.language ?? "en";
}
