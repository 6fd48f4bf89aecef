import { equal, ok, rejects, throws } from "node:assert/strict";
import { lstatSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
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

test("a link that somebody planted under the name of the unfinished file is not written through", async () => {
  const [path, elsewhere] = [join(folder, "copy.pdf"), join(folder, "elsewhere")];
  for (const write of [() => writeParts(path, parts(), true), () => writeWhole(path, "x")]) {
    writeFileSync(elsewhere, "kept");
    symlinkSync(elsewhere, `${path}.new`);
    await write();
    equal(readFileSync(elsewhere, "utf8"), "kept");
    ok(!lstatSync(path).isSymbolicLink());
  }
});
