// An admitted entry takes effect here: placed by its object, learned from, shown. Order of arrival decides nothing.

import { afterCommit } from "./batch.ts";
import { learnCharter } from "./channel-terms.ts";
import { learnHouse } from "./house/house.ts";
import { learnPeerKeys } from "./peer/peer-keys.ts";
import { noteTrace } from "./load/ledger-traces.ts";
import { heldWith, proven } from "./held-content.ts";
import { carriedKey } from "./line/line-news.ts";
import { noteHeard } from "./memory/memory.ts";
import type { Channel, StationState } from "./state.ts";
import { affected } from "./mechanism/message-state.ts";
import { rereadHeads } from "./witness/said-heads.ts";
import { learnHead } from "./witness/seen-heads.ts";
import { learnParty, learnRoster } from "./peer/roster-in-force.ts";
import type { KeptEntry } from "./stored-entry.ts";
import { noteMeeting } from "./mechanism/meeting-state.ts";
import { forgetSchedules, noteSchedule } from "./mechanism/commitment-state.ts";
import { noteAccepted, noteConfirmed } from "./agree/confirm-agreed.ts";
import { forgetTexts, noteText } from "./mechanism/text-state.ts";
import { forgetWait } from "./mechanism/waits.ts";
import { equalBytes, toHex } from "../core/bytes/hex.ts";
import { rosterKind } from "../core/keys/roster.ts";
import { checkpointKind, namingKind } from "../core/mechanism/checkpoint/entries.ts";
import type { CheckpointContent } from "../core/mechanism/checkpoint/entries.ts";
import { party as partyKind } from "../core/mechanism/house/entries.ts";
import type { PartyContent } from "../core/mechanism/house/entries.ts";
import { message } from "../core/mechanism/message/entries.ts";
import type { MessageContent } from "../core/mechanism/message/entries.ts";
import { assent } from "../core/mechanism/officer/entries.ts";
import type { AssentContent } from "../core/mechanism/officer/entries.ts";
import { kindOf } from "../core/mechanism/registry.ts";
import type { Hex, Leaf, LogId } from "../core/names.ts";
import type { Body, Entry } from "../core/record/entry.ts";
import type { HeldEntry } from "../core/record/held-entry.ts";
import { currentCutoffs } from "../core/record/ledger.ts";
import { admit } from "../core/record/admission.ts";
import { isLostByAuthor, isOutrun } from "../core/record/ledger.ts";
import type { Log } from "../core/record/log.ts";
import type { Admission } from "../core/record/admission.ts";
import { assert } from "../core/errors.ts";

/** Where an entry comes from: the line, our own hand, or the store at start. */
export type Source = "came" | "ours" | "stored";

type Admitted = Extract<Admission, { kind: "held" | "beyond" }>;

/** Admits an entry of our own through the same gate as everybody's, and folds it in. */
export function admitOwn(state: StationState, channel: Channel, entry: Entry, body: Body, kept: KeptEntry): HeldEntry {
  const admission = admit(state.self.crypto, channel.ledger, state.rosters, {
    entry, content: kept.salt.length === 32 ? kept.content : null, salt: kept.salt.length === 32 ? kept.salt : null,
    nowMs: state.nowMs, own: true,
  });
  assert(admission.kind === "held", `our own entry of kind ${body.kind} was not admitted`);
  return place(state, channel, admission, kept, "ours");
}

/** Folds in an entry that came or was stored. Returns its number among incoming messages, 0 for all else. */
export function foldIn(
  state: StationState, channel: Channel, admission: Admitted, kept: KeptEntry, source: Source,
): number {
  const held = place(state, channel, admission, kept, source);
  return channel.facts.get(held.object)?.incoming ?? 0;
}

/**
 * Entries that stood beyond a gap are in their place now: their proof is no longer pending. It is shown as pending
 * until what filled the gap is durable (P7).
 */
