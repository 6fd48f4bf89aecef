// A record of any length between two parties, the same each time: what `verify` and `growth` are measured on.

import { adopt, crypto, filled, makePair } from "../src/core/record/ledger.fixture.ts";
import type { MadeEnd, MadeParty } from "../src/core/record/ledger.fixture.ts";
import { toHex } from "../src/core/bytes/hex.ts";
import { encodeShape } from "../src/core/bytes/shape.ts";
import { message, messageContent, take, takeContent } from "../src/core/mechanism/message/entries.ts";
import type { MessageContent } from "../src/core/mechanism/message/entries.ts";
import type { Kind } from "../src/core/mechanism/kind.ts";
import type { Precedence } from "../src/core/names.ts";
import { admit } from "../src/core/record/admission.ts";
import { boot, bootContent, logIdOf } from "../src/core/record/boot.ts";
import { commitment, encodeBody, leafHash, signEntry } from "../src/core/record/entry.ts";
import type { Body, Entry } from "../src/core/record/entry.ts";
import { compose, createLedger, newestLogOf } from "../src/core/record/ledger.ts";
import type { Ledger } from "../src/core/record/ledger.ts";
import { receipt } from "../src/core/record/receipt.ts";

/** An entry with what goes with it; salt and content are null for a receipt. */
export interface MadeEntry {
  readonly by: "a" | "b";
  readonly body: Body;
  readonly leaf: Uint8Array;
  readonly entry: Entry;
  readonly salt: Uint8Array | null;
  readonly content: Uint8Array | null;
}

/** The two parties, their channel, and every entry in the order in which it was said. */
export interface MadeRecord {
  readonly a: MadeParty;
  readonly b: MadeParty;
  readonly channel: Uint8Array;
  readonly charter: Uint8Array;
  readonly entries: Generator<MadeEntry>;
}

/** A station begins a new log after so many entries: a start every few weeks. */
const entriesOfLog = 16_384;
/** Between one entry and the next. */
const stepMs = 1_000;
const text = "The vessel on station reports no change. ".repeat(7).slice(0, 280);
const precedences: readonly Precedence[] = ["ROUTINE", "ROUTINE", "PRIORITY", "IMMEDIATE", "FLASH"];

/** A record of at least `count` entries: messages of 280 characters, each receipted, taken and answered. */
export function makeRecord(count: number): MadeRecord {
  const pair = makePair();
  adopt(pair);
  const { a, b, channel, charter } = pair;
  return { a: a.by, b: b.by, channel, charter, entries: entriesOf(count, channel, a, b) };
}

function* entriesOf(count: number, channel: Uint8Array, a: MadeEnd, b: MadeEnd): Generator<MadeEntry> {
  // Both write in one ledger: it is the same on both sides, and keeping it twice would take twice as long.
  const ledger = createLedger(channel, null);
  const sides = { a: new Side(ledger, "a", a), b: new Side(ledger, "b", b) };
  let made = 0;
  for (const { body, entry, salt, content } of [...a.held].sort((x, y) => x.body.lamport - y.body.lamport)) {
    const { nowMs, directory } = { nowMs: body.time, directory: a.directory };
    const admission = admit(crypto, ledger, directory, { entry, salt, content, nowMs, own: false });
    if (admission.kind !== "held") throw new Error("the adoption was not held");
    const by = toHex(body.log) === toHex(a.log) ? "a" : "b";
    made += 1;
    yield { by, body, leaf: leafHash(crypto, entry.payload), entry, salt, content };
  }
  for (let round = 0, time = 10_000; made < count; round++) {
    const [one, other] = round % 2 === 0 ? [sides.a, sides.b] : [sides.b, sides.a];
    for (const entry of exchange(one, other, round, () => (time += stepMs))) {
      made += 1;
      yield entry;
    }
  }
}

