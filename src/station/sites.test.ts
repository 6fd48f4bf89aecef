import assert from "node:assert/strict";
import { test } from "node:test";
import { loadEnvelope, readDone } from "./line/envelope-source.ts";
import { confirm, hold, makeSelf, must, propose, until } from "./pair.fixture.ts";
import type { End } from "./pair.fixture.ts";
import { makeSites } from "./sites.fixture.ts";
import type { Sites } from "./sites.fixture.ts";
import { hasSeat } from "./peer/seat.ts";
import type { Channel } from "./state.ts";
import type { Act, DraftInput } from "../api/acts.ts";
import type { LineView } from "../api/line-views.ts";
import type { MessageView } from "../api/views.ts";
import { toHex } from "../core/bytes/hex.ts";
import { encodeCard } from "../core/keys/card.ts";
import type { Log } from "../core/record/log.ts";

const words = ({ channel, a1 }: Pick<Sites, "channel" | "a1">, to: End, text: string): DraftInput => ({
  channel, precedence: "FLASH", desk: "watch", capacity: "", to: [{ party: toHex(to.self.party), desk: "watch" }],
  info: [], label: a1.station.state().channels[0]?.labels[0]?.code ?? "", language: "en", subject: "", text,
  word: null, relation: null, translations: [],
});
const send = async (sites: Pick<Sites, "channel" | "a1">, from: End, to: End, text: string): Promise<string> => {
  const seen = from.station.state().newestIncoming;
  const act = { act: "message.send", content: words(sites, to, text), seen } as const;
  return (await must(from.station, from.officer, act)).object ?? "";
};
const named = (reason: string, end: End): RegExp =>
  new RegExp(`${reason} .*${toHex(end.self.station).slice(0, 12)}`, "u");
const ownLog = (end: End, channel: string): string =>
  toHex(end.runner.state.channels.get(channel)?.ownLog ?? new Uint8Array(0));
const saw = (end: End, text: string): MessageView | undefined =>
  end.station.messages(50, null).find((one) => one.text === text);

test("both sites hold everything, what was said before the second joined too", async () => {
  const sites = await makeSites(async (so) => {
    await send(so, so.a1, so.b, "from A before");
    await send(so, so.b, so.a1, "from B before");
    await until(() => saw(so.a1, "from B before") !== undefined && saw(so.b, "from A before") !== undefined);
  });
  const { a1, a2, b } = sites;
  await until(() => saw(a2, "from A before") !== undefined && saw(a2, "from B before") !== undefined);
  await until(() => a2.station.state().channels[0]?.state === "adopted");
  await send(sites, a2, b, "from the second site");
  await send(sites, b, a1, "from B");
  await send(sites, a1, b, "from the first site");
  for (const text of ["from the second site", "from B", "from the first site"]) {
    await until(() => [a1, a2, b].every((end) => saw(end, text) !== undefined));
  }
  // Any station of a party speaks for it, and each site sees which of the other's stations hold it.
  await until(() => saw(b, "from B")?.to[0]?.stations.filter((one) => one.holds).length === 2);
  assert.equal(saw(b, "from B")?.to[0]?.state, "durable");
  await sites.stop();
});

test("what is taken and answered on one site is so on the other, and on the other party's", async () => {
  const sites = await makeSites();
  const { a1, a2, b } = sites;
  await until(() => a2.station.state().channels[0]?.state === "adopted");
  const object = await send(sites, b, a1, "a FLASH");
  await until(() => [a1, a2].every((end) => saw(end, "a FLASH")?.waitsForTake === true));
  await must(a2.station, a2.officer, { act: "message.take", object, desk: "watch" });
  await until(() => saw(a1, "a FLASH")?.waitsForTake === false && saw(b, "a FLASH")?.to[0]?.state === "taken");
  const again = await a1.station.act(a1.officer, { act: "message.take", object, desk: "watch" });
  assert.equal(again.kind === "refused" && again.reason, "already-done");
  await sites.stop();
});

