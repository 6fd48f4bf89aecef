// Role by route by object, and role by act by object, written out: what the tables in routes.ts must say, from the
// other side.

import assert from "node:assert/strict";
import test from "node:test";

import type { Act, DraftInput } from "../api/acts.ts";
import { enrol, hand, linkToken, must, until, words } from "../station/pair.fixture.ts";
import { routes } from "./routes.ts";
import type { Role, RouteName, actRoles } from "./routes.ts";
import { createHandClock, random, roles, stationForTests, tap } from "./served.fixture.ts";
import { createServer } from "./server.ts";
import { streamOf } from "./handlers.ts";

const origin = "http://127.0.0.1:7443";
/** An object that no station holds: who is let in to ask for it is told so. */
const object = "ab".repeat(32);
const real = stationForTests();

/** The roles a row names, each by a letter; x is the administrator. */
const letters: Readonly<Record<string, Role>> = {
  w: "watch", r: "releaser", a: "auditor", x: "administrator", n: "negotiator", i: "inspector",
};
const everyone = "wraxni";

/** For each route, the officers it lets in; every other is refused. */
const expected: Readonly<Record<Exclude<RouteName,
  "session" | "sessionLink" | "sessionPassword" | "sessionPasskey" | "sessionEnd" | "challenge" | "officers"
  | "snapshot">, string>> = {
  state: everyone,
  line: everyone,
  events: everyone,
  messages: "wrani",
  thread: "wrani",
  proof: "wrani", timesEvidence: "wrani", tlogProof: "wrani",
  drafts: "wrni",
  readBack: "wrni",
  record: "wrani",
  meetings: "wrani", meeting: "wrani", calendar: "wrani",
  texts: "wrani", text: "wrani", textHistory: "wrani", textCopy: "wrani", textPublication: "wrani",
  commitments: "wrani", schedule: "wrani", follow: "wrani", exhibit: "wrani", exhibitKeep: "rn",
  verify: everyone,
  export: "a",
  courier: everyone,
  courierBundle: "wrx", courierTake: "wrx", courierLook: "wrx",
  evidence: everyone,
  evidenceFile: everyone,
  joinAsked: "x",
  house: "a",
  handover: "wr",
  people: everyone,
  card: everyone,
  rosters: everyone,
  doctor: "wx",
  acts: everyone,
};

