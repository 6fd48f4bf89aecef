import assert from "node:assert/strict";
import { test } from "node:test";

import { chordOf, commandOf, isPrefix, isSingle, keyFor, keyLines, rooms } from "./keys.ts";
import type { KeyPress } from "./keys.ts";

const press = (key: string, code: string, part: Partial<KeyPress> = {}): KeyPress =>
  ({ key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...part });

test("no chord gives two commands in one room, and no single key hides a two-key chord", () => {
  for (const room of rooms) {
    const here = keyLines.filter((line) => line.room === room || line.room === null).map((line) => line.chord);
    assert.equal(new Set(here).size, here.length, room);
    for (const chord of here) assert.equal(isPrefix(chord), false, chord);
  }
});

test("a key counts by its place where the keyboard writes another alphabet", () => {
  assert.equal(chordOf(press("r", "KeyR")), "r");
  assert.equal(chordOf(press("к", "KeyR")), "r");
  assert.equal(chordOf(press("ق", "KeyR")), "r");
  assert.equal(chordOf(press("у", "KeyE", { ctrlKey: true })), "Ctrl+e");
  assert.equal(chordOf(press(",", "Slash", { shiftKey: true })), ",");
  assert.equal(chordOf(press("؟", "Slash", { shiftKey: true })), "?");
});

test("a Latin layout counts by what it writes, not by place", () => {
  assert.equal(chordOf(press("a", "KeyQ")), "a");
  assert.equal(chordOf(press("?", "Comma", { shiftKey: true })), "?");
});

test("chords with Control, Enter and Escape", () => {
  assert.equal(chordOf(press("Enter", "Enter", { ctrlKey: true })), "Ctrl+Enter");
  assert.equal(chordOf(press("Enter", "Enter")), null);
  assert.equal(chordOf(press("Escape", "Escape")), "Esc");
  assert.equal(chordOf(press("S", "KeyS", { ctrlKey: true, shiftKey: true })), "Ctrl+s");
  assert.equal(chordOf(press("r", "KeyR", { altKey: true })), null);
  assert.equal(chordOf(press("Shift", "ShiftLeft")), null);
});

test("the same key means what its room says", () => {
  assert.equal(commandOf("p", "watch", null), "previous");
  assert.equal(commandOf("p", "message", null), "print");
  assert.equal(commandOf("x", "record", null), "export");
  assert.equal(commandOf("w", "record", "g"), "screen.watch");
  assert.equal(commandOf("w", "record", null), null);
  assert.equal(keyFor("take", "watch"), "r");
});

test("only letters, digits and signs alone can be turned off", () => {
  assert.equal(isSingle("r"), true);
  assert.equal(isSingle("Esc"), false);
  assert.equal(isSingle("Ctrl+e"), false);
});

test("releasing differs between the worlds in its key", () => {
  assert.equal(keyFor("release.exercise", "compose"), "Ctrl+e");
  assert.equal(keyFor("release.actual", "compose"), "Ctrl+Enter");
});
