// Cases of admission: what came, in which order, and what came of each.

import { utf8 } from "../../src/core/bytes/cbor.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { logIdOf } from "../../src/core/record/boot.ts";
import { commitment, lamportMax } from "../../src/core/record/entry.ts";
import { rootAt } from "../../src/core/record/merkle.ts";
import {
  begin, channel, crypto, filled, headOf, leafOf, makeAuthor, rosterOf, runSteps, salt, say, step,
} from "./03-record.cases.ts";
import type { CaseRoster, Made, Said, Step } from "./03-record.cases.ts";
import type { Case } from "./vectors.ts";

export const A = makeAuthor(10);
export const B = makeAuthor(11);
export const C = makeAuthor(12);
export const rosters = [rosterOf(A), rosterOf(B)];
const word = utf8("to you");
const place = (said: Said): string => `${toHex(said.body.log)}:${said.body.seq}`;

export function story(
  name: string, must: string[], steps: readonly Step[], asks: readonly Said[] = [],
    known: readonly CaseRoster[] = rosters,
): Case {
  const input = { channel: toHex(channel), rosters: known, steps, asks: asks.map(place) };
  return { name, must, accept: true, input, expect: runSteps(known, steps, input.asks) };
}

/** The last step is refused; those before it are held. */
export function refused(
  name: string, must: string, error: string, steps: readonly Step[], known: readonly CaseRoster[] = rosters,
): Case {
  const input = { channel: toHex(channel), rosters: known, steps, asks: [] };
  return { name, must: [must], accept: false, error, input };
}

/** A and B, each with its BOOT. */
export function two(): { a: Made; b: Made; bootA: Said; bootB: Said; steps: Step[] } {
  const [a, bootA] = begin(A, 0xa3);
  const [b, bootB] = begin(B, 0xb3);
  return { a, b, bootA, bootB, steps: [step(bootA), step(bootB)] };
}

export function worked(): Case {
  const { a, b, bootA, steps } = two();
  const receipt = say(b, { time: 2_000, hears: [a], heldAt: 1_500 });
  return story("the worked example", ["R-1", "R-3", "R-5", "R-8", "R-9", "R-15", "R-18", "R-20"],
    [...steps, step(receipt)], [bootA]);
}

export function acceptedCases(): Case[] {
  return [worked(), ...ordered(), ...acknowledged(), ...gaps(), ...boots(), ...squatted(), ...forks(), ...prevOfHeld()];
}

function ordered(): Case[] {
  const { a, b, bootA, steps } = two();
  const one = say(a, { content: word, time: 1_100 });
  const two_ = say(b, { hears: [a], time: 1_200 });
  const three = say(a, { hears: [b], content: word, time: 1_300 });
  const all = [...steps, step(one), step(two_), step(three)];
  const at = (...order: number[]): Step[] => order.map((index) => all[index] as Step);
  const withheld = { ...step(one), content: null, salt: null };
  return [
    story("both logs in order", ["R-26", "R-21"], all, [bootA, one, two_, three]),
    story("B's receipt before what it acknowledges", ["R-26", "R-16", "R-20", "R-25"], at(0, 1, 3, 2, 4), [one, two_]),
    story("A's log whole, then B's", ["R-26", "R-20"], at(0, 2, 4, 1, 3), [one, two_]),
    story("a content is withheld", ["R-3"], [...steps, withheld], [one]),
    story("the same entry again", ["R-17", "R-21"], [...steps, step(one), step(one), step(bootA)]),
    story("the same entry again, beyond a gap", ["R-17", "R-22"], [step(bootA), step(three), step(three)]),
  ];
}

