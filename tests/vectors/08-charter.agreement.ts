// Stories of an agreement: acceptances, refusals, acknowledgements, and where it stands at some times.

import { makeRecord, say } from "../../src/core/agree/record.fixture.ts";
import type { MadeRecord } from "../../src/core/agree/record.fixture.ts";
import { charterAcceptance } from "../../src/core/mechanism/charter/entries.ts";
import { boot } from "../../src/core/record/boot.ts";
import { leafOf } from "./06-messages.cases.ts";
import {
  A, B, accepts, channel, hearsA, hearsB, refuses, roster, speaks, stories, story, terms, until,
} from "./08-charter.telling.ts";
import { three } from "./08-charter.three.ts";
import type { Case } from "./vectors.ts";

export function agreementCases(): Case[] {
  adoptions();
  lapses();
  doubts();
  firstOnes();
  orders();
  revocations();
  hidden();
  starts();
  three();
  unheld();
  return stories;
}

/** A log of A's that rests on more of its first one than anybody holds: what was accepted there is not in its line. */
function unheld(): void {
  story("what goes on from more than is held has accepted nothing", ["C-43", "C-46"], [3_500, until * 10], (one) => {
    accepts(one, A, 1_000);
    accepts(one, B, 2_000, hearsA);
    speaks(one, A, 2_200);
    speaks(one, A, 2_400);
    speaks(one, A, 3_000, { log: 11, acks: new Map([[A, 3], [B, 1]]) });
    // The second and third entry of the first log are not held.
    one.entries.splice(2, 2);
  });
}

/** Logs of a story are named after their party. */
const logA = "01".repeat(16);

/** Accepted by both, and each has heard that the other has heard it. */
function adopted(one: MadeRecord): void {
  accepts(one, A, 1_000);
  accepts(one, B, 2_000, hearsA);
  speaks(one, A, 3_000, hearsB);
  speaks(one, B, 4_000, hearsA);
  speaks(one, A, 5_000, hearsB);
}

function revocations(): void {
  story("an acceptance beyond the cut-off of its log", ["C-38", "C-27"], [4_000, until * 10], adopted, { [logA]: 0 });
  story("an acceptance below the cut-off stands, its author's acknowledgement beyond it does not", ["C-38", "R-42"],
    [4_000, until * 10], adopted, { [logA]: 1 });
  story("all of it below the cut-off: nothing is undone", ["C-38"], [5_000, until * 10], adopted, { [logA]: 3 });
  story("a last word beyond the cut-off: what was final by it is provisional", ["C-38", "C-23"], [5_000], adopted,
    { [logA]: 2 });
  story("an acceptance of a station without the seat", ["C-39", "C-27"], [4_000, until * 10], adopted, {},
    { [logA]: 0 });
  story("an acceptance before the seat moved stands, and what follows in that log says nothing", ["C-39", "C-44"],
    [5_000, until * 10], adopted, {}, { [logA]: 1 });
  story("the new seat goes on from what it acknowledges of the old one", ["C-39", "C-43"], [6_000], (one) => {
    adopted(one);
    speaks(one, A, 5_200, { log: 11, acks: new Map([[A, 1], [B, 2]]) });
    speaks(one, B, 5_500, hearsA);
    speaks(one, A, 6_000, { log: 11, ...hearsB });
  }, {}, { [logA]: 1 });
  story("another acceptance after a revoked one binds", ["C-38", "C-16"], [7_000], (one) => {
    adopted(one);
    accepts(one, A, 5_000, { ...hearsB, log: 11 });
    speaks(one, B, 5_500, hearsA);
    speaks(one, A, 6_000, { ...hearsB, log: 11 });
  }, { [logA]: 0 });
}

