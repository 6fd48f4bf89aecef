// Makes vectors/10-officers: node tests/vectors/10-officers.make.ts. Same input, same files, byte for byte.

import { writeFileSync } from "node:fs";
import { makeRecord, say } from "../../src/core/agree/record.fixture.ts";
import type { MadeEntry, MadeRecord } from "../../src/core/agree/record.fixture.ts";
import { encode, utf8 } from "../../src/core/bytes/cbor.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { encodeShape } from "../../src/core/bytes/shape.ts";
import type { Shape } from "../../src/core/bytes/shape.ts";
import { draftDigest } from "../../src/core/mechanism/house/digest.ts";
import { draft } from "../../src/core/mechanism/house/entries.ts";
import type { DraftContent, Role } from "../../src/core/mechanism/house/entries.ts";
import { charterAcceptanceContent, charterAcceptance } from "../../src/core/mechanism/charter/entries.ts";
import { undertaking } from "../../src/core/mechanism/undertaking/entries.ts";
import type { UndertakingContent } from "../../src/core/mechanism/undertaking/entries.ts";
import { undertakingDigest } from "../../src/core/mechanism/undertaking/fold.ts";
import type { UndertakingRule } from "../../src/core/mechanism/undertaking/fold.ts";
import type { Kind } from "../../src/core/mechanism/kind.ts";
import { testMessage } from "../../src/core/mechanism/message/message.fixture.ts";
import { assentChallenge, presenceChallenge } from "../../src/core/mechanism/officer/assent.ts";
import { createAuthenticator, flags } from "../../src/core/mechanism/officer/authenticator.fixture.ts";
import type { Authenticator, Odd } from "../../src/core/mechanism/officer/authenticator.fixture.ts";
import {
  access, assent, assentActs, assertion, credential, credentialContent, handover, handoverContent, handoverSeen,
  naming, proposal, recognition, signIn, sound, watch,
} from "../../src/core/mechanism/officer/entries.ts";
import type { AssentContent, CredentialContent, ProposalContent } from "../../src/core/mechanism/officer/entries.ts";
import { proposalDigest } from "../../src/core/mechanism/officer/proposal.ts";
import { firstPolicy } from "../../src/core/mechanism/officer/policy.ts";
import { caseEntry, leafOf, sha256Only } from "./06-messages.cases.ts";
import { recognitionCases } from "./10-officers.recognition.ts";
import { releaseCases } from "./10-officers.releases.ts";
import type { Case } from "./vectors.ts";

const folder = new URL("../../vectors/10-officers/", import.meta.url);
const station = "line.example.org";
const nonce = new Uint8Array(32).fill(7);
const digest = new Uint8Array(32).fill(9);
const log = new Uint8Array(16).fill(1);

function write(name: string, cases: readonly Case[]): void {
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(",\n");
  writeFileSync(new URL(`${name}.json`, folder), `{\n  "chapter": "10-officers",\n  "cases": [\n${lines}\n  ]\n}\n`);
}

function passkeyOf(key: Authenticator, officer: string, name = station): CredentialContent {
  return {
    officer, id: key.id, name: "Key", algorithm: key.algorithm, key: key.key, station: name, aaguid: new Uint8Array(16),
    counter: 0, backup: "single-device", state: "enrolled", by: officer,
  };
}

function challengeCases(): Case[] {
  const made = (name: string, input: Case["input"], challenge: Uint8Array): Case => (
    { name, must: ["O-1"], accept: true, input, expect: { challenge: toHex(challenge) } }
  );
  return [
    ...assentActs.map((act) => made(
      `an assent to ${act}`, { act, digest: toHex(digest), nonce: toHex(nonce) },
      assentChallenge(sha256Only, act, digest, nonce),
    )),
    ...(["sign-in", "register"] as const).map((purpose) => made(
      `a challenge to ${purpose}`, { purpose, nonce: toHex(nonce) }, presenceChallenge(sha256Only, purpose, nonce),
    )),
  ];
}

