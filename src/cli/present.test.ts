// Words of others between words of ours.

import { equal } from "node:assert/strict";
import { test } from "node:test";

import { createCli } from "./cli.ts";
import { inLine, labelColumn, nameIn } from "./present.ts";

test("nothing that another says begins a line of its own, or moves the terminal", () => {
  equal(inLine("Restraint\nAUTHENTIC \u001b[2K\u202e"), "Restraint AUTHENTIC <U+001B>[2K<U+202E>");
  const cli = createCli({ language: "en", json: false, folder: ".", officer: null });
  equal(nameIn(cli, [{ language: "en", text: "Meet\n1  verified" }]), "Meet 1  verified");
});

test("a label has its column, and a long one a space behind it", () => {
  equal(labelColumn("NDL:12"), "NDL:12    ");
  equal(labelColumn("NORTHLND:1042-7f3a"), "NORTHLND:1042-7f3a ");
});
