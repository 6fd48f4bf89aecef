import { deepEqual, equal } from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { exit } from "../cli.ts";
import { commands } from "../commands.ts";
import { runProgram } from "../program.ts";

const folder = mkdtempSync(join(tmpdir(), "chirograph-files-"));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** What a command answers as JSON, and its status. */
async function run(...argv: readonly string[]): Promise<{ readonly status: number; readonly value: unknown }> {
  const written: string[] = [];
  const write = process.stdout.write;
  process.stdout.write = (text: string | Uint8Array) => written.push(String(text)) > 0;
  try {
    const status = await runProgram(commands, ["text", ...argv, "--json"], "0");
    return { status, value: JSON.parse(written.join("")) };
  } finally {
    process.stdout.write = write;
  }
}

const english = file("joint.en.txt",
  "1. The Parties shall keep a line that is\nmanned at all hours.\n\n2. Each may stop it.\n");
const russian = file("joint.ru.txt",
  "1. Стороны поддерживают линию с круглосуточным дежурством.\r\n2. Каждая обязана остановить её.\r\n");

test("texts from files stand side by side, and are written as clauses", async () => {
  const { status, value } = await run("align", `en=${english}`, `ru=${russian}`, "--into", join(folder, "out"));
  equal(status, exit.done);
  deepEqual((value as { rows: readonly { texts: readonly string[]; doubts: readonly string[] }[] }).rows.map(
    ({ texts, doubts }) => [texts.map((text) => text.slice(0, 5)), doubts]), [
    [["1. Th", "1. Ст"], []], [["2. Ea", "2. Ка"], []],
  ]);
  equal(readFileSync(join(folder, "out/en.txt"), "utf8"),
    "1. The Parties shall keep a line that is manned at all hours.\n\n2. Each may stop it.\n");
});

test("a clause that says another thing in another language is told, with a status of its own", async () => {
  const { status, value } = await run("check-files", `en=${english}`, `ru=${russian}`);
  equal(status, exit.refused);
  deepEqual((value as { found: readonly { number: number; findings: readonly { code: string }[] }[] }).found.map(
    ({ number, findings }) => [number, findings.map(({ code }) => code)]), [[2, ["force"]]]);
  const terms = file("terms.txt", "line\tлиния\nhour\tдежурство\nstop\tконец\n");
  const withTerms = await run("check-files", `en=${english}`, `ru=${russian}`, "--glossary", terms);
  deepEqual((withTerms.value as { found: readonly { findings: readonly { code: string }[] }[] }).found.map(
    ({ findings }) => findings.map(({ code }) => code)), [["term", "force"]]);
});

test("files that are none, one language, and clauses that would shift are refused", async () => {
  const refused = async (code: string, ...argv: readonly string[]): Promise<void> => {
    const { status, value } = await run(...argv);
    deepEqual([status, (value as { error: string }).error], [exit.unusable, code], argv.join(" "));
  };
  await refused("align-files", "align", english, russian);
  await refused("align-files", "align", `en=${english}`);
  await refused("align-files", "check-files", `en=${english}`, `en=${russian}`);
  await refused("file-missing", "align", `en=${english}`, `ru=${join(folder, "none")}`);
  await refused("glossary-file", "check-files", `en=${english}`, `ru=${russian}`, "--glossary", english);
  const short = file("short.ru.txt", "2. Каждая может остановить её.\n");
  await refused("align-missing", "align", `en=${english}`, `ru=${short}`, "--into", join(folder, "none"));
  await refused("file-not-text", "align", `en=${english}`, `ru=${file("no.txt", Uint8Array.of(0xff, 0xfe, 0x80))}`);
});
