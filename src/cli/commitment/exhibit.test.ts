// Under which name a file of another party is saved.

import { deepEqual } from "node:assert/strict";
import { test } from "node:test";

import { ownName } from "./exhibit.ts";

test("a file of another party is never named into another folder, as a hidden file, or as an option", () => {
  const names = [
    "list.pdf", "Перечень 2.pdf", "/etc/passwd", "../../up", "..", ".bashrc", "-rf", " .profile", "a\n;b",
    "/",
  ];
  deepEqual(names.map(ownName), [
    "list.pdf", "Перечень 2.pdf", "passwd", "up", "_", "_bashrc", "_rf", "_profile", "a__b", "_",
  ]);
});

test("a name that a system has no room for is cut before its ending", () => {
  deepEqual([`${"ж".repeat(125)}.pdf`, "a".repeat(255)].map(ownName), [`${"ж".repeat(118)}.pdf`, "a".repeat(240)]);
});
