import { deepEqual, equal, ok } from "node:assert/strict";
import test from "node:test";

import type { Written } from "./courier.ts";
import { flashAheadMax, makeBundle } from "./courier-make.ts";
import { unopenableMax } from "./courier-take.ts";
import { confirm, hold, makePair, makeSelf, must, openEnd, propose, until, words } from "../pair.fixture.ts";
import type { End, Pair, PairPlan } from "../pair.fixture.ts";
import type { BundleView } from "../../api/courier-views.ts";
import { createLoopback } from "../../bearer/loopback/bearer.ts";
import { bigEndian } from "../../core/bytes/big-endian.ts";
import { concat, toHex } from "../../core/bytes/hex.ts";
import { bundleMagic, createBundleReader, createBundleWriter } from "../../core/courier/bundle.ts";
import { intakeBytesMax } from "../../core/line/quota.ts";
import type { Position } from "../../core/names.ts";
import { createMemoryChainFile, createMemoryMedium, createMemoryStore } from "../../store/memory/store.ts";

const peerOf = (end: End): string => toHex(end.self.station);

/** The bytes of a bundle that one end makes for the other. */
async function bundle(from: End, to: End, reseal = false): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const made = from.station.makeBundle(peerOf(to), { after: null, reseal });
  ok(made !== null);
  for await (const part of made) parts.push(part);
  await from.runner.flushed();
  return concat(...parts);
}

async function* inParts(bytes: Uint8Array, length = 1_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.slice(at, at + length);
}

const take = (end: End, bytes: Uint8Array, keep = true): Promise<BundleView> =>
  end.station.takeBundle(inParts(bytes), keep);

async function say(
  pair: Pair, from: End, to: End, text: string, precedence: "FLASH" | "ROUTINE" = "ROUTINE",
): Promise<string> {
  const done = await must(from.station, from.officer, {
    act: "message.send", content: words(pair, to, { precedence, text }), seen: 0, regardless: true,
  });
  return done.object ?? "";
}

/** A pair whose link is cut for good. */
async function apart(plan: PairPlan = {}): Promise<Pair> {
  const pair = await makePair(plan);
  await until(() => pair.a.station.courier()[0]?.lacksWords === 0 && pair.b.station.courier()[0]?.lacksWords === 0);
  pair.cable.cut();
  await until(() => pair.a.station.line()[0]?.state === "down");
  return pair;
}

const stateAt = (end: End, object: string): string | undefined =>
  end.station.thread(object)?.message.to[0]?.state;

test("a message goes by courier, is carried and not delivered, rings once, and its receipt comes back", async () => {
  const pair = await apart();
  const { a, b } = pair;
  const object = await say(pair, a, b, "By hand", "FLASH");
  await say(pair, a, b, "After it");
  equal(stateAt(a, object), "unreachable");
  const rings: string[] = [];
  b.station.subscribe((event) => void (event.kind === "ring" && rings.push(event.object)));

  const there = await bundle(a, b);
  equal(stateAt(a, object), "carried");
  equal(a.station.thread(object)?.message.to[0]?.byCourier, true, "and by whom");
  const looked = await take(b, there, false);
  equal(looked.problem, null);
  deepEqual(looked.said.map((one) => one.count), [1, 0, 0, 1], "each once, although FLASH comes ahead as well");
  equal(b.station.thread(object), null);

  const taken = await take(b, there);
  equal(taken.problem, null);
  equal(taken.whole, true);
  equal(taken.waiting, 0);
  equal(taken.lack, 0);
  equal(b.station.thread(object)?.message.text, "By hand");
  equal(b.station.thread(object)?.message.byCourier, true);
  deepEqual(rings.length, 2);
  equal(rings[0], object);

  const again = await take(b, there);
  equal(again.fresh, 0);
  equal(again.held, again.entries);
  equal(rings.length, 2);

  await take(a, await bundle(b, a));
  equal(stateAt(a, object), "durable");
  equal(a.station.courier()[0]?.lacksWords, 0);
  await pair.stop();
});

test("what is not acknowledged is carried again, and bundles may come in any order and weeks late", async () => {
  const pair = await apart();
  const { a, b } = pair;
  await say(pair, a, b, "One");
  const first = await bundle(a, b);
  await say(pair, a, b, "Two");
  const second = await bundle(a, b);
  ok(second.length > first.length);
  equal((await take(b, second)).problem, null);
  const late = await take(b, first);
  equal(late.fresh, 0);
  equal(b.station.messages(10, null).length, 2);
  // The older one says nothing any more of what its maker held.
  equal(b.station.courier()[0]?.weLack, 0);
  await pair.stop();
});