const acts: Readonly<Record<keyof typeof actRoles, readonly [body: object, expected: string]>> = {
  "draft.save": [{ draft: null, content: content() }, "wrni"],
  "draft.discard": [{ draft: object }, "wrni"],
  "draft.approve": [{ draft: object, digest: object, seen: 0 }, "r"],
  "message.send": [{ content: content(), seen: 0 }, "r"],
  "message.take": [{ object, desk: "WATCH" }, "wr"],
  "message.hold": [{ object, desk: "WATCH", nextWordByMs: null, word: null }, "wr"],
  "message.refuse": [{ object, desk: "WATCH", reason: null }, "wr"],
  "message.cancel": [{ object, desk: "WATCH", reason: null }, "r"],
  "message.translate": [{ object, language: "en", subject: "", text: "", doubts: [] }, "wr"],
  "charter.propose": [{ charter: {}, untilMs: 1 }, "rx"],
  "charter.accept": [{ channel: object, untilMs: 1 }, "r"],
  "undertaking.assent": [{ undertaking: object, digest: object }, "r"],
  "undertaking.discard": [{ undertaking: object }, "rx"],
  "charter.refuse": [{ channel: object, reason: "" }, "r"],
  "party.add": [{ card: "", addresses: [] }, "rx"],
  "party.confirm": [{ party: object, digits: "" }, "rx"],
  "roster.adopt": [{ card: "" }, "x"],
  "station.answer": [{ request: "", addresses: [] }, "x"],
  "seat.pass": [{ station: "00".repeat(16) }, "rx"],
  "memory.confirm": [{}, "rx"],
  "witness.name": [
    { channel: object, name: "w", ed25519: object, mlDsa44: "00".repeat(1_312) }, "r",
  ],
  "memory.join": [
    { statement: "00", ed25519: "00".repeat(64), mlDsa87: "00".repeat(4_627) }, "x",
  ],
  "line.test": [{ party: object }, "wrx"],
  "watch.take": [{}, "wr"],
  "watch.prepare": [{ remarks: "" }, "wr"],
  "watch.seen": [{ handover: object, items: [object] }, "wr"],
  "watch.accept": [{ handover: object }, "wr"],
  "sound.note": [{ heard: true }, everyone],
  "officer.named": [
    { statement: "00", ed25519: "00".repeat(64), mlDsa87: "00".repeat(4_627) }, "x",
  ],
  "officer.add": [{ name: "N", language: "en", roles: ["watch"] }, "x"],
  "officer.roles": [{ officer: "nobody", roles: ["watch"] }, "x"],
  "officer.withdraw": [{ officer: "nobody" }, "x"],
  "officer.reset": [{ officer: "nobody" }, "x"],
  "officer.link": [{ officer: "nobody" }, "x"],
  "officer.policy": [{ name: "token", allow: true }, "x"],
  "officer.password": [{ officer: "nobody", password: "correct horse battery" }, "x"],
  "proposal.assent": [{ proposal: object, digest: object }, "rx"],
  "proposal.discard": [{ proposal: object }, "rx"],
  "session.revoke": [{ session: "ab".repeat(16) }, everyone],
  "passkey.add": [{ name: "K", nonce: object, clientData: "00", authenticatorData: "00" }, everyone],
  "passkey.withdraw": [{ passkey: "00" }, everyone],
  "agree.accept": [{ object, digest: object, untilMs: 1 }, "rn"],
  "agree.decline": [{ object, digest: object, reason: "" }, "rn"],
  "commitment.propose": [{ channel: object, schedule: {} }, "rn"],
  "commitment.claim": [{ object, number: 1, time: 1, statement: "", evidence: [] }, "rn"],
  "commitment.find": [{ object, claim: object, result: "verified", reason: "" }, "rn"],
  "commitment.waive": [{ object, number: 1, time: 1, reason: "" }, "rn"],
  "commitment.toll": [{ object, number: 1, fromMs: 0, untilMs: null, ground: "other", reason: "" }, "rn"],
  "commitment.occur": [{ object, name: "x", timeMs: 0, note: "" }, "rn"],
  "commitment.object": [{ object, to: object, reason: "" }, "rn"],
  "meeting.convene": [{
    channel: object, title: ["a"], level: "experts", venue: "a", host: null, languages: ["en"],
    principals: [object, object], beginsMs: 1, endsMs: 2, agenda: [], follows: null, replaces: null,
  }, "n"],
  "meeting.delegation": [{ object, members: [{ role: "head", names: ["a"] }] }, "n"],
  "meeting.sitting": [
    { object, form: "plenary", beginsMs: 1, endsMs: 2, agenda: [], texts: [], note: "" }, "n",
  ],
  "meeting.regret": [{ object, reason: "" }, "rn"],
  "calendar.link": [{}, "x"],
  "calendar.revoke": [{}, "x"],
  "text.begin": [{
    channel: object, purpose: "other", title: ["T", "T"], languages: ["en", "ru"], principals: [object, object],
    pen: null, amends: null, meeting: null,
  }, "n"],
  "text.offer": [{ object, changes: [{ touches: [], clauses: [] }], package: false, note: null }, "n"],
  "text.position": [{ object, stands: [{ change: `${object}:0`, stance: "accept" }], note: null }, "n"],
  "text.fair-copy": [{ object }, "n"],
  "text.compile": [{ object, digest: object }, "rn"],
  "text.publish": [{ object, digest: object }, "rn"],
  "text.draft": [{ object, slot: null, after: null, heading: false, texts: ["a", "b"] }, "n"],
  "text.note": [{ object, slot: null, text: "Note" }, "n"],
};

function content(): DraftInput {
  return {
    channel: object, precedence: "FLASH", desk: "WATCH", capacity: "", to: [{ party: object, desk: "WATCH" }], info: [],
    label: "", language: "en", subject: "", text: "", word: null, relation: null, translations: [],
  };
}

function setUp() {
  const station = tap(real.station());
  const clock = createHandClock();
  const server = createServer(station, {
    clock, random, short: "NDL", consoleFolder: null, origins: [origin],
  });
  const headers = { "content-type": "application/json", origin };
  const ask = (method: string, path: string, cookie: string, body: unknown = {}) => {
    // Limits on how much one address asks are another test's affair.
    clock.advance(100);
    return server.fetch(new Request(
      origin + path, {
        method, headers: { ...headers, cookie }, ...(method === "POST" ? { body: JSON.stringify(body) } : {}),
      },
    ));
  };
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
  /** Which roles get an answer other than "not allowed", as the letters of a row. */
  const letIn = async (ask: (cookie: string) => Promise<Response>): Promise<string> => {
    let found = "";
    for (const letter of everyone) {
      const answer = await ask(await signIn(letters[letter] as Role));
      if (answer.status !== 403) found += letter;
      await answer.body?.cancel();
    }
    return found;
  };
  return { station, server, ask, signIn, letIn };
}

