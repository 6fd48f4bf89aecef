// Cases of admission: what counts as an acknowledgement and as a head, what does not, and which check comes first.

import { utf8 } from "../../src/core/bytes/cbor.ts";
import { rootAt } from "../../src/core/record/merkle.ts";
import { A, B, C, refused, rosters, story, two } from "./03-record.admission.ts";
import { begin, crypto, filled, headOf, leafOf, rosterOf, say, step } from "./03-record.cases.ts";
import type { Said, Step } from "./03-record.cases.ts";
import type { Case } from "./vectors.ts";

const word = utf8("to you");
const many = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

export function countingCases(): Case[] {
  return [...firstOnes(), ...earlyOnes(), ...contradicted(), ...claimsKept(), ...goingOn(), ...otherOnes()];
}

/** Which acknowledgement is the first. */
function firstOnes(): Case[] {
  const { a, b, steps } = two();
  const said = [1, 2, 3].map((index) => say(a, { content: word, time: 1_000 + index })) as [Said, Said, Said];
  const [, , third] = said;
  const talk = many(8).map(() => say(b, { time: 2_000 }));
  const ninth = say(b, { time: 2_000, leaves: [leafOf(third, 1_900)] });
  const tenth = say(b, { time: 2_000, leaves: [leafOf(third, 1_950)] });
  const both = two();
  const here = say(both.a, { content: word, time: 1_500 });
  const twofold = say(both.b, { time: 2_000, hears: [both.a], heldAt: 1_700, leaves: [leafOf(here, 1_800)] });
  const gap = two();
  const heard = say(gap.a, { content: word, time: 1_500 });
  const missing = say(gap.b, { time: 1_550 });
  const beyond = say(gap.b, { time: 1_600, hears: [gap.a] });
  const late = two();
  const spoken = say(late.a, { content: word, time: 1_500 });
  const [slow, bootSlow] = begin(B, 0xb1, {}, { time: 1_100 });
  const low = say(slow, { time: 3_000, hears: [late.a] });
  const chatter = many(3).map(() => say(late.b, { time: 2_000 }));
  const high = say(late.b, { time: 2_500, hears: [late.a] });
  return [
    story("entries 9 and 10 of one log say the same at one time: the place is ordered by number", ["R-18"],
      [...steps, ...[...said, ...talk, ninth, tenth].map((one) => step(one))], [third]),
    story("an ack and a leaf of one entry cover it: the heldAt is that of the ack", ["R-18"],
      [...both.steps, step(here), step(twofold)], [here]),
    story("what an entry beyond a gap acknowledges covers nothing yet, but early", ["R-18", "R-22", "R-70"],
      [...gap.steps, step(heard), step(beyond)], [heard]),
    story("it does when the gap is filled", ["R-18", "R-23"],
      [...gap.steps, step(heard), step(beyond), step(missing)], [heard]),
    story("of two logs the earlier time counts, whichever has the lower lamport", ["R-18"],
      [...late.steps, ...[spoken, bootSlow, low, ...chatter, high].map((one) => step(one))], [spoken]),
  ];
}