/** An odd answer, the rule it breaks and the refusal it meets. */
type OddCase = readonly [name: string, odd: Odd, must: string, error: string | null];
const oddAnswers: readonly OddCase[] = [
  ["with a port", { origin: `https://${station}:8443` }, "O-3", null],
  ["without a word on crossOrigin", { after: "}" }, "O-3", null],
  ["with more after crossOrigin", { after: ',"crossOrigin":false,"other_keys_can_be_added_here":"x"}' }, "O-3", null],
  ["of a passkey that was copied", { flags: flags.both | flags.copied }, "O-4", null],
  ["with extensions", { flags: flags.both | 0x80, extra: Uint8Array.of(0xa0) }, "O-4", null],
  ["to another challenge", { challenge: digest }, "O-3", "passkey-challenge"],
  ["of a registration", { type: "webauthn.create" }, "O-3", "passkey-form"],
  ["from another origin", { origin: "https://line.example.com" }, "O-3", "passkey-origin"],
  ["from a name below", { origin: `https://console.${station}` }, "O-3", "passkey-origin"],
  ["from a name that goes on", { origin: `https://${station}.example.com` }, "O-3", "passkey-origin"],
  ["over http", { origin: `http://${station}` }, "O-3", "passkey-origin"],
  ["with a port of six digits", { origin: `https://${station}:844300` }, "O-3", "passkey-origin"],
  ["from a frame in another page", { after: ',"crossOrigin":true}' }, "O-3", "passkey-origin"],
  ["with its end missing", { after: ',"crossOrigin":false' }, "O-3", "passkey-origin"],
  ["for another name", { station: "other.example.org" }, "O-4", "passkey-station"],
  ["with nobody present", { flags: 0x04 }, "O-4", "passkey-person"],
  ["with nobody verified", { flags: 0x01 }, "O-4", "passkey-person"],
  ["copied, though it may not be", { flags: flags.both | 0x10 }, "O-4", "passkey-form"],
  ["with data of a new key", { flags: flags.both | flags.attested }, "O-4", "passkey-form"],
  ["with a byte too many", { extra: Uint8Array.of(0) }, "O-4", "passkey-form"],
  ["with the counter it had before", { counter: 5 }, "O-6", "passkey-counter"],
  ["with a counter of 0 after 5", { counter: 0 }, "O-6", "passkey-counter"],
];

function assertionCases(): Case[] {
  const challenge = assentChallenge(sha256Only, "release", digest, nonce);
  const shown = (
    name: string, key: Authenticator, odd: Odd, must: string, error: string | null,
    more: Partial<CredentialContent> = {}, hurt: (signature: Uint8Array) => Uint8Array = (same) => same,
  ): Case => {
    const given = key.answer(challenge, nonce, { counter: 6, ...odd });
    const said = { ...given, signature: hurt(given.signature) };
    const input = {
      passkey: credentialContent.toJson({ ...passkeyOf(key, "o-1"), ...more }), challenge: toHex(challenge),
      assertion: assertion.toJson(said), counter: 5,
    };
    if (error !== null) return { name, must: [must], accept: false, error, input };
    const backup = ((odd.flags ?? 0) & 0x10) === 0 ? "single-device" : "copied";
    return { name, must: [must], accept: true, input, expect: { counter: 6, backup } };
  };
  const [one, ed] = [createAuthenticator(1, station), createAuthenticator(2, station, "ed25519")];
  const other = createAuthenticator(3, station);
  const flip = (signature: Uint8Array): Uint8Array => signature.with(-1, (signature.at(-1) ?? 0) ^ 1);
  return [
    shown("an assertion by ES256", one, {}, "O-5", null),
    shown("an assertion by Ed25519", ed, {}, "O-5", null),
    ...oddAnswers.map(([name, odd, must, error]) => shown(`an assertion ${name}`, one, odd, must, error)),
    shown("a signature that is hurt", one, {}, "O-5", "passkey-signature", {}, flip),
    shown("a signature that is hurt, by Ed25519", ed, {}, "O-5", "passkey-signature", {}, flip),
    shown("a signature by another key", one, {}, "O-5", "passkey-signature", { key: other.key }),
    shown("a signature read by another algorithm", ed, {}, "O-5", "passkey-signature", { algorithm: "es256" }),
    shown("of another passkey", one, {}, "O-7", "passkey-form", { id: new Uint8Array(20) }),
  ];
}

