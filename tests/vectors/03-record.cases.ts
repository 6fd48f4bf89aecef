// Stations that write by hand, right or wrong, for the vectors of chapter 03; and how a case runs against the ledger.

import { notEqual } from "node:assert/strict";

import { firstAcksOf } from "../../src/core/record/acknowledged.ts";
import { admit } from "../../src/core/record/admission.ts";
import type { Admission, Contradiction, Directory } from "../../src/core/record/admission.ts";
import { boot, bootContent } from "../../src/core/record/boot.ts";
import { begun } from "../../src/core/record/boot.fixture.ts";
import type { BootContent } from "../../src/core/record/boot.ts";
import {
  commitment, decodeEntry, encodeBody, encodeEntry, leafHash, signedBytes,
} from "../../src/core/record/entry.ts";
import type { Ack, Body, Entry, LeafAck } from "../../src/core/record/entry.ts";
import { createLedger, currentCutoffs, currentSeats, recordView, siblings } from "../../src/core/record/ledger.ts";
import type { Ledger } from "../../src/core/record/ledger.ts";
import { addLeaf, createTree, rootAt, rootOf } from "../../src/core/record/merkle.ts";
import { encodeShape } from "../../src/core/bytes/shape.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { ChirographError } from "../../src/core/errors.ts";
import type { Roster } from "../../src/core/keys/roster.ts";
import { stationId } from "../../src/core/keys/station-id.ts";
import { createNodeCrypto } from "../../src/crypto/node/crypto.ts";

export const crypto = createNodeCrypto();
export const channel = filled(32, 0xcc);
export const salt = filled(32, 0x5a);

/** Bytes of one value. */
export function filled(length: number, byte: number): Uint8Array {
  return new Uint8Array(length).fill(byte);
}

/** A roster as a case gives it: its digest, and who may sign for which party. It counts as checked. */
export interface CaseRoster {
  readonly digest: string;
  readonly party: string;
  /** 0 where it is not there. */
  readonly seq?: number;
  /** The station with the seat; the first of them where it is not there. */
  readonly seat?: string;
  readonly stations: readonly { readonly id: string; readonly key: string }[];
}

/** One entry at the gate. */
export interface Step {
  readonly entry: string;
  readonly content: string | null;
  readonly salt: string | null;
  readonly now: number;
  /** The reader has just signed it itself. */
  readonly own?: boolean;
}

/** A station that signs what it is told. */
export interface Author {
  readonly seed: Uint8Array;
  readonly party: Uint8Array;
  readonly digest: Uint8Array;
  readonly id: Uint8Array;
  readonly key: Uint8Array;
}

/** The station of a letter: 10 for A (seed 01, party a1, roster a2), 11 for B, and so on. */
export function makeAuthor(letter: number): Author {
  const seed = filled(32, letter - 9);
  const key = crypto.ed25519PublicKey(seed);
  const [party, digest] = [filled(32, letter * 16 + 1), filled(32, letter * 16 + 2)];
  return { seed, party, digest, id: stationId(crypto, key), key };
}

/** The roster of one station. */
export function rosterOf(author: Author): CaseRoster {
  return {
    digest: toHex(author.digest), party: toHex(author.party),
    stations: [{ id: toHex(author.id), key: toHex(author.key) }],
  };
}

/** The rosters of a case as the gate takes them; it reads no more of a roster than this. */
export function directoryOf(rosters: readonly CaseRoster[]): Directory {
  return new Map(rosters.map((one) => [one.digest, {
    party: Uint8Array.fromHex(one.party), seq: one.seq ?? 0,
    seat: Uint8Array.fromHex(one.seat ?? one.stations[0]?.id ?? ""),
    stations: one.stations.map(({ id, key }) => ({ id: Uint8Array.fromHex(id), key: Uint8Array.fromHex(key) })),
  } as unknown as Roster]));
}

