import { deepEqual, equal, ok } from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import type { Crypto } from "../../../ports/crypto.ts";
import { countingHash, makeRecord, say, seeded, shuffled } from "../../agree/record.fixture.ts";
import type { MadeEntry, MadeRecord } from "../../agree/record.fixture.ts";
import { toHex } from "../../bytes/hex.ts";
import { testCharter, testMessage } from "../message/message.fixture.ts";
import { draftDigest } from "./digest.ts";
import { approval, attribution, discard, draft } from "./entries.ts";
import type { DraftContent } from "./entries.ts";
import { assent } from "../officer/entries.ts";
import type { AssentContent } from "../officer/entries.ts";
import { foldDraft, foldDrafts } from "./fold.ts";
import { personsNeeded, releaseCheck, releasingRoles } from "./release.ts";
import type { ReleaseCheck, ReleaseRule } from "./release.ts";

const crypto = {
  sha256: (...parts: Uint8Array[]) => new Uint8Array(createHash("sha256").update(Buffer.concat(parts)).digest()),
} as unknown as Crypto;
const log = new Uint8Array(16).fill(9);
const enrolled = new Set(["o-1", "o-2", "o-3"]);

function drafted(record: MadeRecord, time: number, more: Partial<DraftContent> = {}): MadeEntry {
  const content: DraftContent = {
    previous: null, revision: 1, officer: "o-1", channel: new Uint8Array(32), precedence: "FLASH",
    content: testMessage(),
    translations: [], ...more,
  };
  return say(record, { party: 1, time, kind: draft, content });
}

const assertionOf = (byte: number): NonNullable<AssentContent["assertion"]> => ({
  credential: Uint8Array.of(byte), nonce: new Uint8Array(32).fill(byte), authenticatorData: new Uint8Array(37),
  clientData: Uint8Array.of(1), signature: new Uint8Array(8),
});

function assented(
  record: MadeRecord, time: number, about: MadeEntry, officer: string, more: Partial<AssentContent>,
): void {
  const content: AssentContent = {
    object: about.leaf, digest: draftDigest(crypto, about.content as DraftContent), act: "release", officer,
    session: log, means: "passkey", seen: [{ log, size: 5 }], unseen: [], assertion: assertionOf(1), ...more,
  };
  say(record, { party: 1, time, kind: assent, content, object: about });
}

function approved(
  record: MadeRecord, time: number, about: MadeEntry, officer: string, seen = 5, digest?: Uint8Array
): void {
  const content = {
    draft: about.leaf, digest: digest ?? draftDigest(
      crypto, about.content as DraftContent
    ), officer, seen: [{ log, size: seen }],
    step: "read-back",
  };
  say(record, { party: 1, time, kind: approval, content, object: about });
}

const rule: ReleaseRule = { persons: 1, passkey: false, token: true, author: true };

function check(
  record: MadeRecord, about: MadeEntry, persons: number, seq = 4, more: Partial<ReleaseRule> = {},
): ReleaseCheck {
  const state = foldDraft(crypto, toHex(about.leaf), record.entries);
  ok(state !== null);
  return releaseCheck(state, { ...rule, persons, ...more }, [{ log: toHex(log), seq, object: "ab" }], enrolled);
}

test("two distinct officers where policy says two; one alone, or one twice, is not enough", () => {
  const record = makeRecord(countingHash());
  const one = drafted(record, 1);
  approved(record, 2, one, "o-1");
  approved(record, 3, one, "o-1");
  deepEqual(
    check(record, one, 2),
    { kind: "refused", reasons: ["too-few-persons"], officers: ["o-1"], persons: 2, unseen: [] }
  );
  approved(record, 4, one, "stranger");
  equal(check(record, one, 2).kind, "refused");
  approved(record, 5, one, "o-2");
  deepEqual(check(record, one, 2), { kind: "ready", officers: ["o-1", "o-2"] });
});

test("blocked until every approver has been shown what came in meanwhile", () => {
  const record = makeRecord(countingHash());
  const one = drafted(record, 1);
  approved(record, 2, one, "o-1", 5);
  approved(record, 3, one, "o-2", 4);
  deepEqual(check(record, one, 2), {
    kind: "refused", reasons: ["unseen-incoming"], officers: ["o-1"], persons: 2, unseen: ["ab"],
  });
  approved(record, 4, one, "o-2", 5);
  equal(check(record, one, 2).kind, "ready");
});