const sorted = (row: string): string => [...everyone].filter((letter) => row.includes(letter)).join("");

test("every role there is stands in these tables", () => {
  assert.deepEqual([...everyone].map((letter) => letters[letter]).sort(), [...roles].sort());
});

test("each route lets in exactly the roles written here", async () => {
  const { server, ask, letIn } = setUp();
  for (const [name, row] of Object.entries(expected) as [keyof typeof expected, string][]) {
    const path = `/api/v1${routes[name].path.replace(/:\w+/u, object)}`;
    assert.equal(await letIn((cookie) => ask(routes[name].method, path, cookie)), sorted(row), name);
    const nobody = await ask(routes[name].method, path, "");
    assert.equal(nobody.status, 401, `${name} without a session`);
  }
  await server.close();
});

test("each act lets in exactly the roles written here", async () => {
  const { station, ask, letIn } = setUp();
  for (const [name, [body, row]] of Object.entries(acts)) {
    const found = await letIn(async (cookie) => {
      const answer = await ask("POST", "/api/v1/acts", cookie, { act: name, ...body });
      assert.ok(answer.status === 200 || answer.status === 403, `${name}: ${answer.status}`);
      return answer;
    });
    assert.equal(found, sorted(row), name);
  }
  for (const { actor } of station.asked) assert.equal(actor.via, "console");
});

/** Every route that names an object, and the kind of object it gives; each other kind is not there for anybody. */
const objectRoutes = { thread: "message", proof: "message", readBack: "draft" } as const;

test("an object is given by its own route alone; one of the house or of another kind is not found", async () => {
  const { ask, signIn } = setUp();
  const { a, b } = real.pair();
  const sent = await must(b.station, b.officer, {
    act: "message.send", seen: b.station.state().newestIncoming, content: words(real.pair(), a),
  });
  await until(() => a.station.thread(sent.object ?? "") !== null);
  const saved = await must(a.station, a.officer, { act: "draft.save", draft: null, content: words(real.pair(), b) });
  const house = await a.station.house(0, 1);
  const objects: Readonly<Record<string, string>> = {
    message: sent.object ?? "", draft: saved.object ?? "", nothing: object,
    channel: real.pair().channel, house: house.channel,
  };
  // A proof needs an entry after the one it is of.
  await until(() => a.station.state().counts.waitingReceipt > 0);
  for (const [name, kind] of Object.entries(objectRoutes) as [keyof typeof objectRoutes, string][]) {
    for (const letter of everyone) {
      const role = letters[letter] as Role;
      for (const [what, id] of Object.entries(objects)) {
        const path = `/api/v1${routes[name].path.replace(/:\w+/u, id)}`;
        const { status } = await ask("GET", path, await signIn(role));
        const may = expected[name].includes(letter);
        const wanted = !may ? [403] : what === kind ? [200, 404] : [404];
        assert.ok(wanted.includes(status), `${role} ${name} ${what}: ${status}`);
      }
    }
  }
});

test("a channel that is none, and the house, are read through no record route, whatever the role", async () => {
  const { ask, signIn } = setUp();
  const house = await real.station().house(0, 1);
  for (const letter of everyone) {
    const cookie = await signIn(letters[letter] as Role);
    for (const route of ["record", "record/export"] as const) {
      const row = route === "record" ? expected.record : expected.export;
      for (const channel of [object, house.channel]) {
        const answer = await ask("GET", `/api/v1/${route}?channel=${channel}`, cookie);
        assert.equal(answer.status, row.includes(letter) ? 404 : 403, `${letter} ${route} ${channel}`);
        await answer.body?.cancel();
      }
    }
  }
});

test("a session is ended by its officer or an administrator, and by nobody else", async () => {
  const { ask, signIn } = setUp();
  const sessionOf = async (cookie: string): Promise<string> => {
    const people = (await (await ask("GET", "/api/v1/people", cookie)).json()) as {
      sessions: { session: string; own: boolean; openedMs: number }[];
    };
    return people.sessions.filter((one) => one.own).sort((x, y) => y.openedMs - x.openedMs)[0]?.session ?? "";
  };
  const revoke = async (cookie: string, session: string): Promise<string> =>
    ((await (await ask("POST", "/api/v1/acts", cookie, { act: "session.revoke", session })).json()) as {
      kind: string;
    }).kind;
  const [watch, auditor, admin] = [await signIn("watch"), await signIn("auditor"), await signIn("administrator")];
  const session = await sessionOf(watch);
  assert.equal(await revoke(auditor, session), "refused");
  assert.equal((await ask("GET", "/api/v1/state", watch)).status, 200);
  const seen = (await (await ask("GET", "/api/v1/people", auditor)).json()) as { sessions: { own: boolean }[] };
  assert.ok(seen.sessions.every((one) => one.own), "others' sessions are an administrator's affair");
  assert.equal(await revoke(admin, session), "done");
  assert.equal((await ask("GET", "/api/v1/state", watch)).status, 401);
  assert.equal(await revoke(auditor, await sessionOf(auditor)), "done");
  assert.equal((await ask("GET", "/api/v1/state", auditor)).status, 401);
});

