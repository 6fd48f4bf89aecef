// Checks every entry of an export in the order in which their authors can have known of each other.

import { find } from "./check.ts";
import type { Check } from "./check.ts";
import { beginWithoutBoot } from "./author.ts";
import { compareClaims, noteClaims } from "./claims.ts";
import { checkLoose, signedRoots } from "./loose.ts";
import type { Before } from "./loose.ts";
import type { Place } from "./places.ts";
import { equalBytes, fromHex, toHex } from "../core/bytes/hex.ts";
import { ChirographError, assert } from "../core/errors.ts";
import { checkpointKind } from "../core/mechanism/checkpoint/entries.ts";
import type { CheckpointContent } from "../core/mechanism/checkpoint/entries.ts";
import { decodeContent } from "../core/mechanism/registry.ts";
import { charterProposal, charterRefusal, mayPrecedeCharter } from "../core/mechanism/charter/entries.ts";
import { stationOf } from "../core/keys/roster.ts";
import type { Hex, Leaf } from "../core/names.ts";
import { admit, admitLeaf } from "../core/record/admission.ts";
import type { Admission, Contradiction } from "../core/record/admission.ts";
import { decodeBody, leafHash, verifyEntry } from "../core/record/entry.ts";
import type { Body } from "../core/record/entry.ts";
import { Turns } from "../core/record/turns.ts";
import type { Turn } from "../core/record/turns.ts";
import { decodeExportItem } from "../core/record/export.ts";
import type { ExportItem } from "../core/record/export.ts";
import { rootWith } from "../core/record/merkle.ts";

/** An entry item with its body and leaf. */
export interface Shown {
  readonly item: Extract<ExportItem, { item: "entry" }>;
  readonly body: Body;
  readonly leaf: Leaf;
}

/** Where the check of one log is. */
export interface Course extends Turn {
  readonly log: Hex;
  /** Places of it that are still to come, after the next one. */
  readonly rest: Generator<number>;
  next: Place | null;
  /** The position that comes next. */
  seq: number;
  /** A leaf that nothing signed has confirmed yet: of an altered entry, or one shown by its leaf alone. */
  suspect: Leaf | null;
  /** Whether the tree can no longer be followed: what comes is checked by its signature and against what others say. */
  loose: boolean;
  before: Before | null;
  /** Whether no author could be found, so that nothing of it can be checked. */
  lost: boolean;
  /** Number of the item whose BOOT passed the gate whole, or null: only then others know whose signatures these are. */
  boot: number | null;
}

/**
 * Checks all entries; `tell` hears how many are done. Entries go by lamport: what an entry acknowledges stands before
 * it. Each log keeps its own order, whatever it says.
 */
export function checkEntries(check: Check, tell: (entries: number) => void): void {
  let done = 0;
  const courses = new Turns<Course>();
  const all: Course[] = [];
  for (const log of check.places.logs) {
    const course: Course = {
      log, number: all.length, rest: check.places.of(log), next: null, order: 0, seq: 0, suspect: null, loose: false,
      before: null, lost: false, boot: null,
    };
    all.push(course);
    advance(check, course);
    courses.add(course);
  }
  for (let course = courses.take(); course !== null; course = courses.take()) {
    if (done % 1_024 === 0) tell(done);
    done += 1;
    const place = course.next as Place;
    advance(check, course);
    if (course.seq === 0 && !course.lost) open(check, course, place);
    step(check, course, place);
    if (course.next === null) close(check, course);
    else courses.add(course);
  }
  compareClaims(check);
  const left = all.some((course) => course.loose || course.lost);
  assert(!left || check.findings.length > 0 || check.rostersDamaged, "a log is given up with a finding");
}

function advance(check: Check, course: Course): void {
  const { value, done } = course.rest.next();
  course.next = done === true ? null : check.places.get(value);
  if (course.next?.sort === "entry") course.order = Math.max(course.order, course.next.lamport);
}

/** Finds the author of a log whose BOOT is not there or not whole. */
function open(check: Check, course: Course, placed: Place): void {
  if (placed.sort === "entry" && placed.seq === 0) return;
  if (placed.seq > 0) find(check, "missing", course.log, 0, "The BOOT of this log is not in the file.");
  course.lost = !beginWithoutBoot(check, course.log);
  if (course.lost && placed.seq === 0 && placed.sort === "leaf") {
    find(check, "missing", course.log, 0, "The BOOT is shown by its leaf alone, and nobody known has signed the log.");
  }
}

function step(check: Check, course: Course, placed: Place): void {
  if (placed.seq < course.seq) {
    return find(check, "export", course.log, placed.seq, "The position stands in the file twice.");
  }
  if (placed.seq > course.seq) {
    if (course.seq > 0) find(check, "missing", course.log, course.seq, `Up to position ${placed.seq - 1}.`);
    loosen(course);
  }
  course.seq = placed.seq + 1;
  if (placed.sort === "damaged") {
    find(check, "export", course.log, placed.seq, placed.detail);
    loosen(course);
  } else if (placed.sort === "leaf") takeLeaf(check, course, placed);
  else takeEntry(check, course, placed);
}

