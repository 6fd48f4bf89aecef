// The server as a browser meets it: headers, sign-in, who may do what, and what is refused.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";

import { exportMagic } from "../core/record/export.ts";
import { createNodeCrypto } from "../crypto/node/crypto.ts";
import { hand, makePair, must } from "../station/pair.fixture.ts";
import type { Role } from "./routes.ts";
import { createHandClock, random, stationForTests, tap } from "./served.fixture.ts";
import type { HandClock, Tapped } from "./served.fixture.ts";
import { verifyExport } from "../verify/verify.ts";
import { createServer } from "./server.ts";
import type { Server, ServerOptions } from "./server.ts";

const origin = "http://127.0.0.1:7443";

const real = stationForTests();

interface World { readonly server: Server; readonly station: Tapped; readonly clock: HandClock }

function world(options: Partial<ServerOptions> = {}): World {
  const station = tap(real.station());
  const clock = createHandClock();
  const server = createServer(station, {
    clock, random, short: "NDL", consoleFolder: null, origins: [origin], ...options,
  });
  return { server, station, clock };
}

function get(at: World, path: string, cookie = "", headers: Record<string, string> = {}): Promise<Response> {
  return at.server.fetch(new Request(origin + path, { headers: { cookie, ...headers } }));
}

function post(
  at: World, path: string, body: unknown, cookie = "", headers: Record<string, string> = {},
): Promise<Response> {
  return at.server.fetch(new Request(origin + path, {
    method: "POST",
    headers: { "content-type": "application/json", origin, "sec-fetch-site": "same-origin", cookie, ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  }));
}

async function signIn(at: World, role: Role): Promise<string> {
  const answer = await post(at, "/api/v1/session/link", { token: await real.link(role) });
  assert.equal(answer.status, 200);
  return answer.headers.get("set-cookie")?.split(";")[0] ?? "";
}

const error = async (answer: Response): Promise<string> => ((await answer.json()) as { error: string }).error;

test("every answer carries the headers, whatever it is", async () => {
  const at = world();
  for (const path of ["/", "/api/v1/session", "/api/v1/state", "/nothing"]) {
    const { headers } = await get(at, path);
    assert.equal(headers.get("content-security-policy"), [
      "default-src 'none'", "script-src 'self'",
      "style-src 'self' 'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='",
      "connect-src 'self'", "img-src 'self'", "font-src 'self'", "base-uri 'none'", "form-action 'self'",
      "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
    ].join("; "));
    assert.equal(headers.get("cross-origin-opener-policy"), "same-origin");
    assert.equal(headers.get("cross-origin-embedder-policy"), "require-corp");
    assert.equal(headers.get("cross-origin-resource-policy"), "same-origin");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("x-frame-options"), "DENY");
    assert.equal(headers.get("referrer-policy"), "no-referrer");
    assert.match(headers.get("permissions-policy") ?? "", /camera=\(\)/u);
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("strict-transport-security"), null);
    assert.equal(headers.get("x-powered-by"), null);
  }
});

test("the demo's page may frame the console, and nobody else", async () => {
  const at = world({ frameAncestors: ["http://127.0.0.1:9000"] });
  const { headers } = await get(at, "/api/v1/session");
  assert.match(headers.get("content-security-policy") ?? "", /frame-ancestors http:\/\/127\.0\.0\.1:9000;/u);
  assert.equal(headers.get("x-frame-options"), null);
});

test("a link signs in with a cookie no script reads and no other site sends", async () => {
  const at = world();
  const answer = await post(at, "/api/v1/session/link", { token: await real.link("watch") });
  const cookie = answer.headers.get("set-cookie") ?? "";
  assert.match(cookie, /^chirograph-ndl=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/u);
  const session = await get(at, "/api/v1/session", cookie.split(";")[0]);
  assert.deepEqual(await session.json(), {
    world: "exercise", means: "link", passkeyStation: "localhost", officer: { ...real.officer("watch"), passkeys: [] },
  });
});

test("over https the cookie is bound to the host", async () => {
  const at = world({ secure: true });
  const answer = await post(at, "/api/v1/session/link", { token: await real.link("watch") });
  assert.match(answer.headers.get("set-cookie") ?? "", /^__Host-chirograph=.*; Secure/u);
  assert.equal(answer.headers.get("strict-transport-security"), "max-age=63072000");
});

