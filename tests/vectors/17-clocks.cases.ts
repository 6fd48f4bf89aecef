// What our code makes of the cases of chapter 17: for who makes them and who checks them.

import { deepEqual } from "node:assert/strict";
import { toHex } from "../../src/core/bytes/hex.ts";
import { decodeShape, encodeShape } from "../../src/core/bytes/shape.ts";
import type { Json } from "../../src/core/bytes/shape.ts";
import { deemedAcceptance } from "../../src/core/clock/deemed.ts";
import type { Silence } from "../../src/core/clock/deemed.ts";
import type { Terms } from "../../src/core/clock/terms.ts";
import { dueOf, limitFault, span, timeLimit } from "../../src/core/clock/time-limit.ts";
import { tolledLimit } from "../../src/core/clock/tolling.ts";
import { commonTime, isCountable, workCalendar } from "../../src/core/clock/working-time.ts";
import type { WorkingTime } from "../../src/core/clock/working-time.ts";
import type { Head } from "../../src/core/record/held-entry.ts";
import { verdictJson } from "./06-messages.cases.ts";
import { hex, Refused } from "./vectors.ts";
import type { Case, Runner } from "./vectors.ts";

export const clockRunners: Readonly<Record<string, Runner>> = {
  "limits.json": ({ input }) => {
    const limit = input["bytes"] === undefined
      ? timeLimit.fromJson(input["limit"] as Json, "limit") : decodeShape(timeLimit, hex(input["bytes"]));
    const fault = limitFault(limit, input["items"] as number);
    if (fault !== null) throw new Refused(fault);
    const time = timeOf(input);
    if (!isCountable(time)) throw new Refused("working-time");
    const bytes = encodeShape(timeLimit, limit);
    deepEqual(decodeShape(timeLimit, bytes), limit);
    return { bytes: toHex(bytes), due: dueOf(limit, input["start"] as number | null, time, input["round"] as number) };
  },
  "tolled.json": ({ input }) => {
    const given = input["times"] as readonly { from: number; to: number | null; said: number }[];
    const times = given.map(({ from, to, said }) => ({ fromMs: from, toMs: to, saidMs: said }));
    const { limit, start, at } = input as { limit: number; start: number | null; at: number };
    return { limit: tolledLimit(limit, start, times, at) };
  },
  "silence.json": ({ input }) => {
    const given = input as unknown as Silence & { readonly heads: readonly Head[]; readonly at: number };
    const silence = { ...given, source: "case", span: span.fromJson(input["span"] as Json, "span") };
    const { heads } = given;
    const view = { heads, firstAcks: () => [], earlyAcks: () => [], counts: () => true, inSeat: () => true };
    const found = deemedAcceptance(silence, timeOf(input), view, given.at, input["terms"] as Terms);
    return found.kind === "waiting" ? found : { kind: found.kind, verdict: verdictJson(found.verdict) };
  },
};

/** A case, with what our code makes of its input. */
export function caseOf(file: string, name: string, must: readonly string[], input: Case["input"]): Case {
  try {
    return { name, must, accept: true, input, expect: clockRunners[file]?.({ name, must, accept: true, input }) };
  } catch (caught) {
    const error = caught instanceof Refused ? caught.message : (caught as { readonly code: string }).code;
    return { name, must, accept: false, error, input };
  }
}

function timeOf(input: Case["input"]): WorkingTime {
  return commonTime((input["calendars"] as readonly Json[]).map((one) => workCalendar.fromJson(one, "calendar")));
}