/** A log as its author writes it. */
export interface Made {
  readonly author: Author;
  readonly log: Uint8Array;
  readonly tree: ReturnType<typeof createTree>;
  readonly lamports: number[];
  time: number;
}

/** What an entry says; the rest follows from the log. `wrong` overwrites fields of the body,
  `aside` does not append. */
export interface Says {
  readonly time?: number;
  readonly hears?: readonly (Made | readonly [Made, number])[];
  readonly heldAt?: number;
  readonly leaves?: readonly LeafAck[];
  readonly content?: Uint8Array;
  readonly salt?: Uint8Array;
  readonly wrong?: Partial<Body>;
  readonly aside?: boolean;
  readonly signer?: Author;
}

/** An entry that was made, with what goes with it. */
export interface Said {
  readonly body: Body;
  readonly entry: Entry;
  readonly leaf: Uint8Array;
  readonly content: Uint8Array | null;
  readonly salt: Uint8Array;
}

/** Begins a log, whose id begins with the byte, with its BOOT. */
export function begin(author: Author, byte: number, more: Partial<BootContent> = {}, says: Says = {}): [Made, Said] {
  const content = says.content ?? encodeShape(bootContent, {
    party: author.party, station: author.id, roster: author.digest, channelForm: "parties", previous: null,
    reason: more.previous === undefined ? "first" : "start", ...more,
  });
  const { log, salt: own } = begun(crypto, says.wrong?.channel ?? channel, content, byte);
  const made: Made = { author, log, tree: createTree(), lamports: [], time: 1_000 };
  return [made, say(made, { ...says, content, salt: own, wrong: { kind: boot.code, ...says.wrong } })];
}

/** The head of a log as a BOOT names it. */
export function headOf(made: Made, size = made.tree.size): NonNullable<BootContent["previous"]> {
  return { log: made.log, size, root: rootAt(crypto, made.tree, size), epoch: 0, index: 0 };
}

/** Signs the next entry of a log: a receipt, or kind 16 when it has a content. */
export function say(made: Made, says: Says = {}): Said {
  const time = says.time ?? made.time;
  const heard = (says.hears ?? []).map((one) => ("log" in one ? [one, one.tree.size] as const : one));
  const acks: Ack[] = heard.map(([other, size]) => (
    { log: other.log, size, root: rootAt(crypto, other.tree, size), heldAt: says.heldAt ?? time }
  ));
  const below = heard.map(([other, size]) => other.lamports[size - 1] ?? 0);
  const { content = null, salt: own = salt } = says;
  const body: Body = {
    v: 1, channel, log: made.log, seq: made.tree.size, prev: rootOf(crypto, made.tree), acks, leaves: says.leaves ?? [],
    time, lamport: 1 + Math.max(made.lamports.at(-1) ?? 0, ...below), precedence: "ROUTINE",
    kind: content === null ? 0 : 16, object: new Uint8Array(0), epoch: 0, index: 0,
    commit: content === null ? new Uint8Array(0) : commitment(crypto, own, content), ...says.wrong,
  };
  const payload = encodeBody(body);
  const { party, digest } = made.author;
  const bytes = signedBytes({ party, rosterDigest: digest }, payload);
  const signature = crypto.ed25519Sign((says.signer ?? made.author).seed, bytes);
  const leaf = leafHash(crypto, payload);
  if (says.aside !== true) {
    addLeaf(crypto, made.tree, leaf);
    made.lamports.push(body.lamport);
    made.time = body.time;
  }
  return { body, entry: { payload, signature }, leaf, content, salt: own };
}

/** A single entry held beyond a gap. */
export function leafOf(said: Said, heldAt: number): LeafAck {
  return { log: said.body.log, seq: said.body.seq, leaf: said.leaf, heldAt };
}

/** An entry at the gate, `now` by the reader's clock. */
export function step(said: Said, now = said.body.time): Step {
  const { entry, content, salt: own } = said;
  return {
    entry: toHex(encodeEntry(entry)), content: content === null ? null : toHex(content),
    salt: content === null ? null : toHex(own), now,
  };
}

