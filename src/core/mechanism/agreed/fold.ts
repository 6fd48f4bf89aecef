// Whether a digest about an object is agreed: the same engine as the charter's, for everything else (spec/15-texts.md).

import type { Crypto } from "../../../ports/crypto.ts";
import { foldAgreement } from "../../agree/agreement.ts";
import type { Agreement } from "../../agree/agreement.ts";
import { encode } from "../../bytes/cbor.ts";
import { toHex } from "../../bytes/hex.ts";
import type { ChannelId, Hex } from "../../names.ts";
import type { AgreementView, HeldEntry } from "../../record/held-entry.ts";
import type { Charter } from "../charter/charter.ts";
import { acceptance, declination } from "./entries.ts";
import { principalIds } from "./principals.ts";
import type { AcceptanceContent, DeclinationContent } from "./entries.ts";

/**
 * Digest of a thing that one entry begins: SHA-256 of the canonical bytes of
 * ["chirograph/1 agreed", channel, name of the kind, content].
 */
export function agreedDigest(crypto: Crypto, channel: ChannelId, kindName: string, content: Uint8Array): Uint8Array {
  return crypto.sha256(encode(["chirograph/1 agreed", channel, kindName, content]));
}

/** What is to be agreed about an object, and by whom. */
export interface AgreedThing {
  /** The object that acceptances and declinations are about. */
  readonly object: Hex;
  readonly digest: Hex;
  /** Indexes in the charter of those whose acceptance is needed. */
  readonly principals: readonly number[];
}

/**
 * Where the agreement on a thing stands at `at`, from the entries about its object in any order; other kinds, objects
 * and digests are passed over. An acceptance that does not name a roster for each party of the charter has no effect.
 */
export function foldAgreed(
  thing: AgreedThing, entries: readonly HeldEntry[], view: AgreementView, charter: Charter, at: number,
): Agreement {
  const of = ({ code }: { readonly code: number }): readonly HeldEntry[] => entries.filter((entry) => (
    entry.object === thing.object && entry.body.kind === code && entry.content !== null
  ));
  const acceptances = of(acceptance).flatMap((entry) => {
    const { digest, rosters, until } = entry.content as AcceptanceContent;
    return rosters.length === charter.parties.length ? [{ entry, digest: toHex(digest), until }] : [];
  });
  const refusals = of(declination).map((entry) => {
    return { entry, digest: toHex((entry.content as DeclinationContent).digest) };
  });
  const principals = principalIds(charter, thing.principals);
  return foldAgreement({ digest: thing.digest, principals, acceptances, refusals }, view, charter, at);
}
