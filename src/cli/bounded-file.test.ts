import { rejects, throws } from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";

import { readBounded, writeParts, writeWhole } from "./bounded-file.ts";

const folder = mkdtempSync(join(tmpdir(), "chirograph-"));
test.after(() => rmSync(folder, { recursive: true, force: true }));
const nowhere = join(folder, "nowhere", "file");

async function* parts(): AsyncGenerator<Uint8Array> {
  yield Uint8Array.of(1);
}

test("a file that cannot be read is missing; where one cannot be written, its folder is", async () => {
  throws(() => readBounded(nowhere, 10), { code: "file-missing", values: { path: nowhere } });
  const missing = { code: "folder-missing", values: { path: join(folder, "nowhere") } };
  throws(() => writeWhole(nowhere, "x"), missing);
  await rejects(writeParts(nowhere, parts(), false), missing);
});