function registrationCases(): Case[] {
  const challenge = presenceChallenge(sha256Only, "register", nonce);
  const shown = (
    name: string, key: Authenticator, odd: Odd, error: string | null,
    cut: (data: Uint8Array) => Uint8Array = (same) => same,
  ): Case => {
    const { clientData, authenticatorData } = key.register(challenge, odd);
    const input = {
      station, challenge: toHex(challenge), clientData: toHex(clientData),
      authenticatorData: toHex(cut(authenticatorData)),
    };
    if (error !== null) return { name, must: ["O-8"], accept: false, error, input };
    const expect = {
      id: toHex(key.id), algorithm: key.algorithm, key: toHex(key.key), station, aaguid: "00".repeat(16), counter: 0,
      backup: "single-device",
    };
    return { name, must: ["O-8"], accept: true, input, expect };
  };
  const [one, ed] = [createAuthenticator(1, station), createAuthenticator(2, station, "ed25519")];
  const attested = flags.both | flags.attested;
  return [
    shown("a new passkey of ES256", one, {}, null),
    shown("a new passkey of Ed25519", ed, {}, null),
    shown("with extensions", one, { flags: attested | 0x80, extra: Uint8Array.of(0xa0) }, null),
    shown("extensions that no flag announces", one, { extra: Uint8Array.of(0xa0) }, "passkey-form"),
    shown("a flag of extensions that are not there", one, { flags: attested | 0x80 }, "passkey-form"),
    shown("no data of a new key", one, { flags: flags.both }, "passkey-form"),
    shown("cut within the key", one, {}, "passkey-form", (data) => data.slice(0, -1)),
    shown("cut within the id", one, {}, "passkey-form", (data) => data.slice(0, 60)),
    shown("an id of no bytes", one, {}, "passkey-form", (data) => data.with(54, 0)),
    shown("a key of another curve", one, {}, "passkey-form", (data) => data.with(37 + 18 + 20 + 6, 2)),
    shown("of an assertion", one, { type: "webauthn.get" }, "passkey-form"),
    shown("with nobody verified", one, { flags: 0x41 }, "passkey-person"),
    shown("for another name", one, { station: "other.example.org" }, "passkey-station"),
  ];
}

interface Scene {
  readonly record: MadeRecord;
  readonly draft: MadeEntry;
  readonly key: Authenticator;
}

/** A house in which an officer has a passkey and a draft is written. */
function scene(): Scene {
  const record = makeRecord(leafOf);
  const key = createAuthenticator(1, station);
  say(record, { party: 1, time: 1, kind: credential, content: passkeyOf(key, "o-1") });
  const content: DraftContent = {
    previous: null, revision: 1, officer: "o-2", channel: new Uint8Array(32).fill(5), precedence: "FLASH",
    content: testMessage(), translations: [],
  };
  return { record, key, draft: say(record, { party: 1, time: 2, kind: draft, content }) };
}

function assents({ record, draft: about, key }: Scene, more: Partial<AssentContent> = {}, odd: Odd = {}): MadeEntry {
  const of = draftDigest(sha256Only, about.content as DraftContent);
  const act = more.act ?? "release";
  const given = key.answer(assentChallenge(sha256Only, act, of, nonce), nonce, odd);
  const content: AssentContent = {
    object: about.leaf, digest: of, act, officer: "o-1", session: log, means: "passkey", seen: [{ log, size: 4 }],
    unseen: [], assertion: given, ...more,
  };
  return say(record, { party: 1, time: 3, kind: assent, content, object: about });
}

