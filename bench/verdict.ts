// verdict, fold.list: 10,000 commitments, each with its clock, judged at once; and listed with a filter by a station.

import { countingHash, makeRecord, say, viewOf } from "../src/core/agree/record.fixture.ts";
import type { MadeRecord } from "../src/core/agree/record.fixture.ts";
import { dayMs } from "../src/core/clock/calendar.ts";
import { adoptedAt, testSchedule, within } from "../src/core/mechanism/commitment/commitment.fixture.ts";
import { claim, commitments, finding } from "../src/core/mechanism/commitment/entries.ts";
import { foldSchedule } from "../src/core/mechanism/commitment/fold.ts";
import type { ScheduleState } from "../src/core/mechanism/commitment/fold.ts";
import { testCharter } from "../src/core/mechanism/message/message.fixture.ts";
import type { HeldEntry } from "../src/core/record/held-entry.ts";
import { percentile } from "./figure.ts";
import type { Figure } from "./figure.ts";

const clocks = 10_000;
const perSchedule = 50;
const rounds = 15;
const begunMs = 1_800_000_000_000;
const charter = { ...testCharter(), skewMs: 1_000, courierMs: 60_000, longStopMs: 30 * dayMs };

/** Milliseconds of processor time, the median of several rounds. */
export async function measureVerdict(): Promise<readonly Figure[]> {
  const schedules = makeSchedules();
  const view = { ...viewOf(schedules.flatMap(({ record }) => record.entries.slice(0, 2))), firstAcks: () => [] };
  const fold = (at: number): readonly ScheduleState[] => schedules.flatMap(({ object, about }) => foldSchedule(
    object, about, {
      view, charter, at, agreement: adoptedAt(begunMs), adoption: { ms: begunMs, disputed: false, settled: true },
      entryOf: () => null,
    },
  ) ?? []);
  const times: number[] = [];
  const lists: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = process.cpuUsage();
    const states = fold(begunMs + round * dayMs);
    const { user, system } = process.cpuUsage(started);
    times.push((user + system) / 1_000);
    if (states.flatMap((one) => one.items).length !== clocks) throw new Error("not all were judged");
    const listing = process.cpuUsage();
    fold(begunMs + round * dayMs).flatMap((one) => one.items)
      .filter((one) => one.standing === "due" || one.standing === "lapsed")
      .sort((a, b) => (a.due.kind === "at" ? a.due.ms : 0) - (b.due.kind === "at" ? b.due.ms : 0));
    const spent = process.cpuUsage(listing);
    lists.push((spent.user + spent.system) / 1_000);
  }
  const [judged, listed] = [percentile(times, 0.5), percentile(lists, 0.5)];
  return await Promise.resolve([
    { name: "verdict.10000", value: judged, unit: "ms", limit: 50, ratio: judged / 50 },
    { name: "fold.list.10000", value: listed, unit: "ms", limit: 100, ratio: listed / 100 },
  ]);
}

interface Made {
  readonly record: MadeRecord;
  readonly object: string;
  readonly about: readonly HeldEntry[];
}

/** Schedules of fifty commitments; of every tenth one something is claimed, of every twentieth verified. */
function makeSchedules(): readonly Made[] {
  return Array.from({ length: clocks / perSchedule }, () => {
    const record = makeRecord(countingHash());
    const items = Array.from({ length: perSchedule }, (_, item) => ({ limit: within(1 + item, "days") }));
    const schedule = say(record, { party: 1, time: begunMs, kind: commitments, content: testSchedule(items) });
    say(record, { party: 2, time: begunMs + 1, kind: null, hears: [1] });
    for (let item = 0; item < perSchedule; item += 10) {
      const content = { item, round: 0, statement: null, evidence: [] };
      const said = say(record, { party: 1, time: begunMs + 5_000, kind: claim, content, object: schedule });
      if (item % 20 !== 0) continue;
      const result = { claim: said.leaf, result: "verified", reason: null };
      say(record, { party: 2, time: begunMs + 9_000, kind: finding, content: result, object: schedule });
    }
    return { record, object: schedule.object, about: record.entries.filter((one) => one.object === schedule.object) };
  });
}
