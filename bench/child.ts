// A process of a measurement, and the calls that go to it.

import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";

type Callable = Readonly<Record<string, (...args: never[]) => Promise<unknown>>>;

/** What is called in another process. */
export type Child<C extends Callable> = {
  readonly [Name in keyof C]: (...args: Parameters<C[Name]>) => Promise<Awaited<ReturnType<C[Name]>>>;
};

/** Starts a file of this folder in a process of its own. `options` are for Node, as `--cpu-prof`. */
export function startChild<C extends Callable>(
  file: string, options: readonly string[] = [], args: readonly string[] = [],
): { readonly child: Child<C>; readonly closed: Promise<void> } {
  const child = fork(join(import.meta.dirname, file), [...args], { serialization: "advanced", execArgv: [...options] });
  const closed = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const end = (): void => void child.kill();
  process.once("exit", end);
  child.once("exit", () => process.off("exit", end));
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
  child.once("exit", (code) => {
    for (const one of waiting.values()) one.reject(new Error(`a station's process ended with ${code}`));
  });
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
