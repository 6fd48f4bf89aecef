import assert from "node:assert/strict";
import { test } from "node:test";

import type { StationEvent } from "../../api/views.ts";
import { createEventParser, followEvents } from "./live.ts";

const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

test("the parser takes a stream in pieces of any size", () => {
  const stream = 'id: 7\ndata: {"a":\ndata: 1}\n\n: a comment\n\ndata: x\r\n\r\nid: 8\ndata:y\n\n';
  for (let size = 1; size <= stream.length; size += 1) {
    const seen: [string | null, string][] = [];
    const feed = createEventParser((id, data) => seen.push([id, data]));
    for (let at = 0; at < stream.length; at += size) feed(stream.slice(at, at + size));
    assert.deepEqual(
      seen,
      [
        ["7", '{"a":\n1}'],
        [null, "x"],
        ["8", "y"],
      ],
      `pieces of ${size}`,
    );
  }
});

test("a connection that was cut is taken up after the last event that was seen", async () => {
  const asked: (string | null)[] = [];
  const events: StationEvent[] = [];
  const opened: boolean[] = [];
  const bodies = [
    'id: 41\ndata: {"kind":"record","total":1}\n\n',
    'id: 42\ndata: {"kind":"record","total":2}\n\ndata: not json\n\ndata: {"kind":"heartbeat","nowMs":5}\n\n',
  ];
  const end = followEvents({
    fetch: async (_address, init) => {
      asked.push(new Headers(init?.headers).get("last-event-id"));
      const body = bodies.shift();
      if (body === undefined) throw new Error("unreachable");
      return new Response(body, { status: 200 });
    },
    after: (delayMs, work) => {
      // The watch over silence is long; what waits less is the pause before the next attempt.
      if (delayMs > 5_000) return () => undefined;
      const timer = setTimeout(work, 1);
      return () => clearTimeout(timer);
    },
    onEvents: (batch) => events.push(...batch),
    onOpen: (resumed) => opened.push(resumed),
    onLost: () => undefined,
    onRefused: () => assert.fail("refused"),
  });
  while (asked.length < 4) await wait();
  end();
  assert.deepEqual(asked.slice(0, 4), [null, "41", "42", "42"]);
  assert.deepEqual(opened, [false, true]);
  assert.deepEqual(
    events.map((event) => event.kind),
    ["record", "record", "heartbeat"],
  );
});

test("a station that refuses is not asked again", async () => {
  let asked = 0;
  const refusals: string[] = [];
  followEvents({
    fetch: async () => {
      asked += 1;
      return new Response("{}", { status: 401 });
    },
    after: (_delayMs, work) => {
      const timer = setTimeout(work, 1);
      return () => clearTimeout(timer);
    },
    onEvents: () => undefined,
    onOpen: () => undefined,
    onLost: () => undefined,
    onRefused: (code) => refusals.push(code),
  });
  await wait();
  await wait();
  assert.equal(asked, 1);
  assert.deepEqual(refusals, ["sign-in"]);
});