export function release(state: StationState, channel: Channel, admission: Admitted, source: Source): void {
  if (admission.kind !== "held") return;
  for (const body of admission.released) {
    const at = `${toHex(body.log)}:${body.seq}`;
    noteTrace(channel, body);
    learnAcks(state, channel, body, "came");
    // Entries about the charter count for it only from now on: an earlier act of their author could have been missing.
    const naming = channel.namings.findIndex((entry) => entry.at === at);
    if (naming >= 0) channel.namings[naming] = proven(channel.namings[naming] as HeldEntry);
    const term = channel.terms.findIndex((entry) => entry.at === at);
    if (term >= 0) channel.terms[term] = proven(channel.terms[term] as HeldEntry);
    if (source === "stored") showProven(channel, at);
    else afterCommit(state, () => {
      const object = showProven(channel, at);
      if (object !== null) state.outputs.push({ kind: "changed", channel: channel.hex, object });
    });
  }
}

/** What is said at a position is shown as proven; the object it is about, or null when it is about none. */
function showProven(channel: Channel, at: string): Hex | null {
  const object = channel.byPosition.get(at);
  const entries = object === undefined ? [] : (channel.objects.get(object) ?? []);
  const index = entries.findIndex((entry) => entry.at === at);
  if (object === undefined || index < 0) return null;
  entries[index] = proven(entries[index] as HeldEntry);
  return object;
}

function place(state: StationState, channel: Channel, admission: Admitted, kept: KeptEntry, source: Source): HeldEntry {
  const held = heldOf(channel, admission.body, admission.leaf, kept, admission.kind === "beyond");
  placeObject(state, channel, held, kept, source);
  if (kindOf(held.body.kind)?.about !== "none" && equalBytes(held.party, state.self.party)) {
    notePlace(channel.said, held.body);
  }
  learn(state, channel, held, kept, source);
  if (source === "came") forgetEarly(state, channel, admission.body);
  if (admission.kind === "held") {
    noteTrace(channel, admission.body);
    learnAcks(state, channel, admission.body, source);
  } else if (source === "came") learnEarly(state, channel, admission.body);
  if (source !== "stored") settleCutoffs(state, channel);
  return held;
}

/** Places an entry that the ledger holds already, read at a start from traces, and learns from it. */
export function placeKept(state: StationState, channel: Channel, body: Body, leaf: Leaf, kept: KeptEntry): void {
  const held = heldOf(channel, body, leaf, kept, false);
  placeObject(state, channel, held, kept, "stored");
  learn(state, channel, held, kept, "stored");
}

/** Places an entry by its object, and a message among messages. */
export function placeObject(
  state: StationState, channel: Channel, held: HeldEntry, kept: KeptEntry, source: Source,
): void {
  const { kind } = held.body;
  if (kindOf(kind)?.about !== "none") {
    const entries = channel.objects.get(held.object) ?? [];
    // The message stands first, whatever came before it.
    if (toHex(held.leaf) === held.object) entries.unshift(held);
    else entries.push(held);
    channel.objects.set(held.object, entries);
    channel.byPosition.set(held.at, held.object);
    channel.signatures.set(held.at, toHex(kept.signature));
    forgetWaits(channel, held.object);
    noteText(channel, held);
    noteSchedule(channel, held);
    noteMeeting(channel, held);
    noteAccepted(state, channel, held, source);
    if (source !== "stored") touch(state, channel, held.object);
  }
  // Only of what this process wrote is the envelope kept; whatever else our station has signed came from somebody.
  const brought = source !== "ours" && kept.envelope.length === 0 && !channel.house;
  if (brought && equalBytes(held.station, state.self.station)) channel.returned.add(held.at);
  if (channel.house && kind === assent.code && held.content !== null) noteNonce(state, held);
  if (kind === message.code && !held.poison) placeMessage(state, channel, held, kept, source);
}

