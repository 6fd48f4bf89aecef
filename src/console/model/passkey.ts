// Passkeys as the browser has them: the two calls of navigator.credentials, with bytes as the API writes them.

import type { AssertionInput, ChallengeInput } from "../../api/acts.ts";
import type { ChallengeView } from "../../api/views.ts";
import type { Client } from "./client.ts";

/** Time a person has for their authenticator; the station's challenge is good for no longer. */
export const passkeyWaitMs = 110_000;
/** Algorithms in the order we like them (COSE): Ed25519, ES256. */
const algorithms = [-8, -7] as const;

/** What came of it: the answer, or a code with a sentence in the catalogues. */
export type PasskeyAnswer<T> =
  { readonly kind: "answer"; readonly value: T } | { readonly kind: "failed"; readonly code: string };

/** What a new passkey says of itself, for the act `passkey.add`. */
export interface NewPasskey {
  readonly nonce: string;
  readonly clientData: string;
  readonly authenticatorData: string;
}

/** Whether this browser can use passkeys here. */
export function hasPasskeys(): boolean {
  return typeof PublicKeyCredential === "function" && typeof navigator.credentials === "object";
}

/** Has a passkey sign a challenge. Without known passkeys the person chooses among those the browser has for us. */
async function signChallenge(challenge: ChallengeView): Promise<PasskeyAnswer<AssertionInput>> {
  return asked(async () => {
    const found = (await navigator.credentials.get({
      publicKey: {
        challenge: fromHex(challenge.challenge), rpId: challenge.station, userVerification: "required",
        timeout: passkeyWaitMs, allowCredentials: challenge.passkeys.map(reference),
      },
    })) as PublicKeyCredential;
    const { clientDataJSON, authenticatorData, signature } = found.response as AuthenticatorAssertionResponse;
    return {
      credential: toHex(found.rawId), nonce: challenge.nonce, clientData: toHex(clientDataJSON),
      authenticatorData: toHex(authenticatorData), signature: toHex(signature),
    };
  });
}

/** Makes a passkey for the officer who is signed in; a device that has one of theirs already makes no second. */
export async function makePasskey(challenge: ChallengeView): Promise<PasskeyAnswer<NewPasskey>> {
  const name = challenge.name ?? "";
  return asked(async () => {
    const made = (await navigator.credentials.create({
      publicKey: {
        challenge: fromHex(challenge.challenge), rp: { id: challenge.station, name: challenge.station },
        user: { id: new TextEncoder().encode(challenge.officer ?? ""), name, displayName: name },
        pubKeyCredParams: algorithms.map((alg) => ({ type: "public-key", alg })),
        authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
        attestation: "none", timeout: passkeyWaitMs, excludeCredentials: challenge.passkeys.map(reference),
      },
    })) as PublicKeyCredential;
    const response = made.response as AuthenticatorAttestationResponse;
    return {
      nonce: challenge.nonce, clientData: toHex(response.clientDataJSON),
      authenticatorData: toHex(response.getAuthenticatorData()),
    };
  });
}

/** Asks the station for a challenge, and has a passkey sign it. */
export async function signFor(client: Client, what: ChallengeInput): Promise<PasskeyAnswer<AssertionInput>> {
  const challenge = await client.challenge(what);
  return challenge.kind === "failed" ? challenge : signChallenge(challenge.value);
}

async function asked<T>(ask: () => Promise<T>): Promise<PasskeyAnswer<T>> {
  if (!hasPasskeys()) return { kind: "failed", code: "passkeys-not-here" };
  try {
    return { kind: "answer", value: await ask() };
  } catch (error) {
    // The browser says no more than that: given up, timed out and not there look alike on purpose.
    const known = error instanceof DOMException && error.name === "InvalidStateError";
    return { kind: "failed", code: known ? "passkey-known" : "passkey-given-up" };
  }
}

function reference(id: string): PublicKeyCredentialDescriptor {
  return { type: "public-key", id: fromHex(id) };
}

function toHex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fromHex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));
}
