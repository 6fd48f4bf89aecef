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

/**
 * Checks one assent again, from the entries of the house record and the digest of its object as the checker computed
 * it. Of the record it uses the passkeys that stood when the assent was given, and every assent given before: a nonce
 * counts once. Pure: the same entries give the same answer, in whatever order they came.
 */
export function checkAssent(
  crypto: Crypto, entries: readonly HeldEntry[], entry: HeldEntry, digest: Uint8Array,
): AssentCheck {
  const content = entry.content as AssentContent;
  if (!equalBytes(content.digest, digest)) return { kind: "refused", reason: "digest-differs" };
  const { assertion } = content;
  if (assertion === null) {
    // O-10: who says that they signed in with a passkey signs with it.
    return content.means === "passkey" ? { kind: "refused", reason: "means" } : { kind: "claimed" };
  }
  const before = entries.filter((one) => one.content !== null && canonicalOrder(one, entry) < 0);
  const passkey = passkeyAt(before, assertion.credential);
  if (passkey === null || passkey.officer !== content.officer) return { kind: "refused", reason: "passkey-unknown" };
  const nonces = before.flatMap((one) => (one.body.kind === assent.code ? [one.content as AssentContent] : []))
    .flatMap((one) => (one.assertion === null ? [] : [toHex(one.assertion.nonce)]));
  if (nonces.includes(toHex(assertion.nonce))) return { kind: "refused", reason: "nonce-used" };
  const challenge = assentChallenge(crypto, content.act, content.digest, assertion.nonce);
  const checked = checkAssertion(crypto, passkey, challenge, assertion, null);
  return checked.kind === "holds"
    ? { kind: "signed", credential: toHex(passkey.id) }
    : { kind: "refused", reason: checked.reason };
}

/** The passkey of an id as the newest of these entries has it; null when there is none or it was withdrawn. */
function passkeyAt(entries: readonly HeldEntry[], id: Uint8Array): CredentialContent | null {
  const all = entries.filter((one) => one.body.kind === credential.code).toSorted(canonicalOrder);
  const newest = all.map((one) => one.content as CredentialContent).findLast((one) => equalBytes(one.id, id));
  return newest === undefined || newest.state === "withdrawn" ? null : newest;
}
