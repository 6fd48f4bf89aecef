// How the vectors of a chapter are read and run: once, so that no chapter is held to less than another.

import { deepEqual, equal, ok } from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { ChirographError } from "../../src/core/errors.ts";

/** One case: accepted with what is expected, or rejected with an error or reason (`vectors/README.md`). */
export interface Case {
  readonly name: string;
  readonly must: readonly string[];
  readonly accept: boolean;
  readonly error?: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly expect?: unknown;
}

/** A chapter: its text, and its cases by the name of their file. */
export interface Chapter {
  readonly name: string;
  readonly spec: string;
  readonly files: ReadonlyMap<string, readonly Case[]>;
}

/** What our code makes of a case; it throws a ChirographError, or Refused, where the case is not accepted. */
export type Runner = (one: Case) => unknown;

/** Something is refused for a reason that is no error of another party's bytes. */
export class Refused extends Error {
  readonly found: unknown;

  constructor(reason: string, found?: unknown) {
    super(reason);
    this.found = found;
  }
}

/** The bytes of an input. */
export function hex(text: unknown): Uint8Array {
  return Uint8Array.fromHex(text as string);
}

/** A chapter by its name, such as `01-encoding`. */
export function readChapter(name: string): Chapter {
  const folder = new URL(`../../vectors/${name}/`, import.meta.url);
  const files = readdirSync(folder).map((file) => {
    const { chapter, cases } = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as {
      readonly chapter: string; readonly cases: readonly Case[];
    };
    equal(chapter, name, file);
    return [file, cases] as const;
  });
  return { name, spec: readFileSync(new URL(`../../spec/${name}.md`, import.meta.url), "utf8"), files: new Map(files) };
}

/** Tests every case of a chapter, each file with the runner of its name. */
export function runVectors(chapter: Chapter, runners: Readonly<Record<string, Runner>>): void {
  for (const [file, cases] of chapter.files) {
    test(`vectors/${chapter.name}/${file}`, () => {
      const run = runners[file];
      ok(run !== undefined, "a runner for every file");
      for (const one of cases) {
        const { made, error } = outcomeOf(run, one);
        equal(error, one.error, one.name);
        ok(!one.accept || error === undefined, one.name);
        deepEqual(JSON.parse(JSON.stringify(made ?? null)), one.expect ?? null, one.name);
      }
    });
  }
}

function outcomeOf(run: Runner, one: Case): { readonly made?: unknown; readonly error?: string } {
  try {
    return { made: run(one) };
  } catch (caught) {
    if (caught instanceof ChirographError) return { error: caught.code };
    if (caught instanceof Refused) return { error: caught.message, made: caught.found };
    throw new Error(one.name, { cause: caught });
  }
}

/** Tests that every MUST of a chapter has a case or a test it names, and that no case shows a rule there is not. */
export function testMusts({ name, spec, files }: Chapter, letter: string): void {
  test(`every MUST of ${name} has a case, or is shown by a test the chapter names`, () => {
    const musts = new Set([...spec.matchAll(/\*\*\[([A-Z]+-\d+)\]\*\*/gu)].map(([, must]) => must as string));
    ok(musts.size > 0 && [...musts].every((must) => must.startsWith(`${letter}-`)));
    const covered = new Set([...files.values()].flatMap((cases) => cases.flatMap((one) => one.must)));
    const shown = new Set(spec.slice(spec.indexOf("## Shown by")).match(new RegExp(`\\b${letter}-\\d+`, "gu")));
    for (const must of musts) ok(covered.has(must) || shown.has(must), must);
    for (const must of covered) ok(musts.has(must) || !must.startsWith(`${letter}-`), `${must} is no MUST`);
  });
}
