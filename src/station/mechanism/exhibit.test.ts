// Evidence between two stations: kept sealed, fetched when it is asked for, and never shown as what it is not.

import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { keep } from "../batch.ts";
import {
  askExhibit, exhibitQuotaBytes, noteExhibits, pieceKey, piecesPerSecondMax, takeExhibit,
} from "./exhibits.ts";
import { adopted, makeArena } from "../dishonest.fixture.ts";
import { makePair, must, openEnd, until } from "../pair.fixture.ts";
import type { End, Pair } from "../pair.fixture.ts";
import type { KeptExhibit } from "../surface.ts";
import { createLoopback } from "../../bearer/loopback/bearer.ts";
import { createSystemClock } from "../../clock/system/clock.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { encodeShape } from "../../core/bytes/shape.ts";
import { dayMs } from "../../core/clock/calendar.ts";
import { testSchedule } from "../../core/mechanism/commitment/commitment.fixture.ts";
import {
  claim as claimKind, claimContent, commitments, commitmentsContent, evidenceBytesMax,
} from "../../core/mechanism/commitment/entries.ts";
import type { EvidenceFile } from "../../core/mechanism/commitment/entries.ts";
import type { HeldEntry } from "../../core/record/held-entry.ts";
import { sealPiece } from "../../core/mechanism/commitment/exhibit.ts";
import { createMemoryMedium, createMemoryStore } from "../../store/memory/store.ts";

async function schedule({ a, b, channel }: Pair): Promise<string> {
  const content = commitmentsContent.toJson(testSchedule([{}, {}]));
  const { object, digest = "" } = await must(a.station, a.officer, {
    act: "commitment.propose", channel, schedule: content,
  });
  const name = object ?? "";
  await until(() => b.station.schedule(name) !== null);
  for (const { station, officer } of [a, b]) {
    await must(station, officer, { act: "agree.accept", object: name, digest, untilMs: Date.now() + dayMs });
  }
  for (const { station } of [a, b]) await until(() => station.schedule(name)?.agreement.state === "adopted");
  return name;
}

/** Bytes of a text that no other has. */
function textOf(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => 65 + at % 26);
}

/** A claims with this evidence; the leaf of the claim, when B holds it. */
async function claimed({ a, b }: Pair, object: string, number: number, evidence: KeptExhibit[]): Promise<string> {
  const claims = () => b.station.schedule(object)?.commitments[number - 1]?.claims ?? [];
  const before = claims().length;
  await must(a.station, a.officer, { act: "commitment.claim", object, number, time: 1, statement: "", evidence });
  await until(() => claims().length > before);
  return claims().at(-1)?.leaf ?? "";
}

/** What B has of a file, once it is not on its way any more. */
async function fetched({ station }: End, claim: string, number = 1): Promise<string> {
  await station.exhibit(claim, number);
  let told = "";
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    const view = await station.exhibit(claim, number);
    told = `${view?.state} ${view?.reason}`;
    if (view?.state === "here" || view?.state === "bad") return told;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return told;
}

test("a file of several pieces comes when it is asked for, is the same, and is still there after a start", async () => {
  const medium = createMemoryMedium();
  const pair = await makePair({ stores: [createMemoryStore(), createMemoryStore(medium)] });
  const { a, b } = pair;
  const object = await schedule(pair);
  const bytes = textOf(200_001);
  const kept = await a.station.keepExhibit(bytes, "list.txt", "text/plain");
  ok(kept !== null);
  const claim = await claimed(pair, object, 1, [kept]);
  equal(b.station.schedule(object)?.commitments[0]?.claims[0]?.evidence[0]?.state, "missing");
  equal(await fetched(b, claim), "here ");
  deepEqual((await b.station.exhibit(claim, 1))?.bytes, bytes);
  equal(b.station.schedule(object)?.commitments[0]?.claims[0]?.evidence[0]?.state, "here");
  equal(await b.station.exhibit(claim, 2), null);
  // Nothing of it stands in the store in clear.
  for (const { store } of [a, b]) {
    const values = await store.values("exhibit");
    equal(values.length, 5);
    equal((await store.values("exhibit/")).length, 1, "of pieces a start reads nothing");
    for (const [, value] of values) ok(!Buffer.from(value).includes("ABCDEFGHIJ"));
  }
  await b.station.stop();
  const again = await openEnd(
    b.self, createMemoryStore(medium), b.chains, createLoopback().b(toHex(a.self.station)), b.officer,
  );
  await until(() => again.station.schedule(object)?.commitments[0]?.claims.length === 1);
  deepEqual((await again.station.exhibit(claim, 1))?.bytes, bytes);
  await again.station.stop();
  await a.station.stop();
});

