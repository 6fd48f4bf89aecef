// Workers beside the verifier: what they may say of a file, and that the answer is the same without them.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openExportFile } from "./export-file.ts";
import { sharedBytesMin, startShare } from "./signature-share.ts";
import { crypto } from "../../core/record/ledger.fixture.ts";
import type { ExportItem } from "../../core/record/export.ts";
import { fileOf, itemsOf, rootsOfPair, spokenPair } from "../../verify/export.fixture.ts";
import { verifyExport, verifyFile } from "../../verify/verify.ts";

const pair = spokenPair();
const items = itemsOf(pair);
const roots = rootsOfPair(pair);
const first = items.findIndex((one) => one.item === "entry");

/** Whether the workers say of each item that its signature holds, under the BOOT that stands before it. */
async function shared(
  t: { after(done: () => void): void }, file: readonly ExportItem[], bootOf: (item: number) => number,
): Promise<readonly boolean[] | null> {
  const folder = mkdtempSync(join(tmpdir(), "chirograph-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "record");
  writeFileSync(path, fileOf(file));
  const share = await startShare(path, sharedBytesMin);
  if (share === null) return null;
  await share.ended;
  const said = file.map((_, item) => share.isSigned(item, bootOf(item)));
  const opened = openExportFile(path);
  const report = verifyFile(crypto, opened.file, roots, share);
  opened.close();
  assert.deepEqual(report, verifyExport(crypto, fileOf(file), roots));
  await share.stop();
  return said;
}

/** The item of the BOOT that an item's log begins with. */
function bootBefore(item: number): number {
  return items.findLastIndex((one, index) => index <= item && one.item === "entry" && one.seq === 0);
}

test("workers find the signatures that hold, each under its own BOOT", async (t) => {
  const said = await shared(t, items, bootBefore);
  if (said === null) return t.skip("a machine of one core");
  const held = items.map((one) => one.item === "entry" && one.seq > 0);
  assert.deepEqual(said, held);
});

test("a signature that does not hold, and one under another BOOT, are the verifier's to judge", async (t) => {
  const altered = items.map((one, index) => (
    one.item === "entry" && index === first + 2 ? { ...one, signature: one.signature.with(3, 99) } : one
  ));
  const said = await shared(t, altered, bootBefore);
  if (said === null) return t.skip("a machine of one core");
  assert.equal(said[first + 2], false);
  assert.equal(said[first + 3], true);
  const elsewhere = await shared(t, items, (item) => bootBefore(item) + 1);
  assert.ok(elsewhere?.every((one) => !one));
});