function assentCases(): Case[] {
  const shown = (name: string, must: string, play: (scene: Scene) => MadeEntry, expect: unknown): Case => {
    const made = scene();
    const asked = play(made);
    const order = made.record.entries.map((_, index) => index);
    return {
      name, must: [must], accept: true,
      input: {
        entries: made.record.entries.map(caseEntry), orders: [order, order.toReversed()], assent: asked.at,
        digest: toHex(draftDigest(sha256Only, made.draft.content as DraftContent)),
      },
      expect,
    };
  };
  const signed = { kind: "signed", credential: toHex(createAuthenticator(1, station).id) };
  const refused = (reason: string): object => ({ kind: "refused", reason });
  const withdrawn = ({ record, key }: Scene): void => void say(record, {
    party: 1, time: 3, kind: credential, content: { ...passkeyOf(key, "o-1"), state: "withdrawn" },
  });
  return [
    shown("signed by the officer's passkey", "O-10", (one) => assents(one), signed),
    shown("signed although something is unread", "O-10",
      (one) => assents(one, { act: "release-unseen", unseen: [digest] }), signed),
    shown("claimed by the station: signed in by link", "O-10",
      (one) => assents(one, { means: "link", assertion: null }), { kind: "claimed" }),
    shown("by passkey, and nothing signed", "O-10", (one) => assents(one, { assertion: null }), refused("means")),
    shown("of another digest", "O-10", (one) => assents(one, { digest }), refused("digest-differs")),
    shown("signed for another act", "O-10", (one) => {
      const { assertion: given } = assents(one).content as AssentContent;
      return assents(one, {
        act: "release-unseen", assertion: given === null ? null : { ...given, nonce: nonce.with(0, 0) },
      });
    }, refused("passkey-challenge")),
    shown("the same assertion a second time", "O-10", (one) => {
      const first = assents(one).content as AssentContent;
      return assents(one, { assertion: first.assertion });
    }, refused("nonce-used")),
    shown("a passkey of another officer", "O-10",
      (one) => assents(one, { officer: "o-2" }), refused("passkey-unknown")),
    shown("a passkey that was withdrawn before", "O-10", (one) => {
      withdrawn(one);
      return assents(one);
    }, refused("passkey-unknown")),
    shown("a passkey that was withdrawn after", "O-10", (one) => {
      const given = assents(one);
      withdrawn(one);
      return given;
    }, signed),
    shown("with nobody verified", "O-4", (one) => assents(one, {}, { flags: 1 }), refused("passkey-person")),
  ];
}

function policyCases(): Case[] {
  const shown = (name: string, world: "actual" | "exercise", settings: readonly (readonly [string, string])[],
    expect: object): Case => ({
    name, must: ["O-14"], accept: true,
    input: { world, settings: settings.map(([of, value]) => ({ name: of, value: toHex(utf8(value)) })) }, expect,
  });
  const actual = firstPolicy("actual");
  return [
    shown("an exercise as it was made", "exercise", [], firstPolicy("exercise")),
    shown("the actual world as it was made", "actual", [], actual),
    shown("the newest setting counts", "actual", [["policy.token", "allow"], ["policy.token", "refuse"],
      ["policy.author", "allow"]], { ...actual, author: true }),
    shown("any other value or name changes nothing", "actual", [["policy.token", "Allow"], ["policy.tokens", "allow"],
      ["token", "allow"], ["policy.author", ""]], actual),
  ];
}

const about = { id: "o-3", name: "Officer", language: "en", roles: ["inspector"], state: "enrolled" } as const;