/** What an entry beyond a gap says, and when that counts no longer. */
function earlyOnes(): Case[] {
  const { a, b, bootB, steps } = two();
  const here = say(a, { content: word, time: 1_500 });
  const missing = say(b, { time: 1_550 });
  const second = say(b, { time: 1_600 });
  const beyond = say(b, { time: 1_650, hears: [a], heldAt: 1_590 });
  const [slow, bootSlow] = begin(B, 0xb1, {}, { time: 1_100 });
  const unheard = say(slow, { time: 1_600 });
  const other = say(slow, { time: 1_640, leaves: [leafOf(here, 1_620)] });
  const both = say(slow, { time: 1_645, hears: [a], heldAt: 1_630, leaves: [leafOf(here, 1_620)] });
  const wrong = { log: a.log, size: 2, root: filled(32, 9), heldAt: 1_600 };
  const liar = say(b, { time: 1_700, wrong: { acks: [wrong] }, aside: true });
  const mixed = say(b, { time: 1_700, wrong: { acks: [wrong] }, leaves: [leafOf(here, 1_660)], aside: true });
  const unfit = say(b, { time: 1_700, hears: [a], heldAt: 1_690, wrong: { prev: filled(32, 9) }, aside: true });
  const after = (size: number): Said =>
    begin(B, 0xb4, { previous: headOf(b, size) }, { time: 1_800, wrong: { lamport: size === 1 ? 2 : 5 } })[1];
  const before = [...steps, step(here)];
  const early = [...before, step(beyond)];
  const tell = (name: string, must: readonly string[], more: readonly Step[], asks = [here]): Case =>
    story(name, ["R-70", ...must], more, asks);
  return [
    tell("of two early ones the earlier time counts", [], [...early, ...[bootSlow, unheard].map((one) => step(one)),
      step(say(slow, { time: 1_641, hears: [a], heldAt: 1_625, wrong: { seq: 9 }, aside: true }))]),
    tell("a leaf beyond a gap", [], [...before, step(bootSlow), step(other)]),
    tell("of an ack and a leaf of one entry the ack", [], [...before, step(bootSlow), step(both)]),
    tell("what is contradicted is no early one", ["R-16"], [...before, step(liar)]),
    tell("nor when what it names comes after it", ["R-16", "R-26"], [...steps, step(liar), step(here)]),
    tell("a leaf beside an ack that is contradicted counts", ["R-16"], [...before, step(mixed)]),
    tell("what names more than is held is a claim, and counts", ["R-16"], [...steps, step(beyond), step(here)]),
    tell("a part of the gap is filled", [], [...early, step(missing)]),
    tell("all of it is", ["R-18", "R-23"], [...early, step(missing), step(second)]),
    tell("its log turns out not to fit", ["R-24"], [...before, step(unfit), step(missing), step(second), step(beyond)]),
    tell("its station goes on from before it", ["R-13"], [...early, step(after(1))]),
    tell("from exactly before it", ["R-13"], [...early, step(after(3))]),
    tell("its station goes on from behind it", [], [...early, step(after(4))]),
    tell("what another log of the author's own party says is none", [], [...before, step(bootSlow),
      step(say(slow, { time: 1_700, hears: [[b, 1]], wrong: { seq: 9 }, aside: true }))], [bootB]),
  ];
}

/** What is contradicted counts neither as an acknowledgement nor as a head. */
function contradicted(): Case[] {
  const { a, b, bootA, steps } = two();
  const one = say(a, { content: word, time: 1_500, wrong: { lamport: 2 } });
  const wrong = { log: a.log, size: 2, root: filled(32, 9), heldAt: 1_600 };
  const right = { ...wrong, root: rootAt(crypto, a.tree, 2) };
  const lower = say(b, { time: 1_700, wrong: { acks: [wrong], lamport: 2 }, aside: true });
  const higher = say(b, { time: 1_700, wrong: { acks: [wrong], lamport: 7 }, aside: true });
  const noLeaf = { ...leafOf(one, 1_600), leaf: filled(32, 9) };
  const leafOnly = say(b, { time: 1_700, leaves: [noLeaf], aside: true });
  const mixed = say(b, { time: 1_700, leaves: [noLeaf], wrong: { acks: [right], lamport: 3 }, aside: true });
  const first = { ...leafOf(bootA, 1_600), leaf: filled(32, 9) };
  const other = say(b, { time: 1_700, leaves: [first, leafOf(one, 1_650)], aside: true });
  const before = [...steps, step(one)];
  const open = two();
  const [second, third] = [1, 2].map((index) => say(open.a, { content: word, time: 1_500 + index })) as [Said, Said];
  const named = say(open.b, { time: 1_700, leaves: [{ ...leafOf(third, 1_600), leaf: filled(32, 9) }] });
  const after = two();
  const claims = say(after.b, { time: 1_700, wrong: {
    acks: [{ log: after.a.log, size: 2, root: filled(32, 9), heldAt: 1_600 }], lamport: 2,
  } });
  const again = say(after.b, { time: 1_900, content: word });
  const come = say(after.a, { content: word, time: 1_500 });
  const grown = say(after.a, { content: word, time: 1_950 });
  const later = say(after.b, { time: 2_100, hears: [after.a], heldAt: 2_050 });
  return [
    story("a contradicted ack is no head: the lamport may be lower than it", ["R-16", "R-20"],
      [...before, step(lower)], [bootA, one]),
    story("and higher", ["R-16", "R-20"], [...before, step(higher)], [bootA, one]),
    story("a contradicted leaf acknowledges nothing", ["R-16"], [...before, step(leafOnly)], [one]),
    story("a contradicted leaf takes nothing from an ack beside it, which counts as a head", ["R-16", "R-20"],
      [...before, step(mixed)], [bootA, one]),
    story("of two leaves the one that is not contradicted counts", ["R-16"], [...before, step(other)], [bootA, one]),
    story("a leaf of something else than stands beyond a gap is contradicted when the gap is filled", ["R-16", "R-25"],
      [...open.steps, step(third), step(named), step(second)], [second, third]),
    story("an ack contradicted when the entry comes counts no longer, a later one does", ["R-16", "R-18", "R-25"],
      [...after.steps, step(claims), step(come), step(again), step(grown), step(later)], [come, grown]),
  ];
}

