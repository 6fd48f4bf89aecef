// A story: two parties that no line ever joined agree, and speak, by what is carried between them.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { by, list, run, startPair } from "./stations.ts";
import type { Message, Party, Ran } from "./stations.ts";

interface Brought {
  readonly kind: string;
  readonly passedOver: number;
  readonly files: readonly {
    readonly problem: string | null; readonly fresh: number; readonly held: number; readonly waiting: number;
    readonly said: readonly { readonly precedence: string; readonly count: number }[];
  }[];
}

const text = (party: Party, words: string): Message | undefined => list(party).find((one) => one.text === words);
const charters = (party: Party): string => JSON.stringify(by(party, "charter", "show"));
const bundlesIn = (folder: string): readonly string[] =>
  readdirSync(folder).filter((name) => name.endsWith(".bundle")).sort();
const tried = (party: Party, ...args: readonly string[]): Ran =>
  run(...args, "--folder", party.folder, "--officer", "Duty");

/** Compares digits; nobody is told where the other's station is. */
function meetWithoutLine(a: Party, b: Party): void {
  by(a, "card", "add", b.card);
  by(b, "card", "add", a.card);
  const { checks } = by<{ checks: { digits: string }[] }>(a, "card", "show");
  const digits = checks[0]?.digits ?? "";
  by(a, "card", "confirm", b.short, digits);
  by(b, "card", "confirm", a.short, digits);
}

test("what is carried arrives once, rings, is taken, and the answer comes back by the same hand", async (t) => {
  const { root, a, b } = await startPair(t);
  meetWithoutLine(a, b);
  const medium = join(root, "medium");
  mkdirSync(medium);
  const carry = (from: Party, to: Party): Brought => {
    by(from, "courier", "export", "--to", to.short, medium);
    return by<Brought>(to, "courier", "import", medium);
  };
  by(a, "charter", "propose", "--with", b.short, "--until", "7d");
  // The proposal there and the acceptance back; then each has to hear that the other holds it.
  carry(a, b);
  carry(b, a);
  carry(a, b);
  by(b, "charter", "accept", "--until", "7d");
  carry(b, a);
  carry(a, b);
  for (const party of [a, b]) assert.ok(charters(party).includes("\"adopted\""), party.short);

  const label = by<{ labels: { code: string }[] }[]>(a, "charter", "show")[0]?.labels[0]?.code ?? "";
  by(a, "send", "--to", `${b.short}/watch`, "--precedence", "FLASH", "--label", label, "--yes", "By hand");
  assert.equal(text(a, "By hand")?.to[0]?.state, "unreachable");
  const flash = join(root, "flash");
  mkdirSync(flash);
  by(a, "courier", "export", "--to", b.short, flash);
  assert.equal(text(a, "By hand")?.to[0]?.state, "carried");
  const file = join(flash, bundlesIn(flash)[0] ?? "");

  // On the other side: looked at, taken in, and again.
  const looked = tried(b, "courier", "show", file);
  assert.match(looked.out, /Made by NDL.*\n.*\n.*FLASH 1/u);
  assert.equal(text(b, "By hand"), undefined);
  const first = by<Brought>(b, "courier", "import", flash).files[0];
  assert.deepEqual([first?.problem, first?.waiting], [null, 0]);
  const again = by<Brought>(b, "courier", "import", file).files[0];
  assert.equal(again?.fresh, 0);
  assert.ok((again?.held ?? 0) > 0);
  assert.equal(list(b).filter((one) => one.text === "By hand").length, 1);
  assert.match(tried(b, "show", text(b, "By hand")?.object ?? "").out, /Came by courier/u);
  assert.match(tried(b, "courier").out, /Their newest bundle: made/u);

  // What is not for us, ours or hurt is said to be that, and the status is honest.
  assert.match(tried(a, "courier", "import", file).out, /made the bundle itself/u);
  assert.equal(tried(a, "courier", "import", file).status, 1);
  const cut = join(root, "cut.bundle");
  writeFileSync(cut, readFileSync(file).subarray(0, 500));
  assert.match(tried(b, "courier", "import", cut).out, /malformed or cut off/u);
  assert.equal(tried(b, "courier", "import", join(root, "nothing")).status, 2);
  assert.equal(tried(a, "courier", "export", "--to", b.short, join(root, "no-folder")).status, 2);

  // A further message on paper: pictures of its codes are all that crosses.
  const heard = text(b, "By hand")?.label ?? "";
  assert.ok(heard !== "");
  by(a, "send", "--to", `${b.short}/watch`, "--precedence", "ROUTINE", "--label", label, "--yes", "On paper");
  const printing = ["courier", "qr", text(a, "On paper")?.label ?? "", "--out", join(root, "code.png")] as const;
  by(a, ...printing);
  assert.equal(tried(a, ...printing).status, 2, "what was printed is not written over unasked");
  const printed = by<{ files: readonly string[] }>(a, ...printing, "--overwrite");
  assert.equal(tried(b, "courier", "qr", heard, "--out", join(root, "theirs.png")).status, 2, "theirs needs --to");
  by(b, "courier", "read-qr", ...printed.files.toReversed());
  assert.equal(text(b, "On paper")?.text, "On paper");
  assert.equal(tried(b, "courier", "read-qr", printed.files[0] ?? "").status, printed.files.length === 1 ? 0 : 2);

  by(b, "take", text(b, "By hand")?.object ?? "");
  const back = carry(b, a);
  // The medium still holds what went the other way.
  assert.ok(back.passedOver > 0);
  assert.equal(text(a, "By hand")?.to[0]?.state, "taken");
});
