import { ok } from "node:assert/strict";
import { test } from "node:test";
import { A } from "./03-record.admission.ts";
import { begin } from "./03-record.cases.ts";
import { crypto, runners } from "./09-checkpoints.cases.ts";
import { signCheckpoint } from "../../src/core/checkpoint/checkpoint.ts";
import { cosign, witnessKeys, witnessOf } from "../../src/core/checkpoint/cosignature.ts";
import { decodeNote, encodeNoteLine, encodeVerifierKey } from "../../src/core/checkpoint/signed-note.ts";
import { bootDeposit, headsQuestion } from "../../src/core/checkpoint/deposit.ts";
import { headsEvidence } from "../../src/core/evidence/heads.ts";
import { memoryEvidence } from "../../src/core/evidence/memory.ts";
import { siblingsEvidence } from "../../src/core/evidence/siblings.ts";
import { timesEvidence } from "../../src/core/evidence/times.ts";
import { tlogExtra } from "../../src/core/checkpoint/tlog-proof.ts";
import { checkpointKind, namingKind } from "../../src/core/mechanism/checkpoint/entries.ts";
import { cddlOfKind, cddlRule } from "../../src/core/mechanism/cddl.ts";
import { filled } from "../../src/core/record/ledger.fixture.ts";
import { createSoftwareSigner } from "../../src/crypto/node/signer.ts";
import { readChapter, runVectors, testMusts } from "./vectors.ts";

const chapter = readChapter("09-checkpoints");
const { spec, files } = chapter;

runVectors(chapter, runners);
testMusts(chapter, "W");

test("more cases of chapter 09 are refused than accepted", () => {
  const cases = [...files.values()].flat();
  ok(cases.filter((one) => !one.accept).length > cases.filter((one) => one.accept).length);
});

test("the CDDL of chapter 09 is what the declarations say", () => {
  const rules = [
    cddlRule("tlog-extra", tlogExtra), cddlRule("deposit", bootDeposit), cddlRule("heads-question", headsQuestion),
    cddlRule("heads-evidence", headsEvidence), cddlOfKind(checkpointKind),
    cddlOfKind(namingKind),
  ];
  for (const rule of rules) ok(spec.includes(rule), rule);
  const record = readChapter("03-record").spec;
  for (const rule of [
    cddlRule("siblings-evidence", siblingsEvidence), cddlRule("times-evidence", timesEvidence),
    cddlRule("memory-evidence", memoryEvidence),
  ]) {
    ok(record.includes(rule), rule);
  }
});

test("the worked example of chapter 09 is what the code makes", () => {
  const signer = createSoftwareSigner(crypto, filled(32, 1));
  const note = signCheckpoint(crypto, signer, filled(32, 0xcc), begin(A, 0xa3)[0].log, 1, filled(32, 0x5a));
  const seeds = { ed25519: filled(32, 3), mlDsa44: filled(32, 4) };
  const key = encodeVerifierKey(witnessKeys(crypto, witnessOf(crypto, "w.example/1", seeds)).ed25519);
  const [line] = cosign(crypto, "w.example/1", seeds, decodeNote(note).text, 1_700_000_000);
  for (const shown of [note, `\`${key}\``, line === undefined ? "-" : encodeNoteLine(line)]) ok(spec.includes(shown),
    shown);
});