function noteNonce(state: StationState, held: HeldEntry): void {
  const { assertion } = held.content as AssentContent;
  if (assertion === null) return;
  const nonce = toHex(assertion.nonce);
  state.nonces.set(nonce, (state.nonces.get(nonce) ?? new Set()).add(held.object));
}

function learn(state: StationState, channel: Channel, held: HeldEntry, kept: KeptEntry, source: Source): void {
  const { kind } = held.body;
  if (kind === rosterKind.code && !held.poison && source !== "ours") learnRoster(state, held.party, kept.content);
  learnPeerKeys(state, channel, held, source === "came");
  if (channel.house) learnInHouse(state, held, source);
  else {
    if (kind === checkpointKind.code && held.content !== null) {
      const { note } = held.content as CheckpointContent;
      // While no witness is named nothing is read of it; should one be, it is in the store.
      const text = channel.namings.length === 0 ? null : note;
      channel.checkpoints.push({ at: held.at, note: text, seen: null, readFor: "" });
    }
    if (kind === namingKind.code) {
      channel.namings.push(held);
      rereadHeads(state, channel);
    }
    noteConfirmed(state, channel, held, source);
    // What is stored was held against the record when it came.
    if (kind === checkpointKind.code && held.content !== null && source !== "stored") {
      learnHead(state, channel, (held.content as CheckpointContent).note);
    }
    learnCharter(state, channel, held, kept);
  }
}

/**
 * What another site of ours says of a party is taken in when it comes; what is stored was taken in before.
 */
function learnInHouse(state: StationState, held: HeldEntry, source: Source): void {
  learnHouse(state, held);
  if (source !== "came" || held.content === null) return;
  if (held.body.kind === partyKind.code) learnParty(state, held.content as PartyContent);
}

/** Adds a position to those of its log. */
export function notePlace(places: Map<Hex, number[]>, { log, seq }: Pick<Body, "log" | "seq">): void {
  const hex = toHex(log);
  const known = places.get(hex);
  if (known === undefined) places.set(hex, [seq]);
  else known.push(seq);
}

/** An entry as folds see it. */
export function heldOf(channel: Channel, body: Body, leaf: Leaf, kept: KeptEntry, proofPending: boolean): HeldEntry {
  const { seq, time, lamport, precedence, kind } = body;
  const author = channel.ledger.logs.get(toHex(body.log));
  assert(author !== undefined, "an admitted entry has a log");
  return heldWith({
    at: `${author.hex}:${seq}`,
    leaf,
    party: author.party,
    station: author.station,
    body: { log: author.log, seq, time, lamport, precedence, kind },
    // A message is its own object, whatever its entry says (M-4): nobody can lay one over another.
    object: body.object.length === 0 || kindOf(body.kind)?.about === "begins" ? toHex(leaf) : toHex(body.object),
    proofPending,
  }, kept.salt.length === 32 ? kept.content : null, channel.recent);
}

function placeMessage(state: StationState, channel: Channel, held: HeldEntry, kept: KeptEntry, source: Source): void {
  const content = held.content as MessageContent;
  const came = source === "came";
  const incoming = came ? state.newestIncoming + 1 : kept.incoming;
  const ours = toHex(held.party) === toHex(state.self.party);
  if (!ours) {
    channel.newestIncoming = Math.max(channel.newestIncoming, incoming);
    state.newestIncoming = Math.max(state.newestIncoming, incoming);
  }
  channel.messages.push(held.object);
  channel.facts.set(held.object, { heldMs: kept.heldMs, incoming: ours ? 0 : incoming });
  if (content.relation !== null) {
    const about = toHex(content.relation.object);
    const objects = channel.related.get(about) ?? new Set();
    objects.add(held.object);
    channel.related.set(about, objects);
    if (source !== "stored") touch(state, channel, about);
  }
  forgetWaits(channel, held.object);
  if (!came || !addressedToUs(state, channel, content)) return;
  // A ring happens once: only an entry that was never held before comes this way, and only when it is durable (P7).
  const { precedence } = held.body;
  state.pending.effects.push(() => state.outputs.push({ kind: "ring", object: held.object, precedence }));
}

