import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { deliverBoot } from "../admit.ts";
import { epochsNarrow, epochStockDefault } from "../channel.ts";
import { loadEnvelope, readDone } from "./envelope-source.ts";
import { envelopeIn, frameFor, newestEntry, newestOf, take } from "./narrow.fixture.ts";
import { epochStock, makePair, must, openEnd, until, words } from "../pair.fixture.ts";
import type { End, Pair, PairPlan } from "../pair.fixture.ts";
import type { Channel, LinkState } from "../state.ts";
import { decodeKept, encodeKept } from "../stored-entry.ts";
import { openKept } from "../at-rest.ts";
import type { DraftInput } from "../../api/acts.ts";
import { decode, encode } from "../../core/bytes/cbor.ts";
import type { Value } from "../../core/bytes/cbor.ts";
import { toHex } from "../../core/bytes/hex.ts";
import type { NarrowForm } from "../../core/line/exchange.ts";
import { message, take as takeKind } from "../../core/mechanism/message/entries.ts";
import type { Position } from "../../core/names.ts";
import { fullForm, objectsSent, prevSent } from "../../core/narrow/form.ts";
import { narrowBootType } from "../../core/narrow/packed-boot.ts";
import { decodeBody } from "../../core/record/entry.ts";
import { epochs } from "../../core/seal/epoch.ts";
import type { LinkTerms } from "../../ports/bearer.ts";
import { createMemoryMedium, createMemoryStore } from "../../store/memory/store.ts";
import { createLoopback } from "../../bearer/loopback/bearer.ts";

/** Texts of 280 characters that nothing here was tuned on. */
const russian = "Патруль задержал на переправе троих рабочих с вашей стороны: у них были геодезические приборы и "
  + "карты, но пропуска истекли в понедельник. Они накормлены, жалоб на здоровье нет. Предлагаем передать "
  + "их завтра на пароме вместе с имуществом, если ваш консул подпишет расписку к обеду.";
const english = "A patrol stopped three workers from your side at the ferry: they carried surveying instruments and "
  + "maps, but their passes had expired on Monday. They were fed and are in good health. We propose to "
  + "hand them over tomorrow with their belongings, if your consul signs for it by noon.";

/** Limits that a message of 280 characters and a receipt keep within, in bytes of their frames. */
const messageBytesMax = 290;
const receiptBytesMax = 105;
/** Of a BOOT whose reader is not known to hold the last that was said before. */
const bootBytesMax = 160;

async function say(pair: Pair, from: End, to: End, part: Partial<DraftInput> = {}): Promise<Position> {
  const content = words(pair, to, { subject: "", ...part });
  const { newestIncoming: seen } = from.station.state();
  await must(from.station, from.officer, { act: "message.send", seen, content });
  return newestOf(from, pair.channel, message.code);
}

/** Two that have each heard the other's receipts, and whose cable is cut. */
async function cutPair(plan: PairPlan = {}): Promise<Pair> {
  const pair = await makePair(plan);
  const { a, b, channel } = pair;
  for (const [from, to] of [[a, b], [b, a]] as const) {
    const place = await say(pair, from, to);
    await until(() => stateOf(from, place, channel) === "durable");
  }
  await Promise.all([a, b].map((end) => end.runner.flushed()));
  pair.cable.cut();
  return pair;
}

/** Carries an entry in the form that is least, and what the other then says of it back. */
async function carry(pair: Pair, from: End, to: End, place: Position): Promise<{ sent: Uint8Array; back: Uint8Array }> {
  const { channel } = pair;
  const sent = await frameFor(from, to, channel, place) as Uint8Array;
  deepEqual(take(to, from, channel, place, envelopeIn(sent)).map((one) => one.kind).filter(isComplaint), []);
  await to.runner.flushed();
  const said = newestEntry(to, channel);
  const back = await frameFor(to, from, channel, said) as Uint8Array;
  deepEqual(take(from, to, channel, said, envelopeIn(back)).map((one) => one.kind).filter(isComplaint), []);
  await from.runner.flushed();
  return { sent, back };
}

const isComplaint = (kind: string): boolean => kind === "not-rebuilt" || kind === "unopened";

function objectAt(end: End, place: Position, channel: string): string {
  return end.runner.now().channels.get(channel)?.byPosition.get(`${toHex(place.log)}:${place.seq}`) ?? "";
}

function stateOf(end: End, place: Position, channel: string): string | undefined {
  return end.station.thread(objectAt(end, place, channel))?.message.to[0]?.state;
}

const formOf = (frame: Uint8Array | null): number => envelopeIn(frame)[0] as number;

