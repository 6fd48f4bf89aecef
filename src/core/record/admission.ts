// The gate: what every entry is checked for before it is held, ours and theirs alike (spec/03-record.md, Admission).

import type { Crypto } from "../../ports/crypto.ts";
import { disownAck, disownLeafAck, noteAck, noteLeafAck, noteUnclear } from "./acknowledged.ts";
import { boot, bootContent, logIdOf } from "./boot.ts";
import type { BootContent } from "./boot.ts";
import {
  commitment, contentBytesMax, decodeBody, entryVersion, lamportAfter, leafHash, verifyEntry,
} from "./entry.ts";
import type { Body, Entry } from "./entry.ts";
import { beyondMax, createLog } from "./log.ts";
import type { Beyond, Log } from "./log.ts";
import { noteShown } from "./cutoff.ts";
import { forgetEarly, noteEarly, settleEarly } from "./early.ts";
import type { HeldAt } from "./early.ts";
import { heldRoot, noteMoved, noteSaid } from "./ledger.ts";
import type { Claim, Ledger } from "./ledger.ts";
import { addLeaf, leafAt, rootOf, rootAt } from "./merkle.ts";
import { decodeShape } from "../bytes/shape.ts";
import { equalBytes, toHex } from "../bytes/hex.ts";
import { ChirographError } from "../errors.ts";
import type { ErrorCode } from "../errors.ts";
import type { Hex, Leaf, LogId } from "../names.ts";
import type { Roster } from "../keys/roster.ts";

/** Rosters that were checked, by the hex of their digest: who may sign. */
export type Directory = ReadonlyMap<Hex, Roster>;
/** Most claims kept about sizes of one log that are not held yet. */
export const claimsMax = 256;

/** Stands for the lamport of an entry of which only the leaf is left. */
export const lamportUnknown = -1;

/** One entry at the gate. */
export interface Arrival {
  readonly entry: Entry;
  /** Null when the content is withheld or there is none. */
  readonly content: Uint8Array | null;
  readonly salt: Uint8Array | null;
  readonly nowMs: number;
  /** Whether this process has just composed and signed it. */
  readonly own: boolean;
  /** Whether its signature was checked before, with the key that the roster of its log's BOOT has for the station. */
  readonly checked?: boolean;
  /** Its body and leaf where the caller has read them already. */
  readonly read?: { readonly body: Body; readonly leaf: Leaf };
}

/**
 * Two different trees are claimed for one log and one size; `by` are positions whose entries prove it, "" the one at
 * the gate.
 */
export interface Contradiction {
  readonly log: LogId;
  readonly size: number;
  /** Whether it is an acknowledged root or a single leaf that differs. */
  readonly sort: Claim["sort"];
  readonly by: readonly [string, string];
}

/** What came of an entry at the gate. */
export type Admission =
  | { readonly kind: "held"; readonly body: Body; readonly leaf: Leaf;
      /** Bodies of entries that stood beyond the gap this one has filled, in order. */
      readonly released: readonly Body[]; readonly contradictions: readonly Contradiction[] }
  | { readonly kind: "beyond"; readonly body: Body; readonly leaf: Leaf }
  | { readonly kind: "duplicate" }
  | { readonly kind: "fork"; readonly contradiction: Contradiction }
  | { readonly kind: "refused"; readonly error: ChirographError };

/** Checks an entry and, when everything holds, takes it into the ledger. Never throws for bytes of another party. */
export function admit(crypto: Crypto, ledger: Ledger, directory: Directory, arrival: Arrival): Admission {
  try {
    return admitOrThrow(crypto, ledger, directory, arrival);
  } catch (error) {
    if (error instanceof ChirographError) return { kind: "refused", error };
    throw error;
  }
}

