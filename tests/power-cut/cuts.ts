// Cuts the power of a traced station anywhere, opens what is left, and holds it against what was called durable.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CutDisk } from "./cut-disk.ts";
import type { Below } from "./cut-disk.ts";
import { selves } from "./selves.ts";
import { traced } from "./trace.ts";
import type { Step } from "./trace.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { createDraw } from "../../src/simulation/random.ts";
import { createMachine } from "../../src/station/start.ts";
import { createSystemClock } from "../../src/clock/system/clock.ts";
import { createChainFile } from "../../src/store/sqlite/chain-file.ts";
import { createSqliteStore } from "../../src/store/sqlite/store.ts";

/** How the medium is asked to sync: as the store does it, as `synchronous = NORMAL` would, or never (`OFF`). */
export type Synchronous = "FULL" | "NORMAL" | "OFF";

/** What many cuts came to. */
export interface CutReport {
  readonly steps: number;
  readonly syncs: number;
  cuts: number;
  /** Cuts after which something that had been called durable was not there. */
  lost: number;
  /** Cuts after which the files did not open, or not soundly. */
  broken: number;
  /** Cuts whose whole station was started on what was left. */
  started: number;
  /** What was wrong, the first few. */
  readonly findings: string[];
}

const findingsMax = 10;
/** One cut in so many also starts the whole station on what is left. */
const startEvery = 20;

/** Runs a station of so many messages, traced; returns what it did. */
export function traceStation(messages: number): readonly Step[] {
  const work = mkdtempSync(join(tmpdir(), "chirograph-trace-"));
  try {
    return traced(join(import.meta.dirname, "victim.ts"), [join(work, "station"), String(messages)],
      join(work, "station"), work);
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** Cuts the power `cuts` times at places drawn from `seed`. */
export async function cutPower(
  steps: readonly Step[], cuts: number, seed: number, synchronous: Synchronous,
  tell: (done: number) => void = () => undefined,
): Promise<CutReport> {
  const draw = createDraw(seed, "cuts");
  const report: CutReport = {
    steps: steps.length, syncs: steps.filter((one) => one.what === "sync").length, cuts: 0, lost: 0, broken: 0,
    started: 0, findings: [],
  };
  const places = Array.from({ length: cuts }, () => draw.below(steps.length + 1)).sort((a, b) => a - b);
  const ignores = ignoring(synchronous);
  const disk = new CutDisk();
  const marks = new Marks();
  let next = 0;
  const work = mkdtempSync(join(memoryFolder(), "chirograph-cut-"));
  try {
    for (let at = 0; at <= steps.length; at++) {
      for (; places[next] === at; next++) {
        await oneCut(disk, marks, draw.below, join(work, String(next)), report, at);
        tell(next);
      }
      const step = steps[at];
      if (step === undefined || marks.take(step) || ignores(step)) continue;
      disk.take(step);
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return report;
}

/** A folder in memory where there is one: what is opened after a cut need not last. */
function memoryFolder(): string {
  return existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
}

/** Which syncs are left out. With NORMAL the write-ahead log is synced only before it is folded in. */
function ignoring(synchronous: Synchronous): (step: Step) => boolean {
  if (synchronous === "FULL") return () => false;
  const logs = new Set<string>();
  return (step) => {
    if (step.what === "open" && step.name.endsWith("-wal")) logs.add(step.file);
    if (step.what !== "sync") return false;
    return synchronous === "OFF" || logs.has(step.file);
  };
}

/** What was called durable, read from the file of marks, which is no part of the disk. */
class Marks {
  private file = "";
  readonly entries = new Map<string, string>();
  /** By key, "chains" for the chain file: hashes of what may stand there, the last durable first; "-" for none. */
  readonly values = new Map<string, string[]>();
  /** Whether a log is ours: the station that writes it holds it before any other. */
  private readonly logs = new Map<string, boolean>();
  /** Whether the step was a mark. */
  take(step: Step): boolean {
    if (step.what === "open" && step.name === "marks") this.file = step.file;
    if (!("file" in step) || step.file !== this.file) return false;
    if (step.what !== "write") return true;
    for (const line of Buffer.from(step.bytes).toString().trim().split("\n")) this.note(line);
    return true;
  }

  private note(line: string): void {
    const [what, one = "", two = "", three = ""] = line.split(" ");
    if (what === "ours" || what === "theirs") {
      const ours = this.logs.get(one) ?? what === "ours";
      this.logs.set(one, ours);
      // What the other station holds durably of our logs has left us, so it must be here.
      if (what === "ours" || ours) this.entries.set(`${one}:${two}`, three);
    }
    const may = this.values.get(one) ?? ["-"];
    if (what === "begun") this.values.set(one, [...may, two]);
    // Commits may share a sync, so one that is begun may be there before it is called durable.
    if (what === "value") this.values.set(one, may.slice(Math.max(0, may.indexOf(two))));
  }
}

async function oneCut(
  disk: CutDisk, marks: Marks, below: Below, folder: string, report: CutReport, at: number,
): Promise<void> {
  report.cuts += 1;
  const left = disk.cut(below);
  mkdirSync(folder);
  for (const [name, bytes] of left) writeFileSync(join(folder, name), bytes);
  const found = (sort: "lost" | "broken", detail: string): void => {
    report[sort] += 1;
    if (report.findings.length < findingsMax) report.findings.push(`cut at ${at}: ${detail}`);
  };
  try {
    await compare(folder, marks, found, report.cuts % startEvery === 0 ? report : null);
  } catch (error) {
    found("broken", error instanceof Error ? error.message : "does not open");
  }
  rmSync(folder, { recursive: true });
}

async function compare(
  folder: string, marks: Marks, found: (sort: "lost" | "broken", detail: string) => void, report: CutReport | null,
): Promise<void> {
  const file = await createChainFile(join(folder, "chains")).load();
  const chains = marks.values.get("chains") ?? ["-"];
  if (!chains.includes(hashOf(file))) found("broken", "the chain file is none that may stand there");
  const store = await createSqliteStore({ path: join(folder, "record.db"), ballastBytes: 0 });
  try {
    const missing: string[] = [];
    for (const [at, leaf] of marks.entries) {
      const [log = "", seq] = at.split(":");
      const row = await store.entry(Uint8Array.fromHex(log), Number(seq));
      if (row === null || toHex(row.leaf) !== leaf) missing.push(at);
    }
    for (const [key, may] of marks.values) {
      if (key !== "chains" && !may.includes(hashOf(await store.value(key)))) missing.push(key);
    }
    if (missing.length > 0) found("lost", `${missing.length} that were durable are not there, the first ${missing[0]}`);
    if (report === null || marks.entries.size === 0) return;
    report.started += 1;
    const [self] = selves();
    const files = createChainFile(join(folder, "chains"));
    const state = await createMachine({ self, store, chains: files, clock: createSystemClock(), bearers: [] });
    if (state.damaged.size > 0) found("broken", `${state.damaged.size} entries are damaged`);
  } finally {
    await store.close();
  }
}

function hashOf(bytes: Uint8Array | null): string {
  return bytes === null ? "-" : createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}
