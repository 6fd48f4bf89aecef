import assert from "node:assert/strict";
import { test } from "node:test";

import type { MessageView, StationView } from "../../api/views.ts";
import { briefState, mayShow } from "./brief.ts";

const calm = {
  alerts: [], lines: [{ party: "b", station: "1", state: "up", ours: false }],
  counts: { waitingReceipt: 0, waitingAnswer: 0 },
  channels: [{ id: "c", labels: [{ code: "open", names: [] }, { code: "parties-only", names: [] }] }],
} as unknown as StationView;
const message = { channel: "c", handling: "open", unreadable: false, revoked: false } as unknown as MessageView;

test("the worst is said first, and a party that is reached at another station is not cut off", () => {
  assert.deepEqual(briefState(calm), { kind: "calm" });
  const waits: StationView = { ...calm, counts: { ...calm.counts, waitingAnswer: 2 } };
  assert.deepEqual(briefState(waits), { kind: "waits", n: 2 });
  const down = [{ party: "b", station: "2", state: "down", ours: false }] as unknown as StationView["lines"];
  assert.deepEqual(briefState({ ...waits, lines: down }), { kind: "down", parties: ["b"] });
  assert.deepEqual(briefState({ ...waits, lines: [...down, ...calm.lines] }), { kind: "waits", n: 2 });
  const record = [{ kind: "record", level: "alarm" }] as unknown as StationView["alerts"];
  assert.deepEqual(briefState({ ...waits, lines: down, alerts: record }), { kind: "record" });
  const flash = [...record, { kind: "message", level: "emergency" }] as unknown as StationView["alerts"];
  assert.deepEqual(briefState({ ...waits, alerts: flash }), { kind: "emergency", n: 1 });
});

test("words stand in the brief under the lowest label alone", () => {
  assert.equal(mayShow(calm, message), true);
  assert.equal(mayShow(calm, { ...message, handling: "parties-only" }), false);
  assert.equal(mayShow(calm, { ...message, handling: "unheard-of" }), false);
  assert.equal(mayShow({ ...calm, channels: [] }, message), false, "a channel that is not known");
});
