// A joint text from its entries, in whatever order they came: of each party and place its newest word (spec 15, Words).
// Adding one costs what it says, however much is there; what it all reads as is another question (reading.ts).

import type { Agreement } from "../../agree/agreement.ts";
import { toHex } from "../../bytes/hex.ts";
import type { Hex } from "../../names.ts";
import { canonicalOrder } from "../../record/held-entry.ts";
import type { HeldEntry } from "../../record/held-entry.ts";
import { acceptance, declination } from "../agreed/entries.ts";
import { compiled, publication } from "../document/entries.ts";
import { partyIds } from "../charter/charter.ts";
import type { Charter } from "../charter/charter.ts";
import { readOffer } from "./changes.ts";
import { copyClausesMax, fairCopy, offer, position, textBegun, textChangesMax, textSlotsMax } from "./entries.ts";
import type {
  Clause, FairCopyContent, OfferContent, PositionContent, Run, Stance, Stand, TextContent,
} from "./entries.ts";
import { isWholeText } from "./whole-text.ts";

/** Why an entry about a text has no effect. */
export type PassedOver =
  | "key-revoked" | "poison" | "withheld" | "kind" | "not-a-principal" | "not-the-pen" | "languages" | "not-a-change"
  | "slot-unknown" | "change-unknown" | "clause-unknown" | "not-a-copy" | "adopted";

/** An offer that is in effect. Of an overfull text its changes and clauses are read when they are asked for. */
export interface Offer {
  readonly entry: HeldEntry;
  readonly leaf: Hex;
  readonly party: Hex;
  readonly package: boolean;
  readonly note: OfferContent["note"];
  readonly changes: readonly ChangeState[];
  /** All its clauses, in order, with the slot that each stands in. */
  readonly clauses: readonly PlacedClause[];
  /** How many slots it makes, and how many changes it has. */
  readonly made: number;
  readonly size: number;
}

/** A clause of an offer: `index` counts all clauses of the offer. */
export interface PlacedClause {
  readonly slot: string;
  readonly index: number;
  readonly clause: Clause;
  /** The slot that it would stand behind; "" for the beginning, null where it stays. */
  readonly after: string | null;
}

/** A change of an offer, and the newest word of each party on it. */
export interface ChangeState {
  readonly offer: Offer;
  readonly n: number;
  /** Slots that it touches, and that it makes; both are its places. */
  readonly touches: readonly string[];
  readonly makes: readonly string[];
  readonly puts: ReadonlyMap<string, PlacedClause>;
  readonly words: Map<Hex, Word>;
}

/** A party's word on a change: its own offer of it, or a position. */
export interface Word {
  readonly entry: HeldEntry;
  /** Which of the entry's, so that of two in one entry the later one is the newer. */
  readonly n: number;
  readonly change: ChangeState;
  readonly stance: Stance;
}

/** A place of the text: what was said about it. */
export interface SlotState {
  readonly slot: string;
  /** The change that made it. */
  readonly madeBy: ChangeState;
  readonly changes: ChangeState[];
  /** Each party's newest word that stands for something here, and its newest word of any kind. */
  readonly stands: Map<Hex, Word>;
  readonly words: Map<Hex, Word>;
}

/** A fair copy as it was said. */
export interface SaidCopy {
  readonly entry: HeldEntry;
  readonly runs: readonly Run[];
  /** Of its texts, once somebody has asked for it. */
  digest: Hex | null;
}

/** Everything said about one text. It belongs to its holder and is changed in place. */
export interface TextFold {
  readonly object: Hex;
  /** Party ids of the charter, by index. */
  readonly parties: readonly Hex[];
  begun: Begun | null;
  readonly offers: Map<Hex, Offer>;
  /** Slots that the offers make, and changes of them; and each slot, unless the text is overfull. */
  made: number;
  changed: number;
  readonly slots: Map<string, SlotState>;
  /** What is kept of its offers in memory, counted in changes and their places. */
  parts: number;
  readonly copies: SaidCopy[];
  /** Places of entries without effect, and why. */
  readonly passedOver: Map<string, PassedOver>;
  /** Leaves of entries about this text that are no offers in effect: nothing of them comes any more. */
  readonly over: Set<Hex>;
  /** Entries that name an offer that is not held, by its leaf. */
  readonly waiting: Map<Hex, Set<HeldEntry>>;
  /** Entries that came before the text itself. */
  readonly early: HeldEntry[];
  readonly known: Set<string>;
  /** What was final of the copies when so many acceptances and declinations were held: it stays (08). */
  readonly final: Map<Hex, { readonly acts: number; readonly agreement: Agreement }>;
  newest: HeldEntry | null;
}

