import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { noteNews } from "../line/line-news.ts";
import { makePair, must, openEnd, until, words } from "../pair.fixture.ts";
import type { End, Pair } from "../pair.fixture.ts";
import type { BearerView, LineView, UnderWayView } from "../../api/line-views.ts";
import { createLoopback } from "../../bearer/loopback/bearer.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { createMemoryMedium, createMemoryStore } from "../../store/memory/store.ts";
import type { LinkTerms } from "../../ports/bearer.ts";

const radio: LinkTerms = {
  rateBps: 300, mtuBytes: 256, lossShare: 0, delayMs: 20, turnaroundMs: null, returnPath: true, costly: 9,
};

/** Two whose cable is cut, the first with a radio beside it, of which each fragment is handed on by `drained`. */
async function withRadio(
  t: TestContext,
): Promise<{ pair: Pair; peer: string; line: () => LineView; hf: () => BearerView }> {
  const pair = await makePair();
  t.after(() => pair.stop());
  const { a, b } = pair;
  const peer = toHex(b.self.station);
  pair.cable.cut();
  await until(() => a.station.state().lines[0]?.state === "down");
  a.runner.feed({ kind: "line", input: { kind: "up", link: "hf 1", bearer: "hf", peer, terms: radio } });
  const line = (): LineView => a.station.state().lines[0] as LineView;
  return { pair, peer, line, hf: () => line().bearers.find(({ name }) => name === "hf") as BearerView };
}

async function say(pair: Pair, from: End, precedence: "FLASH" | "ROUTINE"): Promise<string> {
  const content = words(pair, pair.b, { precedence, text: "Слово ".repeat(40) });
  const result = await must(from.station, from.officer, { act: "message.send", seen: 0, content });
  return result.object ?? "";
}

test("of each bearer is told how it is, what is on it and when it will have arrived", async (t) => {
  const { pair, line, hf } = await withRadio(t);
  const { a } = pair;
  deepEqual(line().bearers.map(({ name, state }) => [name, state]), [["loopback", "cut"], ["hf", "untried"]]);
  await say(pair, a, "ROUTINE");
  const flash = await say(pair, a, "FLASH");
  const drain = (): void => a.runner.feed({ kind: "line", input: { kind: "drained", link: "hf 1" } });
  const shown = (): UnderWayView | undefined => hf().underWay.find((one) => one.object === flash);
  for (let left = 20; left > 0 && shown() === undefined; left--) {
    drain();
    await a.runner.flushed();
  }
  equal(shown()?.precedence, "FLASH");
  ok((shown()?.arrivesMs ?? 0) > a.station.state().nowMs);
  ok(hf().sentBytes > 0 && hf().heardBytes === 0);
  const last = hf().waiting.at(-1);
  equal(last?.precedence, "ROUTINE");
  ok((last?.arrivesMs ?? 0) > (shown()?.arrivesMs ?? 0), "FLASH goes first");
});

test("a line is up while somebody is heard over one of its links, and down when none answers", async (t) => {
  const { pair, peer, line, hf } = await withRadio(t);
  const { state } = pair.a.runner;
  equal(line().state, "down", "a radio that is open and not heard yet is no line");
  await say(pair, pair.a, "ROUTINE");
  const [radioLink] = state.line.links.values();
  ok(radioLink !== undefined);
  const heard = (quiet: boolean): void => {
    Object.assign(radioLink, { quiet, heardToldMs: state.nowMs });
    noteNews(state, { kind: "quiet", peer, quiet });
  };
  heard(false);
  deepEqual([line().state, hf().state], ["up", "up"]);
  heard(true);
  deepEqual([line().state, hf().state, hf().underWay[0]?.arrivesMs], ["down", "quiet", null]);
});

test("a way that is configured is shown with its terms before anything has come up over it", async (t) => {
  const { pair, peer, line, hf } = await withRadio(t);
  const { runner } = pair.a;
  const named = (): readonly string[] => line().bearers.map(({ name, state }) => `${name} ${state}`);
  const ways = [
    { bearer: "sat", station: peer, terms: { ...radio, costly: 2 } }, { bearer: "hf", station: peer, terms: radio },
    { bearer: "sat", station: "ab".repeat(16), terms: radio },
  ];
  runner.feed({ kind: "ways", ways });
  deepEqual(named(), ["loopback cut", "sat cut", "hf untried"]);
  equal(line().bearers[1]?.terms?.costly, 2);
  runner.feed({ kind: "ways", ways: [] });
  deepEqual([named(), hf().state], [["loopback cut", "hf untried"], "untried"]);
});

test("which bearer brought a message is known after a start", async (t) => {
  const medium = createMemoryMedium();
  const pair = await makePair({ stores: [createMemoryStore(), createMemoryStore(medium)] });
  const object = await say(pair, pair.a, "FLASH");
  const { b } = pair;
  await until(() => b.station.thread(object)?.message.cameBy === "loopback");
  await b.station.stop();
  const again = await openEnd(
    b.self, createMemoryStore(medium), b.chains, createLoopback().b(toHex(pair.a.self.station)), b.officer,
  );
  t.after(() => Promise.all([pair.a.station.stop(), again.station.stop()]));
  await until(() => again.station.thread(object) !== null);
  equal(again.station.thread(object)?.message.cameBy, "loopback");
});

test("which bearer brought a message is told once, whatever brings it again", async (t) => {
  const pair = await makePair();
  t.after(() => pair.stop());
  const object = await say(pair, pair.a, "FLASH");
  await until(() => pair.b.station.thread(object) !== null);
  equal(pair.b.station.thread(object)?.message.cameBy, "loopback");
  equal(pair.a.station.thread(object)?.message.cameBy, null);
});
