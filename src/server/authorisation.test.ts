// Role by route and role by act, written out: what the tables in routes.ts must say, from the other side.

import assert from "node:assert/strict";
import test from "node:test";

import type { DraftInput } from "../api/acts.ts";
import { words } from "../station/pair.fixture.ts";
import { routes } from "./routes.ts";
import type { Role, RouteName, actRoles } from "./routes.ts";
import { createHandClock, random, roles, stationForTests, tap } from "./served.fixture.ts";
import { createServer } from "./server.ts";

const origin = "http://127.0.0.1:7443";
/** An object that no station holds: who is let in to ask for it is told so. */
const object = "ab".repeat(32);
const real = stationForTests();

/** For each route, the officers it lets in, in the order watch, releaser, auditor, administrator. */
const expected: Readonly<Record<Exclude<RouteName,
  "session" | "sessionLink" | "sessionPassword" | "sessionPasskey" | "sessionEnd" | "challenge" | "officers"
  | "snapshot"
>, string>> = {
  state: "yes yes yes yes",
  line: "yes yes yes yes",
  events: "yes yes yes yes",
  messages: "yes yes yes no",
  thread: "yes yes yes no",
  proof: "yes yes yes no",
  drafts: "yes yes no no",
  readBack: "yes yes no no",
  record: "yes yes yes no",
  verify: "yes yes yes yes",
  export: "no no yes no",
  evidence: "yes yes yes yes",
  evidenceFile: "yes yes yes yes",
  house: "no no yes no",
  card: "yes yes yes yes",
  rosters: "yes yes yes yes",
  doctor: "yes no no yes",
  acts: "yes yes yes yes",
};

const acts: Readonly<Record<keyof typeof actRoles, readonly [body: object, expected: string]>> = {
  "draft.save": [{ draft: null, content: content() }, "yes yes no no"],
  "draft.discard": [{ draft: object }, "yes yes no no"],
  "draft.approve": [{ draft: object, digest: object, seen: 0 }, "no yes no no"],
  "message.send": [{ content: content(), seen: 0 }, "no yes no no"],
  "message.take": [{ object, desk: "WATCH" }, "yes yes no no"],
  "message.hold": [{ object, desk: "WATCH", nextWordBy: null, word: null }, "yes yes no no"],
  "message.refuse": [{ object, desk: "WATCH", reason: null }, "yes yes no no"],
  "message.cancel": [{ object, desk: "WATCH", reason: null }, "no yes no no"],
  "message.translate": [{ object, language: "en", subject: "", text: "", doubts: [] }, "yes yes no no"],
  "charter.propose": [{ charter: {}, untilMs: 1 }, "no yes no yes"],
  "charter.accept": [{ channel: object, untilMs: 1 }, "no yes no no"],
  "charter.refuse": [{ channel: object, reason: "" }, "no yes no no"],
  "party.add": [{ card: "", addresses: [] }, "no yes no yes"],
  "party.confirm": [{ party: object, digits: "" }, "no yes no yes"],
  "roster.adopt": [{ card: "" }, "no no no yes"],
  "memory.confirm": [{}, "no yes no yes"],
  "line.test": [{ party: object }, "yes yes no yes"],
  "officer.add": [{ name: "N", language: "en", roles: ["watch"] }, "no no no yes"],
  "officer.link": [{ officer: "nobody" }, "no no no yes"],
  "officer.password": [{ officer: "nobody", password: "correct horse battery" }, "no no no yes"],
  "passkey.add": [{ name: "K", nonce: object, clientData: "00", authenticatorData: "00" }, "yes yes yes yes"],
  "passkey.withdraw": [{ passkey: "00" }, "yes yes yes yes"],
};

function content(): DraftInput {
  return {
    channel: object, precedence: "FLASH", desk: "WATCH", capacity: "", to: [{ party: object, desk: "WATCH" }], info: [],
    label: "", language: "en", subject: "", text: "", word: null, relation: null, translations: [],
  };
}