test("an edit voids approvals, and what is replaced, discarded or released cannot be released", () => {
  const record = makeRecord(countingHash());
  const first = drafted(record, 1);
  approved(record, 2, first, "o-1");
  equal(check(record, first, 1).kind, "ready");
  const second = drafted(record, 3, { previous: first.leaf, revision: 2, content: testMessage({ text: "Other." }) });
  const gone = check(record, first, 1);
  ok(gone.kind === "refused" && gone.reasons.includes("not-open"));
  equal(check(record, second, 1).kind, "refused");
  approved(record, 4, second, "o-1", 5, draftDigest(crypto, first.content as DraftContent));
  equal(check(record, second, 1).kind, "refused", "an approval of another digest");
  approved(record, 5, second, "o-1");
  equal(check(record, second, 1).kind, "ready");
  const act = {
    channel: new Uint8Array(32), log, seq: 1, leaf: new Uint8Array(32), officer: "o-1", act: "release",
    draft: second.leaf,
  };
  say(record, { party: 1, time: 6, kind: attribution, content: { acts: [act] } });
  equal(foldDraft(crypto, toHex(second.leaf), record.entries)?.state, "released");
  const third = drafted(record, 7);
  say(record, { party: 1, time: 8, kind: discard, content: { draft: third.leaf, officer: "o-1" }, object: third });
  equal(foldDraft(crypto, toHex(third.leaf), record.entries)?.state, "discarded");
  const expected = JSON.stringify(foldDrafts(crypto, record.entries));
  for (let round = 0; round < 20; round++) {
    equal(JSON.stringify(foldDrafts(crypto, shuffled(record.entries, seeded(round)))), expected);
  }
});

test("an assent counts like an approval, and the rule says what it must show", () => {
  const record = makeRecord(countingHash());
  const one = drafted(record, 1);
  const bare: Partial<AssentContent> = { means: "password", assertion: null };
  assented(record, 2, one, "o-2", bare);
  equal(check(record, one, 1).kind, "ready");
  equal(check(record, one, 1, 4, { passkey: true }).kind, "refused", "a password is not enough");
  assented(record, 3, one, "o-2", { means: "token", assertion: null });
  equal(check(record, one, 1, 4, { passkey: true, token: false }).kind, "refused", "nor is the token");
  equal(check(record, one, 1, 4, { passkey: true, token: true }).kind, "ready", "unless policy says so");
  equal(check(record, one, 1, 4, { token: false }).kind, "refused");
  assented(record, 4, one, "o-2", {});
  equal(check(record, one, 1, 4, { passkey: true, token: false }).kind, "ready");
});

test("who wrote the draft is one of two only where policy says so, and two never share a session or a passkey", () => {
  const record = makeRecord(countingHash());
  const one = drafted(record, 1);
  assented(record, 2, one, "o-1", {});
  assented(record, 3, one, "o-2", { session: log.map((byte) => byte + 1), assertion: assertionOf(2) });
  equal(check(record, one, 2).kind, "ready");
  equal(check(record, one, 2, 4, { author: false }).kind, "refused");
  assented(record, 4, one, "o-3", { session: log.map((byte) => byte + 2), assertion: assertionOf(3) });
  deepEqual(check(record, one, 2, 4, { author: false }), { kind: "ready", officers: ["o-2", "o-3"] });
  equal(check(record, drafted(record, 5), 1, 4, { author: false }).kind, "refused", "nobody approved that");
  for (const shared of [{ session: log, assertion: assertionOf(2) }, { assertion: assertionOf(1) }]) {
    const two = makeRecord(countingHash());
    const other = drafted(two, 1);
    assented(two, 2, other, "o-1", {});
    assented(two, 3, other, "o-2", { session: log.map((byte) => byte + 1), ...shared });
    equal(check(two, other, 2).kind, "refused");
  }
});

test("who releases with something unread says so, and no flood holds it up", () => {
  const record = makeRecord(countingHash());
  const one = drafted(record, 1);
  const unread = { act: "release-unseen", seen: [{ log, size: 3 }], unseen: [new Uint8Array(32).fill(5)] } as const;
  assented(record, 2, one, "o-2", unread);
  equal(check(record, one, 1, 4_000).kind, "ready");
  assented(record, 3, one, "o-3", { seen: [{ log, size: 3 }], session: null, assertion: assertionOf(3) });
  equal(check(record, one, 2, 3).kind, "refused", "the other did not");
});

test("a pre-agreed word alone follows the charter, a text beside it the house's policy", () => {
  const charter = testCharter();
  const word = { code: "accident-not-hostile", parameters: [] };
  equal(personsNeeded(charter, [1, 1, 1, 1], "FLASH", testMessage({ word, text: "", subject: "" })), 2);
  equal(
    personsNeeded(
      charter, [1, 1, 1, 2], "FLASH", testMessage({ word: { ...word, code: "we-confirm" }, text: "And more." })
    ),
    2
  );
  equal(personsNeeded(charter, [1, 1, 1, 2], "ROUTINE", testMessage()), 1);
  deepEqual(releasingRoles(testMessage({ word, text: "", subject: "" })), ["watch", "releaser"]);
  deepEqual(releasingRoles(testMessage({ word })), ["releaser"], "with a text beside it");
});
