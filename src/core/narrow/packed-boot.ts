// A BOOT in few bytes: who begins the log, under which roster and behind what, its reader knows from the log before it
// (spec/11-narrow.md, A BOOT).

import { packNumber, PackedReader } from "./number.ts";
import { logTag, tagBytes } from "./tag.ts";
import { referenceBytes } from "./view.ts";
import type { NarrowView } from "./view.ts";
import type { Crypto } from "../../ports/crypto.ts";
import { bigEndian, fromBigEndian } from "../bytes/big-endian.ts";
import { concat, equalBytes } from "../bytes/hex.ts";
import { decodeShape, encodeShape } from "../bytes/shape.ts";
import { ChirographError } from "../errors.ts";
import { precedences } from "../names.ts";
import type { LogId, Precedence } from "../names.ts";
import { boot, bootContent, logIdOf } from "../record/boot.ts";
import type { BootContent } from "../record/boot.ts";
import { acksMax, commitment, decodeBody, encodeBody, entryVersion, leavesMax } from "../record/entry.ts";
import type { Entry } from "../record/entry.ts";
import { emptyRoot } from "../record/merkle.ts";

/** First byte of the frame. */
export const narrowBootType = 10;

/** A BOOT with its content and salt. */
export interface WholeBoot {
  readonly entry: Entry;
  readonly content: Uint8Array;
  readonly salt: Uint8Array;
}

/** The log that a BOOT goes on from, as its reader holds it: who wrote it, and under which roster. */
export interface LogBefore {
  readonly log: LogId;
  readonly boot: BootContent;
}

const reasons = ["first", "start", "restored", "resumed"] as const;
const rootSent = 16;
const rosterSent = 32;
const withLeaves = 64;
const timeBytes = 6;
const none = new Uint8Array(0);

/** The tag that a frame begins with: of the log before. Errors: line-frame. */
export function tagOfBoot(frame: Uint8Array): Uint8Array {
  const reader = new PackedReader(frame);
  reader.byte();
  return reader.take(tagBytes);
}

/**
 * The frame of a BOOT; null where there is none: it goes on from another log, or something that it acknowledges is not
 * held here or has no reference. `knowsRoot`: the reader is known to hold the tree that it goes on from.
 */
export function packBoot(
  crypto: Crypto, view: NarrowView, before: LogBefore, whole: WholeBoot, knowsRoot: boolean,
): Uint8Array | null {
  const body = decodeBody(whole.entry.payload);
  const said = decodeShape(bootContent, whole.content);
  const { previous } = said;
  if (body.kind !== boot.code || previous === null || !equalBytes(previous.log, before.log)) return null;
  const root = knowsRoot ? none : previous.root;
  const roster = equalBytes(said.roster, before.boot.roster) ? none : said.roster;
  const flags = precedences.indexOf(body.precedence) + 4 * reasons.indexOf(said.reason) +
    (root.length > 0 ? rootSent : 0) + (roster.length > 0 ? rosterSent : 0) + (body.leaves.length > 0 ? withLeaves : 0);
  const named = (log: LogId, number: number, heldAt: number): Uint8Array => (
    concat(
      logTag(crypto, view.channel, log).subarray(0, referenceBytes), ...[number, body.time - heldAt].map(packNumber),
    )
  );
  const frame = concat(
    Uint8Array.of(narrowBootType), logTag(crypto, view.channel, before.log), Uint8Array.of(flags),
    whole.entry.signature, whole.salt, bigEndian(body.time, timeBytes),
    ...[body.lamport, previous.size].map(packNumber), root, ...[previous.epoch, previous.index].map(packNumber), roster,
    packNumber(body.acks.length), body.leaves.length === 0 ? none : packNumber(body.leaves.length),
    ...body.acks.map(({ log, size, heldAt }) => named(log, size, heldAt)),
    ...body.leaves.map(({ log, seq, heldAt }) => named(log, seq, heldAt)),
  );
  try {
    // What it leaves out has to be what we hold.
    const again = unpackBoot(crypto, view, before, frame);
    return equalBytes(again.entry.payload, whole.entry.payload) ? frame : null;
  } catch (error) {
    if (error instanceof ChirographError) return null;
    throw error;
  }
}

/** The BOOT of a frame. Nothing of it is anyone's word before it verifies. Errors: envelope, line-frame, shape. */
export function unpackBoot(crypto: Crypto, view: NarrowView, before: LogBefore, frame: Uint8Array): WholeBoot {
  const reader = new PackedReader(frame);
  if (reader.byte() !== narrowBootType) throw new ChirographError("line-frame", "It is no BOOT.");
  if (!equalBytes(reader.take(tagBytes), logTag(crypto, view.channel, before.log))) notHeld("The log before");
  const flags = reader.byte();
  if (flags >= 2 * withLeaves) throw new ChirographError("line-frame", "An unknown flag.");
  const signature = reader.take(64);
  const salt = reader.take(32);
  const time = fromBigEndian(reader.take(timeBytes));
  const lamport = reader.number();
  const size = reader.number();
  const root = (flags & rootSent) === 0 ? view.rootAt(before.log, size) ?? notHeld("The tree before") : reader.take(32);
  const [epoch, index] = [reader.number(0xffff_ffff), reader.number(0xff_ffff)];
  const roster = (flags & rosterSent) === 0 ? before.boot.roster : reader.take(32);
  const ackCount = reader.number(acksMax);
  const leafCount = (flags & withLeaves) === 0 ? 0 : reader.number(leavesMax);
  const acks = repeated(ackCount, () => {
    const [log, of, age] = [readLog(view, reader), reader.number(), reader.number(time)];
    return { log, size: of, root: view.rootAt(log, of) ?? notHeld("What is acknowledged"), heldAt: time - age };
  });
  const leaves = repeated(leafCount, () => {
    const [log, seq, age] = [readLog(view, reader), reader.number(), reader.number(time)];
    return { log, seq, leaf: view.leafAt(log, seq) ?? notHeld("What is acknowledged"), heldAt: time - age };
  });
  reader.end();
  const content = encodeShape(bootContent, {
    ...before.boot, roster, reason: reasons[(flags >> 2) & 3] as BootContent["reason"],
    previous: { log: before.log, size, root, epoch, index },
  });
  const commit = commitment(crypto, salt, content);
  const payload = encodeBody({
    v: entryVersion, channel: view.channel, log: logIdOf(crypto, view.channel, commit), seq: 0, prev: emptyRoot(crypto),
    acks, leaves, time, lamport, precedence: precedences[flags & 3] as Precedence, kind: boot.code, object: none,
    epoch: 0, index: 0, commit,
  });
  return { entry: { payload, signature }, content, salt };
}

function repeated<T>(count: number, each: () => T): T[] {
  return Array.from({ length: count }, each);
}

function readLog(view: NarrowView, reader: PackedReader): LogId {
  return view.logOf(reader.take(referenceBytes)) ?? notHeld("The only log of its reference");
}

function notHeld(what: string): never {
  throw new ChirographError("envelope", `${what} is not held.`);
}
