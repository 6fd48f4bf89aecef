// A narrow link's memory, and what it hands to its bearer: fragments decided one by one, never more than half a second
// of them below the line (spec/14-narrow-line.md, Sending).

import { aroundBytesOf, goesMs } from "../bearer/rates.ts";
import { concat } from "../bytes/hex.ts";
import type { LinkTerms } from "../../ports/bearer.ts";
import { symbolOf, symbolsToSend } from "./fountain.ts";
import { emptyAssembly } from "./narrow-assembly.ts";
import type { NarrowAssembly } from "./narrow-assembly.ts";
import { encodeControl } from "./narrow-control.ts";
import type { Control } from "./narrow-control.ts";
import {
  encodeNarrowFragment, halfSecondBytes, narrowFragmentLength, pieceLength, symbolNumberMax,
} from "./narrow-fragment.ts";
import { isOldNews } from "./one-way.ts";
import { fifo, fragmentsInFlightMax, peek, shift } from "./queue.ts";
import { controlLevel, flashLevel } from "./state.ts";
import type { Fifo, Item, LinkState, Turn } from "./state.ts";
import { noteSent } from "./traffic.ts";

/** From this declared loss on frames with entries go as symbols. */
export const fountainLossMin = 0.2;
/** A control frame waits so long for company, in milliseconds, and the time the link takes to turn beside it. */
export const mergeMs = 100;
/** Control frames that wait on one link. */
export const narrowControlsMax = 64;
/** An entry that is ignored more often waits as ROUTINE. */
const ignoredMax = 3;
/** After so many entries at one precedence one goes that goes for the third time, or more often. */
export const freshInARowMax = 4;
/** Bytes of control frames that go with an entry in one fragment. */
export const companyBytesMax = 24;
/** Frames in several fragments remembered for repeats, and their bytes, on one link. */
export const repeatableMax = 64;
export const repeatableBytesMax = 524_288;
/** Message ids of a narrow link are counted modulo this. */
const narrowIds = 256;
/** A symbol takes so much beside its bytes, at most: flags, id, length, number, CRC. */
const symbolOverheadBytes = 12;

/** A frame that waits for a narrow link, or has gone and may be repeated in part. `item` is null for control frames. */
export interface NarrowOutgoing {
  readonly frame: Uint8Array;
  readonly level: number;
  readonly item: Item | null;
  /** What a frame without an entry is about, or null. */
  readonly about: string | null;
  /** Sent once more, unasked. */
  readonly again: boolean;
  id: number | null;
  /** Bytes of each piece or symbol; the whole frame where it goes whole. */
  partBytes: number;
  /** How it goes; null until it is its turn. */
  sort: "whole" | "piece" | "symbol" | null;
  /** Pieces or symbols that are to go, and how many of them have. */
  todo: readonly number[];
  gone: number;
  /** The number of the next symbol that nobody has had. */
  nextSymbol: number;
  /** A part of it goes again, since it was asked for. */
  repeated: boolean;
}

/** A narrow link. */
export interface NarrowLink {
  readonly fragmentBytes: number;
  /** Bytes below the line at most, when it is not one fragment alone; null without a rate. */
  readonly belowBytesMax: number | null;
  /** Nothing comes back, so nothing is said that asks or answers. */
  readonly mute: boolean;
  /** Frames with entries go as symbols. */
  readonly fountain: boolean;
  /** Lengths of the fragments that the bearer has not taken. */
  readonly below: number[];
  readonly levels: readonly Fifo<NarrowOutgoing>[];
  /** Of each precedence, how many entries went since one went for the third time or more often. */
  readonly freshInARow: number[];
  /** What is sent once more unasked, when nothing urgent waits. */
  readonly again: Fifo<NarrowOutgoing>;
  readonly repeatable: Map<number, NarrowOutgoing>;
  repeatableBytes: number;
  nextId: number;
  readonly assembly: NarrowAssembly;
  /** Control frames to be said, by what they are about, and since when the first waits. */
  readonly controls: Map<string, Control>;
  controlsSinceMs: number | null;
  /** The digest that the peer has told and that was not understood, and when it is looked at again. */
  theirs: Uint8Array | null;
  compareDueMs: number | null;
  /** How often in a row one that said nothing was looked at while something was under way. */
  compares: number;
  /** When our heads were last said here, of the newest logs or of all. */
  headsSaidMs: number | null;
  /** Since when something that asks for an answer is under way; null when the peer was heard after it. */
  askedMs: number | null;
}

