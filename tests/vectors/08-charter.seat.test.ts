// Who has the seat comes out the same in whatever order random stories of passes, starts and rosters arrive (C-41).

import { deepEqual, ok } from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../src/core/agree/record.fixture.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { A, B } from "./03-record.admission.ts";
import { begin, channel, headOf, say, step } from "./03-record.cases.ts";
import type { Author, Made, Said } from "./03-record.cases.ts";
import { listed, second, shows, under } from "./03-record.cutoff.ts";
import type { Listed } from "./03-record.cutoff.ts";
import { passes, seatsOfSteps } from "./08-charter.seat.ts";

type Draw = (below: number) => number;

const a0 = listed("A 0", 0, A, [A, second]);
const b0 = listed("B 0", 0, B, [B]);
const newer = [
  listed("A 1, the seat moved", 1, A, [second, A]), listed("A 1, otherwise the same", 1, A, [A, second]),
  listed("A 1", 1, A, [second]),
] as const;
const rosters = [a0, ...newer, b0].map((one) => one.roster);

interface Writer {
  readonly made: Made;
  readonly author: Author;
  readonly roster: Listed;
  /** Sizes it has acknowledged: they must grow. */
  readonly heard: Map<Made, number>;
}

/** A story of two stations of A, which pass, start again, also from before their end, and show rosters; and of B. */
function story(draw: Draw): readonly Said[] {
  const said: Said[] = [];
  const writers: Writer[] = [];
  const open = (author: Author, roster: Listed, before: Made | null): void => {
    const size = before === null ? 0 : 1 + draw(before.tree.size);
    const lamport = 1 + (before?.lamports[size - 1] ?? 0);
    const more = before === null ? {} : { previous: headOf(before, size) };
    const time = 1_000 + 10 * said.length;
    const [made, boot] = begin(under(author, roster), 0x10 + writers.length, more, { time, wrong: { lamport } });
    said.push(boot);
    writers.push({ made, author, roster, heard: new Map() });
  };
  open(A, a0, null);
  open(second, a0, null);
  open(B, b0, null);
  for (let turn = 0; turn < 14; turn++) {
    const writer = writers[draw(writers.length)] as Writer;
    const { made, author, roster } = writer;
    const what = draw(10);
    const says = { time: 1_000 + 10 * said.length, hears: what === 9 ? [] : heardBy(writer, writers, draw) };
    if (what < 4) said.push(passes(made, draw(2) === 0 ? A : second, says));
    else if (what === 8 && author !== B) said.push(shows(made, newer[draw(3)] as Listed, says));
    else if (what < 9) said.push(say(made, says));
    else if (author !== B && writers.length < 7) open(author, draw(3) === 0 ? newer[draw(2)] as Listed : roster, made);
  }
  return said;
}

function heardBy(writer: Writer, writers: readonly Writer[], draw: Draw): readonly Made[] {
  const grown = writers.filter((one) => one !== writer && draw(2) === 0
    && one.made.tree.size > (writer.heard.get(one.made) ?? 0));
  for (const { made } of grown) writer.heard.set(made, made.tree.size);
  return grown.map((one) => one.made);
}

/** An order in which the entries of each log keep theirs. */
function merged(said: readonly Said[], draw: Draw): readonly number[] {
  const logs = [...Map.groupBy(said.keys(), (index) => toHex((said[index] as Said).body.log)).values()];
  const order: number[] = [];
  while (order.length < said.length) {
    const left = logs.filter((log) => log.length > 0);
    order.push((left[draw(left.length)] as number[]).shift() as number);
  }
  return order;
}

test("the same in every order, over random stories", () => {
  let found = 0;
  for (let seed = 1; seed <= 100; seed++) {
    const draw = seeded(seed);
    const said = story(draw);
    const orders = [[...said.keys()], merged(said, draw), merged(said, draw), merged(said, draw)];
    const input = { channel: toHex(channel), rosters, steps: said.map((one) => step(one)), orders };
    const first = seatsOfSteps(input, 0) as { readonly passes: readonly string[] };
    for (const order of orders.keys()) deepEqual(seatsOfSteps(input, order), first, `seed ${seed}`);
    if (first.passes.length > 1) found += 1;
  }
  ok(found > 4, "stories in which the seat goes on and back");
});