function contradiction({ log, size, by }: Contradiction): unknown {
  return { log: toHex(log), size, by };
}

function outcome(admission: Admission): unknown {
  const place = ({ log, seq }: Body): string => `${toHex(log)}:${seq}`;
  switch (admission.kind) {
    case "held": return {
      outcome: "held", leaf: toHex(admission.leaf), released: admission.released.map(place),
      contradictions: admission.contradictions.map(contradiction),
    };
    case "beyond": return { outcome: "beyond", leaf: toHex(admission.leaf) };
    case "duplicate": return { outcome: "duplicate" };
    case "fork": return { outcome: "fork", contradiction: contradiction(admission.contradiction) };
    case "refused": return { outcome: "refused", error: admission.error.code };
  }
}

/** What is held after the steps, none of which may be refused. */
export function ledgerOf(rosters: readonly CaseRoster[], steps: readonly Step[], on: Uint8Array = channel): Ledger {
  const ledger = createLedger(on, null);
  for (const one of steps) notEqual(admitStep(ledger, rosters, one).kind, "refused");
  return ledger;
}

function admitStep(ledger: Ledger, rosters: readonly CaseRoster[], one: Step): Admission {
  return admit(crypto, ledger, directoryOf(rosters), {
    entry: decodeEntry(Uint8Array.fromHex(one.entry)), nowMs: one.now, own: one.own === true,
    content: one.content === null ? null : Uint8Array.fromHex(one.content),
    salt: one.salt === null ? null : Uint8Array.fromHex(one.salt),
  });
}

/** Passes the steps through a gate that holds nothing yet, and shows what came of each and of all. */
export function runSteps(
  rosters: readonly CaseRoster[], steps: readonly Step[], asks: readonly string[], on: Uint8Array = channel,
): unknown {
  const ledger = createLedger(on, null);
  const outcomes = steps.map((one) => {
    try {
      return outcome(admitStep(ledger, rosters, one));
    } catch (error) {
      if (error instanceof ChirographError) return { outcome: "refused", error: error.code };
      throw error;
    }
  });
  const { counts } = recordView(ledger);
  const firstAcks = asks.map((at) => {
    const log = ledger.logs.get(at.slice(0, 32));
    const seq = Number(at.slice(33));
    const acks = log === undefined ? [] : firstAcksOf(ledger.acknowledged, log.hex, seq, log.party, counts);
    return { of: at, by: acks.map((one) => ({ ...one, party: toHex(one.party) })) };
  });
  const heads = recordView(ledger).heads.map((head) => {
    const log = ledger.logs.get(head.log);
    if (log === undefined) throw new Error(head.log);
    const { heldAt, beyond, broken } = log;
    return { ...head, root: toHex(rootOf(crypto, log.tree)), heldAt, beyond: [...beyond.keys()], broken };
  });
  const early = asks.flatMap((at) => {
    const by = recordView(ledger).earlyAcks(at).map((one) => ({ ...one, party: toHex(one.party) }));
    return by.length === 0 ? [] : [{ of: at, by }];
  });
  const earlyAcks = early.length === 0 ? {} : { earlyAcks: early };
  const made = { outcomes, heads, siblings: siblings(ledger), firstAcks, ...earlyAcks };
  const cuts = [...currentCutoffs(ledger)].sort(([one], [other]) => (one < other ? -1 : 1));
  const list = (all: readonly (readonly [string, number])[]): unknown => all.map(([log, size]) => ({ log, size }));
  // Nobody passes the seat here: what is in the seat begins with the log.
  const inSeat = [...currentSeats(ledger).spans].map(([log, [first]]) => [log, first?.to ?? 0] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    ...made, ...(cuts.length === 0 ? {} : { cutoffs: list(cuts) }),
    ...(inSeat.length === 0 ? {} : { seats: list(inSeat) }),
  };
}
