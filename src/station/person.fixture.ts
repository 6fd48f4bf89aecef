// Officers of a station of a test, each with a passkey, as they come and sign in.

import { ok } from "node:assert/strict";

import { bytesOfHex, toHex } from "../core/bytes/hex.ts";
import type { Act, ActOf, AssertionInput } from "../api/acts.ts";
import type { ChallengeView } from "../api/views.ts";
import { createAuthenticator } from "../core/mechanism/officer/authenticator.fixture.ts";
import type { Authenticator, Odd } from "../core/mechanism/officer/authenticator.fixture.ts";
import { enrol, linkToken, must } from "./pair.fixture.ts";
import type { Actor, Officer, SignedIn, Station } from "./surface.ts";

/** One officer, their passkey, and the session they signed in to with it. */
export interface Person {
  readonly officer: Officer;
  readonly key: Authenticator;
  readonly actor: Actor;
}

/** The bytes of hexadecimal; none of what is not. */
export const bytes = (text: string): Uint8Array => bytesOfHex(text);

/** Who acts in a session. */
export const actorOf = ({ officer, session, means }: SignedIn): Actor => ({
  officer: officer.id, via: "console", session, means,
});

/** An officer who has come by link, made a passkey, and signed in with it; `byte` tells their passkey from others. */
export async function makePerson(station: Station, roles: Officer["roles"], byte: number): Promise<Person> {
  const officer = await enrol(station, { name: `Officer ${byte}`, language: "en", roles });
  return come(station, officer, await linkToken(station, officer.id), byte);
}

/** Comes by a link, makes a passkey, signs in with it. */
export async function come(station: Station, officer: Officer, token: string, byte: number): Promise<Person> {
  const key = createAuthenticator(byte, "localhost");
  await addPasskey(station, token, key);
  const signedIn = await signIn(station, key);
  ok(signedIn !== null);
  return { officer, key, actor: actorOf(signedIn) };
}

/** Comes by a link and makes a passkey. */
export async function addPasskey(station: Station, token: string, key: Authenticator): Promise<void> {
  const byLink = await station.redeemLink(token);
  ok(byLink !== null);
  await must(station, actorOf(byLink), added(station.challenge(actorOf(byLink), { purpose: "register" }), key));
}

/** The act that adds a passkey, as the challenge asked. */
export function added(challenge: ChallengeView | null, key: Authenticator, odd: Odd = {}): Act {
  const { clientData, authenticatorData } = key.register(bytes(challenge?.challenge ?? ""), odd);
  return {
    act: "passkey.add", name: "Key", nonce: challenge?.nonce ?? "", clientData: toHex(clientData),
    authenticatorData: toHex(authenticatorData),
  };
}

/** The act that adds a passkey for which another one of its officer signs. */
export function addedBy(station: Station, actor: Actor, key: Authenticator, by: Authenticator, odd: Odd = {}): Act {
  const asked = station.challenge(actor, { purpose: "register" });
  const act = added(asked, key, odd) as ActOf<"passkey.add">;
  const { act: _, ...passkey } = act;
  return { ...act, assertion: answered(station.challenge(actor, { purpose: "add", ...passkey }), by) };
}

/** The act that gives a passkey up. */
export function givenUp(station: Station, actor: Actor, key: Authenticator, by: Authenticator): Act {
  const passkey = toHex(key.id);
  return {
    act: "passkey.withdraw", passkey,
    assertion: answered(station.challenge(actor, { purpose: "give-up", passkey }), by),
  };
}

/** The passkey's answer to a challenge. */
export function answered(challenge: ChallengeView | null, key: Authenticator, odd: Odd = {}): AssertionInput {
  const nonce = challenge?.nonce ?? "";
  const given = key.answer(bytes(challenge?.challenge ?? ""), bytes(nonce), odd);
  return {
    credential: toHex(given.credential), nonce, clientData: toHex(given.clientData),
    authenticatorData: toHex(given.authenticatorData), signature: toHex(given.signature),
  };
}

/** Signs in with a passkey; null where the station does not let it in. */
export async function signIn(station: Station, key: Authenticator): Promise<SignedIn | null> {
  return station.checkPasskey(answered(station.challenge(null, { purpose: "sign-in" }), key));
}