/** Whether a message names a desk of ours for action. */
function addressedToUs(state: StationState, channel: Channel, content: MessageContent): boolean {
  const own = toHex(state.self.party);
  return content.to.some((address) => toHex(channel.charter?.parties[address.party]?.id ?? new Uint8Array(0)) === own);
}

/** What the entry acknowledges of our logs ends our retention, and may show that a reader went back (P4). */
function learnAcks(state: StationState, channel: Channel, body: Body, source: Source): void {
  const author = channel.ledger.logs.get(toHex(body.log));
  if (author === undefined) return;
  if (equalBytes(author.party, state.self.party)) showOurReceipts(state, channel, body);
  if (equalBytes(author.station, state.self.station)) return;
  // Stored logs are read one after the other, and what one says of another may be read before it: learnStoredAcks.
  if (source === "stored") return;
  const by = toHex(author.station);
  // What comes late, when a later start of its station has spoken, says what was held then: nobody has gone back.
  const late = isOutrun(channel.ledger, author, body.time);
  // But for what that start had lost: of what is acknowledged there nobody knows whether it is still held.
  const lost = late && isLostByAuthor(channel.ledger, author, body.seq);
  for (const ack of body.acks) {
    const before = channel.read.get(`${by} ${toHex(ack.log)}`)?.size ?? 0;
    if (!late || ack.size > before) learnAck(state, channel, by, ack.log, ack.size, [], source);
    if (lost && ack.size > before) fallBack(state, channel, by, ack.log, before);
  }
  if (!lost) for (const leaf of body.leaves) learnAck(state, channel, by, leaf.log, 0, [leaf.seq], source);
}

/**
 * What an entry beyond a gap acknowledges is shown as held there, its proof pending, and moves nothing else. The
 * newest of it need not be sent once more until the gap is filled.
 */
function learnEarly(state: StationState, channel: Channel, body: Body): void {
  const { log, acks, leaves } = body;
  const peer = toHex(channel.ledger.logs.get(toHex(log))?.station ?? log);
  showEarly(state, channel, peer, [body]);
  if (!state.partyOfStation.has(peer)) return;
  const newest = acks.map((ack) => ({ log: ack.log, seq: ack.size - 1 }));
  for (const one of [...newest, ...leaves]) {
    state.lineInputs.push({ kind: "receipted", peer, log: one.log, size: 0, singles: [one.seq] });
  }
}

/** What of ours entries beyond a gap name, and nothing in its place has receipted, may be shown otherwise now. */
function showEarly(state: StationState, channel: Channel, peer: Hex, bodies: readonly Body[]): void {
  const own = toHex(state.self.party);
  for (const ack of bodies.flatMap(({ acks }) => acks)) {
    const target = channel.ledger.logs.get(toHex(ack.log));
    if (target === undefined || toHex(target.party) !== own) continue;
    const key = `${peer} ${target.hex}`;
    const size = Math.min(ack.size, target.size);
    // Each is told once, however many entries name it.
    const from = Math.max(channel.earlyTo.get(key) ?? 0, channel.receiptedTo.get(key) ?? 0);
    for (let seq = from; seq < size; seq++) touchAt(state, channel, `${target.hex}:${seq}`);
    if (size > from) channel.earlyTo.set(key, size);
  }
  for (const { log, seq } of bodies.flatMap(({ leaves }) => leaves)) touchAt(state, channel, `${toHex(log)}:${seq}`);
}

function touchAt(state: StationState, channel: Channel, at: string): void {
  const object = channel.byPosition.get(at);
  if (object !== undefined) touch(state, channel, object);
}

