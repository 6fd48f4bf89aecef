import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { usualCommitment } from "./usual.ts";

const nowMs = Date.UTC(2026, 10, 22);
const both = [{ party: "a", names: ["NDL", "Northland"] }, { party: "b", names: ["VES", "Vesland", "Весландия"] }];
const usual = (...texts: readonly string[]): ReturnType<typeof usualCommitment> => (
  usualCommitment(texts, ["en", "ru"], both, nowMs)
);

test("to meet again is owed by all, with alarms a month ahead, and nobody's silence is consent", () => {
  const texts = [
    "They shall reconvene before the end of August 2027.", "Они соберутся вновь до конца августа 2027 года.",
  ];
  deepEqual(usual(...texts), {
    kind: "meeting", owner: ["a", "b"], phrase: ["before the end of August 2027", "до конца августа 2027 года"],
    alarms: [30, 14, 7, 1], silenceDays: null,
  });
});

test("what is handed over is owed by whom the clause begins with, and silence is consent after a month", () => {
  deepEqual(usual("Vesland shall hand over the list of its contact points within seven days of the adoption.",
    "Весландия передаёт перечень своих контактных пунктов."), {
    kind: "document", owner: ["b"], phrase: ["within seven days of the adoption", ""], alarms: [7, 1], silenceDays: 30,
  });
  deepEqual(usual("Each side shall hand over a list to Vesland.", "Каждая сторона передаёт.").owner, ["a", "b"]);
});

test("anything else is owed by everybody till a person says more", () => {
  deepEqual(usual("The line shall not be cut.", "Линия не прерывается."), {
    kind: "deed", owner: ["a", "b"], phrase: ["", ""], alarms: [7, 1], silenceDays: null,
  });
});
