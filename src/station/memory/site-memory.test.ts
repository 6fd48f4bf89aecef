// A party on two sites, one of which was restored from a backup: what it has agreed may be known to the other alone.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";

import { agreeGate } from "../agree/agree-gate.ts";
import { enrol, must, openEnd, propose, until } from "../pair.fixture.ts";
import type { End } from "../pair.fixture.ts";
import { answerRecall } from "./recollection.ts";
import { makeSites } from "../sites.fixture.ts";
import type { Sites } from "../sites.fixture.ts";
import type { Channel } from "../state.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { decodeShape } from "../../core/bytes/shape.ts";
import { encodeCard } from "../../core/keys/card.ts";
import type { Log } from "../../core/record/log.ts";
import { recollection } from "../../core/record/recollection.ts";
import type { Recollection } from "../../core/record/recollection.ts";
import { createMemoryChainFile, createMemoryMedium, createMemoryStore } from "../../store/memory/store.ts";
import type { MemoryMedium } from "../../store/memory/store.ts";

const idOf = (end: End): string => toHex(end.self.station);
const stateAt = (end: End, channel: string): string | undefined =>
  end.station.state().channels.find((one) => one.id === channel)?.state;
const sentences = (end: End): readonly string[] => end.station.state().alerts.map((one) => one.sentence);

/** A on two sites with B; what A accepted after a copy of its first site was made, its second site alone has heard. */
interface Story extends Sites {
  /** The first site, made again from the copy; its line to the second is cut. */
  readonly again: End;
  readonly open: { readonly channel: string; readonly untilMs: number };
  readonly copy: MemoryMedium;
}

/** How many entries of a station's logs of the house record one of ours holds. */
function houseEntries(end: End, station: string): number {
  return [...end.runner.state.house.ledger.logs.values()].filter((log) => toHex(log.station) === station)
    .reduce((sum, log) => sum + log.size, 0);
}

async function restoredSite(t: TestContext): Promise<Story> {
  const medium = createMemoryMedium();
  const sites = await makeSites(async () => {}, createMemoryStore(medium));
  const { a1, a2, b, cables } = sites;
  await until(() => a2.station.state().channels[0]?.state === "adopted");
  const open = await propose(b, a1);
  await until(() => [a1, a2].every((end) => stateAt(end, open.channel) === "accepted-by-them"));
  const copy = structuredClone(medium);
  cables.first.cut();
  cables.second.cut();
  await must(a1.station, a1.officer, { act: "charter.accept", ...open });
  await until(() => stateAt(a2, open.channel) !== "accepted-by-them");
  await until(() => houseEntries(a2, idOf(a1)) === houseEntries(a1, idOf(a1)));
  await a1.station.stop();
  cables.own.cut();
  cables.first.restore();
  const bearers = [cables.own.a(idOf(a2)), cables.first.a(idOf(b))] as const;
  const again = await openEnd(
    a1.self, createMemoryStore(copy), createMemoryChainFile(), bearers[0], a1.officer, undefined, { bearers },
  );
  t.after(async () => {
    for (const end of [again, a2, b]) await end.station.stop();
  });
  return { ...sites, again, open, copy };
}

async function accepts({ again, open }: Story): Promise<string> {
  const result = await again.station.act(again.officer, { act: "charter.accept", ...open, untilMs: open.untilMs - 1 });
  return result.kind === "refused" ? `${result.reason} ${result.detail ?? ""}` : "done";
}

test("a restored site does not agree again what its own second site alone knows that it has agreed", async (t) => {
  const story = await restoredSite(t);
  const { again, a2, b, cables, open } = story;
  const channel = again.runner.state.channels.get(open.channel) as Channel;
  // The other party has confirmed all: it knows of no acceptance.
  await until(() => channel.memory.get(idOf(b)) === "same");
  assert.match(await accepts(story), new RegExp(`memory-unconfirmed .*${idOf(a2).slice(0, 12)}`, "u"));
  assert.ok(sentences(again).includes("alert.site-memory-unheard"));
  assert.equal(again.station.state().houseMemory, "unheard");
  const unsure = (await again.station.doctor()).checks.find((one) => one.name === "memory");
  assert.match(unsure?.detail ?? "", new RegExp(idOf(a2).slice(0, 12), "u"));

  cables.own.restore();
  await until(() => stateAt(again, open.channel) !== "accepted-by-them");
  assert.match(await accepts(story), /already-accepted/u);
  await until(() => again.station.state().houseMemory === "confirmed");
  await until(() => !sentences(again).some((one) => one.startsWith("alert.site-memory")));
  cables.second.restore();
  await until(() => [again, a2, b].every((end) => stateAt(end, open.channel) === "adopted"));
  // One acceptance of A's, the first, and nothing that contradicts it.
  const acceptances = channel.terms.filter((one) => toHex(one.party) === toHex(again.self.party));
  assert.equal(acceptances.length, 1);
  assert.deepEqual([again, a2, b].map((end) => end.station.evidence()), [[], [], []]);
});

test("what was lost of the house record comes back from the other site", async (t) => {
  const { again, a2, cables } = await restoredSite(t);
  const before = houseEntries(again, idOf(again));
  cables.own.restore();
  await until(() => again.station.state().houseMemory === "confirmed");
  assert.ok(houseEntries(again, idOf(again)) > before);
  await until(() => houseEntries(again, idOf(again)) === houseEntries(a2, idOf(again)));
});

