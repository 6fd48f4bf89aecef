// A message as console and CLI see it.

import { labelAt, labelOf } from "../label.ts";
import { behind, releaseProof } from "../house/attributed.ts";
import { carriedKey } from "../line/line-news.ts";
import { stationsOf } from "../peer/peers.ts";
import { messageEntry, messageStateOf, thread, threadMax } from "../mechanism/message-state.ts";
import { memoryOf } from "../memory/recollection.ts";
import type { Channel, StationState } from "../state.ts";
import { waitsForThem, waitsForUs, waitsOf } from "../mechanism/waits.ts";
import type {
  AddresseeView, ChainLine, MessageView, ThreadView, TranslationView, VerdictView,
} from "../../api/views.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { formatDtg } from "../../core/clock/dtg.ts";
import type { Verdict } from "../../core/clock/verdict.ts";
import { deliveryState } from "../../core/mechanism/message/delivery.ts";
import type { AddresseeState, MessageState } from "../../core/mechanism/message/fold.ts";
import { asksForAnswer } from "../../core/mechanism/message/limits.ts";
import { kindOf } from "../../core/mechanism/registry.ts";
import { precedences } from "../../core/names.ts";
import type { Hex } from "../../core/names.ts";
import { canonicalOrder } from "../../core/record/held-entry.ts";
import type { HeldEntry } from "../../core/record/held-entry.ts";
import { leafAt } from "../../core/record/merkle.ts";
import { Turns } from "../../core/record/turns.ts";
import type { Turn } from "../../core/record/turns.ts";
import { shortHash } from "../../core/text/short-hash.ts";

/** Characters shown of one party's translations of one message, counting something for each beside its text. */
const translationCharactersMax = 131_072;
const translationOverhead = 200;


/** One message now; null when it is not held. */
export function messageView(state: StationState, channel: Channel, object: string): MessageView | null {
  const message = messageStateOf(state, channel, object);
  return message === null ? null : viewOf(state, channel, message);
}

/** The newest messages of every channel, newest first; `before` is the object of the last one already shown. */
export function messageViews(state: StationState, limit: number, before: string | null): readonly MessageView[] {
  const isHeld = before !== null && [...state.channels.values()].some((channel) => channel.facts.has(before));
  let isShown = !isHeld;
  const found: { readonly channel: Channel; readonly object: Hex }[] = [];
  for (const one of newestFirst(state)) {
    if (found.length >= limit) break;
    if (isShown) found.push(one);
    isShown ||= one.object === before;
  }
  return found.flatMap(({ channel, object }) => messageView(state, channel, object) ?? []);
}

/** Messages of every channel, what was held last first: as many as are asked for, however many there are. */
function* newestFirst(state: StationState): Generator<{ readonly channel: Channel; readonly object: Hex }> {
  const turns = new Turns<Turn & { readonly channel: Channel; next: number }>();
  const orderOf = (channel: Channel, index: number): number =>
    -(channel.facts.get(channel.messages[index] ?? "")?.heldMs ?? 0);
  for (const [number, channel] of [...state.channels.values()].entries()) {
    const next = channel.messages.length - 1;
    if (next >= 0) turns.add({ number, order: orderOf(channel, next), channel, next });
  }
  for (let turn = turns.take(); turn !== null; turn = turns.take()) {
    const { channel } = turn;
    yield { channel, object: channel.messages[turn.next] as Hex };
    if (--turn.next < 0) continue;
    turn.order = Math.max(turn.order, orderOf(channel, turn.next));
    turns.add(turn);
  }
}

/** What waits for us, then for them; in each the most urgent first, and then what has waited longest. */
export function waitingViews(state: StationState, limit: number): readonly MessageView[] {
  const open = [...state.channels.values()].flatMap((channel) => [...channel.open].flatMap((object) => {
    const entry = messageEntry(channel, object);
    const waits = entry === null ? "nothing" : waitsOf(state, channel, object, entry);
    if (entry === null || waits === "nothing") return [];
    const urgency = precedences.indexOf(entry.body.precedence);
    return {
      channel, object, theirs: Number(waits === "theirs"), urgency, heldMs: channel.facts.get(object)?.heldMs ?? 0,
    };
  }));
  open.sort((a, b) => a.theirs - b.theirs || b.urgency - a.urgency || a.heldMs - b.heldMs);
  return open.slice(0, limit).flatMap(({ channel, object }) => messageView(state, channel, object) ?? []);
}