/** What entries beyond a gap said counts no longer where it can never be filled: a log broke, or was left behind. */
function forgetEarly(state: StationState, channel: Channel, { log, seq }: Body): void {
  const author = channel.ledger.logs.get(toHex(log));
  const before = seq === 0 ? author?.boot.previous ?? null : null;
  const left = author?.broken != null ? author
    : before === null ? undefined : channel.ledger.logs.get(toHex(before.log));
  if (left === undefined || left.beyond.size === 0) return;
  const peer = toHex(left.station);
  for (const key of channel.earlyTo.keys()) if (key.startsWith(`${peer} `)) channel.earlyTo.delete(key);
  showEarly(state, channel, peer, [...left.beyond.values()].map(({ body }) => body));
}

/** What a stored log of another party has acknowledged: asked of each, in the order of BOOTs, when all are read. */
export function learnStoredAcks(state: StationState, channel: Channel, author: Log): void {
  if (equalBytes(author.station, state.self.station)) return;
  for (const [hex, size] of author.acked) {
    const target = channel.ledger.logs.get(hex);
    if (target !== undefined) learnAck(state, channel, toHex(author.station), target.log, size, [], "stored");
  }
}

/** Our own receipts change what we show of the messages they cover. */
function showOurReceipts(state: StationState, channel: Channel, body: Body): void {
  for (const ack of body.acks) {
    const log = toHex(ack.log);
    for (let seq = channel.acknowledgedTo.get(log) ?? 0; seq < ack.size; seq++) {
      const object = channel.byPosition.get(`${log}:${seq}`);
      if (object !== undefined) touch(state, channel, object);
    }
    channel.acknowledgedTo.set(log, Math.max(ack.size, channel.acknowledgedTo.get(log) ?? 0));
  }
}


function learnAck(
  state: StationState, channel: Channel, peer: Hex, log: LogId, claimed: number,
  singles: readonly number[], source: Source,
): void {
  const hex = toHex(log);
  const target = channel.ledger.logs.get(hex);
  if (target === undefined || toHex(target.party) !== toHex(state.self.party)) return;
  // Nobody holds more of our log than there is of it; what is claimed beyond that says nothing.
  const size = Math.min(claimed, target.size);
  const key = `${peer} ${hex}`;
  const before = channel.receiptedTo.get(key) ?? 0;
  if (size > 0) channel.receiptedTo.set(key, size);
  if (size > 0 && before === 0 && source !== "stored") noteHeard(state, channel, peer, log);
  if (size > 0) noteReading(state, channel, peer, hex, size);
  for (let seq = before; seq < size; seq++) receipted(state, channel, peer, hex, seq);
  for (const seq of singles) receipted(state, channel, peer, hex, seq);
  // A station that a roster has dropped is no peer any more.
  if (source === "stored" || !state.partyOfStation.has(peer)) return;
  state.lineInputs.push({ kind: "receipted", peer, log, size, singles });
}

/** A reader that acknowledged more in a log whose end it has lost holds what its later log says. */
function fallBack(state: StationState, channel: Channel, peer: Hex, log: LogId, size: number): void {
  const hex = toHex(log);
  const target = channel.ledger.logs.get(hex);
  if (target === undefined || toHex(target.party) !== toHex(state.self.party)) return;
  channel.receiptedTo.set(`${peer} ${hex}`, size);
  noteReading(state, channel, peer, hex, size);
  if (state.partyOfStation.has(peer)) state.lineInputs.push({ kind: "receipted", peer, log, size, singles: [] });
}

/**
 * What a peer's station has signed, in an answer, that it holds of our logs: it may be less than it had
 * acknowledged, and then it is sent again. What it acknowledged after the question was asked may be news to the answer.
 */
