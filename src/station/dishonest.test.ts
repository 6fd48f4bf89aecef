import assert from "node:assert/strict";
import { test } from "node:test";
import {
  acknowledge, adopted, charterOf, crypto, ForgedLog, haltingClock, know, makeArena, propose, random,
} from "./dishonest.fixture.ts";
import type { Arena, Line } from "./dishonest.fixture.ts";
import { unopenablePerSecondMax } from "./line/opening.ts";
import { deliver } from "./admit.ts";
import { evidenceOfPartiesMax, hasRoom } from "./fork-case.ts";
import { makeSelf, must, until } from "./pair.fixture.ts";
import { Runner } from "./run.ts";
import { createMachine } from "./start.ts";
import type { ActResult } from "../api/acts.ts";
import { toHex } from "../core/bytes/hex.ts";
import { checkForkEvidence } from "../core/record/fork.ts";
import { encodeCard } from "../core/keys/card.ts";
import { encodeShape } from "../core/bytes/shape.ts";
import { charter as charterShape } from "../core/mechanism/charter/charter.ts";
import { take, takeContent, translation, translationContent } from "../core/mechanism/message/entries.ts";
import { boot } from "../core/record/boot.ts";
import type { Log } from "../core/record/log.ts";
import { emptyRoot, rootOf } from "../core/record/merkle.ts";
import { createChains, makePrekeys, stockEpochs } from "../core/seal/chains.ts";
import { openClear, parseEnvelope } from "../core/seal/envelope.ts";
import { epochs, epochsContent } from "../core/seal/epoch.ts";
import { prekeys, prekeysContent } from "../core/seal/prekey.ts";
import { receipt } from "../core/record/receipt.ts";
import { createMemoryMedium, createMemoryStore } from "../store/memory/store.ts";

/** After whatever came: the next entry is taken in, and a FLASH of our own still goes out. */
async function goesOn(arena: Arena, { channel, log }: Line): Promise<void> {
  const { link, runner, station, officer, peer } = arena;
  const { leaf, frame } = log.message({ subject: "Afterwards" });
  link.say(frame);
  await runner.flushed();
  assert.equal(station.thread(toHex(leaf))?.message.subject, "Afterwards");
  await must(station, officer, {
    act: "message.send", seen: station.state().newestIncoming, content: {
      channel: channel.hex, precedence: "FLASH", desk: "watch", capacity: "", info: [], label: "open", language: "en",
      to: [{ party: toHex(peer.party), desk: "watch" }], subject: "Ours", text: "Ours", word: null, relation: null,
      translations: [],
    },
  });
  await arena.station.stop();
}

test("an acknowledgement of more than we have said neither stops the station nor counts", async () => {
  const arena = await makeArena();
  const line = await adopted(arena);
  arena.link.bring(acknowledge(line, Number.MAX_SAFE_INTEGER));
  await goesOn(arena, line);
  const own = line.channel.ledger.logs.get(toHex(line.channel.ownLog))?.size ?? 0;
  assert.ok([...line.channel.receiptedTo.values()].every((size) => size <= own));
});

test("a lamport at its limit leaves both sides able to speak", async () => {
  const arena = await makeArena();
  const line = await adopted(arena);
  // What it acknowledges is not held here, so its lamport may be any that is high enough.
  const unknown = { log: random.bytes(16), size: 9, root: emptyRoot(crypto), heldAt: 1 };
  arena.link.bring(line.log.message({}, { acks: [unknown], lamport: Number.MAX_SAFE_INTEGER - 1 }));
  await goesOn(arena, line);
});

test("a message that names another as its object is one of its own", async () => {
  const arena = await makeArena();
  const line = await adopted(arena);
  const one = line.log.message({ subject: "One" });
  arena.link.bring(one, line.log.message({ subject: "Two" }, { object: one.leaf }));
  await arena.runner.flushed();
  const shown = arena.station.messages(10, null).map((message) => message.subject);
  assert.deepEqual(shown.toSorted(), ["One", "Two"]);
  await goesOn(arena, line);
});

test("a third party is not heard on a channel that is not its own, whoever brings its words", async () => {
  const arena = await makeArena();
  const line = await adopted(arena);
  const { station, officer, link, runner, state } = arena;
  const rings: string[] = [];
  station.subscribe((event) => event.kind === "ring" && rings.push(event.object));
  const [confirmed, unconfirmed] = [makeSelf("C"), makeSelf("D")];
  await know(station, officer, confirmed);
  await must(station, officer, { act: "party.add", card: encodeCard(crypto, unconfirmed.roster), addresses: [] });
  for (const third of [confirmed, unconfirmed]) {
    const log = new ForgedLog(third, line.channel.id, line.prekey);
    link.bring(log.boot(), log.message({}, { precedence: "FLASH" }));
  }
  await runner.flushed();
  assert.equal(state.refusals.get("entry-author"), 2);
  assert.deepEqual([station.messages(10, null), rings], [[], []]);
  await goesOn(arena, line);
});