/** A narrow link that has just come up. */
export function createNarrowLink(terms: LinkTerms, nowMs: number): NarrowLink {
  return {
    fragmentBytes: narrowFragmentLength(terms), belowBytesMax: halfSecondBytes(terms),
    mute: !terms.returnPath, fountain: !terms.returnPath || terms.lossShare >= fountainLossMin, below: [],
    levels: [0, 1, 2, 3].map(() => fifo<NarrowOutgoing>()), freshInARow: [0, 0, 0, 0], again: fifo(),
    repeatable: new Map(), repeatableBytes: 0,
    // Any number will do that a start before this one has hardly used last.
    nextId: nowMs % narrowIds, assembly: emptyAssembly(), controls: new Map(), controlsSinceMs: null,
    theirs: null, compareDueMs: null, compares: 0, headsSaidMs: null, askedMs: null,
  };
}

function outgoing(frame: Uint8Array, level: number, item: Item | null, again: boolean): NarrowOutgoing {
  return {
    frame, level, item, about: null, again, id: null, partBytes: frame.length, sort: null, todo: [0], gone: 0,
    nextSymbol: 0,
    repeated: false,
  };
}

/** Queues the frame of an entry: before those that are sent for the third time, or more often. */
export function queueNarrowItem(link: LinkState, narrow: NarrowLink, frame: Uint8Array, item: Item): void {
  item.waiting.add(link.id);
  const level = levelHere(item, narrow);
  const { items, first } = narrow.levels[level] as Fifo<NarrowOutgoing>;
  const at = isRepeat(item) ? -1 : items.findIndex((one, index) => index >= first && isRepeat(one.item));
  items.splice(at === -1 ? items.length : at, 0, outgoing(frame, level, item, false));
}

/** What a peer that is heard has left without an answer so often may lack something less urgent before it is of use. */
function levelHere(item: Item, { mute }: NarrowLink): number {
  return item.ignored > ignoredMax || (mute && isOldNews(item)) ? 0 : item.level;
}

/** Whether an entry has gone twice and nobody has answered. */
export function isRepeat(item: Item | null): boolean {
  return item !== null && item.tries > 1;
}

/**
 * Queues a frame that carries no entry and goes by itself; one about the same that waits yet goes in its place, so that
 * a question that is asked again does not stand there twice. False when too many wait.
 */
export function queueNarrowFrame(narrow: NarrowLink, about: string, frame: Uint8Array): boolean {
  const list = narrow.levels[controlLevel] as Fifo<NarrowOutgoing>;
  const made = { ...outgoing(frame, controlLevel, null, false), about };
  for (let at = list.first; at < list.items.length; at++) {
    const same = list.items[at] as NarrowOutgoing;
    if (same.about !== about || same.gone > 0) continue;
    list.items[at] = made;
    return true;
  }
  if (list.items.length - list.first >= narrowControlsMax) return false;
  list.items.push(made);
  return true;
}

/** Puts a control frame among those to be said; one about the same takes the place of the one before. */
export function sayControl(turn: Turn, narrow: NarrowLink, about: string, control: Control): void {
  if (narrow.mute || (narrow.controls.size >= narrowControlsMax && !narrow.controls.has(about))) return;
  narrow.controls.set(about, control);
  narrow.controlsSinceMs ??= turn.nowMs;
}

/** When the control frames that wait go by themselves, or null. */
export function controlsDueMs({ terms }: LinkState, narrow: NarrowLink): number | null {
  if (narrow.controlsSinceMs === null || narrow.below.length > 0) return null;
  return narrow.controlsSinceMs + mergeMs + Math.min(mergeMs, terms.turnaroundMs ?? 0);
}