function acknowledged(): Case[] {
  const first = two();
  const said = say(first.a, { content: word, time: 2_000 });
  const [, bootAgain] = begin(B, 0xb4, { previous: headOf(first.b) },
    { time: 2_500, hears: [first.a], heldAt: 2_400, wrong: { lamport: 3 } });
  const late = say(first.b, { time: 2_400, hears: [first.a], heldAt: 2_400 });
  const tie = two();
  const tied = say(tie.a, { content: word, time: 2_000 });
  const [other, bootOther] = begin(B, 0xb2, {}, { time: 1_500 });
  const here = say(tie.b, { time: 2_500, hears: [tie.a] });
  const there = say(other, { time: 2_500, hears: [tie.a], heldAt: 2_200 });
  const own = two();
  const [more, bootMore] = begin(A, 0xa4, { previous: headOf(own.a) }, { time: 1_600, wrong: { lamport: 2 } });
  const mine = say(more, { hears: [own.b], time: 1_700 });
  const [third, bootThird] = begin(C, 0xc3);
  const theirs = say(third, { hears: [own.a, own.b, more], time: 1_800, heldAt: 1_750 });
  const three = [...rosters, rosterOf(C)];
  const grown = two();
  const early = say(grown.b, { time: 1_500, hears: [grown.a], heldAt: 1_400 });
  const added = say(grown.a, { content: word, time: 1_600 });
  const whole = say(grown.b, { time: 1_800, hears: [grown.a], heldAt: 1_700 });
  return [
    story("two logs of one party acknowledge: the earlier time counts", ["R-18"],
      [...first.steps, step(said), step(bootAgain), step(late)], [said]),
    story("two logs of one party at one time: the lower place counts", ["R-18"],
      [...tie.steps, step(tied), step(bootOther), step(here), step(there)], [tied]),
    story("three parties", ["R-18", "R-15"],
      [...own.steps, step(bootMore), step(mine), step(bootThird),
        step(theirs)], [own.bootA, own.bootB, bootMore], three),
    story("a later acknowledgement does not take the place of the first", ["R-18"],
      [...grown.steps, step(early), step(added), step(whole)], [grown.bootA, added]),
  ];
}

function gaps(): Case[] {
  const { a, b, bootA, steps } = two();
  const said = [1, 2, 3].map((index) => say(a, { content: word, time: 1_000 + index }));
  const [one, second, third] = said as [Said, Said, Said];
  const leaf = say(b, { time: 3_000, leaves: [leafOf(third, 2_900)] });
  const ack = say(b, { time: 4_000, hears: [a], heldAt: 3_900 });
  const broken = two();
  const good = say(broken.a, { content: word, time: 1_500 });
  const back = say(broken.a, { content: word, time: 1_400 });
  const after = say(broken.a, { content: word, time: 1_600 });
  const claimed = two();
  const wrongLeaf = say(claimed.b, {
    time: 3_000, leaves: [{ log: claimed.a.log, seq: 1, leaf: filled(32, 9), heldAt: 2_000 }],
  });
  const real = say(claimed.a, { content: word, time: 1_500 });
  return [
    story("an entry beyond a gap, acknowledged by a leaf, and the gap filled", ["R-22", "R-23", "R-26", "R-18"],
      [...steps, step(third, 2_900), step(leaf), step(second, 3_100), step(one, 3_200),
        step(ack)], [one, second, third]),
    story("the gap is not filled", ["R-22"], [step(bootA), step(third), step(one)]),
    story("an entry beyond the gap goes back in time: the log is broken", ["R-24", "R-19"],
      [broken.steps[0] as Step, step(back), step(good), step(after)]),
    story("a leaf of something else is contradicted when the entry comes", ["R-16", "R-25"],
      [...claimed.steps, step(wrongLeaf), step(real)]),
  ];
}

