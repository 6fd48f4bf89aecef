// npm run mutation: changes the code in small ways and sees whether a test notices. What none notices is listed.

import { createHash } from "node:crypto";
import { appendFileSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { judgeAll } from "./bench.ts";
import type { Verdict } from "./bench.ts";
import { equivalents } from "./equivalent.ts";
import { mutantsOf } from "./mutants.ts";
import type { Mutant } from "./mutants.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const runFolder = join(root, ".build", "mutation");

/** Of a hundred mutants so many must be noticed, in each folder. */
const scoreLeast = 85;

/** Folders that are mutated, and the tests that may notice: those beside them, and the vectors of their chapter. */
const targets: Readonly<Record<string, readonly string[]>> = {
  "src/core/agree": ["src/core/agree/*.test.ts", "tests/vectors/{06-*,08-*,limits}.test.ts"],
  "src/core/record": [
    "src/core/record/*.test.ts", "tests/vectors/{03,07,09}-*.test.ts", "tests/vectors/limits.test.ts",
    "tests/foreign/merkle.test.ts",
  ],
  "src/core/seal": ["src/core/seal/*.test.ts", "tests/vectors/{04-*,limits}.test.ts"],
  "src/core/narrow": ["src/core/narrow/*.test.ts", "tests/vectors/{11-*,limits}.test.ts"],
  "src/core/line": ["src/core/line/*.test.ts", "tests/vectors/{05-*,limits}.test.ts"],
  "src/core/text": ["src/core/text/{brackets,compare,align,glossary}.test.ts", "tests/vectors/15-texts.test.ts"],
  "src/core/text/alignment": ["src/core/text/align.test.ts"],
  "src/core/text/concordance": [
    "src/core/text/concordance/*.test.ts", "src/core/text/align.test.ts", "tests/scenario/concordance.test.ts",
  ],
  "src/core/document": [
    "src/core/document/*.test.ts", "src/verify/publication.test.ts", "tests/vectors/{19-documents,limits}.test.ts",
  ],
  "src/core/mechanism/text": ["src/core/mechanism/text/*.test.ts", "tests/vectors/{15-texts,limits}.test.ts"],
  "src/core/mechanism/agreed": ["tests/vectors/15-texts.test.ts"],
  "src/core/mechanism/document": ["tests/vectors/{19-documents,limits}.test.ts"],
  "src/core/bearer": ["src/core/bearer/*.test.ts", "tests/vectors/{12-*,limits}.test.ts"],
};

const help = `npm run mutation [-- OPTIONS]

  --only TEXT    files whose path holds the text
  --sample N     N mutants by chance, of all that there are
  --seed TEXT    which chance; the same seed draws the same mutants (1)
  --resume       what was noticed before, in a file that has not changed since, counts as noticed
  --jobs N       mutants tried at once (2)
  --json         the outcome as JSON
  --list         only lists the mutants

What no test notices stands in .build/mutation/survivors.txt. Exits with 1 below ${scoreLeast} %.

Example: npm run mutation -- --only record/merkle --resume`;

interface Judged extends Mutant {
  readonly verdict: Verdict;
}

const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: "" }, sample: { type: "string" }, seed: { type: "string", default: "1" },
    resume: { type: "boolean", default: false }, jobs: { type: "string", default: "2" },
    json: { type: "boolean", default: false }, list: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

process.exitCode = options.help ? say(help) : await main();

async function main(): Promise<number> {
  const sources = new Map<string, string>();
  const mutants = sampled(Object.keys(targets).flatMap((folder) =>
    globSync(`${folder}/*.ts`, { cwd: root }).sort().filter(isMutated).flatMap((file) => {
      sources.set(file, readFileSync(join(root, file), "utf8"));
      return mutantsOf(file, sources.get(file) as string).filter((one) => !isEquivalent(one));
    })));
  if (options.list) return say(mutants.map(shown).join("\n"));
  mkdirSync(runFolder, { recursive: true });
  return report(await judgeFolders(mutants, sources));
}

function isMutated(file: string): boolean {
  return file.includes(options.only) && !/\.(?:test|fixture)\.ts$/u.test(file);
}

function isEquivalent(mutant: Mutant): boolean {
  return equivalents.some(({ file, code, change }) =>
    file === mutant.file && code === mutant.code && change === mutant.change);
}

