// Two stations and a witness: heads that are cosigned and said, a witness that is away, a log shown in two ways.

import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { makePair, makeSelf, must, until, words } from "../pair.fixture.ts";
import type { End, Pair } from "../pair.fixture.ts";
import { learnHead } from "./seen-heads.ts";
import { rereadHeads } from "./said-heads.ts";
import { witnessedView } from "./settled-times.ts";
import type { Self } from "../state.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { encodeAddCheckpoint } from "../../core/checkpoint/add-checkpoint.ts";
import { signCheckpoint } from "../../core/checkpoint/checkpoint.ts";
import { cosignedAt, witnessOf } from "../../core/checkpoint/cosignature.ts";
import { decodeNote } from "../../core/checkpoint/signed-note.ts";
import { addLeaf, consistencyProof, createTree, leafAt, rootAt } from "../../core/record/merkle.ts";
import { verifyEvidence } from "../../verify/evidence.ts";
import { verifyTlogProof } from "../../verify/tlog-proof.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Witnesses } from "../../ports/witness.ts";
import { crypto, makeWitness, witnessName, witnessSeeds } from "../../witness/server/witness.fixture.ts";
import type { MadeWitness } from "../../witness/server/witness.fixture.ts";

const self = witnessOf(crypto, witnessName, witnessSeeds);

/** A way to one witness in this process; `isAway` makes it say nothing. */
function wayTo(made: MadeWitness, isAway: () => boolean = () => false): Witnesses {
  return {
    ask(_name, path, body, heard) {
      const nothing = { status: 0, body: new Uint8Array(0) };
      if (isAway()) return void setImmediate(() => heard(nothing));
      void made.ask(path, body ?? undefined).then(({ status, text }) =>
        heard({ status, body: new TextEncoder().encode(text) }));
    },
  };
}

async function makeWitnessed(isAway: () => boolean = () => false): Promise<{ made: MadeWitness; pair: Pair }> {
  const selves: [Self, Self] = [makeSelf("A"), makeSelf("B")];
  const made = await makeWitness({ cards: selves.map((one) => one.roster), clock: { ms: Date.now() } });
  const pair = await makePair({ selves, options: { witnesses: { trusted: [self], way: wayTo(made, isAway) } } });
  return { made, pair };
}

/** The newest head of a log that an end holds as seen by a witness. */
function seenOf(end: End, log: Uint8Array): number {
  return end.runner.state.witnessing.seen.get(toHex(log))?.size ?? 0;
}

function ownLog(end: End, pair: Pair): Uint8Array {
  return end.runner.state.channels.get(pair.channel)?.ownLog ?? new Uint8Array(16);
}

test("at the adoption both logs are cosigned, and each side holds the other's cosigned head", async () => {
  const { made, pair } = await makeWitnessed();
  const { a, b } = pair;
  for (const end of [a, b]) {
    for (const author of [a, b]) await until(() => seenOf(end, ownLog(author, pair)) > 0);
  }
  const { note, size } = b.runner.state.witnessing.seen.get(toHex(ownLog(a, pair))) ?? { note: "", size: 0 };
  ok(cosignedAt(crypto, decodeNote(note), self) !== null);
  const page = await b.station.record(pair.channel, 0, 100);
  const logs = page?.logs.find((one) => one.log === toHex(ownLog(a, pair)));
  deepEqual([logs?.cosigned?.size, logs?.cosigned?.by.map((one) => one.witness)], [size, [witnessName]]);
  deepEqual(a.station.state().witnesses.map(({ name, failure }) => ({ name, failure })), [
    { name: witnessName, failure: null },
  ]);
  equal(made.state.boots.size, 2);
  await pair.stop();
});

test("a witness that is away delays nothing, and is asked again when it is back", async () => {
  let away = true;
  const { pair } = await makeWitnessed(() => away);
  const { a, b } = pair;
  const { object } = await must(a.station, a.officer, { act: "message.send", content: words(pair, b), seen: 0 });
  await until(() => b.station.messages(10, null).some((one) => one.object === object));
  equal(a.station.state().witnesses[0]?.failure, "no-answer");
  equal(seenOf(b, ownLog(a, pair)), 0);
  away = false;
  // The pause is over: as if a minute had passed.
  for (const line of a.runner.state.witnessing.lines.values()) line.nextMs = 0;
  a.runner.feed({ kind: "woke" });
  await until(() => seenOf(b, ownLog(a, pair)) > 0);
  await pair.stop();
});

