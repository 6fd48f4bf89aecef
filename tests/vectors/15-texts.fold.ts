// Stories of joint texts: what was said, and how the text reads and stands.

import { seeded, shuffled, viewOf } from "../../src/core/agree/record.fixture.ts";
import type { MadeEntry } from "../../src/core/agree/record.fixture.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { changeClausesMax, offerClausesMax, textSlotsMax } from "../../src/core/mechanism/text/entries.ts";
import type { Change, Clause, Slot, TextContent } from "../../src/core/mechanism/text/entries.ts";
import { runsOf } from "../../src/core/mechanism/text/fair-copy.ts";
import { readText } from "../../src/core/mechanism/text/reading.ts";
import {
  amend, both, charterOfThree, foldOf, negotiation, partyA, partyB, partyC, put, slotOf, stateOf, strike, tellText,
} from "../../src/core/mechanism/text/text.fixture.ts";
import type { ToldText } from "../../src/core/mechanism/text/text.fixture.ts";
import { caseEntry } from "./06-messages.cases.ts";
import { textJson } from "./15-texts.cases.ts";
import type { Case } from "./vectors.ts";

const stories: Case[] = [];
const later = 500_000;

interface Asked {
  readonly at?: number;
  /** Entries that are not held; and how far logs count, by log. */
  readonly without?: readonly MadeEntry[];
  readonly cutoffs?: ReadonlyMap<string, number>;
  readonly seats?: ReadonlyMap<string, number>;
}

function story(name: string, must: readonly string[], told: ToldText, asked: Asked = {}): void {
  const { at = later, without = [], cutoffs = new Map(), seats = new Map() } = asked;
  const entries = told.record.entries.filter((one) => !without.includes(one));
  const { skewMs, courierMs, longStopMs, parties } = charterOfThree();
  const places = entries.map((_, index) => index);
  const orders = [places, [...places].reverse(), shuffled(places, seeded(stories.length))];
  const expect = textJson(stateOf(told, entries, at, viewOf(entries, cutoffs, seats)));
  const input = {
    channel: toHex(told.record.channel), object: told.begun.object, parties: parties.map((one) => toHex(one.id)),
    terms: { skewMs, courierMs, longStopMs }, at, entries: entries.map(caseEntry), orders,
    ...(cutoffs.size === 0 ? {} : { cutoffs: Object.fromEntries(cutoffs) }),
    ...(seats.size === 0 ? {} : { seats: Object.fromEntries(seats) }),
  };
  stories.push({ name, must: [...must, "T-23"], accept: true, input, expect });
}

/** A text of some clauses, one behind the other, that both stand for. */
function settled(count: number, more: Partial<TextContent> = {}): { told: ToldText; text: MadeEntry; slots: Slot[] } {
  const told = tellText(more);
  const numbers = Array.from({ length: count }, (_, index) => index);
  const text = told.offers(partyA, numbers.map((k) => put(`Clause ${k + 1}.`, k === 0 ? null : slotOf(null, k - 1))));
  for (const k of numbers) told.says(partyB, "accept", text, k);
  return { told, text, slots: numbers.map((k) => slotOf(text, k)) };
}

function copied(told: ToldText, party: number = partyB): string {
  const said = told.copies(party, runsOf(readText(foldOf(told))));
  return stateOf(told)?.copies.find((one) => one.said.some(({ entry }) => entry.at === said.at))?.digest ?? "";
}

/** The stories. */
export function textCases(): Case[] {
  beginnings();
  positions();
  shapes();
  orders();
  copies();
  faults();
  for (let seed = 0; seed < 24; seed++) story(`a negotiation of 40 steps, ${seed}`, [], negotiation(seed));
  const unsorted = tellText({ principals: [1, 0] });
  unsorted.offers(partyA, [put("x")]);
  story("no text: principals in another order", ["T-5"], unsorted);
  ringAfterMove();
  overfull();
  return stories;
}