test("of a large file no more is asked for within a second than a peer takes", async () => {
  const system = createSystemClock();
  let stopped: number | null = null;
  const pair = await makePair({
    clock: {
      nowMs: () => stopped ?? system.nowMs(), monotonicMs: () => system.monotonicMs(),
      wakeAt: (atMs, wake) => system.wakeAt(atMs, wake),
    },
  });
  const { a, b } = pair;
  const object = await schedule(pair);
  const kept = await a.station.keepExhibit(textOf(60 * 65_536), "long.txt", "text/plain");
  ok(kept !== null);
  const claim = await claimed(pair, object, 1, [kept]);
  const come = (): number | undefined => b.runner.state.exhibits.asked.get(kept.sha256)?.pieces.size;
  stopped = system.nowMs();
  await b.station.exhibit(claim, 1);
  await until(() => come() === piecesPerSecondMax);
  await new Promise((resolve) => setTimeout(resolve, 100));
  equal(come(), piecesPerSecondMax);
  stopped = null;
  equal(await fetched(b, claim), "here ");
  await pair.stop();
});

test("what is not what it is said to be is refused, and kept as that", async () => {
  const pair = await makePair();
  const { a, b } = pair;
  const object = await schedule(pair);
  const bytes = new TextEncoder().encode("Not a document.");
  equal(await a.station.keepExhibit(bytes, "list.pdf", "application/pdf"), null);
  const kept = await a.station.keepExhibit(bytes, "list.txt", "text/plain");
  ok(kept !== null);
  const media = await claimed(pair, object, 1, [{ ...kept, media: "application/pdf" }]);
  equal(await fetched(b, media), "bad media");
  equal(b.station.schedule(object)?.commitments[0]?.claims[0]?.evidence[0]?.state, "bad");

  // A dishonest station serves other bytes under the hash that it claimed.
  const { state } = a.runner;
  const claimedFile = { sha256: new Uint8Array(32).fill(5), size: bytes.length, key: new Uint8Array(32).fill(6) };
  const hex = toHex(claimedFile.sha256);
  keep(state, pieceKey(hex, 0), sealPiece(state.self.crypto, claimedFile, 0, bytes));
  state.exhibits.good.set(hex, claimedFile.key);
  const hash = await claimed(pair, object, 2, [
    { sha256: hex, size: bytes.length, key: toHex(claimedFile.key), name: "x", media: "text/plain" },
    { sha256: "07".repeat(32), size: 5, key: toHex(claimedFile.key), name: "y", media: "text/plain" },
  ]);
  equal(await fetched(b, hash), "bad hash");
  // One that nobody has stays on its way, and then away.
  equal((await b.station.exhibit(hash, 2))?.state, "asked");
  await pair.stop();
});

test("a file that is claimed twice opens for both claims, and nobody's false words speak for another's", async () => {
  const pair = await makePair();
  const { a, b } = pair;
  const object = await schedule(pair);
  const bytes = new TextEncoder().encode("A list.");
  const kept = await a.station.keepExhibit(bytes, "list.txt", "text/plain");
  ok(kept !== null);
  // Whoever says something else of the same bytes, under another key, says it first, and sends them.
  const { good } = a.runner.state.exhibits;
  good.set(kept.sha256, new Uint8Array(32).fill(9));
  const lie = await claimed(pair, object, 1, [{ ...kept, key: "09".repeat(32) }]);
  equal(await fetched(b, lie), "bad sealed");
  good.set(kept.sha256, Uint8Array.fromHex(kept.key));
  const first = await claimed(pair, object, 1, [kept]);
  const again = await a.station.keepExhibit(bytes, "again.txt", "text/plain");
  equal(again?.key, kept.key);
  const second = await claimed(pair, object, 2, [{ ...kept, name: "again.txt" }]);
  for (const claim of [first, second]) {
    for (const end of [a, b]) equal(await fetched(end, claim), "here ");
  }
  equal(await fetched(b, lie), "here ", "the bytes are here now");
  await pair.stop();
});

