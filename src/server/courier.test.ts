// The courier over the server: a file given, one taken as it comes, and what is refused before it is read.

import assert from "node:assert/strict";
import { request } from "node:http";
import test from "node:test";

import { uploadBytesMax } from "./courier-handlers.ts";
import { createHandClock, random, stationForTests } from "./served.fixture.ts";
import { createServer } from "./server.ts";
import type { BundleView, CourierView } from "../api/courier-views.ts";
import { toHex } from "../core/bytes/hex.ts";
import { until } from "../station/pair.fixture.ts";

const real = stationForTests();
const origin = "http://127.0.0.1:7443";

async function setUp() {
  const server = createServer(real.station(), {
    clock: createHandClock(), random, short: "NDL", consoleFolder: null, origins: [origin],
  });
  const ask = (method: string, path: string, cookie: string, body?: Uint8Array<ArrayBuffer>, type = "") =>
    server.fetch(new Request(`${origin}/api/v1/${path}`, {
      method, headers: { origin, cookie, ...(type === "" ? {} : { "content-type": type }) },
      ...(body === undefined ? {} : { body }),
    }));
  const signedIn = await server.fetch(new Request(`${origin}/api/v1/session/link`, {
    method: "POST", headers: { origin, "content-type": "application/json" },
    body: JSON.stringify({ token: await real.link("watch") }),
  }));
  const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  return { server, ask, cookie };
}

test("a bundle is given as a file and taken from one; what is no bundle is an answer, not an error", async () => {
  const { ask, cookie, server } = await setUp();
  const { a, b } = real.pair();
  const peers = await (await ask("GET", "courier", cookie)).json() as readonly CourierView[];
  assert.deepEqual(peers.map(({ station }) => station), [toHex(b.self.station)]);
  const given = await ask("GET", `courier/bundle?station=${peers[0]?.station}`, cookie);
  assert.match(given.headers.get("content-disposition") ?? "", /^attachment; filename="courier\.bundle"$/u);
  const file = new Uint8Array(await given.arrayBuffer());
  const read = async (body: Uint8Array<ArrayBuffer>): Promise<BundleView> =>
    await (await ask("POST", "courier/take", cookie, body, "application/octet-stream")).json() as BundleView;
  assert.equal((await read(file)).problem, "bundle-ours");
  assert.equal((await read(new Uint8Array(0))).problem, "bundle");
  assert.equal((await read(new Uint8Array(100_000))).problem, "bundle");
  const parts: Uint8Array[] = [];
  for await (const part of b.station.makeBundle(toHex(a.self.station), { after: null, reseal: true }) ?? []) {
    parts.push(part);
  }
  const theirs = await read(new Uint8Array(Buffer.concat(parts)));
  assert.deepEqual([theirs.problem, theirs.whole], [null, true]);
  await server.close();
});

test("what asks for nobody, names no place, or is of another type is refused before anything is read", async () => {
  const { ask, cookie, server } = await setUp();
  const status = async (path: string): Promise<number> => (await ask("GET", `courier/bundle?${path}`, cookie)).status;
  assert.equal(await status(""), 400);
  assert.equal(await status("station=../../etc/passwd"), 400);
  assert.equal(await status(`station=${"00".repeat(16)}&after=x`), 400);
  assert.equal(await status(`station=${"00".repeat(16)}&only=${"00".repeat(16)}`), 400);
  assert.equal(await status(`station=${"00".repeat(16)}`), 404);
  const other = await ask("POST", "courier/take", cookie, new Uint8Array(1), "application/json");
  assert.equal(other.status, 415);
  await server.close();
});

test("over TCP a file that says to be too large is refused, and one that breaks off holds nothing up", async () => {
  const { server, cookie } = await setUp();
  const at = new URL(await server.listen("127.0.0.1", 0));
  const headers = { cookie, origin: at.origin, "content-type": "application/octet-stream" };
  const post = (length: number, sent: Uint8Array, end: boolean): Promise<number> => new Promise((resolve, reject) => {
    const asked = request({
      host: at.hostname, port: at.port, path: "/api/v1/courier/take", method: "POST",
      headers: { ...headers, "content-length": length },
    }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.on("error", end ? reject : () => resolve(0));
    asked.write(sent, () => (end ? undefined : setTimeout(() => asked.destroy(), 50)));
  });
  assert.equal(await post(uploadBytesMax + 1, new Uint8Array(1), true), 413);
  assert.equal(await post(100_000, new TextEncoder().encode("CHIROGRAPH BUNDLE 1\n"), false), 0);
  const free = async (): Promise<boolean> => {
    const answer = await server.fetch(new Request(`${at.origin}/api/v1/courier/look`, {
      method: "POST", headers, body: new Uint8Array(3),
    }));
    return (await answer.json() as BundleView).problem === "bundle";
  };
  let isFree = false;
  const asking = setInterval(() => void free().then((one) => (isFree = one)), 50);
  await until(() => isFree).finally(() => clearInterval(asking));
  await server.close();
});
