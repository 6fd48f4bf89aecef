import { deepEqual, equal, match, ok } from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createCli } from "./cli.ts";
import { checkPublication, proofIn } from "./verify-publication.ts";
import { filesBeside, proofFile, trusted } from "../verify/publication.fixture.ts";

const roots = trusted.map((party) => ({ party, signed: null }));

test("a published folder is checked with all that stands in it, a proof alone as what it is", () => {
  const folder = mkdtempSync(join(tmpdir(), "published-"));
  for (const language of ["en", "ru"] as const) {
    const cli = createCli({ language, json: false, folder: "", officer: null });
    for (const [name, bytes] of filesBeside()) writeFileSync(join(folder, name), bytes);
    const proof = join(folder, "proof.chirograph");
    writeFileSync(proof, proofFile());
    equal(proofIn(folder), proof);
    const whole = checkPublication(cli, proof, proofFile(), roots);
    equal(whole.value.result, "clean", whole.lines.join("\n"));
    ok(whole.lines.includes("Joint communique"));
    match(whole.lines.join("\n"), language === "en" ? /copy-2\.pdf {2}is the one/u : /copy-2\.pdf {2}тот/u);
    writeFileSync(join(folder, "copy-2.pdf"), "another");
    const altered = checkPublication(cli, proof, proofFile(), roots);
    equal(altered.value.result, "findings");
    match(altered.lines.join("\n"), language === "en" ? /copy-2\.pdf {2}is NOT/u : /copy-2\.pdf {2}НЕ/u);
    deepEqual(checkPublication(cli, "elsewhere.bin", proofFile(), roots).value["files"], []);
  }
  mkdirSync(join(folder, "empty"));
  equal(proofIn(join(folder, "empty")), join(folder, "empty"));
  rmSync(folder, { recursive: true });
});