/** The text as it was begun. */
export interface Begun {
  readonly entry: HeldEntry;
  readonly content: TextContent;
  readonly principals: readonly Hex[];
  readonly pen: Hex | null;
}

/** Nothing said yet about a text. */
export function createTextFold(object: Hex, charter: Charter): TextFold {
  return {
    object, parties: partyIds(charter), begun: null, offers: new Map(), made: 0, changed: 0, slots: new Map(), parts: 0,
    copies: [], passedOver: new Map(), over: new Set(), waiting: new Map(), early: [], known: new Set(),
    final: new Map(), newest: null,
  };
}

/**
 * Adds an entry about the text; one that was added before changes nothing. `counts` is whether it counts. In
 * whatever order entries come, the same ones give the same.
 */
export function addToText(fold: TextFold, entry: HeldEntry, counts: boolean): void {
  if (fold.known.has(entry.at)) return;
  fold.known.add(entry.at);
  if (fold.newest === null || canonicalOrder(entry, fold.newest) > 0) fold.newest = entry;
  if (toHex(entry.leaf) === fold.object) begin(fold, entry, counts);
  else if (!counts) over(fold, fold.begun, entry);
  else if (fold.begun === null) fold.early.push(entry);
  else take(fold, fold.begun, entry);
}

/** Leaves of offers that something said names and that are not held, in order. */
export function waitedFor(fold: TextFold): readonly Hex[] {
  return [...fold.waiting.keys()].sort();
}

/** Order of words: the newer is the greater. Only words of one party are compared. */
function wordOrder(a: Word, b: Word): number {
  return canonicalOrder(a.entry, b.entry) || a.n - b.n;
}

/** Whether a word stands for its change. */
export function isStanding({ stance }: Word): boolean {
  return stance === "accept" || stance === "reserve";
}

/** Of an entry that does not count nothing comes, and nobody waits for it. */
function over(fold: TextFold, begun: Begun | null, entry: HeldEntry): void {
  passOver(fold, entry, "key-revoked");
  fold.over.add(toHex(entry.leaf));
  if (begun === null) return;
  const waiting = fold.waiting.get(toHex(entry.leaf)) ?? [];
  fold.waiting.delete(toHex(entry.leaf));
  for (const one of waiting) take(fold, begun, one);
}

function begin(fold: TextFold, entry: HeldEntry, counts: boolean): void {
  const content = entry.body.kind === textBegun.code ? entry.content as TextContent | null : null;
  if (!counts || content === null || !isWholeText(content, fold.parties.length)) return;
  const idOf = (index: number): Hex => fold.parties[index] ?? "";
  fold.begun = {
    entry, content, principals: content.principals.map(idOf), pen: content.pen === null ? null : idOf(content.pen),
  };
  for (const one of fold.early.splice(0)) take(fold, fold.begun, one);
}

/** Takes an entry, and then those that waited for it, one after the other. */
function take(fold: TextFold, begun: Begun, first: HeldEntry): void {
  const due = [first];
  for (let entry = due.pop(); entry !== undefined; entry = due.pop()) {
    const leaf = toHex(entry.leaf);
    const isDone = takeOne(fold, begun, entry);
    if (!isDone) continue;
    if (!fold.offers.has(leaf)) fold.over.add(leaf);
    for (const one of fold.waiting.get(leaf) ?? []) due.push(one);
    fold.waiting.delete(leaf);
  }
}

