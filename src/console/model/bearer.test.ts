import { deepEqual, equal } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import type { BearerView, LineView, UnderWayView } from "../../api/line-views.ts";
import { parsePo } from "../words/po.ts";
import { writeSentence } from "../words/sentence.ts";
import { bearerFacts, hasRate, lastArrives, onTheWire, partGone, waysOf } from "./bearer.ts";
import type { Speaker } from "./bearer.ts";

const english = new Map(parsePo(readFileSync(join(import.meta.dirname, "../words/en.po"), "utf8")).map(
  ({ id, text }) => [id, text],
));
const words: Speaker = {
  say: (id, values = {}) => writeSentence(english.get(id) ?? id, values, "en"),
  units: { day: "d", hour: "h", minute: "min", second: "s" },
};
const terms = {
  rateBps: 300, mtuBytes: 512, lossShare: 0, delayMs: 20, turnaroundMs: 500, returnPath: true, costly: 9,
};
const nowMs = 100_000;
const hf: BearerView = {
  name: "hf", state: "up", lastHeardMs: nowMs - 61_000, roundTripMs: null, terms, sentBytes: 0, heardBytes: 0,
  underWay: [], waiting: [],
};
const going: UnderWayView = { object: "aa", precedence: "FLASH", bytes: 330, goneBytes: 0, arrivesMs: nowMs + 11_200 };

test("a bearer says its rate and how it is; when it was heard last only where nothing is heard now", () => {
  deepEqual(bearerFacts(words, hf, nowMs), ["hf", "300 bit/s", "half duplex", "heard"]);
  const cut = bearerFacts(words, { ...hf, name: "tls", terms: null, state: "cut" }, nowMs);
  deepEqual(cut, ["network (TLS)", "cut", "last heard 1\u00a0min 01\u00a0s"]);
  deepEqual(bearerFacts(words, { ...hf, state: "untried", lastHeardMs: null }, nowMs).at(-1), "not heard yet");
});

test("where what goes out and what comes in differ both are said, as far as they are declared", () => {
  const facts = (more: object): readonly string[] =>
    bearerFacts(words, { ...hf, terms: { ...terms, turnaroundMs: null, ...more } }, nowMs);
  deepEqual(facts({ backBps: 9_600 }), ["hf", "300 bit/s out", "9600 bit/s in", "heard"]);
  deepEqual(facts({ backBps: null }), ["hf", "300 bit/s out", "heard"]);
  deepEqual(facts({ backBps: 300 }), ["hf", "300 bit/s", "heard"]);
  const oneSided = { ...hf, terms: { ...terms, rateBps: null, backBps: 300 } };
  const none = { ...hf, terms: { ...terms, rateBps: null } };
  deepEqual([hf, oneSided, none].map(hasRate), [true, true, false]);
});

test("on the wire is what has not gone whole, else what is still on its way", () => {
  equal(onTheWire(hf), null);
  const whole = { ...going, goneBytes: 330 };
  equal(onTheWire({ ...hf, underWay: [whole] }), whole);
  equal(onTheWire({ ...hf, underWay: [whole, going] }), going);
});

test("a time to come is said in steps, rounded up, and not at all where nobody can tell", () => {
  equal(partGone(words, going, nowMs), "0 of 330 bytes carried, arrives in about 12\u00a0s");
  equal(partGone(words, { ...going, arrivesMs: null }, nowMs), "0 of 330 bytes carried");
  const late = { ...going, arrivesMs: nowMs - 9_000 };
  equal(partGone(words, late, nowMs), "0 of 330 bytes carried, arrives in about 1\u00a0s");
  equal(lastArrives(words, nowMs + 61_000, nowMs), "(the last in about 1\u00a0min 05\u00a0s)");
  equal(lastArrives(words, nowMs + 601_000, nowMs), "(the last in about 10\u00a0min 30\u00a0s)");
  equal(lastArrives(words, null, nowMs), "");
});

test("a message is shown on each bearer to its party that it is on, and on no other", () => {
  const sat = { ...hf, name: "sat" };
  const lines = [
    { party: "b", bearers: [{ ...hf, underWay: [going] }, sat] },
    { party: "c", bearers: [{ ...sat, underWay: [going] }] },
  ] as unknown as readonly LineView[];
  deepEqual(waysOf(lines, "b", "aa").map(({ bearer }) => bearer.name), ["hf"]);
  deepEqual(waysOf(lines, "b", "bb"), []);
});
