// Stands in the place of node:test while mutants are judged: tests are kept, to be run again and again.

/** A test, by the file that has it. */
export interface Collected {
  readonly file: string;
  readonly name: string;
  readonly run: () => unknown;
}

/** All tests of the files loaded so far. */
export const collected: Collected[] = [];

let loading = "";

/** Says which file is loaded next. */
export function collectFor(file: string): void {
  loading = file;
}

/** As `test` of node:test: a name, perhaps options of which only `skip` counts, and a function. */
export function test(name: string, ...rest: readonly unknown[]): void {
  const [options, run] = rest.length === 1 ? [{}, rest[0]] : rest;
  if ((options as { readonly skip?: unknown }).skip) return;
  collected.push({ file: loading, name, run: run as () => unknown });
}
