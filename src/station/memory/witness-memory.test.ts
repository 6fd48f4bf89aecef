// A station that lost part of its store, and a witness that remembers: what its answer shows, and which answers count.

import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { agreeGate } from "../agree/agree-gate.ts";
import { enrol, makePair, makeSelf, must, openEnd, until, words } from "../pair.fixture.ts";
import type { End, Pair } from "../pair.fixture.ts";
import type { StationOptions } from "../start.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { encodeAddCheckpoint } from "../../core/checkpoint/add-checkpoint.ts";
import { signCheckpoint } from "../../core/checkpoint/checkpoint.ts";
import { witnessOf } from "../../core/checkpoint/cosignature.ts";
import { decodeHeadsQuestion, signHeads } from "../../core/checkpoint/deposit.ts";
import type { HeadsQuestion, KnownHead } from "../../core/checkpoint/deposit.ts";
import type { Log } from "../../core/record/log.ts";
import { addLeaf, consistencyProof, createTree, leafAt, rootAt } from "../../core/record/merkle.ts";
import type { WitnessAnswer } from "../../ports/witness.ts";
import { createMemoryChainFile, createMemoryMedium, createMemoryStore } from "../../store/memory/store.ts";
import { crypto, makeWitness, witnessName, witnessSeeds } from "../../witness/server/witness.fixture.ts";
import type { MadeWitness } from "../../witness/server/witness.fixture.ts";

const trusted = [witnessOf(crypto, witnessName, witnessSeeds)];
const nothing: WitnessAnswer = { status: 0, body: new Uint8Array(0) };
const said = (text: string, status = 200): WitnessAnswer => ({ status, body: new TextEncoder().encode(text) });

/** What stands between a station and its witness: honest as long as `heads` is null. */
interface Way {
  away: boolean;
  heads: ((question: HeadsQuestion) => WitnessAnswer | Promise<WitnessAnswer>) | null;
  readonly questions: HeadsQuestion[];
}

function wayTo(made: MadeWitness, way: Way): StationOptions["witnesses"] {
  return {
    trusted,
    way: {
      ask(_name, path, body, heard) {
        const question = path === "/heads" && body !== null ? decodeHeadsQuestion(body) : null;
        if (question !== null) way.questions.push(question);
        if (way.away) return void setImmediate(() => heard(nothing));
        const { heads } = way;
        if (question !== null && heads !== null) return void Promise.resolve(heads(question)).then(heard);
        void made.ask(path, body ?? undefined).then(({ status, text }) => heard(said(text, status)));
      },
    },
  };
}

interface Restored {
  readonly pair: Pair;
  readonly a: End;
  readonly way: Way;
  /** The log that was written before, as the lost store had it. */
  readonly before: Log;
  readonly cable: Pair["cable"];
  readonly made: MadeWitness;
}

/**
 * A pair and a witness. A says something, the witness cosigns all of it, A is set back to a store from before it was
 * said (`lost`) or stopped, and starts again while the line is cut.
 */
async function restored(t: TestContext, lost: boolean, way: Way): Promise<Restored> {
  const medium = createMemoryMedium();
  const selves = [makeSelf("A"), makeSelf("B")] as const;
  const made = await makeWitness({ cards: selves.map((one) => one.roster), clock: { ms: Date.now() } });
  const witnesses = wayTo(made, { away: false, heads: null, questions: [] });
  const pair = await makePair({
    selves: [...selves], stores: [createMemoryStore(medium), createMemoryStore()],
    ...(witnesses === undefined ? {} : { options: { witnesses } }),
  });
  const { b, cable } = pair;
  const { runner, station, officer } = pair.a;
  const head = [...runner.state.witnessing.own.values()][0];
  ok(head !== undefined);
  await until(() => head.cosigned.size === 1 && head.said);
  const early = structuredClone(medium);
  await must(station, officer, { act: "message.send", content: words(pair, b), seen: 0 });
  // An hour has passed.
  const { size } = head;
  head.madeMs = 0;
  runner.feed({ kind: "woke" });
  await until(() => head.size > size && head.cosigned.size === 1 && head.said);
  // What the peer does not hold nobody could give back.
  const { state: theirs } = b.runner;
  const held = () => theirs.channels.get(pair.channel)?.ledger.logs.get(toHex(head.log))?.size ?? 0;
  await until(() => held() >= head.size);
  const before = runner.state.channels.get(pair.channel)?.ledger.logs.get(toHex(head.log));
  ok(before !== undefined);
  await station.stop();
  cable.cut();
  const [copy, chains] = lost ? [early, createMemoryChainFile()] : [medium, pair.a.chains];
  const again = wayTo(made, way);
  const a = await openEnd(
    pair.a.self, createMemoryStore(copy), chains, cable.a(toHex(b.self.station)), officer, undefined,
    again === undefined ? {} : { witnesses: again },
  );
  t.after(async () => {
    await a.station.stop();
    await b.station.stop();
  });
  return { pair, a, way, before, cable, made };
}

