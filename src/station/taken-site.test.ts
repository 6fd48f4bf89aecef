// A site of a party whose machine was taken, in the actual world: it holds its station key, and no passkey of anybody.
// Whatever it writes into the house record, the people of the party are at the other site who they were.

import { deepEqual, equal, ok } from "node:assert/strict";
import { after, before, test } from "node:test";

import { append } from "./append.ts";
import { createLoopback } from "../bearer/loopback/bearer.ts";
import { linkToken, makeSeeds, must, openEnd, until } from "./pair.fixture.ts";
import type { End } from "./pair.fixture.ts";
import { actorOf, addedBy, answered, come, signIn } from "./person.fixture.ts";
import type { Person } from "./person.fixture.ts";
import { makeSites } from "./sites.fixture.ts";
import type { Sites } from "./sites.fixture.ts";
import type { Act, DraftInput } from "../api/acts.ts";
import { toHex } from "../core/bytes/hex.ts";
import { encodeShape } from "../core/bytes/shape.ts";
import type { Shape } from "../core/bytes/shape.ts";
import { discard, officer, setting } from "../core/mechanism/house/entries.ts";
import type { DraftContent, OfficerContent } from "../core/mechanism/house/entries.ts";
import type { Kind } from "../core/mechanism/kind.ts";
import { message, messageContent } from "../core/mechanism/message/entries.ts";
import { createAuthenticator } from "../core/mechanism/officer/authenticator.fixture.ts";
import type { Authenticator } from "../core/mechanism/officer/authenticator.fixture.ts";
import { assent, credential, naming, proposal, signIn as signInKind } from "../core/mechanism/officer/entries.ts";
import type {
  AssentContent, CredentialContent, NamingContent, ProposalContent,
} from "../core/mechanism/officer/entries.ts";
import { checkNaming, signNaming } from "../core/mechanism/officer/naming.ts";
import { policyValue } from "../core/mechanism/officer/policy.ts";
import { proposalDigest } from "../core/mechanism/officer/proposal.ts";
import { createMemoryMedium, createMemoryStore } from "../store/memory/store.ts";
import type { HeldEntry } from "../core/record/held-entry.ts";

const medium = createMemoryMedium();
let sites: Sites;
/** Three officers whom the root named, each with a passkey made at the honest site, which is the first. */
let people: readonly Person[];
before(async () => {
  sites = await makeSites(async () => {}, createMemoryStore(medium), "actual");
  const { station } = sites.a1;
  people = await Promise.all(station.officers().map(
    async (one, at) => come(station, one, await linkToken(station, one.id), 20 + at),
  ));
  await until(() => sites.a2.runner.state.standing.passkeys.size === 3);
});
after(() => sites.stop());

/** The taken site says whatever it likes: its own code checks nothing any more. */
function says(kind: Kind, content: unknown, object: Uint8Array = new Uint8Array(0)): HeldEntry {
  const { state } = sites.a2.runner;
  const bytes = encodeShape(kind.content as Shape<unknown>, content);
  const held = append(state, state.house, {
    kind, precedence: "ROUTINE", object, content: bytes, officer: "thief", act: "lie",
  });
  ok(held !== null);
  sites.a2.runner.feed({ kind: "woke" });
  return held;
}

/** Waits until the honest site holds an entry, and has done about it what it does. */
async function heard({ body }: HeldEntry): Promise<void> {
  const { runner } = sites.a1;
  const { house } = runner.state;
  await until(() => (house.ledger.logs.get(toHex(body.log))?.size ?? 0) > body.seq);
  runner.feed({ kind: "woke" });
  await runner.flushed();
}

