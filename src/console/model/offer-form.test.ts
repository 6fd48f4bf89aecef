import assert from "node:assert/strict";
import { test } from "node:test";

import type { ChangeView, SlotView } from "../../api/text-views.ts";
import {
  actionOf, amend, goOn, insertAfter, join, missingOf, move, newOffer, remove, reword, split, withChange, withoutChange,
} from "./offer-form.ts";

function change(name: string, by: string, texts: readonly string[] | null, standing: readonly string[]): ChangeView {
  return {
    change: name, label: "A:1", by, atMs: 0, action: "insert", texts, heading: false, touches: [], makes: [],
    after: null, package: [], standing, reserving: [], refusing: [], withdrawn: false, note: null,
  };
}

function slot(name: string, changes: readonly ChangeView[], texts: readonly string[] | null = null): SlotView {
  const positions = changes.flatMap((one) => one.standing.map((party) => (
    { party, change: one.change, stance: "accept" as const, label: "A:1", atMs: 0, note: null }
  )));
  return { slot: name, state: "bracketed", texts, heading: false, changes, positions, reopened: [], private: [] };
}

const disputed = slot("s:0", [
  change("o:0", "us", ["We meet.", "Мы встречаемся."], ["us"]),
  change("p:0", "they", ["They meet.", "Они встречаются."], ["they", "third"]),
]);

test("a person goes on from what their own party stands for, else from what most stand for", () => {
  assert.deepEqual(amend(disputed, "us", 2).clauses[0]?.texts, ["We meet.", "Мы встречаемся."]);
  assert.deepEqual(amend(disputed, "mediator", 2).clauses[0]?.texts, ["They meet.", "Они встречаются."]);
  assert.deepEqual(amend(slot("s:1", []), "us", 2).clauses[0]?.texts, ["", ""]);
});

test("each change is what it is called", () => {
  const next = slot("s:1", [change("o:1", "us", ["Then.", "Затем."], ["us"])]);
  assert.deepEqual([
    insertAfter("start", 2), amend(disputed, "us", 2), remove(disputed), split(disputed, "us", 2),
    join(disputed, next, "us", 2), move(disputed, "s:1", "us", 2),
  ].map(actionOf), ["insert", "amend", "delete", "split", "join", "move"]);
  assert.deepEqual(join(disputed, next, "us", 2).clauses[0]?.texts, ["We meet. Then.", "Мы встречаемся. Затем."]);
});

test("a wording is changed in one language, and a change of the same clause takes the place of the former", () => {
  const offer = reword(newOffer("t", amend(disputed, "us", 2)), 0, 0, 1, "Мы встретимся.");
  assert.deepEqual(offer.changes[0]?.clauses[0]?.texts, ["We meet.", "Мы встретимся."]);
  assert.deepEqual(withChange(offer, remove(disputed)).changes.map(actionOf), ["delete"]);
  assert.deepEqual(withChange(offer, insertAfter("s:0", 2)).changes.map(actionOf), ["amend", "insert"]);
});

test("what is written is kept when a person goes on: the same stays, another stands beside it, one is left out", () => {
  const written = reword(goOn(null, "t", amend(disputed, "us", 2)), 0, 0, 1, "Мы встретимся.");
  assert.deepEqual(goOn({ ...written, readingBack: true }, "t", amend(disputed, "us", 2)), written);
  const two = goOn(written, "t", insertAfter("s:0", 2));
  assert.deepEqual(two.changes.map(actionOf), ["amend", "insert"]);
  assert.deepEqual(goOn(two, "t", insertAfter("s:0", 2)).changes.map(actionOf), ["amend", "insert", "insert"]);
  assert.deepEqual(withoutChange(two, 1)?.changes, written.changes);
  assert.equal(withoutChange(written, 0), null);
  assert.deepEqual(goOn(written, "another", remove(disputed)).changes.map(actionOf), ["delete"]);
});

test("an offer that lacks a language is not ready, and a deletion lacks none", () => {
  assert.deepEqual(missingOf(newOffer("t", insertAfter("start", 2))), ["text.missing-language"]);
  assert.deepEqual(missingOf(newOffer("t", remove(disputed))), []);
});