function loosen(course: Course): void {
  course.loose = true;
  course.suspect = null;
}

function takeLeaf(check: Check, course: Course, placed: Place): void {
  check.withheld += 1;
  check.leafItems += 1;
  const item = decodeExportItem(check.places.frame(placed));
  // One leaf follows from the root that the entry after it signs; two cannot be told apart.
  if (item.item !== "leaf" || course.lost || course.loose) return;
  if (course.suspect !== null) return giveUp(check, course, placed.seq - 1);
  course.suspect = item.leaf;
}

/** A leaf that nothing confirms ends the tree; it is a finding unless its position has one. */
function giveUp(check: Check, course: Course, seq: number): void {
  if (!isNamed(check, course.log, seq)) {
    find(check, "missing", course.log, seq, "Shown by its leaf alone, and nothing signed confirms the leaf.");
  }
  loosen(course);
}

function takeEntry(check: Check, course: Course, placed: Place): void {
  const { log } = course;
  const shown = show(check, log, placed);
  if (shown instanceof ChirographError) {
    find(check, shown.code, log, placed.seq, shown.message);
    if (placed.seq === 0) course.lost = !beginWithoutBoot(check, log);
    suspectIt(check, course, leafOf(check, placed));
    return;
  }
  const content = shown.item.content[0] ?? null;
  if (shown.body.commit.length > 0 && content === null) check.withheld += 1;
  if (course.lost) {
    check.unchecked += 1;
    return;
  }
  confirm(check, course, shown);
  const { admission, without } = atGate(check, course, placed, shown);
  if (placed.seq === 0 && admission.kind === "held" && !without) course.boot = placed.item;
  // A content that does not match is as if it were not shown.
  settle(check, course, without ? { ...shown, item: { ...shown.item, salt: [], content: [] } } : shown, admission);
}

function show(check: Check, log: Hex, placed: Place): Shown | ChirographError {
  const item = decodeExportItem(check.places.frame(placed)) as Shown["item"];
  try {
    const body = decodeBody(item.payload);
    if (toHex(body.log) !== log || body.seq !== placed.seq) {
      return new ChirographError("export", "The item names another position than the entry in it.");
    }
    return { item, body, leaf: leafHash(check.crypto, item.payload) };
  } catch (error) {
    if (error instanceof ChirographError) return error;
    throw error;
  }
}

function leafOf(check: Check, placed: Place): Leaf {
  return leafHash(check.crypto, (decodeExportItem(check.places.frame(placed)) as Shown["item"]).payload);
}

/** An unconfirmed leaf is taken in when the entry after it signs the root it leads to; else the tree ends there. */
function confirm(check: Check, course: Course, shown: Shown): void {
  const { suspect, log } = course;
  course.suspect = null;
  const held = check.ledger.logs.get(log);
  if (suspect === null || course.loose || held === undefined) return;
  if (equalBytes(rootWith(check.crypto, held.tree, [suspect]), shown.body.prev)) {
    admitLeaf(check.crypto, check.ledger, held.log, held.size, suspect);
  } else giveUp(check, course, held.size);
}

function isNamed(check: Check, log: Hex, seq: number): boolean {
  return check.findings.some((one) => one.log === log && one.seq === seq);
}

/** What came of an entry at the gate, with its content or without. */
interface Passage {
  readonly admission: Admission;
  readonly without: boolean;
}

/** The gate of the record. What is refused for its content or its BOOT is tried again without that. */
function atGate(check: Check, course: Course, placed: Place, { item, body, leaf }: Shown): Passage {
  const { crypto, ledger, rosters } = check;
  // Where the tree is not followed nothing after an entry covers it.
  const checked = course.boot !== null && !course.loose && check.isSigned(placed.item, course.boot);
  const arrival = { entry: item, read: { body, leaf }, nowMs: body.time, own: false, checked };
  const [content = null] = item.content;
  const [salt = null] = item.salt;
  if (checked && check.headsOnly) check.covered += 1;
  const admission = admit(crypto, ledger, rosters, { ...arrival, content, salt });
  const as = { admission, without: false };
  if (admission.kind !== "refused" || admission.error.code === "entry-signature") return as;
  const { error } = admission;
  if (body.seq === 0) course.lost = !beginWithoutBoot(check, course.log);
  if (course.lost || (error.code !== "entry-commit" && body.seq > 0)) return as;
  const again = admit(crypto, ledger, rosters, { ...arrival, content: null, salt: null });
  // An altered payload fails here: then its signature is what is wrong, not what followed from the altered fields.
  if (again.kind !== "refused") find(check, error.code, course.log, body.seq, error.message);
  else if (again.error.code !== "entry-signature") return as;
  return { admission: again, without: true };
}

