// Keeps a worker alive: one that hangs or dies of a mutant is replaced.

import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Answer, Ask, Load } from "./worker.ts";

const heapMiB = 2_048;
/** So long a worker may take to load the tests, or to run them all twice, on a busy machine. */
const loadMsMax = 600_000;

/** One worker at a time, asked one thing at a time. */
export class Herd {
  private readonly load: Load;
  private child: ChildProcess | null = null;

  constructor(load: Load) {
    this.load = load;
  }

  /** What the worker answers; `died` when it does not within so many milliseconds, or ends. */
  async ask(ask: Ask, msMax: number): Promise<Answer | { readonly kind: "died" }> {
    if (this.child === null) {
      this.child = fork(fileURLToPath(new URL("worker.ts", import.meta.url)), [], {
        execArgv: [`--max-old-space-size=${heapMiB}`], stdio: ["ignore", "ignore", "inherit", "ipc"],
      });
      const ready = await this.exchange(this.load, loadMsMax);
      if (ready.kind !== "ready") throw new Error("the tests do not load");
    }
    const answered = await this.exchange(ask, ask.kind === "observe" ? loadMsMax : msMax);
    if (answered.kind === "died") this.end();
    return answered;
  }

  /** Ends the worker; the next question starts another. */
  end(): void {
    this.child?.kill("SIGKILL");
    this.child = null;
  }

  private exchange(message: Load | Ask, msMax: number): Promise<Answer | { readonly kind: "died" }> {
    const child = this.child as ChildProcess;
    return new Promise((resolve) => {
      const done = (answered: Answer | { readonly kind: "died" }): void => {
        clearTimeout(limit);
        child.removeAllListeners();
        resolve(answered);
      };
      const limit = setTimeout(() => done({ kind: "died" }), msMax);
      child.once("message", (answered) => done(answered as Answer)).once("exit", () => done({ kind: "died" }));
      child.send(message);
    });
  }
}