function admitOrThrow(crypto: Crypto, ledger: Ledger, directory: Directory, arrival: Arrival): Admission {
  const { entry, own, nowMs, checked = own } = arrival;
  ledger.directory = directory;
  const body = arrival.read?.body ?? decodeBody(entry.payload);
  if (!equalBytes(body.channel, ledger.channel)) fail("entry-channel");
  checkCommit(crypto, body, arrival);
  const leaf = arrival.read?.leaf ?? leafHash(crypto, entry.payload);
  const hex = toHex(body.log);
  const known = ledger.logs.get(hex) ?? null;
  const log = known ?? begin(crypto, directory, body, hex, arrival);
  const standing = known === null ? null : standsAlready(log, body, leaf);
  if (standing === "same") return { kind: "duplicate" };
  if (!own && log.own) fail("entry-author", "Nobody else writes our log.", { log: body.log, seq: body.seq });
  checkSignature(crypto, directory, log, entry, checked);
  if (standing === "other") {
    const by = [`${hex}:${body.seq}`, ""] as const;
    return { kind: "fork", contradiction: { log: body.log, size: body.seq + 1, sort: "leaf", by } };
  }
  if (log.broken !== null) fail(log.broken, "The log stopped making sense before this entry.");
  if (body.seq > log.size) return holdBeyond(crypto, ledger, log, body, leaf, arrival);
  const contradictions = checkPlace(crypto, ledger, log, body);
  if (known === null) enter(crypto, ledger, log);
  contradictions.push(...take(crypto, ledger, log, body, leaf, nowMs, contradictions));
  noteShown(crypto, ledger, log, body, arrival.content);
  const released = releaseBeyond(crypto, ledger, log, contradictions);
  return { kind: "held", body, leaf, released, contradictions };
}

function fail(
  code: ErrorCode, detail = "", evidence: Readonly<Record<string, string | number | Uint8Array>> = {},
): never {
  throw new ChirographError(code, detail, evidence);
}

function checkCommit(crypto: Crypto, body: Body, { content, salt }: Arrival): void {
  if (content === null) return;
  if (content.length > contentBytesMax) fail("cbor-too-large", "A content is too long.");
  if (body.commit.length === 0) fail("entry-commit", "The entry commits to no content, yet one came.");
  if (salt === null || !equalBytes(commitment(crypto, salt, content), body.commit)) fail("entry-commit");
}

function begin(crypto: Crypto, directory: Directory, body: Body, hex: Hex, { content, own }: Arrival): Log {
  const said = saidByBoot(body, content);
  if (!equalBytes(logIdOf(crypto, body.channel, body.commit), body.log)) fail("boot", "Another id follows.");
  return openLog(directory, body.log, hex, said, own);
}

function saidByBoot({ log, seq, kind }: Pick<Body, "log" | "seq" | "kind">, content: Uint8Array | null): BootContent {
  if (seq !== 0) fail("missing", "The BOOT of this log has not come.", { log });
  if (kind !== boot.code || content === null) fail("boot");
  return decodeShape(bootContent, content);
}

function openLog(directory: Directory, log: LogId, hex: Hex, said: BootContent, own: boolean): Log {
  const roster = directory.get(toHex(said.roster));
  if (roster === undefined) fail("missing", "The roster that the BOOT names is not known.", { roster: said.roster });
  if (!equalBytes(roster.party, said.party)) fail("boot", "The roster is another party's.");
  return createLog(log, hex, said, toHex(said.roster), own);
}

/** Whether an entry stands at the position already, this one or another. */
function standsAlready(log: Log, body: Body, leaf: Leaf): "same" | "other" | null {
  const held = body.seq < log.size ? leafAt(log.tree, body.seq) : log.beyond.get(body.seq)?.leaf;
  return held === undefined ? null : equalBytes(held, leaf) ? "same" : "other";
}

function checkSignature(crypto: Crypto, directory: Directory, log: Log, entry: Entry, checked: boolean): void {
  const station = directory.get(log.roster)?.stations.find((one) => equalBytes(one.id, log.station));
  if (station === undefined) fail("entry-author", "The roster does not name the station.", { station: log.station });
  // What this process has just signed needs no check.
  if (checked) return;
  const author = { party: log.party, rosterDigest: Uint8Array.fromHex(log.roster) };
  if (!verifyEntry(crypto, station.key, author, entry)) fail("entry-signature");
}