function adoptions(): void {
  story("nothing said", ["C-18"], [0, until * 10], () => {});
  story("accepted by one", ["C-18", "C-22"], [
    1_000, until, until + 1, until + terms.longStopMs,
  ], (one) => { accepts(one, A, 1_000); });
  story("accepted by both, one acknowledgement missing", ["C-18"], [2_000, until], (one) => {
    accepts(one, A, 1_000);
    accepts(one, B, 2_000, hearsA);
  });
  const mustA = ["C-18", "C-19", "C-23"];
  story("adopted, provisionally, on the date of the last acknowledgement", mustA, [3_000, until * 10], (one) => {
    accepts(one, A, 1_000);
    accepts(one, B, 2_000, hearsA);
    speaks(one, A, 3_000, hearsB);
  });
  const mustB = ["C-18", "C-19", "C-23"];
  story("adopted for good: each has seen that the other has seen it", [...mustB, "C-44", "C-46"],
    [4_000, 5_000, until * 10], (one) => {
    accepts(one, A, 1_000);
    accepts(one, B, 2_000, hearsA);
    speaks(one, A, 3_000, hearsB);
    speaks(one, B, 4_000, hearsA);
    speaks(one, A, 5_000, hearsB);
  });
  story("accepted at the same time, neither knowing of the other", ["C-18", "C-25"], [1_200], (one) => {
    accepts(one, A, 1_000);
    accepts(one, B, 1_000);
    speaks(one, A, 1_200, hearsB);
    speaks(one, B, 1_200, { ...hearsA, heldAt: 1_100 });
  });
}

function lapses(): void {
  story("the earliest until governs", ["C-17", "C-23", "C-45"], [2_400, 3_000, 3_700], (one) => {
    accepts(one, A, 1_000);
    accepts(one, B, 2_000, hearsA, 2_500);
    speaks(one, A, 3_000, hearsB);
    speaks(one, A, 3_601, hearsB);
    speaks(one, B, 3_602);
  });
  story("an acknowledgement at the last moment is in time", ["C-18"], [until], (one) => {
    accepts(one, A, 1_000);
    accepts(one, B, 2_000, hearsA);
    speaks(one, A, until, hearsB);
  });
  story("an acknowledgement a moment after is not", ["C-18", "C-22", "C-23"], [until + 1, until + 1_200], (one) => {
    accepts(one, A, 1_000);
    accepts(one, B, 2_000, hearsA);
    speaks(one, A, until + 1, hearsB);
    speaks(one, A, until + 1_101, hearsB);
    speaks(one, B, until + 1_101, hearsA);
  });
  story("a lapse is never revived: B's entries claim to be in time and come after A's lapse", ["C-21", "C-22", "C-23"],
    [until + 3_000, until + terms.longStopMs, until * 10], (one) => {
      accepts(one, A, 1_000);
      speaks(one, A, until + 2_000);
      accepts(one, B, 2_000, hearsA);
      speaks(one, A, until + 3_000, hearsB);
    });
  story("theirs not heard: the lapse is final at the long stop, since our own log has gone on", ["C-23"],
    [until + terms.longStopMs - 1, until + terms.longStopMs], (one) => {
      accepts(one, A, 1_000);
      speaks(one, A, until + 1_101);
    });
  story("nobody has written past the courier delay: nothing is final", ["C-23"], [until + terms.longStopMs], (one) => {
    accepts(one, A, 1_000);
    speaks(one, A, until + 1_100);
  });
  story("an adoption not heard to have been seen stays provisional", ["C-24"], [until + terms.longStopMs], (one) => {
    accepts(one, A, 1_000);
    accepts(one, B, 2_000, hearsA);
    speaks(one, A, 3_000, hearsB);
    speaks(one, A, until + terms.longStopMs);
  });
}