test("with one site gone the other goes on, and what it holds comes to the first when that is back", async () => {
  const sites = await makeSites();
  const { a1, a2, b, cables } = sites;
  await until(() => a2.station.state().channels[0]?.state === "adopted");
  cables.own.cut();
  cables.first.cut();
  const object = await send(sites, b, a2, "to whoever is there");
  await until(() => saw(a2, "to whoever is there") !== undefined);
  assert.equal(saw(a1, "to whoever is there"), undefined);
  await until(() => saw(b, "to whoever is there")?.to[0]?.state === "durable");
  await must(a2.station, a2.officer, { act: "message.take", object, desk: "watch" });
  await until(() => saw(b, "to whoever is there")?.to[0]?.state === "taken");
  cables.own.restore();
  await until(() => saw(a1, "to whoever is there")?.waitsForTake === false);
  await sites.stop();
});

test("the house record is one: officers and drafts of one site are those of the other", async () => {
  const sites = await makeSites();
  const { a1, a2, b } = sites;
  const name = "Watch officer Anna";
  await must(a1.station, a1.officer, { act: "officer.add", name, language: "en", roles: ["watch"] });
  await until(() => a2.station.officers().some((one) => one.name === name));
  await until(() => a2.station.state().channels[0]?.state === "adopted");
  const content = words(sites, b, "a draft");
  await must(a2.station, a2.officer, { act: "draft.save", draft: null, content });
  await until(() => a1.station.drafts().length === 1);
  const { object = "", digest = "" } = a1.station.drafts()[0] ?? {};
  await must(a1.station, a1.officer, { act: "draft.approve", draft: object, digest, seen: 0 });
  await until(() => [a1, a2].every((end) => end.station.drafts().length === 0));
  await until(() => saw(a2, "a draft") !== undefined && saw(b, "a draft") !== undefined);
  await sites.stop();
});