function proposalCases(): Case[] {
  const roles: Readonly<Record<string, readonly Role[]>> = {
    "o-1": ["administrator"], "o-2": ["releaser"], "o-3": ["administrator"], "o-4": ["watch"], "o-5": ["releaser"],
  };
  const shown = (
    name: string, must: string, by: readonly (readonly [officer: string, key: number])[], enacted: boolean,
    rule: { readonly passkey: boolean; readonly token: boolean } = { passkey: true, token: false },
    more: (index: number) => Partial<AssentContent> = () => ({}),
  ): Case => {
    const record = makeRecord(leafOf);
    const content: ProposalContent = { by: "o-1", change: "roles", officer: about, policy: null };
    const made = say(record, { party: 1, time: 1, kind: proposal, content });
    const of = proposalDigest(sha256Only, content);
    by.forEach(([officer, byte], index) => {
      const key = createAuthenticator(byte, station);
      const own = nonce.with(0, index);
      say(record, {
        party: 1, time: 2 + index, kind: assent, object: made,
        content: {
          object: made.leaf, digest: of, act: "enact", officer, session: log.with(0, byte), means: "passkey", seen: [],
          unseen: [], assertion: key.answer(assentChallenge(sha256Only, "enact", of, own), own), ...more(index),
        },
      });
    });
    return {
      name, must: [must], accept: true, input: { entries: record.entries.map(caseEntry), roles, rule },
      expect: { digest: toHex(of), enacted },
    };
  };
  const bare = (): Partial<AssentContent> => ({ means: "token", assertion: null, session: null });
  return [
    shown("nobody has assented", "O-15", [], false),
    shown("an administrator and a releaser", "O-16", [["o-1", 1], ["o-2", 2]], true),
    shown("an administrator twice", "O-16", [["o-1", 1], ["o-1", 2]], false),
    shown("two releasers", "O-16", [["o-2", 1], ["o-5", 2]], false),
    shown("an administrator and whom it is about", "O-16", [["o-1", 1], ["o-3", 2]], false),
    shown("an administrator and a role that has no say", "O-16", [["o-1", 1], ["o-4", 2]], false),
    shown("two persons with one passkey", "O-12", [["o-1", 1], ["o-2", 1]], false),
    shown("the command line, where a passkey is asked for", "O-11", [["o-1", 1], ["o-2", 2]], false, undefined, bare),
    shown("the command line, where policy allows it", "O-11", [["o-1", 1], ["o-2", 2]], true,
      { passkey: true, token: true }, bare),
    shown("an assent of another act", "O-16", [["o-1", 1], ["o-2", 2]], false, undefined,
      (index) => (index === 1 ? { act: "release" } : {})),
    shown("an assent to another digest", "O-16", [["o-1", 1], ["o-2", 2]], false, undefined,
      (index) => (index === 1 ? { digest } : {})),
  ];
}

const bound: UndertakingContent = {
  by: "o-1", channel: new Uint8Array(32).fill(5), kind: charterAcceptance.code, precedence: "IMMEDIATE", object: null,
  content: encodeShape(charterAcceptanceContent, {
    proposal: new Uint8Array(32).fill(5), rosters: [digest, nonce], until: 9_000,
  }),
};

function undertakingCases(): Case[] {
  const releasers = ["o-1", "o-2", "o-5"];
  const shown = (
    name: string, must: string, by: readonly (readonly [officer: string, key: number])[], undertaken: boolean,
    rule: UndertakingRule = { persons: 2, passkey: true, token: false },
    more: (index: number) => Partial<AssentContent> = () => ({}),
  ): Case => {
    const record = makeRecord(leafOf);
    const made = say(record, { party: 1, time: 1, kind: undertaking, content: bound });
    const of = undertakingDigest(sha256Only, bound);
    by.forEach(([officer, byte], index) => {
      const key = createAuthenticator(byte, station);
      const own = nonce.with(0, index);
      say(record, {
        party: 1, time: 2 + index, kind: assent, object: made,
        content: {
          object: made.leaf, digest: of, act: "enact", officer, session: log.with(0, byte), means: "passkey", seen: [],
          unseen: [], assertion: key.answer(assentChallenge(sha256Only, "enact", of, own), own), ...more(index),
        },
      });
    });
    return {
      name, must: [must], accept: true, input: { entries: record.entries.map(caseEntry), releasers, rule },
      expect: { digest: toHex(of), undertaken },
    };
  };
  const bare = (): Partial<AssentContent> => ({ means: "token", assertion: null, session: null });
  return [
    shown("nobody has assented", "O-41", [], false),
    shown("two releasers", "O-42", [["o-1", 1], ["o-2", 2]], true),
    shown("one releaser", "O-42", [["o-1", 1]], false),
    shown("one releaser, where the house lets one alone", "O-42", [["o-1", 1]], true,
      { persons: 1, passkey: true, token: false }),
    shown("one releaser twice, with two passkeys", "O-42", [["o-1", 1], ["o-1", 2]], false),
    shown("a releaser and a role that has no say", "O-42", [["o-1", 1], ["o-4", 2]], false),
    shown("two persons with one passkey", "O-12", [["o-1", 1], ["o-2", 1]], false),
    shown("two persons in one session", "O-12", [["o-1", 1], ["o-2", 2]], false, undefined, () => ({ session: log })),
    shown("the command line, where a passkey is asked for", "O-11", [["o-1", 1], ["o-2", 2]], false, undefined, bare),
    shown("the command line, where policy allows it", "O-11", [["o-1", 1], ["o-2", 2]], true,
      { persons: 2, passkey: true, token: true }, bare),
    shown("an assent of another act", "O-42", [["o-1", 1], ["o-2", 2]], false, undefined,
      (index) => (index === 1 ? { act: "release" } : {})),
    shown("an assent to what it said before an edit", "O-41", [["o-1", 1], ["o-2", 2]], false, undefined,
      (index) => (index === 1 ? { digest } : {})),
    shown("a third person, after one whose passkey was another's", "O-42", [["o-1", 1], ["o-2", 1], ["o-5", 3]], true),
  ];
}