test("a checkpoint that contradicts what is held is evidence, and nothing else comes of it", async () => {
  const { pair } = await makeWitnessed();
  const { a, b } = pair;
  const log = ownLog(a, pair);
  await until(() => seenOf(b, log) > 0);
  const channel = b.runner.state.channels.get(pair.channel);
  const held = channel?.ledger.logs.get(toHex(log));
  ok(channel !== undefined && held !== undefined);
  const before = seenOf(b, log);
  const size = held.size - 1;
  const wrong = signCheckpoint(crypto, a.self.signer, channel.id, log, size, new Uint8Array(32).fill(7));
  // A brings it in its own words, as it would bring any other.
  equal(learnHead(b.runner.state, channel, wrong), "contradicts");
  b.runner.feed({ kind: "woke" });
  await until(() => b.station.evidence().length > 0);
  const [evidence] = b.station.evidence();
  deepEqual([evidence?.sort, evidence?.signers], ["heads", [toHex(a.self.party), toHex(a.self.party)]]);
  const file = b.station.evidenceFile(evidence?.id ?? "");
  const found = verifyEvidence(crypto, b.runner.state.rosters, [self], file ?? new Uint8Array(0));
  ok(found.sort === "heads" && found.size === size);
  equal(seenOf(b, log), before);
  const right = signCheckpoint(crypto, a.self.signer, channel.id, log, size, rootAt(crypto, held.tree, size));
  equal(learnHead(b.runner.state, channel, right), "same");
  for (const nothing of ["", right.replace("\n— ", "\n- "), right.replace(/\n\d+\n/u, "\n1\n")]) {
    equal(learnHead(b.runner.state, channel, nothing), "nothing");
  }
  await pair.stop();
});

test("a station that shows the witness another tree than its peer is found out by the peer", async () => {
  const { made, pair } = await makeWitnessed();
  const { a, b } = pair;
  const log = ownLog(a, pair);
  await until(() => seenOf(b, log) > 0);
  // A dishonest hand at A's key: the witness is shown a head that B never was.
  const channel = b.runner.state.channels.get(pair.channel);
  const held = channel?.ledger.logs.get(toHex(log));
  ok(channel !== undefined && held !== undefined);
  const old = Number((await made.ask("/add-checkpoint", encodeAddCheckpoint({
    old: 0, proof: [], note: signCheckpoint(crypto, a.self.signer, channel.id, log, 1, leafAt(held.tree, 0)),
  }))).text);
  const tree = createTree();
  for (let seq = 0; seq < old; seq++) addLeaf(crypto, tree, leafAt(held.tree, seq));
  addLeaf(crypto, tree, new Uint8Array(32).fill(9));
  const note = signCheckpoint(crypto, a.self.signer, channel.id, log, old + 1, rootAt(crypto, tree, old + 1));
  const shown = await made.ask("/add-checkpoint", encodeAddCheckpoint({
    old, proof: consistencyProof(crypto, tree, old, old + 1), note,
  }));
  equal(shown.status, 200, shown.text);
  for (const line of b.runner.state.witnessing.lines.values()) line.lookedMs.clear();
  b.runner.feed({ kind: "woke" });
  await until(() => b.station.evidence().some((one) => one.sort === "heads"));
  await pair.stop();
});

test("an entry below a cosigned head is proven to whoever trusts the witness", async () => {
  const { pair } = await makeWitnessed();
  const { a, b } = pair;
  const { object } = await must(a.station, a.officer, { act: "message.send", content: words(pair, b), seen: 0 });
  equal(await a.station.tlogProof(object ?? ""), null, "no head covers it yet");
  const own = a.runner.state.witnessing.own.get(toHex(ownLog(a, pair)));
  ok(own !== undefined);
  // An hour has passed.
  own.madeMs = 0;
  a.runner.feed({ kind: "woke" });
  const size = (): number => a.runner.state.channels.get(pair.channel)?.ledger.logs.get(toHex(own.log))?.size ?? 0;
  const covered = size();
  await until(() => seenOf(a, own.log) >= covered);
  const proof = await a.station.tlogProof(object ?? "");
  const proven = verifyTlogProof(crypto, proof?.text ?? "", [toHex(a.self.party)], [self]);
  equal(proven.leaf, object);
  deepEqual(proven.seen.map(({ witness }) => witness), [witnessName]);
  await pair.stop();
});

