// What a site makes of another site's house entries: the cases of spec/10-officers.md, Several sites.

import { deepEqual } from "node:assert/strict";

import { ml_dsa87 } from "@noble/post-quantum/ml-dsa.js";

import { makeRecord, say } from "../../src/core/agree/record.fixture.ts";
import type { MadeEntry, MadeRecord, Saying } from "../../src/core/agree/record.fixture.ts";
import { utf8 } from "../../src/core/bytes/cbor.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { encodeShape } from "../../src/core/bytes/shape.ts";
import { firstRoster, seedsOf } from "../../src/core/keys/keys.fixture.ts";
import { discard, officer, setting } from "../../src/core/mechanism/house/entries.ts";
import type { OfficerContent, Role } from "../../src/core/mechanism/house/entries.ts";
import { assentChallenge } from "../../src/core/mechanism/officer/assent.ts";
import { createAuthenticator } from "../../src/core/mechanism/officer/authenticator.fixture.ts";
import type { Authenticator } from "../../src/core/mechanism/officer/authenticator.fixture.ts";
import { assent, credential, naming, proposal, recognition } from "../../src/core/mechanism/officer/entries.ts";
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
import { caseEntry, leafOf } from "./06-messages.cases.ts";
import { recognised } from "./10-officers.reading.ts";
import type { Case } from "./vectors.ts";

const crypto = createNodeCrypto();
const station = "line.example.org";
/** The site that reads, another one of its party, and a third. */
const [own, other, third] = [1, 2, 3] as const;
const key = (byte: number): Authenticator => createAuthenticator(byte, station);

