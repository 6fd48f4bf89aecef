import { deepEqual, ok } from "node:assert/strict";
import { test } from "node:test";
import { encode } from "../../src/core/bytes/cbor.ts";
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
import { recollection } from "../../src/core/record/recollection.ts";
import { crypto, directoryOf, runSteps } from "./03-record.cases.ts";
import type { CaseRoster, Step } from "./03-record.cases.ts";
import { cutoffsOfSteps } from "./03-record.cutoff.ts";
import { runRecollection } from "./03-record.recollection.ts";
import { hex, readChapter, runVectors, testMusts } from "./vectors.ts";
import type { Runner } from "./vectors.ts";

const chapter = readChapter("03-record");
const { spec, files } = chapter;

const runners: Readonly<Record<string, Runner>> = {
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
  "cutoff.json": ({ input, expect }) => {
    for (const [order] of (input["orders"] as readonly unknown[]).entries()) {
      deepEqual(JSON.parse(JSON.stringify(cutoffsOfSteps(input, order))), expect, `order ${order}`);
    }
    return expect;
  },
  "recollection.json": ({ input }) => runRecollection(input),
  "fork.json": ({ input }) => {
    const directory = directoryOf(input["rosters"] as readonly CaseRoster[]);
    return { parties: checkForkEvidence(crypto, directory, hex(input["file"])).parties };
  },
};

runVectors(chapter, runners);
testMusts(chapter, "R");

test("the CDDL and the bytes of chapter 03 are those of the declarations and vectors", () => {
  for (const rule of [cddlRule("body", bodyShape), cddlOfKind(boot), cddlRule("fork-evidence", forkEvidence),
    cddlRule("recollection", recollection)]) {
    ok(spec.includes(rule), rule);
  }
  const admission = files.get("admission.json");
  const worked = admission?.find((one) => one.name === "the worked example");
  ok(worked !== undefined);
  const steps = worked.input["steps"] as readonly Step[];
  ok(spec.includes(`\n${steps[0]?.entry ?? ""}\n`) && spec.includes(`\n${steps[0]?.content ?? ""}\n`));
  ok(spec.includes(`\n${steps[2]?.entry ?? ""}\n`));
  const { channel, log, commit } = decodeBody(decodeEntry(hex(steps[0]?.entry)).payload);
  const named = encode(["chirograph/1 log", channel, commit]);
  ok(spec.includes(`\n${toHex(named)}\n`) && toHex(crypto.sha256(named)).startsWith(toHex(log)));
  ok(spec.includes(`\`${toHex(log)}\``));
});
