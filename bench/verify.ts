// verify: an exported record of a million entries, by the newest signature of each log, and by every signature.

import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Figure } from "./figure.ts";
import { makeRecord } from "./record.ts";
import { runMeasured } from "./resident.ts";
import { toHex } from "../src/core/bytes/hex.ts";
import { encodeSignedRoster } from "../src/core/keys/roster.ts";
import { encodeExportItem, exportMagic, nextDigest } from "../src/core/record/export.ts";
import type { ExportItem } from "../src/core/record/export.ts";
import { createNodeCrypto } from "../src/crypto/node/crypto.ts";

const entriesAsked = Number(process.env["CHIROGRAPH_BENCH_ENTRIES"] ?? 1_000_000);
const rateMs = 5_000;

/** Seconds and memory for a record of 1,000,000 entries (CHIROGRAPH_BENCH_ENTRIES: so many). */
export async function measureVerify(): Promise<readonly Figure[]> {
  const { path, roots } = madeExport(entriesAsked);
  const trust = roots.flatMap((root) => ["--root", root]);
  const tree = runMeasured("verify", path, "--heads", "--json", ...trust);
  const rate = await signaturesPerSecond();
  const full = runMeasured("verify", path, "--json", ...trust);
  const entries = [tree, full].map(({ out, status }) => {
    const report = JSON.parse(out) as { readonly result: string; readonly entries: number };
    if (status !== 0 || report.result !== "clean") throw new Error(`the record does not verify: ${out.slice(0, 500)}`);
    return report.entries;
  });
  const limit = (entries[1] ?? 0) / rate;
  return [
    { name: "verify.tree", value: tree.seconds, unit: "s", limit: 15, ratio: tree.seconds / 15, peer: "aim" },
    { name: "verify.rss", value: Math.max(tree.residentMb, full.residentMb), unit: "MB", peer: "aim 512" },
    { name: "verify.full", value: full.seconds, unit: "s", limit, ratio: full.seconds / limit },
  ];
}

/** Ed25519 signatures that all cores of this machine check in a second, with nothing else to do. */
async function signaturesPerSecond(): Promise<number> {
  const script = `
    const { generateKeyPairSync, sign, verify } = require("node:crypto");
    const { parentPort } = require("node:worker_threads");
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const message = Buffer.alloc(400, 7), signature = sign(null, message, privateKey);
    let count = 0;
    for (const end = Date.now() + ${rateMs}; Date.now() < end; count++) verify(null, message, publicKey, signature);
    parentPort.postMessage(count);
  `;
  const counts = await Promise.all(Array.from({ length: availableParallelism() }, () => (
    new Promise<number>((resolve, reject) => {
      new Worker(script, { eval: true }).once("message", resolve).once("error", reject);
    })
  )));
  return counts.reduce((sum, one) => sum + one, 0) / (rateMs / 1_000);
}

/** The export of the made record, kept in the system's temporary folder: it is the same each time. */
export function madeExport(count: number): { readonly path: string; readonly roots: readonly string[] } {
  const folder = join(tmpdir(), "chirograph-bench");
  mkdirSync(folder, { recursive: true });
  const record = makeRecord(count);
  const path = join(folder, `record-2-${count}.chirograph`);
  if (!existsSync(path)) write(path, record);
  return { path, roots: [record.a, record.b].map((one) => toHex(one.party)) };
}

function write(path: string, { a, b, channel, charter, entries }: ReturnType<typeof makeRecord>): void {
  const crypto = createNodeCrypto();
  // The logs of B are said among those of A and stand after them, so they wait in memory, as bytes.
  const later: Uint8Array[] = [];
  const file = openSync(`${path}.new`, "w");
  let digest: Uint8Array = crypto.sha256(exportMagic);
  let waiting: Uint8Array[] = [exportMagic];
  const put = (bytes: Uint8Array): void => {
    digest = nextDigest(crypto, digest, bytes);
    waiting.push(bytes);
    if (waiting.length < 1_024) return;
    writeSync(file, Buffer.concat(waiting));
    waiting = [];
  };
  const head: ExportItem[] = [
    { item: "header", channel, world: "exercise", time: 10_000, exporter: a.party },
    ...[a, b].map(({ signed }) => ({ item: "roster" as const, roster: encodeSignedRoster(signed) })),
    { item: "charter", charter },
  ];
  for (const item of head) put(encodeExportItem(item));
  let count = 0;
  for (const { by, body, entry, salt, content } of entries) {
    const bytes = encodeExportItem({
      item: "entry", log: body.log, seq: body.seq, ...entry, salt: salt === null ? [] : [salt],
      content: content === null ? [] : [content],
    });
    count += 1;
    if (by === "a") put(bytes);
    else later.push(bytes);
  }
  for (const bytes of later) put(bytes);
  const end = encodeExportItem({ item: "end", entries: count, digest });
  writeSync(file, Buffer.concat([...waiting, end]));
  closeSync(file);
  renameSync(`${path}.new`, path);
}
