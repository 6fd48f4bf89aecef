// Release by passkey, at a station of the actual world: what counts, what does not, and that the house record shows it.

import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import { after, before, test } from "node:test";

import type { Act, ActOf, ActResult, AssertionInput } from "../../api/acts.ts";
import type { ChallengeView } from "../../api/views.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { encodeShape } from "../../core/bytes/shape.ts";
import { createAuthenticator } from "../../core/mechanism/officer/authenticator.fixture.ts";
import type { Odd } from "../../core/mechanism/officer/authenticator.fixture.ts";
import { checkAssent } from "../../core/mechanism/officer/assent.ts";
import { assent, assentContent, credential } from "../../core/mechanism/officer/entries.ts";
import type { AssentContent } from "../../core/mechanism/officer/entries.ts";
import type { HeldEntry } from "../../core/record/held-entry.ts";
import { append } from "../append.ts";
import { makePair, must, planOf, until, words } from "../pair.fixture.ts";
import type { Pair } from "../pair.fixture.ts";
import { actorOf, added, addedBy, answered, bytes, givenUp, makePerson, signIn } from "../person.fixture.ts";
import type { Person } from "../person.fixture.ts";
import type { Actor, Officer } from "../surface.ts";

let pair: Pair;
const plan = { ...planOf("A"), policy: [1, 1, 1, 2] };

before(async () => {
  pair = await makePair({ world: "actual", parties: [plan, planOf("B")] });
});
after(() => pair.stop());

let made = 0;
const person = (roles: Officer["roles"] = ["watch", "releaser"]): Promise<Person> =>
  makePerson(pair.a.station, roles, made += 1);

async function drafted(by: Actor, text = "Text", precedence: "FLASH" | "ROUTINE" = "FLASH"): Promise<{
  readonly draft: string; readonly digest: string;
}> {
  const saved = await must(pair.a.station, by, {
    act: "draft.save", draft: null, content: words(pair, pair.b, { text, precedence }),
  });
  return { draft: saved.object ?? "", digest: saved.digest ?? "" };
}

async function approve(
  { actor, key }: Person, { draft, digest }: { readonly draft: string; readonly digest: string }, odd: Odd = {},
): Promise<ActResult> {
  const { station } = pair.a;
  const assertion = answered(station.challenge(actor, { purpose: "release", draft, regardless: false }), key, odd);
  return station.act(actor, { act: "draft.approve", draft, digest, seen: station.state().newestIncoming, assertion });
}

/** Every entry of the house about these objects, and every passkey: what an auditor would look at. */
function house(): readonly HeldEntry[] {
  return [...pair.a.runner.state.house.objects.values()].flat();
}

test("two persons release with their passkeys, and the house record alone shows that they did", async () => {
  const [author, one, two] = [await person(["watch"]), await person(), await person()];
  const draft = await drafted(author.actor);
  const first = await approve(one, draft);
  deepEqual([first.kind, first.kind === "done" && first.released], ["done", false]);
  const last = await approve(two, draft);
  ok(last.kind === "done" && last.released, JSON.stringify(last));
  const assents = house().filter((entry) => entry.body.kind === assent.code && entry.object === draft.draft);
  equal(assents.length, 2);
  const page = await pair.a.station.house(0, 500);
  ok(page.entries.some((line) => line.kind === "credential") && page.entries.some((line) => line.kind === "sign-in"));
  for (const entry of assents) {
    const content = entry.content as AssentContent;
    const owner = content.officer === one.officer.id ? one : two;
    const check = checkAssent(pair.a.self.crypto, [...house(), ...credentialEntries()], entry, bytes(draft.digest));
    deepEqual(check, { kind: "signed", credential: toHex(owner.key.id) });
    notEqual(content.session, null);
  }
});

/** Passkeys as entries: they are about no object, so the station keeps them by what they say. */
function credentialEntries(): readonly HeldEntry[] {
  const [like] = house();
  ok(like !== undefined);
  return [...pair.a.runner.state.standing.passkeys.values()].map(({ content }, index) => ({
    ...like, at: `${"00".repeat(16)}:${index}`, content, body: { ...like.body, kind: credential.code, lamport: 0 },
  }));
}