/** Of a slot whose move stands in a ring no older move counts instead. */
function ringAfterMove(): void {
  const { told, slots: [one = slotOf(null), two = one] } = settled(2);
  told.says(partyB, "accept", told.offers(partyA, [amend(one, "Clause 1.", two)]));
  const three = told.offers(partyB, [put("Three.", one)]);
  const move = told.offers(partyA, [amend(one, "Clause 1.", slotOf(three))], { hears: [] });
  told.says(partyA, "accept", three);
  told.says(partyB, "accept", move);
  story("a move in a ring, of a slot that was moved before", ["T-17"], told);
}

/** One slot more than two principals can make who keep to the rules: its copies stand, and what is adopted stays. */
function overfull(): void {
  const clause = { slot: null, after: null, heading: 0, texts: ["", ""] };
  const clauses = (count: number): Change[] => Array.from({ length: Math.ceil(count / changeClausesMax) }, (_, n) => (
    { touches: [], clauses: Array(Math.min(changeClausesMax, count - n * changeClausesMax)).fill(clause) as Clause[] }
  ));
  const flood = (told: ToldText): void => {
    for (let left = 2 * textSlotsMax; left > 0; left -= offerClausesMax) {
      told.offers(partyB, clauses(Math.min(left, offerClausesMax)), { hears: [] });
    }
  };
  const { told, text } = settled(1);
  told.agrees(partyA, copied(told));
  flood(told);
  told.says(partyB, "accept", text, 0);
  told.says(partyA, "accept", text, 1);
  story("more slots than anybody can make who keeps to the rules", ["T-58", "T-18", "T-22"], told);
  const { told: kept } = settled(1);
  const digest = copied(kept);
  for (const party of [partyA, partyB]) kept.agrees(party, digest);
  flood(kept);
  kept.speaks(partyA);
  story("as many said of a text that is adopted", ["T-58", "T-21"], kept);
}

function beginnings(): void {
  const told = tellText();
  told.offers(partyA, [put("The parties met.")]);
  told.offers(partyB, [amend(slotOf(told.record.entries[1] ?? null), "The parties [B: have] met.")]);
  const better = told.offers(partyB, [amend(slotOf(told.record.entries[1] ?? null), "The parties have met.")]);
  told.says(partyA, "accept", better);
  const digest = copied(told);
  told.agrees(partyA, digest);
  told.agrees(partyB, digest);
  for (const party of [partyA, partyB, partyA]) told.speaks(party);
  story("offer, counter-offer, adopted", ["T-13", "T-15", "T-19", "T-20", "T-21", "T-22"], told);
  story("a text of which nothing was offered", ["T-15", "T-22"], tellText());
  for (const [name, more] of [
    ["a principal twice", { principals: [0, 0] }], ["a principal who is no party", { principals: [0, 3] }],
    ["a pen who is no party", { pen: 3 }], ["a language twice", { languages: ["en", "en"] }],
    ["a language that is no tag", { languages: ["en", "RU"] }],
    ["a title too many", { title: ["One", "Два", "Trois"] }],
  ] as const) {
    const faulty = tellText(more as Partial<TextContent>);
    faulty.offers(partyA, [put("x")]);
    story(`no text: ${name}`, ["T-5"], faulty);
  }
  story("a text that is not held yet", ["T-5"], told, { without: [told.begun] });
  story("a text whose entry does not count", ["T-5"], told, { cutoffs: new Map([["01".repeat(16), 0]]) });
}

