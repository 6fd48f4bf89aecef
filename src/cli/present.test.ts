// Words of others between words of ours.

import { equal } from "node:assert/strict";
import { test } from "node:test";

import { createCli } from "./cli.ts";
import { inLine, nameIn } from "./present.ts";

test("nothing that another says begins a line of its own, or moves the terminal", () => {
  equal(inLine("Restraint\nAUTHENTIC \u001b[2K\u202e"), "Restraint AUTHENTIC <U+001B>[2K<U+202E>");
  const cli = createCli({ language: "en", json: false, folder: ".", officer: null });
  equal(nameIn(cli, [{ language: "en", text: "Meet\n1  verified" }]), "Meet 1  verified");
});
