// Where a person opens the console of a station that is configured so.

import assert from "node:assert/strict";
import test from "node:test";

import { consoleOf, readConfig } from "./station-config.ts";
import type { StationConfig } from "./station-config.ts";

function at(http: Partial<StationConfig["http"]>): string {
  const whole = { listen: "127.0.0.1:7443", origins: [], tls: null, ...http };
  return consoleOf({ version: 1, world: "actual", short: "NDL", party: "a".repeat(64), listen: null, http: whole });
}

test("a console is opened under the name that its passkeys are bound to, or the address it listens on", () => {
  const tls = { certificate: "c", key: "k" };
  assert.equal(at({}), "http://localhost:7443");
  assert.equal(at({ listen: "[::1]:7443" }), "http://localhost:7443");
  assert.equal(at({ listen: "10.0.0.7:7443", tls }), "https://10.0.0.7:7443");
  assert.equal(at({ listen: "[fd00::7]:7443", tls }), "https://[fd00::7]:7443");
  assert.equal(at({ origins: ["https://10.0.0.7", "https://ndl.example:8443/"] }), "https://ndl.example:8443");
  assert.equal(at({ listen: "10.0.0.7:7443", tls, passkeys: "ndl.example" }), "https://ndl.example:7443");
});

test("a folder that is no station's says which file it lacks, not a code", () => {
  const values = { folder: "/nowhere", detail: "station.json" };
  assert.throws(() => readConfig("/nowhere"), { code: "folder-unusable", values });
});