function positions(): void {
  const { told, slots: [slot = slotOf(null)] } = settled(1);
  const mine = told.offers(partyA, [amend(slot, "A's.")], { hears: [] });
  const theirs = told.offers(partyB, [amend(slot, "B's.")], { hears: [] });
  story("two offers at once on one slot", ["T-10", "T-14"], told);
  told.says(partyA, "accept", theirs, 0, []);
  told.says(partyB, "accept", mine, 0, []);
  story("each accepts the other's at once: each stands for the other's", ["T-10", "T-14"], told);
  told.says(partyB, "refuse", mine);
  story("a refusal of what it stands for leaves it with nothing, and with a position", ["T-10", "T-14"], told);
  told.says(partyB, "accept", theirs);
  story("and accepting what the other stands for settles it", ["T-13"], told);
  told.says(partyA, "reserve", theirs);
  story("with a reserve", ["T-9", "T-13"], told);
  told.says(partyA, "withdraw", theirs);
  story("an acceptance taken back", ["T-9", "T-10", "T-14"], told);
  told.says(partyB, "withdraw", theirs);
  story("and the offer too: it is absent", ["T-12", "T-14"], told);

  const another = settled(1);
  const refused = another.told.offers(partyA, [amend(another.slots[0] ?? slot, "Other.")]);
  another.told.says(partyB, "refuse", refused);
  story("a refusal of what it does not stand for moves nothing", ["T-10"], another.told);
  const at = tellText();
  const one = at.offers(partyA, [put("[A: shall | B: should]"), put("[shall"), put(""), put("One\u3000")]);
  for (const n of [0, 1, 2, 3]) at.says(partyB, "accept", one, n);
  story("brackets in the words, a language that is missing", ["T-13"], at);
  const both1 = tellText();
  const two = both1.offers(partyA, [put("One.")]);
  both1.says(partyB, "refuse", two);
  both1.says(partyA, "refuse", two);
  story("refused by both, its author too: absent", ["T-12", "T-14"], both1);
}

function shapes(): void {
  const { told, slots: [one = slotOf(null), two = one, three = one] } = settled(3);
  const split = told.offers(partyB, [{
    touches: [one], clauses: [
      { slot: one, after: null, heading: 1, texts: both("One a.") },
      { slot: null, after: null, heading: 0, texts: both("One b.") },
    ],
  }]);
  story("a split that is offered", ["T-11", "T-14"], told);
  told.says(partyA, "accept", split);
  story("a split that holds", ["T-11", "T-13", "T-16"], told);
  const join = told.offers(partyA, [{
    touches: [two, three], clauses: [{ slot: two, after: null, heading: 0, texts: both("Two and three.") }],
  }]);
  told.says(partyB, "accept", join);
  const more = told.offers(partyB, [amend(two, "Two and three, amended.")]);
  story("joined, and amended since: what was joined stays absent", ["T-11", "T-13"], told);
  told.says(partyA, "accept", more);
  told.says(partyB, "accept", told.offers(partyA, [strike(one)]));
  story("a deletion that holds", ["T-13"], told);
  told.says(partyA, "accept", told.offers(partyB, [amend(one, "One again.")]));
  story("put in again where it was", ["T-13", "T-16"], told);

  const packed = tellText();
  const offer = packed.offers(partyA, [put("One."), put("Two.", slotOf(null, 0))], { package: 1 });
  packed.says(partyB, "accept", offer, 0);
  story("a package of which one is accepted", ["T-11", "T-14"], packed);
  packed.says(partyB, "reserve", offer, 1);
  story("a package of which all stands, with a reserve", ["T-11", "T-13"], packed);
  packed.says(partyA, "withdraw", offer, 0);
  story("a package of which one is taken back", ["T-11"], packed);

  const penned = tellText({ pen: 2 });
  const [by, mine] = [penned.offers(partyC, [put("One."), put("Two.")]), penned.offers(partyA, [put("Mine.")])];
  for (const party of [partyA, partyB]) penned.says(party, "accept", by);
  penned.says(partyC, "accept", by, 1);
  penned.says(partyC, "withdraw", mine);
  penned.says(partyC, "withdraw", by, 1);
  story("a mediator with the pen offers and takes back, and settles nothing", ["T-6", "T-8", "T-12", "T-14"], penned);
  const held = tellText({ pen: 1 });
  held.says(partyA, "accept", held.offers(partyB, [put("One.")]));
  held.offers(partyA, [put("Mine.")]);
  story("a principal with the pen", ["T-6"], held);
}

