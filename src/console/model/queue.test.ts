import assert from "node:assert/strict";
import { test } from "node:test";

import type { AddresseeView, MessageView, StationView, VerdictView } from "../../api/views.ts";
import {
  furthestBehind, mostPressed, neighbour, ownAddressee, queueOf, queuesOf, receiptsDue, waitingOrder,
} from "./queue.ts";

const us = "aa";
const them = "bb";

const running = (limitMs: number): VerdictView => ({
  state: "open",
  outcome: "running",
  limitMs,
  byEntries: [],
  unheard: [],
  contested: false,
  atMs: 0,
});

const to = (party: string, part: Partial<AddresseeView> = {}): AddresseeView => ({
  party,
  desk: "watch",
  state: "durable",
  sinceMs: 0, byCourier: false,
  receipt: null,
  taken: null,
  holding: null,
  answered: null,
  refused: null,
  wentBack: false, stations: [],
  receiptBy: null,
  answerBy: null,
  ...part,
});

const view = (object: string, part: Partial<MessageView>): MessageView => ({
  object,
  channel: "cc",
  label: object,
  log: "",
  seq: 0,
  leaf: "",
  shortHash: "",
  direction: "in",
  incoming: 1,
  party: them,
  desk: "watch",
  capacity: "",
  precedence: "ROUTINE",
  dtg: "",
  timeMs: 0,
  heldMs: 0,
  cameBy: null,
  byCourier: false,
  handling: "",
  language: "en",
  subject: "",
  text: "",
  word: null,
  relation: null,
  to: [to(us)],
  info: [],
  translations: [],
  correctedBy: [],
  supersededBy: [],
  cancelled: null,
  proofPending: false,
  revoked: false,
  memoryUnconfirmed: false,
  returned: false,
  unreadable: false,
  waitsForTake: true,
  waitsForAnswer: true,
  waitsForThem: true,
  ...part,
});

test("a message stands in the list of what it waits for, and in one only", () => {
  assert.equal(queueOf(view("1", {})), "take");
  assert.equal(queueOf(view("2", { waitsForTake: false })), "answer");
  assert.equal(queueOf(view("3", { waitsForTake: false, waitsForAnswer: false })), null);
  assert.equal(queueOf(view("4", { direction: "out", to: [to(them)] })), "theirs");
  assert.equal(queueOf(view("5", { direction: "out", waitsForThem: false })), null);
});

test("lists go by level, then by what is due soonest, then by age", () => {
  const due = (limitMs: number) => [to(us, { receiptBy: running(limitMs) })];
  const lists = queuesOf(
    [
      view("routine", { to: due(10) }),
      view("flash-later", { precedence: "FLASH", to: due(900) }),
      view("flash-sooner", { precedence: "FLASH", to: due(100) }),
      view("no-clock", { precedence: "FLASH", timeMs: 1 }),
      view("unknown", { precedence: "URGENT!!" as "FLASH", to: due(1) }),
    ],
    us,
  );
  const order = ["flash-sooner", "flash-later", "no-clock", "unknown", "routine"];
  assert.deepEqual(
    lists.take.map((item) => item.message.object),
    order,
  );
  assert.deepEqual(waitingOrder(lists), order);
});

test("next and previous go round and begin at an end", () => {
  assert.equal(neighbour(["a", "b"], null, 1), "a");
  assert.equal(neighbour(["a", "b"], null, -1), "b");
  assert.equal(neighbour(["a", "b"], "b", 1), "a");
  assert.equal(neighbour(["a", "b"], "gone", 1), "a");
  assert.equal(neighbour([], "a", 1), null);
});

test("the desk that acts is the one that still must", () => {
  const taken = { label: "", timeMs: 0, desk: "watch" };
  const message = view("1", {
    to: [to(them), to(us, { desk: "watch", taken, state: "taken" }), to(us, { desk: "legal" })],
  });
  assert.equal(ownAddressee(message, us)?.desk, "legal");
});

test("an outgoing message shows the addressee that is furthest behind", () => {
  const message = view("1", {
    direction: "out",
    to: [to(them, { state: "taken" }), to(them, { desk: "air", state: "unreachable" })],
  });
  assert.equal(furthestBehind(message)?.desk, "air");
});

test("the top bar speaks from half of a receipt's time on, of the most urgent", () => {
  const state = {
    party: { id: us },
    channels: [
      {
        id: "cc",
        limits: [
          { precedence: "FLASH", receiptMs: 1_000, answerMs: 9_000 },
          { precedence: "ROUTINE", receiptMs: 1_000, answerMs: 9_000 },
        ],
      },
    ],
  } as unknown as StationView;
  const flash = view("flash", { precedence: "FLASH", to: [to(us, { receiptBy: running(1_000) })] });
  assert.equal(mostPressed(state, [flash], 499), null);
  assert.equal(mostPressed(state, [flash], 500)?.due.stage, "half");
  assert.equal(mostPressed(state, [flash], 800)?.due.stage, "eighty");
  assert.equal(mostPressed(state, [flash], 1_000)?.due.stage, "passed");
  const other = view("other", { precedence: "FLASH", to: [to(us, { receiptBy: running(900) })] });
  assert.equal(mostPressed(state, [flash, other], 800)?.message.object, "other");
  const late = view("late", { precedence: "ROUTINE", to: [to(us, { receiptBy: running(100) })] });
  assert.equal(mostPressed(state, [late, flash], 800)?.message.object, "flash", "a late ROUTINE hides no FLASH");
  const due = receiptsDue(state, [late, flash, other], 0).map((one) => one.message.object);
  assert.deepEqual(due, ["other", "flash", "late"]);
});
