// Stories of an agreement between three, of whom one tells the others different things.

import { A, B, C, accepts, charterOfThree, refuses, speaks, story, terms, until } from "./08-charter.telling.ts";
import type { MadeRecord } from "../../src/core/agree/record.fixture.ts";

/** Three principals, of whom C shows two of its logs. What one has read as final no other reads otherwise. */
export function three(): void {
  rounds();
  liars();
}

function tell(name: string, must: readonly string[], ats: readonly number[], said: (record: MadeRecord) => void): void {
  story(name, must, ats, said, undefined, undefined, charterOfThree);
}

function acks(
  one: MadeRecord, time: number, party: number, sizes: readonly [number, number][], log = party,
): void {
  speaks(one, party, time, { log, acks: new Map(sizes) });
}

/** All acknowledge each other up to a size, at times from one on. */
function allHear(one: MadeRecord, time: number, size: number): void {
  acks(one, time, A, [[B, size], [C, size]]);
  acks(one, time + 100, B, [[A, size], [C, size]]);
  acks(one, time + 200, C, [[A, size], [B, size]]);
}

/** Each has seen that all hold it. */
function allSaw(one: MadeRecord): void {
  accepts(one, A, 1_000);
  accepts(one, B, 1_100);
  accepts(one, C, 1_200);
  allHear(one, 2_000, 1);
  allHear(one, 3_000, 2);
}

/** After that C shows a refusal that it had kept back. */
function isShown(one: MadeRecord): void {
  allSaw(one);
  refuses(one, C, 500, { log: 13 });
}

function rounds(): void {
  tell("of three, two hold all and the third has accepted: not adopted", ["C-18"], [2_100, until + 1], (one) => {
    accepts(one, A, 1_000);
    accepts(one, B, 1_100);
    accepts(one, C, 1_200);
    acks(one, 2_000, A, [[B, 1], [C, 1]]);
    acks(one, 2_100, B, [[A, 1], [C, 1]]);
  });
  tell("of three, each has seen that all hold it, and none that all have seen it: provisional", ["C-23", "C-44"],
    [3_200, until * 10], allSaw);
  tell("the same, and then a refusal of the third is shown to both: nobody was bound, and nobody is",
    ["C-23", "C-45"], [4_200, until * 10], (one) => {
      isShown(one);
      acks(one, 4_000, A, [[B, 3], [13, 1]]);
      acks(one, 4_100, B, [[A, 3], [13, 1]]);
    });
  tell("of three, adopted for good on one date", ["C-19", "C-23", "C-46"], [5_200, until * 10], (one) => {
    allSaw(one);
    allHear(one, 5_000, 3);
  });
}

function liars(): void {
  tell("of three, the third tells two dates, and each is bound to another: provisional for good", ["C-19", "C-23"],
    [8_000, until * 10], (one) => {
      accepts(one, A, 1_000);
      accepts(one, B, 1_100, { hears: [A] });
      accepts(one, C, 1_200);
      accepts(one, C, 1_300, { log: 13 });
      acks(one, 2_000, A, [[B, 1], [C, 1]]);
      acks(one, 2_100, B, [[A, 1], [13, 1]]);
      // It held all at 3,000 as A first hears of it, at 3,500 as B does.
      acks(one, 3_000, C, [[A, 1], [B, 1]]);
      acks(one, 3_500, C, [[A, 1], [B, 1]], 13);
      acks(one, 4_000, A, [[B, 2], [C, 2], [13, 1]]);
      acks(one, 4_100, B, [[A, 2], [C, 1], [13, 2]]);
      acks(one, 5_000, C, [[A, 3], [B, 3]]);
      acks(one, 5_100, C, [[A, 3], [B, 3]], 13);
      acks(one, 6_000, A, [[B, 3], [C, 3], [13, 2]]);
      acks(one, 6_100, B, [[A, 3], [C, 2], [13, 3]]);
    });
  tell("of three, one is bound and one denies: contested, and no long stop makes it final", ["C-22", "C-23"],
    [until + 1, until + terms.longStopMs, until * 10], (one) => {
      isShown(one);
      acks(one, 4_000, A, [[B, 3], [C, 3]]);
      acks(one, 4_100, B, [[A, 3], [13, 1]]);
    });
  tell("of three, nobody is bound and one honest one denies: refused for good at the long stop", ["C-23"],
    [until + terms.longStopMs - 1, until + terms.longStopMs], (one) => {
      isShown(one);
      acks(one, 4_100, B, [[A, 3], [13, 1]]);
    });
}
