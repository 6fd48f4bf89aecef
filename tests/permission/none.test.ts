// Runs with the tests of core and verifier under `node --permission`, and shows that what they have not got is refused:
// a core that wrote, called or connected would fail there, not only in a review.

import { equal, throws } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

test("there is no writing, no network, no other process", async () => {
  const denied = { code: "ERR_ACCESS_DENIED" };
  throws(() => writeFileSync(join(tmpdir(), "chirograph-permission"), "x"), denied);
  throws(() => spawnSync(process.execPath, ["--version"]), denied);
  equal(await refusal(), "ERR_ACCESS_DENIED");
});

function refusal(): Promise<string | undefined> {
  return new Promise((resolve) => {
    try {
      const socket = connect(9, "127.0.0.1");
      socket.once("connect", () => resolve("connected"));
      socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code));
    } catch (error) {
      resolve((error as NodeJS.ErrnoException).code);
    }
  });
}