/** A message with its thread and the chain of entries about it; null when it is not held. */
export function threadView(state: StationState, channel: Channel, object: string): ThreadView | null {
  const message = messageView(state, channel, object);
  if (message === null) return null;
  const entries = thread(channel, object).flatMap((one) => messageEntry(channel, one) ?? []).sort(canonicalOrder);
  const views = entries.flatMap((entry) => messageView(state, channel, toHex(entry.leaf)) ?? []);
  return { message, thread: views, chain: chainOf(state, channel, object) };
}

function viewOf(state: StationState, channel: Channel, message: MessageState): MessageView {
  const { entry, content, object } = message;
  const { log, seq, time } = entry.body;
  const outgoing = equalBytes(entry.party, state.self.party);
  const facts = channel.facts.get(object);
  const addressee = (one: AddresseeState): AddresseeView => addresseeView(state, channel, message, one);
  const to = message.to.map(addressee);
  const waits = waitsForUs(state, message);
  const { cancellation } = message;
  return {
    object, channel: channel.hex, label: labelOf(state, channel, log, seq), log: toHex(log), seq,
    leaf: toHex(entry.leaf),
    shortHash: shortHash(entry.leaf), direction: outgoing ? "out" : "in",
    incoming: outgoing ? 0 : (facts?.incoming ?? 0),
    party: message.party, desk: content?.desk ?? "", capacity: content?.capacity ?? "", precedence: message.precedence,
    dtg: formatDtg(time), timeMs: time, heldMs: outgoing ? null : (facts?.heldMs ?? null),
    cameBy: state.cameBy.get(object) ?? null,
    byCourier: state.courier.brought.has(object), handling: content?.label ?? "",
    language: content?.language ?? "", subject: content?.subject ?? "", text: content?.text ?? "",
    word: content?.word?.code ?? null,
    relation: content?.relation == null
      ? null
      : { kind: content.relation.kind, object: toHex(content.relation.object) },
    to, info: message.info.map(addressee), translations: translations(state, channel, message),
    correctedBy: message.corrections.map((one) => toHex(one.entry.leaf)),
    supersededBy: message.supersessions.map((one) => toHex(one.entry.leaf)),
    cancelled: cancellation === null ? null : {
      label: labelAt(state, channel, cancellation.entry.at), reason: cancellation.content.reason?.text ?? null,
      timeMs: cancellation.entry.body.time,
    },
    proofPending: message.proofPending, revoked: message.revoked, unreadable: message.poison || content === null,
    memoryUnconfirmed: equalBytes(log, channel.ownLog) && memoryOf(state, channel) !== "confirmed",
    returned: channel.returned.has(entry.at),
    waitsForTake: waits === "take",
    waitsForAnswer: waits !== "nothing" && asksForAnswer(content), waitsForThem: outgoing && waitsForThem(message),
  };
}

function addresseeView(
  state: StationState, channel: Channel, message: MessageState, one: AddresseeState,
): AddresseeView {
  const { receipt, early, taken, holding, answered, refused, limits } = one;
  const said = receipt ?? early;
  const { log, seq } = message.entry.body;
  const hex = toHex(log);
  const stations = stationsOf(state, one.party);
  const reachable = stations.some((station) => state.lines.get(station)?.state === "up");
  // Any station of the party speaks for it: the first that was handed the message counts.
  const carried = stations.flatMap((station) => state.carried.get(carriedKey(station, hex, seq)) ?? []);
  const carriedMs = carried.length === 0 ? null : Math.min(...carried.map(({ sinceMs }) => sinceMs));
  const label = (entry: HeldEntry): string => labelAt(state, channel, entry.at);
  const fell = stations.map((station) => channel.wentBack.get(`${station} ${hex}`));
  const names = state.parties.get(one.party)?.roster.stations ?? [];
  return {
    party: one.party, desk: one.address.desk,
    state: deliveryState(one.state, { reachable, carried: carriedMs !== null }),
    sinceMs: one.sinceMs ?? carriedMs, byCourier: carried.some(({ byCourier }) => byCourier),
    receipt: said === null ? null : {
      label: labelAt(state, channel, said.at), heldAtMs: said.heldAt, disputed: receipt?.disputed ?? false,
      proofPending: receipt === null,
    },
    taken: taken === null
      ? null
      : { label: label(taken.entry), timeMs: taken.entry.body.time, desk: taken.content.desk },
    holding: holding === null ? null : {
      label: label(holding.entry), timeMs: holding.entry.body.time, nextWordByMs: holding.content.nextWordBy,
      word: holding.content.word,
    },
    answered: answered === null ? null : {
      label: label(answered.entry), timeMs: answered.entry.body.time, object: toHex(answered.entry.leaf),
    },
    refused: refused === null ? null : {
      label: label(refused.entry), timeMs: refused.entry.body.time, reason: refused.content.reason?.text ?? null,
    },
    wentBack: stations.length > 0 && fell.every((one) => one !== undefined && one.to <= seq && seq < one.from),
    stations: names.map(({ id, names: of }) => {
      const station = toHex(id);
      return { station, names: of, holds: (channel.receiptedTo.get(`${station} ${hex}`) ?? 0) > seq };
    }),
    receiptBy: verdictView(state, channel, limits.receiptBy), answerBy: verdictView(state, channel, limits.answerBy),
  };
}

