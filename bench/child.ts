// A process of a measurement, and the calls that go to it.

import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";

type Callable = Readonly<Record<string, (...args: never[]) => Promise<unknown>>>;

/** What is called in another process. */
export type Child<C extends Callable> = {
  readonly [Name in keyof C]: (...args: Parameters<C[Name]>) => Promise<Awaited<ReturnType<C[Name]>>>;
};

const running = new Set<ChildProcess>();
process.once("exit", () => running.forEach((child) => child.kill()));

/** A program that starts Node: its path, and what it is told before Node's own path and arguments. */
export interface Through {
  readonly execPath: string;
  readonly execArgv: readonly string[];
}

/** Starts a file of this folder in a process of its own. `options` are for Node, as `--cpu-prof`. */
export function startChild<C extends Callable>(
  file: string, options: readonly string[] = [], args: readonly string[] = [], through: Through | null = null,
): { readonly child: Child<C>; readonly closed: Promise<void> } {
  const execArgv = [...through?.execArgv ?? [], ...options];
  const execPath = through?.execPath ?? process.execPath;
  const child = fork(join(import.meta.dirname, file), [...args], { serialization: "advanced", execArgv, execPath });
  const closed = new Promise<void>((resolve) => {
    child.once("exit", () => resolve()).once("error", () => resolve());
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  return { child: callsOf<C>(child), closed };
}

function callsOf<C extends Callable>(child: ChildProcess): Child<C> {
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  let next = 1;
  child.on("message", (answer: { readonly id: number; readonly result?: unknown; readonly error?: string }) => {
    const one = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.error === undefined) one?.resolve(answer.result);
    else one?.reject(new Error(answer.error));
  });
  const end = (why: string): void => {
    for (const one of waiting.values()) one.reject(new Error(why));
    waiting.clear();
  };
  child.once("exit", (code) => end(`a station's process ended with ${code}`));
  child.once("error", (error) => end(error.message));
  const call = (name: string) => (...args: readonly unknown[]): Promise<unknown> => new Promise((resolve, reject) => {
    const id = next++;
    waiting.set(id, { resolve, reject });
    child.send({ id, name, args });
  });
  return new Proxy({}, { get: (_, name) => call(String(name)) }) as Child<C>;
}

/** In the process: answers the calls that come. */
export function answerCalls<C extends Callable>(calls: C): void {
  process.on("message", (request: { readonly id: number; readonly name: keyof C; readonly args: never[] }) => {
    const call = calls[request.name] as (...args: never[]) => Promise<unknown>;
    call(...request.args).then(
      (result) => process.send?.({ id: request.id, result }),
      (error: unknown) => process.send?.(
        { id: request.id, error: error instanceof Error ? error.stack : String(error) },
      ),
    );
  });
}