/** Claims about what is not held: 256 of one log are kept. */
function claimsKept(): Case[] {
  const { a, b, bootA, steps } = two();
  const claim = (seq: number): ReturnType<typeof leafOf> =>
    ({ log: a.log, seq, leaf: filled(32, 9), heldAt: 1_500 });
  const first = say(b, { time: 2_000, leaves: [claim(1), claim(2)] });
  const rest = say(b, { time: 2_100, leaves: many(255).map((index) => claim(index + 3)) });
  const said = [1, 2].map((index) => say(a, { content: word, time: 1_000 + index })) as [Said, Said];
  return [story("the 257th claim drives out the oldest", ["R-25"],
    [...steps, step(first), step(rest), ...said.map((one) => step(one))], [bootA])];
}

/** Which head a BOOT goes on from. */
function goingOn(): Case[] {
  const { a, b, bootA, steps } = two();
  const one = say(a, { content: word, time: 2_000 });
  const from = (byte: number, previous: ReturnType<typeof headOf>, time: number, lamport: number, by = A): Said =>
    begin(by, byte, { previous }, { time, wrong: { lamport } })[1];
  const head = headOf(a);
  const wrongRoot = { ...head, root: filled(32, 9) };
  const shorter = headOf(a, 1);
  const longer = { ...head, size: 3 };
  const before = [...steps, step(one)];
  const [twice, thrice] = [from(0xb5, head, 2_100, 1, B), from(0xb4, head, 2_100, 1, B)];
  const next = from(0xa4, headOf(a), 2_500, 3);
  const gone = two().a;
  say(gone, { content: word, time: 1_500 });
  say(gone, { content: word, time: 1_550 });
  const beyondGap = say(gone, { content: word, time: 1_600 });
  return [
    story("a BOOT of another station counts from nothing: lamport 1, and an earlier time", ["R-12", "R-31"],
      [...before, step(from(0xb4, head, 1_000, 1, B))]),
    story("a BOOT that names another root of its own log closes nothing and counts from nothing", ["R-12", "R-31"],
      [...before, step(from(0xa4, wrongRoot, 1_000, 1))]),
    story("a BOOT that names less than is held closes nothing and counts from nothing", ["R-12", "R-31"],
      [...before, step(from(0xa4, shorter, 1_000, 1))]),
    story("a BOOT that names more than is held", ["R-12", "R-31"], [...before, step(from(0xa4, longer, 1_000, 9))]),
    story("two BOOTs of another station name A's log: nobody is a sibling", ["R-13"],
      [...before, step(twice), step(thrice)]),
    story("siblings at different sizes of one log", ["R-13"],
      [...before, step(from(0xa5, head, 2_100, 3)), step(from(0xa4, shorter, 2_200, 1))]),
    story("siblings whose log before is not held", ["R-13"],
      [step(bootA), step(begin(B, 0xb3)[1]), ...[0xb6, 0xb5].map((byte) =>
        step(from(byte, { ...head, log: filled(16, 0x77) }, 2_100, 5, B)))]),
    story("a closed log goes on: the head is no longer the one that was continued", ["R-12"],
      [...before, step(next), step(say(a, { content: word, time: 2_100 }))]),
    story("an entry stands beyond a gap of a log that a BOOT goes on from: it is not closed", ["R-12", "R-22"],
      [...before, step(next), step(beyondGap)]),
    story("more is acknowledged of a closed log than is held", ["R-12", "C-32"],
      [...before, step(next), step(say(b, { time: 2_600, hears: [gone] }))]),
    story("a single entry is acknowledged beyond the end of a closed log", ["R-12", "C-32"],
      [...before, step(next), step(say(two().b, { time: 2_600, leaves: [leafOf(beyondGap, 2_550)] }))]),
    story("the head that a BOOT names comes later: the log is closed then", ["R-12", "R-26"],
      [...steps, step(from(0xa4, head, 2_100, 3)), step(one), step(say(b, { time: 2_200, hears: [[a, 2]] }))]),
    story("another root than a BOOT names comes later: the log stays open", ["R-12", "R-31"],
      [...steps, step(from(0xa4, wrongRoot, 2_100, 3)), step(one)]),
  ];
}

