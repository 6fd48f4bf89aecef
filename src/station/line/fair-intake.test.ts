import assert from "node:assert/strict";
import { test } from "node:test";
import { adopted, makeArena, wideTerms } from "../dishonest.fixture.ts";
import { beyondMsMax, FairIntake, peerShare, sliceMs, waitingBytesMax } from "./fair-intake.ts";
import type { Link } from "../../ports/bearer.ts";

function linkOf(id: string, reads: string[] = []): Link {
  return {
    id, bearer: "test", station: id, terms: wideTerms(16_384), send: () => true, close: () => undefined,
    read: (on) => void reads.push(`${id} ${on ? "on" : "off"}`),
  };
}

/** An intake whose clock moves on by a millisecond for each fragment that is taken, and by ten each turn. */
function makeIntake(): {
  readonly intake: FairIntake; readonly taken: string[]; turn(): Promise<void>; pass(ms: number): void;
} {
  const taken: string[] = [];
  let nowMs = 0;
  const take = (link: Link, fragment: Uint8Array): void => {
    taken.push(`${link.id}${fragment[0]}`);
    nowMs += 1;
  };
  const turn = (): Promise<void> => {
    nowMs += 10;
    return new Promise((resolve) => setImmediate(resolve));
  };
  return { intake: new FairIntake(take, () => nowMs), taken, turn, pass: (ms) => void (nowMs += ms) };
}

test("what comes alone is taken at once, in its order, for as long as the turn lasts", async () => {
  const { intake, taken, turn } = makeIntake();
  const x = linkOf("x");
  for (let number = 0; number < 10; number++) intake.push(x, Uint8Array.of(number));
  assert.equal(taken.length, sliceMs);
  while (intake.waiting) await turn();
  assert.deepEqual(taken, Array.from({ length: 10 }, (_, number) => `x${number}`));
});

test("another link's fragment waits for one of the flood, not for all of it", async () => {
  const { intake, taken, turn } = makeIntake();
  const [flood, quiet] = [linkOf("f"), linkOf("q")];
  for (let number = 0; number < 200; number++) intake.push(flood, Uint8Array.of(number));
  intake.push(quiet, Uint8Array.of(1));
  intake.push(quiet, Uint8Array.of(2));
  while (intake.waiting) await turn();
  assert.equal(taken.length, 202);
  const [first, second] = [taken.indexOf("q1"), taken.indexOf("q2")];
  assert.ok(first <= sliceMs + 1 && second <= sliceMs + 3, `${first}, ${second}`);
  assert.deepEqual(taken.filter((one) => one.startsWith("f")).length, 200);
});

test("what storing takes is of the share of those whose words are stored, and never a rest without end", async () => {
  const { intake, taken, turn, pass } = makeIntake();
  const [flood, quiet] = [linkOf("f"), linkOf("q")];
  const push = async (link: Link, number: number): Promise<void> => {
    await turn();
    intake.push(link, Uint8Array.of(number));
  };
  const store = (ms: number): void => {
    const stored = intake.storing();
    pass(ms);
    stored();
  };
  await push(quiet, 1);
  store(0);
  await push(flood, 1);
  store(60);
  await push(quiet, 2);
  await push(flood, 2);
  assert.deepEqual(taken, ["q1", "f1", "q2"]);
  while (intake.waiting) await turn();
  assert.equal(taken.at(-1), "f2");
  const stored = intake.storing();
  pass(60_000);
  await push(quiet, 3);
  stored();
  pass(beyondMsMax / peerShare);
  await push(flood, 3);
  assert.deepEqual(taken.slice(4), ["q3", "f3"]);
});

test("a peer that takes more than its share rests while another's come, and alone it takes all", () => {
  const { intake, taken } = makeIntake();
  const [flood, quiet] = [linkOf("f"), linkOf("q")];
  intake.push(quiet, Uint8Array.of(1));
  for (let number = 0; number < 20; number++) intake.push(flood, Uint8Array.of(number));
  assert.deepEqual(taken, ["q1", "f0"]);
  const alone = makeIntake();
  for (let number = 0; number < 20; number++) alone.intake.push(flood, Uint8Array.of(number));
  assert.equal(alone.taken.length, sliceMs);
});

test("a link is read no further while much of it waits, and again when it does not", async () => {
  const reads: string[] = [];
  const { intake, turn } = makeIntake();
  const x = linkOf("x", reads);
  const fragment = new Uint8Array(8_192);
  for (let number = 0; number < sliceMs + waitingBytesMax / fragment.length; number++) intake.push(x, fragment);
  assert.deepEqual(reads, []);
  intake.push(x, fragment);
  assert.deepEqual(reads, ["x off"]);
  while (intake.waiting) await turn();
  assert.deepEqual(reads, ["x off", "x on"]);
});

test("nothing of a link that is gone is taken", async () => {
  const { intake, taken, turn } = makeIntake();
  const x = linkOf("x");
  for (let number = 0; number < 10; number++) intake.push(x, Uint8Array.of(number));
  intake.forget(x);
  while (intake.waiting) await turn();
  assert.equal(taken.length, sliceMs);
});

test("who sends more than the disk quota is named, and FLASH is taken longest", async () => {
  const arena = await makeArena();
  const { link, runner, state, station } = arena;
  const line = await adopted(arena);
  const held = (): number => line.channel.ledger.logs.get(line.log.log.toHex())?.size ?? 0;
  const peer = [...state.line.peers.values()][0];
  assert.ok(peer !== undefined);
  peer.intake.bytes = 1_000;
  link.bring(line.log.message({ text: "fits" }));
  await runner.flushed();
  const size = held();
  // However slow the machine is, nothing of the quota comes back before the next is looked at.
  peer.intake.atMs = Date.now() + 3_600_000;
  link.bring(line.log.message({ text: "x".repeat(2_000) }));
  await runner.flushed();
  assert.equal(held(), size, "what is beyond it is not taken");
  const { alerts } = station.state();
  assert.ok(alerts.some((one) => one.sentence === "alert.over" && one.party === state.partyOfStation.get(peer.hex)));
  await station.stop();
});
