import { doesNotThrow, equal, throws } from "node:assert/strict";
import { test } from "node:test";
import { assert, ChirographError, errorCodes } from "./errors.ts";

test("an error says what its code means, and what more is known", () => {
  equal(new ChirographError("envelope").message, errorCodes.envelope);
  const error = new ChirographError("missing", "A BOOT.", { seq: 3 });
  equal(error.message, `${errorCodes.missing} A BOOT.`);
  equal(error.evidence["seq"], 3);
  equal(error instanceof Error && error.name, "ChirographError");
});

test("our own bug stops everything, and is no error of another party", () => {
  doesNotThrow(() => assert(true, "so it is"));
  for (const wrong of [false, 0, null, undefined, "yes"]) {
    throws(() => assert(wrong, "so it is"), (error) =>
      error instanceof Error && !(error instanceof ChirographError) && error.message === "assertion failed: so it is");
  }
});