test("a file cut off, spliced, altered or of nothing is shown as that; what stood before is taken in", async () => {
  const pair = await apart();
  const { a, b } = pair;
  const object = await say(pair, a, b, "Whole");
  const there = await bundle(a, b);
  equal((await take(b, new Uint8Array(0))).problem, "bundle");
  equal((await take(b, new TextEncoder().encode("nothing of the kind"))).problem, "bundle");
  equal((await take(b, concat(there, bundleMagic))).problem, "bundle");
  const cut = await take(b, there.slice(0, -40));
  equal(cut.problem, "bundle");
  equal(cut.whole, false);
  equal(b.station.thread(object)?.message.text, "Whole");
  equal(b.station.courier()[0]?.taken, null, "nothing that it says besides its entries counts");
  const altered = there.slice();
  altered[altered.length - 1] = (altered[altered.length - 1] ?? 0) ^ 1;
  equal((await take(b, altered)).problem, "bundle-signature");
  await pair.stop();
});

test("a bundle for another station, of this one, or of somebody unknown is left alone", async () => {
  const pair = await apart();
  const other = await apart();
  await say(pair, pair.a, pair.b, "Not for you");
  const there = await bundle(pair.a, pair.b);
  equal((await take(pair.a, there)).problem, "bundle-ours");
  equal((await take(other.b, there)).problem, "bundle-for-other");
  const forged = there.slice();
  // The station it is for stands behind party, station and roster: three byte strings with their heads.
  const header = bundleMagic.length + 4 + 2 + 1 + 34 + 17 + 34 + 1;
  forged.set(other.b.self.station, header);
  equal((await take(other.b, forged)).problem, "bundle-unknown");
  await pair.stop();
  await other.stop();
});

test("an entry that was hurt on the way is not held, and comes again with the next bundle", async () => {
  const pair = await apart();
  const { a, b } = pair;
  const object = await say(pair, a, b, "Hurt");
  const hurt = (await bundle(a, b)).slice();
  // The entry stands last: its envelope ends where the end item begins.
  const spot = hurt.length - 120;
  hurt[spot] = (hurt[spot] ?? 0) ^ 1;
  const taken = await take(b, hurt);
  equal(taken.problem, "bundle-signature");
  equal(taken.waiting, 1);
  equal(b.station.thread(object), null);
  const next = await take(b, await bundle(a, b));
  equal(next.problem, null);
  equal(b.station.thread(object)?.message.text, "Hurt");
  await pair.stop();
});

test("what does not open is asked for by the next bundle, and comes sealed anew", async () => {
  const pair = await apart();
  const { a, b } = pair;
  const channel = b.runner.state.channels.get(pair.channel);
  ok(channel !== undefined);
  const object = await say(pair, a, b, "Keys lost");
  // What a station knows of the epochs of others is gone, as after a lost chain file.
  channel.chains.epochsLearned.clear();
  channel.chains.readers.clear();
  const taken = await take(b, await bundle(a, b));
  equal(taken.problem, null);
  ok(taken.waiting > 0);
  equal(b.station.thread(object), null);
  await take(a, await bundle(b, a));
  ok((a.station.courier()[0]?.wanted ?? 0) > 0);
  const next = await take(b, await bundle(a, b));
  equal(next.waiting, 0);
  equal(b.station.thread(object)?.message.text, "Keys lost");
  await pair.stop();
});

test("what was carried is still known after a start", async () => {
  const medium = createMemoryMedium();
  const pair = await apart({ stores: [createMemoryStore(), createMemoryStore(medium)] });
  const { a, b } = pair;
  const object = await say(pair, a, b, "Kept");
  await take(b, await bundle(a, b));
  const before = b.station.courier()[0];
  await b.station.stop();
  const { self, chains, officer } = b;
  const store = createMemoryStore(medium);
  const again = await openEnd(self, store, chains, createLoopback().b(peerOf(a)), officer);
  deepEqual(again.station.courier()[0]?.taken, before?.taken);
  await until(() => again.station.thread(object) !== null);
  equal(again.station.thread(object)?.message.byCourier, true);
  await a.station.stop();
  await again.station.stop();
});

test("an acknowledgement of before a restore, brought after it, keeps nothing back that was lost", async () => {
  const medium = createMemoryMedium();
  const pair = await apart({ stores: [createMemoryStore(), createMemoryStore(medium)] });
  const { a, b } = pair;
  const backup = { ...medium, logs: new Map([...medium.logs].map(([log, rows]) => [log, new Map(rows)])),
    values: new Map(medium.values) };
  const object = await say(pair, a, b, "Lost with the disk");
  await take(b, await bundle(a, b));
  const late = await bundle(b, a);
  await b.station.stop();
  const { self, officer } = b;
  const restored = await openEnd(
    self, createMemoryStore(backup), createMemoryChainFile(), createLoopback().b(peerOf(a)), officer,
  );
  equal(restored.station.thread(object), null);
  await take(a, await bundle(restored, a));
  await take(a, late);
  equal(a.station.thread(object)?.message.to[0]?.wentBack, true);
  for (let round = 0; round < 3; round += 1) {
    await take(restored, await bundle(a, restored));
    await take(a, await bundle(restored, a));
  }
  equal(restored.station.thread(object)?.message.text, "Lost with the disk");
  equal(a.station.thread(object)?.message.to[0]?.wentBack, false);
  await a.station.stop();
  await restored.station.stop();
});