/** Whether an entry has had its effect, or never will; false while it waits for an offer. */
function takeOne(fold: TextFold, begun: Begun, entry: HeldEntry): boolean {
  const reason = whyNot(begun, entry);
  if (reason !== null) return passOver(fold, entry, reason);
  const missing = namedBy(entry).find((leaf) => (
    leaf !== fold.object && !fold.offers.has(leaf) && !fold.over.has(leaf)
  ));
  if (missing !== undefined) {
    const waiting = fold.waiting.get(missing) ?? new Set();
    fold.waiting.set(missing, waiting.add(entry));
    return false;
  }
  if (entry.body.kind === offer.code) return takeOffer(fold, begun, entry);
  if (entry.body.kind === position.code) return takePosition(fold, begun, entry);
  return takeCopy(fold, entry);
}

/** Why an entry has no effect for what it is alone, or null. */
function whyNot(begun: Begun, entry: HeldEntry): PassedOver | null {
  const { kind } = entry.body;
  if (kind !== offer.code && kind !== position.code && kind !== fairCopy.code) {
    return isReadElsewhere(kind) ? null : "kind";
  }
  if (entry.content === null) return entry.poison ? "poison" : "withheld";
  const party = toHex(entry.party);
  if (!begun.principals.includes(party) && party !== begun.pen) return "not-a-principal";
  return kind === offer.code && begun.pen !== null && party !== begun.pen ? "not-the-pen" : null;
}

/** What agrees and what is said of copies on paper is about a text too, and read by other folds. */
function isReadElsewhere(kind: number): boolean {
  return [acceptance, declination, compiled, publication].some(({ code }) => code === kind);
}

/** Leaves of the offers that an entry names. */
function namedBy(entry: HeldEntry): readonly Hex[] {
  if (entry.body.kind === position.code) {
    return (entry.content as PositionContent).stands.map((one) => toHex(one.offer));
  }
  if (entry.body.kind === fairCopy.code) return (entry.content as FairCopyContent).runs.map((one) => toHex(one.offer));
  if (entry.body.kind !== offer.code) return [];
  const named = (entry.content as OfferContent).changes.flatMap(({ touches, clauses }) => [
    ...touches, ...clauses.flatMap((one) => [one.slot, one.after].filter((slot) => slot !== null)),
  ]);
  return [...new Set(named.flatMap((one) => (one.offer === null ? [] : [toHex(one.offer)])))];
}

function takeOffer(fold: TextFold, begun: Begun, entry: HeldEntry): boolean {
  const made = readOffer(fold, begun, entry, entry.content as OfferContent);
  if (typeof made === "string") return passOver(fold, entry, made);
  fold.made += made.made;
  fold.changed += made.size;
  if (isOverfull(fold)) {
    if (fold.slots.size > 0) shed(fold);
    fold.offers.set(made.leaf, { ...made, changes: [], clauses: [] });
    return true;
  }
  fold.offers.set(made.leaf, made);
  const isPrincipal = begun.principals.includes(made.party);
  for (const change of made.changes) {
    fold.parts += 1 + placesOf(change).length;
    for (const slot of change.makes) {
      fold.slots.set(slot, { slot, madeBy: change, changes: [], stands: new Map(), words: new Map() });
    }
    for (const slot of placesOf(change)) slotOf(fold, slot).changes.push(change);
    if (isPrincipal) say(fold, { entry, n: change.n, change, stance: "accept" });
    else noteWord(change.words, { entry, n: change.n, change, stance: "accept" });
  }
  return true;
}

function takePosition(fold: TextFold, begun: Begun, entry: HeldEntry): boolean {
  const { stands } = entry.content as PositionContent;
  const party = toHex(entry.party);
  const isPrincipal = begun.principals.includes(party);
  const of = stands.map((one) => offerWith(fold, one));
  if (of.includes(null)) return passOver(fold, entry, "change-unknown");
  // Who holds the pen without a vote can take back what it has offered, and no more.
  const isOwn = stands.every(({ stance }, index) => stance === "withdraw" && of[index]?.party === party);
  if (!isPrincipal && !isOwn) return passOver(fold, entry, "not-a-principal");
  for (const [index, { change: n, stance }] of stands.entries()) {
    // Of an overfull text no word is looked at.
    const change = of[index]?.changes[n];
    if (change === undefined) continue;
    const word = { entry, n: index, change, stance };
    if (isPrincipal) say(fold, word);
    else noteWord(change.words, word);
  }
  return true;
}

