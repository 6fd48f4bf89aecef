import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { Places } from "./places.ts";
import type { Place, Sort } from "./places.ts";
import { fileInMemory } from "../core/record/export.ts";

const place = (seq: number, sort: Sort = "entry", more: Partial<Place> = {}): Place =>
  ({ sort, seq, item: seq + 3, at: seq * 10, length: 10, lamport: seq * 2, detail: "", ...more });

test("thousands of places are kept, each as it was put, and each log in its order", () => {
  const places = new Places(fileInMemory(new Uint8Array(0)));
  for (let seq = 0; seq < 5_000; seq++) {
    places.add(seq % 2 === 0 ? "aa" : "bb", place(seq, seq % 3 === 0 ? "leaf" : "entry"));
  }
  deepEqual([places.logCount, [...places.logs], places.has("aa"), places.has("cc")], [2, ["aa", "bb"], true, false]);
  const seqs = [...places.of("bb")].map((index) => places.get(index));
  equal(seqs.length, 2_500);
  deepEqual(seqs[1_700], place(3_401));
  deepEqual(seqs[2_000], place(4_001));
  deepEqual([...places.of("cc")], []);
});

test("the newest entry of a log is its last that is shown whole, wherever the log was left and taken up again", () => {
  const places = new Places(fileInMemory(new Uint8Array(0)));
  for (const [log, seq, sort] of [
    ["aa", 0, "entry"], ["aa", 1, "entry"], ["bb", 0, "leaf"], ["aa", 2, "leaf"], ["aa", 3, "damaged"],
  ] as const) {
    places.add(log, place(seq, sort));
  }
  equal(places.newestEntry("aa")?.seq, 1);
  equal(places.newestEntry("bb"), null);
  equal(places.newestEntry("cc"), null);
  places.add("aa", place(4));
  equal(places.newestEntry("aa")?.seq, 4);
});

test("what is wrong with a damaged item is kept, and its bytes are read from the file", () => {
  const bytes = Uint8Array.from({ length: 100 }, (_, at) => at);
  const places = new Places(fileInMemory(bytes));
  places.add("aa", place(2, "damaged", { detail: "cut off" }));
  places.add("aa", place(3));
  const [damaged, whole] = [...places.of("aa")].map((index) => places.get(index)) as [Place, Place];
  deepEqual([damaged.detail, whole.detail], ["cut off", ""]);
  deepEqual(places.frame(whole), { at: 30, bytes: bytes.subarray(30, 40) });
});