function boots(): Case[] {
  const { a, bootA, steps } = two();
  const one = say(a, { content: word, time: 1_100 });
  const [, next] = begin(A, 0xa4, { previous: headOf(a) }, { time: 1_200, wrong: { lamport: 3 } });
  const [, restored] = begin(A, 0xa5, { previous: headOf(a, 1), reason: "restored" },
    { time: 1_300, wrong: { lamport: 2 } });
  const [, strange] = begin(B, 0xb4, { previous: headOf(a) }, { time: 1_300, wrong: { lamport: 3 } });
  const unknown = { ...headOf(a), log: filled(16, 0x77) };
  const [, lost] = begin(A, 0xa6, { previous: unknown }, { wrong: { lamport: 50 } });
  const [highest, top] = begin(A, 0xa7, { previous: unknown }, { wrong: { lamport: lamportMax } });
  return [
    story("a BOOT goes on from the head: the log before is closed", ["R-12", "R-19", "R-20"],
      [...steps, step(one), step(next)]),
    story("a restored backup: two BOOTs go on from one log", ["R-13", "R-12"],
      [...steps, step(one), step(next), step(restored)]),
    story("another station names A's log: nothing is closed, nobody is a sibling", ["R-12", "R-13"],
      [...steps, step(one), step(strange), step(next)]),
    story("the log before is not held: a higher lamport may be right", ["R-20"], [step(bootA), step(lost)]),
    story("what follows the highest lamport has it too", ["R-20"],
      [step(top), step(say(highest, { time: 1_400, wrong: { lamport: lamportMax } }))]),
    story("the log before comes later: the lamport was at least right", ["R-20", "R-26"],
      [step(next), step(bootA), step(one)]),
  ];
}

/** B says BOOTs of A's log: one of its own, and one that repeats A's commitment with A's content and salt. */
function takings(a: Made, bootA: Said): { readonly own: Said; readonly repeated: Said } {
  const [mine, own] = begin(B, 0xb4, {}, { wrong: { log: a.log } });
  const { content, salt: drawn } = bootA;
  const wrong = { log: a.log, seq: 0, prev: bootA.body.prev, lamport: 1, kind: 1 };
  return { own, repeated: say(mine, { content: content ?? filled(0, 0), salt: drawn, wrong, aside: true }) };
}

function squatted(): Case[] {
  const { a, b, bootA, steps } = two();
  const { own, repeated } = takings(a, bootA);
  const one = say(a, { content: word, time: 1_500 });
  const heard = say(b, { time: 1_600, hears: [a] });
  return [
    story("who takes the id of another's log first takes nothing: the BOOT of its author is held", ["R-44", "R-21"],
      [step(own), step(repeated), ...steps, step(one), step(heard)], [bootA, one]),
    story("nor does who takes it afterwards", ["R-44", "R-21"], [...steps, step(own), step(repeated), step(one)]),
  ];
}

function forks(): Case[] {
  const { a, b, steps } = two();
  const twin = say(a, { content: utf8("something else"), time: 1_500, aside: true });
  const one = say(a, { content: word, time: 1_500 });
  const head = { log: a.log, size: 2, root: filled(32, 9), heldAt: 1_600 };
  const wrongRoot = say(b, { time: 1_700, wrong: { acks: [head], lamport: 3 }, aside: true });
  const wrongLeaf = say(b, { time: 1_700, leaves: [{ ...leafOf(one, 1_600), leaf: twin.leaf }], aside: true });
  const claims = say(b, { time: 1_700, wrong: { acks: [head], lamport: 3 } });
  const beyond = say(a, { content: word, time: 1_600 });
  const unlike = say(a, { content: utf8("no"), time: 1_600, wrong: { seq: 2 }, aside: true });
  return [
    story("two entries at one position", ["R-27", "R-21"], [...steps, step(one), step(twin), step(beyond)]),
    story("two entries at one position beyond a gap", ["R-27"], [...steps, step(beyond), step(unlike)]),
    story("an acknowledgement of another root than is held", ["R-16", "R-27"], [...steps, step(one), step(wrongRoot)]),
    story("a leaf that differs from what is held", ["R-16", "R-27"], [...steps, step(one), step(wrongLeaf)]),
    story("an acknowledged root is contradicted when the entries come", ["R-16", "R-25"],
      [...steps, step(claims), step(one)]),
  ];
}

