// npm run power-cut: how many power cuts a real station stands.

import { parseArgs } from "node:util";
import { cutPower, traceStation } from "./cuts.ts";
import type { Synchronous } from "./cuts.ts";
import { untraceable } from "./trace.ts";

const help = `Usage: npm run power-cut -- [--cuts N] [--seed S] [--messages M] [--synchronous FULL|NORMAL|OFF] [--json]

Runs a real station on the real store, writes down all that it does to its files, then cuts the power anywhere: of what
was not synced any sectors of 512 bytes survive, in any mixture. Each time the files must open, and everything that had
been called durable must be there; one cut in twenty starts the whole station on what is left.

  --cuts N         how many cuts (default 300)
  --seed S         where they fall (default 1)
  --messages M     how much the station says while it is traced (default 40)
  --synchronous    leaves out the syncs that SQLite would leave out in this mode: what a test that finds nothing is
                   worth (default FULL, as the store works)
  --json           the report as one line

Exit: 0 nothing lost and nothing broken; 1 something; 2 wrong use; 3 nothing can be traced on this machine.

Example: npm run power-cut -- --cuts 10000
`;

/** Runs what the arguments ask for; the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: {
    cuts: { type: "string", default: "300" }, seed: { type: "string", default: "1" },
    messages: { type: "string", default: "40" }, synchronous: { type: "string", default: "FULL" },
    json: { type: "boolean", default: false }, help: { type: "boolean", default: false },
  } });
  const [cuts, seed, messages] = [Number(values.cuts), Number(values.seed), Number(values.messages)];
  const modes: readonly string[] = ["FULL", "NORMAL", "OFF"];
  const wrong = ![cuts, seed, messages].every((one) => Number.isSafeInteger(one) && one > 0);
  if (values.help || wrong || !modes.includes(values.synchronous)) {
    process.stdout.write(help);
    return values.help ? 0 : 2;
  }
  const why = untraceable();
  if (why !== null) {
    process.stderr.write(`Not run: ${why}.\n`);
    return 3;
  }
  const steps = traceStation(messages);
  let toldMs = performance.now();
  const report = await cutPower(steps, cuts, seed, values.synchronous as Synchronous, (done) => {
    if (performance.now() - toldMs < 2_000) return;
    toldMs = performance.now();
    process.stderr.write(`${done} of ${cuts} cuts\n`);
  });
  const { lost, broken, started, syncs, findings } = report;
  if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else {
    process.stdout.write(`${cuts} cuts in ${steps.length} steps with ${syncs} syncs, ${started} stations started: ` +
      `${lost} lost, ${broken} broken\n${findings.map((one) => `  ${one}\n`).join("")}`);
  }
  return lost + broken === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