/** One message and its answer, each receipted and taken. */
function* exchange(one: Side, other: Side, round: number, nextMs: () => number): Generator<MadeEntry> {
  yield* one.restart(nextMs);
  yield* other.restart(nextMs);
  const precedence = precedences[round % precedences.length] as Precedence;
  const asked = one.word(nextMs(), message, messageContent, words(other, round, null), precedence);
  yield asked;
  yield other.say(nextMs(), receipt, null, precedence);
  yield other.word(nextMs(), take, takeContent, { desk: "watch", capacity: "" }, precedence, asked.leaf);
  yield one.say(nextMs(), receipt, null, precedence);
  const relation = { kind: "answers", object: asked.leaf } as const;
  const answer = other.word(nextMs(), message, messageContent, words(one, round, relation), precedence);
  yield answer;
  yield one.say(nextMs(), receipt, null, precedence);
  yield one.word(nextMs(), take, takeContent, { desk: "watch", capacity: "" }, precedence, answer.leaf);
  yield other.say(nextMs(), receipt, null, precedence);
}

function words(to: Side, round: number, relation: MessageContent["relation"]): MessageContent {
  return {
    desk: "watch", capacity: "", to: [{ party: to.index, desk: "watch" }], info: [], label: "open", language: "en",
    subject: `Report ${round}`, text, word: null, relation,
  };
}

/** One party's hand in the record. */
class Side {
  /** Its place in the charter. */
  readonly index: number;
  private readonly ledger: Ledger;
  private readonly end: MadeEnd;
  private readonly by: "a" | "b";
  private log: Uint8Array;
  private said = 0;
  private starts = 0;

  constructor(ledger: Ledger, by: "a" | "b", end: MadeEnd) {
    this.ledger = ledger;
    this.by = by;
    this.index = by === "a" ? 0 : 1;
    this.end = end;
    this.log = end.log;
  }

  /** A new log when the present one is long. */
  *restart(nextMs: () => number): Generator<MadeEntry> {
    if (this.said < entriesOfLog) return;
    this.said = 0;
    this.starts += 1;
    const { party, station, digest } = this.end.by;
    const previous = newestLogOf(crypto, this.ledger, station);
    if (previous === null) throw new Error("there was a log before");
    const content = encodeShape(bootContent, {
      party, station, roster: digest, channelForm: "parties", reason: "start",
      previous: { ...previous, epoch: 0, index: 0 },
    });
    const salt = crypto.sha256(station, Uint8Array.of(this.starts >> 8, this.starts & 255));
    this.log = logIdOf(crypto, this.ledger.channel, commitment(crypto, salt, content));
    yield this.say(nextMs(), boot as Kind, content, "ROUTINE", filled(0, 0), salt);
  }

  word<T>(
    time: number, kind: Kind<T>, shape: Parameters<typeof encodeShape<T>>[0], content: T, precedence: Precedence,
    object: Uint8Array = filled(0, 0),
  ): MadeEntry {
    return this.say(time, kind as Kind, encodeShape(shape, content), precedence, object);
  }

  say(
    time: number, kind: Kind, content: Uint8Array | null, precedence: Precedence, object: Uint8Array = filled(0, 0),
    drawn = crypto.sha256(this.log, new Uint8Array(new Float64Array([time]).buffer)),
  ): MadeEntry {
    const salt = content === null ? null : drawn;
    const commit = content === null || salt === null ? filled(0, 0) : commitment(crypto, salt, content);
    const saying = { time, precedence, kind: kind.code, object, epoch: 0, index: 0, commit };
    const body = compose(crypto, this.ledger, this.log, saying);
    const payload = encodeBody(body);
    const { party, digest: rosterDigest, signer } = this.end.by;
    const entry = signEntry(signer, { party, rosterDigest }, payload);
    // A BOOT passes the whole gate; of the rest the signature has just been made.
    const own = body.seq > 0;
    const admission = admit(crypto, this.ledger, this.end.directory, { entry, salt, content, nowMs: time, own });
    if (admission.kind !== "held") throw new Error(`an entry was not held: ${admission.kind}`);
    this.said += 1;
    return { by: this.by, body, leaf: admission.leaf, entry, salt, content };
  }
}
