import { deepEqual, ok } from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { errorCodes } from "../../src/core/errors.ts";

const folder = new URL("../../spec/", import.meta.url);
const overview = readFileSync(new URL("00-overview.md", folder), "utf8");

test("the chapter lists every error code, in order, and no other", () => {
  const errors = overview.slice(overview.indexOf("## Errors"), overview.indexOf("## What it proves"));
  const listed = [...errors.matchAll(/^\| `([a-z-]+)` \|/gmu)].map((one) => one[1]);
  deepEqual(listed, Object.keys(errorCodes));
});

test("every chapter there is stands in the overview, and names only codes of the list", () => {
  const chapters = readdirSync(folder).filter((name) => /^\d\d-.*\.md$/u.test(name) && name !== "00-overview.md");
  for (const name of chapters) {
    ok(overview.includes(`(${name})`), name);
    const text = readFileSync(new URL(name, folder), "utf8");
    for (const [, code] of text.matchAll(/[Ee]rror `([a-z-]+)`/gu)) {
      ok(Object.hasOwn(errorCodes, code ?? ""), `${name}: ${code}`);
    }
    const vectors = new URL(`../vectors/${name.slice(0, -3)}/`, folder);
    if (existsSync(vectors)) ok(readdirSync(vectors).length > 0, name);
  }
});