function holdBeyond(
  crypto: Crypto, ledger: Ledger, log: Log, body: Body, leaf: Leaf, { content, nowMs }: Arrival,
): Admission {
  if (log.beyond.size >= beyondMax) fail("missing", "Too many entries stand beyond the gap.", { log: body.log });
  if (body.kind === boot.code) fail("boot", "A BOOT stands at 0 alone.");
  log.beyond.set(body.seq, { body, leaf, content, heldAt: nowMs });
  noteMoved(ledger, log, body);
  noteEarly(ledger.early, log.party, body, heldIn(crypto, ledger));
  return { kind: "beyond", body, leaf };
}

function heldIn(crypto: Crypto, ledger: Ledger): HeldAt {
  return {
    root: (log, size) => heldRoot(crypto, ledger, log, size),
    leaf: (log, seq) => {
      const held = ledger.logs.get(log);
      return held === undefined || held.size <= seq ? null : leafAt(held.tree, seq);
    },
  };
}

/** Everything that depends on what stands before. Returns what it acknowledges otherwise than it is held here. */
function checkPlace(crypto: Crypto, ledger: Ledger, log: Log, body: Body): Contradiction[] {
  if ((body.kind === boot.code) !== (body.seq === 0)) fail("boot", "A BOOT stands at 0, and nothing else does.");
  if (!equalBytes(body.prev, rootOf(crypto, log.tree))) fail("entry-prev");
  const before = log.size > 0 ? log : previousOf(crypto, ledger, log);
  if (body.time < (before?.time ?? 0)) fail("entry-time-backwards");
  const contradictions = checkAcks(crypto, ledger, log, body);
  checkLamport(ledger, log, before, body, contradictions);
  return contradictions;
}

/**
 * The log a BOOT goes on from, when its head is exactly the one that is held. Siblings and lost logs make it shorter or
 * longer; another station's log, or another tree, is none to go on from.
 */
function previousOf(crypto: Crypto, ledger: Ledger, log: Log): Log | null {
  const { previous } = log.boot;
  const before = previous === null ? undefined : ledger.logs.get(toHex(previous.log));
  if (previous === null || before === undefined || before.size !== previous.size) return null;
  return equalBytes(before.station, log.station) && goesOn(crypto, before, log) ? before : null;
}

/** Whether the tree that a BOOT names is the one that is held. */
function goesOn(crypto: Crypto, before: Log, { boot: { previous } }: Log): boolean {
  return previous !== null && before.size >= previous.size
    && equalBytes(rootAt(crypto, before.tree, previous.size), previous.root);
}

// An entry whose acknowledgement differs is held all the same: an equivocator who shows two readers two trees must not
// be able to part the readers from each other. The acknowledgement itself counts for nothing, and is evidence.
function checkAcks(crypto: Crypto, ledger: Ledger, log: Log, body: Body): Contradiction[] {
  const at = `${log.hex}:${body.seq}`;
  const found: Contradiction[] = [];
  const seen = new Set<Hex>();
  for (const ack of body.acks) {
    const hex = toHex(ack.log);
    if (hex === log.hex || seen.has(hex) || ack.heldAt > body.time) fail("entry-ack");
    seen.add(hex);
    if (ack.size <= (log.acked.get(hex) ?? 0)) fail("entry-ack", "An acknowledgement that does not grow.");
    const root = heldRoot(crypto, ledger, hex, ack.size);
    if (root !== null && !equalBytes(root, ack.root)) {
      found.push({ log: ack.log, size: ack.size, sort: "root", by: [`${hex}:${ack.size - 1}`, at] });
    }
  }
  for (const leaf of body.leaves) {
    const hex = toHex(leaf.log);
    const place = `${hex}:${leaf.seq}`;
    if (hex === log.hex || seen.has(place) || leaf.heldAt > body.time) fail("entry-ack");
    seen.add(place);
    // What stands beyond a gap is compared when the gap is filled, like every claim.
    const held = ledger.logs.get(hex);
    if (held !== undefined && leaf.seq < held.size && !equalBytes(leafAt(held.tree, leaf.seq), leaf.leaf)) {
      found.push({ log: leaf.log, size: leaf.seq + 1, sort: "leaf", by: [place, at] });
    }
  }
  return found;
}