test("signing in again gives a new value and ends the old one; signing out ends it", async () => {
  const at = world();
  const first = await signIn(at, "watch");
  const again = await post(at, "/api/v1/session/link", { token: await real.link("watch") }, first);
  const second = again.headers.get("set-cookie")?.split(";")[0] ?? "";
  assert.notEqual(second, first);
  assert.equal((await get(at, "/api/v1/state", first)).status, 401);
  assert.equal((await get(at, "/api/v1/state", second)).status, 200);
  await post(at, "/api/v1/session/end", {}, second);
  assert.equal((await get(at, "/api/v1/state", second)).status, 401);
});

test("an idle session is locked but its alarm goes on; twelve hours end it", async () => {
  const at = world();
  const cookie = await signIn(at, "watch");
  at.clock.advance(14 * 60_000);
  assert.equal((await get(at, "/api/v1/messages", cookie)).status, 200);
  at.clock.advance(2 * 60_000);
  // Reading by itself, as a console does on every event, is not a person at the desk.
  assert.equal(await error(await get(at, "/api/v1/messages", cookie)), "session-locked");
  assert.equal((await post(at, "/api/v1/acts", { act: "line.test", party: "00".repeat(32) }, cookie)).status, 401);
  assert.deepEqual(await (await get(at, "/api/v1/session", cookie)).json(), {
    world: "exercise", means: null, passkeyStation: "localhost", officer: null,
  });
  assert.equal((await get(at, "/api/v1/state", cookie)).status, 200);
  const events = await get(at, "/api/v1/events", cookie);
  assert.equal(events.status, 200);
  await events.body?.cancel();

  const worked = await signIn(at, "watch");
  for (let minutes = 0; minutes < 12 * 60; minutes += 10) {
    await post(at, "/api/v1/acts", { act: "line.test", party: "00".repeat(32) }, worked);
    at.clock.advance(10 * 60_000);
  }
  assert.equal(await error(await get(at, "/api/v1/state", worked)), "sign-in");
  await at.server.close();
});

test("what changes anything must come from a page of our own", async () => {
  const at = world();
  const cookie = await signIn(at, "watch");
  const act = { act: "line.test", party: "00".repeat(32) };
  const tried: [Record<string, string>, string][] = [
    [{ origin: "https://elsewhere.example" }, "origin"],
    [{ origin: "null" }, "origin"],
    [{ origin: `${origin}.elsewhere.example` }, "origin"],
    [{ origin: "" }, "origin"],
    [{ "sec-fetch-site": "cross-site" }, "cross-site"],
    [{ "sec-fetch-site": "same-site" }, "cross-site"],
    [{ host: "rebound.example" }, "host"],
  ];
  for (const [headers, problem] of tried) {
    const answer = await post(at, "/api/v1/acts", act, cookie, headers);
    assert.equal(answer.status, 403);
    assert.equal(await error(answer), problem);
  }
  assert.equal((await get(at, "/api/v1/state", cookie, { "sec-fetch-site": "cross-site" })).status, 403);
  assert.equal(at.station.asked.length, 0);
  assert.equal((await post(at, "/api/v1/acts", act, cookie)).status, 200);
});

test("sign-in is limited by account and by address", async () => {
  const at = world();
  const password = "correct horse battery";
  for (const role of ["watch", "auditor"] as const) {
    await must(real.station(), hand, { act: "officer.password", officer: real.officer(role).id, password });
  }
  const tried = async (officer: string, given: string) =>
    (await post(at, "/api/v1/session/password", { officer, password: given })).status;
  const { id, name } = real.officer("watch");
  for (let count = 0; count < 5; count += 1) assert.equal(await tried(id, "wrong"), 401);
  assert.equal(await tried(id, password), 429);
  // The name and the identifier of an account are one account.
  assert.equal(await tried(name, password), 429);
  assert.equal(await tried(real.officer("auditor").id, password), 200);
  at.clock.advance(15 * 60_000);
  assert.equal(await tried(name, password), 200);
  for (let count = 0; count < 60; count += 1) await post(at, "/api/v1/session/link", { token: "wrong" });
  assert.equal(await tried(real.officer("auditor").id, password), 429);
});