/** N of the mutants, drawn by the hash of the seed and of what they are; the order of the files stays. */
function sampled(mutants: readonly Mutant[]): readonly Mutant[] {
  if (options.sample === undefined) return mutants;
  const order = (one: Mutant): string => digest(options.seed, shown(one), String(one.start));
  const ordered = mutants.toSorted((one, other) => order(one) < order(other) ? -1 : 1);
  const drawn = new Set(ordered.slice(0, Number(options.sample)));
  return mutants.filter((one) => drawn.has(one));
}

async function judgeFolders(
  mutants: readonly Mutant[], sources: ReadonlyMap<string, string>,
): Promise<readonly Judged[]> {
  const file = join(runFolder, "verdicts.jsonl");
  const noticed = options.resume && existsSync(file) ? readNoticed(file) : new Set<string>();
  if (!options.resume) writeFileSync(file, "");
  const keyOf = (one: Mutant): string =>
    digest(sources.get(one.file) as string, String(one.start), String(one.end), one.replacement);
  const known = mutants.filter((one) => noticed.has(keyOf(one)));
  const judged: Judged[] = known.map((one) => ({ ...one, verdict: "killed" }));
  const waiting = Map.groupBy(mutants.filter((one) => !noticed.has(keyOf(one))), (one) => folderOf(one.file));
  const tell = progress(mutants.length);
  for (const [folder, inside] of waiting) {
    const testFiles = globSync([...targets[folder] as readonly string[]], { cwd: root }).sort();
    process.stderr.write(`${folder}: what its ${testFiles.length} test files reach\n`);
    await judgeAll({
      root, sources, mutants: inside, testFiles, jobs: Number(options.jobs),
      told: (one, verdict) => {
        judged.push({ ...one, verdict });
        appendFileSync(file, `${JSON.stringify({ key: keyOf(one), verdict, mutant: shown(one) })}\n`);
        tell(judged);
      },
    });
  }
  return judged;
}

function readNoticed(file: string): Set<string> {
  const lines = readFileSync(file, "utf8").split("\n").filter((line) => line !== "");
  const verdicts = lines.map((line) => JSON.parse(line) as { readonly key: string; readonly verdict: Verdict });
  return new Set(verdicts.filter((one) => !isMissed(one)).map(({ key }) => key));
}

/** A line every five seconds. */
function progress(total: number): (judged: readonly Judged[]) => void {
  let toldAtMs = performance.now();
  return (judged) => {
    if (performance.now() - toldAtMs < 5_000) return;
    toldAtMs = performance.now();
    const missed = judged.filter(isMissed).length;
    process.stderr.write(`${judged.length} of ${total} mutants, ${missed} unnoticed (${judged.at(-1)?.file})\n`);
  };
}

function report(judged: readonly Judged[]): number {
  const byPlace = (one: Judged, other: Judged): number =>
    one.file === other.file ? one.start - other.start : one.file < other.file ? -1 : 1;
  const missed = judged.filter(isMissed).sort(byPlace);
  writeFileSync(join(runFolder, "survivors.txt"), missed.map((one) => `${shown(one)}  [${one.verdict}]\n`).join(""));
  const folders = Map.groupBy(judged, ({ file }) => folderOf(file));
  const figures = [...folders].sort().map(([folder, all]) => {
    const unnoticed = all.filter(isMissed).length;
    const score = Math.floor((1000 * (all.length - unnoticed)) / all.length) / 10;
    const equivalent = equivalents.filter(({ file }) => folderOf(file) === folder).length;
    return { folder, mutants: all.length, unnoticed, equivalent, score };
  });
  if (options.json) say(JSON.stringify({ figures, survivors: missed.map(shown) }));
  else {
    for (const { folder, mutants, unnoticed, equivalent, score } of figures) say(
      `${folder.padEnd(16)} ${score} % of ${mutants} mutants noticed, ${unnoticed} not; ${equivalent} left out as equal`,
    );
    say("The ones that no test noticed: .build/mutation/survivors.txt");
  }
  return figures.every(({ score }) => score >= scoreLeast) ? 0 : 1;
}

function isMissed({ verdict }: { readonly verdict: Verdict }): boolean {
  return verdict === "survived" || verdict === "unreached";
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf("/"));
}

function shown({ file, line, change, code }: Mutant): string {
  return `${file}:${line}  ${change}  |  ${code}`;
}

function digest(...parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 24);
}

function say(sentence: string): number {
  process.stdout.write(`${sentence}\n`);
  return 0;
}
