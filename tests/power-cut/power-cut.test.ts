import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { CutDisk, sectorBytes } from "./cut-disk.ts";
import { cutPower, traceStation } from "./cuts.ts";
import { folderFile, untraceable } from "./trace.ts";
import { createDraw } from "../../src/simulation/random.ts";

const why = untraceable();

test("a real station stands power cuts anywhere, and would not without its syncs", { skip: why ?? false }, async () => {
  const steps = traceStation(24);
  const { cuts, lost, broken, started, findings } = await cutPower(steps, 200, 1, "FULL");
  deepEqual(findings, []);
  deepEqual([cuts, lost, broken], [200, 0, 0]);
  ok(started > 0);
  ok((await cutPower(steps, 40, 1, "NORMAL")).lost > 0, "the cuts find nothing where the log is not synced");
  ok((await cutPower(steps, 40, 1, "OFF")).broken > 0, "the cuts find nothing where nothing is synced");
});

test("what was synced is there after every cut, and what was not may be torn between sectors", () => {
  const disk = new CutDisk();
  disk.take({ what: "open", file: "1", name: "a", emptied: false });
  disk.take({ what: "write", file: "1", at: 0, bytes: new Uint8Array(4).fill(1) });
  disk.take({ what: "sync", file: "1" });
  disk.take({ what: "sync", file: folderFile });
  disk.take({ what: "write", file: "1", at: 2, bytes: new Uint8Array(3 * sectorBytes).fill(2) });
  const { below } = createDraw(1, "cuts");
  const sizes = new Set<number>();
  let torn = false;
  for (let cut = 0; cut < 200; cut++) {
    const left = disk.cut(below).get("a");
    ok(left !== undefined && left.length >= 4);
    deepEqual([...left.subarray(0, 2)], [1, 1]);
    sizes.add(left.length);
    torn ||= left.length > 2 * sectorBytes && left.subarray(2 + sectorBytes, 2 * sectorBytes).every((one) => one === 0);
  }
  ok(sizes.size > 3 && torn);
});

test("a name that was never made durable may be gone, and a replaced file is the old one or the new one", () => {
  const disk = new CutDisk();
  const write = (file: string, name: string, byte: number): void => {
    disk.take({ what: "open", file, name, emptied: false });
    disk.take({ what: "write", file, at: 0, bytes: Uint8Array.of(byte) });
    disk.take({ what: "sync", file });
  };
  write("1", "a", 1);
  disk.take({ what: "sync", file: folderFile });
  write("2", "a.new", 2);
  disk.take({ what: "rename", from: "a.new", to: "a" });
  const { below } = createDraw(1, "names");
  const seen = new Set<number>();
  for (let cut = 0; cut < 100; cut++) seen.add(disk.cut(below).get("a")?.[0] ?? -1);
  deepEqual([...seen].sort(), [1, 2]);
  disk.take({ what: "sync", file: folderFile });
  for (let cut = 0; cut < 20; cut++) equal(disk.cut(below).get("a")?.[0], 2);
});