test("words and receipts of two stations in few bytes, and nothing else between them", async (context) => {
  const pair = await cutPair();
  const { a, b, channel } = pair;
  const sizes: Record<string, readonly [number, number]> = {};
  for (const [language, text] of [["ru", russian], ["en", english]] as const) {
    equal([...text].length, 280);
    const place = await say(pair, a, b, { language, text });
    const { sent, back } = await carry(pair, a, b, place);
    equal(stateOf(a, place, channel), "durable");
    equal(b.station.thread(objectAt(b, place, channel))?.message.text, text);
    sizes[language] = [sent.length, back.length];
  }
  context.diagnostic(`bytes of a message of 280 characters and of its receipt: ${JSON.stringify(sizes)}`);
  for (const [sent, back] of Object.values(sizes)) ok(sent <= messageBytesMax && back <= receiptBytesMax);
  for (const end of [a, b]) deepEqual((await end.station.verify()).findings, []);
  await pair.stop();
});

test("what is done about a message and what answers it name it by its place", async () => {
  const pair = await cutPair();
  const { a, b, channel } = pair;
  const asked = await say(pair, a, b, { text: "When?" });
  await carry(pair, a, b, asked);
  const object = objectAt(b, asked, channel);
  await must(b.station, b.officer, { act: "message.take", object, desk: "watch" });
  const { sent } = await carry(pair, b, a, newestOf(b, channel, takeKind.code));
  equal(formOf(sent) & objectsSent, 0);
  equal(stateOf(a, asked, channel), "taken");
  await carry(pair, b, a, await say(pair, b, a, { text: "Now.", relation: { kind: "answers", object } }));
  equal(stateOf(a, asked, channel), "answered");
  await pair.stop();
});

test("a message that comes before the one before it is held beyond the gap, and says what stood there", async () => {
  const pair = await cutPair();
  const { a, b, channel } = pair;
  await carry(pair, a, b, await say(pair, a, b, { text: "None." }));
  const first = await say(pair, a, b, { text: "One." });
  const second = await say(pair, a, b, { text: "Two." });
  const frames = [await frameFor(a, b, channel, first), await frameFor(a, b, channel, second)] as const;
  deepEqual(frames.map((frame) => formOf(frame) & prevSent), [0, prevSent]);
  take(b, a, channel, second, envelopeIn(frames[1]));
  await b.runner.flushed();
  // The reader of the receipt wrote what it names beyond the gap.
  const receipt = newestEntry(b, channel);
  const back = await frameFor(b, a, channel, receipt);
  equal(formOf(back), prevSent);
  deepEqual(take(a, b, channel, receipt, envelopeIn(back)).filter(({ kind }) => isComplaint(kind)), []);
  await a.runner.flushed();
  deepEqual([stateOf(a, first, channel), stateOf(a, second, channel)], ["unreachable", "durable"]);
  equal(b.station.thread(objectAt(b, second, channel))?.message.text, "Two.");
  take(b, a, channel, first, envelopeIn(frames[0]));
  await b.runner.flushed();
  deepEqual((await b.station.verify()).findings, []);
  await pair.stop();
});

test("a receipt beyond a gap shows at once what is held there, and starts a clock when the gap is filled", async () => {
  const pair = await cutPair();
  const { a, b, channel } = pair;
  const unheard = await say(pair, b, a, { text: "Unheard." });
  const place = await say(pair, a, b, { text: "Heard?" });
  take(b, a, channel, place, envelopeIn(await frameFor(a, b, channel, place)));
  await b.runner.flushed();
  const receipt = newestEntry(b, channel);
  const told = take(a, b, channel, receipt, envelopeIn(await frameFor(b, a, channel, receipt)));
  const singles = told.flatMap((one) => (one.kind === "receipted" ? [[one.size, ...one.singles]] : []));
  deepEqual(singles, [[0, place.seq]]);
  const shown: unknown[] = [];
  const stop = a.station.subscribe((event) => {
    if (event.kind !== "message" || event.message.seq !== place.seq) return;
    shown.push(event.message.to[0]?.receipt?.proofPending);
  });
  await a.runner.flushed();
  const seen = (): readonly unknown[] => {
    const { state, receipt, receiptBy } = a.station.thread(objectAt(a, place, channel))?.message.to[0] ?? {};
    return [state, receipt?.proofPending, receiptBy?.outcome];
  };
  deepEqual(seen(), ["durable", true, undefined]);
  await until(() => shown.at(-1) === true);
  take(a, b, channel, unheard, envelopeIn(await frameFor(b, a, channel, unheard)));
  await a.runner.flushed();
  deepEqual(seen(), ["durable", false, "running"]);
  await until(() => shown.at(-1) === false);
  stop();
  await pair.stop();
});

