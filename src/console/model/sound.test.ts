import assert from "node:assert/strict";
import { test } from "node:test";

import type { AlertView } from "../../api/views.ts";
import { precedences } from "./precedence.ts";
import { notesOf, ringNow, silenceMs } from "./sound.ts";

const alert = (id: string, level: AlertView["level"], kind: AlertView["kind"] = "message"): AlertView =>
  ({ id, level, kind, object: null, party: null, sinceMs: 0, sentence: "", values: {} });
const quiet = { at: new Map<string, number>(), silencedUntilMs: 0 };

test("each level has a sound of its own, and an exercise is heard before it", () => {
  const written = precedences.map((one) => JSON.stringify(notesOf(one, "actual")));
  assert.equal(new Set(written).size, precedences.length);
  assert.equal(new Set(precedences.map((one) => notesOf(one, "actual").length)).size, precedences.length);
  for (const one of precedences) {
    const [first, second, third, ...rest] = notesOf(one, "exercise");
    assert.equal(new Set([first?.hertz, second?.hertz, third?.hertz]).size, 1);
    assert.equal(rest.length, notesOf(one, "actual").length);
  }
});

test("the worst alert sounds for all, and sounds again while it waits", () => {
  const alerts = [alert("a", "caution"), alert("b", "emergency")];
  const first = ringNow(alerts, quiet, 1_000);
  assert.equal(first?.precedence, "FLASH");
  assert.equal(ringNow(alerts, first?.rung ?? quiet, 2_000), null);
  assert.equal(ringNow(alerts, first?.rung ?? quiet, 5_000)?.precedence, "FLASH");
  assert.equal(ringNow([alert("a", "caution")], first?.rung ?? quiet, 99_000), null, "a caution sounds once");
});

test("silence lasts thirty seconds and acknowledges nothing", () => {
  const silenced = { ...quiet, silencedUntilMs: silenceMs };
  assert.equal(ringNow([alert("a", "emergency")], silenced, silenceMs - 1), null);
  assert.equal(ringNow([alert("a", "emergency")], silenced, silenceMs)?.precedence, "FLASH");
});
