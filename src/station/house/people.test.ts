// Changes among a house's own people, in the actual world: two persons make them, and nobody their own.

import { deepEqual, equal, ok } from "node:assert/strict";
import { after, before, test } from "node:test";

import type { Act, ActResult } from "../../api/acts.ts";
import { makePair, must } from "../pair.fixture.ts";
import type { Pair } from "../pair.fixture.ts";
import { answered, come, makePerson, signIn } from "../person.fixture.ts";
import type { Person } from "../person.fixture.ts";
import type { Actor, Officer } from "../surface.ts";

let pair: Pair;
before(async () => {
  pair = await makePair({ world: "actual" });
});
after(() => pair.stop());

let made = 0;
const person = (roles: Officer["roles"]): Promise<Person> => makePerson(pair.a.station, roles, made += 1);

interface Proposed { readonly proposal: string; readonly digest: string }

async function propose({ actor }: Person, act: Act): Promise<Proposed> {
  const { object, digest } = await must(pair.a.station, actor, act);
  return { proposal: object ?? "", digest: digest ?? "" };
}

async function assent({ actor, key }: Person, { proposal, digest }: Proposed): Promise<ActResult> {
  const { station } = pair.a;
  const asked = station.challenge(actor, { purpose: "enact", proposal });
  const assertion = answered(asked, key);
  return station.act(actor, { act: "proposal.assent", proposal, digest, assertion });
}

const reasonOf = (result: ActResult): string => (result.kind === "refused" ? result.reason : "done");

test("an officer is enrolled by two, comes by the link the second is given, and not before", async () => {
  const [one, two] = [await person(["administrator"]), await person(["releaser"])];
  const { station } = pair.a;
  const before = station.officers().length;
  const proposed = await propose(one, { act: "officer.add", name: "New", language: "en", roles: ["watch"] });
  equal(reasonOf(await assent(one, proposed)), "done");
  equal(reasonOf(await assent(one, proposed)), "done", "twice by one is still one");
  equal(station.officers().length, before);
  deepEqual(station.people(two.officer.id).proposals.map(({ change, mine, assents }) => ({ change, mine, assents })), [
    { change: "enrol", mine: "may", assents: [one.officer.name] },
  ]);
  const last = await assent(two, proposed);
  ok(last.kind === "done" && last.link !== undefined);
  const officer = station.officers().find((other) => other.name === "New");
  ok(officer !== undefined);
  equal(station.people(two.officer.id).proposals.length, 0);
  const come1 = await come(pair.a.station, officer, last.link.slice(last.link.lastIndexOf("/") + 1), 150);
  equal(come1.actor.means, "passkey");
});

test("two releasers are no administrator, and nobody has a say in what is about themselves", async () => {
  const [admin, one, two] = [await person(["administrator"]), await person(["releaser"]), await person(["releaser"])];
  const watch = await person(["watch"]);
  const roles: Act = { act: "officer.roles", officer: one.officer.id, roles: ["releaser", "auditor"] };
  const proposed = await propose(admin, roles);
  equal(reasonOf(await assent(one, proposed)), "own-affair");
  equal(reasonOf(await assent(watch, proposed)), "own-affair", "a role that has no say");
  equal(reasonOf(await assent(two, proposed)), "done");
  deepEqual(pair.a.station.officers().find(({ id }) => id === one.officer.id)?.roles, ["releaser"]);
  equal(reasonOf(await assent(admin, proposed)), "done");
  deepEqual(pair.a.station.officers().find(({ id }) => id === one.officer.id)?.roles, ["releaser", "auditor"]);
  const second = await propose(admin, { act: "officer.policy", name: "token", allow: true });
  await assent(one, second);
  await assent(two, second);
  equal(pair.a.station.people(admin.officer.id).policy["token"], false, "two releasers alone decide nothing");
  await must(pair.a.station, admin.actor, { act: "proposal.discard", proposal: second.proposal });
  equal(reasonOf(await assent(admin, second)), "proposal-unknown");
});

test("means are reset by two others: sessions end, passkeys count no more, a new link is the only way in", async () => {
  const [admin, two, lost] = [await person(["administrator"]), await person(["releaser"]), await person(["watch"])];
  const { station } = pair.a;
  const proposed = await propose(admin, { act: "officer.reset", officer: lost.officer.id });
  await assent(admin, proposed);
  ok(station.sessionStands(lost.actor.session ?? ""));
  const last = await assent(two, proposed);
  ok(last.kind === "done" && last.link !== undefined);
  equal(station.sessionStands(lost.actor.session ?? ""), false);
  equal(await signIn(pair.a.station, lost.key), null);
  deepEqual(station.passkeys(lost.officer.id), []);
  await come(pair.a.station, lost.officer, last.link.slice(last.link.lastIndexOf("/") + 1), 151);
});

test("who is withdrawn is gone at once, and the last administrator cannot be", async () => {
  const [admin, other, gone] = [await person(["administrator"]), await person(["releaser"]), await person(["auditor"])];
  const { station } = pair.a;
  const proposed = await propose(admin, { act: "officer.withdraw", officer: gone.officer.id });
  await assent(other, proposed);
  await assent(admin, proposed);
  equal(station.officers().some(({ id }) => id === gone.officer.id), false);
  equal(await signIn(pair.a.station, gone.key), null);
  const link = await station.act(admin.actor, { act: "officer.link", officer: gone.officer.id });
  equal(reasonOf(link), "officer-unknown");
  const administrators = station.officers().filter(({ roles }) => roles.includes("administrator"));
  for (const { id } of administrators) {
    if (id === admin.officer.id) continue;
    const proposal = await propose(admin, { act: "officer.roles", officer: id, roles: ["watch"] });
    await assent(other, proposal);
    await assent(admin, proposal);
  }
  equal(reasonOf(await station.act(admin.actor, { act: "officer.withdraw", officer: admin.officer.id })),
    "last-administrator");
});

test("a session, a link or the command line of one person decides nothing here", async () => {
  const [admin, other] = [await person(["administrator"]), await person(["releaser", "administrator"])];
  const { station } = pair.a;
  const proposed = await propose(admin, { act: "officer.policy", name: "author", allow: true });
  const by = (actor: Actor): Promise<ActResult> => station.act(actor, { act: "proposal.assent", ...proposed });
  equal(reasonOf(await by(other.actor)), "release-needs-passkey");
  equal(reasonOf(await by({ officer: other.officer.id, via: "cli" })), "release-by-console");
  await assent(admin, proposed);
  equal(station.people(admin.officer.id).policy["author"], false);
  await assent(other, proposed);
  equal(station.people(admin.officer.id).policy["author"], true);
});