test("from what was hurt nothing is held or receipted; it is asked for whole, and then anew", async () => {
  const pair = await cutPair();
  const { a, b, channel } = pair;
  const place = await say(pair, a, b, { text: "Whole." });
  const before = newestEntry(b, channel).seq;
  const ask = async (form: NarrowForm, at: number): Promise<readonly string[]> => {
    const envelope = envelopeIn(await frameFor(a, b, channel, place, form)).slice();
    envelope[at] = (envelope[at] as number) ^ 1;
    return take(b, a, channel, place, envelope).map((one) => one.kind).filter(isComplaint);
  };
  deepEqual(await ask("narrow", 20), ["not-rebuilt"]);
  deepEqual(await ask("narrow-full", 20), ["unopened"]);
  await b.runner.flushed();
  equal(newestEntry(b, channel).seq, before, "nothing was said of it");
  equal(b.runner.state.refusals.size, 0);
  await carry(pair, a, b, place);
  equal(stateOf(a, place, channel), "durable");
  await pair.stop();
});

test("what is read by a clock hours away is asked for whole, and in the full form its time is said", async () => {
  const pair = await cutPair();
  const { a, b, channel } = pair;
  const place = await say(pair, a, b, { text: "By whose clock?" });
  const { state } = b.runner;
  const complaints = async (form: NarrowForm): Promise<readonly string[]> => {
    const envelope = envelopeIn(await frameFor(a, b, channel, place, form));
    state.nowMs += 5 * 3_600_000;
    return take(b, a, channel, place, envelope).map((one) => one.kind).filter(isComplaint);
  };
  deepEqual(await complaints("narrow"), ["not-rebuilt"]);
  deepEqual(await complaints("narrow-full"), []);
  equal(b.station.thread(objectAt(b, place, channel))?.message.text, "By whose clock?");
  equal(state.refusals.size, 0);
  await pair.stop();
});

test("more that does not open than an honest peer would send is not looked at", async () => {
  const pair = await cutPair();
  const { a, b, channel } = pair;
  const place = await say(pair, a, b, { text: "Whole." });
  const good = envelopeIn(await frameFor(a, b, channel, place));
  const tried = Array.from({ length: 12 }, (_, at) => {
    const bad = good.slice();
    bad[bad.length - 1 - at] = (bad[bad.length - 1 - at] as number) ^ 1;
    return take(b, a, channel, place, bad).filter((one) => isComplaint(one.kind)).length;
  });
  deepEqual(tried, [1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0]);
  await pair.stop();
});

test("after a start all is said that the other may not hold, until it has acknowledged something", async () => {
  const medium = createMemoryMedium();
  const pair = await cutPair({ stores: [createMemoryStore(medium), createMemoryStore()] });
  const { a, b, channel } = pair;
  await a.station.stop();
  const bearer = createLoopback().a(toHex(b.self.station));
  const again = await openEnd(a.self, createMemoryStore(medium), a.chains, bearer, a.officer);
  const place = await say({ ...pair, a: again }, again, b, { text: "Again." });
  equal(formOf(await frameFor(again, b, channel, place)), fullForm);
  await again.station.stop();
  await b.station.stop();
});

test("the line is given the narrow form where it asks for it and there is one, and else the wide one", async () => {
  const pair = await cutPair();
  const { a, b } = pair;
  const place = await say(pair, a, b, { text: "Asked." });
  const { state } = a.runner;
  const asked = async (at: Position, form?: NarrowForm): Promise<string | undefined> => {
    const load = { kind: "load", token: 1_000, peer: toHex(b.self.station), ...at, fresh: false } as const;
    loadEnvelope(state, form === undefined ? load : { ...load, form });
    state.outputs.splice(0);
    if (state.lineInputs.length === 0) readDone(state, 1_000, await a.store.entry(at.log, at.seq));
    return state.lineInputs.splice(0)[0]?.kind;
  };
  equal(await asked(place), "loaded");
  equal(await asked(place, "narrow"), "loaded-narrow");
  equal(await asked({ log: place.log, seq: 0 }, "narrow"), "loaded", "a BOOT is not sealed");
  await pair.stop();
});

test("a row of before there were narrow forms is read, and has none", async () => {
  const pair = await cutPair();
  const { a } = pair;
  const place = newestOf(a, pair.channel, message.code);
  const row = await a.store.entry(place.log, place.seq);
  ok(row !== null);
  const kept = openKept(a.runner.state, row);
  equal(kept.narrow.length, 32);
  const older = encode((decode(encodeKept(kept)) as readonly Value[]).slice(0, -1));
  deepEqual(decodeKept(older), { ...kept, narrow: new Uint8Array(0) });
  await pair.stop();
});