function prevOfHeld(): Case[] {
  const { a, b, steps } = two();
  const one = say(a, { content: word, time: 1_500 });
  const wrong = { log: a.log, size: 1, root: filled(32, 9), heldAt: 1_600 };
  const first = say(b, { time: 1_600, content: word });
  const second = say(b, { time: 1_700, wrong: { acks: [wrong], lamport: 3 } });
  return [
    story("an entry beyond the gap that acknowledges another root is held with the contradiction", ["R-16"],
      [...steps, step(one), step(second), step(first)]),
    story("a BOOT of a log that could not be continued is refused and comes again", ["R-21", "R-9", "R-10"],
      [step(one), ...steps, step(one)]),
  ];
}

export function refusedCases(): Case[] {
  return [...badBoots(), ...badIds(), ...badPlaces(), ...badAcks(), ...badForms()];
}

function badBoots(): Case[] {
  const { a, bootA, steps } = two();
  const one = say(a, { content: word, time: 1_500 });
  const [, foreign] = begin(A, 0xa4, { party: B.party });
  const [, stranger] = begin(C, 0xc3);
  const [, unnamed] = begin({ ...A, id: B.id }, 0xa5);
  const [, plain] = begin(A, 0xa6, {}, { wrong: { kind: 16 } });
  const [, shapeless] = begin(A, 0xa7, {}, { content: Uint8Array.of(0x80) });
  const [, high] = begin(A, 0xa8, {}, { wrong: { lamport: 2 } });
  const [, prev] = begin(A, 0xa9, {}, { wrong: { prev: filled(32, 0) } });
  const [, early] = begin(A, 0xaa, { previous: headOf(a) }, { time: 1_499, wrong: { lamport: 3 } });
  const [, low] = begin(A, 0xab, { previous: headOf(a) }, { time: 1_500, wrong: { lamport: 2 } });
  const second = say(a, { content: word, time: 1_600, wrong: { kind: 1 }, aside: true });
  const ahead = say(a, { content: word, time: 1_600, wrong: { kind: 1, seq: 5 }, aside: true });
  const withheld = { ...step(bootA), content: null, salt: null };
  return [
    refused("an entry of a log whose BOOT has not come", "R-9", "missing", [step(one)]),
    refused("entry 0 is no BOOT", "R-9", "boot", [step(plain)]),
    refused("a BOOT without its content", "R-9", "boot", [withheld]),
    refused("a BOOT whose content is an empty array", "R-9", "shape", [step(shapeless)]),
    refused("a BOOT at 2", "R-9", "boot", [...steps, step(one), step(second)]),
    refused("a BOOT beyond a gap", "R-9", "boot", [...steps, step(one), step(ahead)]),
    refused("the roster of a BOOT is not known", "R-10", "missing", [step(stranger)]),
    refused("the roster of a BOOT is another party's", "R-10", "boot", [step(foreign)]),
    refused("the roster does not name the station", "R-6", "entry-author", [step(unnamed)]),
    refused("a first BOOT with a lamport of 2", "R-20", "entry-lamport", [step(high)]),
    refused("the prev of a BOOT is not the empty root", "R-8", "entry-prev", [step(prev)]),
    refused("a BOOT before the time of the head it continues", "R-19", "entry-time-backwards",
      [...steps, step(one), step(early)]),
    refused("a BOOT whose lamport does not follow the head it continues", "R-20", "entry-lamport",
      [...steps, step(one), step(low)]),
  ];
}

/** BOOTs whose logs have other ids than follow from them. */
function badIds(): Case[] {
  const { a, bootA } = two();
  const { own, repeated } = takings(a, bootA);
  const other = (wrong: object, more = {}): Step => step(begin(A, 0xa4, more, { wrong })[1]);
  const elsewhere = logIdOf(crypto, filled(32, 1), begin(A, 0xa4)[1].body.commit);
  const near = begin(A, 0xa4)[0].log;
  return [
    refused("the id of a log drawn by chance", "R-44", "boot", [other({ log: filled(16, 0xa4) })]),
    refused("a bit of the id", "R-44", "boot", [other({ log: near.with(15, (near[15] ?? 0) ^ 1) })]),
    refused("the id that follows on another channel", "R-44", "boot", [other({ log: elsewhere })]),
    refused("the id of another station's log", "R-44", "boot", [step(own)]),
    refused("the id of another station's log, its commitment, content and salt repeated", "R-44", "entry-signature",
      [step(repeated)]),
    refused("another id, and a roster that is not known", "R-21", "boot", [
      other({ log: filled(16, 0xa4) }, { roster: filled(32, 9) }),
    ]),
    refused("another id, and a content that is no BOOT's", "R-21", "shape", [
      step(begin(A, 0xa4, {}, { content: Uint8Array.of(0x80), wrong: { log: filled(16, 0xa4) } })[1]),
    ]),
  ];
}

