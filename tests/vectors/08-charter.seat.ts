// Cases of the seat: where in each log its station may agree, when the seat is passed from one to another.

import { encodeShape } from "../../src/core/bytes/shape.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { currentSeats } from "../../src/core/record/ledger.ts";
import { seatPass, seatPassContent } from "../../src/core/record/seat.ts";
import { A, B } from "./03-record.admission.ts";
import { begin, channel, filled, headOf, ledgerOf, makeAuthor, say } from "./03-record.cases.ts";
import type { Author, CaseRoster, Made, Said, Says, Step } from "./03-record.cases.ts";
import { arranged, listed, second, shows, under } from "./03-record.cutoff.ts";
import type { Listed, Telling } from "./03-record.cutoff.ts";
import type { Case } from "./vectors.ts";

/** A third station of A, which only some rosters name. */
const third: Author = { ...makeAuthor(15), party: A.party };
const a0 = listed("A 0", 0, A, [A, second]);
/** Another telephone number, and the seat where it was. */
const renewed = listed("A 1, otherwise the same", 1, A, [A, second]);
const moved = listed("A 1, the seat moved", 1, A, [second, A]);
const dropped = listed("A 1", 1, A, [second]);
const three = listed("A 1, three stations", 1, A, [A, second, third]);
const b0 = listed("B 0", 0, B, [B]);
const all = [a0, renewed, moved, dropped, three, b0].map((one) => one.roster);

/** Passes the seat to a station. */
export function passes(made: Made, to: Author | Uint8Array, says: Says = {}): Said {
  const station = to instanceof Uint8Array ? to : to.id;
  const content = encodeShape(seatPassContent, { station });
  return say(made, { ...says, content, wrong: { ...says.wrong, kind: seatPass.code } });
}

/** Where each log is not in the seat all along, and which passes have an effect, in one of the orders. */
export function seatsOfSteps(input: Case["input"], order: number): unknown {
  const steps = input["steps"] as readonly Step[];
  const places = (input["orders"] as readonly number[][])[order] ?? [];
  const arrived = places.map((index) => steps[index] as Step);
  const on = Uint8Array.fromHex(input["channel"] as string);
  const { spans, passes: found } = currentSeats(ledgerOf(input["rosters"] as readonly CaseRoster[], arrived, on));
  return {
    seats: [...spans].sort(([one], [other]) => (one < other ? -1 : 1)).map(([log, of]) => (
      { log, spans: of.map(({ from, to }) => ({ from, to: to === Infinity ? null : to })) }
    )),
    passes: found.map(({ log, seq }) => `${log}:${seq}`),
  };
}

function tell(name: string, must: readonly string[], told: (telling: Telling) => void): Case {
  const { steps, orders } = arranged((telling) => told(telling));
  const input = { channel: toHex(channel), rosters: all, steps, orders };
  return { name, must: [...must], accept: true, input, expect: seatsOfSteps(input, 0) };
}

/** Goes on in a new log of the same station. */
function again(
  { keep }: Telling, made: Made, byte: number, roster: Listed, says: Says = {}, size = made.tree.size,
): Made {
  const [next, boot] = begin(under(made.author, roster), byte, { previous: headOf(made, size) }, {
    time: 2_000, ...says, wrong: { lamport: 1 + (made.lamports[size - 1] ?? 0), ...says.wrong },
  });
  keep(boot);
  return next;
}

export function seatCases(): Case[] {
  return [...passed(), ...ineffective(), ...notTaken(), ...starts(), ...rosters()];
}

function passed(): Case[] {
  return [
    tell("from the pass to the acknowledgement nobody has it", ["C-40", "C-41"], ({ a, s, b, keep }) => {
      keep(say(a, { time: 1_100 }));
      keep(passes(a, second, { time: 1_200 }));
      keep(say(s, { time: 1_250 }));
      keep(say(s, { hears: [a], time: 1_300 }));
      keep(say(b, { hears: [a, s], time: 1_400 }));
    }),
    tell("nobody passes it: it is where the roster says", ["C-41"], ({ a, s, b, keep }) => {
      keep(say(a, { time: 1_100 }));
      keep(say(s, { hears: [a], time: 1_200 }));
      keep(say(b, { hears: [a, s], time: 1_300 }));
    }),
    tell("passed, and passed back", ["C-41"], ({ a, s, keep }) => {
      keep(passes(a, second, { time: 1_100 }));
      keep(passes(s, A, { hears: [a], time: 1_200 }));
      keep(say(s, { time: 1_250 }));
      keep(say(a, { time: 1_260 }));
      keep(say(a, { hears: [s], time: 1_300 }));
    }),
    tell("passed twice to one station: each is taken once", ["C-41"], ({ a, s, keep }) => {
      keep(passes(a, second, { time: 1_100 }));
      keep(passes(s, A, { hears: [a], time: 1_200 }));
      keep(passes(a, second, { hears: [s], time: 1_300 }));
      keep(say(s, { time: 1_350 }));
      keep(say(s, { hears: [a], time: 1_400 }));
    }),
  ];
}