const honest = (): Way => ({ away: false, heads: null, questions: [] });
const memory = ({ station }: End) => station.state().channels[0]?.memory;
const alarms = ({ station }: End) => station.state().alerts.filter((one) => one.sentence.startsWith("alert.witness"))
  .map(({ sentence, level, values }) => [sentence, level, values]);

/** As if every pause was over. */
function passTime({ runner }: End): void {
  for (const line of runner.state.witnessing.lines.values()) {
    line.nextMs = 0;
    for (const [channel, one] of line.memory) {
      line.memory.set(channel, { ...one, againMs: one.againMs === null ? null : 0 });
    }
  }
  runner.feed({ kind: "woke" });
}

async function twoConfirm({ station, officer }: End): Promise<void> {
  const second = await enrol(station, { name: "Second", language: "en", roles: ["releaser"] });
  await must(station, officer, { act: "memory.confirm" });
  await must(station, { officer: second.id, via: "cli" }, { act: "memory.confirm" });
}

function gate({ runner: { state } }: End, pair: Pair): string {
  const channel = state.channels.get(pair.channel);
  ok(channel !== undefined);
  const closed = agreeGate(state, channel, [toHex(pair.b.self.party)]);
  return closed?.kind === "refused" ? `${closed.reason} ${closed.detail}`.trim() : "open";
}

test("a witness shows what a restored station lost, until it is back; it is named, and agreements wait", async (t) => {
  const { pair, a, cable } = await restored(t, true, honest());
  await until(() => memory(a) === "behind");
  deepEqual(alarms(a), [["alert.witness-behind", "warning", { witness: witnessName }]]);
  equal(gate(a, pair), `memory-unconfirmed B, ${witnessName}`);
  const doctor = (await a.station.doctor()).checks.find((one) => one.name === "memory");
  deepEqual([doctor?.ok, doctor?.detail], [false, `B, ${witnessName}`]);
  // The peer brings it back, and the witness is asked again at once.
  cable.restore();
  await until(() => memory(a) === "confirmed" && alarms(a).length === 0);
  equal(gate(a, pair), "open");
});

test("two officers may confirm against a witness that knows more, when every peer has answered", async (t) => {
  const way = honest();
  const { pair, a, cable, before } = await restored(t, false, way);
  await until(() => way.questions.length === 1);
  cable.restore();
  await until(() => gate(a, pair) === "open");
  const heads: KnownHead[] = [{ log: toHex(before.log), size: before.size + 9, root: new Uint8Array(32) }];
  way.heads = (question) => said(signHeads(crypto, witnessName, witnessSeeds.ed25519, question, heads));
  a.runner.feed({ kind: "resumed", hedge: new Uint8Array(32) });
  await until(() => alarms(a).length === 1);
  cable.restore();
  await until(() => gate(a, pair) === `memory-unconfirmed ${witnessName}`);
  await twoConfirm(a);
  equal(gate(a, pair), "open");
});

test("a witness that has seen all that was said takes the mark from messages, and opens no agreement", async (t) => {
  const { pair, a } = await restored(t, false, honest());
  await until(() => memory(a) === "confirmed");
  const { object } = await must(a.station, a.officer, { act: "message.send", content: words(pair, pair.b), seen: 0 });
  equal(a.station.messages(10, null).find((one) => one.object === object)?.memoryUnconfirmed, false);
  equal(gate(a, pair), "memory-unconfirmed B");
  ok(a.station.state().alerts.some((one) => one.sentence === "alert.memory-unheard"), "the peer has not answered");
  deepEqual(alarms(a), []);
});

test("a witness that is away delays nothing, and is asked with a new nonce when the pause is over", async (t) => {
  const way = { ...honest(), away: true };
  const { pair, a } = await restored(t, false, way);
  await until(() => way.questions.length === 1);
  await must(a.station, a.officer, { act: "message.send", content: words(pair, pair.b), seen: 0 });
  equal(memory(a), "unheard");
  way.away = false;
  passTime(a);
  await until(() => memory(a) === "confirmed");
  const [first, second] = way.questions;
  ok(first !== undefined && second !== undefined && !equalBytes(first.nonce, second.nonce));
});

