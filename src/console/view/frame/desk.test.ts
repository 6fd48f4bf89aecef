// Where the officer stands after a step.

import assert from "node:assert/strict";
import { test } from "node:test";

import type { DraftForm } from "../../model/draft-form.ts";
import { deskAfter, firstDesk } from "./desk.ts";

const written = (text: string): DraftForm =>
  ({ content: { text }, saved: null, edited: true }) as unknown as DraftForm;

test("who asks for the texts inside an open one comes to the list; who comes from elsewhere finds it open", () => {
  const open = deskAfter(firstDesk, { kind: "text", object: "a" });
  assert.equal(deskAfter(open, { kind: "go", room: "texts" }).text, null);
  const away = deskAfter(open, { kind: "go", room: "watch" });
  assert.equal(deskAfter(away, { kind: "go", room: "texts" }).text, "a");
});

test("what is written while a draft is on its way to the station stays, and is still to be kept", () => {
  const [first, more] = [written("Half"), written("Half a thought")];
  const begun = deskAfter(firstDesk, { kind: "write", draft: first });
  const kept = { kind: "kept", sheet: begun.sheet, draft: first, object: "a" } as const;
  assert.deepEqual(deskAfter(begun, kept).draft, { content: first.content, saved: "a", edited: false });
  const meanwhile = deskAfter(begun, { kind: "change", draft: more });
  assert.deepEqual(deskAfter(meanwhile, kept).draft, { content: more.content, saved: "a", edited: true });
});

test("what comes of one draft leaves the next one, and whoever is elsewhere by now, alone", () => {
  const first = deskAfter(firstDesk, { kind: "write", draft: written("Released") });
  const { sheet } = first;
  const released = { kind: "ended", sheet, released: "a" } as const;
  assert.deepEqual(deskAfter(first, released), { ...firstDesk, sheet, selected: "a" });
  const away = deskAfter(first, { kind: "go", room: "record" });
  assert.deepEqual(deskAfter(away, released), { ...firstDesk, sheet, room: "record" });
  const next = deskAfter(first, { kind: "write", draft: written("Next") });
  assert.equal(deskAfter(next, released), next);
  assert.equal(deskAfter(next, { kind: "read-back", on: true, sheet }), next);
  assert.equal(deskAfter(next, { kind: "read-back", on: true, sheet: next.sheet }).readingBack, true);
  assert.equal(deskAfter(next, { kind: "kept", sheet, draft: written("Released"), object: "a" }), next);
});
