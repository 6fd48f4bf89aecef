// npm run long: what takes too long for every test run, one part after the other, with a table at the end.

import { runNode, say, setUp } from "./setup.mjs";

/** Each part by its name: what it is, how Node runs it, and what stands in the environment. */
const parts = {
  foreign: {
    what: "vectors of others, whole checkouts where CHIROGRAPH_WYCHEPROOF and CHIROGRAPH_CCTV name them",
    args: ["--test", "--test-reporter=dot", "tests/foreign/*.test.ts"],
  },
  fuzz: {
    what: "20,000 hostile inputs for every reader",
    args: ["--test", "--test-reporter=dot", "tests/fuzz/*.test.ts"], env: { FUZZ_RUNS: "20000" },
  },
  agreement: {
    what: "ten times the worlds in which what was agreed is read by honest parties and liars",
    args: ["--test", "--test-reporter=dot", "src/core/agree/*.test.ts"], env: { WORLDS: "10" },
  },
  coverage: { what: "branches that unit tests and vectors reach, folder by folder", args: ["scripts/coverage.mjs"] },
  models: { what: "every run of the models, in full size", args: ["scripts/models.mjs", "--full", "--required"] },
  seeds: { what: "500 worlds from seeds", args: ["src/simulation/main.ts", "--seeds", "500"] },
  planted: {
    what: "planted bugs, each of which must be found",
    args: ["src/simulation/main.ts", "--planted", "all", "--seeds", "60"],
  },
  "power-cut": { what: "10,000 power cuts of a real station", args: ["tests/power-cut/main.ts", "--cuts", "10000"] },
  mutation: { what: "every small change of record, seal and line", args: ["tests/mutation/main.ts", "--resume"] },
};

const help = `npm run long [-- PART...]

Runs the long checks, or the parts that are named. It goes on after a part that fails. Hours on two cores, most of
them mutation, which goes on where it stood.

${Object.entries(parts).map(([name, { what }]) => `  ${name.padEnd(10)} ${what}`).join("\n")}

Exit: 0 all passed, 1 a part failed, 2 wrong use.

Example: npm run long -- fuzz coverage`;

process.exit(await main(process.argv.slice(2)));

async function main(asked) {
  if (asked.includes("--help")) {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  const unknown = asked.find((name) => !(name in parts));
  if (unknown !== undefined) {
    say(`${unknown} is no part.\n\n${help}`);
    return 2;
  }
  const node = setUp();
  const rows = [];
  for (const name of asked.length > 0 ? asked : Object.keys(parts)) {
    const { what, args, env = {} } = parts[name];
    say(`-- ${name}: ${what}`);
    const began = Date.now();
    Object.assign(process.env, env);
    const code = await runNode(node, args);
    for (const one of Object.keys(env)) delete process.env[one];
    rows.push({ name, code, seconds: Math.round((Date.now() - began) / 1000) });
  }
  for (const { name, code, seconds } of rows) {
    process.stdout.write(`${name.padEnd(10)} ${(code === 0 ? "passed" : `FAILED ${code}`).padEnd(10)} ${seconds} s\n`);
  }
  return rows.every(({ code }) => code === 0) ? 0 : 1;
}