function ineffective(): Case[] {
  return [
    tell("a station that has it not cannot pass it", ["C-40"], ({ a, s, keep }) => {
      keep(passes(s, A, { time: 1_100 }));
      keep(say(a, { hears: [s], time: 1_200 }));
    }),
    tell("a station cannot take it by a pass of its own", ["C-40"], ({ s, keep }) => {
      keep(passes(s, second, { time: 1_100 }));
      keep(say(s, { time: 1_200 }));
    }),
    tell("to itself", ["C-40"], ({ a, keep }) => {
      keep(passes(a, A, { time: 1_100 }));
      keep(say(a, { time: 1_200 }));
    }),
    tell("to a station that the roster does not name", ["C-40"], ({ a, keep }) => {
      keep(passes(a, third, { time: 1_100 }));
      keep(say(a, { time: 1_200 }));
    }),
    tell("to a station of the other party", ["C-40", "C-41"], ({ a, b, keep }) => {
      keep(passes(a, B, { time: 1_100 }));
      keep(say(b, { hears: [a], time: 1_200 }));
    }),
    tell("the other party cannot pass it", ["C-40", "C-41"], ({ b, s, keep }) => {
      keep(passes(b, second, { time: 1_100 }));
      keep(say(s, { hears: [b], time: 1_200 }));
    }),
    tell("a second pass, when it was passed already", ["C-40"], (telling) => {
      const { a, s, keep } = telling;
      keep(passes(a, second, { time: 1_100 }));
      keep(passes(a, second, { time: 1_200 }));
      keep(say(s, { hears: [[a, 2]], time: 1_300 }));
      keep(passes(s, A, { time: 1_350 }));
      keep(say(s, { hears: [a], time: 1_400 }));
    }),
    tell("the sixty-fifth of one log", ["C-40"], ({ a, s, keep }) => {
      for (let count = 0; count < 64; count++) keep(passes(a, A, { time: 1_100 }));
      keep(passes(a, second, { time: 1_100 }));
      keep(say(s, { hears: [a], time: 1_200 }));
    }),
    tell("one whose content is poison", ["C-40"], ({ a, s, keep }) => {
      keep(say(a, { content: filled(2, 0x80), time: 1_100, wrong: { kind: seatPass.code } }));
      keep(say(s, { hears: [a], time: 1_200 }));
    }),
  ];
}

function notTaken(): Case[] {
  return [
    tell("what is acknowledged is shorter than the pass", ["C-41"], ({ a, s, keep }) => {
      keep(say(a, { time: 1_100 }));
      keep(passes(a, second, { time: 1_200 }));
      keep(say(s, { hears: [[a, 2]], time: 1_300 }));
    }),
    tell("a single entry beyond a gap is no acknowledgement for this", ["C-41"], ({ a, s, keep }) => {
      const { body, leaf } = keep(passes(a, second, { time: 1_100 }));
      keep(say(s, { leaves: [{ log: body.log, seq: body.seq, leaf, heldAt: 1_200 }], time: 1_200 }));
    }),
    tell("the other party acknowledges it, and the taker does not", ["C-41"], ({ a, s, b, keep }) => {
      keep(passes(a, second, { time: 1_100 }));
      keep(say(b, { hears: [a], time: 1_200 }));
      keep(say(s, { hears: [b], time: 1_300 }));
    }),
    tell("an acknowledgement whose lamport is not above the pass's", ["C-41"], ({ a, s, keep }) => {
      // Said before what it acknowledges came, so that no gate could compare them.
      const lie = { log: a.log, size: 3, root: filled(32, 9), heldAt: 1_100 };
      keep(say(s, { time: 1_100, wrong: { acks: [lie] } }));
      keep(passes(a, second, { time: 1_200, wrong: { lamport: 2 } }));
    }),
    tell("an acknowledgement of another tree", ["C-41"], ({ a, s, keep }) => {
      keep(passes(a, second, { time: 1_100 }));
      keep(say(s, { time: 1_300, wrong: {
        lamport: 9, acks: [{ log: a.log, size: 2, root: filled(32, 9), heldAt: 1_200 }],
      } }));
    }),
  ];
}