function handoverCases(): Case[] {
  const shown = (name: string, by: readonly string[][], left: readonly string[]): Case => {
    const record = makeRecord(leafOf);
    const items = [digest, nonce];
    const content = { officer: "o-1", remarks: "Quiet.", items };
    const made = say(record, { party: 1, time: 1, kind: handover, content });
    by.forEach(([officer = "", ...seen], index) => {
      const about = seen.map((one) => items[Number(one)] ?? digest);
      say(record, { party: 1, time: 2 + index, kind: handoverSeen, object: made, content: { officer, items: about } });
    });
    const bytes = encodeShape(handoverContent, content);
    return {
      name, must: ["O-22"], accept: true,
      input: { entries: record.entries.map(caseEntry), incoming: "o-2" },
      expect: { digest: toHex(sha256Only.sha256(encode(["chirograph/1 handover", bytes]))), left },
    };
  };
  const [first, second] = [toHex(digest), toHex(nonce)];
  return [
    shown("nobody has gone through anything", [], [first, second]),
    shown("one of the two, everything", [["o-1", "0", "1"]], [first, second]),
    shown("both, one item", [["o-1", "0", "1"], ["o-2", "1"]], [first]),
    shown("both, everything, in parts", [["o-1", "0"], ["o-2", "1"], ["o-1", "1"], ["o-2", "0"]], []),
    shown("a third person's word counts for neither", [["o-1", "0", "1"], ["o-3", "0", "1"]], [first, second]),
  ];
}

function contentCases(): Case[] {
  const key = createAuthenticator(1, station);
  const contents: readonly (readonly [Kind, unknown])[] = [
    [credential as Kind, passkeyOf(key, "o-1")],
    [assent as Kind, assents(scene()).content],
    [signIn as Kind, {
      session: log, officer: "o-1", event: "opened", via: "console", means: "passkey",
      credential: { id: key.id, counter: 7 }, by: "o-1",
    }],
    [watch as Kind, { event: "handed", officer: "o-2", from: "o-1", handover: digest, session: log }],
    [handover as Kind, { officer: "o-1", remarks: "Quiet.", items: [digest] }],
    [handoverSeen as Kind, { officer: "o-2", items: [digest] }],
    [sound as Kind, { officer: "o-2", session: log, state: "heard" }],
    [access as Kind, { officer: "o-1", session: log, via: "console", thing: "export", object: digest }],
    [proposal as Kind, { by: "o-1", change: "enrol", officer: about, policy: null }],
    [undertaking as Kind, bound],
    [recognition as Kind, { log, seq: 7, leaf: digest, basis: nonce }],
    [naming as Kind, {
      statement: digest, ed25519: new Uint8Array(64), mlDsa87: new Uint8Array(4_627), ids: ["o-1", "o-2"],
    }],
    [proposal as Kind, { by: "o-1", change: "policy", officer: null, policy: { name: "alone", allow: "refuse" } }],
  ];
  return contents.map(([kind, content]): Case => {
    const shape = kind.content as Shape<unknown>;
    return {
      name: `${kind.name}: bytes and JSON`, must: ["M-1"], accept: true,
      input: { kind: kind.code, content: toHex(encodeShape(shape, content)) }, expect: shape.toJson(content),
    };
  });
}

write("challenges", challengeCases());
write("assertions", assertionCases());
write("registrations", registrationCases());
write("assents", assentCases());
write("policies", policyCases());
write("proposals", proposalCases());
write("undertakings", undertakingCases());
write("handovers", handoverCases());
write("recognitions", recognitionCases());
write("releases", releaseCases());
write("contents", contentCases());