function badPlaces(): Case[] {
  const { a, b, steps } = two();
  const one = say(a, { content: word, time: 1_500 });
  const next = (says: Parameters<typeof say>[1]): Step =>
    step(say(a, { content: word, time: 1_500, aside: true, ...says }));
  const heard = (lamport: number): Step => step(say(b, { time: 1_600, hears: [a], wrong: { lamport }, aside: true }));
  const before = [...steps, step(one)];
  const broken = two();
  const good = say(broken.a, { content: word, time: 1_500 });
  const back = say(broken.a, { content: word, time: 1_400 });
  const after = say(broken.a, { content: word, time: 1_600 });
  const twin = say(a, { content: utf8("no"), time: 1_700, aside: true, signer: B, wrong: { seq: 1 } });
  const unknown = { ...headOf(a), log: filled(16, 0x77) };
  const [highest, top] = begin(A, 0xa7, { previous: unknown }, { wrong: { lamport: lamportMax } });
  const fallen = say(highest, { time: 1_400, wrong: { lamport: lamportMax - 1 } });
  return [
    refused("prev is the root before the last entry", "R-8", "entry-prev",
      [...before, next({ wrong: { prev: rootAt(crypto, a.tree, 1) } })]),
    refused("prev is anything", "R-8", "entry-prev", [...before, next({ wrong: { prev: filled(32, 1) } })]),
    refused("a moment before the entry before", "R-19", "entry-time-backwards", [...before, next({ time: 1_499 })]),
    refused("lamport as before", "R-20", "entry-lamport", [...before, next({ wrong: { lamport: 2 } })]),
    refused("lamport two higher", "R-20", "entry-lamport", [...before, next({ wrong: { lamport: 4 } })]),
    refused("lamport of an acknowledged head left out", "R-20", "entry-lamport", [...before, heard(2)]),
    refused("lamport too high though every head is held", "R-20", "entry-lamport", [...before, heard(4)]),
    refused("below the highest lamport after it", "R-20", "entry-lamport", [step(top), step(fallen)]),
    refused("lamport 0", "R-20", "entry-lamport", [...before, next({ wrong: { lamport: 0 } })]),
    refused("after an entry that broke the log", "R-24", "entry-time-backwards",
      [broken.steps[0] as Step, step(back), step(good), step(after)]),
    refused("another entry at one position, not signed by the station, is no fork", "R-21", "entry-signature",
      [...before, step(twin)]),
    refused("the 257th entry beyond a gap", "R-22", "missing", flood()),
  ];
}

function flood(): Step[] {
  const { a, steps } = two();
  const beyond = Array.from({ length: 258 }, () => step(say(a)));
  return [...steps, ...beyond.slice(1)];
}