test("who says a BOOT with the id of another's fresh log first gets nothing by it, and hinders nobody", async () => {
  const arena = await makeArena();
  const { station, officer, link, runner, state } = arena;
  const third = makeSelf("C");
  await know(station, officer, third);
  const { channel, prekey } = await propose(arena, charterOf(arena.self, arena.peer, third));
  const honest = new ForgedLog(third, channel.id, prekey);
  const own = honest.boot();
  // A BOOT of its own, with a commitment of its own; and one that repeats commitment, content and salt of the other's.
  const squatter = new ForgedLog(arena.peer, channel.id, prekey, honest.log);
  const { salt, content } = openClear(parseEnvelope(own.frame.envelope) as Parameters<typeof openClear>[0]);
  const copier = new ForgedLog(arena.peer, channel.id, prekey, honest.log);
  const keys = makePrekeys(crypto, random, createChains(), Date.now(), 86_400_000);
  const after = encodeShape(prekeysContent, keys);
  link.bring(squatter.boot(), squatter.say(prekeys.code, after), copier.say(boot.code, content, {}, salt));
  await runner.flushed();
  assert.deepEqual(["boot", "missing", "entry-signature"].map((code) => state.refusals.get(code)), [1, 1, 1]);
  assert.equal(channel.ledger.logs.has(toHex(honest.log)), false);
  link.bring(own, honest.say(prekeys.code, after), squatter.say(prekeys.code, after));
  await runner.flushed();
  const held = channel.ledger.logs.get(toHex(honest.log));
  assert.deepEqual([held?.party, held?.size, held?.beyond.size], [third.party, 2, 0]);
  // What we acknowledge of it is what its own station has said.
  assert.equal(channel.ledger.logs.get(toHex(channel.ownLog))?.acked.get(toHex(honest.log)), 2);
  assert.equal(state.evidence.size, 0);
  await station.stop();
});

test("nothing but the charter flows before it is adopted, and what came early comes in afterwards", async () => {
  const arena = await makeArena();
  const { station, officer, link, runner, state } = arena;
  const line = await propose(arena, charterOf(arena.self, arena.peer));
  const rings: string[] = [];
  station.subscribe((event) => event.kind === "ring" && rings.push(event.object));
  link.bring(line.log.message({ subject: "Early" }, { precedence: "FLASH" }));
  await runner.flushed();
  assert.equal(state.refusals.get("entry-kind"), 1);
  assert.deepEqual([station.messages(10, null), rings], [[], []]);
  const untilMs = Date.now() + 86_400_000;
  await must(station, officer, { act: "charter.accept", channel: line.channel.hex, untilMs });
  await runner.flushed();
  // What acknowledges for the line that accepted goes on from it, where it was before it spoke too early.
  const second = new ForgedLog(arena.peer, line.channel.id, line.prekey);
  const { tree, size } = line.channel.ledger.logs.get(toHex(line.log.log)) as Log;
  const previous = { log: line.log.log, size, root: rootOf(crypto, tree), epoch: 0, index: 0 };
  link.bring(second.boot({ lamport: line.log.lamport }, previous), acknowledge({ ...line, log: second }));
  await runner.flushed();
  assert.deepEqual(station.messages(10, null).map((one) => one.subject), ["Early"]);
  assert.equal(rings.length, 1);
  await station.stop();
});

test("a charter that names a party whose digits nobody has compared is not accepted", async () => {
  const arena = await makeArena();
  const line = await propose(arena, charterOf(arena.self, arena.peer, makeSelf("C")));
  const untilMs = Date.now() + 86_400_000;
  const result = await arena.station.act(arena.officer, { act: "charter.accept", channel: line.channel.hex, untilMs });
  assert.deepEqual(result, { kind: "refused", reason: "party-not-confirmed", detail: "C" });
  await arena.station.stop();
});

test("channels that one peer begins leave room for ours and for those of others", async () => {
  const arena = await makeArena();
  const { station, officer, link, runner, state, peer } = arena;
  for (let count = 0; count < 20; count++) link.bring(new ForgedLog(peer, random.bytes(32), null).boot());
  await runner.flushed();
  assert.equal(state.channels.size, 8);
  const charter = charterShape.toJson(charterOf(arena.self, peer));
  await must(station, officer, { act: "charter.propose", charter, untilMs: Date.now() + 86_400_000 });
  await station.stop();
});