test("a witness without the path is asked once, and cosigns all the same", async (t) => {
  const way: Way = { ...honest(), heads: () => said("not here", 404) };
  const { a } = await restored(t, false, way);
  const own = [...a.runner.state.witnessing.own.values()][0];
  await until(() => own?.cosigned.size === 1);
  passTime(a);
  equal(way.questions.length, 1);
  deepEqual([memory(a), a.station.state().witnesses[0]?.failure], ["unheard", null]);
});

test("a witness that never answers this question has its turn with the others", async (t) => {
  const way: Way = { ...honest(), heads: () => said("", 503) };
  const { a } = await restored(t, false, way);
  const own = [...a.runner.state.witnessing.own.values()][0];
  await until(() => {
    passTime(a);
    return own?.cosigned.size === 1;
  });
  ok(way.questions.length > 0);
  equal(memory(a), "unheard");
});

test("a witness that always names more of us than there is, is asked with pauses", async (t) => {
  const way: Way = { ...honest(), away: true };
  const { pair, a } = await restored(t, false, way);
  await until(() => way.questions.length === 1);
  const channel = a.runner.state.channels.get(pair.channel);
  const own = channel?.ledger.logs.get(toHex(channel.ownLog));
  ok(own !== undefined);
  // One entry more than there is: the next one that is written makes it so, and then it names one more again.
  way.heads = (question) => said(signHeads(crypto, witnessName, witnessSeeds.ed25519, question, [
    { log: own.hex, size: own.size + 1, root: new Uint8Array(32) },
  ]));
  way.away = false;
  passTime(a);
  await until(() => memory(a) === "behind");
  const { length } = way.questions;
  for (let one = 0; one < 5; one++) {
    await must(a.station, a.officer, { act: "message.send", content: words(pair, pair.b), seen: 0 });
  }
  ok(way.questions.length <= length + 1, `${way.questions.length - length} questions for 5 entries`);
});

test("an answer that is replayed, of another key, or about other logs counts for nothing", async (t) => {
  const { ed25519 } = witnessSeeds;
  const way: Way = { ...honest(), away: true };
  const { pair, a, before } = await restored(t, false, way);
  await until(() => way.questions.length === 1);
  const [first] = way.questions;
  ok(first !== undefined);
  const heads = [{ log: toHex(before.log), size: before.size, root: rootAt(crypto, before.tree, before.size) }];
  const theirs = [...(a.runner.state.channels.get(pair.channel)?.ledger.logs.values() ?? [])]
    .find((log) => equalBytes(log.station, pair.b.self.station));
  ok(theirs !== undefined);
  const sign = (question: HeadsQuestion, named: readonly KnownHead[] = heads, seed = ed25519): WitnessAnswer =>
    said(signHeads(crypto, witnessName, seed, question, named));
  const dishonest: readonly (readonly [string, (question: HeadsQuestion) => WitnessAnswer])[] = [
    ["replayed", () => sign(first)],
    ["another key", (question) => sign(question, heads, new Uint8Array(32).fill(9))],
    ["another station", (question) => sign({ ...question, station: pair.b.self.station })],
    ["another channel", (question) => sign({ ...question, channel: new Uint8Array(32) })],
    ["another's log", (question) => sign(question, [{ ...heads[0] as KnownHead, log: theirs.hex, size: 999 }])],
    ["a log twice", (question) => sign(question, [...heads, ...heads])],
    ["no note", () => said("\u0000")],
    ["busy", () => said("", 503)],
  ];
  way.away = false;
  for (const [name, answer] of dishonest) {
    way.heads = answer;
    const { length } = way.questions;
    await until(() => {
      passTime(a);
      return way.questions.length > length + 1;
    });
    deepEqual([memory(a), alarms(a)], ["unheard", []], name);
  }
  way.heads = (question) => sign(question);
  await until(() => {
    passTime(a);
    return memory(a) === "confirmed";
  });
});

test("an answer to what was asked before the logs were begun anew counts for nothing", async (t) => {
  const way: Way = { ...honest(), away: true };
  const { pair, a, before } = await restored(t, false, way);
  await until(() => way.questions.length === 1);
  const heads = [{ log: toHex(before.log), size: before.size + 1, root: new Uint8Array(32) }];
  const late = Promise.withResolvers<undefined>();
  way.heads = async (question) => {
    await late.promise;
    return said(signHeads(crypto, witnessName, witnessSeeds.ed25519, question, heads));
  };
  way.away = false;
  passTime(a);
  await until(() => way.questions.length === 2);
  a.runner.feed({ kind: "resumed", hedge: new Uint8Array(32) });
  way.heads = () => nothing;
  late.resolve(undefined);
  await until(() => way.questions.length === 3);
  deepEqual([memory(a), alarms(a), gate(a, pair)], ["unheard", [], "memory-unconfirmed B"]);
});