test("in the actual world neither a link nor a password nor the command line releases", async () => {
  const [author, one] = [await person(["watch"]), await person()];
  const draft = await drafted(author.actor, "Text", "ROUTINE");
  const seen = pair.a.station.state().newestIncoming;
  const by = (actor: Actor): Promise<ActResult> =>
    pair.a.station.act(actor, { act: "draft.approve", ...draft, seen });
  const reasonOf = async (actor: Actor): Promise<string> => {
    const result = await by(actor);
    return result.kind === "refused" ? result.reason : "done";
  };
  equal(await reasonOf({ ...one.actor, means: "link" }), "passkey-sign-in-first", "a link makes a passkey, no more");
  equal(await reasonOf({ ...one.actor, means: "password" }), "release-needs-passkey");
  equal(await reasonOf(one.actor), "release-needs-passkey", "signed in by passkey, and nothing signed");
  equal(await reasonOf({ officer: one.officer.id, via: "cli" }), "release-by-console");
  const sent = await pair.a.station.act(
    { officer: one.officer.id, via: "cli" },
    { act: "message.send", content: words(pair, pair.b, { precedence: "ROUTINE" }), seen },
  );
  ok(sent.kind === "refused" && sent.reason === "release-by-console");
  const password = await pair.a.station.act(one.actor, {
    act: "officer.password", officer: one.officer.id, password: "correct horse battery",
  });
  ok(password.kind === "refused" && password.reason === "password-not-allowed");
  const released = await approve(one, draft);
  ok(released.kind === "done" && released.released);
});

test("an edit between two approvals voids the first, and the second signs only what it was shown", async () => {
  const [author, one, two] = [await person(["watch"]), await person(), await person()];
  const before = await drafted(author.actor, "We agree.");
  await approve(one, before);
  const asked = pair.a.station.challenge(two.actor, { purpose: "release", draft: before.draft, regardless: false });
  const saved = await must(pair.a.station, author.actor, {
    act: "draft.save", draft: before.draft, content: words(pair, pair.b, { text: "We do not agree." }),
  });
  const later = { draft: saved.object ?? "", digest: saved.digest ?? "" };
  const seen = pair.a.station.state().newestIncoming;
  const old = await pair.a.station.act(two.actor, {
    act: "draft.approve", ...before, seen, assertion: answered(asked, two.key),
  });
  ok(old.kind === "refused" && old.reason === "draft-unknown");
  const again = pair.a.station.challenge(two.actor, { purpose: "release", draft: later.draft, regardless: false });
  // A browser that is not the officer's own shows the old text and has it signed: the digest differs.
  const forged = await pair.a.station.act(two.actor, {
    act: "draft.approve", ...later, seen,
    assertion: answered(again, two.key, { challenge: bytes(asked?.challenge ?? "") }),
  });
  ok(forged.kind === "refused" && forged.reason === "passkey-challenge");
  const approved = await approve(two, later);
  ok(approved.kind === "done" && !approved.released, "one of two: the first approved something else");
});

test("an assertion counts once, for its officer, its act, its name, with its person there", async () => {
  const [author, one, two] = [await person(["watch"]), await person(), await person()];
  const { station } = pair.a;
  const draft = await drafted(author.actor);
  const seen = station.state().newestIncoming;
  const reasonOf = async (actor: Actor, assertion: AssertionInput, more: object = {}): Promise<string> => {
    const result = await station.act(actor, { act: "draft.approve", ...draft, seen, assertion, ...more });
    return result.kind === "refused" ? result.reason : "done";
  };
  const ask = (actor: Actor): ChallengeView | null =>
    station.challenge(actor, { purpose: "release", draft: draft.draft, regardless: false });
  equal(await reasonOf(one.actor, answered(ask(two.actor), one.key)), "challenge-over", "another's challenge");
  equal(await reasonOf(one.actor, answered(ask(one.actor), two.key)), "passkey-unknown", "another's passkey");
  equal(
    await reasonOf(one.actor, answered(ask(one.actor), one.key), { regardless: true }), "challenge-over", "another act",
  );
  const odd: readonly (readonly [Odd, string])[] = [
    [{ flags: 0x01 }, "passkey-person"], [{ flags: 0x04 }, "passkey-person"],
    [{ station: "elsewhere" }, "passkey-station"], [{ origin: "http://elsewhere" }, "passkey-origin"],
    [{ origin: "http://localhost.elsewhere" }, "passkey-origin"], [{ type: "webauthn.create" }, "passkey-form"],
    [{ after: ',"crossOrigin":true}' }, "passkey-origin"], [{ counter: 1 }, "passkey-counter"],
  ];
  for (const [difference, reason] of odd) {
    equal(await reasonOf(one.actor, answered(ask(one.actor), one.key, difference)), reason, JSON.stringify(difference));
  }
  const hurt = answered(ask(one.actor), one.key);
  equal(await reasonOf(one.actor, { ...hurt, signature: `${hurt.signature.slice(0, -2)}00` }), "passkey-signature");
  const good = answered(ask(one.actor), one.key);
  equal(await reasonOf(one.actor, good), "done");
  equal(await reasonOf(one.actor, good), "challenge-over", "the same again");
});

