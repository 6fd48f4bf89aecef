import { deepEqual, throws } from "node:assert/strict";
import { test } from "node:test";
import { boot, bootContent } from "./boot.ts";
import type { BootContent } from "./boot.ts";
import { receipt } from "./receipt.ts";
import { filled } from "./ledger.fixture.ts";

const content: BootContent = {
  party: filled(32, 1), station: filled(16, 2), roster: filled(32, 3), channelForm: "parties", reason: "start",
  previous: null,
};

test("the words of a BOOT are the numbers that the chapter gives them", () => {
  const numbers = (more: object): unknown => {
    const value = bootContent.toValue({ ...content, ...more }) as readonly unknown[];
    return [value[3], value[5]];
  };
  deepEqual((["house", "parties"] as const).map((channelForm) => numbers({ channelForm })), [[0, 1], [1, 1]]);
  deepEqual((["first", "start", "restored", "resumed"] as const).map((reason) => numbers({ reason })), [
    [1, 0], [1, 1], [1, 2], [1, 3],
  ]);
  throws(() => bootContent.fromValue([...(bootContent.toValue(content) as never[]).slice(0, 5), 4], ""), {
    code: "shape",
  });
});

test("BOOT and receipt have the codes that nothing else will ever have", () => {
  deepEqual([receipt, boot].map(({ code, name, form }) => [code, name, form]), [
    [0, "receipt", "bare"], [1, "boot", "clear"],
  ]);
});
