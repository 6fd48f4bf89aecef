// Role by route and role by act, written out: what the tables in routes.ts must say, from the other side.

import assert from "node:assert/strict";
import test from "node:test";

import { createFakeClock, createFakeRandom, createFakeStation, fakeOfficers } from "./fake-station.ts";
import { routes } from "./routes.ts";
import type { RouteName, actRoles } from "./routes.ts";
import { createServer } from "./server.ts";

const origin = "http://127.0.0.1:7443";
const object = "ab".repeat(32);

/** For each route, the officers it lets in, in the order watch, releaser, auditor, administrator. */
const expected: Readonly<Record<Exclude<RouteName,
  "session" | "sessionLink" | "sessionPassword" | "sessionEnd" | "officers">, string>> = {
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
  house: "no no yes no",
  card: "yes yes yes yes",
  doctor: "yes no no yes",
  acts: "yes yes yes yes",
};

const acts: Readonly<Record<keyof typeof actRoles, readonly [body: object, expected: string]>> = {
  "draft.save": [{ draft: null, content: content(null) }, "yes yes no no"],
  "draft.discard": [{ draft: object }, "yes yes no no"],
  "draft.approve": [{ draft: object, digest: object, seen: 0 }, "no yes no no"],
  "message.send": [{ content: content(null), seen: 0 }, "no yes no no"],
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
  "line.test": [{ party: object }, "yes yes no yes"],
  "officer.add": [{ name: "N", language: "en", roles: ["watch"] }, "no no no yes"],
  "officer.link": [{ officer: "watch" }, "no no no yes"],
  "officer.password": [{ officer: "nobody", password: "correct horse battery" }, "no no no yes"],
};

function content(word: string | null): object {
  return {
    channel: object, precedence: "FLASH", desk: "WATCH", capacity: "", to: [{ party: object, desk: "WATCH" }], info: [],
    label: "", language: "en", subject: "", text: "", word, relation: null, translations: [],
  };
}

async function setUp() {
  const station = createFakeStation();
  const server = createServer(station, {
    clock: createFakeClock(), random: createFakeRandom(), short: "NDL", consoleFolder: null, origins: [origin],
  });
  const headers = { "content-type": "application/json", origin };
  const ask = (method: string, path: string, cookie: string, body: unknown = {}) => server.fetch(new Request(
    origin + path, {
      method, headers: { ...headers, cookie }, ...(method === "POST" ? { body: JSON.stringify(body) } : {}),
    },
  ));
  const cookies = new Map<string, string>();
  /** Signs an officer in once; the limit on sign-ins holds here as well. */
  const signIn = async (officer: string): Promise<string> => {
    const known = cookies.get(officer);
    if (known !== undefined) return known;
    const answer = await ask("POST", "/api/v1/session/link", "", { token: officer });
    assert.equal(answer.status, 200);
    const cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
    cookies.set(officer, cookie);
    return cookie;
  };
  return { station, server, ask, signIn };
}

test("each route lets in exactly the roles written here", async () => {
  const { server, ask, signIn } = await setUp();
  for (const [name, row] of Object.entries(expected) as [keyof typeof expected, string][]) {
    const path = `/api/v1${routes[name].path.replace(":object", object)}`;
    const found: string[] = [];
    for (const officer of fakeOfficers) {
      const answer = await ask(routes[name].method, path, await signIn(officer.id));
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
  const { station, ask, signIn } = await setUp();
  for (const [name, [body, row]] of Object.entries(acts)) {
    const found: string[] = [];
    for (const officer of fakeOfficers) {
      const answer = await ask("POST", "/api/v1/acts", await signIn(officer.id), { act: name, ...body });
      assert.ok(answer.status === 200 || answer.status === 403, `${name}: ${answer.status}`);
      found.push(answer.status === 403 ? "no" : "yes");
    }
    assert.equal(found.join(" "), row, name);
  }
  for (const { actor } of station.asked) assert.equal(actor.via, "console");
});

test("the watch releases a pre-agreed word, and no other draft", async () => {
  const { station, ask, signIn } = await setUp();
  const cookie = await signIn("watch");
  const approval = { act: "draft.approve", draft: object, digest: object, seen: 0 };
  const approve = async () => (await ask("POST", "/api/v1/acts", cookie, approval)).status;
  const draft = (word: string | null) => [{
    object, revision: 0, officer: "watch", savedMs: 0, digest: object, content: content(word) as never, approvals: [],
    personsNeeded: 2,
  }];
  station.draftList = draft(null);
  assert.equal(await approve(), 403);
  station.draftList = draft("accident");
  assert.equal(await approve(), 200);
  const sent = { act: "message.send", content: content("accident"), seen: 0 };
  assert.equal((await ask("POST", "/api/v1/acts", cookie, sent)).status, 200);
});

test("everyone may set a password of their own", async () => {
  const { ask, signIn } = await setUp();
  const body = { act: "officer.password", officer: "auditor", password: "correct horse battery" };
  assert.equal((await ask("POST", "/api/v1/acts", await signIn("auditor"), body)).status, 200);
  assert.equal((await ask("POST", "/api/v1/acts", await signIn("watch"), body)).status, 403);
});

test("what the socket alone serves does not exist elsewhere", async () => {
  const { ask, signIn } = await setUp();
  assert.equal((await ask("GET", "/api/v1/officers", await signIn("administrator"))).status, 404);
});