test("keys for a season are stocked ahead: first a few before all else, the others behind what is said", async () => {
  const pair = await makePair({ options: { epochStock: epochStockDefault } });
  const { a, channel } = pair;
  const left = (): number => a.station.line()[0]?.epochsLeft ?? 0;
  // One may be open.
  await until(() => left() >= epochStockDefault - 1);
  const log = a.runner.state.channels.get(channel)?.ownLog as Uint8Array;
  const rows = await a.store.entries(log, 0, 100, 100);
  const bodies = rows.map((row) => decodeBody(openKept(a.runner.state, row).payload));
  const said = bodies.filter(({ kind }) => kind === epochs.code).map(({ precedence }) => precedence);
  deepEqual(said, ["FLASH", ...Array.from({ length: 6 }, () => "ROUTINE")]);
  await pair.stop();
});

test("a narrow line brings no keys, unless there is none to say anything with", async () => {
  const pair = await makePair();
  const { a, b, channel } = pair;
  const { state } = a.runner;
  const { chains } = state.channels.get(channel) as Channel;
  const link = state.lines.get(toHex(b.self.station))?.links.get("loopback");
  const { terms } = link as LinkState;
  const stockAfter = async (left: number, rateBps: number | null): Promise<number> => {
    Object.assign(link as LinkState, { terms: { ...terms, rateBps } });
    chains.stock = chains.stock.slice(0, left);
    a.runner.feed({ kind: "woke" });
    await a.runner.flushed();
    return chains.stock.length;
  };
  const full = chains.stock.length;
  equal(await stockAfter(1, 2_400), 1);
  equal(await stockAfter(0, 2_400), epochsNarrow);
  equal(await stockAfter(1, null), epochStock);
  ok(full >= epochStock - 1);
  await pair.stop();
});

test("a bearer that has lost a wide link and kept a narrow one counts as narrow", async () => {
  const pair = await makePair();
  const { a, b } = pair;
  const peer = toHex(b.self.station);
  const shown = a.runner.state.lines.get(peer)?.links.get("loopback");
  const terms = shown?.terms as LinkTerms;
  const bearer = "loopback";
  const up = (link: string, rateBps: number | null): void => (
    a.runner.feed({ kind: "line", input: { kind: "up", link, bearer, peer, terms: { ...terms, rateBps } } })
  );
  up("radio", 75);
  up("fibre", null);
  equal(shown?.terms?.rateBps, null);
  a.runner.feed({ kind: "line", input: { kind: "down", link: "fibre" } });
  equal(shown?.terms?.rateBps, 75);
  await pair.stop();
});

test("a BOOT goes in few bytes to who holds the log before, and is rebuilt; a hurt one says nothing", async () => {
  const media = [createMemoryMedium(), createMemoryMedium()] as const;
  const pair = await cutPair({ stores: [createMemoryStore(media[0]), createMemoryStore(media[1])] });
  const { a, channel } = pair;
  await pair.b.station.stop();
  const bearer = pair.cable.b(toHex(a.self.station));
  const b = await openEnd(pair.b.self, createMemoryStore(media[1]), pair.b.chains, bearer, pair.b.officer);
  const log = b.runner.now().channels.get(channel)?.ownLog ?? new Uint8Array(0);
  const frame = await frameFor(b, a, channel, { log, seq: 0 }) as Uint8Array;
  ok(frame[0] === narrowBootType && frame.length <= bootBytesMax, `${frame.length} bytes`);
  equal(await frameFor(b, a, channel, { log, seq: 0 }, "narrow-full"), null);
  const { state } = a.runner;
  const held = (): number | undefined => state.channels.get(channel)?.ledger.logs.get(toHex(log))?.size;
  const bring = (bytes: Uint8Array, peer = toHex(b.self.station)): void =>
    deliverBoot(state, { kind: "deliver-boot", peer, link: "", frame: bytes });
  for (let at = 0; at < frame.length; at++) bring(frame.with(at, (frame[at] as number) ^ 1));
  bring(frame.subarray(0, 3));
  bring(frame, "00".repeat(16));
  equal(held(), undefined);
  for (let time = 0; time < 2; time++) bring(frame);
  equal(held(), 1);
  await a.runner.flushed();
  deepEqual((await a.station.verify()).findings, []);
  await Promise.all([a.station.stop(), b.station.stop()]);
});
