// What the party's root says of officers: the first of a house, and an administrator where nobody is left.

import type { Crypto } from "../../../ports/crypto.ts";
import { bytes, decodeShape, encodeShape, list, oneOf, struct, text, uint } from "../../bytes/shape.ts";
import type { Of } from "../../bytes/shape.ts";
import { ChirographError } from "../../errors.ts";
import type { RootSeeds } from "../../keys/party.ts";
import type { Roster } from "../../keys/roster.ts";
import { timeMsMax } from "../../record/entry.ts";
import { language } from "../../text/named.ts";
import { officerId, officerNameBytesMax, roles } from "../house/entries.ts";
import { namedMax } from "./entries.ts";
import type { NamingContent } from "./entries.ts";

const label = "chirograph/1 officers";

/** What the root signs (O-29). `id` is the officer's where nobody of that name works here yet. */
export const namingStatement = struct({
  label: text(32),
  party: bytes(32),
  time: uint(timeMsMax),
  reason: oneOf("first", "recovery"),
  nonce: bytes(16),
  officers: list(struct({
    id: officerId,
    name: text(officerNameBytesMax, 1),
    language,
    roles: list(oneOf(...roles), roles.length, 1),
  }), namedMax, 1),
});
export type NamingStatement = Of<typeof namingStatement>;

/** A statement with both signatures of the root over its bytes. */
export type SignedNaming = Omit<NamingContent, "ids">;

/** Signs a statement with the root. */
export function signNaming(crypto: Crypto, seeds: RootSeeds, said: Omit<NamingStatement, "label">): SignedNaming {
  const statement = encodeShape(namingStatement, { label, ...said });
  return {
    statement, ed25519: crypto.ed25519Sign(seeds.ed25519, statement),
    mlDsa87: crypto.mlDsa87Sign(seeds.mlDsa87, statement),
  };
}

/**
 * The statement, when this root of this party has signed it. Errors: cbor-*, shape, version-unknown, roster-signature.
 */
export function checkNaming(
  crypto: Crypto, { party, roots }: Pick<Roster, "party" | "roots">, signed: SignedNaming,
): NamingStatement {
  const { statement, ed25519, mlDsa87 } = signed;
  const said = decodeShape(namingStatement, statement);
  if (said.label !== label) throw new ChirographError("version-unknown");
  const holds = said.party.every((byte, at) => byte === party[at])
    && crypto.ed25519Verify(roots.ed25519, statement, ed25519)
    && crypto.mlDsa87Verify(roots.mlDsa87, statement, mlDsa87);
  if (!holds) throw new ChirographError("roster-signature");
  return said;
}
