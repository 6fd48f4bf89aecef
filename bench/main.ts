// npm run bench: measures the stations of this checkout on this machine.

import { parseArgs } from "node:util";
import { measureBytes } from "./bytes.ts";
import { measureCompile } from "./compile.ts";
import { jsonLine, table } from "./figure.ts";
import { measureConcordance } from "./concordance.ts";
import type { Figure } from "./figure.ts";
import { measureFold } from "./fold.ts";
import { measureGrowth } from "./growth.ts";
import { measureHostile } from "./hostile.ts";
import { measureIdle } from "./idle.ts";
import { measureLine } from "./line.ts";
import { measureLetter } from "./letter.ts";
import { measureNarrow } from "./narrow.ts";
import { measureSimulate } from "./simulate.ts";
import { measureThroughput } from "./throughput.ts";
import { measureVerdict } from "./verdict.ts";
import { measureVerify } from "./verify.ts";

const measures: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  line: measureLine, throughput: measureThroughput, idle: measureIdle, verify: measureVerify,
  growth: measureGrowth, hostile: measureHostile, simulate: measureSimulate,
  bytes: measureBytes, narrow: measureNarrow, letter: measureLetter,
  compile: measureCompile,
  concordance: measureConcordance,
  verdict: measureVerdict, fold: measureFold,
};

const help = `npm run bench -- [NAME ...] [--json]

  line        send to receipt, one message at a time; limit: its commits, signatures, checks and round trip alone
  throughput  receipted messages a second, with 1 and with 64 in flight
  idle        resident memory of a station with a console open
  simulate    worlds from seeds: simulated hours, events an hour and seeds in ten minutes on two cores
  verify      an exported record of 1,000,000 entries: newest signatures, every signature, memory
  growth      a start until a FLASH is released, and send to receipt, with 1,000, 100,000 and 1,000,000 entries
  bytes       on the wire both ways for 280 characters and the receipt, narrow and TLS; limit: its parts over UDP;
              takes 12 minutes
  narrow      FLASH at 2,400 bit/s, 600 ms a way: idle, cold, behind 50 routine messages, with 5 % loss; 8 minutes,
              and 45 with other systems
  letter      2,750 words at 2,400, 300 and 75 bit/s, and a FLASH in the middle; takes 20 minutes
  compile     both copies of 200 clauses in two languages; limit: one clause. The same made ready for; limit: not.
              Send to receipt meanwhile; limit: without
  verdict     10,000 commitments, each with its clock, judged at once, and listed; processor time; limits: 50 and 100 ms
  fold        a text of 2,000 clauses about which 20,000 offers were made: read cold, and one offer more; processor
              time; limits: 1,000 and 50 ms
  hostile     another peer's FLASH while one peer floods; limit: the same without the flood. Then over narrow links,
              where a stranger floods, who overheard a peer, a peer, or who holds the modem; 8 minutes
  concordance errors of translation planted into clauses that were kept aside: found, missed, false alarms

Without a name, all of them. --json prints one object a line.
CHIROGRAPH_BENCH_ENTRIES=N and CHIROGRAPH_BENCH_COUNTS=N,N measure verify and growth on other records.
CHIROGRAPH_BENCH_SECONDS=S runs simulate for S seconds in place of 600, and scales what it says.
CHIROGRAPH_PEERS=FOLDER names a harness of other systems: bytes and narrow then measure them too, as root, and ours
once more between two network namespaces, where the same link counts and delays packets of IP.
CHIROGRAPH_BENCH_PROFILE=FOLDER keeps CPU profiles of both stations there.

Example: npm run bench -- line --json
`;

/** Runs what the arguments ask for; the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const options = { json: { type: "boolean" }, help: { type: "boolean" } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const unknown = positionals.find((name) => !Object.hasOwn(measures, name));
  if (values.help === true || unknown !== undefined) {
    process.stdout.write(unknown === undefined ? help : `No measure is called ${unknown}.\n\n${help}`);
    return unknown === undefined ? 0 : 2;
  }
  const figures: Figure[] = [];
  for (const name of positionals.length > 0 ? positionals : Object.keys(measures)) {
    const made = (await measures[name]?.()) ?? [];
    figures.push(...made);
    if (values.json === true) for (const figure of made) process.stdout.write(`${jsonLine(figure)}\n`);
  }
  if (values.json !== true) process.stdout.write(`${table(figures)}\n`);
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
