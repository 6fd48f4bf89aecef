// Two stations in two processes on one machine, their stores on a real disk, joined over TLS: what is measured.

import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Calls } from "./end.ts";

/** Builds lie here, and so on the disk of the checkout; a system's temporary folder may be memory. */
const buildFolder = join(import.meta.dirname, "..", ".build");

/** A station in its process: each call of `end.ts`. */
export type End = {
  readonly [Name in keyof Calls]: (...args: Parameters<Calls[Name]>) => Promise<Awaited<ReturnType<Calls[Name]>>>;
};

export interface Pair {
  readonly a: End;
  readonly b: End;
  stop(): Promise<void>;
}

/** Starts both and has them adopt the standard charter. `options` are for Node, as `--cpu-prof`. */
export async function startPair(options: readonly string[] = profileOptions()): Promise<Pair> {
  const folder = temporaryFolder();
  const [one, two] = [startEnd(options), startEnd(options)];
  const [a, b] = [one.end, two.end];
  const cards = { a: await a.open(join(folder, "a"), "A"), b: await b.open(join(folder, "b"), "B") };
  await Promise.all([a.meet(cards.b), b.meet(cards.a)]);
  const channel = await a.propose(cards.a);
  await b.accept(channel);
  await Promise.all([a.adopted(channel), b.adopted(channel)]);
  const stop = async (): Promise<void> => {
    const findings = (await a.verify()) + (await b.verify());
    await Promise.all([a.stop(), b.stop()]);
    await Promise.all([one.closed, two.closed]);
    rmSync(folder, { recursive: true, force: true });
    if (findings > 0) throw new Error(`the record does not verify: ${findings} findings`);
  };
  return { a, b, stop };
}

/** CHIROGRAPH_BENCH_PROFILE names a folder for the CPU profiles of both processes. */
function profileOptions(): readonly string[] {
  const folder = process.env["CHIROGRAPH_BENCH_PROFILE"];
  return folder === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${folder}`];
}

/** A new folder on the disk of the checkout. */
export function temporaryFolder(): string {
  mkdirSync(buildFolder, { recursive: true });
  return mkdtempSync(join(buildFolder, "bench-"));
}

function startEnd(execArgv: readonly string[]): { readonly end: End; readonly closed: Promise<void> } {
  const child = fork(join(import.meta.dirname, "end.ts"), { serialization: "advanced", execArgv: [...execArgv] });
  const closed = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  process.once("exit", () => child.kill());
  return { end: callsOf(child), closed };
}

function callsOf(child: ChildProcess): End {
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  let next = 1;
  child.on("message", (answer: { readonly id: number; readonly result?: unknown; readonly error?: string }) => {
    const one = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.error === undefined) one?.resolve(answer.result);
    else one?.reject(new Error(answer.error));
  });
  child.once("exit", (code) => {
    for (const one of waiting.values()) one.reject(new Error(`a station's process ended with ${code}`));
  });
  const call = (name: string) => (...args: readonly unknown[]): Promise<unknown> => new Promise((resolve, reject) => {
    const id = next++;
    waiting.set(id, { resolve, reject });
    child.send({ id, name, args });
  });
  return new Proxy({}, { get: (_, name) => call(String(name)) }) as End;
}