function orders(): void {
  const { told, slots: [one = slotOf(null), , three = one] } = settled(3);
  told.says(partyB, "accept", told.offers(partyA, [put("Behind one."), put("Behind one too.", one)]));
  const behind = told.offers(partyA, [put("Behind one.", one), put("And then.", one)]);
  for (const n of [0, 1]) told.says(partyB, "accept", behind, n);
  told.says(partyA, "accept", told.offers(partyB, [put("Newer, behind one.", one)]));
  story("several behind one", ["T-16"], told);
  told.says(partyB, "accept", told.offers(partyA, [amend(one, "Clause 1.", three)]));
  told.says(partyB, "accept", told.offers(partyA, [put("Behind one, since it was moved.", one)]));
  story("what was placed before a move stays, what was placed since goes with it", ["T-16"], told);
  told.says(partyA, "accept", told.offers(partyB, [amend(one, "Clause 1, amended.")]));
  story("amended, it stays where it was moved", ["T-16"], told);
  told.says(partyA, "accept", told.offers(partyB, [amend(one, "Clause 1.", { offer: told.begun.leaf, k: 0 })]));
  story("moved to the beginning", ["T-16"], told);
  told.offers(partyA, [amend(three, "Clause 3.", one)]);
  story("a move that does not hold moves nothing", ["T-16"], told);
  const same = settled(2);
  const [first = one, second = one] = same.slots;
  const moving = same.told.offers(partyA, [amend(first, "Clause 1.", second), put("Behind clause 1.", first)]);
  for (const n of [0, 1]) same.told.says(partyB, "accept", moving, n);
  story("what is placed behind a clause by the offer that moves it stays where that was", ["T-16"], same.told);
  const ring = settled(1);
  const [slot = one] = ring.slots;
  const two = ring.told.offers(partyB, [put("Two.", slot)]);
  const move = ring.told.offers(partyA, [amend(slot, "Clause 1.", slotOf(two))], { hears: [] });
  ring.told.says(partyA, "accept", two);
  ring.told.says(partyB, "accept", move);
  story("a move in a ring", ["T-17"], ring.told);
}

function copies(): void {
  const { told, slots: [one = slotOf(null)] } = settled(3);
  told.says(partyA, "accept", told.offers(partyB, [amend(one, "Clause 1, amended.")]));
  const digest = copied(told);
  copied(told, partyA);
  story("one copy, said twice", ["T-19", "T-20"], told);
  told.agrees(partyA, digest);
  story("accepted by one", ["T-20", "T-22"], told);
  const open = told.offers(partyB, [amend(one, "Otherwise.")], { hears: [] });
  told.agrees(partyB, digest);
  told.speaks(partyA);
  story("an offer made at once with the adoption", ["T-21"], told);
  told.offers(partyA, [amend(one, "Late.")]);
  told.says(partyA, "accept", open);
  told.copies(partyB, [{ offer: open.leaf, from: 0, count: 1 }]);
  story("what is said after it", ["T-21"], told);
  story("the same when an acceptance does not count", ["T-20", "T-21"], told, {
    cutoffs: new Map([["01".repeat(16), 3]]),
  });
  story("the same when one has lost the seat", ["T-20", "T-21"], told, { seats: new Map([["02".repeat(16), 0]]) });

  const two = settled(1);
  const first = copied(two.told);
  two.told.agrees(partyA, first);
  two.told.says(partyA, "accept", two.told.offers(partyB, [put("Two.")]));
  const second = copied(two.told);
  two.told.agrees(partyB, second);
  two.told.speaks(partyA);
  story("two copies, each accepted by one", ["T-20", "T-22"], two.told);
  two.told.agrees(partyB, first);
  two.told.speaks(partyA);
  two.told.agrees(partyA, second);
  two.told.speaks(partyB);
  story("two copies, both accepted by both", ["T-21"], two.told);
  const declined = settled(1);
  const no = copied(declined.told);
  declined.told.declines(partyB, no);
  story("declined", ["T-22"], declined.told);
  declined.told.says(partyA, "accept", declined.told.offers(partyB, [put("Two.")]));
  story("declined, and clean in other words", ["T-22"], declined.told);
  const lapsed = settled(1);
  lapsed.told.agrees(partyA, copied(lapsed.told), undefined, 10_000);
  story("lapsed", ["T-22"], lapsed.told, { at: 10_001 });
}