function doubts(): void {
  story("a heldAt is not looked at: the times of entries count", ["C-20"], [5_300, until + 1], (one) => {
    accepts(one, A, 5_000);
    accepts(one, B, 5_100);
    speaks(one, B, 5_200, { ...hearsA, heldAt: 4_000 });
    speaks(one, A, 5_300, hearsB);
  });
  story("timed more than the skew after who acknowledges it: not known yet", ["C-20"], [6_300], (one) => {
    accepts(one, A, 5_000);
    accepts(one, B, 6_000, hearsA);
    speaks(one, A, 5_500, hearsB);
    speaks(one, A, 5_899);
  });
  story("known as soon as one's own time has come near it, without a new acknowledgement", ["C-20"], [6_300], (one) => {
    accepts(one, A, 5_000);
    accepts(one, B, 6_000, hearsA);
    speaks(one, A, 5_500, hearsB);
    speaks(one, A, 5_900);
  });
  story("a denial from a time that is still to come stops nothing before", ["C-20", "C-23"],
    [until + terms.longStopMs, until * 3 - 101, until * 3 - 100], (one) => {
      accepts(one, A, 1_000);
      accepts(one, B, 2_000, hearsA);
      speaks(one, A, 3_000, hearsB);
      speaks(one, B, until * 3);
      speaks(one, A, until + terms.longStopMs, hearsB);
    });
  story("seen too late: after until, skew and courier delay", ["C-21"], [until + 1_200], (one) => {
    accepts(one, A, 1_000);
    accepts(one, B, 2_000, hearsA);
    speaks(one, A, until + 1_101, hearsB);
  });
  story("a withdrawal has no effect, and neither has a second acceptance", ["C-16", "C-27"], [3_000], (one) => {
    accepts(one, A, 1_000);
    refuses(one, A, 1_100);
    accepts(one, A, 1_200, {}, 1_300);
    accepts(one, B, 2_000, hearsA);
    speaks(one, A, 3_000, hearsB);
  });
  story("a refusal refuses, whatever follows", ["C-16", "C-26"], [2_100, until * 10], (one) => {
    accepts(one, A, 1_000);
    refuses(one, B, 2_000, hearsA);
    accepts(one, B, 2_100, hearsA);
  });
  story("a stranger, an acceptance beyond a gap, and one that was over when it was made", ["C-27"], [2_000], (one) => {
    accepts(one, 9, 1_000);
    accepts(one, A, 1_500, {}, 1_400);
    accepts(one, B, 1_600, { proofPending: true });
  });
  story("an acceptance that names one roster for two parties, and one of another digest", ["C-15"], [3_000], (one) => {
    say(
      one,
      {
        party: A, time: 1_000, kind: charterAcceptance,
        content: { proposal: channel, rosters: [roster, roster, roster], until },
      }
    );
    say(
      one,
      {
        party: B, time: 1_000, kind: charterAcceptance,
        content: { proposal: roster, rosters: [roster, roster], until },
      }
    );
  });
}

/** Which act binds, and which acknowledgement counts. */
function firstOnes(): void {
  story("of two acts in two logs a refusal is told, and denies", ["C-26", "C-45"],
    [3_100], (one) => {
      accepts(one, A, 3_000, { log: 11 });
      refuses(one, A, 2_000);
      accepts(one, B, 3_050, hearsA);
    });
  story("a refusal in one log, an acceptance in another, neither acknowledged", ["C-26"], [3_100], (one) => {
    accepts(one, A, 3_000, { log: 11 });
    const other = makeRecord(leafOf, channel);
    refuses(other, A, 2_000);
    one.entries.push(...other.entries);
  });
  story("an acceptance timed after the other's until", ["C-18", "C-17"], [3_500, 4_200], (one) => {
    accepts(one, A, 1_000, {}, 2_500);
    accepts(one, B, 2_600, hearsA);
    speaks(one, A, 2_700, hearsB);
    speaks(one, B, 3_800, hearsA);
  });
  story("an acceptance timed after the other's until, though all acknowledgements are in time", ["C-18"],
    [2_501], (one) => {
      accepts(one, A, 1_000, {}, 2_500);
      speaks(one, B, 2_000, hearsA);
      accepts(one, B, 2_550);
      speaks(one, A, 2_480, hearsB);
    });
  story("an acknowledgement that its reader has not acknowledged, though it has written on", ["C-21"],
    [until + 1_000, until + 1_200], (one) => {
      accepts(one, A, 1_000);
      accepts(one, B, 2_000, hearsA);
      speaks(one, A, 3_000, hearsB);
      speaks(one, B, until + 1_101);
    });
  story("written on only up to until, skew and courier delay: it may still come", ["C-21"], [until + 1_200], (one) => {
    accepts(one, A, 1_000);
    accepts(one, B, 2_000, hearsA);
    speaks(one, A, 3_000, hearsB);
    speaks(one, B, until + 1_100);
  });
  story("seen at until, skew and courier delay is not too late", ["C-21"], [until + 1_200], (one) => {
    accepts(one, A, 1_000);
    accepts(one, B, 2_000, hearsA);
    speaks(one, A, 3_000, hearsB);
    speaks(one, B, until + 1_101, { ...hearsA, heldAt: until + 1_100 });
  });
  story("acknowledged in a log of the party that its acceptance is not in the line of: that says nothing", ["C-43"],
    [until + 1], (one) => {
      accepts(one, A, 1_000);
      accepts(one, B, 2_000, hearsA);
      speaks(one, A, until + 1, { ...hearsB, log: 11 });
      speaks(one, A, 3_000, hearsB);
    });
  story("acknowledged beyond a gap: not yet", ["C-18"], [3_000], (one) => {
    accepts(one, A, 1_000);
    accepts(one, B, 2_000, hearsA);
    speaks(one, A, 3_000, { ...hearsB, proofPending: true });
  });
  story("acknowledged by a leaf: not yet", ["C-43"], [3_000], (one) => {
    accepts(one, A, 1_000);
    accepts(one, B, 2_000, hearsA);
    speaks(one, A, 3_000, { leaves: [[one.entries[1] as (typeof one.entries)[number], 2_500]] });
  });
}