/** A house at three sites: what the reading site itself has said of four officers, and whose passkeys are theirs. */
class House {
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

function person(id: string, roles: readonly Role[], state: OfficerContent["state"] = "enrolled"): OfficerContent {
  return { id, name: `Officer ${id}`, language: "en", roles: [...roles], state };
}

function passkey(byte: number, whose: string, state: CredentialContent["state"] = "enrolled"): CredentialContent {
  const { id, algorithm, key: bytes } = key(byte);
  return {
    officer: whose, id, name: "Key", algorithm, key: bytes, station, aaguid: new Uint8Array(16), counter: 0,
    backup: "single-device", state, by: whose,
  };
}

const fifth = person("o-5", ["watch", "releaser"]);
const enrols: ProposalContent = { by: "o-1", change: "enrol", officer: fifth, policy: null };
const allows = (name: PolicyName): ProposalContent => (
  { by: "o-1", change: "policy", officer: null, policy: { name, allow: "allow" } }
);
const about = (change: ProposalContent["change"], whom: OfficerContent): ProposalContent => (
  { by: "o-1", change, officer: whom, policy: null }
);
const claimed: Assents = { means: "token", assertion: null };

const party = firstRoster(crypto, 1);

function named(more: Partial<NamingStatement> = {}, root = 1, ids?: readonly string[]): NamingContent {
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
type Told = readonly [name: string, must: string, play: Play, world?: "actual" | "exercise"];

/** `play` returns the entries that are to be recognised. */
const plays: readonly Told[] = [
  ["an officer whom another site enrols, and nothing else", "O-26", (house) => {
    house.says(other, officer, fifth);
    return [];
  }],
  ["what this site has recognised counts, whatever it rested on", "O-26", (house) => {
    const { body: { log, seq }, leaf } = house.says(other, officer, fifth);
    house.says(own, recognition, { log, seq, leaf, basis: null });
    return [];
  }],
  ["a recognition that another site says", "O-26", (house) => {
    const { body: { log, seq }, leaf } = house.says(other, officer, fifth);
    house.says(other, recognition, { log, seq, leaf, basis: null });
    return [];
  }],
  ["a recognition of another entry at that place", "O-26", (house) => {
    const { body: { log, seq } } = house.says(other, officer, fifth);
    house.says(own, recognition, { log, seq, leaf: new Uint8Array(32), basis: null });
    return [];
  }],
  ["an enrolment that two have signed, closed before it", "O-27", (house) => {
    house.decides(enrols);
    return [house.says(other, officer, fifth)];
  }],
  ["assents of which one was given at the reading site", "O-27", (house) => {
    const made = house.proposes(enrols);
    house.assents(made, proposalDigest(crypto, enrols), 1, { site: own });
    house.assents(made, proposalDigest(crypto, enrols), 2);
    house.closes(made);
    return [house.says(other, officer, fifth)];
  }],
  ["a proposal that is not closed", "O-27", (house) => {
    const made = house.proposes(enrols);
    for (const byte of [1, 2]) house.assents(made, proposalDigest(crypto, enrols), byte);
    house.says(other, officer, fifth);
    return [];
  }],
  ["a proposal closed only after it", "O-27", (house) => {
    const made = house.proposes(enrols);
    for (const byte of [1, 2]) house.assents(made, proposalDigest(crypto, enrols), byte);
    house.says(other, officer, fifth);
    house.closes(made);
    return [];
  }],
  ["a proposal closed at a third site", "O-27", (house) => {
    const made = house.proposes(enrols);
    for (const byte of [1, 2]) house.assents(made, proposalDigest(crypto, enrols), byte);
    house.closes(made, third);
    house.says(other, officer, fifth);
    return [];
  }],
  ["a proposal that the reading site has closed itself", "O-27", (house) => {
    const made = house.proposes(enrols);
    for (const byte of [1, 2]) house.assents(made, proposalDigest(crypto, enrols), byte);
    house.closes(made, own);
    house.closes(made);
    house.says(other, officer, fifth);
    return [];
  }],
  ["another officer than the proposal's", "O-27", (house) => {
    house.decides(enrols);
    house.says(other, officer, person("o-5", ["administrator"]));
    return [];
  }],
  ["one proposal, used twice", "O-27", (house) => {
    house.decides(enrols);
    const first = house.says(other, officer, fifth);
    house.says(other, officer, fifth);
    return [first];
  }],
  ["the assents of one person", "O-27", (house) => {
    house.decides(enrols, {}, [1]);
    house.says(other, officer, fifth);
    return [];
  }],
  ["two of whom none is an administrator here", "O-27", (house) => {
    house.decides(enrols, {}, [2, 4]);
    house.says(other, officer, fifth);
    return [];
  }],
  ["other roles, for one who is enrolled", "O-27", (house) => {
    const changed = person("o-4", ["watch", "auditor"]);
    house.decides(about("roles", changed));
    return [house.says(other, officer, changed)];
  }],
  ["other roles, for nobody who is enrolled", "O-27", (house) => {
    house.decides(about("roles", fifth));
    house.says(other, officer, fifth);
    return [];
  }],
  ["a reset", "O-27", (house) => {
    house.decides(about("reset", person("o-4", ["watch"])));
    return [house.set(other, "officer.reset", utf8("o-4"))];
  }],
  ["a reset of another than the proposal's", "O-27", (house) => {
    house.decides(about("reset", person("o-4", ["watch"])));
    house.set(other, "officer.reset", utf8("o-3"));
    return [];
  }],
  ["a policy", "O-27", (house) => {
    house.decides(allows("author"));
    return [house.policy(other, "author", true)];
  }],
  ["another value than the proposal's", "O-27", (house) => {
    house.decides(allows("author"));
    house.policy(other, "author", false);
    return [];
  }],
  ["a passkey that nobody here has", "O-28", (house) => {
    const made = house.proposes(enrols);
    house.assents(made, proposalDigest(crypto, enrols), 1);
    house.assents(made, proposalDigest(crypto, enrols), 7, { officer: "o-2" });
    house.closes(made);
    house.says(other, officer, fifth);
    return [];
  }],
  ["a passkey of another officer", "O-28", (house) => {
    const made = house.proposes(enrols);
    house.assents(made, proposalDigest(crypto, enrols), 1);
    house.assents(made, proposalDigest(crypto, enrols), 3, { officer: "o-2" });
    house.closes(made);
    house.says(other, officer, fifth);
    return [];
  }],
  ["a passkey withdrawn here, in a log that has not heard of it and comes late", "O-28", (house) => {
    house.says(own, credential, passkey(2, "o-2", "withdrawn"), { hears: [] });
    house.decides(enrols);
    house.says(other, officer, fifth);
    return [];
  }],
  ["an assent whose author had not heard of the passkey", "O-28", (house) => {
    const made = house.says(other, proposal, enrols, { hears: [] });
    for (const byte of [1, 2]) house.assents(made, proposalDigest(crypto, enrols), byte, { hears: [] });
    house.closes(made);
    house.says(other, officer, fifth);
    return [];
  }],
  ["an assent whose author had not heard of the signer's newest roles", "O-28", (house) => {
    const made = house.proposes(enrols);
    house.assents(made, proposalDigest(crypto, enrols), 1);
    house.says(own, officer, person("o-2", ["releaser", "auditor"]), { hears: [] });
    house.assents(made, proposalDigest(crypto, enrols), 2, { hears: [] });
    house.closes(made);
    house.says(other, officer, fifth);
    return [];
  }],
  ["an assent of a third site that the closing one had not heard", "O-28", (house) => {
    const made = house.proposes(enrols);
    house.assents(made, proposalDigest(crypto, enrols), 1);
    house.assents(made, proposalDigest(crypto, enrols), 2, { site: third });
    house.closes(made, other, { hears: [] });
    house.says(other, officer, fifth, { hears: [] });
    return [];
  }],
  ["assents copied from another proposal of the same content", "O-28", (house) => {
    const first = house.proposes(enrols);
    const given = [1, 2].map((byte) => house.assents(first, proposalDigest(crypto, enrols), byte));
    const copy = house.proposes(enrols);
    for (const { content } of given) {
      house.says(other, assent, { ...(content as AssentContent), object: copy.leaf }, { object: copy });
    }
    house.closes(copy);
    house.says(other, officer, fifth);
    return [];
  }],
  ["an assertion over another digest", "O-28", (house) => {
    const made = house.proposes(enrols);
    house.assents(made, proposalDigest(crypto, enrols), 1);
    const { content } = house.assents(made, proposalDigest(crypto, allows("token")), 2);
    house.says(
      other, assent, { ...(content as AssentContent), digest: proposalDigest(crypto, enrols) }, { object: made },
    );
    house.closes(made);
    house.says(other, officer, fifth);
    return [];
  }],
  ["whom the root names, and their link", "O-29", (house) => {
    house.says(other, naming, named());
    return [house.says(other, officer, fifth), house.link(other, "o-5")];
  }],
  ["whom another root names", "O-29", (house) => {
    house.says(other, naming, named({}, 2));
    house.says(other, officer, fifth);
    return [];
  }],
  ["whom the root of another party names", "O-29", (house) => {
    house.says(other, naming, named({ party: new Uint8Array(32) }));
    house.says(other, officer, fifth);
    return [];
  }],
  ["other roles than the root names", "O-29", (house) => {
    house.says(other, naming, named());
    house.says(other, officer, person("o-5", ["administrator"]));
    return [];
  }],
  ["one statement, said twice", "O-29", (house) => {
    house.says(other, naming, named());
    const first = house.says(other, officer, fifth);
    house.says(other, naming, named());
    house.says(other, officer, fifth);
    return [first];
  }],
  ["the roles that the root gives to one who is enrolled by that name", "O-29", (house) => {
    const root = named({
      reason: "recovery", officers: [{ id: "o-9", name: "Officer o-4", language: "en", roles: ["administrator"] }],
    }, 1, ["o-4"]);
    house.says(other, naming, root);
    return [house.says(other, officer, person("o-4", ["administrator"]))];
  }],
  ["an id that is not the statement's, of nobody of that name", "O-29", (house) => {
    house.says(other, naming, named({}, 1, ["o-8"]));
    house.says(other, officer, { ...person("o-8", ["watch", "releaser"]), name: "Officer o-5" });
    return [];
  }],
  ["a passkey that one of its officer's has signed for", "O-30", (house) => {
    const { object } = house.passkeySigned(passkey(11, "o-1"), 1);
    return [house.record.entries.find((one) => toHex(one.leaf) === object) ?? null];
  }],
  ["a passkey that nothing has signed for", "O-30", (house) => {
    house.says(other, credential, passkey(11, "o-1"));
    return [];
  }],
  ["a passkey that another officer's has signed for", "O-30", (house) => {
    house.passkeySigned(passkey(11, "o-1"), 3);
    return [];
  }],
  ["a passkey that stands, given to another officer", "O-30", (house) => {
    house.passkeySigned(passkey(1, "o-3"), 3);
    return [];
  }],
  ["the last passkey, given up", "O-30", (house) => {
    house.passkeySigned(passkey(1, "o-1", "withdrawn"), 1);
    return [];
  }],
  ["one of two passkeys, given up", "O-30", (house) => {
    house.says(own, credential, passkey(11, "o-1"));
    const { object } = house.passkeySigned(passkey(1, "o-1", "withdrawn"), 11);
    return [house.record.entries.find((one) => toHex(one.leaf) === object) ?? null];
  }],
  ["a first passkey, after a link that two have decided", "O-31", (house) => {
    house.decides(about("link", person("o-4", ["watch"])));
    const link = house.link(other, "o-4");
    const first = house.says(other, credential, passkey(4, "o-4"));
    house.says(other, credential, passkey(14, "o-4"));
    return [link, first];
  }],
  ["a first passkey, after a link that nobody has decided", "O-31", (house) => {
    house.link(other, "o-4");
    house.says(other, credential, passkey(4, "o-4"));
    return [];
  }],
  ["a first passkey, after a link that the reading site has made", "O-31", (house) => {
    house.link(own, "o-4");
    house.says(other, credential, passkey(4, "o-4"));
    return [];
  }],
  ["a link that has brought a passkey, withdrawn since, brings no other", "O-31", (house) => {
    const both = [house.link(other, "o-4"), house.says(other, credential, passkey(4, "o-4"))];
    for (const { body: { log, seq }, leaf } of both) {
      house.says(own, recognition, { log, seq, leaf, basis: null });
    }
    house.says(own, credential, passkey(4, "o-4", "withdrawn"));
    house.says(other, credential, passkey(14, "o-4"));
    return [];
  }],
  ["in an exercise another site is taken at its word", "O-32", (house) => [
    house.says(other, officer, fifth), house.policy(other, "author", false),
    house.says(other, credential, passkey(4, "o-4")),
  ], "exercise"],
  ["in an exercise where one alone may not, the word of two", "O-32", (house) => {
    house.policy(own, "alone", false);
    house.decides(enrols, claimed);
    return [house.says(other, officer, fifth)];
  }, "exercise"],
  ["in an exercise where one alone may not, the word of one", "O-32", (house) => {
    house.policy(own, "alone", false);
    house.decides(enrols, claimed, [1]);
    house.says(other, officer, fifth);
    return [];
  }, "exercise"],
  ["where one alone may, an officer but no policy", "O-32", (house) => {
    house.policy(own, "alone", true);
    const said = house.says(other, officer, fifth);
    house.policy(other, "token", true);
    return [said];
  }],
  ["where the command line counts, an officer but no policy", "O-32", (house) => {
    house.policy(own, "token", true);
    house.decides(enrols, claimed);
    const said = house.says(other, officer, fifth);
    house.decides(allows("author"), claimed);
    house.policy(other, "author", true);
    return [said];
  }],
  ["a setting of another name", "O-33", (house) => {
    house.set(other, "policies.token", policyValue(true));
    return [];
  }],
];

/** The cases, each with the entries in two orders. */
export function recognitionCases(): Case[] {
  return plays.map(([name, must, play, world = "actual"]): Case => {
    const house = new House();
    const wanted = play(house).flatMap((one) => (one === null ? [] : [one.at])).sort();
    const { entries } = house.record;
    const order = entries.map((_, index) => index);
    const input: Case["input"] = {
      own: toHex(new Uint8Array(16).fill(own)), world, party: toHex(party.party),
      root: { ed25519: toHex(party.roots.ed25519), mlDsa87: toHex(party.roots.mlDsa87) },
      entries: entries.map(caseEntry), orders: [order, order.toReversed()],
    };
    const { root, ...rest } = input;
    const shown = must === "O-29" ? { ...rest, root } : rest;
    const expect = recognised(shown);
    deepEqual((expect as { recognised: readonly [string][] }).recognised.map(([at]) => at), wanted, name);
    return { name, must: [must], accept: true, input: shown, expect };
  });
}
