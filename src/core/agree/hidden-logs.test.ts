// Logs that were kept back and are shown later: what an honest principal has read as final, it reads for ever.

import { equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { toHex } from "../bytes/hex.ts";
import { charterAcceptance, charterRefusal } from "../mechanism/charter/entries.ts";
import type { CharterAcceptanceContent } from "../mechanism/charter/entries.ts";
import { lineTest } from "../mechanism/line-test/entries.ts";
import { foldAgreement } from "./agreement.ts";
import type { Agreement } from "./agreement.ts";
import { countingHash, makeRecord, partyOfByte, say, seeded, shuffled, viewOf, worlds } from "./record.fixture.ts";
import type { MadeEntry, MadeRecord, WholeEntry } from "./record.fixture.ts";

const terms = { skewMs: 100, courierMs: 1_000, longStopMs: 3_000 };
const digest = new Uint8Array(32).fill(7);
const until = 2_000;
const test8 = { peer: new Uint8Array(16), bearer: "tls", roundTripMs: 1, missed: 0 };
type Draw = (bound: number) => number;

/** A principal of a drawn world. An honest one has one log; a liar has some, and shows each when it likes. */
interface Actor {
  readonly party: number;
  readonly honest: boolean;
  readonly aheadMs: number;
  readonly logs: readonly number[];
  /** How much it holds of each log. */
  readonly held: Map<number, number>;
}

interface World {
  readonly record: MadeRecord;
  readonly draw: Draw;
  readonly actors: readonly Actor[];
  nowMs: number;
  /** How fast time goes, and how seldom logs arrive: in some worlds all is in time, in others nothing. */
  readonly pace: number;
  readonly delay: number;
}

function begin(seed: number): World {
  const draw = seeded(seed);
  const count = 2 + draw(2);
  const honest = draw(count);
  const actors = Array.from({ length: count }, (_, index): Actor => {
    const party = index + 1;
    const isHonest = index === honest || draw(3) === 0;
    const logs = isHonest ? [party] : Array.from({ length: 1 + draw(3) }, (__, log) => party + 10 * log);
    return { party, honest: isHonest, aheadMs: draw(terms.skewMs + 1), logs, held: new Map() };
  });
  const [pace, delay] = [100 + draw(4) * 200, 2 + draw(4)];
  return { record: makeRecord(countingHash()), draw, actors, nowMs: 0, pace, delay };
}

function logOf({ record }: World, log: number): readonly MadeEntry[] {
  return record.entries.filter((one) => one.body.log[0] === log);
}

/** Signs an entry. What it acknowledges is given as sizes of logs. */
function sign(world: World, by: Actor, log: number, time: number, acks: ReadonlyMap<number, number>): void {
  const { record, draw } = world;
  const hasActed = logOf(world, log).some((one) => one.body.kind !== lineTest.code);
  const isAct = !hasActed && draw(3) > 0;
  const rosters = world.actors.map(() => digest);
  const to = Math.max(until - draw(2) * draw(2) * 300, time);
  const proposal = digest;
  say(record, {
    party: by.party, log, time, acks,
    ...!isAct ? { kind: lineTest, content: test8 }
    : draw(by.honest ? 12 : 6) === 0 ? { kind: charterRefusal, content: { proposal, reason: null } }
    : { kind: charterAcceptance, content: { proposal, rosters, until: to } },
  });
  by.held.set(log, logOf(world, log).length);
}

/** An honest principal acknowledges all that it holds, by its own clock. */
function speak(world: World, by: Actor): void {
  const acks = new Map([...by.held].filter(([log]) => !by.logs.includes(log)));
  sign(world, by, by.party, world.nowMs + by.aheadMs, acks);
}

/** A liar knows all that was ever said, acknowledges what it likes of it, and dates it as it likes. */
function lie(world: World, by: Actor): void {
  const { draw, actors, nowMs } = world;
  const log = by.logs[draw(by.logs.length)] as number;
  const before = logOf(world, log).at(-1)?.body.time ?? 0;
  const time = Math.max(before, draw(3) === 0 ? before : draw(3) === 0 ? before + draw(until) : nowMs);
  const others = actors.flatMap((one) => [...one.logs]).filter((one) => one !== log);
  // Mostly it behaves well, or it would come nowhere; of its own other logs it seldom speaks.
  const acks = others.flatMap((one): [number, number][] => {
    const size = logOf(world, one).length;
    if (size === 0 || draw(by.logs.includes(one) ? 3 : 8) === (by.logs.includes(one) ? 1 : 0)) return [];
    if (by.logs.includes(one) && draw(4) > 0) return [];
    return [[one, draw(5) === 0 ? 1 + draw(size) : size]];
  });
  sign(world, by, log, time, new Map(acks));
}

/** Somebody's log comes to an honest principal, as far as that one likes. */
function hear(world: World, by: Actor): void {
  const { draw, actors } = world;
  const logs = actors.flatMap((one) => (one === by ? [] : [...one.logs]));
  const log = logs[draw(logs.length)] as number;
  const size = logOf(world, log).length;
  const more = Math.min(size, (by.held.get(log) ?? 0) + 1 + draw(6));
  if (more > 0) by.held.set(log, more);
}

function read(world: World, by: Actor, shuffle: Draw): Agreement {
  const entries = world.record.entries.filter(({ body }) => body.seq < (by.held.get(body.log[0] as number) ?? 0));
  const held: readonly WholeEntry[] = shuffled(entries, shuffle);
  const acts = (code: number): readonly WholeEntry[] => held.filter((one) => one.body.kind === code);
  return foldAgreement({
    digest: toHex(digest), principals: world.actors.map((one) => toHex(partyOfByte(one.party))),
    acceptances: acts(charterAcceptance.code).map((entry) => (
      { entry, digest: toHex(digest), until: (entry.content as CharterAcceptanceContent).until }
    )),
    refusals: acts(charterRefusal.code).map((entry) => ({ entry, digest: toHex(digest) })),
  }, viewOf(held), terms, world.nowMs + by.aheadMs);
}

/** What has been read as final, by whom. */
interface Seen {
  readonly adopted: Map<Actor, number>;
  readonly failed: Map<Actor, boolean>;
}

function check(world: World, by: Actor, seen: Seen, told: string): Agreement {
  const now = read(world, by, seeded(world.nowMs));
  const label = `${told}, party ${by.party} reads ${now.state}, ${now.verdict}, ${now.rule ?? "no rule"}`;
  if (seen.adopted.has(by)) {
    equal(`${now.state} ${now.verdict} ${now.adoptedAt}`, `adopted final ${seen.adopted.get(by)}`, label);
  }
  const failed = seen.failed.get(by);
  if (failed !== undefined) {
    ok(now.state === "lapsed" || now.state === "refused", label);
    // What the long stop alone made final can come to be contested where others than two agree, and one has lied.
    ok(now.verdict === "final" || !failed && world.actors.length > 2, label);
  }
  if (now.verdict === "final" && now.state === "adopted") seen.adopted.set(by, now.adoptedAt as number);
  if (now.verdict === "final" && now.state !== "adopted") {
    seen.failed.set(by, failed === true || now.rule === "by-entries");
  }
  ok(seen.adopted.size === 0 || seen.failed.size === 0, `${label}: two honest principals differ`);
  ok(new Set(seen.adopted.values()).size < 2, `${label}: two dates`);
  return now;
}

// Seen to fail: with the fold as it was before, where the first act in canonical order and the earliest acknowledgement
// by time counted, at seed 5 (a refusal in a log that was kept back undoes what was final). With this fold: when an
// entry is known without what it rests on, at seed 201; when what is not firm makes final, at seeds 143 and 224; when
// round 3 binds, at seed 731, to which npm run long comes. What chance comes to so seldom stands as stories of three in
// vectors/08-charter: that round 3 binds, that two dates are one, that the long stop ends what somebody is bound to.
test("no final reading of an honest principal changes, whatever logs liars show when, in whatever order", () => {
  const reached = { adopted: 0, failed: 0, stopped: 0, hidden: 0 };
  const count = worlds(240);
  for (let seed = 0; seed < count; seed++) {
    const world = begin(seed);
    const honest = world.actors.filter((one) => one.honest);
    const seen: Seen = { adopted: new Map(), failed: new Map() };
    const steps = 30 + world.draw(60);
    for (let step = 0; step < steps; step++) {
      const by = world.actors[world.draw(world.actors.length)] as Actor;
      if (!by.honest) lie(world, by);
      else if (world.draw(world.delay) > 0) speak(world, by);
      else hear(world, by);
      if (world.draw(3) === 0) world.nowMs += world.draw(world.pace);
      for (const one of honest) {
        const { rule } = check(world, one, seen, `seed ${seed} step ${step}`);
        if (rule === "at-long-stop") reached.stopped += 1;
      }
    }
    if (seen.adopted.size > 0) reached.adopted += 1;
    if (seen.failed.size > 0) reached.failed += 1;
    // At last everything is shown.
    for (const one of honest) {
      const more = world.record.entries.some(({ body }) => body.seq >= (one.held.get(body.log[0] as number) ?? 0));
      for (const log of world.actors.flatMap(({ logs }) => logs)) one.held.set(log, logOf(world, log).length);
      if (more && (seen.adopted.has(one) || seen.failed.has(one))) reached.hidden += 1;
      check(world, one, seen, `seed ${seed} at last`);
    }
  }
  for (const [what, times] of Object.entries(reached)) ok(times > count / 40, `${what} ${times}`);
});
