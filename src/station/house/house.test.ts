// Two sites write one house record, each in its own log. A start reads one log after the other, so that what was done
// last may be read first: what was withdrawn, decided or handed over must stay so.

import { equal, ok } from "node:assert/strict";
import { test } from "node:test";

import { append } from "../append.ts";
import { enrol, hand, linkToken, must, openEnd, until } from "../pair.fixture.ts";
import type { End } from "../pair.fixture.ts";
import { addPasskey, signIn } from "../person.fixture.ts";
import { makeSites } from "../sites.fixture.ts";
import type { Sites } from "../sites.fixture.ts";
import { unattendedAfterMs } from "./watch.ts";
import type { DraftInput } from "../../api/acts.ts";
import { createLoopback } from "../../bearer/loopback/bearer.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { encodeShape } from "../../core/bytes/shape.ts";
import { createAuthenticator } from "../../core/mechanism/officer/authenticator.fixture.ts";
import { watch, watchContent } from "../../core/mechanism/officer/entries.ts";
import { createMemoryMedium, createMemoryStore } from "../../store/memory/store.ts";

/** Two sites, and the first started anew on what it holds: its log was begun before that of the second. */
async function begin(): Promise<{ readonly sites: Sites; restart(): Promise<End> }> {
  const medium = createMemoryMedium();
  const sites = await makeSites(async () => {}, createMemoryStore(medium));
  const { a1: { station, self, chains, officer } } = sites;
  return {
    sites,
    async restart() {
      await station.stop();
      const bearer = createLoopback("alone").a(toHex(self.station));
      return openEnd(self, createMemoryStore(medium), chains, bearer, officer);
    },
  };
}

test("a passkey that the first site withdrew stays withdrawn when the second's log is read after", async () => {
  const { sites, restart } = await begin();
  const { a1, a2 } = sites;
  const key = createAuthenticator(7, "localhost");
  const { id } = await enrol(a1.station, { name: "Watch officer Anna", language: "en", roles: ["watch"] });
  await until(() => a2.station.officers().some((one) => one.id === id));
  await addPasskey(a2.station, await linkToken(a2.station, id), key);
  await until(() => a1.runner.state.standing.passkeys.size === 1);
  ok(await signIn(a1.station, key) !== null);
  await must(a1.station, hand, { act: "officer.reset", officer: id });
  equal(await signIn(a1.station, key), null);
  const again = await restart();
  equal(await signIn(again.station, key), null, "a lost key opens nothing after a start");
  await again.station.stop();
  for (const end of [a2, sites.b]) await end.station.stop();
});

test("a proposal that two have put into effect is not put into effect again by one", async () => {
  const { sites, restart } = await begin();
  const { a1, a2 } = sites;
  const other = await enrol(a1.station, { name: "Releaser Boris", language: "en", roles: ["releaser"] });
  const { id } = await enrol(a1.station, { name: "Watch officer Anna", language: "en", roles: ["watch"] });
  await must(a1.station, hand, { act: "officer.policy", name: "alone", allow: false });
  await until(() => !a2.runner.state.standing.policy.alone && a2.station.officers().some((one) => one.id === id));
  const { object, digest = "" } = await must(a2.station, a2.officer, { act: "officer.reset", officer: id });
  await until(() => a1.station.people(other.id).proposals.length === 1);
  const assent = { act: "proposal.assent", proposal: object ?? "", digest } as const;
  await must(a1.station, a1.officer, assent);
  const { link } = await must(a1.station, { officer: other.id, via: "cli" }, assent);
  ok(link !== undefined);
  const again = await restart();
  equal(again.station.people(other.id).proposals.length, 0);
  const result = await again.station.act({ officer: other.id, via: "cli" }, assent);
  equal(result.kind === "refused" && result.reason, "proposal-unknown");
  await again.station.stop();
  for (const end of [a2, sites.b]) await end.station.stop();
});

test("who was handed the watch last holds it, whichever log says it", async () => {
  const { sites, restart } = await begin();
  const { a1, a2 } = sites;
  const { id } = await enrol(a1.station, { name: "Watch officer Anna", language: "en", roles: ["watch"] });
  await must(a2.station, a2.officer, { act: "watch.take" });
  await until(() => a1.runner.state.watch.holder === a2.officer.officer);
  const content = encodeShape(watchContent, {
    event: "handed", officer: id, from: a2.officer.officer, handover: null, session: null,
  });
  append(a1.runner.state, a1.runner.state.house, {
    kind: watch, precedence: "ROUTINE", object: new Uint8Array(0), content, officer: id, act: "watch",
  });
  a1.runner.feed({ kind: "woke" });
  await until(() => a2.runner.state.watch.holder === id);
  const again = await restart();
  equal(again.runner.state.watch.holder, id);
  await again.station.stop();
  for (const end of [a2, sites.b]) await end.station.stop();
});

test("what one site takes from an officer opens no other site either", async () => {
  const { sites } = await begin();
  const { a1, a2 } = sites;
  const { id } = await enrol(a1.station, { name: "Watch officer Anna", language: "en", roles: ["watch"] });
  await until(() => a2.station.officers().some((one) => one.id === id));
  const password = "correct horse battery";
  await must(a2.station, hand, { act: "officer.password", officer: id, password });
  const links = [await linkToken(a1.station, id), await linkToken(a2.station, id)] as const;
  ok(await a2.station.checkPassword(id, password) !== null);
  await must(a1.station, hand, { act: "officer.reset", officer: id });
  await until(() => a2.runner.state.secrets.size === 0);
  equal(await a2.station.checkPassword(id, password), null);
  for (const [end, token] of [[a1, links[0]], [a2, links[1]]] as const) {
    equal(await end.station.redeemLink(token), null);
  }
  // What is set afterwards holds.
  await must(a2.station, hand, { act: "officer.password", officer: id, password });
  ok(await a2.station.checkPassword(id, password) !== null);
  await sites.stop();
});

test("only the site where the watch is says that the desk is alone, while the other reaches it", async () => {
  const { sites } = await begin();
  const { a1, a2, b, cables, channel } = sites;
  const { id } = await enrol(a2.station, { name: "Watch officer Anna", language: "en", roles: ["watch"] });
  const { session = "" } = await a2.station.redeemLink(await linkToken(a2.station, id)) ?? {};
  a2.station.attend(session, false);
  await must(a2.station, { officer: id, via: "console", session, means: "link" }, { act: "watch.take" });
  const { state } = a1.runner;
  await until(() => state.watch.holder === id);
  const content: DraftInput = {
    channel, precedence: "FLASH", desk: "watch", capacity: "", info: [], language: "en", subject: "", text: "Text",
    to: [{ party: toHex(a1.self.party), desk: "watch" }], label: b.station.state().channels[0]?.labels[0]?.code ?? "",
    word: null, relation: null, translations: [],
  };
  await must(b.station, b.officer, { act: "message.send", seen: 0, content });
  await until(() => a1.station.messages(1, null)[0]?.waitsForTake === true);
  const waitLong = (): void => {
    state.aloneSinceMs = state.nowMs - unattendedAfterMs;
    a1.runner.feed({ kind: "woke" });
  };
  waitLong();
  await enrol(a1.station, { name: "Releaser Boris", language: "en", roles: ["releaser"] });
  equal(state.watch.unattended, false, "Anna is at her desk, on the other site");
  cables.own.cut();
  await until(() => state.lines.get(toHex(a2.self.station))?.state === "down");
  waitLong();
  // Cut off from her, this site raises the alarm itself.
  await until(() => state.watch.unattended);
  await sites.stop();
});
