// What binds a party, in the actual world: two persons, each with their passkey, over exactly what was read back.

import { deepEqual, equal, ok } from "node:assert/strict";
import { after, before, test } from "node:test";

import type { UndertakingView } from "../../api/people-views.ts";
import type { ActResult } from "../../api/acts.ts";
import { begin } from "./undertake.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { acceptance } from "../../core/mechanism/agreed/entries.ts";
import { makePair, must, openEnd, propose, until } from "../pair.fixture.ts";
import type { Pair } from "../pair.fixture.ts";
import { answered, makePerson, signIn } from "../person.fixture.ts";
import type { Person } from "../person.fixture.ts";
import { createLoopback } from "../../bearer/loopback/bearer.ts";
import { createMemoryMedium, createMemoryStore } from "../../store/memory/store.ts";

const medium = createMemoryMedium();
let pair: Pair;
let [one, two, watch] = [] as unknown as [Person, Person, Person];
before(async () => {
  pair = await makePair({ world: "actual", stores: [createMemoryStore(), createMemoryStore(medium)] });
  one = await makePerson(pair.b.station, ["releaser"], 1);
  two = await makePerson(pair.b.station, ["releaser"], 2);
  watch = await makePerson(pair.b.station, ["watch"], 3);
});
after(() => pair.stop());

const reasonOf = (result: ActResult): string => (result.kind === "refused" ? result.reason : "done");
const stateOf = (channel: string): string | undefined => (
  pair.b.station.state().channels.find(({ id }) => id === channel)?.state
);

/** A further charter of A's, and B's acceptance of it, begun by one person. */
async function begun(): Promise<{ readonly channel: string; readonly open: UndertakingView }> {
  const { channel, untilMs } = await propose(pair.a, pair.b);
  await until(() => stateOf(channel) === "accepted-by-them");
  const { object } = await must(pair.b.station, one.actor, { act: "charter.accept", channel, untilMs });
  const open = pair.b.station.people(one.officer.id).undertakings.find((each) => each.object === object);
  ok(open !== undefined);
  return { channel, open };
}

async function assent(by: Person, { object, digest }: UndertakingView): Promise<ActResult> {
  const { station } = pair.b;
  const asked = station.challenge(by.actor, { purpose: "undertake", undertaking: object });
  const assertion = asked === null ? undefined : answered(asked, by.key);
  return station.act(by.actor, { act: "undertaking.assent", undertaking: object, digest, assertion });
}

test("a charter is accepted by two passkeys and not by one, and what was read back is what is said", async () => {
  const { channel, open } = await begun();
  deepEqual([open.what, open.persons, open.assents, open.mine], ["accept.charter", 2, [], "may"]);
  const terms = new Set(open.lines.map(({ name }) => name));
  for (const name of ["charter", "until", "party", "world", "limit", "word"]) ok(terms.has(name), name);
  equal(reasonOf(await assent(one, open)), "done");
  equal(reasonOf(await assent(one, open)), "done", "twice by one is still one");
  equal(stateOf(channel), "accepted-by-them");
  const last = await assent(two, open);
  ok(last.kind === "done" && last.released && last.channel === channel);
  await until(() => stateOf(channel) === "adopted");
  equal(pair.b.station.people(one.officer.id).undertakings.length, 0);
  equal(reasonOf(await assent(two, open)), "undertaking-unknown", "it is not said twice");
  const attributed = pair.b.runner.state.attributed;
  ok([...attributed.values()].some(({ draft }) => draft === open.object), "the record says what it rests on");
});

test("no session, command, other role or other digest counts, and a passkey signs for one thing alone", async () => {
  const { open } = await begun();
  const { open: another } = await begun();
  const { station } = pair.b;
  const plain = { act: "undertaking.assent", undertaking: open.object, digest: open.digest } as const;
  equal(reasonOf(await station.act(one.actor, plain)), "release-needs-passkey");
  equal(reasonOf(await station.act({ officer: one.officer.id, via: "cli" }, plain)), "release-by-console");
  equal(reasonOf(await assent(watch, open)), "not-a-releaser");
  equal(reasonOf(await station.act(one.actor, { ...plain, digest: another.digest })), "draft-changed");
  const asked = station.challenge(one.actor, { purpose: "undertake", undertaking: another.object });
  const assertion = answered(asked, one.key);
  equal(reasonOf(await station.act(one.actor, { ...plain, assertion })), "challenge-over");
  deepEqual(station.people(one.officer.id).undertakings.find(({ object }) => object === open.object)?.assents, []);
  for (const { object } of [open, another]) {
    await must(station, two.actor, { act: "undertaking.discard", undertaking: object });
  }
  equal(reasonOf(await assent(one, open)), "undertaking-unknown");
});

test("an edit begins without assents, and what hinders it is asked before each one", async () => {
  const { channel, open } = await begun();
  await assent(one, open);
  const until_ = Date.now() + 1_000_000;
  const later = await must(pair.b.station, two.actor, { act: "charter.accept", channel, untilMs: until_ });
  const edited = pair.b.station.people(two.officer.id).undertakings.find(({ object }) => object === later.object);
  ok(edited !== undefined && edited.digest !== open.digest);
  deepEqual(edited.assents, []);
  equal(reasonOf(await assent(two, edited)), "done");
  equal(stateOf(channel), "accepted-by-them");
  const last = await assent(two, open);
  ok(last.kind === "done" && last.released);
  equal(reasonOf(await assent(one, edited)), "already-accepted");
  await must(pair.b.station, two.actor, { act: "undertaking.discard", undertaking: edited.object });
});

test("what nobody can read is shown as that, refused, and given up", async () => {
  const { b, channel } = pair;
  const { object } = begin(b.runner.state, one.actor, {
    by: one.officer.id, channel: Uint8Array.fromHex(channel), kind: acceptance.code, precedence: "IMMEDIATE",
    object: null, content: Uint8Array.of(0x80),
  }) as Extract<ActResult, { kind: "done" }>;
  await b.runner.flushed();
  const [open] = b.station.people(one.officer.id).undertakings.filter((each) => each.object === object);
  ok(open !== undefined);
  deepEqual([open.what, open.lines], ["unreadable", []]);
  equal(reasonOf(await assent(one, open)), "shape");
  await must(b.station, one.actor, { act: "undertaking.discard", undertaking: open.object });
  equal(b.station.people(one.officer.id).undertakings.some((each) => each.object === object), false);
});

test("what waits for a second person waits over a start", async () => {
  const { channel, open } = await begun();
  await assent(one, open);
  await pair.b.station.stop();
  const { self, chains, officer } = pair.b;
  const bearer = createLoopback().b(toHex(pair.a.self.station));
  const again = await openEnd(self, createMemoryStore(medium), chains, bearer, officer);
  const kept = again.station.people(two.officer.id).undertakings.find(({ object }) => object === open.object);
  deepEqual(kept?.assents, [one.officer.name]);
  const signedIn = await signIn(again.station, two.key);
  ok(signedIn !== null);
  const actor = { officer: two.officer.id, via: "console", session: signedIn.session, means: "passkey" } as const;
  const asked = again.station.challenge(actor, { purpose: "undertake", undertaking: open.object });
  const result = await again.station.act(actor, {
    act: "undertaking.assent", undertaking: open.object, digest: open.digest, assertion: answered(asked, two.key),
  });
  // Nobody has answered yet that this start's memory is whole (C-36): the house waits, and the assent of before stands.
  equal(reasonOf(result), "memory-unconfirmed");
  equal(again.station.state().channels.find(({ id }) => id === channel)?.state, "accepted-by-them");
  await again.station.stop();
});
