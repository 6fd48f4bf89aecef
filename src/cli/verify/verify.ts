// chirograph verify: checks a record, a proof, a published text or evidence without any station, offline, trusting only
// the roots it is told to.

import { resolve } from "node:path";
import { readCard } from "../party/card.ts";
import { exit, flagOf, listOf } from "../cli.ts";
import type { Cli, Command } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openExportFile } from "./export-file.ts";
import { inLine } from "../present.ts";
import { progressAfterMs } from "../progress.ts";
import { startShare } from "./signature-share.ts";
import { checkEvidence, seenValues } from "./verify-evidence.ts";
import { checkProof, checkTlogProof } from "./verify-other.ts";
import type { Checked, Root } from "./verify-other.ts";
import { checkPublication, proofIn } from "./verify-publication.ts";
import { readWitness } from "../witness/witness-trust.ts";
import { toHex } from "../../core/bytes/hex.ts";
import type { Witness } from "../../core/checkpoint/cosignature.ts";
import { tlogProofCharactersMax, tlogProofMagic } from "../../core/checkpoint/tlog-proof.ts";
import { isPublication, publicationBytesMax } from "../../core/document/publication.ts";
import { evidenceSort } from "../../core/evidence/evidence.ts";
import { ChirographError } from "../../core/errors.ts";
import type { ExportFile } from "../../core/record/export.ts";
import { proofMagic } from "../../core/record/proof.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { createTypstTypesetter } from "../../typesetter/typst/typesetter.ts";
import type { Report } from "../../verify/report.ts";
import { verifyFile } from "../../verify/verify.ts";

/** Longest proof or evidence, in bytes; a proof is ASCII but for its checkpoint's signature lines. */
const smallBytesMax = tlogProofCharactersMax;
/** As much of a file as says what it is. */
const headBytes = 64;

export const verify: Command = {
  name: "verify",
  args: "<file>",
  options: [
    { flags: "--root <party>", words: "option.root", many: true },
    { flags: "--witness <file>", words: "option.witness", many: true },
    { flags: "--heads", words: "option.heads" },
    { flags: "--compile", words: "option.compile" },
  ],
  async run(cli, [asked = ""], given) {
    const path = proofIn(resolve(asked));
    const roots = listOf(given, "root").map(rootOf);
    if (roots.length === 0) throw new CliError("root-missing");
    const witnesses = listOf(given, "witness").map(readWitness);
    const { file, close } = openExportFile(path);
    // Damage is told in sentences, and a hostile file may hold millions of damaged items.
    Error.stackTraceLimit = 0;
    try {
      const how = { headsOnly: flagOf(given, "heads"), compile: flagOf(given, "compile") };
      const { value, lines: shown } = await check(cli, path, file, { roots, witnesses }, how);
      cli.answer(value, () => shown);
      return value.result === "clean" ? exit.done : exit.refused;
    } finally {
      close();
    }
  },
};

/** What is asked of a record, and of a published text. */
interface How {
  readonly headsOnly: boolean;
  readonly compile: boolean;
}

/** Whom the reader trusts. */
interface Trust {
  readonly roots: readonly Root[];
  readonly witnesses: readonly Witness[];
}

/**
 * Checks whatever the file is: evidence and proofs say so themselves, all else is taken for a record. Errors:
 * export-unusable.
 */
