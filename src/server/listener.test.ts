// The server on real sockets: TCP for a browser, the local socket for the command line.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";

import { must, words } from "../station/pair.fixture.ts";
import { createHandClock, random, stationForTests, tap } from "./served.fixture.ts";
import { connectionsMax } from "./listener.ts";
import { createServer } from "./server.ts";

const real = stationForTests();

function setUp() {
  const station = tap(real.station());
  const server = createServer(station, { clock: createHandClock(), random, short: "NDL", consoleFolder: null });
  return { station, server };
}

type Answer = Promise<[status: number, body: unknown]>;

function ask(socketPath: string, path: string, given: Record<string, string>, body?: object): Answer {
  const headers = { "content-type": "application/json", ...given };
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, path, method: body === undefined ? "GET" : "POST", headers }, (answer) => {
      let text = "";
      answer.on("data", (part) => (text += part)).on("end", () => resolve([answer.statusCode ?? 0, JSON.parse(text)]));
    });
    sent.on("error", reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
}

test("the local socket asks for its token, names the officer, and is closed to other accounts", async () => {
  const { station, server } = setUp();
  const folder = mkdtempSync(join(tmpdir(), "chirograph-socket-"));
  const path = join(folder, "station.sock");
  await server.listenSocket(path, "secret-token");
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const authorization = "Bearer secret-token";
  const test_ = { act: "line.test", party: "00".repeat(32) };

  assert.equal((await ask(path, "/api/v1/state", {}))[0], 401);
  assert.equal((await ask(path, "/api/v1/state", { authorization: "Bearer secret-tokem" }))[0], 401);
  assert.equal((await ask(path, "/api/v1/state", { authorization }))[0], 401);
  assert.equal((await ask(path, "/api/v1/state", { authorization, "x-chirograph-officer": "nobody" }))[0], 401);
  assert.equal((await ask(path, "/api/v1/officers", { authorization }))[0], 200);
  const officer = { authorization, "x-chirograph-officer": real.officer("watch").id };
  assert.equal((await ask(path, "/api/v1/state", officer))[0], 200);
  assert.equal((await ask(path, "/api/v1/record/export", officer))[0], 403);
  assert.equal((await ask(path, "/api/v1/acts", officer, test_))[0], 200);
  assert.deepEqual(station.asked[0]?.actor, { officer: real.officer("watch").id, via: "cli", means: "token" });

  const second = setUp();
  await assert.rejects(second.server.listenSocket(path, "other"), /EADDRINUSE/u);
  await server.close();
  rmSync(folder, { recursive: true });
});

test("over TCP neither token nor header of the command line means anything", async () => {
  const { server } = setUp();
  const folder = mkdtempSync(join(tmpdir(), "chirograph-socket-"));
  await server.listenSocket(join(folder, "s"), "secret-token");
  const origin = await server.listen("127.0.0.1", 0);
  const headers = { authorization: "Bearer secret-token", "x-chirograph-officer": real.officer("watch").id };
  assert.equal((await fetch(`${origin}/api/v1/state`, { headers })).status, 401);
  assert.equal((await fetch(`${origin}/api/v1/officers`, { headers })).status, 404);
  await server.close();
  rmSync(folder, { recursive: true });
});

test("live events reach a browser, and one that goes away is forgotten", async (t) => {
  const { server } = setUp();
  t.after(() => server.close());
  const origin = await server.listen("127.0.0.1", 0);
  const signedIn = await fetch(`${origin}/api/v1/session/link`, {
    method: "POST", headers: { "content-type": "application/json", origin },
    body: JSON.stringify({ token: await real.link("watch") }),
  });
  const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  const abort = new AbortController();
  const answer = await fetch(`${origin}/api/v1/events`, { headers: { cookie }, signal: abort.signal });
  assert.equal(answer.headers.get("content-type"), "text/event-stream");
  const reader = answer.body?.getReader();
  let read = "";
  // Other events come when they come, and in pieces of any size.
  const reads = async (event: RegExp): Promise<void> => {
    while (!event.test(read)) {
      const { done, value } = await reader?.read() ?? { done: true };
      assert.ok(!done, read);
      read += new TextDecoder().decode(value);
    }
  };
  await reads(/^id: \d+\ndata: \{"kind":"state".+\}\n\n/u);
  const { a, b } = real.pair();
  await must(a.station, a.officer, { act: "draft.save", draft: null, content: words(real.pair(), b) });
  await reads(/\n\nid: \d+\ndata: \{"kind":"drafts","drafts":\[\{.+\}\]\}\n\n/u);
  abort.abort();
});

test("headers beyond the limit and half a request end without harm", async () => {
  const { server } = setUp();
  const origin = await server.listen("127.0.0.1", 0);
  const answer = await fetch(`${origin}/api/v1/session`, { headers: { "x-long": "x".repeat(20_000) } });
  assert.equal(answer.status, 431);
  const half = connect(Number(new URL(origin).port), "127.0.0.1");
  half.on("error", () => undefined).write("GET / HTTP/1.1\r\nHost:");
  assert.equal((await fetch(`${origin}/api/v1/session`)).status, 200);
  await server.close();
  half.destroy();
});

test("those who open connections and say nothing, or only the half of it, keep nobody out", async () => {
  const { server } = setUp();
  const origin = await server.listen("127.0.0.1", 0);
  const { hostname, port, host } = new URL(origin);
  const silent = Array.from({ length: connectionsMax + 88 }, (_, index) => {
    const socket = connect(Number(port), hostname).on("error", () => undefined);
    if (index % 2 === 0) socket.write(`POST /api/v1/acts HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1000\r\n`);
    return socket;
  });
  await Promise.all(silent.map((socket) => new Promise((resolve) => {
    if (socket.connecting) socket.once("connect", resolve).once("close", resolve);
    else resolve(null);
  })));
  for (let count = 0; count < 3; count++) assert.equal((await fetch(`${origin}/api/v1/session`)).status, 200);
  for (const socket of silent) socket.destroy();
  await server.close();
});
