// chirograph demo: two stations of two invented institutions, one page with both consoles, and the ways between
// them, to be cut.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { exit, textOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { files, openFile, secretNames } from "../station/folder.ts";
import { withProgress } from "../progress.ts";
import { stopSignal } from "../stop-signal.ts";
import { alterEntry } from "./alter.ts";
import { flash } from "./exercise.ts";
import { openPage } from "./page-server.ts";
import type { Controls, Page } from "./page-server.ts";
import { publishAndVerify } from "./outsider.ts";
import { cards, textAtBoth } from "./steps.ts";
import { keyOf, makeWorld, say } from "./world.ts";
import type { Side, World } from "./world.ts";
import { wayNames } from "./ways.ts";
import type { WayName } from "./ways.ts";
import { pageWords } from "./words/words.ts";
import type { BundleView } from "../../api/courier-views.ts";
import type { BearerView, LineView } from "../../api/line-views.ts";
import type { MessageView, VerifyView } from "../../api/views.ts";
import type { Officer } from "../../station/surface.ts";
import type { Report } from "../../verify/report.ts";
import { verifyExport } from "../../verify/verify.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { createNodeRandom } from "../../crypto/node/random.ts";

/** The port of the page when none is asked for. */
const pagePort = 8_700;
/** The FLASH rings this long after both consoles were first shown, in milliseconds. */
const ringAfterMs = 8_000;
/** After a change of the ways the line is tested so often at most, with pauses of so many milliseconds. */
const [testsMax, testEveryMs] = [6, 4_000];

export const demo: Command = {
  name: "demo",
  options: [
    { flags: "--port <number>", words: "option.port" }, { flags: "--data <folder>", words: "option.demo-folder" },
  ],
  async run(cli, _args, given) {
    const page = await pageAt(textOf(given, "port"));
    const kept = textOf(given, "data");
    const stop = new AbortController();
    const stopped = stopSignal().then(() => stop.abort());
    const folder = kept === null ? mkdtempSync(join(tmpdir(), "chirograph-demo-")) : resolve(kept);
    let world: World | null = null;
    try {
      world = await withProgress(cli, "progress.demo", (tell) =>
        makeWorld(folder, page.origin, stop.signal, (what) => tell(cli.say(`demo.making-${what}`))));
      const { a, b } = world;
      const behind = [a, b].map((side) => ({
        path: side.party.path, port: Number(new URL(side.process.ready.url).port),
      }));
      page.show(behind, controlsOf(world));
      cli.answer({ kind: "ready", url: page.origin, folder }, () => cli.say("demo.ready", { url: page.origin }));
      if (process.stdout.isTTY && !cli.json) openInBrowser(page.origin);
      await stopped;
      cli.note(cli.say("start.stopping"));
    } catch (error) {
      // Whoever stops it while it is being made has what they want.
      if (!stop.signal.aborted) throw error;
    } finally {
      await page.close();
      await world?.stop();
      if (kept === null) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
    return exit.done;
  },
};

/** The page at the port asked for; at the usual one or, where that is taken, any free one when none was. */
async function pageAt(asked: string | null): Promise<Page> {
  if (asked !== null && !/^\d{1,5}$/u.test(asked)) throw new CliError("number-unknown", { asked });
  try {
    return await openPage(asked === null ? pagePort : Number(asked));
  } catch (error) {
    if (asked === null) return openPage(0);
    const detail = error instanceof Error && "code" in error ? String(error.code) : "";
    throw new CliError("port-taken", { address: `127.0.0.1:${asked}`, detail });
  }
}

/** Opens the page with the system's own opener; where there is none, the printed line is there. */
function openInBrowser(url: string): void {
  const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
    darwin: ["open"], win32: ["cmd", "/c", "start", ""],
  };
  const [command, ...args] = openers[process.platform] ?? ["xdg-open"];
  spawn(command, [...args, url], { detached: true, stdio: "ignore" }).on("error", () => undefined).unref();
}

function controlsOf(world: World): Controls {
  const seen = {
    flash: null as string | null, cutMs: null as number | null, restoredMs: null as number | null,
    altered: null as MessageView | null,
    outsider: null as number | null,
  };
  let began = false;
  const ring = async (): Promise<unknown> => {
    seen.flash = await say(world.b, world.a, world.channel, flash, null);
    return {};
  };
  return {
    words: async () => pageWords,
    state: async () => {
      if (!began) {
        began = true;
        setTimeout(() => {
          if (seen.flash === null) ring().catch(() => undefined);
        }, ringAfterMs);
      }
      const { a, b, ways } = world;
      return {
        whole: ways.working.has("fibre"), parties: { a: a.party, b: b.party }, nowMs: Date.now(),
        ways: await showWays(world),
        cards: await cards(world, seen),
        mayPublish: (await textAtBoth(world)).every(({ fairCopies: [copy] }) => copy?.agreement.verdict === "final"),
      };
    },
    // Each showing of the page signs in anew: a second browser holds no session, and a link is good once.
    enter: async () => ({ a: await frameOf(world.a), b: await frameOf(world.b) }),
    cut: async () => {
      world.ways.work([...world.ways.working].filter((name) => name !== "fibre"));
      seen.cutMs = Date.now();
      return {};
    },
    restore: async () => {
      world.ways.work([...world.ways.working, "fibre"]);
      seen.restoredMs = Date.now();
      return {};
    },
    ring,
    ...choices(world),
    "carry-a": () => carry(world, world.a, world.b),
    "carry-b": () => carry(world, world.b, world.a),
    outsider: async () => {
      const verified = await publishAndVerify(world);
      seen.outsider = verified.status;
      return verified;
    },
    alter: async () => {
      seen.altered = await alter(world);
      // The verifier first: what the station finds itself it has the other station mend at once.
      const byVerifier = await verified(world);
      const found = await world.a.process.client.post<VerifyView>("/record/verify", {});
      const names = (all: readonly { readonly label: string; readonly code: string }[]): string =>
        all.map((one) => `${one.label} (${one.code})`).join(", ");
      return { label: seen.altered?.label ?? "", found: names(found.findings), verified: names(byVerifier) };
    },
  };
}