export function learnHeads(
  state: StationState, channel: Channel, by: Hex, question: number,
  heads: readonly { readonly log: LogId; readonly size: number }[],
): void {
  for (const own of channel.ledger.logs.values()) {
    if (!equalBytes(own.station, state.self.station)) continue;
    const named = heads.find((head) => equalBytes(head.log, own.log));
    // A log that goes unnamed may be one that the reader knows to be closed; the log of this start is not.
    if (named === undefined && own.hex !== toHex(channel.ownLog)) continue;
    const size = named?.size ?? 0;
    const reading = channel.read.get(`${by} ${own.hex}`);
    if (reading === undefined || size >= reading.size || reading.asks >= question) continue;
    channel.receiptedTo.set(`${by} ${own.hex}`, size);
    noteReading(state, channel, by, own.hex, size);
    state.lineInputs.push({ kind: "receipted", peer: by, log: own.log, size, singles: [] });
  }
}

/**
 * What peers have acknowledged of a log of ours that has grown by entries that came back: they were known to hold them
 * before we were.
 */
export function relearnReceipts(state: StationState, channel: Channel, log: string): void {
  const own = channel.ledger.logs.get(log);
  if (own === undefined) return;
  for (const other of channel.ledger.logs.values()) {
    const claimed = other.acked.get(log) ?? 0;
    const key = `${toHex(other.station)} ${log}`;
    if (equalBytes(other.station, state.self.station) || channel.wentBack.has(key)) continue;
    if (claimed <= (channel.receiptedTo.get(key) ?? 0)) continue;
    learnAck(state, channel, toHex(other.station), own.log, claimed, [], "came");
  }
}

/** How far one station reads a log of ours. When that falls, what it receipted above may be lost there (P4). */
function noteReading(
  state: StationState, channel: Channel, peer: Hex, log: string, size: number,
): void {
  const key = `${peer} ${log}`;
  const before = channel.read.get(key)?.size ?? 0;
  channel.read.set(key, { size, asks: state.memory.asks });
  const fell = channel.wentBack.get(key);
  if (size < before) channel.wentBack.set(key, { from: Math.max(before, fell?.from ?? 0), to: size });
  else if (fell === undefined) return;
  else if (size >= fell.from) channel.wentBack.delete(key);
  else channel.wentBack.set(key, { ...fell, to: size });
  state.outputs.push({ kind: "state" });
  const from = channel.wentBack.get(key)?.to ?? fell?.to ?? 0;
  for (let seq = from; seq < (fell?.from ?? before); seq++) {
    const object = channel.byPosition.get(`${log}:${seq}`);
    if (object !== undefined) touch(state, channel, object);
  }
}

function receipted(state: StationState, channel: Channel, peer: string, log: string, seq: number): void {
  const at = `${log}:${seq}`;
  state.carried.delete(carriedKey(peer, log, seq));
  state.recent.delete(at);
  const object = channel.byPosition.get(at);
  if (object !== undefined) touch(state, channel, object);
}

/** A roster, or an acknowledgement, may have moved what counts of a revoked station: its messages are folded anew. */
function settleCutoffs(state: StationState, channel: Channel): void {
  const cuts = currentCutoffs(channel.ledger);
  const before = channel.cutoffs;
  channel.cutoffs = cuts;
  if (cuts.size === before.size && [...cuts].every(([log, size]) => before.get(log) === size)) return;
  forgetTexts(channel);
  forgetSchedules(channel);
  for (const object of channel.facts.keys()) {
    forgetWait(channel, object);
    touch(state, channel, object);
  }
  for (const object of [...channel.texts.objects, ...channel.schedules.objects]) touch(state, channel, object);
}

/** An entry about a message may have changed what it waits for, and what the one that it replaces does. */
function forgetWaits(channel: Channel, object: string): void {
  for (const one of affected(channel, object)) forgetWait(channel, one);
}

/**
 * Tells that an object's view has changed, once what changed it is durable: nothing is shown that a crash could take
 * back.
 */
export function touch(state: StationState, channel: Channel, object: string): void {
  state.pending.effects.push(() => state.outputs.push({ kind: "changed", channel: channel.hex, object }));
}