test("two stations that never had a line agree by courier alone", async () => {
  const [one, two] = [makeSelf("A"), makeSelf("B")];
  const open = (self: typeof one, peer: typeof one): Promise<End> =>
    openEnd(self, createMemoryStore(), createMemoryChainFile(), createLoopback().a(toHex(peer.station)));
  const [a, b] = [await open(one, two), await open(two, one)];
  for (const [end, other] of [[a, two], [b, one]] as const) {
    await hold(end, other);
    await confirm(end, other);
  }
  const { channel, untilMs } = await propose(a, b);
  const carry = async (from: End, to: End): Promise<void> => {
    const view = await take(to, await bundle(from, to));
    equal(view.problem, null);
  };
  const stateOf = (end: End): string | undefined => end.station.state().channels[0]?.state;
  for (let way = 0; way < 3; way += 1) {
    await carry(a, b);
    if (stateOf(b) === "accepted-by-them") {
      await must(b.station, b.officer, { act: "charter.accept", channel, untilMs });
    }
    await carry(b, a);
  }
  deepEqual([stateOf(a), stateOf(b)], ["adopted", "adopted"]);
  await a.station.stop();
  await b.station.stop();
});

test("what does not fit into one file goes on in the next, behind the last entry of it", async () => {
  const pair = await apart();
  const { a, b } = pair;
  for (let count = 0; count < 12; count += 1) await say(pair, a, b, `Word ${count} ${"long ".repeat(400)}`);
  const { state, options } = a.runner;
  const make = async (after: Position | null): Promise<readonly [Uint8Array, Written]> => {
    const parts: Uint8Array[] = [];
    const written: Written[] = [];
    // Room for an item of the greatest length, the end, and a few entries.
    const limits = { after, reseal: false, only: null, bytesMax: 131_072 + 20_000 };
    const made = makeBundle(state, options.store, peerOf(b), limits, (one) => void written.push(one));
    for await (const part of made) parts.push(part);
    return [concat(...parts), written[0] as Written];
  };
  let files = 0;
  for (let after: Position | null = null; ; files += 1) {
    const [file, { left, said }] = await make(after);
    const view = await take(b, file);
    equal(view.problem, null);
    equal(view.left, left);
    if (left === 0) break;
    const last: Position | undefined = said.at(-1);
    ok(last !== undefined, "each file goes on");
    after = last;
  }
  ok(files >= 2);
  equal(b.station.messages(20, null).length, 12);
  await pair.stop();
});

test("a file full of entries that do not open is read no further, and the next file is", async () => {
  const pair = await apart();
  const { a, b } = pair;
  const object = await say(pair, a, b, "Behind it");
  const good = await bundle(a, b);
  const { crypto, signer, party, station, rosterDigest, world } = a.self;
  const writer = createBundleWriter(crypto);
  const own = a.runner.state.channels.get(pair.channel);
  ok(own !== undefined);
  const sealed = new Uint8Array(300).fill(9);
  sealed.set([1, ...bigEndian(own.chains.own?.epoch ?? 0, 4), 0, 0, 50]);
  const parts = [bundleMagic, writer.write({
    item: "header", party, station, roster: rosterDigest, to: b.self.station, world, time: 1,
  })];
  for (let seq = 1_000; seq < 2_000; seq += 1) {
    parts.push(writer.write({ item: "entry", channel: own.id, log: own.ownLog, seq, envelope: sealed }));
  }
  parts.push(writer.end(signer, 0));
  const view = await take(b, concat(...parts));
  equal(view.problem, "bundle-unopenable");
  equal(view.entries, unopenableMax + 1);
  equal((await take(b, good)).problem, null);
  equal(b.station.thread(object)?.message.text, "Behind it");
  await pair.stop();
});

test("who breaks off in the middle holds nothing up, and one file is read at a time", async () => {
  const pair = await apart();
  const { a, b } = pair;
  const object = await say(pair, a, b, "After all");
  const there = await bundle(a, b);
  let broken: ((error: Error) => void) | null = null as ((error: Error) => void) | null;
  async function* halting(): AsyncGenerator<Uint8Array> {
    yield there.slice(0, 200);
    await new Promise((_, reject) => (broken = reject));
  }
  const first = b.station.takeBundle(halting(), true);
  await until(() => broken !== null);
  equal((await take(b, there)).problem, "bundle-busy");
  broken?.(Object.assign(new Error("aborted"), { code: "ECONNRESET" }));
  equal((await first).problem, "bundle");
  equal((await take(b, there)).problem, null);
  equal(b.station.thread(object)?.message.text, "After all");
  await pair.stop();
});