/** Reasons by which an act is passed over, in their order, and the order of places. */
function orders(): void {
  story("a stranger beyond a gap, and too late beyond a gap, and too late a second time", ["C-27"], [3_000], (one) => {
    accepts(one, 9, 1_000, { proofPending: true }, 500);
    accepts(one, A, 1_500);
    accepts(one, A, 1_600, {}, 1_599);
    accepts(one, B, 1_600, { proofPending: true }, 1_599);
  });
  story("an until at its own time counts", ["C-27"], [1_500], (one) => { accepts(one, A, 1_500, {}, 1_500); });
  story("a refusal is never over when it is made", ["C-26", "C-27"], [1_500], (one) => { refuses(one, A, 1_500); });
  story("what was over when it was made does not bind: the next one does", ["C-16", "C-27"], [1_600], (one) => {
    accepts(one, A, 1_500, {}, 1_400);
    accepts(one, A, 1_550);
  });
  story("a refusal by a stranger refuses nothing", ["C-26", "C-27"], [1_600], (one) => { refuses(one, 9, 1_500); });
  story("the order of places is that of numbers", ["C-27"], [1_600], (one) => {
    accepts(one, A, 1_000);
    for (let count = 0; count < 11; count++) accepts(one, A, 1_100);
  });
  story("each held all in time, and one saw it too late: contested, and final", ["C-22", "C-23"],
    [until + 1_400, until + 1_600], (one) => {
      accepts(one, A, 5_000);
      accepts(one, B, 5_100, hearsA);
      speaks(one, A, 5_300, hearsB);
      speaks(one, B, until + 1_200, hearsA);
      speaks(one, A, until + 1_500, hearsB);
    });
}

const second = 12;

/** Logs that B kept back and shows later; what A acknowledged first decides. */
function hidden(): void {
  story("a refusal in a hidden log, of a lower lamport, undoes no adoption", ["C-23", "C-16"], [until * 10], (one) => {
    refuses(one, B, 500, { log: second });
    accepts(one, A, 1_000);
    accepts(one, B, 2_000, hearsA);
    speaks(one, A, 3_000, { acks: new Map([[B, 1]]) });
    speaks(one, B, 4_000, hearsA);
    speaks(one, A, 5_000, { acks: new Map([[B, 2]]) });
    speaks(one, A, 6_000, hearsB);
  });
  story("the hidden refusal seen before the other has seen what was held: refused", ["C-45", "C-26"], [5_000, 6_000],
    (one) => {
      accepts(one, A, 1_000);
      accepts(one, B, 2_000, hearsA);
      speaks(one, A, 3_000, hearsB);
      refuses(one, B, 500, { log: second });
      speaks(one, B, 4_000, { acks: new Map([[A, 2]]) });
      speaks(one, A, 5_000, hearsB);
      speaks(one, B, 6_000, { log: second, ...hearsA });
    });
  story("an earlier acknowledgement in a hidden log moves no date", ["C-19", "C-23"], [5_000, 9_000], (one) => {
    adopted(one);
    accepts(one, B, 1_500, { log: second, acks: new Map([[A, 1]]) });
    speaks(one, B, 3_100, { log: second, acks: new Map([[A, 2]]) });
    speaks(one, A, 6_000, hearsB);
    speaks(one, B, 7_000, { log: second, acks: new Map([[A, 4]]) });
  });
  story("a hidden log that has seen it in time revives no lapse", ["C-23", "C-45"],
    [until + 1_400, until * 10], (one) => {
      accepts(one, A, 1_000);
      accepts(one, B, 2_000, hearsA);
      speaks(one, A, 3_000, hearsB);
      speaks(one, B, until + 1_200, hearsA);
      speaks(one, A, until + 1_300, hearsB);
      accepts(one, B, 2_000, { log: second, acks: new Map([[A, 1]]) });
      speaks(one, B, 4_000, { log: second, acks: new Map([[A, 2]]) });
      speaks(one, A, until + 1_500, hearsB);
      speaks(one, B, until + 1_600, { log: second, acks: new Map([[A, 4]]) });
    });
  const resting = (one: MadeRecord): void => {
    refuses(one, B, 500, { log: second });
    accepts(one, A, 1_000);
    accepts(one, B, 2_000, { acks: new Map([[A, 1], [second, 1]]) });
    speaks(one, A, 3_000, { acks: new Map([[B, 1]]) });
  };
  story("not known: it rests on what is not acknowledged", ["C-43"], [3_000], resting);
  story("known, when what it rests on is acknowledged too", ["C-43", "C-45"], [6_000], (one) => {
    resting(one);
    speaks(one, A, 6_000, hearsB);
  });
  story("what is acknowledged and not held makes nothing firm", ["C-46", "C-23"], [5_000], (one) => {
    const all = makeRecord(leafOf, channel);
    speaks(all, B, 100, { log: second });
    accepts(all, A, 1_000);
    accepts(all, B, 2_000, { acks: new Map([[A, 1], [second, 1]]) });
    speaks(all, A, 3_000, hearsB);
    speaks(all, B, 4_000, hearsA);
    speaks(all, A, 5_000, hearsB);
    one.entries.push(...all.entries.slice(1));
  });
}