test("the house record never leaves for another party, whatever it asks for", async () => {
  const sites = await makeSites();
  const { a1, b } = sites;
  const { house } = a1.runner.state;
  // The other party names the house record as if it were shared, asks for it, and tells the line that it is its own.
  for (const log of house.ledger.logs.values()) {
    b.runner.state.lineInputs.push({
      kind: "held", channel: house.hex, log: log.log, size: 0, beyond: [], peers: [toHex(a1.self.station)],
    });
    a1.runner.state.lineInputs.push({
      kind: "held", channel: house.hex, log: log.log, size: log.size, beyond: [], peers: [toHex(b.self.station)],
    });
  }
  for (const end of [a1, b]) end.runner.feed({ kind: "woke" });
  // The gate itself, asked for every entry, anew or as it is: for the other party nothing, for our own site all.
  const gate = async (peer: End, fresh: boolean, log: Uint8Array, seq: number): Promise<boolean> => {
    const { state } = a1.runner;
    const token = 1_000_000;
    loadEnvelope(state, { kind: "load", token, peer: toHex(peer.self.station), log, seq, fresh });
    state.outputs.splice(0);
    if (state.lineInputs.length === 0) readDone(state, token, await a1.store.entry(log, seq));
    return state.lineInputs.splice(0).some((input) => input.kind === "loaded" && input.envelope !== null);
  };
  for (const { log, size } of house.ledger.logs.values()) {
    for (let seq = 0; seq < size; seq++) {
      for (const fresh of [true, false]) {
        assert.equal(await gate(b, fresh, log, seq), false);
        assert.equal(await gate(sites.a2, fresh, log, seq), true);
      }
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  const { channels, house: theirs } = b.runner.state;
  const known = [...channels.values(), theirs].flatMap((one) => [...one.ledger.logs.keys()]);
  for (const log of house.ledger.logs.keys()) assert.ok(!known.includes(log));
  assert.ok(!b.runner.state.channels.has(house.hex));
  await sites.stop();
});

test("a party that one site comes to know is known at the other, its digits compared once", async () => {
  const sites = await makeSites();
  const { a1, a2 } = sites;
  const other = makeSelf("C");
  await hold(a1, other);
  await confirm(a1, other);
  await until(() => a2.station.state().parties.some((one) => one.short === "C" && one.confirmed));
  await sites.stop();
});

test("a roster that one site adopts is in force at the other, and each says it in its own logs", async () => {
  const sites = await makeSites();
  const { a1, a2, b, sign } = sites;
  const next = sign(a1.self.roster, { telephone: "+00 1 555 0199" });
  await must(a1.station, a1.officer, { act: "roster.adopt", card: encodeCard(a1.self.crypto, next) });
  const seqs = (): readonly (number | undefined)[] => [a1, a2, b].map((end) =>
    end.station.rosters().find((one) => one.party === toHex(a1.self.party))?.seq);
  await until(() => seqs().every((seq) => seq === 1));
  const named = (end: End): number => [...end.runner.state.channels.values()].flatMap((one) => [
    ...one.ledger.logs.values(),
  ]).filter((log) => log.roster === a1.station.rosters()[0]?.digest).length;
  await until(() => [a1, a2, b].every((end) => named(end) === 2));
  await sites.stop();
});

test("a site whose key is revoked loses nothing that was seen of it, and its thief is heard no more", async () => {
  const sites = await makeSites();
  const { a1, a2, b, sign, cables } = sites;
  await until(() => a2.station.state().channels[0]?.state === "adopted");
  await send(sites, a1, b, "said in time");
  await until(() => saw(b, "said in time") !== undefined && saw(a2, "said in time") !== undefined);
  await until(() => saw(a1, "said in time")?.to[0]?.state === "durable");
  // A receipt that is ROUTINE here may be on its way yet: what it leaves out would be asked for after a while.
  const logs = a2.runner.state.channels.get(sites.channel)?.ledger.logs;
  await until(() => [...(logs?.values() ?? [])].every((log) => log.beyond.size === 0));
  // The thief has the station, and speaks to nobody but the other party.
  cables.own.cut();
  const { roster } = a1.self.roster;
  const stations = roster.stations.filter((one) => toHex(one.id) === toHex(a2.self.station));
  const next = sign(a1.self.roster, { stations, seat: a2.self.station });
  await must(a2.station, a2.officer, { act: "roster.adopt", card: encodeCard(a1.self.crypto, next) });
  const channel = b.runner.state.channels.get(sites.channel);
  await until(() => [...(channel?.ledger.shown ?? [])].some(({ digest }) => digest === toHex(a2.self.rosterDigest)));
  await send(sites, a1, b, "said by the thief");
  await send(sites, b, a2, "we go on");
  await until(() => saw(a2, "we go on") !== undefined);
  assert.equal(saw(b, "said by the thief"), undefined);
  for (const end of [b, a2]) {
    assert.equal(saw(end, "said in time")?.revoked, false);
    const cut = end.runner.state.channels.get(sites.channel)?.cutoffs.get(saw(end, "said in time")?.log ?? "") ?? 0;
    assert.ok(cut > (saw(end, "said in time")?.seq ?? Infinity));
  }
  await sites.stop();
});

test("agreements are signed where the seat is, and the other site says where that is", async () => {
  const sites = await makeSites();
  const { a1, a2, b, sign } = sites;
  await until(() => a2.station.state().channels[0]?.state === "adopted");
  await assert.rejects(propose(a2, b), new RegExp(`not-the-seat .*${toHex(a1.self.station).slice(0, 12)}`, "u"));
  const next = sign(a1.self.roster, { seat: a2.self.station });
  await must(a1.station, a1.officer, { act: "roster.adopt", card: encodeCard(a1.self.crypto, next) });
  await until(() => a2.station.rosters()[0]?.seq === 1 && b.station.rosters()[1]?.seq === 1);
  await assert.rejects(propose(a1, b), /not-the-seat/u);
  const { channel } = await propose(a2, b);
  await until(() => b.station.state().channels.some((one) => one.id === channel && one.state === "accepted-by-them"));
  // What was agreed in the old seat stands.
  await until(() => [a1, a2, b].every((end) => end.station.state().channels[0]?.state === "adopted"));
  await sites.stop();
});

test("the seat is passed without the root, and the station that took it accepts a charter", async () => {
  const sites = await makeSites();
  const { a1, a2, b } = sites;
  await until(() => a2.station.state().channels[0]?.state === "adopted");
  const { channel, untilMs } = await propose(b, a1);
  const accept = { act: "charter.accept", channel, untilMs } as const;
  const stateAt = (end: End): string | undefined =>
    end.station.state().channels.find((one) => one.id === channel)?.state;
  await until(() => [a1, a2].every((end) => stateAt(end) === "accepted-by-them"));
  await assert.rejects(must(a2.station, a2.officer, accept), named("not-the-seat", a1));
  // Who has not the seat passes nothing; nor does who has it to nobody, or to itself.
  const to = (end: End): Act => ({ act: "seat.pass", station: toHex(end.self.station) });
  await assert.rejects(must(a2.station, a2.officer, to(a2)), /seat-here/u);
  await assert.rejects(must(a1.station, a1.officer, to(a1)), /seat-here/u);
  await assert.rejects(must(a1.station, a1.officer, to(b)), /seat-unknown/u);
  await until(() => a2.runner.state.channels.get(channel)?.ledger.logs.has(ownLog(a1, channel)) === true);
  await assert.rejects(must(a2.station, a2.officer, { act: "seat.pass", station: toHex(a1.self.station) }),
    named("not-the-seat", a1));

  await must(a1.station, a1.officer, to(a2));
  await assert.rejects(must(a1.station, a1.officer, accept), named("not-the-seat", a2));
  const party = toHex(a1.self.party);
  const shown = (end: End): string | undefined => end.station.rosters().find((one) => one.party === party)
    ?.passed.find((one) => one.channel === channel)?.station;
  await until(() => [a1, a2, b].every((end) => shown(end) === toHex(a2.self.station)));
  const taken = (): boolean => a2.runner.state.channels.get(channel) !== undefined
    && hasSeat(a2.runner.state, a2.runner.state.channels.get(channel) as Channel);
  await until(taken);
  await must(a2.station, a2.officer, accept);
  await until(() => [a1, a2, b].every((end) => stateAt(end) === "adopted"));
  // A charter that nobody has proposed yet is agreed where the roster says.
  await assert.rejects(propose(a2, b), named("not-the-seat", a1));
  await sites.stop();
});

test("a station takes no seat that it has not heard of, nor acts while it lacks what was said before", async () => {
  const sites = await makeSites();
  const { a1, a2, b, cables } = sites;
  await until(() => a2.station.state().channels[0]?.state === "adopted");
  const { channel, untilMs } = await propose(b, a1);
  const accept = { act: "charter.accept", channel, untilMs } as const;
  await until(() => [a1, a2].every((end) => end.station.state().channels.find((one) => one.id === channel)?.state
    === "accepted-by-them"));
  cables.own.cut();
  cables.second.cut();
  await must(a1.station, a1.officer, { act: "seat.pass", station: toHex(a2.self.station) });
  await assert.rejects(must(a2.station, a2.officer, accept), named("not-the-seat", a1));
  await assert.rejects(must(a1.station, a1.officer, accept), named("not-the-seat", a2));
  cables.own.restore();
  cables.second.restore();
  const here = a2.runner.state.channels.get(channel) as Channel;
  await until(() => hasSeat(a2.runner.state, here));
  // As if the giver had gone on from a log that has not come: it may have agreed there.
  const log = here.ledger.logs.get(ownLog(a1, channel)) as Log;
  const { boot } = log;
  const previous = { log: new Uint8Array(16), size: 3, root: new Uint8Array(32), epoch: 0, index: 0 };
  Object.assign(log, { boot: { ...boot, previous } });
  await assert.rejects(must(a2.station, a2.officer, accept), /seat-behind/u);
  Object.assign(log, { boot });
  await must(a2.station, a2.officer, accept);
  await until(() => b.station.state().channels.find((one) => one.id === channel)?.state === "adopted");
  await sites.stop();
});

test("the stock of keys is shown for each station, and told when it runs low", async () => {
  const sites = await makeSites();
  const { a1, a2, b } = sites;
  await until(() => a2.station.state().channels[0]?.state === "adopted");
  const to = (end: End): LineView | undefined =>
    b.station.line().find((one) => one.station === toHex(end.self.station));
  await until(() => [a1, a2].every((end) => to(end)?.prekeyUntilMs != null));
  assert.ok((to(a1)?.epochsLeft ?? 0) > 2 && to(a1)?.keysLow === false);
  const chains = b.runner.state.channels.get(sites.channel)?.chains;
  chains?.peers.set(toHex(a2.self.station), { prekeys: [] });
  assert.deepEqual([to(a1)?.keysLow, to(a2)?.keysLow, to(a2)?.prekeyUntilMs], [false, true, null]);
  assert.ok(b.station.state().alerts.some((one) => one.sentence === "alert.keys-low"));
  assert.ok((await b.station.doctor()).checks.some((one) => one.name === "keys" && !one.ok));
  await sites.stop();
});
