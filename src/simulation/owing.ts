// What officers of a world do about commitments: propose and accept a schedule, and say things of it, all at once.

import type { Draw } from "./random.ts";
import type { SimNode } from "./sim-node.ts";
import type { Act } from "../api/acts.ts";
import { toHex } from "../core/bytes/hex.ts";
import { noLimit } from "../core/clock/time-limit.ts";
import type { TimeLimit } from "../core/clock/time-limit.ts";
import { commitmentsContent } from "../core/mechanism/commitment/entries.ts";
import type { Commitment, CommitmentsContent } from "../core/mechanism/commitment/entries.ts";
import type { ScheduleState } from "../core/mechanism/commitment/fold.ts";
import { scheduleDigest, scheduleStateOf } from "../station/mechanism/commitment-state.ts";
import type { StationState } from "../station/state.ts";

/** Schedules of one world, and how long an acceptance stands, in milliseconds. */
const schedulesMax = 3;
const untilMs = 3_600_000;

/** Does one of these things now, as far as the station runs and holds what it is about. */
export function owe(node: SimNode, nodes: readonly SimNode[], channel: string, draw: Draw): void {
  const { state } = node;
  const held = state?.channels.get(channel);
  if (state === null || held === undefined) return;
  const objects = [...held.schedules.objects];
  if (objects.length === 0 || objects.length < schedulesMax && draw.chance(150)) {
    const schedule = commitmentsContent.toJson(scheduleDrawn(nodes, draw, state.nowMs));
    return node.act({ act: "commitment.propose", channel, schedule });
  }
  const object = draw.pick(objects);
  const schedule = scheduleStateOf(state, held, object);
  if (schedule === null) return;
  const us = toHex(state.self.party);
  const isOpen = schedule.agreement.positions.find((one) => one.party === us)?.act === "none";
  if (isOpen) {
    const digest = scheduleDigest(state, held, object) ?? "";
    node.act({ act: "agree.accept", object, digest, untilMs: state.nowMs + untilMs });
  } else node.act(wordDrawn(state, schedule, object, draw));
}

/** Commitments with short limits, one that waits for something, and one that both owe. */
function scheduleDrawn(nodes: readonly SimNode[], draw: Draw, nowMs: number): CommitmentsContent {
  const [one, other] = draw.chance(500) ? [0, 1] : [1, 0];
  const soon = (): number => nowMs + draw.between(20_000, 240_000);
  const item = (limit: TimeLimit, more: Partial<Commitment> = {}): Commitment => ({
    owner: [one], to: [other], deliverable: ["Word"], clauses: [], phrase: [], limit, evidence: [],
    verifiers: nodes.length > 2 ? [2] : [], silence: draw.chance(300) ? { amount: 1, unit: "hours" } : null,
    alarms: [1], convenor: null, rule: { article: "1", source: "Exercise" }, ...more,
  });
  const of = { kind: "occurrence", object: null, time: null, name: "x", item: null } as const;
  return {
    text: null, digest: null, languages: ["en"], calendars: [], items: [
      item({ ...noLimit, form: "at", at: soon() }),
      item({ ...noLimit, form: "when", of, at: soon() }),
      item({ ...noLimit, form: "within", span: { amount: 1, unit: "hours" }, of }, { owner: [other], to: [one] }),
      item({ ...noLimit, form: "at", at: soon() }, { owner: [0, 1], to: [0, 1], verifiers: [] }),
    ],
  };
}

function wordDrawn(state: StationState, schedule: ScheduleState, object: string, draw: Draw): Act {
  const { nowMs } = state;
  const number = 1 + draw.below(schedule.items.length);
  const claims = schedule.said.claims.map((one) => one.leaf);
  const words = [...schedule.said.occurrences.values()].flat().map((one) => one.leaf);
  const choice = draw.below(10);
  if (choice < 3 || claims.length === 0 && choice < 6) {
    return { act: "commitment.claim", object, number, time: 1, statement: "", evidence: [] };
  }
  if (choice < 6) {
    const result = draw.chance(500) ? "verified" : "disputed";
    return { act: "commitment.find", object, claim: draw.pick(claims), result, reason: "" };
  }
  if (choice < 7) return { act: "commitment.occur", object, name: "x", timeMs: nowMs - draw.below(30_000), note: "" };
  if (choice < 8 && claims.length + words.length > 0) {
    return { act: "commitment.object", object, to: draw.pick([...claims, ...words]), reason: "" };
  }
  if (choice < 9) return { act: "commitment.waive", object, number, time: 1, reason: "" };
  const fromMs = nowMs - draw.below(20_000);
  const ended = draw.chance(700) ? fromMs + draw.below(60_000) : null;
  return {
    act: "commitment.toll", object, number, fromMs, untilMs: ended, reason: "",
    ground: draw.chance(500) ? "force-majeure" : "agreed",
  };
}