/** What still works, as a person chooses it: one of the ways, all of them, or none. */
function choices(world: World): Controls {
  const { ways } = world;
  const chosen: readonly (readonly [string, readonly WayName[]])[] = [
    ...wayNames.map((name) => [name, [name]] as const), ["all", wayNames], ["none", []],
  ];
  return Object.fromEntries(chosen.map(([name, names]) => [`only-${name}`, async () => {
    ways.work(names);
    void testUntilHeard(world, testsMax).catch(() => undefined);
    return {};
  }]));
}

/** As a watch does that has heard of a change: a way of few bits is tested seldom by itself, and tests are lost too. */
async function testUntilHeard(world: World, left: number): Promise<void> {
  const { a, b, ways } = world;
  const silent = await Promise.all(([[a, b], [b, a]] as const).map(async ([{ process: { client } }, other]) => {
    const [line] = await client.get<readonly LineView[]>("/line");
    const heard = wayNames.filter((name) => bearerOf(line, name)?.state === "up");
    if ([...ways.working].every((name) => heard.includes(name))) return false;
    await client.act({ act: "line.test", party: other.id });
    return true;
  }));
  if (left === 0 || !silent.includes(true)) return;
  await new Promise((resolve) => setTimeout(resolve, testEveryMs));
  await testUntilHeard(world, left - 1);
}

function bearerOf(line: LineView | undefined, name: WayName): BearerView | null {
  return line?.bearers.find((one) => one.name === (name === "fibre" ? "tls" : name)) ?? null;
}

/** Each way as both stations tell of it, and what the emulated link has counted. */
async function showWays({ a, b, ways }: World): Promise<unknown> {
  const [[fromA], [fromB]] = await Promise.all(
    [a, b].map(({ process: { client } }) => client.get<readonly LineView[]>("/line")),
  ) as [readonly LineView[], readonly LineView[]];
  return wayNames.map((name) => ({
    name, works: ways.working.has(name), a: bearerOf(fromA, name), b: bearerOf(fromB, name), wire: ways.stat(name),
  }));
}

/** Carries a file from one station to the other, as a person with a medium does. */
async function carry(world: World, from: Side, to: Side): Promise<unknown> {
  const [line] = (await from.process.client.state()).lines;
  const bundle = await from.process.client.download(`/courier/bundle?station=${line?.station ?? ""}`);
  const { fresh, held } = await to.process.client.upload<BundleView>("/courier/take", bundle);
  world.carried.count += 1;
  return { from: from.party.short, to: to.party.short, fresh, held };
}

/** Where the frame of a side looks: its console, with a new one-time link of its first officer. */
async function frameOf({ party, process }: Side): Promise<string> {
  const officers = await process.client.get<readonly Officer[]>("/officers");
  const made = await process.client.act({ act: "officer.link", officer: officers[0]?.id ?? "" });
  return `${party.path}${made.kind === "done" ? made.link ?? "/" : "/"}`;
}

/** Alters the newest message that came to the first station, in its database file. */
async function alter(world: World): Promise<MessageView | null> {
  const { client, folder } = world.a.process;
  const crypto = createNodeCrypto();
  const messages = await client.get<readonly MessageView[]>("/messages?limit=50");
  const message = messages.find((one) => one.direction === "in") ?? null;
  if (message === null) return null;
  const opener = { kind: "key", key: keyOf(world, world.a) } as const;
  const storageKey = openFile(crypto, folder, files.storageKey, secretNames.storageKey, opener);
  const log = Uint8Array.fromHex(message.log);
  return alterEntry(crypto, createNodeRandom(), join(folder, files.record), storageKey, log, message.seq)
    ? message
    : null;
}

/** What the independent verifier says of an export of the first station's record. */
async function verified(world: World): Promise<Report["findings"]> {
  const parts: Uint8Array[] = [];
  const exported = await world.a.process.client.download(`/record/export?channel=${world.channel}`);
  for await (const part of exported) parts.push(part);
  return verifyExport(createNodeCrypto(), Buffer.concat(parts), [world.a.id, world.b.id]).findings;
}
