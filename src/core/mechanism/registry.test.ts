import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../agree/record.fixture.ts";
import { encodeShape } from "../bytes/shape.ts";
import type { Shape } from "../bytes/shape.ts";
import { encodeCharter } from "./charter/charter.ts";
import { cddlOfKind } from "./cddl.ts";
import { testSchedule } from "./commitment/commitment.fixture.ts";
import { testCharter, testMessage } from "./message/message.fixture.ts";
import { decodeContent, kindNamed, kindOf, kinds } from "./registry.ts";

const spoken = { language: "ru", text: "Ждите." };
const hash = new Uint8Array(32).fill(1);
const log = new Uint8Array(16).fill(2);

/** A content of every kind declared in the mechanisms. */
const samples: Readonly<Record<string, unknown>> = {
  "charter-proposal": testCharter(),
  "charter-acceptance": { proposal: hash, rosters: [hash, hash], until: 5 },
  "charter-refusal": { proposal: hash, reason: spoken },
  "line-test": { peer: log, bearer: "tls", roundTripMs: null, missed: 2 },
  "seat-pass": { station: log },
  "checkpoint": { note: "chirograph/1/..\n1\n..\n\n— a AAAAAAA=\n" },
  "witness": { name: "w.example/1", ed25519: hash, mlDsa44: new Uint8Array(1_312) },
  "message": testMessage(
    { word: { code: "we-confirm", parameters: ["1"] }, relation: { kind: "answers", object: hash } }
  ),
  "translation": { language: "ru", subject: "", text: "Т", doubts: [{ from: 0, to: 1, note: "?" }], capacity: "" },
  "take": { desk: "watch", capacity: "Head" },
  "hold": { desk: "watch", nextWordBy: 9, word: "received-considering", reason: spoken },
  "refusal": { desk: "watch", word: null, reason: null },
  "cancellation": { desk: "watch", reason: spoken },
  "acceptance": { digest: hash, rosters: [hash, hash], until: 5 },
  "declination": { digest: hash, reason: spoken },
  "text": {
    purpose: "communique", title: ["Title", "Название"], languages: ["en", "ru"], principals: [0, 1], pen: 2,
    amends: hash, meeting: null,
  },
  "offer": {
    changes: [{
      touches: [{ offer: hash, k: 2_047 }],
      clauses: [{ slot: null, after: { offer: null, k: 0 }, heading: 1, texts: ["One", "Один"] }],
    }],
    package: 1, note: spoken,
  },
  "position": { stands: [{ offer: hash, change: 255, stance: "withdraw" }], note: null },
  "fair-copy": { runs: [{ offer: hash, from: 0, count: 3 }] },
  "private-draft": {
    channel: hash, officer: "o-1", slot: { offer: hash, k: 1 }, after: null, heading: 0, texts: ["One", "Один"],
  },
  "private-note": { channel: hash, officer: "o-1", slot: null, language: "en", text: "Not below this." },
  "commitments": testSchedule([{}, { silence: { amount: 5, unit: "days" }, alarms: [30, 14, 7, 1], convenor: 1 }]),
  "claim": {
    item: 0, round: 2, statement: spoken,
    evidence: [{ sha256: hash, size: 9, name: "list.pdf", media: "application/pdf", key: hash }],
  },
  "finding": { claim: hash, result: "disputed", reason: spoken },
  "waiver": { item: 63, round: 0, reason: null },
  "occurrence": { name: "entry into force", time: 5, note: null },
  "objection": { to: hash, reason: spoken },
  "tolling": { item: 0, from: 5, until: null, ground: "force-majeure", reason: spoken },
  "officer": { id: "o-1", name: "N", language: "en", roles: ["watch", "releaser"], state: "enrolled" },
  "session": { officer: "o-1", event: "opened", via: "console", means: "link" },
  "draft": {
    previous: null, revision: 1, officer: "o-1", channel: hash, precedence: "FLASH", content: testMessage(),
    translations: [],
  },
  "approval": { draft: hash, digest: hash, officer: "o-1", seen: [{ log, size: 4 }], step: "read-back" },
  "discard": { draft: hash, officer: "o-1" },
  "attribution": { acts: [{ channel: hash, log, seq: 1, leaf: hash, officer: "o-1", act: "release", draft: null }] },
  "credential": {
    officer: "o-1", id: hash, name: "Key", algorithm: "es256", key: new Uint8Array(64), station: "localhost",
    aaguid: log, counter: 7, backup: "may-be-copied", state: "enrolled", by: "o-1",
  },
  "assent": {
    object: hash, digest: hash, act: "release-unseen", officer: "o-1", session: log, means: "passkey",
    seen: [{ log, size: 4 }], unseen: [hash],
    assertion: {
      credential: hash, nonce: hash, authenticatorData: new Uint8Array(37), clientData: hash, signature: hash,
    },
  },
  "sign-in": {
    session: log, officer: "o-1", event: "opened", via: "console", means: "passkey",
    credential: { id: hash, counter: 1 }, by: "o-1",
  },
  "proposal": {
    by: "o-1", change: "roles", policy: null,
    officer: { id: "o-2", name: "N", language: "en", roles: ["inspector"], state: "enrolled" },
  },
  "undertaking": {
    by: "o-1", channel: hash, kind: 6, precedence: "IMMEDIATE", object: null, content: new Uint8Array(8),
  },
  "watch": { event: "handed", officer: "o-1", from: "o-2", handover: hash, session: log },
  "handover": { officer: "o-1", remarks: "Quiet.", items: [hash] },
  "handover-seen": { officer: "o-2", items: [hash] },
  "sound": { officer: "o-1", session: log, state: "heard" },
  "access": { officer: "o-1", session: log, via: "console", thing: "export", object: hash },
  "setting": { name: "n", value: hash, officer: "o-1" },
  "join": { statement: hash, ed25519: new Uint8Array(64), mlDsa87: new Uint8Array(4_627), officer: "o-1" },
  "mended": { channel: hash, log, seq: 7, leaf: hash, from: log },
  "memory-confirmation": { officer: "o-1", unheard: [hash] },
};