test("a site that is lost does not hold up agreements for ever: two officers, or a roster without it", async (t) => {
  const story = await restoredSite(t);
  const { again, a2, open, sign, copy } = story;
  const { station, officer } = again;
  await a2.station.stop();
  const gate = (): string => {
    const closed = agreeGate(again.runner.state, again.runner.state.channels.get(open.channel) as Channel, []);
    return closed?.kind === "refused" ? closed.reason : "open";
  };
  const second = await enrol(station, { name: "Second", language: "en", roles: ["releaser"] });
  assert.equal(gate(), "memory-unconfirmed");
  await must(station, officer, { act: "memory.confirm" });
  const { entries } = await station.house(0, 50);
  assert.ok(entries.some((one) => one.kind === "memory-confirmation"));
  assert.equal(gate(), "memory-unconfirmed", "one person is not two");
  await must(station, { officer: second.id, via: "cli" }, { act: "memory.confirm" });
  assert.equal(gate(), "open");

  // A new start has to ask again; a roster that does not name the lost site is what frees it for good.
  await again.station.stop();
  const bearer = story.cables.first.a(idOf(story.b));
  const anew = await openEnd(again.self, createMemoryStore(copy), again.chains, bearer, officer);
  Object.assign(story, { again: anew });
  t.after(() => anew.station.stop());
  await until(() => anew.runner.state.memory.answered.has(idOf(story.b)));
  assert.match(await accepts(story), /memory-unconfirmed/u);
  const stations = anew.self.roster.roster.stations.filter((one) => toHex(one.id) !== idOf(a2));
  const next = sign(anew.self.roster, { stations });
  await must(anew.station, anew.officer, { act: "roster.adopt", card: encodeCard(anew.self.crypto, next) });
  // What the others have acknowledged of the former site is on its way from them (C-51).
  const { ledger } = anew.runner.state.channels.get(open.channel) as Channel;
  await until(() => [...ledger.logs.values()].every(({ acked }) => (
    [...acked].every(([log, size]) => (ledger.logs.get(log)?.size ?? 0) >= size)
  )));
  assert.equal(await accepts(story), "done");
});

test("a station names its house record to its own sites alone, and nobody's logs to anybody else", async (t) => {
  const { again, a2, b } = await restoredSite(t);
  const { state } = a2.runner;
  const answerTo = (peer: End, of: End): readonly Recollection["heads"][number][] => {
    answerRecall(state, idOf(peer), { station: of.self.station, nonce: new Uint8Array(16) });
    state.pending.effects.splice(0).forEach((effect) => effect());
    const said = state.lineInputs.splice(0).find((one) => one.kind === "recalled");
    assert.ok(said !== undefined);
    return decodeShape(recollection, said.answer.statement).heads;
  };
  const channels = (heads: ReturnType<typeof answerTo>): readonly string[] =>
    [...new Set(heads.map((head) => toHex(head.channel)))];
  assert.ok(channels(answerTo(again, again)).includes(state.house.hex));
  assert.ok(channels(answerTo(b, b)).length > 0);
  assert.ok(!channels(answerTo(b, b)).includes(state.house.hex));
  assert.deepEqual(answerTo(b, again), []);
});

test("a seat that a roster gives waits until what the old one said is here, or two officers confirm", async () => {
  const sites = await makeSites();
  const { a1, a2, b, sign } = sites;
  await until(() => a2.station.state().channels[0]?.state === "adopted");
  const { channel, untilMs } = await propose(b, a1);
  await until(() => [a1, a2].every((end) => stateAt(end, channel) === "accepted-by-them"));
  const next = sign(a1.self.roster, { seat: a2.self.station });
  await must(a1.station, a1.officer, { act: "roster.adopt", card: encodeCard(a1.self.crypto, next) });
  const here = a2.runner.state.channels.get(channel) as Channel;
  await until(() => toHex(a2.self.roster.roster.seat) === idOf(a2)
    && [...here.ledger.logs.values()].filter((log) => toHex(log.station) === idOf(a1)).length > 1);
  // As if the old seat had gone on from a log that has not come: it may have agreed there.
  const log = [...here.ledger.logs.values()].find((one) => toHex(one.station) === idOf(a1)) as Log;
  const { boot } = log;
  Object.assign(log, {
    boot: { ...boot, previous: { log: new Uint8Array(16), size: 3, root: new Uint8Array(32), epoch: 0, index: 0 } },
  });
  const accept = { act: "charter.accept", channel, untilMs } as const;
  const waits = new RegExp(`memory-unconfirmed .*${idOf(a1).slice(0, 12)}`, "u");
  await assert.rejects(must(a2.station, a2.officer, accept), waits);
  const second = await enrol(a2.station, { name: "Second", language: "en", roles: ["releaser"] });
  await must(a2.station, a2.officer, { act: "memory.confirm" });
  await must(a2.station, { officer: second.id, via: "cli" }, { act: "memory.confirm" });
  await must(a2.station, a2.officer, accept);
  await until(() => stateAt(b, channel) === "adopted");
  await sites.stop();
});