/** A verdict, its entries by their labels. */
export function verdictView(state: StationState, channel: Channel, verdict: Verdict | null): VerdictView | null {
  if (verdict === null) return null;
  const { outcome, limitMs, byEntries, unheard, contested } = verdict;
  return {
    state: verdict.state, outcome, limitMs, byEntries: byEntries.map((at) => labelAt(state, channel, at)),
    unheard, contested, atMs: state.nowMs,
  };
}

// The newest of each party, as far as anybody reads: a translation is no longer than a message, but a party may say as
// many as it likes. All of them are in the record.
function translations(state: StationState, channel: Channel, message: MessageState): readonly TranslationView[] {
  const left = new Map<string, number>();
  return message.translations.toReversed().flatMap(({ entry, content }): TranslationView[] => {
    const party = toHex(entry.party);
    const room = left.get(party) ?? translationCharactersMax;
    left.set(party, room - content.text.length - content.subject.length - translationOverhead);
    if (room <= 0) return [];
    return [{
      label: labelAt(state, channel, entry.at), party, language: content.language, subject: content.subject,
      text: content.text, doubts: content.doubts.map((doubt) => doubt.note), timeMs: entry.body.time,
    }];
  }).toReversed();
}

/** Entries about the message and the receipts that cover it, in canonical order. */
function chainOf(state: StationState, channel: Channel, object: string): readonly ChainLine[] {
  const first = messageEntry(channel, object);
  const all = [...(channel.objects.get(object) ?? [])].sort(canonicalOrder);
  const entries = all.filter((one, index) => one === first || index >= all.length - threadMax);
  const lines = entries.map((entry) => chainLine(state, channel, entry));
  const receipts = first === null ? [] : messageStateOf(state, channel, object)?.to.flatMap((one) => {
    if (one.receipt === null) return [];
    const { at, heldAt, party } = one.receipt;
    return [{
      label: labelAt(state, channel, at), kind: "receipt", party: toHex(party), timeMs: heldAt,
      leaf: leafOf(channel, at), signature: "", officer: null, released: null,
    }];
  });
  return [...lines, ...(receipts ?? [])].sort((a, b) => a.timeMs - b.timeMs);
}

/** Leaf hash at "<log hex>:<seq>", or empty when it is not held. */
export function leafOf(channel: Channel, at: string): string {
  const log = channel.ledger.logs.get(at.slice(0, 32));
  const seq = Number(at.slice(33));
  return log === undefined || seq >= log.size ? "" : toHex(leafAt(log.tree, seq));
}

function chainLine(state: StationState, channel: Channel, entry: HeldEntry): ChainLine {
  return {
    label: labelAt(state, channel, entry.at), kind: kindOf(entry.body.kind)?.name ?? String(entry.body.kind),
    party: toHex(entry.party), timeMs: entry.body.time, leaf: toHex(entry.leaf),
    signature: channel.signatures.get(entry.at) ?? "",
    officer: behind(state, entry.leaf, entry.station), released: releaseProof(state, channel, entry),
  };
}