test("a witness that has signed another tree of our log contradicts us, and no two officers settle that", async (t) => {
  const way: Way = { ...honest(), away: true };
  const { pair, a, before } = await restored(t, false, way);
  await until(() => way.questions.length === 1);
  const heads = [{ log: toHex(before.log), size: before.size, root: new Uint8Array(32).fill(7) }];
  way.heads = (question) => said(signHeads(crypto, witnessName, witnessSeeds.ed25519, question, heads));
  way.away = false;
  await until(() => {
    passTime(a);
    return memory(a) === "contradicted";
  });
  deepEqual(alarms(a), [["alert.witness-contradicted", "emergency", { witness: witnessName }]]);
  await twoConfirm(a);
  equal(gate(a, pair), "memory-contradicted");
});

test("a witness that was shown another tree by a copy of ours gives the checkpoint, which proves it", async (t) => {
  const way: Way = { ...honest(), away: true };
  const { pair, a, before, made } = await restored(t, false, way);
  const channel = Uint8Array.fromHex(pair.channel);
  const signed = (size: number, root: Uint8Array): string =>
    signCheckpoint(crypto, a.self.signer, channel, before.log, size, root);
  const ask = (old: number, proof: readonly Uint8Array[], note: string) =>
    made.ask("/add-checkpoint", encodeAddCheckpoint({ old, proof, note }));
  // 409, with the size that it has signed.
  const old = Number((await ask(0, [], signed(1, leafAt(before.tree, 0)))).text);
  ok(old < before.size);
  const tree = createTree();
  for (let seq = 0; seq < old; seq++) addLeaf(crypto, tree, leafAt(before.tree, seq));
  addLeaf(crypto, tree, new Uint8Array(32).fill(9));
  const proof = consistencyProof(crypto, tree, old, old + 1);
  equal((await ask(old, proof, signed(old + 1, rootAt(crypto, tree, old + 1)))).status, 200);
  way.away = false;
  await until(() => {
    passTime(a);
    return memory(a) === "contradicted" && a.station.evidence().length > 0;
  });
  const [evidence] = a.station.evidence();
  deepEqual([evidence?.sort, evidence?.signers], ["heads", [toHex(a.self.party), toHex(a.self.party)]]);
});

test("a witness that has signed more of this start's log than was written is an alarm", async (t) => {
  const selves = [makeSelf("A"), makeSelf("B")] as const;
  const made = await makeWitness({ cards: selves.map((one) => one.roster), clock: { ms: Date.now() } });
  const witnesses = wayTo(made, honest());
  ok(witnesses !== undefined);
  const pair = await makePair({ selves: [...selves], options: { witnesses } });
  t.after(() => pair.stop());
  const { a, channel: id } = pair;
  const channel = a.runner.state.channels.get(id);
  const head = a.runner.state.witnessing.own.get(toHex(channel?.ownLog ?? new Uint8Array(0)));
  const held = channel?.ledger.logs.get(toHex(channel.ownLog));
  ok(channel !== undefined && head !== undefined && held !== undefined);
  await until(() => head.cosigned.size === 1 && head.said);
  // A copy of this machine goes on with its log.
  const tree = createTree();
  for (let seq = 0; seq < held.size; seq++) addLeaf(crypto, tree, leafAt(held.tree, seq));
  for (let more = 0; more < 99; more++) addLeaf(crypto, tree, new Uint8Array(32).fill(more));
  const size = held.size + 99;
  const note = signCheckpoint(crypto, a.self.signer, channel.id, held.log, size, rootAt(crypto, tree, size));
  const proof = consistencyProof(crypto, tree, head.size, size);
  equal((await made.ask("/add-checkpoint", encodeAddCheckpoint({ old: head.size, proof, note }))).status, 200);
  head.madeMs = 0;
  await must(a.station, a.officer, { act: "message.send", content: words(pair, pair.b), seen: 0 });
  await until(() => alarms(a).some(([sentence]) => sentence === "alert.witness-ahead"));
  equal(a.station.state().witnesses[0]?.failure, "ahead");
  // And what it has signed is asked for, with a nonce.
  await until(() => {
    passTime(a);
    return alarms(a).length === 2;
  });
  deepEqual(alarms(a), [
    ["alert.witness-behind", "warning", { witness: witnessName }],
    ["alert.witness-ahead", "alarm", { witness: witnessName }],
  ]);
  ok(gate(a, pair).startsWith("memory-unconfirmed"));
});
