// What a party is about to bind itself by: who has assented to exactly these bytes, and whether they are enough.

import type { Crypto } from "../../../ports/crypto.ts";
import { encode } from "../../bytes/cbor.ts";
import { encodeShape } from "../../bytes/shape.ts";
import { toHex } from "../../bytes/hex.ts";
import type { Hex } from "../../names.ts";
import type { HeldEntry } from "../../record/held-entry.ts";
import { assentsTo, personsApart } from "../officer/assent.ts";
import type { AssentRule, GivenAssent } from "../officer/assent.ts";
import { undertaking, undertakingContent } from "./entries.ts";
import type { UndertakingContent } from "./entries.ts";

/** Persons it takes to bind a party, where the house does not let one alone. */
export const bindingPersons = 2;

/** The digest of an undertaking: SHA-256 of the canonical bytes of ["chirograph/1 undertaking", its content] (O-41). */
export function undertakingDigest(crypto: Crypto, content: UndertakingContent): Uint8Array {
  return crypto.sha256(encode(["chirograph/1 undertaking", encodeShape(undertakingContent, content)]));
}

/** An undertaking, and the newest assent of each officer to exactly it. */
export interface UndertakingState {
  readonly object: Hex;
  readonly entry: HeldEntry;
  readonly content: UndertakingContent;
  readonly digest: Hex;
  readonly assents: readonly GivenAssent[];
}

/** An undertaking from the entries about it, in whatever order they came; null when its own is not among them. */
export function foldUndertaking(crypto: Crypto, entries: readonly HeldEntry[]): UndertakingState | null {
  const entry = entries.find((one) => one.body.kind === undertaking.code && one.content !== null);
  if (entry === undefined) return null;
  const content = entry.content as UndertakingContent;
  const digest = toHex(undertakingDigest(crypto, content));
  return { object: entry.object, entry, content, digest, assents: assentsTo(entries, "enact", entry.object, digest) };
}

/** What a house asks of those who bind it. */
export interface UndertakingRule extends AssentRule {
  readonly persons: number;
}

/** Whether enough persons assented who may: of two sessions and two passkeys, each shown as the rule asks (O-42). */
export function isUndertaken(
  { assents }: Pick<UndertakingState, "assents">, rule: UndertakingRule, mayBind: (officer: string) => boolean,
): boolean {
  return personsApart(assents.filter(({ content }) => mayBind(content.officer)), rule).length >= rule.persons;
}
