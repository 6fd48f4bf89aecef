// Who answers a command: the component that was put on the screen last.

export interface Commands {
  /** Answers a command until the function returned is called. */
  answer(command: string, run: () => void): () => void;
  /** Gives a command; false when nobody answers. */
  give(command: string): boolean;
  /** Whether somebody answers. */
  has(command: string): boolean;
}

/** An empty table of commands. */
export function createCommands(): Commands {
  const answering = new Map<string, (() => void)[]>();
  return {
    answer(command, run) {
      const runs = answering.get(command) ?? [];
      runs.push(run);
      answering.set(command, runs);
      return () => void runs.splice(runs.indexOf(run), 1);
    },
    give(command) {
      const run = answering.get(command)?.at(-1);
      run?.();
      return run !== undefined;
    },
    has: (command) => (answering.get(command)?.length ?? 0) > 0,
  };
}