function otherOnes(): Case[] {
  const { a, b, steps } = two();
  const one = say(a, { content: word, time: 1_500 });
  const two_ = say(a, { content: word, time: 1_600 });
  const leaves = say(b, { time: 1_700, leaves: [leafOf(one, 1_650), leafOf(two_, 1_650)] });
  const broken = two();
  const good = say(broken.a, { content: word, time: 1_500 });
  const back = say(broken.a, { content: word, time: 1_400 });
  const after = say(broken.a, { content: word, time: 1_600 });
  const [third, bootThird] = begin(C, 0xc3);
  const own = say(third, { hears: [a, b], time: 1_800 });
  return [
    story("two leaves of one log at different positions", ["R-15"],
      [...steps, step(one), step(two_), step(leaves)], [one, two_]),
    story("a log breaks: what failed and what follows it stay beyond", ["R-24"],
      [broken.steps[0] as Step, step(back), step(after), step(good)]),
    story("what the reader signed itself", ["R-21"], [
      ...steps, step(one), step(two_), step(leaves), { ...step(bootThird), own: true }, { ...step(own), own: true },
      step(own),
    ], [one], [...rosters, rosterOf(C)]),
  ];
}

/** Refused because of what counts. */
export function uncountedCases(): Case[] {
  const { a, b, steps } = two();
  const one = say(a, { content: word, time: 1_500 });
  const wrong = { log: a.log, size: 2, root: filled(32, 9), heldAt: 1_600 };
  const low = say(b, { time: 1_700, wrong: { acks: [wrong], lamport: 1 }, aside: true });
  const right = { ...wrong, root: rootAt(crypto, a.tree, 2) };
  const noLeaf = { ...leafOf(one, 1_600), leaf: filled(32, 9) };
  const mixed = say(b, { time: 1_700, leaves: [noLeaf], wrong: { acks: [right], lamport: 7 }, aside: true });
  const claims = say(b, { time: 1_700, wrong: { acks: [wrong], lamport: 3 } });
  const before = [...steps, step(one), step(claims)];
  const next = (says: Parameters<typeof say>[1]): Step => step(say(b, { time: 1_800, aside: true, ...says }));
  const previous = headOf(a);
  const early = begin(A, 0xa4, { previous }, { time: 1_499, wrong: { lamport: 3 } })[1];
  const high = begin(A, 0xa4, { previous }, { time: 1_600, wrong: { lamport: 4 } })[1];
  const zero = begin(B, 0xb4, { previous }, { time: 1_600, wrong: { lamport: 0 } })[1];
  const leaf = leafOf(one, 1_600);
  const long = new Uint8Array(65_537);
  return [
    refused("the size of a contradicted ack said again", "R-15", "entry-ack",
      [...before, next({ wrong: { acks: [right] } })]),
    refused("a contradicted ack does not make the own lamport optional", "R-20", "entry-lamport",
      [...steps, step(one), step(low)]),
    refused("an ack beside a contradicted leaf counts as a head: no higher lamport", "R-20", "entry-lamport",
      [...steps, step(one), step(mixed)]),
    refused("one position named by two leaves", "R-15", "entry-ack",
      [...before, next({ leaves: [leaf, leaf] })]),
    refused("one position named by two leaves that differ", "R-15", "entry-ack",
      [...before, next({ leaves: [leaf, { ...leaf, leaf: filled(32, 9) }] })]),
    refused("an acknowledgement of size 0 of a log that is held", "R-15", "entry-ack",
      [...before, next({ wrong: { acks: [{ ...wrong, size: 0, root: crypto.sha256() }] } })]),
    refused("a BOOT a moment before exactly the head it continues", "R-19", "entry-time-backwards",
      [...steps, step(one), step(early)]),
    refused("a BOOT two lamports above exactly the head it continues", "R-20", "entry-lamport",
      [...steps, step(one), step(high)]),
    refused("a BOOT of another station with a lamport of 0", "R-31", "entry-lamport",
      [...steps, step(one), step(zero)]),
    refused("a content of 65,537 bytes, though its commitment holds", "R-3", "cbor-too-large",
      [...steps, step(say(b, { content: long, time: 1_800, aside: true }))]),
  ];
}

