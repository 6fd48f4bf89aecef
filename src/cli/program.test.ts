// Every command explains itself in both languages, with an example that is one.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

import { exit } from "./cli.ts";
import type { Command } from "./cli.ts";
import { commands } from "./commands.ts";
import { runProgram } from "./program.ts";
import { en } from "./words/en.ts";
import { ru } from "./words/ru.ts";

const all = await Promise.all(commands.map((one) => one.read()));

function flat(some: readonly Command[]): readonly Command[] {
  return some.flatMap((command) => [command, ...flat(command.subcommands ?? [])]);
}

test("every command has words for its help, and those that run an example of themselves", () => {
  for (const command of flat(all)) {
    assert.ok(Object.hasOwn(en, `help.${command.name}`), `help.${command.name}`);
    if (command.run === undefined) continue;
    for (const words of [en, ru] as Record<string, string>[]) {
      const example = words[`example.${command.name}`] ?? "";
      const typed = command.isDefault === true ? [command.name, command.name.split(" ")[0]] : [command.name];
      assert.ok(typed.some((name) => example.startsWith(`chirograph ${name}`)), `example.${command.name}: ${example}`);
    }
  }
});

test("a command is known by its own name", () => {
  assert.deepEqual(all.map(({ name }) => name), commands.map(({ name }) => name));
});

test("every command stands in the table of its page", () => {
  const page = readFileSync(new URL("../../docs/operate/cli.md", import.meta.url), "utf8");
  const cells = page.split("\n").filter((line) => line.startsWith("| `")).map((line) => line.split(" | ")[0] ?? "");
  for (const { name, run, isDefault } of flat(all)) {
    if (run === undefined || isDefault === true) continue;
    const [first = "", second = ""] = name.split(" ");
    const words = [first, second].filter((word) => word !== "").map((word) => new RegExp(`[\` ]${word}[\` ]`, "u"));
    assert.ok(cells.some((cell) => words.every((word) => word.test(cell))), name);
  }
});

/** What a command line that cannot be understood answers, as a program reads it. */
async function refusalOf(argv: readonly string[]): Promise<unknown> {
  const written: string[] = [];
  const write = process.stdout.write;
  process.stdout.write = (text: string | Uint8Array) => written.push(String(text)) > 0;
  try {
    assert.equal(await runProgram(commands, [...argv, "--json"], "0"), exit.unusable);
  } finally {
    process.stdout.write = write;
  }
  return (JSON.parse(written.join("")) as { error: unknown }).error;
}

test("a word that is no command and a language that is none are named as such", async () => {
  assert.equal(await refusalOf(["card", "shw"]), "usage-unknownCommand");
  assert.equal(await refusalOf(["lst"]), "usage-unknownCommand");
  assert.equal(await refusalOf(["list", "--lang", "xx"]), "lang-unknown");
  assert.equal(await refusalOf(["list", "--lang=x"]), "lang-unknown");
  assert.equal(await refusalOf(["list", "--land", "en"]), "usage-unknownOption");
});

test("the help of what a default subcommand takes is that subcommand's", async () => {
  const written: string[] = [];
  const write = process.stdout.write;
  process.stdout.write = (text: string | Uint8Array) => written.push(String(text)) > 0;
  try {
    assert.equal(await runProgram(commands, ["link", "udp", "--help"], "0"), exit.done);
  } finally {
    process.stdout.write = write;
  }
  assert.match(written.join(""), /--preset <name>/u);
});

test("who has read enough of an answer makes no command fail", async () => {
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const child = spawn(process.execPath, [main, "--help"], { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => void (said += text));
  const [code] = await once(child, "close") as [number | null];
  assert.deepEqual([code, said], [exit.done, ""]);
});

test("both catalogues fill the same values into the same sentences", () => {
  const values = (text: string): string => [...new Set(text.match(/\{\w+\}/gu) ?? [])].sort().join(" ");
  for (const [id, text] of Object.entries(en)) {
    assert.equal(values((ru as Record<string, string>)[id] ?? ""), values(text), id);
  }
});

test("no sentence of the catalogues is unused", () => {
  const folder = fileURLToPath(new URL(".", import.meta.url));
  const isSource = (name: string): boolean => name.endsWith(".ts") && !name.startsWith("words");
  const source = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(isSource)
    .map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
  // A sentence is asked for by its name, by a name that is built from its beginning, or by a code from elsewhere.
  const asking = /(?:sayCode|sentenceOf)\((?:language, )?"([a-z-]+)"/gu;
  const coded = [...source.matchAll(asking)].map(([, one]) => `${one}.`);
  const isBuilt = (id: string): boolean => [...id.matchAll(/[.-]/gu)].some(
    ({ index }) => source.includes(`\`${id.slice(0, index + 1)}\${`),
  );
  const unused = Object.keys(en).filter(
    (id) => !source.includes(`"${id}"`) && !isBuilt(id) && !coded.some((prefix) => id.startsWith(prefix)),
  );
  assert.deepEqual(unused, []);
});
