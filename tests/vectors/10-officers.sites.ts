// A house at three sites, of which one reads what the others say: what the cases of recognition are told with.

import { ml_dsa87 } from "@noble/post-quantum/ml-dsa.js";

import { makeRecord, say } from "../../src/core/agree/record.fixture.ts";
import type { MadeEntry, MadeRecord, Saying } from "../../src/core/agree/record.fixture.ts";
import { utf8 } from "../../src/core/bytes/cbor.ts";
import { encodeShape } from "../../src/core/bytes/shape.ts";
import { firstRoster, seedsOf } from "../../src/core/keys/keys.fixture.ts";
import { discard, officer, setting } from "../../src/core/mechanism/house/entries.ts";
import type { OfficerContent, Role } from "../../src/core/mechanism/house/entries.ts";
import { assentChallenge } from "../../src/core/mechanism/officer/assent.ts";
import { createAuthenticator } from "../../src/core/mechanism/officer/authenticator.fixture.ts";
import type { Authenticator } from "../../src/core/mechanism/officer/authenticator.fixture.ts";
import { assent, credential, proposal } from "../../src/core/mechanism/officer/entries.ts";
import type {
  AssentContent, CredentialContent, NamingContent, ProposalContent,
} from "../../src/core/mechanism/officer/entries.ts";
import { namingStatement } from "../../src/core/mechanism/officer/naming.ts";
import type { NamingStatement } from "../../src/core/mechanism/officer/naming.ts";
import { policyValue } from "../../src/core/mechanism/officer/policy.ts";
import type { PolicyName } from "../../src/core/mechanism/officer/policy.ts";
import { proposalDigest } from "../../src/core/mechanism/officer/proposal.ts";
import { credentialDigest } from "../../src/core/mechanism/officer/recognise.ts";
import { createNodeCrypto } from "../../src/crypto/node/crypto.ts";
import { leafOf } from "./06-messages.cases.ts";

export const crypto = createNodeCrypto();
const station = "line.example.org";
/** The site that reads, another one of its party, and a third. */
export const [own, other, third] = [1, 2, 3] as const;
const key = (byte: number): Authenticator => createAuthenticator(byte, station);

/** A house at three sites: what the reading site itself has said of four officers, and whose passkeys are theirs. */
export class House {
  readonly record: MadeRecord = makeRecord(leafOf);
  private nonces = 0;
  private time = 1;

  constructor() {
    const people: readonly (readonly [string, readonly Role[]])[] = [
      ["o-1", ["administrator"]], ["o-2", ["releaser"]], ["o-3", ["administrator"]], ["o-4", ["watch"]],
    ];
    for (const [id, roles] of people) this.says(own, officer, person(id, roles));
    for (const byte of [1, 2, 3]) this.says(own, credential, passkey(byte, `o-${byte}`));
  }

  /** What a site says; it has heard the others unless `more` says otherwise. */
  says(site: number, kind: Saying["kind"], content: unknown, more: Partial<Saying> = {}): MadeEntry {
    const hears = [own, other, third].filter((one) => one !== site);
    return say(this.record, { party: site, time: this.time++, kind, content, hears, ...more });
  }

  set(site: number, name: string, value: Uint8Array): MadeEntry {
    return this.says(site, setting, { name, value, officer: "o-1" });
  }

  policy(site: number, name: PolicyName, allow: boolean): MadeEntry {
    return this.set(site, `policy.${name}`, policyValue(allow));
  }

  link(site: number, id: string): MadeEntry {
    return this.set(site, "officer.link", utf8(id));
  }

  proposes(content: ProposalContent, site: number = other): MadeEntry {
    return this.says(site, proposal, content);
  }

  assents(about: MadeEntry, digest: Uint8Array, byte: number, more: Assents = {}): MadeEntry {
    const { site = other, hears, ...rest } = more;
    const act = rest.act ?? "enact";
    const nonce = new Uint8Array(32).fill(this.nonces += 1);
    const content: AssentContent = {
      object: about.leaf, digest, act, officer: `o-${byte}`, session: null, means: "passkey", seen: [], unseen: [],
      assertion: key(byte).answer(assentChallenge(crypto, act, digest, nonce), nonce), ...rest,
    };
    return this.says(site, assent, content, { object: about, ...(hears === undefined ? {} : { hears }) });
  }

  closes(about: MadeEntry, site: number = other, more: Partial<Saying> = {}): MadeEntry {
    return this.says(site, discard, { draft: about.leaf, officer: "o-1" }, { object: about, ...more });
  }

  /** A proposal with the assents of two, closed at the other site. */
  decides(content: ProposalContent, more: Assents = {}, by: readonly number[] = [1, 2]): MadeEntry {
    const made = this.proposes(content);
    for (const byte of by) this.assents(made, proposalDigest(crypto, content), byte, more);
    this.closes(made);
    return made;
  }

  passkeySigned(content: CredentialContent, byte: number, more: Assents = {}): MadeEntry {
    const said = this.says(other, credential, content);
    const digest = credentialDigest(crypto, content);
    return this.assents(said, digest, byte, { act: "passkey", officer: content.officer, ...more });
  }
}

type Assents = Partial<AssentContent> & { readonly site?: number; readonly hears?: readonly number[] };

export function person(
  id: string, roles: readonly Role[], state: OfficerContent["state"] = "enrolled",
): OfficerContent {
  return { id, name: `Officer ${id}`, language: "en", roles: [...roles], state };
}

export function passkey(
  byte: number, whose: string, state: CredentialContent["state"] = "enrolled",
): CredentialContent {
  const { id, algorithm, key: bytes } = key(byte);
  return {
    officer: whose, id, name: "Key", algorithm, key: bytes, station, aaguid: new Uint8Array(16), counter: 0,
    backup: "single-device", state, by: whose,
  };
}

export const fifth = person("o-5", ["watch", "releaser"]);
export const enrols: ProposalContent = { by: "o-1", change: "enrol", officer: fifth, policy: null };
export const allows = (name: PolicyName): ProposalContent => (
  { by: "o-1", change: "policy", officer: null, policy: { name, allow: "allow" } }
);
export const about = (change: ProposalContent["change"], whom: OfficerContent): ProposalContent => (
  { by: "o-1", change, officer: whom, policy: null }
);
export const claimed: Assents = { means: "token", assertion: null };

export const party = firstRoster(crypto, 1);

export function named(more: Partial<NamingStatement> = {}, root = 1, ids?: readonly string[]): NamingContent {
  const statement = encodeShape(namingStatement, {
    label: "chirograph/1 officers", party: party.party, time: 1_795_000_000_000, reason: "first",
    nonce: new Uint8Array(16).fill(9),
    officers: [{ id: "o-5", name: "Officer o-5", language: "en", roles: ["watch", "releaser"] }], ...more,
  });
  const { ed25519, mlDsa87 } = seedsOf(root);
  const { secretKey } = ml_dsa87.keygen(mlDsa87);
  return {
    statement, ed25519: crypto.ed25519Sign(ed25519, statement),
    mlDsa87: Uint8Array.from(ml_dsa87.sign(statement, secretKey, { extraEntropy: false })), ids: [...(ids ?? ["o-5"])],
  };
}

/** Played at three sites; `recognised` of what they said, by number in the order of saying, counts at the first. */
type Play = (house: House) => readonly (MadeEntry | null)[];
export type Told = readonly [name: string, must: string, play: Play, world?: "actual" | "exercise"];