/** Hands fragments to the link while it takes them. `carried` hears of each entry whose last fragment went. */
export function sendNarrow(turn: Turn, link: LinkState, narrow: NarrowLink, carried: (item: Item) => void): void {
  while (!link.closed && narrow.below.length < fragmentsInFlightMax) {
    const next = nextOutgoing(narrow);
    if (next !== null) prepare(link, narrow, next);
    const controls = isControlsTurn(turn, link, narrow, next);
    const made = controls ? controlsAlone(narrow) : next && fragmentOf(link, narrow, next);
    if (made === null || !hasRoom(narrow, made.bytes.length)) return;
    made.gone();
    narrow.below.push(made.bytes.length);
    noteSent(link.traffic, made.bytes.length);
    turn.out.push({ kind: "send", link: link.id, fragment: made.bytes });
    if (!controls && next !== null && next.gone === next.todo.length) finish(link, narrow, next, carried);
  }
}

/** Nothing below the line, or together at most half a second. */
function hasRoom({ below, belowBytesMax }: NarrowLink, bytes: number): boolean {
  if (below.length === 0 || belowBytesMax === null) return true;
  return below.reduce((sum, one) => sum + one, bytes) <= belowBytesMax;
}

/** Milliseconds until what is below the line has gone, by the declared rate. */
export function belowMs({ below }: NarrowLink, terms: LinkTerms): number {
  const around = aroundBytesOf(terms);
  return Math.ceil(goesMs(terms, below.reduce((sum, one) => sum + one + around, 0)));
}

type Waiting = Fifo<NarrowOutgoing>;

function nextOutgoing(narrow: NarrowLink): NarrowOutgoing | null {
  const [routine, priority, immediate, flash] = narrow.levels as readonly [Waiting, Waiting, Waiting, Waiting];
  // A FLASH that goes once more does so before what is not urgent: a backlog would else hold up what makes losses good.
  for (const list of [flash, immediate, narrow.again, priority, routine]) {
    for (let next = peek(list); next !== undefined; next = peek(list)) {
      if (next.item?.done !== true) return itsTurn(narrow, list, next);
      shift(list);
    }
  }
  return null;
}

/** What goes for the third time gives way to what does not, and takes its turn after so many of them (N-50). */
function itsTurn({ freshInARow }: NarrowLink, list: Waiting, next: NarrowOutgoing): NarrowOutgoing {
  const owed = (freshInARow[next.level] as number) >= freshInARowMax;
  const gives = !next.repeated && next.item !== null && isRepeat(next.item) !== owed;
  const at = gives ? list.items.findIndex((one, index) => index >= list.first && isOwed(one, owed)) : -1;
  if (at === -1) return next;
  const [other] = list.items.splice(at, 1) as [NarrowOutgoing];
  list.items.splice(list.first, 0, other);
  return other;
}

function isOwed({ item }: NarrowOutgoing, owed: boolean): boolean {
  return item !== null && !item.done && isRepeat(item) === owed;
}

/** Decides how a frame goes, when it is its turn. */
function prepare({ terms }: LinkState, narrow: NarrowLink, next: NarrowOutgoing): void {
  if (next.sort !== null) return;
  const { frame, level, item, again } = next;
  const longest = level === flashLevel && !again ? terms.mtuBytes : narrow.fragmentBytes;
  if (narrow.fountain && item !== null) {
    const sources = Math.ceil(frame.length / (narrow.fragmentBytes - symbolOverheadBytes));
    const sent = Math.min(symbolsToSend(sources, terms.lossShare), symbolNumberMax);
    const todo = Array.from({ length: sent }, (_, at) => at);
    Object.assign(next, { sort: "symbol", partBytes: Math.ceil(frame.length / sources), todo, nextSymbol: sent });
  } else if (frame.length + 5 <= longest) next.sort = "whole";
  else {
    const partBytes = pieceLength(frame.length, level === flashLevel && !again ? terms.mtuBytes : narrow.fragmentBytes);
    const todo = Array.from({ length: Math.ceil(frame.length / partBytes) }, (_, at) => at);
    Object.assign(next, { sort: "piece", partBytes, todo });
  }
}

/**
 * Control frames go before what is less urgent than they are, when they have waited for company; and before what is
 * sent for the third time: it may be what they say that ends the repeating.
 */
