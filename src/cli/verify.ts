// chirograph verify: checks a record, a proof or evidence without any station, offline, trusting only the roots it is
// told to.

import { resolve } from "node:path";
import { readBounded, readBoundedText } from "./bounded-file.ts";
import { readCard } from "./card.ts";
import { exit, listOf } from "./cli.ts";
import type { Cli, Command } from "./cli.ts";
import { CliError } from "./cli-error.ts";
import { progressAfterMs } from "./progress.ts";
import { checkEvidence } from "./verify-evidence.ts";
import { checkProof, checkTlogProof } from "./verify-other.ts";
import type { Checked, Root } from "./verify-other.ts";
import { toHex } from "../core/bytes/hex.ts";
import { decodeWitness } from "../core/checkpoint/cosignature.ts";
import type { Witness } from "../core/checkpoint/cosignature.ts";
import { tlogProofMagic } from "../core/checkpoint/tlog-proof.ts";
import { evidenceSort } from "../core/evidence/evidence.ts";
import { ChirographError } from "../core/errors.ts";
import { proofMagic } from "../core/record/proof.ts";
import { visibleText } from "../core/text/visible.ts";
import { createNodeCrypto } from "../crypto/node/crypto.ts";
import type { Report } from "../verify/report.ts";
import { verifyExport } from "../verify/verify.ts";

/** Largest export read, in bytes. */
const exportBytesMax = 1_073_741_824;

/** Longest file of a witness's keys, in bytes. */
const witnessBytesMax = 8_192;

export const verify: Command = {
  name: "verify",
  args: "<file>",
  options: [
    { flags: "--root <party>", words: "option.root", many: true },
    { flags: "--witness <file>", words: "option.witness", many: true },
  ],
  async run(cli, [asked = ""], given) {
    const path = resolve(asked);
    const roots = listOf(given, "root").map(rootOf);
    if (roots.length === 0) throw new CliError("root-missing");
    const witnesses = listOf(given, "witness").map(witnessOf);
    const file = readBounded(path, exportBytesMax);
    const { value, lines: shown } = check(cli, path, file, { roots, witnesses });
    cli.answer(value, () => shown);
    return value.result === "clean" ? exit.done : exit.refused;
  },
};

/** Whom the reader trusts. */
interface Trust {
  readonly roots: readonly Root[];
  readonly witnesses: readonly Witness[];
}

/**
 * Checks whatever the file is: evidence and proofs say so themselves, all else is taken for a record. Errors:
 * export-unusable.
 */
function check(cli: Cli, path: string, file: Uint8Array, { roots, witnesses }: Trust): Checked {
  const [first = ""] = Buffer.from(file.subarray(0, 32)).toString("latin1").split("\n");
  const text = (): string => new TextDecoder().decode(file);
  const isEvidence = evidenceSort(file) !== null;
  try {
    if (first === proofMagic) return checkProof(cli, text(), roots);
    if (first === tlogProofMagic) return checkTlogProof(cli, text(), roots, witnesses);
    return isEvidence ? checkEvidence(cli, file, roots, witnesses) : checkExport(cli, file, roots);
  } catch (error) {
    if (!(error instanceof ChirographError)) throw error;
    if (isEvidence && error.code === "missing") throw new CliError("evidence-needs-card");
    const isProof = first === proofMagic || first === tlogProofMagic;
    if (!isProof || error.code === "export") {
      throw new CliError("export-unusable", { path, detail: error.message });
    }
    const { code } = error;
    return {
      value: { file: "proof", result: "findings", findings: [{ code, detail: error.message }] },
      lines: [cli.sayCode("finding", code, { detail: "" }), cli.say("verify.altered", { withheld: 0 })],
    };
  }
}

/** The witness of a file of its keys. Errors: witness-unusable. */
function witnessOf(asked: string): Witness {
  const path = resolve(asked);
  try {
    return decodeWitness(createNodeCrypto(), readBoundedText(path, witnessBytesMax));
  } catch (error) {
    if (error instanceof ChirographError) throw new CliError("witness-unusable", { path, detail: error.message });
    throw error;
  }
}

/** Checks a record. It gives no time slice away, so it tells by itself how far it is. */
function checkExport(cli: Cli, file: Uint8Array, roots: readonly Root[]): Checked {
  let next = Date.now() + progressAfterMs;
  const tell = (entries: number): void => {
    if (Date.now() < next) return;
    next = Date.now() + progressAfterMs;
    cli.note(cli.say("progress.verify", { done: String(entries) }));
  };
  const report = verifyExport(createNodeCrypto(), file, roots.map((one) => one.party), tell);
  return { value: { file: "export", ...report }, lines: lines(cli, report) };
}

/** A party id, or the party of a card. Errors: root-unknown, card-unusable. */
function rootOf(asked: string): Root {
  if (/^[0-9a-f]{64}$/u.test(asked)) return { party: asked, signed: null };
  try {
    const { signed } = readCard(resolve(asked));
    return { party: toHex(signed.roster.party), signed };
  } catch (error) {
    if (error instanceof CliError && error.code === "file-missing") {
      throw new CliError("root-unknown", { asked: asked.slice(0, 80) });
    }
    throw error;
  }
}

function lines(cli: Cli, report: Report): readonly string[] {
  const { entries, withheld, findings, logs, siblings, unchecked } = report;
  const beside = [
    ...(unchecked > 0 ? [cli.say("verify.unchecked", { count: unchecked })] : []),
    ...logs.filter((one) => one.acknowledged > one.size && unchecked === 0 && findings.length === 0)
      .map((one) => cli.say("verify.more", { log: one.log, size: one.size, acknowledged: one.acknowledged })),
    ...siblings.map((one) => cli.say("verify.siblings", { logs: one.logs.join(", ") })),
    ...(report.revoked ?? []).map((one) => cli.say("verify.revoked", { log: one.log, counts: one.counts })),
    ...(report.charter === "not-adopted" ? [cli.say("verify.charter-not-adopted")] : []),
    ...(report.charter === "unknown" ? [cli.say("verify.charter-unknown")] : []),
  ];
  if (findings.length === 0) {
    const clean = cli.say("verify.clean", { entries, logs: logs.length });
    return [clean, ...beside, cli.say("verify.sentence", { withheld })];
  }
  return [
    cli.say("verify.findings", { count: findings.length, entries }),
    ...findings.map(({ code, label, detail }) => (
      `${label.padEnd(10)} ${visibleText(cli.sayCode("finding", code, { detail }))}`
    )),
    ...beside,
    cli.say(findings.every((one) => one.code === "untrusted") ? "verify.untrusted" : "verify.altered", { withheld }),
  ];
}
