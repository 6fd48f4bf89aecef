import { equal } from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { createLease } from "./lease-file.ts";

function place(t: TestContext): string {
  const root = mkdtempSync(join(tmpdir(), "chirograph-lease-"));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  return join(root, "lease");
}

test("a lease is held until another process takes it, and by nobody else's word again until it is taken anew", (t) => {
  const path = place(t);
  const [one, other] = [createLease(path), createLease(path)];
  one.take();
  equal(one.isHeld(), true);
  equal(statSync(path).mode & 0o777, 0o600);
  other.take();
  equal(one.isHeld(), false);
  equal(other.isHeld(), true);
  one.take();
  equal(other.isHeld(), false);
});

test("a file that was set back to an older copy, changed or removed is not held", (t) => {
  const path = place(t);
  const lease = createLease(path);
  lease.take();
  cpSync(path, `${path}-copy`);
  lease.take();
  equal(lease.isHeld(), true);
  cpSync(`${path}-copy`, path);
  equal(lease.isHeld(), false, "the disk went back under a running process");
  lease.take();
  writeFileSync(path, "x");
  equal(lease.isHeld(), false);
  lease.take();
  rmSync(path);
  equal(lease.isHeld(), false);
});

test("where it cannot be written it says nothing: the store is what stops then", (t) => {
  const path = place(t);
  mkdirSync(`${path}.new`);
  const lease = createLease(path);
  lease.take();
  equal(lease.isHeld(), true);
});