function isControlsTurn(turn: Turn, link: LinkState, narrow: NarrowLink, next: NarrowOutgoing | null): boolean {
  if (narrow.controls.size === 0) return false;
  if (next === null) return (controlsDueMs(link, narrow) ?? Infinity) <= turn.nowMs;
  const mayWait = next.level < controlLevel || next.again || areRepeats(narrow.levels[next.level] as Waiting);
  return mayWait && (next.sort !== "whole" || !hasCompany(link, narrow, next));
}

/** Whether all that waits at a precedence has gone twice: pieces of such a frame that were asked for stand first. */
function areRepeats({ items, first }: Waiting): boolean {
  return items.every((one, at) => at < first || isRepeat(one.item));
}

interface Made {
  readonly bytes: Uint8Array;
  readonly gone: () => void;
}

function whole(level: number, again: boolean, bytes: Uint8Array): Uint8Array {
  return encodeNarrowFragment({ level, again, sort: "whole", bytes });
}

/** Control frames that fit into so many bytes, in the order in which they were put there. */
function taken(narrow: NarrowLink, bytesMax: number): { readonly about: string[]; readonly bytes: Uint8Array } {
  const about: string[] = [];
  const parts: Uint8Array[] = [];
  let length = 0;
  for (const [key, control] of narrow.controls) {
    const bytes = encodeControl(control);
    if (length + bytes.length > bytesMax) continue;
    length += bytes.length;
    about.push(key);
    parts.push(bytes);
  }
  return { about, bytes: concat(...parts) };
}

function forget(narrow: NarrowLink, about: readonly string[]): void {
  for (const one of about) narrow.controls.delete(one);
  if (narrow.controls.size === 0) narrow.controlsSinceMs = null;
}

/** A fragment of control frames alone; one that is too long for a fragment goes in pieces. */
function controlsAlone(narrow: NarrowLink): Made | null {
  const { about, bytes } = taken(narrow, narrow.fragmentBytes - 5);
  if (about.length > 0) return { bytes: whole(controlLevel, false, bytes), gone: () => forget(narrow, about) };
  const [key, control] = [...narrow.controls][0] as [string, Control];
  forget(narrow, [key]);
  queueNarrowFrame(narrow, key, encodeControl(control));
  return null;
}

/** How many bytes of control frames can go with a frame. */
function companyOf({ terms }: LinkState, narrow: NarrowLink, next: NarrowOutgoing): number {
  const longest = next.level === flashLevel && !next.again ? terms.mtuBytes : narrow.fragmentBytes;
  return Math.min(companyBytesMax, longest - 5 - next.frame.length);
}

function hasCompany(link: LinkState, narrow: NarrowLink, next: NarrowOutgoing): boolean {
  return taken(narrow, companyOf(link, narrow, next)).about.length > 0;
}

function fragmentOf(link: LinkState, narrow: NarrowLink, next: NarrowOutgoing): Made {
  const { frame, level, again, partBytes, sort } = next;
  const gone = (): void => {
    next.gone += 1;
  };
  if (sort === "whole") {
    const { about, bytes } = taken(narrow, companyOf(link, narrow, next));
    return {
      bytes: whole(level, again, concat(bytes, frame)),
      gone: () => {
        gone();
        forget(narrow, about);
      },
    };
  }
  next.id ??= takeId(narrow);
  const { id } = next;
  const number = next.todo[next.gone] as number;
  if (sort === "symbol") {
    const bytes = symbolOf(frame, partBytes, number);
    return { bytes: encodeNarrowFragment({ level, again, sort, id, length: frame.length, number, bytes }), gone };
  }
  const count = Math.ceil(frame.length / partBytes);
  const bytes = frame.subarray(number * partBytes, (number + 1) * partBytes);
  return { bytes: encodeNarrowFragment({ level, again, sort: "piece", id, index: number, count, bytes }), gone };
}

function takeId(narrow: NarrowLink): number {
  const id = narrow.nextId;
  narrow.nextId = (id + 1) % narrowIds;
  return id;
}

function finish(link: LinkState, narrow: NarrowLink, next: NarrowOutgoing, carried: (item: Item) => void): void {
  shift(next.again ? narrow.again : narrow.levels[next.level] as Fifo<NarrowOutgoing>);
  if (next.sort !== "whole" && !next.again) remember(narrow, next);
  const { item, level, again } = next;
  if (item === null) return;
  narrow.freshInARow[level] = isRepeat(item) ? 0 : (narrow.freshInARow[level] as number) + 1;
  if (item.waiting.delete(link.id)) {
    if (level === flashLevel && item.tries === 0 && !next.repeated) repeatUnasked(link, narrow, next);
    carried(item);
  } else if (!again) carried(item);
}