/** A start between: the log that a BOOT begins goes on from the one before. */
function starts(): void {
  story("a start between: the line goes on from the log before", ["C-43"], [5_000], (one) => {
    accepts(one, A, 1_000);
    accepts(one, B, 2_000, hearsA);
    boots(one, A, 2_500, 11, { log: A, size: 1 });
    speaks(one, A, 3_000, { log: 11, ...hearsB });
    speaks(one, B, 4_000, hearsA);
    speaks(one, A, 5_000, { log: 11, ...hearsB });
  });
  story("a start that names more than is held of the log before: nothing of it is firm", ["C-43", "C-46"], [5_000],
    (one) => {
      accepts(one, A, 1_000);
      accepts(one, B, 2_000, hearsA);
      boots(one, A, 2_500, 11, { log: A, size: 2 });
      accepts(one, A, 3_000, { log: 11, ...hearsB });
      speaks(one, B, 4_000, hearsA);
      speaks(one, A, 5_000, { log: 11, ...hearsB });
    });
  story("a refusal in a line of which not all is held ends nothing, even at the long stop", ["C-46", "C-23"],
    [until * 10], (one) => {
      accepts(one, A, 1_000);
      accepts(one, B, 2_000, hearsA);
      boots(one, A, 2_500, 11, { log: A, size: 2 });
      refuses(one, A, 3_600, { log: 11 });
    });
  story("restored to before its acceptance, it refuses in another line: the others' order decides", ["C-43", "C-45"],
    [5_000], (one) => {
      boots(one, A, 500, A, null);
      accepts(one, A, 1_000);
      accepts(one, B, 2_000, hearsA);
      speaks(one, A, 3_000, hearsB);
      boots(one, A, 3_500, 11, { log: A, size: 1 });
      refuses(one, A, 3_600, { log: 11 });
      speaks(one, B, 4_000, hearsA);
      speaks(one, A, 5_000, { log: 11, ...hearsB });
    });
}

function boots(
  record: MadeRecord, party: number, time: number, log: number,
  before: { readonly log: number; readonly size: number } | null,
): void {
  const [id, root] = [new Uint8Array(16).fill(before?.log ?? 0), new Uint8Array(32)];
  const previous = before === null ? null : { log: id, size: before.size, root, epoch: 0, index: 0 };
  say(record, {
    party, log, time, kind: boot, content: {
      party: new Uint8Array(32).fill(party), station: new Uint8Array(16).fill(party), roster,
      channelForm: "parties", previous, reason: before === null ? "first" : "start",
    },
  });
}