test("FLASH goes ahead and is sealed anew: it rings without what stands before it, and without its epoch", async () => {
  const pair = await apart();
  const { a, b } = pair;
  for (let count = 0; count < 6; count += 1) await say(pair, a, b, `Before it ${count} ${"long ".repeat(400)}`);
  const object = await say(pair, a, b, "Rings", "FLASH");
  const channel = b.runner.state.channels.get(pair.channel);
  ok(channel !== undefined);
  channel.chains.epochsLearned.clear();
  channel.chains.readers.clear();
  const rings: string[] = [];
  b.station.subscribe((event) => void (event.kind === "ring" && rings.push(event.object)));
  const there = await bundle(a, b);
  equal((await take(b, there.slice(0, there.length / 2))).problem, "bundle");
  equal(b.station.thread(object)?.message.text, "Rings");
  equal(b.station.thread(object)?.message.proofPending, true);
  deepEqual(rings, [object]);
  await pair.stop();
});

test("of many FLASH the newest 64 go ahead, and each comes again in its place", async () => {
  const pair = await apart();
  const { a, b } = pair;
  for (let count = 0; count < flashAheadMax + 3; count += 1) await say(pair, a, b, `Word ${count}`, "FLASH");
  const own = a.runner.state.channels.get(pair.channel);
  ok(own !== undefined);
  const flash = own.messages.map((object) => own.objects.get(object)?.[0]?.body.seq ?? -1);
  const seqs: number[] = [];
  for (const item of createBundleReader(a.self.crypto).read(await bundle(a, b))) {
    if (item.item === "entry" && toHex(item.log) === toHex(own.ownLog)) seqs.push(item.seq);
  }
  const ahead = seqs.slice(0, flashAheadMax);
  deepEqual(ahead, flash.slice(-flashAheadMax));
  deepEqual(seqs.slice(flashAheadMax), [...new Set(seqs)].toSorted((x, y) => x - y), "all once more, in order");
  await pair.stop();
});

test("what one file brings is acknowledged by few receipts, and no quota of a line holds it up", async () => {
  const pair = await apart();
  const { a, b } = pair;
  for (let count = 0; count < 40; count += 1) await say(pair, a, b, `Word ${count}`, "FLASH");
  const { state } = b.runner;
  const peer = state.line.peers.get(peerOf(a));
  const own = state.channels.get(pair.channel);
  ok(peer !== undefined && own !== undefined);
  // Over a line nothing of A's would be taken now: it is beyond its disk quota, FLASH as well.
  peer.intake.bytes = -intakeBytesMax;
  const sizeOf = (): number => own.ledger.logs.get(toHex(own.ownLog))?.size ?? 0;
  const before = sizeOf();
  const taken = await take(b, await bundle(a, b));
  deepEqual([taken.problem, taken.waiting], [null, 0]);
  equal(b.station.messages(50, null).length, 40);
  await b.runner.flushed();
  ok(sizeOf() > before && sizeOf() - before <= 8, `${sizeOf() - before} entries of receipts`);
  await pair.stop();
});

test("what a bundle claims to hold ends nothing: the same is carried until it is acknowledged", async () => {
  const pair = await apart();
  const { a, b } = pair;
  const object = await say(pair, a, b, "Still to be carried");
  const before = a.station.courier()[0]?.lacks;
  const own = a.runner.state.channels.get(pair.channel);
  ok(own !== undefined);
  const { crypto, signer, party, station, rosterDigest, world } = b.self;
  const writer = createBundleWriter(crypto);
  const theirs = b.runner.state.channels.get(pair.channel)?.ownLog ?? own.ownLog;
  const heads = [own.ownLog, theirs].map((log) => ({ channel: own.id, log, size: 1_000, singles: [] }));
  const claim = concat(
    bundleMagic,
    writer.write({ item: "header", party, station, roster: rosterDigest, to: a.self.station, world, time: 1 }),
    writer.write({ item: "heads", heads }), writer.end(signer, 0),
  );
  const taken = await take(a, claim);
  deepEqual([taken.problem, taken.whole], [null, true]);
  equal(a.station.courier()[0]?.lacks, before);
  equal(stateAt(a, object), "unreachable");
  await take(b, await bundle(a, b));
  equal(b.station.thread(object)?.message.text, "Still to be carried");
  await pair.stop();
});