/** A FLASH, and the receipt of one, goes once more or twice when nothing urgent does: one loss costs no round trip. */
function repeatUnasked({ terms }: LinkState, narrow: NarrowLink, { frame, level, item }: NarrowOutgoing): void {
  if (narrow.fountain || terms.lossShare <= 0) return;
  for (let time = terms.lossShare > 0.1 ? 2 : 1; time > 0; time--) {
    narrow.again.items.push(outgoing(frame, level, item, true));
  }
}

function remember(narrow: NarrowLink, next: NarrowOutgoing): void {
  const id = next.id as number;
  dropRepeatable(narrow, id);
  narrow.repeatable.set(id, next);
  narrow.repeatableBytes += next.frame.length;
  for (const oldest of narrow.repeatable.keys()) {
    if (narrow.repeatable.size <= repeatableMax && narrow.repeatableBytes <= repeatableBytesMax) break;
    dropRepeatable(narrow, oldest);
  }
}

function dropRepeatable(narrow: NarrowLink, id: number): void {
  const before = narrow.repeatable.get(id);
  if (before === undefined) return;
  narrow.repeatable.delete(id);
  narrow.repeatableBytes -= before.frame.length;
}

/** Sends these pieces of a frame again, before what is fresh of its precedence; false when it is not remembered. */
export function repeatPieces(
  link: LinkState, narrow: NarrowLink, id: number, pieces: readonly number[],
): boolean {
  const one = narrow.repeatable.get(id);
  if (one === undefined || one.sort !== "piece" || one.item?.done === true) return false;
  const count = Math.ceil(one.frame.length / one.partBytes);
  const todo = pieces.filter((piece) => piece < count);
  if (todo.length === 0) return false;
  requeue(link, narrow, id, one, todo);
  return true;
}

/** Sends further symbols of a frame. */
export function repeatSymbols(link: LinkState, narrow: NarrowLink, id: number, count: number): boolean {
  const one = narrow.repeatable.get(id);
  if (one === undefined || one.sort !== "symbol" || one.item?.done === true) return false;
  if (one.nextSymbol >= symbolNumberMax) return false;
  const from = one.nextSymbol;
  one.nextSymbol = Math.min(symbolNumberMax, from + symbolsToSend(count, link.terms.lossShare));
  requeue(link, narrow, id, one, Array.from({ length: one.nextSymbol - from }, (_, at) => from + at));
  return true;
}

function requeue(link: LinkState, narrow: NarrowLink, id: number, one: NarrowOutgoing, todo: readonly number[]): void {
  dropRepeatable(narrow, id);
  Object.assign(one, { todo, gone: 0, repeated: true });
  if (one.item !== null) {
    // It is due again when these have gone, not before.
    one.item.dueMs = null;
    one.item.waiting.add(link.id);
  }
  const list = narrow.levels[one.level] as Fifo<NarrowOutgoing>;
  list.items.splice(list.first, 0, one);
}

/** The frame by which an entry went over the link in several fragments, if it is remembered. */
export function repeatableOf(narrow: NarrowLink, item: Item): NarrowOutgoing | null {
  for (const one of narrow.repeatable.values()) if (one.item === item) return one;
  return null;
}

/** The peer makes nothing of the frames by which an entry went, or still goes: no part of them goes any more. */
export function dropNarrowItem(link: LinkState, narrow: NarrowLink, item: Item): void {
  for (const list of [...narrow.levels, narrow.again]) {
    list.items = list.items.slice(list.first).filter((one) => one.item !== item);
    list.first = 0;
  }
  for (const [id, one] of narrow.repeatable) if (one.item === item) dropRepeatable(narrow, id);
  item.waiting.delete(link.id);
}

/** Items that stand in the queue of a link. */
export function narrowItems(narrow: NarrowLink): readonly Item[] {
  return narrow.levels.flatMap(({ items, first }) => items.slice(first).flatMap((one) => one.item ?? []));
}
