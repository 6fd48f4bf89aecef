import { deepEqual, equal, ok } from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { readData } from "./sets.ts";

const here = new URL("./", import.meta.url);
const table = readFileSync(new URL("README.md", here), "utf8").matchAll(
  /^\| `(\S+)` \| (.+?) \| (.+?) \| .+? \| `(\S+\.test\.ts)` \| `([0-9a-f]{64})` \|$/gmu,
);
const rows = [...table].map(([, file = "", from = "", licence = "", runBy = "", digest = ""]) =>
  ({ file, from, licence, runBy, digest }));

test("every file of others has its origin, its licence and a test that reads it, and is as it was", () => {
  const files = readdirSync(new URL("data/", here)).map((name) => name.replace(/\.gz$/u, ""));
  deepEqual(rows.map(({ file }) => file).toSorted(), files.toSorted());
  for (const { file, from, licence, runBy, digest } of rows) {
    ok(from.length > 0 && /Apache-2\.0|BSD-3-Clause|public domain/u.test(licence), file);
    const name = file.replace(/^sha(256|512)_/u, "_");
    ok(readFileSync(new URL(runBy, here), "utf8").includes(name), `${runBy} does not read ${file}`);
    equal(createHash("sha256").update(readData(file)).digest("hex"), digest, file);
  }
});