/** 1 + max(own previous, lamports of acknowledged heads); a head that is not held yet can only make it higher. */
function checkLamport(
  ledger: Ledger, log: Log, before: Log | null, body: Body, contradictions: readonly Contradiction[],
): void {
  const first = body.seq === 0 && log.boot.previous === null;
  const own = first ? 0 : before?.lamports[before.size - 1] ?? lamportUnknown;
  let least = Math.max(own, 0);
  let exact = own !== lamportUnknown;
  for (const ack of body.acks) {
    // The head it means is not the one held here.
    const other = contradictions.some((one) => one.sort === "root" && equalBytes(one.log, ack.log));
    const lamport = other ? undefined : ledger.logs.get(toHex(ack.log))?.lamports[ack.size - 1];
    if (lamport === undefined || lamport === lamportUnknown) exact = false;
    else least = Math.max(least, lamport);
  }
  const next = lamportAfter(least);
  if (body.lamport < next || (exact && body.lamport !== next)) fail("entry-lamport");
}

function enter(crypto: Crypto, ledger: Ledger, log: Log): void {
  ledger.logs.set(log.hex, log);
  const { previous } = log.boot;
  if (previous === null) return;
  const from = toHex(previous.log);
  const before = ledger.logs.get(from);
  if (before !== undefined) log.follows = goesOn(crypto, before, log);
  ledger.followers.set(from, [...(ledger.followers.get(from) ?? []), log.hex]);
}

function take(
  crypto: Crypto, ledger: Ledger, log: Log, body: Body, leaf: Leaf, heldAt: number, known: readonly Contradiction[],
): Contradiction[] {
  grow(crypto, ledger, log, leaf);
  ledger.cutoffs = null;
  if (log.size === 1) log.bootTime = body.time;
  log.time = body.time;
  log.lamports.push(body.lamport);
  log.times.push(body.time);
  log.heldAt = Math.max(log.heldAt, heldAt);
  const at = `${log.hex}:${body.seq}`;
  for (const ack of body.acks) {
    const hex = toHex(ack.log);
    log.acked.set(hex, ack.size);
    noteAck(ledger.acknowledged, hex, ack.size, { party: log.party, at, time: body.time, heldAt: ack.heldAt });
    if ((ledger.logs.get(hex)?.size ?? 0) < ack.size) claim(
      ledger, hex, { size: ack.size, sort: "root", hash: ack.root, by: at },
    );
  }
  for (const one of body.leaves) {
    const hex = toHex(one.log);
    const target = `${hex}:${one.seq}`;
    log.ackedLeaves.add(target);
    if ((ledger.logs.get(hex)?.size ?? 0) <= one.seq) {
      claim(ledger, hex, { size: one.seq + 1, sort: "leaf", hash: one.leaf, by: at });
    }
    noteLeafAck(ledger.acknowledged, target, { party: log.party, at, time: body.time, heldAt: one.heldAt });
  }
  for (const one of known) disown(ledger, toHex(one.log), one, at);
  if (log.own) noteSaid(ledger, log);
  else noteMoved(ledger, log, body);
  return contradictedClaims(crypto, ledger, log);
}

/** Adds a leaf to the tree of a log, and to the logs that go on from the head it then has, that they do. */
function grow(crypto: Crypto, ledger: Ledger, log: Log, leaf: Leaf): void {
  addLeaf(crypto, log.tree, leaf);
  log.size += 1;
  settleEarly(ledger.early, log.hex, log.size, heldIn(crypto, ledger));
  for (const hex of ledger.followers.get(log.hex) ?? []) {
    const after = ledger.logs.get(hex);
    if (after?.boot.previous?.size === log.size) after.follows = goesOn(crypto, log, after);
  }
}

function disown(ledger: Ledger, hex: Hex, { size, sort }: Pick<Claim, "size" | "sort">, by: string): void {
  if (sort === "root") disownAck(ledger.acknowledged, hex, by);
  else disownLeafAck(ledger.acknowledged, `${hex}:${size - 1}`, by);
}

function claim(ledger: Ledger, hex: Hex, made: Claim): void {
  const claims = ledger.claims.get(hex) ?? [];
  if (claims.length >= claimsMax) claims.shift();
  claims.push(made);
  ledger.claims.set(hex, claims);
}

