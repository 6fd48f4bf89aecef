import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import type { Head, RecordView } from "../record/held-entry.ts";
import { seeded, shuffled } from "../agree/record.fixture.ts";
import { verdict } from "./verdict.ts";
import type { Fact, Limit } from "./verdict.ts";

const terms = { skewMs: 10, courierMs: 100, longStopMs: 1_000 };
const limit: Limit = { source: "test", limitMs: 5_000, principals: ["aa", "bb"], startDisputed: false };
const head = (party: string, time: number, more: Partial<Head> = {}): Head => (
  { log: `${party}${party}`, party, size: 3, time, ...more }
);
const view = (...heads: readonly Head[]): RecordView => (
  { counts: () => true, inSeat: () => true, heads, firstAcks: () => [], earlyAcks: () => [] }
);
const fact = (time: number, more: Partial<Fact> = {}): Fact => (
  { at: `bbbb:${time}`, time, disputed: false, heardMs: time + 1, ...more }
);

test("running before the limit, passed after it, met by the first fact in time", () => {
  const both = view(head("aa", 4_000), head("bb", 4_000));
  deepEqual(
    [verdict(limit, [], both, 5_000, terms).state, verdict(limit, [], both, 5_000, terms).outcome],
    ["open", "running"]
  );
  const passed = verdict(limit, [fact(5_001)], both, 5_001, terms);
  deepEqual([passed.state, passed.outcome], ["provisional", "passed"]);
  deepEqual(passed.byEntries, ["aaaa:2", "bbbb:2"]);
  const met = verdict(limit, [fact(5_000), fact(4_000)], both, 9_000, terms);
  deepEqual([met.outcome, met.byEntries], ["met", ["bbbb:4000"]]);
});

test("final only when every open log of every principal is past limit and skew", () => {
  equal(verdict(limit, [], view(head("aa", 5_011), head("bb", 5_010)), 5_012, terms).state, "provisional");
  const final = verdict(limit, [], view(head("aa", 5_011), head("bb", 5_011)), 5_012, terms);
  deepEqual([final.state, final.rule, final.unheard], ["final", "by-entries", []]);
  const second = head("bb", 4_000, { log: "cccc" });
  equal(verdict(limit, [], view(head("aa", 5_011), head("bb", 5_011), second), 5_012, terms).state, "provisional");
  const closed = { ...second, closed: true };
  equal(verdict(limit, [], view(head("aa", 5_011), head("bb", 5_011), closed), 5_012, terms).state, "final");
  equal(verdict(limit, [], view(head("aa", 5_011)), 5_012, terms).state, "provisional");
});

test("at the long stop it is final with theirs not heard", () => {
  const ours = view(head("aa", 5_900), head("bb", 4_000));
  equal(verdict(limit, [], ours, 5_999, terms).state, "provisional");
  const stop = verdict(limit, [], ours, 6_000, terms);
  deepEqual([stop.state, stop.rule, stop.unheard], ["final", "at-long-stop", ["bb"]]);
});

test("evidence that comes after the long stop contests, and never reverses", () => {
  const late = verdict(
    limit, [fact(4_000, { heardMs: 7_000 })], view(head("aa", 7_000), head("bb", 7_000)), 7_000, terms
  );
  deepEqual([late.outcome, late.contested, late.state], ["passed", true, "provisional"]);
  const unheard = verdict(
    limit, [fact(4_000, { heardMs: null })], view(head("aa", 5_900), head("bb", 4_500)), 6_000, terms
  );
  deepEqual([unheard.outcome, unheard.contested, unheard.state], ["passed", true, "provisional"]);
});

test("a disputed time meets nothing, and a fact nobody has confirmed makes nothing final", () => {
  const both = view(head("aa", 5_500), head("bb", 5_500));
  equal(verdict(limit, [fact(4_000, { disputed: true })], both, 5_500, terms).outcome, "disputed");
  equal(verdict(limit, [fact(4_000, { disputed: true }), fact(4_500)], both, 5_500, terms).outcome, "met");
  equal(verdict({ ...limit, startDisputed: true }, [], both, 5_500, terms).outcome, "disputed");
  equal(verdict(limit, [fact(4_000, { heardMs: null })], both, 5_500, terms).state, "provisional");
});

test("the order of facts and heads decides nothing", () => {
  for (let seed = 0; seed < 500; seed++) {
    const draw = seeded(seed);
    const facts = Array.from({ length: draw(5) }, () => fact(3_000 + draw(4_000), {
      disputed: draw(3) === 0, heardMs: draw(3) === 0 ? null : 3_000 + draw(5_000),
    }));
    const heads = [
      head("aa", 3_000 + draw(4_000)), head("bb", 3_000 + draw(4_000)), head("bb", draw(9_000), { log: "dd" }),
    ];
    const at = 3_000 + draw(5_000);
    const expected = JSON.stringify(verdict(limit, facts, view(...heads), at, terms));
    for (let round = 0; round < 5; round++) {
      const again = verdict(limit, shuffled(facts, draw), view(...shuffled(heads, draw)), at, terms);
      equal(JSON.stringify(again), expected, `seed ${seed}`);
    }
  }
});
