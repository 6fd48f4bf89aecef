// npm run models: Spin tries every run of the models in spec/models (see its README). What the head of a model says
// holds must hold in all of them, what it says fails must fail with a run that shows it, what it says is reached must
// be reached.

import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { root, say } from "./setup.mjs";

const folder = join(root, "spec", "models");
/** Steps of one run that are followed; a model that needs more is refused, since it was not searched whole. */
const depthMax = 200_000;
const memoryMaxMiB = 6_000;
const usage = `npm run models [-- OPTIONS]

Searches every run of the models in spec/models with Spin.

  --full         the full sizes (minutes) in the place of the small ones (seconds)
  --only MODEL   one model, as position
  --trail CASE   also tell the run that shows CASE, as RESYNC, step by step; with --only
  --required     without spin and a C compiler this fails; else it says so and goes on
  --json         the results as JSON on standard output

Example: npm run models -- --only position --trail RESYNC`;

const options = process.argv.slice(2);
const has = (name) => options.includes(name);
const valueOf = (name) => (has(name) ? (options[options.indexOf(name) + 1] ?? "") : null);
if (has("--help")) {
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}
const [only, trail] = [valueOf("--only"), valueOf("--trail")];
const unknown = options.filter((one) => ![only, trail].includes(one)
  && !["--full", "--only", "--trail", "--required", "--json"].includes(one));
if (unknown.length > 0) fail(`${unknown[0]} is no option.\n\n${usage}`, 2);

const compiler = ["cc", "gcc", "clang"].find(onPath);
if (!onPath("spin") || compiler === undefined) {
  const sentence = "The models in spec/models were NOT run: they need spin and a C compiler "
    + "(Debian and Ubuntu: apt-get install spin gcc; macOS: brew install spin).";
  if (has("--required")) fail(sentence, 1);
  say(sentence);
  process.exit(0);
}

const models = readdirSync(folder).filter((name) => name.endsWith(".pml")).map(read).filter(
  ({ name }) => only === null || name === only,
);
if (models.length === 0) fail(`There is no model ${only} in spec/models.`, 2);

const waiting = models.flatMap((model) => model.cases.map((one) => ({ model, ...one })));
const results = [];
await Promise.all(Array.from({ length: Math.max(1, availableParallelism()) }, work));
if (has("--json")) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
const wrong = results.filter(({ ok }) => !ok);
say(wrong.length === 0
  ? `All ${results.length} cases of ${models.length} models are as they say.`
  : `${wrong.length} of ${results.length} cases are not as the model says.`);
process.exit(wrong.length === 0 ? 0 : 1);

/** A model's own account of itself: its cases, and the sizes at which it is searched. */
function read(file) {
  const text = readFileSync(join(folder, file), "utf8");
  const head = text.slice(0, text.indexOf("*/"));
  const cases = [...head.matchAll(/^ \* (holds|fails|reached)(\*?) +([A-Z_]+\b)?/gmu)].filter(
    ([, , fullOnly]) => fullOnly === "" || has("--full"),
  ).map(([, expected, , define = ""]) => ({ expected, define }));
  const size = new RegExp(`^ \\* ${has("--full") ? "full" : "small"} +(.*)$`, "mu").exec(head);
  const claims = cases.some(({ expected }) => expected === "holds");
  if (size === null || !claims) fail(`${file} says no size or no claim.`, 1);
  return { name: file.slice(0, -4), file, cases, sizes: (size?.[1] ?? "").split(" ") };
}

async function work() {
  for (;;) {
    const next = waiting.shift();
    if (next === undefined) return;
    const result = await search(next);
    results.push(result);
    const label = `${result.model}${result.case === "" ? "" : ` ${result.case}`}`.padEnd(24);
    say(`${result.ok ? "ok   " : "WRONG"} ${label} ${result.said}  ${result.states} states, ${result.seconds} s`);
  }
}

/** Searches one case, and compares what it finds with what the model says. */
async function search({ model, expected, define }) {
  const place = mkdtempSync(join(tmpdir(), "chirograph-model-"));
  const started = Date.now();
  const defines = [...model.sizes, ...(define === "" ? [] : [`-D${define}`])];
  try {
    copyFileSync(join(folder, model.file), join(place, model.file));
    const made = await run("spin", ["-a", ...defines, model.file], place);
    if (!existsSync(join(place, "pan.c"))) fail(`spin refuses ${model.file} ${define}:\n${made}`, 1);
    const flags = ["-DSAFETY", "-DCOLLAPSE", `-DMEMLIM=${memoryMaxMiB}`, "-w"];
    const built = await run(compiler, [expected === "holds" ? "-O2" : "-O1", ...flags,
      "-o", "pan", "pan.c"], place);
    if (!existsSync(join(place, "pan"))) fail(`${compiler} does not build ${model.file} ${define}:\n${built}`, 1);
    const told = await run(join(place, "pan"), [`-m${depthMax}`, "-E", "-b"], place);
    const errors = Number(/errors: (\d+)/u.exec(told)?.[1] ?? Number.NaN);
    const steps = /assertion violated .*\(at depth (\d+)\)/u.exec(told)?.[1];
    const whole = errors === 0 && !/Search not completed|max search depth too small|out of memory|reached -DMEMLIM/u
      .test(told);
    const shown = errors === 1 && steps !== undefined;
    if (define !== "" && define === trail) {
      // Spin tells the run in the words of the model, then every variable, which nobody wants.
      say((await run("spin", ["-t", "-T", ...defines, model.file], place)).split("spin: ")[0] ?? "");
    }
    return {
      model: model.name, case: define, expected, ok: expected === "holds" ? whole : shown,
      said: whole ? "holds in every run" : shown ? `${expected}, shown in ${steps} steps` : "not decided",
      states: Math.round(Number(/([\d.e+]+) states, stored/u.exec(told)?.[1] ?? 0)),
      seconds: Math.round((Date.now() - started) / 100) / 10,
    };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** What a program says, on either stream, whatever its exit code: the answers above are read from its words. */
function run(program, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let told = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => {
      told += piece;
    });
    child.on("error", reject);
    child.on("close", () => resolve(told));
  });
}

function onPath(program) {
  return (process.env.PATH ?? "").split(delimiter).some((one) => existsSync(join(one, program)));
}

function fail(sentence, code) {
  say(sentence);
  process.exit(code);
}