function takeCopy(fold: TextFold, entry: HeldEntry): boolean {
  if (entry.body.kind !== fairCopy.code) return true;
  const { runs } = entry.content as FairCopyContent;
  // What is named is counted before anything is made of it: a few bytes can name many clauses.
  if (runs.some(({ count }) => count === 0) || runs.reduce((sum, { count }) => sum + count, 0) > copyClausesMax) {
    return passOver(fold, entry, "not-a-copy");
  }
  const clauses = clausesIn(fold, runs);
  if (clauses.some((some, index) => some.length !== runs[index]?.count)) {
    return passOver(fold, entry, "clause-unknown");
  }
  const slots = clauses.flat().map((one) => one.slot);
  if (new Set(slots).size !== slots.length) return passOver(fold, entry, "not-a-copy");
  fold.copies.push({ entry, runs, digest: null });
  return true;
}

/** The offer in effect that has the change that a position names, or null. */
export function offerWith({ offers }: TextFold, { offer: of, change }: Pick<Stand, "offer" | "change">): Offer | null {
  const found = offers.get(toHex(of));
  return found === undefined || change >= found.size ? null : found;
}

/** The clauses that each run names: fewer than it counts where there are not so many, none where there is no offer. */
export function clausesIn(fold: TextFold, runs: readonly Run[]): readonly (readonly PlacedClause[])[] {
  // Neighbouring runs name one offer, as a rule; of an overfull text it is read once for all of them.
  let last: { readonly leaf: Hex; readonly clauses: readonly PlacedClause[] } = { leaf: "", clauses: [] };
  return runs.map(({ offer: of, from, count }) => {
    const leaf = toHex(of);
    if (last.leaf !== leaf) last = { leaf, clauses: clausesOf(fold, fold.offers.get(leaf)) };
    return last.clauses.slice(from, from + count);
  });
}

function clausesOf(fold: TextFold, of: Offer | undefined): readonly PlacedClause[] {
  if (of === undefined || fold.begun === null) return [];
  if (!isOverfull(fold)) return of.clauses;
  const read = readOffer(fold, fold.begun, of.entry, of.entry.content as OfferContent);
  return typeof read === "string" ? [] : read.clauses;
}

/** Whether a text has more slots or changes than those who keep to the rules can make, so that none is read (T-58). */
export function isOverfull({ begun, made, changed }: TextFold): boolean {
  if (begun === null) return false;
  const { principals, pen } = begun;
  const makers = principals.length + Number(pen !== null && !principals.includes(pen));
  return made > textSlotsMax * makers || changed > textChangesMax * makers;
}

/** What is known of each slot of a text that has become overfull is given up. */
function shed(fold: TextFold): void {
  fold.slots.clear();
  fold.parts = 0;
  for (const [leaf, one] of fold.offers) fold.offers.set(leaf, { ...one, changes: [], clauses: [] });
}

/** Places of a change: what it touches and what it makes. */
function placesOf({ touches, makes }: ChangeState): readonly string[] {
  return [...touches, ...makes];
}

/** A principal's word moves its own position, on every place of the change. */
function say(fold: TextFold, word: Word): void {
  noteWord(word.change.words, word);
  for (const slot of placesOf(word.change)) {
    const { stands, words } = slotOf(fold, slot);
    noteWord(words, word);
    if (isStanding(word)) noteWord(stands, word);
  }
}

function noteWord(words: Map<Hex, Word>, word: Word): void {
  const party = toHex(word.entry.party);
  const before = words.get(party);
  if (before === undefined || wordOrder(word, before) > 0) words.set(party, word);
}

function slotOf(fold: TextFold, slot: string): SlotState {
  return fold.slots.get(slot) as SlotState;
}

function passOver(fold: TextFold, entry: HeldEntry, reason: PassedOver): true {
  fold.passedOver.set(entry.at, reason);
  return true;
}