function faults(): void {
  const { told, text, slots: [one = slotOf(null)] } = settled(1);
  const three = { touches: [], clauses: [{ slot: null, after: null, heading: 0, texts: ["a", "b", "c"] }] };
  const wrong = told.offers(partyA, [put("Good."), three]);
  told.offers(partyA, [{ touches: [], clauses: [] }]);
  told.offers(partyA, [{ ...strike(one), touches: [one, one] }]);
  told.offers(partyA, [strike(slotOf(null))]);
  told.offers(partyA, [{ ...amend(one, "x"), clauses: [...amend(one, "x").clauses, ...amend(one, "y").clauses] }]);
  told.offers(partyA, [{ ...amend(one, "x"), touches: [] }]);
  told.offers(partyA, [amend(one, "x", one)]);
  story("changes that are none", ["T-7"], told);
  told.offers(partyA, [strike(slotOf(text, 1))]);
  told.offers(partyA, [put("x", slotOf(null, 0))]);
  told.offers(partyA, [put("x", slotOf(null, 1)), put("y")]);
  told.offers(partyA, [put("x", { offer: told.begun.leaf, k: 1 })]);
  told.offers(partyA, [strike({ offer: told.begun.leaf, k: 0 })]);
  told.offers(partyB, [strike(slotOf(wrong))]);
  told.says(partyB, "accept", text, 1);
  told.says(partyB, "accept", wrong);
  told.says(partyB, "accept", told.begun);
  story("slots and changes that there are not", ["T-7", "T-8"], told);
  told.offers(partyC, [put("Mine.")]);
  told.says(partyC, "accept", text);
  told.copies(partyC, [{ offer: text.leaf, from: 0, count: 1 }]);
  told.speaks(partyC);
  story("said by one who is no principal", ["T-6"], told);
  told.copies(partyA, [{ offer: text.leaf, from: 0, count: 0 }]);
  told.copies(partyA, [{ offer: text.leaf, from: 0, count: 2 }]);
  told.copies(partyA, [{ offer: text.leaf, from: 1, count: 1 }]);
  told.copies(partyA, [{ offer: wrong.leaf, from: 0, count: 1 }]);
  told.copies(partyA, [{ offer: text.leaf, from: 0, count: 1 }, { offer: text.leaf, from: 0, count: 1 }]);
  told.copies(partyA, [0, 1, 2].map(() => ({ offer: text.leaf, from: 0, count: 2_048 })));
  story("copies that are none", ["T-18"], told);

  const waits = tellText();
  const first = waits.offers(partyA, [put("One.")]);
  const second = waits.offers(partyB, [amend(slotOf(first), "Two.")]);
  const third = waits.says(partyA, "accept", second);
  waits.copies(partyA, [{ offer: second.leaf, from: 0, count: 1 }]);
  waits.says(partyB, "accept", { ...first, leaf: new Uint8Array(32).fill(0xee) });
  story("what names an offer that is not held waits", ["T-8"], waits, { without: [first] });
  story("and what names that waits too", ["T-8"], waits, { without: [first, third] });
  story("and has its effect when it comes", ["T-8"], waits);
  story("a word that does not count", ["T-9"], waits, { cutoffs: new Map([["02".repeat(16), 0]]) });
  const gap = settled(1);
  const last = gap.told.record.entries.pop() as MadeEntry;
  gap.told.record.entries.push({ ...last, proofPending: true });
  story("a position beyond a gap counts like any other", ["T-9"], gap.told);
  const poison = settled(1);
  const { record } = poison.told;
  const hurt = record.entries.pop() as MadeEntry;
  record.entries.push({ ...hurt, content: null, poison: true, contentBytes: Uint8Array.of(0x80) });
  story("a position that is poison", ["T-1", "T-9"], poison.told);
  const lines = tellText({ title: ["One\n\n1. Two", "Один"] });
  lines.offers(partyA, [put("x")]);
  story("no text: a title that would look like a clause", ["T-5"], lines);
}
