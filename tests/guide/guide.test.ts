// The guide is true: each story of docs/guide is followed here, command by command, by two real stations.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { hardened } from "../../src/cli/demo/process.ts";
import { main, ownPort, running, stop } from "../scenario/stations.ts";
import { asHere, missing, readStory } from "./story.ts";
import type { GuideCommand } from "./story.ts";

const guide = join(import.meta.dirname, "../../docs/guide");
const stories = readdirSync(guide).filter((name) => /^\d\d-.*\.md$/u.test(name)).toSorted();
/** How long a command may wait for what the other station has still to say, in milliseconds. */
const waitMs = 300_000;

/** Where the stories are followed: a folder a person, the stations that run, and what stands for what. */
interface World {
  readonly root: string;
  readonly stations: Map<string, ChildProcess>;
  readonly ports: ReadonlyMap<string, string>;
  readonly bound: Map<string, string>;
}

test("each story is followed, one after the other, and what comes back is what it says", async (t) => {
  const root = mkdtempSync(join(tmpdir(), "chirograph-guide-"));
  const ports = new Map<string, string>();
  for (const port of ["7101", "7102", "8101", "8102"]) ports.set(port, String(ownPort()));
  const world: World = { root, stations: new Map(), ports, bound: new Map() };
  t.after(async () => {
    for (const child of world.stations.values()) await stop({ child }, "SIGKILL");
    rmSync(root, { recursive: true, force: true });
  });
  for (const name of stories) await follow(world, name);
});

async function follow(world: World, name: string): Promise<void> {
  for (const part of readStory(readFileSync(join(guide, name), "utf8"))) {
    if (part.kind === "file") writeFileSync(join(world.root, part.file.name), part.file.text);
    else await type(world, name, part.command);
  }
}

/** Types one command; a question is asked again until the other station has said what it is to show. */
async function type(world: World, story: string, command: GuideCommand): Promise<void> {
  const { who, line } = command;
  const [program, ...args] = command.words.map((one) => here(world, one));
  assert.equal(program, "chirograph", `${story}:${line}`);
  if (args[0] === "start") return start(world, who, args);
  for (const end = Date.now() + waitMs; ;) {
    const ran = run(world, who, args);
    const lacks = missing(command.comesBack, ran.out.split("\n").filter((one) => one.trim() !== ""), world.bound);
    const isDone = ran.status === 0 && lacks === null;
    if (isDone && command.into !== null) writeFileSync(join(world.root, command.into), ran.out);
    if (isDone) return;
    const mayAgain = ran.status !== 0 || isQuestion(args);
    const told = `${story}:${line} ${args.join(" ")}\nlacks: ${lacks ?? "nothing"}\n${ran.status}\n${ran.out}`;
    assert.ok(mayAgain && Date.now() < end, told);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** What only asks may be asked as often as one likes; an act that was done is not done again. */
function isQuestion([first = "", second = ""]: readonly string[]): boolean {
  const asking = ["show", "list", "history", "check", "compile"];
  return asking.includes(second) || ["list", "show", "follow", "verify", "line"].includes(first)
    || (first === "commitment" && second === "");
}

function run({ root }: World, who: string, args: readonly string[]): { readonly status: number; readonly out: string } {
  const own = who === "anyone" ? [] : ["--folder", who.toLowerCase(), "--officer", "Duty"];
  const isBare = args[0] === "init" || args[0] === "verify";
  mkdirSync(root, { recursive: true });
  const { status, stdout, stderr } = spawnSync(
    process.execPath, [main, ...args, ...isBare ? [] : own, "--lang", "en"],
    { cwd: root, encoding: "utf8", timeout: 300_000, input: "" },
  );
  return { status: status ?? -1, out: `${stdout}${stderr}` };
}

async function start(world: World, who: string, args: readonly string[]): Promise<void> {
  const paths = args.map((one) => (one.startsWith("-") || one === "start" ? one : join(world.root, one)));
  const { child, ready } = running([...hardened, main, ...paths, "--json"]);
  world.stations.set(who, child);
  await ready;
}

function here({ ports, bound }: World, word: string): string {
  const ported = word.replaceAll(/(?<=127\.0\.0\.1:)\d{4}/gu, (port) => ports.get(port) ?? port);
  return asHere(ported, bound);
}
