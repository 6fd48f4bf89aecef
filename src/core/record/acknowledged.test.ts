import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { createAcknowledged, disownAck, disownLeafAck, firstAcksOf, noteAck, noteLeafAck } from "./acknowledged.ts";
import type { FirstAck } from "./held-entry.ts";
import { filled } from "./ledger.fixture.ts";

const log = "aa".repeat(16);
const [ours, one, other] = [filled(32, 1), filled(32, 2), filled(32, 3)];

function ack(party: Uint8Array, by: string, seq: number, time: number): FirstAck {
  return { party, at: `${by.repeat(16)}:${seq}`, time, heldAt: time + 1 };
}

const all = (): boolean => true;

test("the first acknowledgement of a position is the first of its author that reaches it", () => {
  const index = createAcknowledged();
  const steps = [ack(one, "b1", 1, 10), ack(one, "b1", 4, 20), ack(one, "b1", 5, 30)];
  [2, 5, 9].forEach((size, at) => noteAck(index, log, size, steps[at]!));
  const firstOf = (seq: number): FirstAck[] => firstAcksOf(index, log, seq, ours, all);
  for (const [seq, step] of [[0, 0], [1, 0], [2, 1], [4, 1], [5, 2], [8, 2]] as const) {
    deepEqual(firstOf(seq), [steps[step]!]);
  }
  deepEqual(firstOf(9), []);
  deepEqual(firstAcksOf(index, "cc".repeat(16), 0, ours, all), []);
  // What does not count is as if it were not said, and a party says nothing of its own.
  deepEqual(firstAcksOf(index, log, 0, ours, (at) => at !== steps[0]!.at), []);
  deepEqual(firstAcksOf(index, log, 0, one, all), []);
});

test("of two logs of one party the earlier time is first, and of equal times the lower place; parties go by id", () => {
  const index = createAcknowledged();
  noteAck(index, log, 3, ack(other, "b2", 0, 10));
  noteAck(index, log, 3, ack(one, "b1", 0, 30));
  noteAck(index, log, 3, ack(one, "b0", 7, 20));
  noteAck(index, log, 3, ack(one, "b3", 0, 20));
  deepEqual(firstAcksOf(index, log, 0, ours, all), [ack(one, "b0", 7, 20), ack(other, "b2", 0, 10)]);
  noteLeafAck(index, `${log}:0`, ack(one, "b4", 2, 15));
  noteLeafAck(index, `${log}:0`, ack(other, "b5", 2, 5));
  noteLeafAck(index, `${log}:1`, ack(other, "b6", 2, 1));
  deepEqual(firstAcksOf(index, log, 0, ours, all), [ack(one, "b4", 2, 15), ack(other, "b5", 2, 5)]);
});

test("an acknowledgement of another tree is forgotten, and no other", () => {
  const index = createAcknowledged();
  noteAck(index, log, 2, ack(one, "b1", 1, 10));
  noteAck(index, log, 5, ack(one, "b1", 4, 20));
  noteAck(index, log, 5, ack(other, "b2", 4, 20));
  disownAck(index, log, ack(one, "b1", 1, 10).at);
  deepEqual(firstAcksOf(index, log, 0, ours, all), [ack(one, "b1", 4, 20), ack(other, "b2", 4, 20)]);
  disownAck(index, log, ack(one, "b9", 1, 10).at);
  disownAck(index, "cc".repeat(16), ack(one, "b1", 4, 20).at);
  equal(firstAcksOf(index, log, 0, ours, all).length, 2);
  noteLeafAck(index, `${log}:9`, ack(one, "b1", 6, 30));
  noteLeafAck(index, `${log}:9`, ack(other, "b2", 6, 30));
  disownLeafAck(index, `${log}:9`, ack(one, "b1", 6, 30).at);
  deepEqual(firstAcksOf(index, log, 9, ours, all), [ack(other, "b2", 6, 30)]);
  disownLeafAck(index, `${log}:8`, ack(other, "b2", 6, 30).at);
  equal(firstAcksOf(index, log, 9, ours, all).length, 1);
});