test("files of a party take its room by its own words, whoever claimed them first and as whatever size", async () => {
  const pair = await makePair();
  const { self, runner: { state } } = pair.b;
  const channel = state.channels.get(pair.channel);
  ok(channel !== undefined);
  const [third, party] = [new Uint8Array(32).fill(3), pair.a.self.party];
  const fileOf = (byte: number): EvidenceFile => ({
    sha256: new Uint8Array(32).fill(byte), size: evidenceBytesMax, name: "x", media: "text/plain", key: self.party,
  });
  const claims = (by: Uint8Array, file: EvidenceFile): void => noteExhibits(
    channel, { body: { kind: claimKind.code }, party: by, content: { evidence: [file] } } as unknown as HeldEntry,
  );
  const full = exhibitQuotaBytes / evidenceBytesMax;
  for (let byte = 1; byte <= full; byte++) {
    claims(third, { ...fileOf(byte), size: 0 });
    claims(party, fileOf(byte));
    state.exhibits.good.set(toHex(fileOf(byte).sha256), self.party);
  }
  equal(askExhibit(state, { file: fileOf(200), party: toHex(party), channel }), "exhibit-quota");
  equal(askExhibit(state, { file: fileOf(200), party: toHex(third), channel }), null);
  await pair.stop();
});

test("a peer gets nothing that no claim on its channel names, and sends nothing that was not asked for", async () => {
  const pair = await makePair();
  const { a, b } = pair;
  await schedule(pair);
  const kept = await a.station.keepExhibit(new TextEncoder().encode("Ours."), "ours.txt", "text/plain");
  const sha256 = Uint8Array.fromHex(kept?.sha256 ?? "");
  const peer = toHex(a.self.station);
  const say = (frame: object): void => b.runner.feed({
    kind: "line", input: { kind: "exhibit", peer, frame } as never,
  });
  say({ name: "exhibit-please", sha256, piece: 0 });
  say({ name: "exhibit", sha256, piece: 0, sealed: new Uint8Array(40) });
  await new Promise((resolve) => setTimeout(resolve, 200));
  const { good, bad, asked } = b.runner.state.exhibits;
  equal(good.size + bad.size + asked.size, 0);
  equal(a.runner.state.exhibits.good.size, 1);
  await pair.stop();
});

test("a hash that is claimed under another key shows nobody what is held for another channel", async () => {
  const arena = await makeArena();
  const { state, station, link, runner, peer } = arena;
  const { log, channel } = await adopted(arena);
  const kept = await station.keepExhibit(new TextEncoder().encode("A list."), "list.txt", "text/plain");
  ok(kept !== null);
  const begun = log.say(commitments.code, encodeShape(commitmentsContent, testSchedule([{}])));
  const claims = (key: string): void => link.bring(log.say(claimKind.code, encodeShape(
    claimContent, {
      item: 0, round: 0, statement: null,
      evidence: [{ ...kept, sha256: Uint8Array.fromHex(kept.sha256), key: Uint8Array.fromHex(key) }],
    },
  ), { object: begun.leaf }));
  const asked = (): boolean => {
    const frame = { name: "exhibit-please", sha256: Uint8Array.fromHex(kept.sha256), piece: 0 } as const;
    takeExhibit(state, toHex(peer.station), frame);
    return state.outputs.splice(0).some(({ kind }) => kind === "exhibit");
  };
  link.bring(begun);
  for (const [key, isGiven] of [["09".repeat(32), false], [kept.key, true]] as const) {
    claims(key);
    const keys = (): number => channel.schedules.files.get(kept.sha256)?.keys.size ?? 0;
    await until(() => keys() === (isGiven ? 2 : 1));
    await runner.flushed();
    equal(asked(), isGiven);
  }
  await station.stop();
});