async function check(
  cli: Cli, path: string, file: ExportFile, { roots, witnesses }: Trust, { headsOnly, compile }: How,
): Promise<Checked> {
  const head = file.read(0, Math.min(file.length, headBytes));
  const [first = ""] = Buffer.from(head).toString("latin1").split("\n");
  const isProof = first === proofMagic || first === tlogProofMagic;
  const isEvidence = evidenceSort(head) !== null;
  const isPublished = isPublication(head);
  try {
    if (isPublished) {
      if (file.length > publicationBytesMax) throw new ChirographError("export", "Too long.");
      const typesetter = compile ? createTypstTypesetter() : null;
      return await checkPublication(cli, path, file.read(0, file.length), roots, typesetter);
    }
    if (!isProof && !isEvidence) return await checkExport(cli, path, file, { roots, witnesses }, headsOnly);
    if (file.length > smallBytesMax) throw new ChirographError("export", "Too long.");
    const whole = file.read(0, file.length);
    if (isEvidence) return checkEvidence(cli, whole, roots, witnesses);
    const text = new TextDecoder().decode(whole);
    return first === proofMagic ? checkProof(cli, text, roots) : checkTlogProof(cli, text, roots, witnesses);
  } catch (error) {
    if (!(error instanceof ChirographError)) throw error;
    if (isEvidence && error.code === "missing") throw new CliError("evidence-needs-card");
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

/**
 * Checks a record, the signatures on all cores. It gives no time slice away, so it tells by itself how far it is. Where
 * the newest signatures alone leave anything to ask, every one is checked after all.
 */
async function checkExport(
  cli: Cli, path: string, file: ExportFile, { roots, witnesses }: Trust, headsOnly: boolean,
): Promise<Checked> {
  let next = Date.now() + progressAfterMs;
  const tell = (stage: "read" | "checked", entries: number): void => {
    if (Date.now() < next) return;
    next = Date.now() + progressAfterMs;
    cli.note(cli.say(stage === "read" ? "progress.verify-read" : "progress.verify", { done: String(entries) }));
  };
  const parties = roots.map((one) => one.party);
  const crypto = createNodeCrypto();
  if (headsOnly) {
    const report = verifyFile(crypto, file, parties, { headsOnly, tell, witnesses });
    if (report.findings.every((one) => one.code === "untrusted")) return answerOf(cli, report, witnesses);
    cli.note(cli.say("progress.verify-all"));
  }
  const share = await startShare(path, file.length);
  try {
    return answerOf(cli, verifyFile(crypto, file, parties, { tell, witnesses, ...(share === null ? {} : share) }),
      witnesses);
  } finally {
    await share?.stop();
  }
}

function answerOf(cli: Cli, report: Report, witnesses: readonly Witness[]): Checked {
  return { value: { file: "export", ...report }, lines: lines(cli, report, witnesses) };
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

/** Below which entry each log is authentic even when Ed25519 is broken, and by whose word. */
function seenLines(cli: Cli, { heads = [] }: Report, witnesses: readonly Witness[]): readonly string[] {
  if (witnesses.length > 0 && heads.length === 0) return [cli.say("verify.heads-unseen")];
  return heads.flatMap(({ log, size, by }) => by.map((one) => (
    cli.say("verify.heads-seen", { log, size, ...seenValues(one) })
  )));
}

function lines(cli: Cli, report: Report, witnesses: readonly Witness[]): readonly string[] {
  const { entries, withheld, findings, logs, siblings, unchecked, covered } = report;
  const beside = [
    ...(unchecked > 0 ? [cli.say("verify.unchecked", { count: unchecked })] : []),
    ...logs.filter((one) => one.acknowledged > one.size && unchecked === 0 && findings.length === 0)
      .map((one) => cli.say("verify.more", { log: one.log, size: one.size, acknowledged: one.acknowledged })),
    ...siblings.map((one) => cli.say("verify.siblings", { logs: one.logs.join(", ") })),
    ...seenLines(cli, report, witnesses),
    ...(report.revoked ?? []).map((one) => cli.say("verify.revoked", { log: one.log, counts: one.counts })),
    ...(report.charter === "not-adopted" ? [cli.say("verify.charter-not-adopted")] : []),
    ...(report.charter === "unknown" ? [cli.say("verify.charter-unknown")] : []),
  ];
  if (findings.length === 0) {
    const clean = cli.say("verify.clean", { entries, logs: logs.length });
    const heads = covered === 0 ? [] : [cli.say("verify.heads", { covered })];
    return [clean, ...heads, ...beside, cli.say("verify.sentence", { withheld })];
  }
  return [
    cli.say("verify.findings", { count: findings.length, entries }),
    ...findings.map(({ code, label, detail }) => (
      `${label.padEnd(10)} ${inLine(cli.sayCode("finding", code, { detail }))}`
    )),
    ...beside,
    cli.say(findings.every((one) => one.code === "untrusted") ? "verify.untrusted" : "verify.altered", { withheld }),
  ];
}
