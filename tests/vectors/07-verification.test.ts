import { ok } from "node:assert/strict";
import { test } from "node:test";
import { runExport, runProof } from "./07-verification.cases.ts";
import type { Edit } from "./07-verification.cases.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { cddlRule } from "../../src/core/mechanism/cddl.ts";
import { exportItems } from "../../src/core/record/export.ts";
import { hex, readChapter, runVectors, testMusts } from "./vectors.ts";
import type { Case } from "./vectors.ts";

const chapter = readChapter("07-verification");
const { spec, files } = chapter;

// The cases of a file are edits of what its first case gives whole.
const wholeFile = hex(files.get("export.json")?.[0]?.input["file"]);
const wholeText = files.get("proof.json")?.[0]?.input["text"] as string;
const editsOf = ({ input }: Case): readonly Edit[] => (input["edits"] ?? []) as readonly Edit[];
const rootsOf = ({ input }: Case): readonly string[] => input["trusted"] as readonly string[];

runVectors(chapter, {
  "export.json": (one) => runExport(wholeFile, editsOf(one), rootsOf(one)),
  "proof.json": (one) => runProof(wholeText, editsOf(one), rootsOf(one)),
});
testMusts(chapter, "V");

test("more exports and proofs are rejected than accepted", () => {
  const cases = [...files.values()].flat();
  ok(cases.filter((one) => !one.accept).length > cases.filter((one) => one.accept).length);
});

test("the CDDL of chapter 07 is what the declarations say, and its example begins and ends as the vector does", () => {
  const lines = [...spec.matchAll(/^[0-9a-f]{40,}$/gmu)].map(([line]) => line);
  const whole = toHex(wholeFile);
  ok(whole.startsWith(lines.slice(0, -1).join("")) && whole.endsWith(lines.at(-1) ?? "-"), lines.join("\n"));
  for (const [name, shape] of exportItems) ok(spec.includes(cddlRule(`${name}-item`, shape as never)), name);
});