function settle(check: Check, course: Course, shown: Shown, admission: Admission): void {
  const { body, leaf } = shown;
  const { log } = course;
  if (admission.kind === "held" || admission.kind === "beyond") {
    if (admission.kind === "beyond") {
      check.ledger.logs.get(log)?.beyond.delete(body.seq);
      checkLoose(check, log, course.before, body);
      signedRoots(check, log, body, leaf);
    } else if (body.seq === 0) checkPrincipal(check, log);
    if (admission.kind === "held") noteContradictions(check, log, body, admission.contradictions);
    course.before = { time: body.time, lamport: body.lamport };
    noteClaims(check, log, body, admission.kind === "held");
    noteWord(check, log, shown);
    return;
  }
  if (admission.kind === "duplicate") return;
  if (admission.kind === "fork") {
    const { contradiction } = admission;
    const { log: other, size, by: [held] } = contradiction;
    check.forks.push({ log: toHex(other), size, by: [held, `${log}:${body.seq}`] });
    find(check, "fork", log, body.seq, `It contradicts ${held}.`);
    admitLeaf(check.crypto, check.ledger, body.log, body.seq, leaf);
    return;
  }
  refuse(check, course, shown, admission.error);
}

/** What the entry acknowledges otherwise than it stands in the file; claims made before are compared at the end. */
function noteContradictions(check: Check, log: Hex, body: Body, contradictions: readonly Contradiction[]): void {
  for (const one of contradictions.filter(({ by }) => by[1] === `${log}:${body.seq}`)) {
    check.forks.push({ log: toHex(one.log), size: one.size, by: one.by });
    find(check, "fork", log, body.seq, `It contradicts ${one.by[0]}.`);
  }
}

function refuse(check: Check, course: Course, shown: Shown, error: ChirographError): void {
  const { body, leaf } = shown;
  const { log } = course;
  if (course.lost && error.code === "missing" && check.rostersDamaged) {
    check.unchecked += 1;
    return;
  }
  if (body.seq === 0) course.lost = !beginWithoutBoot(check, log);
  find(check, error.code, log, body.seq, error.message);
  if (error.code === "entry-signature" || error.code === "entry-channel") return suspectIt(check, course, leaf);
  // Its author has signed it, so it stands where it is, whatever is wrong with it; only a wrong prev leads elsewhere.
  if (error.code === "entry-prev") loosen(course);
  else if (!course.loose) admitLeaf(check.crypto, check.ledger, body.log, body.seq, leaf);
  if (isSigned(check, shown)) noteClaims(check, log, body, false);
}

/** Whether the entry is signed by the station of its log; one of a log without an author is not. */
function isSigned(check: Check, { item, body }: Shown): boolean {
  const log = check.ledger.logs.get(toHex(body.log));
  const roster = log === undefined ? undefined : check.rosters.get(log.roster);
  const station = log === undefined || roster === undefined ? null : stationOf(roster, log.station);
  const rosterDigest = fromHex(log?.roster ?? "");
  if (log === undefined || station === null || rosterDigest === null) return false;
  return verifyEntry(check.crypto, station.key, { party: log.party, rosterDigest }, item);
}

function suspectIt(check: Check, course: Course, leaf: Leaf): void {
  if (course.loose) return;
  if (course.suspect !== null || check.ledger.logs.get(course.log)?.size !== course.seq - 1) loosen(course);
  else course.suspect = leaf;
}

/** A leaf at the end of a log that nothing confirms. */
function close(check: Check, course: Course): void {
  if (course.suspect !== null) giveUp(check, course, course.seq - 1);
}

function checkPrincipal(check: Check, log: Hex): void {
  const party = check.ledger.logs.get(log)?.party;
  if (party === undefined || check.principals === null || check.principals.has(toHex(party))) return;
  find(check, "entry-author", log, 0, "The charter does not name this party.");
}

function noteCheckpoint(check: Check, at: string, content: Uint8Array | null): void {
  const decoded = content === null ? null : decodeContent(checkpointKind.code, content);
  if (decoded?.kind !== "decoded") return;
  check.checkpoints.push({ at, note: (decoded.content as CheckpointContent).note });
}

function noteWord(check: Check, log: Hex, { body, item }: Shown): void {
  if (!mayPrecedeCharter(body.kind)) {
    const { firstWord: first } = check;
    const difference = first === null ? -1 : body.lamport - first.lamport;
    const isFirst = difference < 0 || (difference === 0 && log < (first?.log ?? ""));
    if (isFirst) check.firstWord = { log, seq: body.seq, lamport: body.lamport };
    if (body.kind === checkpointKind.code) noteCheckpoint(check, `${log}:${body.seq}`, item.content[0] ?? null);
  } else if (body.kind >= charterProposal.code && body.kind <= charterRefusal.code) {
    check.charterWords.push({ body, content: item.content[0] ?? null });
  }
}