test("what waits for a key or a BOOT is not opened again for whatever else comes", async () => {
  const arena = await makeArena();
  const line = await adopted(arena);
  const { link, runner, state } = arena;
  const unknown = new ForgedLog(arena.peer, line.channel.id, line.prekey);
  unknown.boot();
  link.bring(...Array.from({ length: 50 }, () => unknown.message()));
  await runner.flushed();
  assert.equal(state.refusals.get("missing"), 50);
  for (let count = 0; count < 20; count++) link.bring(line.log.message());
  await runner.flushed();
  assert.equal(state.refusals.get("missing"), 50);
  await goesOn(arena, line);
});

test("a FLASH that waits stays in sight, however many messages come after it", async () => {
  const arena = await makeArena();
  const line = await adopted(arena);
  const { link, runner, station } = arena;
  const flash = line.log.message({ subject: "First" }, { precedence: "FLASH" });
  const object = flash.leaf;
  // What is done about it comes before it does, as if it were the message itself.
  link.bring(line.log.say(take.code, encodeShape(takeContent, { desk: "watch", capacity: "" }), { object }), flash);
  for (let count = 0; count < 600; count++) {
    link.bring(line.log.message({ relation: { kind: "replies", object } }));
    if (count % 100 === 99) await runner.flushed();
  }
  const { alerts, counts } = station.state();
  assert.deepEqual([alerts[0]?.object, alerts[0]?.level], [toHex(object), "emergency"]);
  assert.equal(counts.waitingReceipt, 601);
  assert.equal(alerts.filter((one) => one.kind === "message").length, 500);
  assert.equal(station.thread(toHex(object))?.thread.length, 500);
  assert.equal(station.messages(500, null).some((one) => one.object === toHex(object)), false);
  assert.equal(station.waiting(500)[0]?.object, toHex(object), "the most urgent first, however old");
  await must(station, arena.officer, { act: "message.take", object: toHex(object), desk: "watch" });
  assert.notEqual(station.state().alerts[0]?.object, toHex(object));
  await goesOn(arena, line);
});

test("of a flood of translations so many are shown as can be read", async () => {
  const arena = await makeArena();
  const line = await adopted(arena);
  const { leaf: object, frame } = line.log.message();
  arena.link.say(frame);
  for (let count = 0; count < 20; count++) {
    const content = { language: "ru", subject: `${count}`, text: "x".repeat(40_000), doubts: [], capacity: "" };
    arena.link.bring(line.log.say(translation.code, encodeShape(translationContent, content), { object }));
  }
  await arena.runner.flushed();
  const shown = arena.station.thread(toHex(object))?.message.translations.map((one) => one.subject);
  assert.deepEqual(shown, ["16", "17", "18", "19"]);
  await goesOn(arena, line);
});

test("what comes on one line does not keep us from speaking on another", async () => {
  const arena = await makeArena();
  const [one, other] = [await adopted(arena), await adopted(arena)];
  arena.link.bring(other.log.message());
  await arena.runner.flushed();
  const send = (line: Line): Promise<ActResult> => arena.station.act(arena.officer, {
    act: "message.send", seen: 0, content: {
      channel: line.channel.hex, precedence: "FLASH", desk: "watch", capacity: "", info: [], label: "open",
      to: [{ party: toHex(arena.peer.party), desk: "watch" }], subject: "", text: "Ours", word: null, relation: null,
      translations: [], language: "en",
    },
  });
  assert.equal((await send(one)).kind, "done");
  const refused = await send(other);
  assert.equal(refused.kind === "refused" && refused.reason, "unseen-incoming");
  await arena.station.stop();
});

test("a read-back shows what came meanwhile by our own clock, the most urgent first", async () => {
  const arena = await makeArena();
  const { station, officer, link, runner, peer } = arena;
  const line = await adopted(arena);
  const { object = "" } = await must(station, officer, { act: "draft.save", draft: null, content: {
    channel: line.channel.hex, precedence: "FLASH", desk: "watch", capacity: "", info: [], label: "open",
    to: [{ party: toHex(peer.party), desk: "watch" }], subject: "", text: "Ours", word: null, relation: null,
    translations: [], language: "en",
  } });
  const log = new ForgedLog(peer, line.channel.id, line.prekey);
  link.bring(log.boot({ time: 1 }), log.message({ subject: "Backdated" }, { time: 2, precedence: "FLASH" }));
  for (let count = 0; count < 30; count++) link.bring(log.message({ subject: `${count}` }, { time: 3 }));
  await runner.flushed();
  const unseen = station.readBack(object ?? "")?.unseen.map((one) => one.subject) ?? [];
  assert.deepEqual([unseen.length, unseen[0]], [20, "Backdated"]);
  await station.stop();
});