test("who was withdrawn, or lost a role, while the body was on its way does nothing any more", async () => {
  const { server, station, ask } = setUp();
  const cases = [
    [401, (officer: string) => ({ act: "officer.withdraw", officer })],
    [403, (officer: string) => ({ act: "officer.roles", officer, roles: ["auditor"] })],
  ] as const;
  const places = [["acts", "application/json"], ["exhibits?name=x.txt&media=text/plain", "application/octet-stream"]];
  for (const [[place, type = ""], [status, change]] of places.flatMap((to) => cases.map((one) => [to, one] as const))) {
    const enrolled = await enrol(real.station(), { name: "Slow", language: "en", roles: ["watch", "releaser"] });
    const link = { token: await linkToken(real.station(), enrolled.id) };
    const signedIn = await ask("POST", "/api/v1/session/link", "", link);
    const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
    const begun = Promise.withResolvers<void>();
    const changed = Promise.withResolvers<void>();
    const parts = (async function* () {
      yield new TextEncoder().encode('{"act":');
      begun.resolve();
      await changed.promise;
      yield new TextEncoder().encode('"watch.take"}');
    })();
    const answer = server.fetch(new Request(`${origin}/api/v1/${place}`, {
      method: "POST", headers: { "content-type": type, origin, cookie },
      body: streamOf(parts), duplex: "half",
    } as RequestInit));
    await begun.promise;
    await must(real.station(), hand, change(enrolled.id) as Act);
    changed.resolve();
    assert.equal((await answer).status, status);
    assert.ok(!station.asked.some(({ act }) => act.act === "watch.take"));
  }
});

test("the watch releases a pre-agreed word, and no other draft", async () => {
  const { ask, signIn } = setUp();
  const cookie = await signIn("watch");
  const act = async (body: object) => ask("POST", "/api/v1/acts", cookie, body);
  const content = words(real.pair(), real.pair().b);
  const word = { ...content, subject: "", text: "", word: "accident-not-hostile" };
  const seen = real.station().state().newestIncoming;
  const approve = async (part: DraftInput) => {
    const kept = await act({ act: "draft.save", draft: null, content: part });
    const saved = (await kept.json()) as Record<string, unknown>;
    return act({ act: "draft.approve", draft: saved["object"], digest: saved["digest"], seen });
  };
  assert.equal((await approve(content)).status, 403);
  const approved = await approve(word);
  assert.equal(approved.status, 200);
  assert.equal(((await approved.json()) as { kind: string }).kind, "done");
  assert.equal((await act({ act: "message.send", content, seen })).status, 403);
  assert.equal((await act({ act: "message.send", content: word, seen })).status, 200);
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

test("what is read is noted in the house record: who, in which session, of what; a file each time", async () => {
  const { ask, signIn } = setUp();
  const cookie = await signIn("auditor");
  const noted = async (): Promise<number> =>
    (await real.station().house(0, 500)).entries.filter((line) => line.kind === "access").length;
  const read = async (path: string): Promise<void> => {
    const answer = await ask("GET", `/api/v1/${path}`, cookie);
    assert.equal(answer.status, 200);
    await answer.body?.cancel();
  };
  const before = await noted();
  await read("messages");
  await read("messages");
  assert.equal(await noted(), before + 1, "the same again is not noted again");
  await read("house");
  await read(`record?channel=${real.pair().channel}`);
  assert.equal(await noted(), before + 3);
  await read("record/export");
  await read("record/export");
  assert.equal(await noted(), before + 5, "each file");
  await ask("GET", "/api/v1/state", cookie);
  await ask("GET", "/api/v1/house", await signIn("watch"));
  assert.equal(await noted(), before + 5, "nothing was shown");
  const watch = await signIn("watch");
  for (const path of ["courier/take", "courier/look"]) await ask("POST", `/api/v1/${path}`, watch);
  await (await ask("GET", `/api/v1/courier/bundle?station=${"00".repeat(16)}`, watch)).body?.cancel();
  assert.equal(await noted(), before + 8, "each bundle");
});