test("codes and names are unique, and every kind is found by both", () => {
  equal(new Set(kinds.map((kind) => kind.code)).size, kinds.length);
  equal(new Set(kinds.map((kind) => kind.name)).size, kinds.length);
  deepEqual(kinds.map((kind) => kind.code), kinds.map((kind) => kind.code).toSorted((a, b) => a - b));
  for (const kind of kinds) ok(kindOf(kind.code) === kind && kindNamed(kind.name) === kind);
  equal(kindOf(60_000), null);
  equal(kindNamed("nothing"), null);
});

test("every declaration goes from content to bytes to JSON and back, and prints its CDDL", () => {
  for (const [name, content] of Object.entries(samples)) {
    const kind = kindNamed(name);
    ok(kind?.content != null, name);
    const shape = kind.content as Shape<unknown>;
    const bytes = encodeShape(shape, content);
    deepEqual(decodeContent(kind.code, bytes), { kind: "decoded", content });
    deepEqual(shape.fromJson(JSON.parse(JSON.stringify(shape.toJson(content))), ""), content);
    ok(cddlOfKind(kind).startsWith(`${name} = [`));
  }
});

test("bytes that are hurt are poison or another content with the same bytes, and never an exception", () => {
  const draw = seeded(1);
  for (const [name, content] of Object.entries(samples)) {
    const kind = kindNamed(name);
    const bytes = encodeShape(kind?.content as Shape<unknown>, content);
    for (let round = 0; round < 300; round++) {
      const hurt = bytes.slice(0, draw(4) === 0 ? draw(bytes.length + 1) : bytes.length);
      if (hurt.length > 0) hurt[draw(hurt.length)] = draw(256);
      const decoded = decodeContent(kind?.code ?? 0, hurt);
      if (decoded.kind === "decoded") deepEqual(encodeShape(kind?.content as Shape<unknown>, decoded.content), hurt);
    }
  }
});

test("a proposal whose charter does not check is poison", () => {
  const bytes = encodeCharter({ ...testCharter(), v: 2 });
  deepEqual(decodeContent(5, bytes).kind, "poison");
});