/** Two checks fail, or a check and what is held already: the earlier decides. */
export function orderCases(): Case[] {
  const { a, steps } = two();
  const one = say(a, { content: word, time: 1_500 });
  const next = (says: Parameters<typeof say>[1]): Step =>
    step(say(a, { content: word, time: 1_600, aside: true, ...says }));
  const unsigned = (made: Step): Step => (
    { ...made, entry: `${made.entry.slice(0, -2)}${made.entry.endsWith("00") ? "01" : "00"}` }
  );
  const elsewhere = next({ wrong: { channel: filled(32, 1) } });
  const ownSteps = [...steps.slice(1), { ...steps[0] as Step, own: true }];
  const broken = two();
  const good = say(broken.a, { content: word, time: 1_500 });
  const back = say(broken.a, { content: word, time: 1_400 });
  const twin = say(broken.a, { content: utf8("no"), time: 1_500, aside: true, wrong: { seq: 1 } });
  const [, nobody] = begin({ ...A, id: B.id }, 0xa5);
  const before = [...steps, step(one)];
  const prev = filled(32, 1);
  return [
    refused("another channel, and another content", "R-21", "entry-channel",
      [...steps, { ...elsewhere, content: "00" }]),
    refused("another content, in a log whose BOOT has not come", "R-21", "entry-commit",
      [{ ...step(one), content: "00" }]),
    story("held already, and badly signed this time", ["R-21"], [...before, unsigned(step(one))], [one]),
    refused("of a log that the reader itself writes", "R-21", "entry-author", [...ownSteps, step(one)]),
    refused("of a log that the reader itself writes, and badly signed", "R-21", "entry-author",
      [...ownSteps, unsigned(step(one))]),
    refused("the roster does not name the station, and the signature is bad", "R-21", "entry-author",
      [unsigned(step(nobody))]),
    story("another entry at a position of a broken log is a fork", ["R-21", "R-27"],
      [broken.steps[0] as Step, step(back), step(good), step(twin)]),
    refused("a BOOT at 2 with another prev", "R-21", "boot", [...before, next({ wrong: { kind: 1, prev } })]),
    refused("another prev, and a time before", "R-21", "entry-prev",
      [...before, next({ time: 1_400, wrong: { prev } })]),
    refused("a time before, and an ack of the own log", "R-21", "entry-time-backwards",
      [...before, next({ time: 1_400, wrong: { acks: [{ log: a.log, size: 1, root: prev, heldAt: 1 }] } })]),
    refused("an ack of the own log, and lamport 0", "R-21", "entry-ack",
      [...before, next({ wrong: { acks: [{ log: a.log, size: 1, root: prev, heldAt: 1 }], lamport: 0 } })]),
  ];
}
