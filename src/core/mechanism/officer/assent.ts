// Assent: what an officer's passkey signs, and the check of it from the house record alone.

import type { Crypto } from "../../../ports/crypto.ts";
import { encode } from "../../bytes/cbor.ts";
import { equalBytes, toHex } from "../../bytes/hex.ts";
import type { Hex } from "../../names.ts";
import { canonicalOrder } from "../../record/held-entry.ts";
import type { HeldEntry } from "../../record/held-entry.ts";
import { assent, credential } from "./entries.ts";
import type { AssentAct, AssentContent, CredentialContent } from "./entries.ts";
import { checkAssertion } from "./passkey.ts";
import type { PasskeyRefusal } from "./passkey.ts";

/**
 * The challenge an authenticator signs: SHA-256 of the canonical bytes of ["chirograph/1 assent", act, digest, nonce]
 * (spec/10-officers.md, O-1). The nonce is the station's, 32 random bytes, good once.
 */
export function assentChallenge(crypto: Crypto, act: AssentAct, digest: Uint8Array, nonce: Uint8Array): Uint8Array {
  return crypto.sha256(encode(["chirograph/1 assent", act, digest, nonce]));
}

/** The challenge of a sign-in or of a new passkey: what answers it is never an assent, nor the other way round. */
export function presenceChallenge(crypto: Crypto, purpose: "sign-in" | "register", nonce: Uint8Array): Uint8Array {
  return crypto.sha256(encode([`chirograph/1 ${purpose}`, nonce]));
}

/** An assent, as the house record has it. */
export interface GivenAssent {
  readonly entry: HeldEntry;
  readonly content: AssentContent;
}

/** The newest assent of each officer to exactly this, among entries in whatever order and however often they came. */
export function assentsTo(
  entries: readonly HeldEntry[], act: AssentAct, object: Hex, digest: Hex,
): readonly GivenAssent[] {
  const newest = new Map<string, GivenAssent>();
  const held = [...new Map(entries.map((one) => [one.at, one])).values()].filter(
    (one) => one.body.kind === assent.code && one.content !== null,
  );
  for (const entry of held.toSorted(canonicalOrder)) {
    const content = entry.content as AssentContent;
    if (content.act !== act || toHex(content.digest) !== digest || toHex(content.object) !== object) continue;
    newest.set(content.officer, { entry, content });
  }
  return [...newest.values()];
}

/** How an assent must show its person (O-11). */
export interface AssentRule {
  /** Whether only what the officer's own passkey signed counts. */
  readonly passkey: boolean;
  /** Whether the command line's token is enough in place of a passkey. */
  readonly token: boolean;
}

/** Whether an assent shows its person as the rule asks (O-11). */
export function showsPerson(
  { means, assertion }: Pick<AssentContent, "means" | "assertion">, rule: AssentRule,
): boolean {
  return means === "token" ? rule.token : assertion !== null || !rule.passkey;
}

/** Assents that show their persons, of which no two share a session or a passkey; of two that do the first (O-12). */
export function personsApart(assents: readonly GivenAssent[], rule: AssentRule): readonly GivenAssent[] {
  const marks = new Set<string>();
  return assents.filter(({ content }) => {
    if (!showsPerson(content, rule)) return false;
    const { session, assertion } = content;
    const own = [session, assertion?.credential ?? null].flatMap((one) => (one === null ? [] : [toHex(one)]));
    if (own.some((one) => marks.has(one))) return false;
    for (const one of own) marks.add(one);
    return true;
  });
}

/** What a check of one assent from the house record came to. */
export type AssentCheck =
  /** Their passkey signed exactly this. */
  | { readonly kind: "signed"; readonly credential: Hex }
  /** The station says that they assented, signed in by other means; nothing of theirs shows it. */
  | { readonly kind: "claimed" }
  | {
      readonly kind: "refused";
      readonly reason: PasskeyRefusal | "passkey-unknown" | "nonce-used" | "digest-differs" | "means";
    };

/** What stands when an assent is checked: passkeys by their ids, and every nonce that was used before. */
interface Before {
  readonly passkeys: Map<Hex, CredentialContent>;
  readonly nonces: Set<Hex>;
}

/**
 * Checks every assent of a house record again, in canonical order, by their places. `digestOf` is the digest of an
 * object as the checker computed it, or null where its entry is not there. Of the record it uses the passkeys that
 * stood when an assent was given, and every assent given before: a nonce counts once. Pure: the same entries give the
 * same answers, in whatever order they came.
 */
export function checkAssents(
  crypto: Crypto, entries: readonly HeldEntry[], digestOf: (object: Hex) => Uint8Array | null,
): ReadonlyMap<string, AssentCheck> {
  const before: Before = { passkeys: new Map(), nonces: new Set() };
  const found = new Map<string, AssentCheck>();
  for (const entry of entries.filter((one) => one.content !== null).toSorted(canonicalOrder)) {
    if (entry.body.kind === credential.code) {
      const passkey = entry.content as CredentialContent;
      before.passkeys.set(toHex(passkey.id), passkey);
    }
    if (entry.body.kind !== assent.code) continue;
    const content = entry.content as AssentContent;
    const digest = digestOf(toHex(content.object));
    found.set(entry.at, digest === null
      ? { kind: "refused", reason: "digest-differs" }
      : checkOne(crypto, before, content, digest));
    if (content.assertion !== null) before.nonces.add(toHex(content.assertion.nonce));
  }
  return found;
}

/** Checks one assent again, among the entries of its house record. */
export function checkAssent(
  crypto: Crypto, entries: readonly HeldEntry[], entry: HeldEntry, digest: Uint8Array,
): AssentCheck {
  const all = checkAssents(crypto, [...entries.filter((one) => one.at !== entry.at), entry], () => digest);
  return all.get(entry.at) ?? { kind: "refused", reason: "digest-differs" };
}

function checkOne(crypto: Crypto, before: Before, content: AssentContent, digest: Uint8Array): AssentCheck {
  if (!equalBytes(content.digest, digest)) return { kind: "refused", reason: "digest-differs" };
  const { assertion } = content;
  if (assertion === null) {
    // O-10: who says that they signed in with a passkey signs with it.
    return content.means === "passkey" ? { kind: "refused", reason: "means" } : { kind: "claimed" };
  }
  const passkey = before.passkeys.get(toHex(assertion.credential));
  if (passkey?.state !== "enrolled" || passkey.officer !== content.officer) {
    return { kind: "refused", reason: "passkey-unknown" };
  }
  if (before.nonces.has(toHex(assertion.nonce))) return { kind: "refused", reason: "nonce-used" };
  const challenge = assentChallenge(crypto, content.act, content.digest, assertion.nonce);
  const checked = checkAssertion(crypto, passkey, challenge, assertion, null);
  return checked.kind === "holds"
    ? { kind: "signed", credential: toHex(passkey.id) }
    : { kind: "refused", reason: checked.reason };
}
