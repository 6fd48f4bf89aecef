// A station of the release before, from its own code, and one of this checkout: one line, one record.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { agree, by, list, meet, run, start, startPair, stop, until } from "./stations.ts";
import type { Message, Party } from "./stations.ts";

const checkout = join(import.meta.dirname, "..", "..");
const corpora = join(checkout, "tests", "corpora");

/**
 * The program of the newest release that left corpora, packed from this repository's own history; null where the
 * history is not here (a copy without it, or a shallow one).
 */
function formerProgram(): string | null {
  const newest = readdirSync(corpora, { withFileTypes: true })
    .filter((one) => one.isDirectory()).map((one) => one.name).toSorted().at(-1) ?? "";
  const commit = readFileSync(join(corpora, newest, "commit"), "utf8").trim();
  const folder = join(checkout, ".build", "former", commit);
  if (existsSync(folder)) return join(folder, "src/cli/main.ts");
  const packed = spawnSync("git", ["archive", "--format=tar", commit, "src", "package.json"], {
    cwd: checkout, maxBuffer: 256 * 1_048_576,
  });
  if (packed.status !== 0) return null;
  const making = `${folder}.new`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  assert.equal(spawnSync("tar", ["-x", "-C", making], { input: packed.stdout }).status, 0);
  symlinkSync(join(checkout, "node_modules"), join(making, "node_modules"));
  renameSync(making, folder);
  return join(folder, "src/cli/main.ts");
}

const former = formerProgram();

test("this release and the one before speak with each other, both ways", {
  skip: former === null ? "the history of the repository is not here" : false,
}, async (t) => {
  const { root, a, b } = await startPair(t, former as string);
  meet(a, b);
  const label = await agree(a, b);
  await exchange(a, b, label, "From the newer one.");
  await exchange(b, a, label, "From the older one.");

  // Each goes on after a start of the other, and after its own upgrade in place.
  await stop(b);
  by(a, "send", "--to", "VES/watch", "--precedence", "FLASH", "--label", label, "Into the gap.", "--yes",
    "--seen", "1");
  b.program = a.program;
  await start(b);
  by(a, "card", "add", b.card, "--address", b.line);
  await until(() => list(b).some((one) => one.text === "Into the gap."));
  await exchange(b, a, label, "After the upgrade.");

  const texts = (party: Party): readonly string[] => list(party).map((one) => one.text).toSorted();
  await until(() => texts(b).length === texts(a).length);
  assert.deepEqual(texts(b), texts(a));
  const trust = ["--root", a.card, "--root", b.card];
  for (const party of [a, b]) {
    const file = join(root, `${party.short}.chirograph`);
    by(party, "export", file);
    assert.equal(run("verify", file, ...trust).status, 0, `${party.short}'s record is clean`);
  }
});

/** One message from end to end: held, taken, answered. */
async function exchange(from: Party, to: Party, label: string, text: string): Promise<void> {
  const seen = Math.max(0, ...list(from).map((one) => (one as Message & { incoming: number }).incoming));
  by(
    from, "send", "--to", `${to.short}/watch`, "--precedence", "FLASH", "--label", label, "--seen", String(seen), text,
    "--yes",
  );
  await until(() => list(to).some((one) => one.text === text));
  by(to, "take", list(to).find((one) => one.text === text)?.label ?? "");
  await until(() => list(from).find((one) => one.text === text)?.to[0]?.state === "taken");
}
