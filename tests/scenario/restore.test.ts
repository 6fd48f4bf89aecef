// A station lost and made again from an old backup, and a machine copied with its folder, told with real processes.

import assert from "node:assert/strict";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { adopted, agree, by, json, list, meet, run, start, startPair, stop, until } from "./stations.ts";
import type { Message, Party } from "./stations.ts";

interface Memory {
  readonly kind: string;
  readonly channels: readonly { readonly id: string; readonly memory: string; readonly wentOnTwice: boolean }[];
}

const memoryOf = (party: Party): Memory => JSON.parse(
  run("memory", "--folder", party.folder, "--officer", "Duty", "--json").out,
) as Memory;

function say(from: Party, to: string, label: string, text: string): void {
  json(
    "send", "--to", `${to}/watch`, "--precedence", "FLASH", "--label", label, "--subject", "Exercise", text,
    "--seen", "99", "--yes", "--folder", from.folder, "--officer", "Duty",
  );
}

const textsOf = (party: Party): readonly string[] =>
  by<readonly Message[]>(party, "list").map((one) => one.text).sort();
const has = (party: Party, text: string) => (): boolean => textsOf(party).includes(text);

/** Both exports check, each under both roots, and nobody holds evidence against anybody. */
function nothingForked(root: string, parties: readonly Party[]): void {
  for (const party of parties) {
    const file = join(root, `${party.folder.split("/").at(-1) ?? ""}.chirograph`);
    json("export", file, "--folder", party.folder, "--officer", "Duty", "--overwrite");
    const verified = run("verify", file, ...parties.slice(0, 2).flatMap((one) => ["--root", one.card]));
    assert.equal(verified.status, 0, verified.out);
    // Two starts from one place are evidence too, and say that nobody lied; two trees of one log would be a fork.
    const evidence = JSON.parse(run("evidence", "--folder", party.folder, "--officer", "Duty", "--json").out) as
      readonly { sort: string }[];
    assert.deepEqual(evidence.filter((one) => one.sort !== "siblings"), []);
  }
}

test("an old backup is restored while an entry is on its way: all comes back, nothing forks", async (t) => {
  const { root, a, b } = await startPair(t);
  meet(a, b);
  const label = await agree(a, b);
  say(a, "VES", label, "before the backup");
  await until(has(b, "before the backup"));
  const [backup = "", keys = "", key = ""] = ["a.backup", "a.keys", "backup.key"].map((name) => join(root, name));
  json("backup", a.folder, "--keys", "--to", keys, "--key-file", key);
  const written = json<{ entries: number }>("backup", a.folder, "--to", backup, "--key-file", key);
  assert.ok(written.entries > 0, "taken while the station runs");
  say(a, "VES", label, "after the backup");
  await until(has(b, "after the backup"));

  // The machine is gone, with what it had; the other side speaks into the void.
  await stop(a, "SIGKILL");
  say(b, "NDL", label, "on its way");
  const refused = run("restore", backup, a.folder, "--key-file", key);
  assert.equal(refused.status, 2, "a folder that holds something is never written over");
  rmSync(a.folder, { recursive: true });
  const wrong = run("restore", backup, a.folder, "--keys", keys, "--key-file", a.key);
  assert.equal(wrong.status, 2, "the station's key file does not open the backup");
  json("restore", backup, a.folder, "--keys", keys, "--key-file", key);
  await start(a);

  await until(has(a, "on its way"));
  await until(() => memoryOf(a).kind === "confirmed");
  assert.deepEqual(textsOf(a), ["after the backup", "before the backup", "on its way"]);
  const back = by<readonly (Message & { returned: boolean })[]>(a, "list").filter((one) => one.returned);
  assert.deepEqual(back.map((one) => one.text), ["after the backup"]);
  const came = by<readonly Message[]>(a, "list").find((one) => one.text === "on its way");
  json("take", came?.label ?? "", "--folder", a.folder, "--officer", "Duty");
  await until(() => list(b).find((one) => one.text === "on its way")?.to[0]?.state === "taken");
  say(a, "VES", label, "and on");
  await until(has(b, "and on"));
  nothingForked(root, [a, b]);
});

test("a machine is copied with its folder and both run: two starts show, agreement waits, all is kept", async (t) => {
  const { root, a, b } = await startPair(t);
  meet(a, b);
  const label = await agree(a, b);
  // A second charter that waits for A.
  json("charter", "propose", "--with", "NDL", "--until", "7d", "--folder", b.folder);
  const open = (party: Party): { id: string } | undefined => by<readonly { id: string; state: string }[]>(
    party, "charter", "show",
  ).find((one) => one.state === "accepted-by-them");
  await until(() => open(a) !== undefined);
  const channel = open(a)?.id ?? "";
  await stop(a);
  const copied = { ...adopted(join(root, "NDL-2"), a.key, "NDL"), card: a.card };
  cpSync(a.folder, copied.folder, { recursive: true });
  t.after(() => stop(copied, "SIGKILL"));
  await start(a);
  await start(copied);
  say(a, "VES", label, "from the one");
  say(copied, "VES", label, "from the other");
  const both = ["from the one", "from the other"];
  await until(() => both.every((text) => has(b, text)()));
  for (const twin of [a, copied]) {
    await until(() => both.every((text) => has(twin, text)()));
    await until(() => memoryOf(twin).channels.every((one) => one.wentOnTwice));
    assert.equal(run("memory", "--folder", twin.folder).status, 1);
    const waits = run("charter", "accept", channel, "--until", "7d", "--folder", twin.folder, "--json");
    assert.equal((JSON.parse(waits.out) as { reason: string }).reason, "went-on-twice");
    assert.equal(isOneAlone(twin), false);
  }
  say(b, "NDL", label, "to both of you");
  for (const twin of [a, copied]) await until(has(twin, "to both of you"));
  nothingForked(root, [a, b, copied]);

  // The copy is stopped for good, the root says that both branches are known, and A may agree again.
  await stop(copied);
  // What the copy said last may come by way of B after the join, which then names less than there is.
  await until(() => {
    if (isOneAlone(a)) return true;
    const [asked, signed] = [join(root, "asked"), join(root, "signed")];
    if (run("memory", "ask", asked, "--folder", a.folder).status !== 0) return false;
    const rootFolder = join(a.folder, "root");
    assert.equal(run("memory", "sign", asked, signed, "--root-folder", rootFolder, "--key-file", a.key).status, 0);
    run("memory", "join", "--signed", signed, "--folder", a.folder);
    return false;
  });
  assert.equal(memoryOf(a).channels.every((one) => !one.wentOnTwice), true);
  json("charter", "accept", channel, "--until", "7d", "--folder", a.folder);
});

/** What `doctor` says of stations that went on twice. */
function isOneAlone({ folder }: Party): boolean | undefined {
  const { out } = run("doctor", "--folder", folder, "--json");
  return (JSON.parse(out) as { checks: { name: string; ok: boolean }[] }).checks
    .find((one) => one.name === "siblings")?.ok;
}