function setUp() {
  const station = tap(real.station());
  const server = createServer(station, {
    clock: createHandClock(), random, short: "NDL", consoleFolder: null, origins: [origin],
  });
  const headers = { "content-type": "application/json", origin };
  const ask = (method: string, path: string, cookie: string, body: unknown = {}) => server.fetch(new Request(
    origin + path, {
      method, headers: { ...headers, cookie }, ...(method === "POST" ? { body: JSON.stringify(body) } : {}),
    },
  ));
  const cookies = new Map<Role, string>();
  /** Signs an officer in once; the limit on sign-ins holds here as well. */
  const signIn = async (role: Role): Promise<string> => {
    const known = cookies.get(role);
    if (known !== undefined) return known;
    const answer = await ask("POST", "/api/v1/session/link", "", { token: await real.link(role) });
    assert.equal(answer.status, 200);
    const cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
    cookies.set(role, cookie);
    return cookie;
  };
  return { station, server, ask, signIn };
}

test("each route lets in exactly the roles written here", async () => {
  const { server, ask, signIn } = setUp();
  for (const [name, row] of Object.entries(expected) as [keyof typeof expected, string][]) {
    const path = `/api/v1${routes[name].path.replace(/:\w+/u, object)}`;
    const found: string[] = [];
    for (const role of roles) {
      const answer = await ask(routes[name].method, path, await signIn(role));
      found.push(answer.status === 403 ? "no" : "yes");
      await answer.body?.cancel();
    }
    assert.equal(found.join(" "), row, name);
    const nobody = await ask(routes[name].method, path, "");
    assert.equal(nobody.status, 401, `${name} without a session`);
  }
  await server.close();
});

test("each act lets in exactly the roles written here", async () => {
  const { station, ask, signIn } = setUp();
  for (const [name, [body, row]] of Object.entries(acts)) {
    const found: string[] = [];
    for (const role of roles) {
      const answer = await ask("POST", "/api/v1/acts", await signIn(role), { act: name, ...body });
      assert.ok(answer.status === 200 || answer.status === 403, `${name}: ${answer.status}`);
      found.push(answer.status === 403 ? "no" : "yes");
    }
    assert.equal(found.join(" "), row, name);
  }
  for (const { actor } of station.asked) assert.equal(actor.via, "console");
});

test("the watch releases a pre-agreed word, and no other draft", async () => {
  const { ask, signIn } = setUp();
  const cookie = await signIn("watch");
  const act = async (body: object) => ask("POST", "/api/v1/acts", cookie, body);
  const content = words(real.pair(), real.pair().b);
  const word = { ...content, subject: "", text: "", word: "accident-not-hostile" };
  const approve = async (part: DraftInput) => {
    const kept = await act({ act: "draft.save", draft: null, content: part });
    const saved = (await kept.json()) as Record<string, unknown>;
    return act({ act: "draft.approve", draft: saved["object"], digest: saved["digest"], seen: 0 });
  };
  assert.equal((await approve(content)).status, 403);
  const approved = await approve(word);
  assert.equal(approved.status, 200);
  assert.equal(((await approved.json()) as { kind: string }).kind, "done");
  assert.equal((await act({ act: "message.send", content, seen: 0 })).status, 403);
  assert.equal((await act({ act: "message.send", content: word, seen: 0 })).status, 200);
});

test("everyone may set a password of their own", async () => {
  const { ask, signIn } = setUp();
  const body = { act: "officer.password", officer: real.officer("auditor").id, password: "correct horse battery" };
  assert.equal((await ask("POST", "/api/v1/acts", await signIn("auditor"), body)).status, 200);
  assert.equal((await ask("POST", "/api/v1/acts", await signIn("watch"), body)).status, 403);
});

test("what the socket alone serves does not exist elsewhere", async () => {
  const { ask, signIn } = setUp();
  for (const path of ["officers", "snapshot"]) {
    assert.equal((await ask("GET", `/api/v1/${path}`, await signIn("administrator"))).status, 404);
  }
});