/** What stands at a site of its people, to be compared. */
function standingAt({ runner }: End): unknown {
  const { officers, passkeys, policy } = runner.state.standing;
  return [
    [...officers.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    [...passkeys].map(([id, { content }]) => [id, content.officer, content.state]).toSorted(), policy,
  ];
}

const countersOf = ({ runner }: End): ReadonlyMap<string, number> => runner.state.standing.counters;

const thief: OfficerContent = {
  id: "thief", name: "Thief", language: "en", roles: ["administrator", "releaser"], state: "enrolled",
};
const one = (at: number): Person => people[at] as Person;

function passkeyOf(key: Authenticator, whose: string, more: Partial<CredentialContent> = {}): CredentialContent {
  return {
    officer: whose, id: key.id, name: "Key", algorithm: key.algorithm, key: key.key, station: "localhost",
    aaguid: new Uint8Array(16), counter: 0, backup: "single-device", state: "enrolled", by: whose, ...more,
  };
}

/** An honest officer's word for a proposal, at a site. */
async function assents({ station }: End, person: Person, { object, digest = "" }: { object: string | null;
  digest?: string }): Promise<void> {
  const signedIn = await signIn(station, person.key);
  ok(signedIn !== null);
  const id = object ?? "";
  const actor = actorOf(signedIn);
  await until(() => station.people(person.officer.id).proposals.some((open) => open.object === id));
  const assertion = answered(station.challenge(actor, { purpose: "enact", proposal: id }), person.key);
  await must(station, actor, { act: "proposal.assent", proposal: id, digest, assertion });
}

/** Two persons change something at a site, in good order. */
async function change(end: End, act: Act, by: readonly [number, number] = [0, 1]): Promise<string> {
  const signedIn = await signIn(end.station, one(by[0]).key);
  ok(signedIn !== null);
  const made = await must(end.station, actorOf(signedIn), act);
  for (const at of by) await assents(end, one(at), made);
  return made.object ?? "";
}

test("what two persons do at one site counts at the other, and is said there to count", async () => {
  const { a1, a2 } = sites;
  await change(a2, { act: "officer.add", name: "New", language: "en", roles: ["watch"] });
  await until(() => a1.station.officers().some(({ name }) => name === "New"));
  deepEqual(standingAt(a1), standingAt(a2));
  const id = a1.station.officers().find(({ name }) => name === "New")?.id ?? "";
  await change(a1, { act: "officer.roles", officer: id, roles: ["watch", "inspector"] }, [1, 2]);
  await until(() => a2.station.officers().find((other) => other.id === id)?.roles.length === 2);
  await change(a1, { act: "officer.policy", name: "author", allow: true });
  await until(() => a2.runner.state.standing.policy.author);
  await change(a2, { act: "officer.policy", name: "author", allow: false }, [2, 0]);
  await until(() => !a1.runner.state.standing.policy.author);
});

test("a passkey for which another of its officer signs counts at both sites", async () => {
  const { a1, a2 } = sites;
  const signedIn = await signIn(a2.station, one(0).key);
  ok(signedIn !== null);
  const key = createAuthenticator(40, "localhost");
  await must(a2.station, actorOf(signedIn), addedBy(a2.station, actorOf(signedIn), key, one(0).key));
  await until(() => a1.station.passkeys(one(0).officer.id).length === 2);
  ok(await signIn(a1.station, key) !== null);
});

/** A draft written at a site, which one person releases, and its digest. */
async function drafted({ station }: End, person: Person, text: string): Promise<Readonly<Record<string, string>>> {
  const content: DraftInput = {
    channel: sites.channel, precedence: "FLASH", desk: "watch", capacity: "", info: [], language: "en", subject: "",
    text, to: [{ party: toHex(sites.b.self.party), desk: "watch" }],
    label: station.state().channels[0]?.labels[0]?.code ?? "", word: null, relation: null, translations: [],
  };
  const { object, digest } = await must(station, person.actor, { act: "draft.save", draft: null, content });
  return { object: object ?? "", digest: digest ?? "" };
}

/** How the honest site shows the release of a message. */
async function shown(object: string): Promise<string | null | undefined> {
  const line = (): string | null | undefined => (
    sites.a1.station.thread(object)?.chain.find(({ leaf }) => leaf === object)?.released
  );
  await until(() => line() !== undefined && sites.a1.runner.state.attributed.size > 0);
  await sites.a1.runner.flushed();
  return line();
}

test("a release at the other site is shown as signed where it was, and as refused where it was made up", async () => {
  const { a1, a2 } = sites;
  const { state } = a2.runner;
  const [signedIn, seen] = [await signIn(a2.station, one(0).key), a2.station.state().newestIncoming];
  ok(signedIn !== null);
  const actor = actorOf(signedIn);
  const draft = await drafted(a2, { ...one(0), actor }, "Said by one who signed it");
  const ask = a2.station.challenge(actor, { purpose: "release", draft: draft["object"] ?? "", regardless: false });
  const { object } = await must(a2.station, actor, {
    act: "draft.approve", draft: draft["object"] ?? "", digest: draft["digest"] ?? "", seen,
    assertion: answered(ask, one(0).key),
  });
  await until(() => a1.runner.state.draftsClosed.has(draft["object"] ?? ""));
  equal(await shown(object ?? ""), "signed");
  const lies = await drafted(a2, { ...one(0), actor }, "Said by nobody");
  const about = Uint8Array.fromHex(lies["object"] ?? "");
  const digest = Uint8Array.fromHex(lies["digest"] ?? "");
  says(assent, {
    object: about, digest, act: "release", officer: one(1).officer.id, session: null, means: "passkey", seen: [],
    unseen: [], assertion: one(1).key.answer(digest, digest),
  }, about);
  const channel = state.channels.get(sites.channel);
  const [written] = state.house.objects.get(lies["object"] ?? "") ?? [];
  ok(channel !== undefined && written !== undefined);
  const { content } = written.content as DraftContent;
  const releases = (from: Uint8Array | null): string => {
    const held = append(state, channel, {
      kind: message, precedence: "FLASH", object: new Uint8Array(0), content: encodeShape(messageContent, content),
      officer: one(1).officer.id, act: "release", draft: from,
    });
    a2.runner.feed({ kind: "woke" });
    return held?.object ?? "";
  };
  const [made, bare] = [releases(about), releases(null)];
  await a2.runner.flushed();
  await until(() => a1.runner.state.attributed.has(`${bare} ${toHex(a2.self.station)}`));
  deepEqual([await shown(made), await shown(bare)], ["refused", "claimed"]);
});

/** Lies that bring nothing but their own word. */
const bareLies: readonly (readonly [name: string, lie: () => HeldEntry])[] = [
  ["enrols an administrator", () => says(officer, thief)],
  ["gives somebody other roles", () => says(officer, { ...one(0).officer, roles: ["watch"], state: "enrolled" })],
  ["withdraws somebody", () => says(officer, { ...one(0).officer, state: "withdrawn" })],
  ["loosens a policy", () => says(setting, {
    name: "policy.alone", value: policyValue(true), officer: one(0).officer.id,
  })],
  ["resets somebody", () => says(setting, {
    name: "officer.reset", value: new TextEncoder().encode(one(0).officer.id), officer: one(1).officer.id,
  })],
  ["gives somebody its own passkey", () => says(
    credential, passkeyOf(createAuthenticator(60, "localhost"), one(0).officer.id),
  )],
  ["takes a passkey from somebody", () => says(
    credential, passkeyOf(one(0).key, one(0).officer.id, { state: "withdrawn" }),
  )],
  ["gives somebody else a passkey that stands", () => says(credential, passkeyOf(one(0).key, one(1).officer.id))],
];
for (const [name, lie] of bareLies) {
  test(`a taken site ${name}, and nothing comes of it at the other`, async () => {
    const stood = standingAt(sites.a1);
    await heard(lie());
    deepEqual(standingAt(sites.a1), stood);
  });
}

/** A proposal that the taken site makes, with such assents, and closes. */
function forges(content: ProposalContent, given: (made: HeldEntry, digest: Uint8Array) => readonly unknown[]): void {
  const made = says(proposal, content);
  for (const one of given(made, proposalDigest(sites.a1.self.crypto, content))) says(assent, one, made.leaf);
  says(discard, { draft: made.leaf, officer: "thief" }, made.leaf);
}

const enrolsThief: ProposalContent = { by: "thief", change: "enrol", officer: thief, policy: null };

test("a proposal with assents that nobody has signed, or that a key of the thief has, enrols nobody", async () => {
  const stood = standingAt(sites.a1);
  const keys = [createAuthenticator(61, "localhost"), createAuthenticator(62, "localhost")];
  for (const signed of [false, true]) {
    forges(enrolsThief, (made, digest) => [0, 1].map((at) => ({
      object: made.leaf, digest, act: "enact", officer: one(at).officer.id, session: null,
      means: signed ? "passkey" : "link", seen: [], unseen: [],
      assertion: signed ? keys[at]?.answer(digest, digest) ?? null : null,
    })));
    await heard(says(officer, thief));
  }
  deepEqual(standingAt(sites.a1), stood);
});

/** Assents that the honest site holds to a proposal. */
function assentsTo(object: string): readonly AssentContent[] {
  const entries = sites.a1.runner.state.house.objects.get(object) ?? [];
  return entries.filter(({ body }) => body.kind === assent.code).map(({ content }) => content as AssentContent);
}

test("what two persons signed once is not put into effect a second time", async () => {
  const { a1 } = sites;
  const loose: Act = { act: "officer.policy", name: "token", allow: true };
  const object = await change(a1, loose);
  ok(a1.runner.state.standing.policy.token);
  await change(a1, { act: "officer.policy", name: "token", allow: false }, [1, 2]);
  const stood = standingAt(a1);
  const made = a1.runner.state.house.objects.get(object)?.[0]?.content as ProposalContent;
  await until(() => (sites.a2.runner.state.house.objects.get(object)?.length ?? 0) >= 4);
  const allows = { name: "policy.token", value: policyValue(true), officer: one(0).officer.id };
  // The proposal as it was, closed once more; and a copy of it, with copies of the assents.
  says(discard, { draft: Uint8Array.fromHex(object), officer: "thief" }, Uint8Array.fromHex(object));
  await heard(says(setting, allows));
  forges(made, (copy) => assentsTo(object).map((one) => ({ ...one, object: copy.leaf })));
  await heard(says(setting, allows));
  deepEqual(standingAt(a1), stood);
});

test("a reset at the honest site is not used by the taken one to bring a first passkey of its own", async () => {
  const { a1 } = sites;
  const id = a1.station.officers().find(({ name }) => name === "New")?.id ?? "";
  await change(a1, { act: "officer.reset", officer: id });
  const stood = standingAt(a1);
  says(setting, { name: "officer.link", value: new TextEncoder().encode(id), officer: "thief" });
  await heard(says(credential, passkeyOf(createAuthenticator(63, "localhost"), id)));
  deepEqual(standingAt(a1), stood);
});

test("an approval that a taken site makes up is not counted beside an honest one", async () => {
  const { a1 } = sites;
  const act: Act = { act: "officer.add", name: "X", language: "en", roles: ["watch"] };
  const made = await must(a1.station, one(0).actor, act);
  const object = Uint8Array.fromHex(made.object ?? "");
  await until(() => sites.a2.runner.state.house.objects.has(made.object ?? ""));
  const forged = one(1).key.answer(object, object);
  await heard(says(assent, {
    object, digest: Uint8Array.fromHex(made.digest ?? ""), act: "enact", officer: one(1).officer.id, session: null,
    means: "passkey", seen: [], unseen: [], assertion: forged,
  }, object));
  await assents(a1, one(0), made);
  equal(a1.station.officers().some(({ name }) => name === "X"), false);
  await assents(a1, one(2), made);
  equal(a1.station.officers().some(({ name }) => name === "X"), true);
});

test("a statement of another root, or the party's own once more, names nobody", async () => {
  const { a1, a2 } = sites;
  const stood = standingAt(a1);
  const said = a2.runner.state.standing.namings[0]?.content as NamingContent;
  const { ed25519 } = signNaming(a1.self.crypto, makeSeeds(), checkNaming(a1.self.crypto, a1.self.roster.roster, said));
  for (const [content, named] of [
    [{ ...said, ed25519, ids: ["thief"] }, thief], [{ ...said, ids: ["thief"] }, { ...thief, name: "First" }],
    [said, { ...one(0).officer, state: "enrolled" }],
  ] as const) {
    says(naming, content);
    await heard(says(officer, named));
  }
  says(setting, { name: "officer.link", value: new TextEncoder().encode(one(0).officer.id), officer: "init" });
  await heard(says(credential, passkeyOf(createAuthenticator(64, "localhost"), one(0).officer.id)));
  deepEqual(standingAt(a1), stood);
});

test("what is claimed and not proven is listed with the site that claims it", () => {
  const { claims } = sites.a1.station.people(one(0).officer.id);
  const site = toHex(sites.a2.self.station).slice(0, 12);
  ok(claims.every((claim) => claim.site.includes(site)));
  ok(claims.some(({ what }) => what.about === "officer" && what.name === "Thief"));
  ok(claims.some(({ what }) => what.about === "passkey" && !what.gone));
  ok(claims.some(({ what }) => what.about === "policy" && what.name === "alone" && what.allow));
  equal(sites.a2.station.people(one(0).officer.id).claims.length, 0, "of itself a site claims nothing");
});

test("sessions and counters that another site speaks of change nothing of this one's", async () => {
  const { a1, a2 } = sites;
  const signedIn = await signIn(a1.station, one(2).key);
  ok(signedIn !== null);
  const session = Uint8Array.fromHex(signedIn.session);
  await heard(says(signInKind, {
    session, officer: one(2).officer.id, event: "revoked", via: "console", means: "passkey",
    credential: { id: one(2).key.id, counter: 0xffff_ffff }, by: "thief",
  }));
  ok(a1.station.sessionStands(signedIn.session));
  ok(await signIn(a1.station, one(2).key) !== null, "a counter that another site says keeps nobody out");
  equal(a2.station.officers().length > 0, true);
});

test("in the actual world each site compares the digits of another party itself", () => {
  const party = toHex(sites.b.self.party);
  equal(sites.a1.runner.state.parties.get(party)?.confirmed, true);
  equal(sites.a2.runner.state.parties.get(party)?.confirmed, false);
});

test("a start comes to the same, from the record alone", async () => {
  const { a1 } = sites;
  const stood = standingAt(a1);
  const counted = countersOf(a1);
  await a1.station.stop();
  const bearer = createLoopback("alone").a(toHex(a1.self.station));
  const again = await openEnd(a1.self, createMemoryStore(medium), a1.chains, bearer, a1.officer);
  deepEqual(standingAt(again), stood);
  deepEqual(countersOf(again), counted);
  await again.station.stop();
});
