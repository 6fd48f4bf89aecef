import { deepEqual, equal, notDeepEqual } from "node:assert/strict";
import { test } from "node:test";
import type { Said } from "./datagram.ts";
import { challengeEveryMs, learntMsMax, Roaming } from "./roaming.ts";

const word: Said = { kind: "fragment", fragment: Uint8Array.of(1) };

function roaming(configured: string | null = "home"): Roaming {
  let count = 0;
  return new Roaming(configured, () => new Uint8Array(8).fill(++count));
}

function answerTo(said: Said): Said {
  return said.kind === "challenge" ? { kind: "answer", cookie: said.cookie } : said;
}

test("a peer that comes from elsewhere is sent to there once it has answered from there", () => {
  const at = roaming();
  const [asked] = at.heard("road", word, 100, 0);
  equal(asked?.to, "road");
  equal(at.current(0), "home");
  deepEqual(at.heard("road", answerTo(asked!.said), 13, 10), []);
  equal(at.current(10), "road");
  at.heard("home", word, 50, 20);
  equal(at.current(20), "home", "the configured address is proved already");
});

test("an old datagram that a stranger says again moves nothing", () => {
  const at = roaming();
  const [asked] = at.heard("stranger", word, 100, 0);
  at.heard("stranger", word, 100, 10);
  at.heard("stranger", { kind: "answer", cookie: new Uint8Array(8).fill(99) }, 13, 20);
  at.heard("other", answerTo(asked!.said), 13, 30);
  equal(at.current(30), "home");
});

test("an unproven address hears no more bytes than came from it, and one question a second", () => {
  const at = roaming();
  deepEqual(at.heard("road", word, 12, 0), [], "twelve bytes are fewer than a challenge has");
  equal(at.heard("road", word, 1, 1).length, 1);
  deepEqual(at.heard("road", word, 1_000, 2), []);
  for (let count = 0; count < 50; count++) deepEqual(at.heard(`road ${count}`, word, 1_000, 3), []);
  const [again] = at.heard("road", word, 100, challengeEveryMs);
  equal(again?.to, "road");
  notDeepEqual(again?.said.cookie, new Uint8Array(8).fill(1), "each question has its own cookie");
});

test("a challenge is answered where it came from, once a second", () => {
  const at = roaming();
  const challenge: Said = { kind: "challenge", cookie: new Uint8Array(8).fill(7) };
  deepEqual(at.heard("home", challenge, 13, 0), [{ to: "home", said: answerTo(challenge) }]);
  deepEqual(at.heard("home", challenge, 13, 10), []);
  equal(at.heard("home", challenge, 13, challengeEveryMs).length, 1);
});

test("times are told from any beginning", () => {
  const at = roaming();
  const t = 5_000_000;
  const [asked] = at.heard("road", word, 20, t);
  deepEqual(at.heard("lane", word, 20, t + challengeEveryMs - 1), []);
  at.heard("road", answerTo(asked!.said), 13, t + challengeEveryMs - 1);
  equal(at.current(t + 1_000), "road");
  at.heard("road", word, 20, t + learntMsMax);
  equal(at.current(t + 2 * learntMsMax), "road", "it was heard again since");
  equal(at.current(t + 2 * learntMsMax + 1), "home");
  deepEqual(at.heard("road", answerTo(asked!.said), 13, t + 2_000), [], "it is answered once");
});

test("what a new address is owed is counted over its seconds until it is asked", () => {
  const at = roaming();
  deepEqual(at.heard("road", word, 7, 0), []);
  equal(at.heard("road", word, 6, challengeEveryMs).length, 1);
  deepEqual(at.heard("road", { kind: "challenge", cookie: new Uint8Array(8) }, 13, 2 * challengeEveryMs), [
    { to: "road", said: { kind: "answer", cookie: new Uint8Array(8) } },
  ], "a challenge was answered at its length already");
  deepEqual(at.heard("road", word, 12, 2 * challengeEveryMs), [], "and what came before the first question is spent");
});

test("another configured address forgets what was learnt; the same again does not", () => {
  const at = roaming();
  const [asked] = at.heard("road", word, 20, 0);
  at.heard("road", answerTo(asked!.said), 13, 0);
  at.configure("home");
  equal(at.current(1), "road");
  at.configure("house");
  equal(at.current(1), "house");
});

test("a learnt address that falls silent is left for the configured one; without one it is kept", () => {
  for (const [configured, later] of [["home", "home"], [null, "road"]] as const) {
    const at = roaming(configured);
    const [asked] = at.heard("road", word, 100, 0);
    at.heard("road", answerTo(asked!.said), 13, 0);
    equal(at.current(learntMsMax), "road");
    equal(at.current(learntMsMax + 1), later);
  }
});