test("envelopes whose key is far away and that do not open are not all tried", async () => {
  const clock = haltingClock();
  const arena = await makeArena({ clock });
  const line = await adopted(arena);
  const { link, runner, state, self, peer } = arena;
  const chains = createChains();
  chains.peers.set(toHex(self.station), { prekeys: [line.prekey] });
  const content = stockEpochs(crypto, random, chains, {
    channel: line.channel.id, party: peer.party, station: peer.station, recipients: [self.station], count: 1,
    nowMs: Date.now(),
  });
  assert.ok(content !== null);
  link.bring(line.log.say(epochs.code, encodeShape(epochsContent, content)));
  let tried = 0;
  const { aeadOpen } = self.crypto;
  self.crypto.aeadOpen = (...given) => {
    tried += 1;
    return aeadOpen(...given);
  };
  const envelope = new Uint8Array(16 + 256 + 16).fill(7);
  envelope.set([1, ...[24, 16, 8, 0].map((shift) => ((content[0]?.epoch ?? 0) >>> shift) & 255), 0, 15, 255]);
  const goOn = clock.halt();
  for (let seq = 100; seq < 200; seq++) {
    link.say({ name: "entry", channel: line.channel.id, log: line.log.log, seq, envelope });
  }
  await runner.flushed();
  goOn();
  self.crypto.aeadOpen = aeadOpen;
  assert.equal(tried, unopenablePerSecondMax);
  assert.ok((state.lines.get(toHex(peer.station))?.quota ?? 0) > 0, "the watch is told");
  await goesOn(arena, line);
});

test("who has acknowledged another tree of a log is sent nothing more of it, after a start neither", async () => {
  const medium = createMemoryMedium();
  const arena = await makeArena({ store: createMemoryStore(medium) });
  const line = await adopted(arena);
  const { channel, log } = line;
  const { station, runner, options, peer } = arena;
  const own = channel.ownLog;
  // Our receipt of it is what the other acknowledges next.
  arena.link.bring(log.message());
  await runner.flushed();
  const { size } = channel.ledger.logs.get(toHex(own)) as Log;
  const ack = { log: own, size, root: new Uint8Array(32).fill(9), heldAt: Date.now() };
  arena.link.bring(log.say(receipt.code, null, { acks: [ack], time: Date.now(), lamport: log.lamport + 100 }));
  const isParted = ({ state: { line: { peers } } }: Runner): boolean => (
    peers.get(toHex(peer.station))?.shares.get(toHex(own))?.parted === true
  );
  await until(() => isParted(runner));
  await station.stop();
  const again = { ...options, store: createMemoryStore(medium) };
  const second = new Runner(await createMachine(again), again);
  await second.start();
  await second.flushed();
  assert.ok(isParted(second));
  await second.stop();
});

test("one party's contradictions fill its own places alone; every station writes the same file of them", async () => {
  const arena = await makeArena();
  const line = await adopted(arena);
  const { station, runner, state, peer, self } = arena;
  for (let count = 0; count < evidenceOfPartiesMax + 4; count++) {
    const log = new ForgedLog(peer, line.channel.id, line.prekey);
    const boot_ = log.boot();
    const [seq, lamport] = [log.size, log.lamport + 1];
    const other = log.message({ text: "Other" }, { seq, lamport });
    // Past the line, which hands on one entry of a position: the other may come by another peer.
    for (const { frame } of [boot_, log.message({ text: "One" }, { lamport }), other]) {
      deliver(state, { kind: "deliver", link: "l", ...frame, peer: toHex(peer.station), channel: line.channel.hex });
    }
    runner.feed({ kind: "woke" });
    await runner.flushed();
  }
  await until(() => state.evidence.size === evidenceOfPartiesMax && state.forkCases.size === 0);
  for (const file of state.evidence.values()) {
    const { evidence: { one, other } } = checkForkEvidence(crypto, state.rosters, file);
    assert.ok(toHex(one.entry) < toHex(other.entry), "whichever came first");
    assert.deepEqual([one.path, other.path], [[], []]);
  }
  assert.deepEqual([hasRoom(state, [toHex(peer.party)]), hasRoom(state, [toHex(self.party)])], [false, true]);
  await station.stop();
});
