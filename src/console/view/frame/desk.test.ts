// Where the officer stands after a step.

import assert from "node:assert/strict";
import { test } from "node:test";

import { deskAfter, firstDesk } from "./desk.ts";

test("who asks for the texts inside an open one comes to the list; who comes from elsewhere finds it open", () => {
  const open = deskAfter(firstDesk, { kind: "text", object: "a" });
  assert.equal(deskAfter(open, { kind: "go", room: "texts" }).text, null);
  const away = deskAfter(open, { kind: "go", room: "watch" });
  assert.equal(deskAfter(away, { kind: "go", room: "texts" }).text, "a");
});
