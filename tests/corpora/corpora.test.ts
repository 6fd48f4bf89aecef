// What every former release has left behind is opened by this one, folds to what it showed, verifies, and goes on.

import assert from "node:assert/strict";
import { chmodSync, cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { adopted, by, json, list, run, start, stop, until } from "../scenario/stations.ts";
import type { Party } from "../scenario/stations.ts";
import { lasting } from "./story.ts";

const releases = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((one) => one.isDirectory());

for (const { name: release } of releases) {
  const recorded = join(import.meta.dirname, release);
  const card = (short: string): string => join(recorded, short, "cards", `${short}.card`);
  const trust = ["--root", card("NDL"), "--root", card("VES")];

  test(`stations of ${release} are opened, show what they showed, and go on`, async (t) => {
    const root = mkdtempSync(join(tmpdir(), "chirograph-"));
    const [a, b] = [copied(recorded, root, "NDL"), copied(recorded, root, "VES")];
    t.after(async () => {
      await Promise.all([stop(a, "SIGKILL"), stop(b, "SIGKILL")]);
      rmSync(root, { recursive: true, force: true });
    });
    await Promise.all([start(a), start(b)]);
    type Shown = { readonly messages: readonly unknown[] };
    const shown = JSON.parse(readFileSync(join(recorded, "shown.json"), "utf8")) as { NDL: Shown; VES: Shown };
    // What a start leaves for later is shown when all of it has been read.
    await until(() => list(a).length === shown.NDL.messages.length && list(b).length === shown.VES.messages.length);
    assert.partialDeepStrictEqual(lasting(a), shown.NDL);
    assert.partialDeepStrictEqual(lasting(b), shown.VES);
    for (const party of [a, b]) {
      const told = run("doctor", "--json", "--officer", "Duty", "--folder", party.folder).out;
      const { checks } = JSON.parse(told) as { checks: { name: string; ok: boolean }[] };
      assert.ok(checks.some((one) => one.name === "record" && one.ok), "no entry is damaged");
    }
    // What was on its way arrives; the record that both hold afterwards verifies.
    const held = list(b).length;
    by(a, "card", "add", b.card, "--address", b.line);
    await until(() => list(b).some((one) => one.text === "On its way."));
    assert.equal(list(b).length, held + 1);
    by(b, "take", list(b).find((one) => one.text === "On its way.")?.label ?? "");
    await until(() => list(a).find((one) => one.text === "On its way.")?.to[0]?.state === "taken");
    by(b, "export", join(root, "after.chirograph"));
    assert.equal(run("verify", join(root, "after.chirograph"), ...trust).status, 0);
  });

  test(`exports and proofs of ${release} verify, and one altered byte is found`, () => {
    const counts = ["record", "withheld"].map((name) => (
      json<{ entries: number; withheld: number }>("verify", join(recorded, `${name}.chirograph`), ...trust)
    ));
    assert.equal(counts[0]?.withheld, 0);
    assert.ok((counts[1]?.withheld ?? 0) > 0 && counts[0]?.entries === counts[1]?.entries);
    const proof = json<{ party: string }>("verify", join(recorded, "entry.proof"), ...trust);
    assert.match(proof.party, /^[0-9a-f]{64}$/u);
    assert.equal(run("verify", join(recorded, "entry.proof"), "--root", card("VES")).status, 1);
  });

  test(`a backup of ${release} is restored`, (t) => {
    const root = mkdtempSync(join(tmpdir(), "chirograph-"));
    t.after(() => rmSync(root, { recursive: true, force: true }));
    const [key, keys] = [join(recorded, "NDL.key"), join(recorded, "NDL.keys")];
    const folder = join(root, "NDL");
    json(
      "restore", join(recorded, "NDL.backup"), folder, "--keys", keys, "--key-file", key, "--keys-key-file", key,
    );
    assert.ok(readdirSync(folder).includes("record.db"));
  });
}

test("there is a record of the release before", () => {
  assert.ok(releases.length > 0);
});

/** A copy of a recorded station, closed to others as it was: a repository keeps no modes. */
function copied(recorded: string, root: string, short: string): Party {
  const [folder, key] = [join(root, short), join(root, `${short}.key`)];
  cpSync(join(recorded, short), folder, { recursive: true });
  cpSync(join(recorded, `${short}.key`), key);
  for (const one of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    chmodSync(join(one.parentPath, one.name), one.isDirectory() ? 0o700 : 0o600);
  }
  chmodSync(folder, 0o700);
  return adopted(folder, key, short);
}
