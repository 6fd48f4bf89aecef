import { deepEqual, equal, ok } from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import type { Json } from "../../src/core/bytes/shape.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { ChirographError } from "../../src/core/errors.ts";
import type { ErrorCode } from "../../src/core/errors.ts";
import { cddlOfKind, cddlRule } from "../../src/core/mechanism/cddl.ts";
import { boot } from "../../src/core/record/boot.ts";
import {
  body as bodyShape, decodeBody, decodeEntry, encodeBody, encodeEntry, leafHash, signedBytes, signEntry, verifyEntry,
} from "../../src/core/record/entry.ts";
import { checkForkEvidence, forkEvidence } from "../../src/core/record/fork.ts";
import { addLeaf, createTree, rootOf, verifyInclusion } from "../../src/core/record/merkle.ts";
import { crypto, directoryOf, runSteps } from "./03-record.cases.ts";
import type { CaseRoster, Step } from "./03-record.cases.ts";
import type { Case, VectorFile } from "./06-messages.cases.ts";

const folder = new URL("../../vectors/03-record/", import.meta.url);
const spec = readFileSync(new URL("../../spec/03-record.md", import.meta.url), "utf8");
const files = readdirSync(folder).map((name) => {
  return [name, JSON.parse(readFileSync(new URL(name, folder), "utf8")) as VectorFile] as const;
});

function hex(text: unknown): Uint8Array {
  return Uint8Array.fromHex(text as string);
}

const runners: Readonly<Record<string, (one: Case) => unknown>> = {
  "entries.json": ({ input }) => {
    if (input["payload"] !== undefined) return decodeBody(hex(input["payload"]));
    const author = { party: hex(input["party"]), rosterDigest: hex(input["roster"]) };
    const payload = encodeBody(bodyShape.fromJson(input["body"] as Json, ""));
    const seed = hex(input["seed"]);
    const sign = (message: Uint8Array): Uint8Array => crypto.ed25519Sign(seed, message);
    const entry = signEntry({ publicKey: hex(input["key"]), sign }, author, payload);
    const bytes = encodeEntry(entry);
    deepEqual(decodeEntry(bytes), entry);
    deepEqual(bodyShape.toJson(decodeBody(payload)), input["body"]);
    ok(verifyEntry(crypto, hex(input["key"]), author, entry));
    ok(!verifyEntry(crypto, hex(input["key"]), { ...author, rosterDigest: new Uint8Array(32) }, entry));
    return {
      payload: toHex(payload), leaf: toHex(leafHash(crypto, payload)), entry: toHex(bytes),
      signed: toHex(signedBytes(author, payload)),
    };
  },
  "merkle.json": ({ input }) => {
    if (input["leaves"] !== undefined) {
      const tree = createTree();
      for (const leaf of input["leaves"] as readonly string[]) addLeaf(crypto, tree, hex(leaf));
      return { root: toHex(rootOf(crypto, tree)) };
    }
    const path = (input["path"] as readonly string[]).map(hex);
    const [index, size] = [input["index"] as number, input["size"] as number];
    const included = verifyInclusion(crypto, hex(input["leaf"]), index, size, path, hex(input["root"]));
    if (!included) throw new ChirographError("fork");
    return { included };
  },
  "admission.json": ({ input, accept }) => {
    const steps = input["steps"] as readonly Step[];
    const asks = input["asks"] as readonly string[];
    const made = runSteps(input["rosters"] as readonly CaseRoster[], steps, asks, hex(input["channel"]));
    if (accept) return made;
    const { outcomes } = made as { outcomes: readonly { outcome: string; error?: ErrorCode }[] };
    ok(outcomes.slice(0, -1).every((one) => one.outcome === "held" || one.outcome === "beyond"));
    const last = outcomes.at(-1);
    if (last?.error !== undefined) throw new ChirographError(last.error);
    return last;
  },
  "fork.json": ({ input }) => {
    const directory = directoryOf(input["rosters"] as readonly CaseRoster[]);
    return { parties: checkForkEvidence(crypto, directory, hex(input["file"])).parties };
  },
};

for (const [name, file] of files) {
  test(`vectors/03-record/${name}`, () => {
    equal(file.chapter, "03-record");
    const run = runners[name];
    ok(run !== undefined, "a runner for every file");
    for (const one of file.cases) {
      let made: unknown;
      let error: string | null = null;
      try {
        made = run(one);
      } catch (caught) {
        if (!(caught instanceof ChirographError)) throw new Error(one.name, { cause: caught });
        error = caught.code;
      }
      equal(error, one.accept ? null : one.error, one.name);
      if (one.accept) deepEqual(JSON.parse(JSON.stringify(made)), one.expect, one.name);
    }
  });
}

test("every MUST of chapter 03 has a case, or is shown by a test the chapter names", () => {
  const musts = new Set(spec.match(/\*\*\[R-\d+\]\*\*/gu)?.map((one) => one.slice(3, -3)));
  equal(musts.size, 31);
  const covered = new Set(files.flatMap(([, file]) => file.cases.flatMap((one) => one.must)));
  const shown = new Set(spec.slice(spec.indexOf("## Shown by")).match(/R-\d+/gu));
  for (const must of musts) ok(covered.has(must) || shown.has(must), must);
  for (const must of covered) ok(musts.has(must) || must === "E-13", `${must} is no MUST`);
});

test("the CDDL and the bytes of chapter 03 are those of the declarations and vectors", () => {
  for (const rule of [cddlRule("body", bodyShape), cddlOfKind(boot), cddlRule("fork-evidence", forkEvidence)]) {
    ok(spec.includes(rule), rule);
  }
  const admission = files.find(([name]) => name === "admission.json")?.[1];
  const worked = admission?.cases.find((one) => one.name === "the worked example");
  ok(worked !== undefined);
  const steps = worked.input["steps"] as readonly Step[];
  ok(spec.includes(`\n${steps[0]?.entry ?? ""}\n`) && spec.includes(`\n${steps[0]?.content ?? ""}\n`));
  ok(spec.includes(`\n${steps[2]?.entry ?? ""}\n`));
});