/** Claims about the size just reached that the tree does not bear out. */
function contradictedClaims(crypto: Crypto, ledger: Ledger, log: Log): Contradiction[] {
  const claims = ledger.claims.get(log.hex);
  if (claims === undefined) return [];
  const due = claims.filter((one) => one.size <= log.size);
  const rest = claims.filter((one) => one.size > log.size);
  if (rest.length === 0) ledger.claims.delete(log.hex);
  else ledger.claims.set(log.hex, rest);
  if (due.length === 0) return [];
  // A position of which only the leaf was left may have been passed meanwhile, so each claim is held against its own
  // size.
  const made = ({ sort, size }: Claim): Uint8Array => (
    sort === "root" ? rootAt(crypto, log.tree, size) : leafAt(log.tree, size - 1)
  );
  return due.filter((one) => !equalBytes(one.hash, made(one))).map((one) => {
    disown(ledger, log.hex, one, one.by);
    return { log: log.log, size: one.size, sort: one.sort, by: [`${log.hex}:${one.size - 1}`, one.by] };
  });
}

function releaseBeyond(crypto: Crypto, ledger: Ledger, log: Log, contradictions: Contradiction[]): Body[] {
  const released: Body[] = [];
  for (let next = log.beyond.get(log.size); next !== undefined; next = log.beyond.get(log.size)) {
    let found: Contradiction[];
    try {
      found = checkPlace(crypto, ledger, log, next.body);
    } catch (error) {
      if (!(error instanceof ChirographError)) throw error;
      log.broken = error.code;
      return released;
    }
    const { body, leaf, heldAt, content } = next satisfies Beyond;
    log.beyond.delete(body.seq);
    forgetEarly(ledger.early, body);
    contradictions.push(...found, ...take(crypto, ledger, log, body, leaf, heldAt, found));
    noteShown(crypto, ledger, log, body, content);
    released.push(body);
  }
  return released;
}

/** An entry that passed the gate before, without what the ledger does not ask of it. */
export interface Passed {
  readonly log: LogId;
  readonly seq: number;
  readonly leaf: Leaf;
  readonly lamport: number;
  readonly time: number;
  readonly kind: number;
  readonly acks: Body["acks"];
  readonly leaves: Body["leaves"];
  /** Of a BOOT, a roster and a pass of the seat alone. */
  readonly content: Uint8Array | null;
  readonly heldAt: number;
}

const unsaid = new Uint8Array(0);

/**
 * Takes in again what passed the gate before, in an order in which what is acknowledged comes first; whoever calls has
 * kept it sealed since. False when it does not follow, or contradicts what is held. Errors: missing, boot.
 */
export function readmit(crypto: Crypto, ledger: Ledger, directory: Directory, passed: Passed): boolean {
  ledger.directory = directory;
  const { log: id, seq, leaf, lamport, time, kind, acks, leaves, content, heldAt } = passed;
  const body: Body = {
    v: entryVersion, channel: ledger.channel, log: id, seq, prev: unsaid, acks, leaves, time, lamport,
    precedence: "ROUTINE", kind, object: unsaid, epoch: 0, index: 0, commit: unsaid,
  };
  const hex = toHex(id);
  const known = ledger.logs.get(hex) ?? null;
  const log = known ?? openLog(directory, id, hex, saidByBoot(body, content), false);
  if (log.size !== seq || (seq === 0) !== (kind === boot.code)) return false;
  noteShown(crypto, ledger, log, body, content);
  if (known === null) enter(crypto, ledger, log);
  return take(crypto, ledger, log, body, leaf, heldAt, []).length === 0;
}

/**
 * Takes in a position of which only the leaf is left: a stored entry that is damaged, or one that is withheld whole.
 * The tree goes on, so that everything after it can still be checked; what the entry said is not known. False when it
 * does not follow.
 */
export function admitLeaf(crypto: Crypto, ledger: Ledger, log: LogId, seq: number, leaf: Leaf): boolean {
  const held = ledger.logs.get(toHex(log));
  if (held === undefined || held.size !== seq) return false;
  grow(crypto, ledger, held, leaf);
  held.lamports.push(lamportUnknown);
  held.times.push(held.time);
  noteUnclear(ledger.acknowledged, held.hex, seq);
  return true;
}
