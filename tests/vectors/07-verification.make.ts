// Makes vectors/07-verification: node tests/vectors/07-verification.make.ts. Same input, same files, byte for byte.

import { mkdirSync, writeFileSync } from "node:fs";
import { damages, proofDamages, runExport, runProof, whole } from "./07-verification.cases.ts";
import { proofsOf, rosterCases } from "./07-verification.rosters.ts";
import { signedCases } from "./07-verification.signed.ts";
import type { Case } from "./vectors.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { ChirographError } from "../../src/core/errors.ts";

const folder = new URL("../../vectors/07-verification/", import.meta.url);
mkdirSync(folder, { recursive: true });

function write(name: string, cases: readonly Case[]): void {
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(",\n");
  writeFileSync(
    new URL(`${name}.json`, folder), `{\n  "chapter": "07-verification",\n  "cases": [\n${lines}\n  ]\n}\n`,
  );
}

/** What a run gives, or the code it fails with. */
function outcome(run: () => unknown): { readonly expect: unknown } | { readonly error: string } {
  try {
    return { expect: run() };
  } catch (error) {
    if (error instanceof ChirographError) return { error: error.code };
    throw error;
  }
}

// The whole file stands once; a case names the bytes it replaces in it: [from, to, hex].
write("export", [...damages(), ...signedCases(), ...rosterCases()].map(({ name, must, trusted, edits }) => {
  const input = { ...(edits === null ? { file: toHex(whole.file) } : { edits }), trusted };
  const made = outcome(() => runExport(whole.file, edits ?? [], trusted));
  const accept = "expect" in made && (made.expect as { result: string }).result === "clean";
  return { name, must, accept, input, ...made };
}));

write("proof", [...proofDamages(), ...proofsOf()].map(({ name, must, trusted, edits }) => {
  const input = { ...(edits === null ? { text: whole.proof } : { edits }), trusted };
  const made = outcome(() => runProof(whole.proof, edits ?? [], trusted));
  return { name, must, accept: "expect" in made, input, ...made };
}));