test("a flood from one address is refused and passes", async () => {
  const at = world();
  const statuses = [];
  for (let count = 0; count < 420; count += 1) statuses.push((await get(at, "/api/v1/session")).status);
  assert.equal(statuses.filter((status) => status === 429).length, 20);
  at.clock.advance(1_000);
  assert.equal((await get(at, "/api/v1/session")).status, 200);
});

test("bodies are bounded in size, depth and type, and the next one works", async () => {
  const at = world();
  const cookie = await signIn(at, "administrator");
  const tried: [string, Record<string, string>, number][] = [
    [JSON.stringify({ act: "party.add", card: "x".repeat(300_000), addresses: [] }), {}, 413],
    [JSON.stringify({ act: "charter.propose", charter: "x".repeat(70_000), untilMs: 1 }), {}, 413],
    [`{"act":"charter.propose","untilMs":1,"charter":${"[".repeat(20)}${"]".repeat(20)}}`, {}, 400],
    ['{"act":"line.test","party":"00"}', {}, 400],
    ['{"__proto__":{"act":"line.test"}}', {}, 400],
    ["{", {}, 400],
    ["", {}, 400],
    [JSON.stringify({ act: "line.test", party: "00".repeat(32), more: 1 }), {}, 400],
    [JSON.stringify({ act: "line.test", party: "00".repeat(32) }), { "content-type": "text/plain" }, 415],
    [JSON.stringify({ act: "party.add", card: "x".repeat(150_000), addresses: [] }), {}, 200],
  ];
  for (const [body, headers, status] of tried) {
    assert.equal((await post(at, "/api/v1/acts", body, cookie, headers)).status, status, body.slice(0, 60));
  }
  assert.equal(at.station.asked.length, 1);
});

test("an error of ours says nothing of itself", async () => {
  const seen: unknown[] = [];
  const pair = await makePair();
  const server = createServer(pair.a.station, {
    clock: createHandClock(), random, short: "NDL", consoleFolder: null, origins: [origin],
    onError: (problem) => seen.push(problem),
  });
  const at = { server, station: tap(pair.a.station), clock: createHandClock() };
  const { link = "" } = await must(pair.a.station, hand, { act: "officer.link", officer: pair.a.officer.officer });
  const signedIn = await post(at, "/api/v1/session/link", { token: link.slice(link.lastIndexOf("/") + 1) });
  const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  // What is left of a station whose store is closed can only fail, and its error names the store.
  await pair.stop();
  const answer = await get(at, "/api/v1/doctor", cookie);
  assert.equal(answer.status, 500);
  assert.equal(await answer.text(), '{"error":"internal"}');
  assert.match(String(seen[0]), /store/u);
  assert.equal(seen.length, 1);
});

test("the console's files are served as they are, and no others", async () => {
  const folder = mkdtempSync(join(tmpdir(), "chirograph-files-"));
  writeFileSync(join(folder, "index.html"), "<!doctype html>");
  writeFileSync(join(folder, "main.js"), "1");
  writeFileSync(join(folder, "secret.key"), "x");
  const at = world({ consoleFolder: folder });
  const index = await get(at, "/");
  assert.equal(await index.text(), "<!doctype html>");
  assert.equal(index.headers.get("content-type"), "text/html; charset=utf-8");
  const again = await get(at, "/", "", { "if-none-match": index.headers.get("etag") ?? "" });
  assert.equal(again.status, 304);
  assert.equal((await get(at, "/main.js")).headers.get("content-type"), "text/javascript; charset=utf-8");
  for (const path of ["/secret.key", "/../server.ts", "/%2e%2e/x", "/main.js/", "/nothing.html"]) {
    assert.equal((await get(at, path)).status, 404, path);
  }
  rmSync(folder, { recursive: true });
});

test("an export is an attachment with a fixed name", async () => {
  const at = world();
  const cookie = await signIn(at, "auditor");
  const answer = await get(at, "/api/v1/record/export", cookie);
  assert.equal(answer.headers.get("content-disposition"), 'attachment; filename="record.chirograph"');
  const bytes = new Uint8Array(await answer.arrayBuffer());
  assert.deepEqual(bytes.subarray(0, exportMagic.length), exportMagic);
  const { party, parties } = real.station().state();
  const report = verifyExport(createNodeCrypto(), bytes, [party.id, ...parties.map((one) => one.id)]);
  assert.deepEqual(report.findings, []);
  assert.equal((await get(at, "/api/v1/record/export?withhold=nonsense", cookie)).status, 400);
});