test("who has a passkey adds and gives up others with it alone, and no link takes its place", async () => {
  const one = await person();
  const { station } = pair.a;
  const other = createAuthenticator(200 + made, "localhost", "ed25519");
  const reasonOf = async (actor: Actor, act: Act): Promise<string> => {
    const result = await station.act(actor, act);
    return result.kind === "refused" ? result.reason : "done";
  };
  const ask = (): ChallengeView | null => station.challenge(one.actor, { purpose: "register" });
  equal(await reasonOf({ ...one.actor, means: "link" }, added(ask(), other)), "passkey-sign-in-first");
  equal(await reasonOf(one.actor, added(ask(), one.key)), "passkey-known");
  equal(await reasonOf(one.actor, added(ask(), other, { flags: 0x45 & ~0x04 })), "passkey-person");
  equal(await reasonOf(one.actor, { act: "passkey.withdraw", passkey: toHex(one.key.id) }), "passkey-last");
  equal(await reasonOf(one.actor, added(ask(), other)), "passkey-sign-in-first", "nobody has signed for it");
  const forOther = addedBy(station, one.actor, other, one.key) as ActOf<"passkey.add">;
  equal(await reasonOf(one.actor, { ...forOther, name: "Another name" }), "challenge-over", "signed for another one");
  equal(await reasonOf(one.actor, addedBy(station, one.actor, other, one.key)), "done");
  const link = await station.act(pair.a.officer, { act: "officer.link", officer: one.officer.id });
  ok(link.kind === "refused" && link.reason === "officer-has-passkey");
  const signedIn = await signIn(station, other);
  ok(signedIn !== null);
  const byOther = actorOf(signedIn);
  equal(await reasonOf(byOther, { act: "passkey.withdraw", passkey: toHex(one.key.id) }), "passkey-sign-in-first");
  equal(await reasonOf(byOther, givenUp(station, byOther, one.key, other)), "done");
  equal(await station.checkPasskey(answered(station.challenge(null, { purpose: "sign-in" }), one.key)), null);
  deepEqual(station.passkeys(one.officer.id).map((passkey) => passkey.id), [toHex(other.id)]);
});

test("a peer that keeps sending holds up no release: who releases with something unread says so", async () => {
  const [author, one, two] = [await person(["watch"]), await person(), await person()];
  const theirs = { officer: pair.b.officer.officer, via: "station" } as const;
  const { station } = pair.a;
  const draft = await drafted(author.actor, "Cease fire.");
  const seen = station.state().newestIncoming;
  const flood = async (): Promise<string> => {
    const at = pair.b.runner.state;
    at.standing.policy = { ...at.standing.policy, token: true };
    const sent = await must(pair.b.station, { ...theirs, means: "token" }, {
      act: "message.send", content: words(pair, pair.a, { precedence: "ROUTINE" }),
      seen: pair.b.station.state().newestIncoming,
    });
    await until(() => station.thread(sent.object ?? "") !== null);
    return sent.object ?? "";
  };
  const unread = await flood();
  const release = async ({ actor, key }: Person, regardless: boolean): Promise<ActResult> => {
    const asked = station.challenge(actor, { purpose: "release", draft: draft.draft, regardless });
    const assertion = answered(asked, key);
    return station.act(actor, { act: "draft.approve", ...draft, seen, regardless, assertion });
  };
  const held = await release(one, false);
  ok(held.kind === "refused" && held.reason === "unseen-incoming");
  ok((await release(one, true)).kind === "done");
  await flood();
  const [shown] = station.drafts().filter((view) => view.object === draft.draft);
  deepEqual(shown?.approvals.map(({ signed, regardless, unseen }) => ({ signed, regardless, unseen })), [
    { signed: true, regardless: true, unseen: 1 },
  ]);
  const last = await release(two, true);
  ok(last.kind === "done" && last.released);
  const [given] = house().filter((entry) => entry.body.kind === assent.code && entry.object === draft.draft);
  ok(given !== undefined);
  ok((given.content as AssentContent).unseen.map(toHex).includes(unread));
});

test("an approval that a station made up itself is found when everything is checked", async () => {
  const [author, one] = [await person(["watch"]), await person()];
  const { station, runner } = pair.a;
  const draft = await drafted(author.actor);
  equal((await station.verify()).result, "clean");
  const asked = bytes("07".repeat(32));
  const content: AssentContent = {
    object: bytes(draft.draft), digest: bytes(draft.digest), act: "release", officer: one.officer.id, session: null,
    means: "passkey", seen: [], unseen: [], assertion: one.key.answer(asked, asked),
  };
  const held = append(runner.state, runner.state.house, {
    kind: assent, precedence: "ROUTINE", object: bytes(draft.draft), content: encodeShape(assentContent, content),
    officer: null, act: "made up",
  });
  await runner.flushed();
  const { findings } = await station.verify();
  deepEqual(findings.map(({ code, detail, seq }) => [code, detail, seq]), [
    ["assent", "passkey-challenge", held?.body.seq],
  ]);
});
