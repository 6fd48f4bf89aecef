// Officers whom the party's root names, as a file in the station's folder that its next start takes in.

import { z } from "zod";

import { readBoundedText, writeWhole } from "../bounded-file.ts";
import type { FirstOfficer } from "./officer-roles.ts";
import type { ActOf } from "../../api/acts.ts";
import { toHex } from "../../core/bytes/hex.ts";
import type { RootSeeds } from "../../core/keys/party.ts";
import { signNaming } from "../../core/mechanism/officer/naming.ts";
import type { NamingStatement } from "../../core/mechanism/officer/naming.ts";
import type { Crypto } from "../../ports/crypto.ts";
import type { Random } from "../../ports/random.ts";

const fileBytesMax = 131_072;
const hex = z.string().regex(/^(?:[0-9a-f]{2})+$/u);
const file = z.strictObject({ statement: hex, ed25519: hex, mlDsa87: hex, officers: z.array(z.string()) });

/** The act that such a file asks for, and the names in it, for the links. */
export interface NamedOfficers {
  readonly act: ActOf<"officer.named">;
  readonly names: readonly string[];
}

/** Has the root sign who is to work here, and writes it down for the next start. */
export function writeOfficers(
  crypto: Crypto, random: Random, path: string, root: RootSeeds,
  said: Pick<NamingStatement, "party" | "time" | "reason">, officers: readonly FirstOfficer[],
): void {
  const { statement, ed25519, mlDsa87 } = signNaming(crypto, root, {
    ...said, nonce: random.bytes(16),
    officers: officers.map(({ name, language, roles }) => (
      { id: toHex(random.bytes(8)), name, language, roles: [...roles] }
    )),
  });
  writeWhole(path, JSON.stringify({
    statement: toHex(statement), ed25519: toHex(ed25519), mlDsa87: toHex(mlDsa87),
    officers: officers.map(({ name }) => name),
  }));
}

/** What such a file holds, unchecked; null when it is damaged or something else. */
export function readOfficers(path: string): NamedOfficers | null {
  const read = file.safeParse(parsed(path));
  if (!read.success) return null;
  const { officers: names, ...signed } = read.data;
  return { act: { act: "officer.named", ...signed }, names };
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readBoundedText(path, fileBytesMax));
  } catch {
    return null;
  }
}
