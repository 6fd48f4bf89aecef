// A limit in a person's words.

import type { LimitView } from "../../api/commitment-views.ts";
import { formatIso } from "../../core/clock/dtg.ts";
import type { TimeLimit } from "../../core/clock/time-limit.ts";
import type { Cli } from "../cli.ts";
import { inLine } from "../present.ts";
import { showTime } from "../time.ts";
import type { WordId } from "../words/words.ts";

/** What a limit says, and no more: the moment that follows from it stands beside it. */
export function limitWords(cli: Cli, limit: TimeLimit | LimitView): string {
  const { form, span, period, count } = limit;
  const atMs = "atMs" in limit ? limit.atMs : limit.at;
  const of = limit.of === null ? "" : eventWords(cli, limit.of);
  const length = span === null ? "" : `${span.amount} ${cli.say(`unit.${span.unit}` as WordId)}`;
  const end = atMs !== null ? showTime(atMs) : period === null ? "" : periodWords(cli, period);
  if (form === "when" && end !== "") return cli.say("limit.when-by", { of, end });
  const times = count === null ? "" : cli.say("limit.count", { n: count });
  return `${cli.say(`limit.${form}` as WordId, { of, span: length, end })}${times}`;
}

function eventWords(cli: Cli, of: NonNullable<TimeLimit["of"]> | NonNullable<LimitView["of"]>): string {
  const timeMs = "timeMs" in of ? of.timeMs : of.time;
  // Views count commitments from 1.
  const number = of.item === null ? 0 : "timeMs" in of ? of.item : of.item + 1;
  const object = typeof of.object === "string" ? of.object : of.object?.toHex() ?? "";
  return cli.say(`event.${of.kind}` as WordId, {
    name: inLine(of.name), number, time: timeMs === null ? "" : formatIso(timeMs).slice(0, 10),
    object: object.slice(0, 12),
  });
}

function periodWords(cli: Cli, { kind, year, number }: NonNullable<TimeLimit["period"]>): string {
  return cli.say(`period.${kind}` as WordId, { year, number });
}