function badAcks(): Case[] {
  const { a, b, steps } = two();
  const one = say(a, { content: word, time: 1_500 });
  const heard = say(b, { time: 1_600, hears: [a] });
  const before = [...steps, step(one), step(heard)];
  const ack = { log: a.log, size: 2, root: rootAt(crypto, a.tree, 2), heldAt: 1_700 };
  const acks = (...all: typeof ack[]): Step => step(say(b, { time: 1_700, aside: true, wrong: { acks: all } }));
  const leaves = (leaf: ReturnType<typeof leafOf>): Step => step(say(b, { time: 1_700, aside: true, leaves: [leaf] }));
  const unknown = { ...ack, log: filled(16, 0x66) };
  return [
    refused("an acknowledgement again", "R-15", "entry-ack", [...before, acks(ack)]),
    refused("an acknowledgement that goes back", "R-15", "entry-ack",
      [...before, acks({ ...ack, size: 1, root: rootAt(crypto, a.tree, 1) })]),
    refused("an acknowledgement of nothing", "R-15", "entry-ack", [...before, acks({ ...unknown, size: 0 })]),
    refused("one log acknowledged twice in one entry", "R-15", "entry-ack",
      [...before, acks(unknown, { ...unknown, size: 3 })]),
    refused("an acknowledgement of the own log", "R-15", "entry-ack", [...before, acks({ ...ack, log: b.log,
      size: 1 })]),
    refused("held after the entry's own time", "R-15", "entry-ack", [...before, acks({ ...unknown, heldAt: 1_701 })]),
    refused("a leaf held after the entry's own time", "R-15", "entry-ack", [...before, leaves(leafOf(one, 1_701))]),
    refused("a leaf of the own log", "R-15", "entry-ack", [...before, leaves(leafOf(heard, 1_650))]),
  ];
}

function badForms(): Case[] {
  const { a, steps } = two();
  const next = (says: Parameters<typeof say>[1]): Step => step(say(a, { content: word, aside: true, ...says }));
  const good = next({});
  const short = salt.slice(1);
  const bytes = (edit: (hex: string) => string): Step => ({ ...good, entry: edit(good.entry) });
  return [
    refused("another channel", "R-2", "entry-channel", [...steps, next({ wrong: { channel: filled(32, 1) } })]),
    refused("another content", "R-3", "entry-commit", [...steps, { ...good, content: "00" }]),
    refused("another salt", "R-3", "entry-commit", [...steps, { ...good, salt: "00".repeat(32) }]),
    refused("a salt of 31 bytes", "R-3", "entry-commit", [...steps, { ...good, salt: toHex(short) }]),
    refused("a content without a salt", "R-3", "entry-commit", [...steps, { ...good, salt: null }]),
    refused("a content though nothing is committed to", "R-3", "entry-commit",
      [...steps, next({ wrong: { commit: new Uint8Array(0) } })]),
    refused("a commitment over another channel's content", "R-3", "entry-commit",
      [...steps, next({ wrong: { commit: commitment(crypto, salt, channel) } })]),
    refused("signed by another station", "R-5", "entry-signature", [...steps, next({ signer: B })]),
    refused("signed under another roster", "R-5", "entry-signature",
      [...steps.slice(0, 1), step(say({ ...a, author: { ...A, digest: B.digest } }, { content: word, aside: true }))]),
    refused("a bit of the signature", "R-5", "entry-signature",
      [...steps, bytes((hex) => hex.slice(0, -2) + (hex.endsWith("00") ? "01" : "00"))]),
    refused("version 2", "R-1", "version-unknown", [...steps, next({ wrong: { v: 2 } })]),
    refused("an object of 31 bytes", "R-1", "shape", [...steps, next({ wrong: { object: filled(31, 1) } })]),
    refused("a commitment of 16 bytes", "R-1", "shape",
      [...steps, { ...next({ wrong: { commit: filled(16, 1) } }), content: null, salt: null }]),
    refused("tagged as a COSE_Sign1", "R-4", "shape", [...steps, bytes((hex) => `d2${hex}`)]),
    refused("another algorithm in the protected header", "R-4", "shape",
      [...steps, bytes((hex) => hex.replace("8443a10132", "8443a10127"))]),
    refused("something in the unprotected header", "R-4", "shape",
      [...steps, bytes((hex) => hex.replace("8443a10132a0", "8443a10132a10401"))]),
    refused("a byte after the signature", "R-4", "cbor-trailing", [...steps, bytes((hex) => `${hex}00`)]),
    refused("cut off", "R-4", "cbor-truncated", [...steps, bytes((hex) => hex.slice(0, -2))]),
    refused("a signature of 63 bytes", "R-4", "shape",
      [...steps, bytes((hex) => `${hex.slice(0, -132)}583f${hex.slice(-126)}`)]),
  ];
}
