// What a site makes of another site's house entries: the cases of spec/10-officers.md, Several sites.

import { deepEqual } from "node:assert/strict";

import type { MadeEntry } from "../../src/core/agree/record.fixture.ts";
import { utf8 } from "../../src/core/bytes/cbor.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { officer } from "../../src/core/mechanism/house/entries.ts";
import { assent, credential, naming, proposal, recognition } from "../../src/core/mechanism/officer/entries.ts";
import type { AssentContent } from "../../src/core/mechanism/officer/entries.ts";
import { policyValue } from "../../src/core/mechanism/officer/policy.ts";
import { proposalDigest } from "../../src/core/mechanism/officer/proposal.ts";
import { caseEntry } from "./06-messages.cases.ts";
import { recognised } from "./10-officers.reading.ts";
import {
  House, about, allows, claimed, crypto, enrols, fifth, named, other, own, party, passkey, person, third,
} from "./10-officers.sites.ts";
import type { Told } from "./10-officers.sites.ts";
import type { Case } from "./vectors.ts";

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
  ["a second link brings another passkey, in whatever order both links are read", "O-31", (house) => {
    const first = [house.link(other, "o-4"), house.says(other, credential, passkey(4, "o-4"))];
    const recognises = ({ body: { log, seq }, leaf }: MadeEntry): unknown =>
      house.says(own, recognition, { log, seq, leaf, basis: null });
    first.forEach(recognises);
    house.says(own, credential, passkey(4, "o-4", "withdrawn"));
    recognises(house.link(other, "o-4"));
    return [house.says(other, credential, passkey(14, "o-4"))];
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
  ["a withdrawal that two have signed, and the reset that goes with it", "O-27", (house) => {
    const gone = person("o-4", ["watch"], "withdrawn");
    house.decides(about("withdraw", gone));
    return [house.set(other, "officer.reset", utf8("o-4")), house.says(other, officer, gone)];
  }],
  ["a withdrawal of nobody who is enrolled", "O-27", (house) => {
    const gone = person("o-5", ["watch"], "withdrawn");
    house.decides(about("withdraw", gone));
    house.says(other, officer, gone);
    return [];
  }],
  ["a link that goes with a reset, and a reset that goes with no enrolment", "O-27", (house) => {
    house.decides(about("reset", person("o-4", ["watch"])));
    const link = house.link(other, "o-4");
    house.decides(enrols);
    house.set(other, "officer.reset", utf8("o-5"));
    return [link];
  }],
  ["whom the root names only afterwards", "O-29", (house) => {
    house.says(other, officer, fifth);
    house.says(other, naming, named());
    return [];
  }],
  ["whom the root names at a third site", "O-29", (house) => {
    house.says(third, naming, named());
    house.says(other, officer, fifth);
    return [];
  }],
  ["a withdrawal and a reset of whom the root names, and somebody whom it does not", "O-29", (house) => {
    house.says(other, naming, named());
    house.says(other, officer, person("o-5", ["watch", "releaser"], "withdrawn"));
    house.set(other, "officer.reset", utf8("o-5"));
    house.says(other, officer, person("o-6", ["watch", "releaser"]));
    return [];
  }],
  ["a statement of the root with another label", "O-29", (house) => {
    house.says(other, naming, named({ label: "chirograph/1 roster" }));
    house.says(other, officer, fifth);
    return [];
  }],
  ["a passkey for nobody who works here", "O-30", (house) => {
    house.passkeySigned(passkey(11, "o-9"), 1);
    return [];
  }],
  ["a passkey to which its officer assents without one", "O-30", (house) => {
    house.passkeySigned(passkey(11, "o-1"), 1, claimed);
    return [];
  }],
  ["in an exercise where one alone may not, the word of one and of nobody who works here", "O-32", (house) => {
    house.policy(own, "alone", false);
    house.decides(enrols, claimed, [1, 7]);
    house.says(other, officer, fifth);
    return [];
  }, "exercise"],
  ["in an exercise where one alone may not, a policy by the word of two", "O-32", (house) => {
    house.policy(own, "alone", false);
    house.decides(allows("author"), claimed);
    return [house.policy(other, "author", true)];
  }, "exercise"],
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
