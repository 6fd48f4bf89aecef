// The people of a station, from the command line: two persons change who works there, and the root where nobody can.

import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";

import { json, main, run, running, stop } from "./stations.ts";
import type { PeopleView } from "../../src/api/people-views.ts";

interface Ready { readonly links: readonly { readonly name: string; readonly link: string }[] }

/** A station of three officers; `start` runs it and says what it printed, `stop` ends it. */
function station(t: TestContext): {
  readonly folder: string; readonly key: string; start(): Promise<Ready>; stop(): Promise<void>;
} {
  const root = mkdtempSync(join(tmpdir(), "chirograph-"));
  const [folder, key] = [join(root, "NDL"), join(root, "NDL.key")];
  json(
    "init", folder, "--short", "NDL", "--name", "en=Institution", "--name", "ru=Учреждение", "--phone", "+00 1",
    "--officer", "Admin:administrator", "--officer", "Releaser:releaser,watch", "--officer", "Second:administrator",
    "--world", "exercise", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--key-file", key,
  );
  let started: ChildProcess | null = null;
  t.after(async () => {
    await stop({ child: started });
    rmSync(root, { recursive: true, force: true });
  });
  const start = async (): Promise<Ready> => {
    const { child, ready } = running<Ready>([main, "start", folder, "--key-file", key, "--json"]);
    started = child;
    return ready;
  };
  return { folder, key, start, stop: () => stop({ child: started }) };
}

test("two persons enrol an officer, and the root names one where nobody is left who could", async (t) => {
  const { folder, key, start, stop } = station(t);
  const { links } = await start();
  assert.deepEqual(links.map(({ name }) => name), ["Admin", "Releaser", "Second"]);
  const by = (name: string): readonly string[] => ["--folder", folder, "--officer", name];
  json("officer", "policy", "alone", "refuse", ...by("Admin"));
  const proposed = json<{ object: string }>("officer", "add", "New", "--roles", "watch,inspector", ...by("Admin"));
  const people = (): readonly { readonly name: string }[] => json("officer", "list", ...by("Admin"));
  assert.equal(people().length, 3);
  json("officer", "approve", proposed.object.slice(0, 12), ...by("Admin"));
  assert.equal(json<readonly unknown[]>("officer", "proposals", ...by("Releaser")).length, 1);
  const enacted = json<{ link?: string }>("officer", "approve", proposed.object.slice(0, 12), ...by("Releaser"));
  assert.match(enacted.link ?? "", /^\/#\/link\/[0-9a-f]{64}$/u);
  assert.equal(people().length, 4);
  json("watch", "take", ...by("Releaser"));
  assert.equal(run("watch", "take", ...by("New")).status, 1, "who is there hands it over");
  json("watch", "prepare", "Quiet.", ...by("Releaser"));
  json("watch", "seen", "--all", ...by("New"));
  json("watch", "accept", ...by("New"));
  const watch = json<{ holder: { name: string } }>("watch", ...by("Admin"));
  assert.equal(watch.holder.name, "New");
  assert.equal(run("officer", "add", "Other", "--roles", "watch", ...by("Releaser")).status, 2, "not their affair");
  type Checked = { readonly checks: readonly { name: string; ok: boolean; fix: string }[] };
  const asked = run("doctor", "--folder", folder, "--officer", "Admin", "--json");
  assert.equal(asked.status, 1, "where one alone may not, what binds needs two releasers, and there is one");
  const house = JSON.parse(asked.out) as Checked;
  assert.deepEqual(house.checks.filter((one) => !one.ok).map((one) => one.name), ["bind"]);
  const open = json<Checked>("doctor", "--folder", folder);
  const unasked = open.checks.find((one) => one.name === "unasked");
  assert.equal(unasked?.ok, true, "several officers, and none named: nothing is wrong");
  assert.match(unasked?.fix ?? "", /--officer/u);
  await stop();

  // Whoever can write a file in the folder enrols nobody by it, and keeps nothing from starting.
  json("officer", "recover", "--folder", folder, "--officer", "Third:administrator,releaser", "--key-file", key);
  const signed = readFileSync(join(folder, "recovery.json"), "utf8");
  const rogue = signed.replace(Buffer.from("Third").toString("hex"), Buffer.from("Rogue").toString("hex"));
  assert.notEqual(rogue, signed);
  writeFileSync(join(folder, "first-officers.json"), rogue);
  const again = await start();
  assert.deepEqual(again.links.map(({ name }) => name), ["Third"]);
  const list: PeopleView["officers"] = json("officer", "list", ...by("Third"));
  assert.deepEqual(list.find(({ name }) => name === "Third")?.roles, ["releaser", "administrator"]);
  assert.equal(list.length, 5);
  await stop();

  // Damaged, or taken in once before, it is removed with a sentence.
  writeFileSync(join(folder, "first-officers.json"), signed);
  writeFileSync(join(folder, "recovery.json"), "{");
  const third = await start();
  assert.deepEqual(third.links, []);
  for (const file of ["first-officers.json", "recovery.json"]) assert.equal(existsSync(join(folder, file)), false);
});