test("a witness that both have named tells when a message was there", async () => {
  const { pair } = await makeWitnessed();
  const { a, b, channel } = pair;
  const { object } = await must(a.station, a.officer, { act: "message.send", content: words(pair, b), seen: 0 });
  const keys = { name: self.name, ed25519: toHex(self.ed25519), mlDsa44: toHex(self.mlDsa44) };
  const naming = { act: "witness.name", channel, ...keys } as const;
  await must(a.station, a.officer, naming);
  const again = await a.station.act(a.officer, naming);
  equal(again.kind === "refused" ? again.reason : "", "witness-named");
  await until(() => b.station.state().channels[0]?.witnesses.length === 1);
  equal(b.station.state().channels[0]?.witnesses[0]?.agreed, false);
  await must(b.station, b.officer, naming);
  for (const end of [a, b]) await until(() => end.station.state().channels[0]?.witnesses[0]?.agreed === true);
  const own = a.runner.state.witnessing.own.get(toHex(ownLog(a, pair)));
  ok(own !== undefined);
  own.madeMs = 0;
  a.runner.feed({ kind: "woke" });
  const at = a.station.thread(object ?? "")?.message;
  ok(at !== undefined);
  const seen = (end: End): number | null => {
    const known = end.runner.state.channels.get(channel);
    return known === undefined ? null : witnessedView(end.runner.state,
      known).seenAtMs?.(`${at.log}:${at.seq}`) ?? null;
  };
  await until(() => seen(a) !== null && seen(b) !== null);
  equal(seen(a), seen(b), "both read the same time");

  // A checkpoint of entries that have not come waits for them; what is none is passed over, whatever stands under it.
  const known = b.runner.state.channels.get(channel);
  const log = known?.ledger.logs.get(at.log);
  ok(known !== undefined && log !== undefined);
  for (const note of ["", "nothing\n\n— of the kind\n", `${self.name}\n1\n\n`]) {
    known.checkpoints.push({ at: at.log, note, seen: null, readFor: "" });
  }
  const { size } = log;
  const settled = known.checkpoints.filter((one) => one.seen !== null);
  const reread = async (): Promise<void> => {
    for (const head of settled) Object.assign(head, { readFor: "", seen: null });
    rereadHeads(b.runner.state, known);
    b.runner.feed({ kind: "woke" });
    await until(() => b.runner.state.headReads.asked.size === 0);
  };
  ok(settled.length > 0 && settled.every(({ note }) => note === null), "what was read is in the store alone");
  log.size = 1;
  await reread();
  equal(seen(b), null);
  ok(settled.some(({ note }) => note !== null), "what waits for entries is kept");
  log.size = size;
  equal(seen(b), seen(a));
  ok(known.checkpoints.every(({ note }) => note === null), "and so is what came to nothing");
  await reread();
  equal(seen(b), seen(a));
  await pair.stop();
});

test("a receipt before its message, by a clock that runs ahead, is disputed and can be shown to anybody", async () => {
  const pair = await makePair();
  const { a, b } = pair;
  const sendIt = async (): Promise<string> => (
    (await must(a.station, a.officer, { act: "message.send", content: words(pair, b), seen: 0 })).object ?? ""
  );
  const receiptOf = (object: string) => a.station.thread(object)?.message.to[0]?.receipt ?? null;
  const plain = await sendIt();
  await until(() => receiptOf(plain) !== null);
  equal(await a.station.timesEvidence(plain), null, "nothing is disputed");
  const options = a.runner.options as { clock: Clock };
  const right = options.clock;
  options.clock = {
    nowMs: () => right.nowMs() + 3_600_000, monotonicMs: () => right.monotonicMs(),
    wakeAt: (atMs, wake) => right.wakeAt(atMs - 3_600_000, wake),
  };
  const early = await sendIt();
  await until(() => receiptOf(early)?.disputed === true);
  const file = await a.station.timesEvidence(early);
  const found = verifyEvidence(crypto, b.runner.state.rosters, [], file ?? new Uint8Array(0));
  ok(found.sort === "times" && found.side === "before" && found.againstMs - found.claimedMs > 3_000_000);
  deepEqual(found.parties, [toHex(a.self.party), toHex(b.self.party)]);
  await pair.stop();
});
