// A sign of life on whatever takes longer than two seconds.

import type { Cli } from "./cli.ts";
import type { WordId } from "./words/words.ts";

/** Silence a person is spared, and how often they hear from us after it. */
export const progressAfterMs = 2_000;

/** Work that can say how far it is. */
export type Work<T> = (tell: (done: string) => void) => Promise<T>;

/** Runs work; while it lasts longer than two seconds, says what it is and how far it is, on the error stream. */
export async function withProgress<T>(cli: Cli, id: WordId, work: Work<T>): Promise<T> {
  let done = "";
  const timer = setInterval(() => cli.note(cli.say(id, { done })), progressAfterMs);
  try {
    return await work((now) => (done = now));
  } finally {
    clearInterval(timer);
  }
}