function starts(): Case[] {
  return [
    tell("the giver does not get it back by a start", ["C-41"], (telling) => {
      telling.keep(passes(telling.a, second, { time: 1_100 }));
      telling.keep(say(again(telling, telling.a, 0xa6, a0), { time: 2_100 }));
    }),
    tell("the taker keeps it over a start", ["C-41"], (telling) => {
      const { a, s, keep } = telling;
      keep(passes(a, second, { time: 1_100 }));
      keep(say(s, { hears: [a], time: 1_200 }));
      keep(say(again(telling, s, 0xa6, a0), { time: 2_100 }));
    }),
    tell("what was taken and passed on before a start is not taken again after it", ["C-41"], (telling) => {
      const { a, s, keep } = telling;
      keep(passes(a, second, { time: 1_100 }));
      keep(passes(s, A, { hears: [a], time: 1_200 }));
      keep(say(again(telling, s, 0xa6, a0), { hears: [a], time: 2_100 }));
    }),
    tell("a start that goes on from before the pass has it still: a branch, which binds", ["C-41"], (telling) => {
      const { a, keep } = telling;
      keep(say(a, { time: 1_100 }));
      keep(passes(a, second, { time: 1_200 }));
      keep(say(again(telling, a, 0xa6, a0, {}, 2), { time: 2_100 }));
    }),
    tell("a start that goes on from another tree goes on from nothing", ["C-41"], (telling) => {
      const { a, s, keep } = telling;
      keep(passes(a, second, { time: 1_100 }));
      keep(say(s, { hears: [a], time: 1_200 }));
      const previous = { ...headOf(s), root: filled(32, 9) };
      const [next, boot] = begin(s.author, 0xa6, { previous }, { time: 2_000 });
      keep(boot);
      keep(say(next, { time: 2_100 }));
    }),
  ];
}

function rosters(): Case[] {
  return [
    tell("a newer roster says anew who has it", ["C-41", "R-43"], (telling) => {
      const { a, s, b, keep } = telling;
      keep(passes(a, second, { time: 1_100 }));
      keep(say(s, { hears: [a], time: 1_200 }));
      keep(say(b, { hears: [s], time: 1_300 }));
      keep(shows(a, renewed, { time: 1_400 }));
      keep(say(b, { hears: [a], time: 1_500 }));
      keep(say(s, { time: 1_600 }));
      keep(say(b, { hears: [s], time: 1_700 }));
      keep(say(again(telling, a, 0xa6, renewed), { time: 2_100 }));
    }),
    tell("a pass that nobody saw before the roster that moves the seat", ["C-40", "R-43"], ({ a, s, b, keep }) => {
      keep(say(a, { time: 1_100 }));
      keep(say(b, { hears: [a], time: 1_200 }));
      keep(shows(s, moved, { time: 1_300 }));
      keep(say(b, { hears: [s], time: 1_400 }));
      keep(passes(a, second, { time: 1_500 }));
      keep(say(b, { hears: [a], time: 1_600 }));
      keep(say(s, { time: 1_700 }));
    }),
    tell("a pass by a key that was revoked before anybody saw it", ["C-40", "R-42"], ({ a, s, b, keep }) => {
      keep(shows(s, dropped, { time: 1_100 }));
      keep(say(b, { hears: [s], time: 1_200 }));
      keep(passes(a, second, { time: 1_300 }));
      keep(say(b, { hears: [a], time: 1_400 }));
      keep(say(s, { time: 1_500 }));
    }),
    tell("a pass is taken only under the roster under which it was said", ["C-41"], (telling) => {
      const { a, s, keep } = telling;
      const next = again(telling, a, 0xa6, three);
      keep(passes(next, second, { time: 2_100 }));
      keep(say(s, { hears: [next], time: 2_200 }));
      const taker = again(telling, s, 0xa7, three, { time: 2_300 });
      keep(say(taker, { time: 2_400 }));
      keep(say(taker, { hears: [next], time: 2_500 }));
    }),
  ];
}
