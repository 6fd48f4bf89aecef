// Our own entries: composed, signed, sealed, and laid into the batch that will be committed next.

import { enlist } from "./batch.ts";
import { isRemoved, peersOf } from "./peer/peers.ts";
import { attributedKey } from "./house/attributed.ts";
import { admitOwn } from "./fold-in.ts";
import type { Channel, StationState } from "./state.ts";
import { sealKept } from "./at-rest.ts";
import type { KeptEntry } from "./stored-entry.ts";
import { toHex } from "../core/bytes/hex.ts";
import { assert } from "../core/errors.ts";
import { encodeContent } from "../core/mechanism/kind.ts";
import type { Kind } from "../core/mechanism/kind.ts";
import { flashLevel } from "../core/line/state.ts";
import { precedences } from "../core/names.ts";
import type { Hex, Precedence } from "../core/names.ts";
import { commitment, encodeBody, signEntry } from "../core/record/entry.ts";
import type { HeldEntry } from "../core/record/held-entry.ts";
import { compose, receiptsOwed } from "../core/record/ledger.ts";
import { receipt } from "../core/record/receipt.ts";
import { takeMessageKey } from "../core/seal/chains.ts";
import type { MessageKey } from "../core/seal/chains.ts";
import { clearEnvelope, saltOf, sealEnvelope } from "../core/seal/envelope.ts";
import { narrowKeyOf } from "../core/seal/ratchet.ts";

/** What an act wants to say on a channel. */
export interface Words {
  readonly kind: Kind;
  readonly precedence: Precedence;
  /** The object the entry is about; empty when it begins one or is about none. */
  readonly object: Uint8Array;
  /** Canonical bytes of the content; null for a bare kind. */
  readonly content: Uint8Array | null;
  /** The salt of its commitment where that was drawn before: of a BOOT, whose log's id follows from it. */
  readonly salt?: Uint8Array;
  /** The officer behind the act, attributed in the house record; null for what the station does by itself. */
  readonly officer: string | null;
  readonly act: string;
  /** The draft it was released from, or the undertaking. */
  readonly draft?: Uint8Array | null;
}

/** Who is behind what is said, by which act; what it is about, and how urgent it is. */
export type Behind = Pick<Words, "officer" | "act"> & Partial<Pick<Words, "object" | "precedence" | "draft">>;

/** Most of our own unreceipted entries kept opened in memory. */
export const recentMax = 4_096;

const nothing = new Uint8Array(0);

/** Whether a sealed word could be appended now: an epoch is open, or one is in stock. */
export function canSeal(state: StationState, channel: Channel): boolean {
  return channel.house || channel.chains.own !== null || channel.chains.stock.length > 0;
}

/**
 * Appends one entry to our log of the channel. It is durable, and only then carried, when its batch commits.
 * Returns null when the words must be sealed and no epoch can be opened, or our roster names us no longer: nothing was
 * said then.
 */
export function append(state: StationState, channel: Channel, words: Words): HeldEntry | null {
  // Whoever said something more urgent would wait for its receipt as long as these words are under way (L-59).
  const owed = receiptsOwed(channel.ledger);
  if (Math.max(-1, ...owed.values()) > precedences.indexOf(words.precedence)) acknowledge(state, channel, owed);
  return write(state, channel, words, () => words.precedence);
}

/** Appends an entry by the value of its content, about no object and ROUTINE unless it says so; else as `append`. */
export function say<T>(
  state: StationState, channel: Channel, kind: Kind<T>, content: NoInfer<T>, behind: Behind,
): HeldEntry | null {
  const bytes = encodeContent(kind, content);
  return append(state, channel, {
    precedence: "ROUTINE", object: nothing, ...behind, kind: kind as Kind, content: bytes,
  });
}

/**
 * Appends a receipt for what is owed, by party. On the line to a peer it is as urgent as the most urgent of what that
 * peer's party said, and no more urgent than that to anybody else (L-58).
 */
export function acknowledge(state: StationState, channel: Channel, owed: ReadonlyMap<Hex, number>): void {
  const precedence = precedences[Math.max(...owed.values())] ?? "FLASH";
  const words = { kind: receipt, precedence, object: nothing, content: null, officer: null, act: "" };
  const held = write(state, channel, words, (peer) => {
    const level = owed.get(state.partyOfStation.get(peer) ?? "") ?? 0;
    return precedences[level] ?? "ROUTINE";
  });
  if (held === null) return;
  channel.receipts.last = { log: toHex(held.body.log), seq: held.body.seq, atMs: state.nowMs };
  for (const [party, level] of owed) if (level === flashLevel) channel.receipts.flashMs.set(party, state.nowMs);
}

function write(
  state: StationState, channel: Channel, words: Words, urgency: (peer: Hex) => Precedence,
): HeldEntry | null {
  assert(state.impaired.size === 0, "an impaired station signs nothing");
  // Nor does one that its own roster has dropped (K-26): nobody would take it for ours.
  if (isRemoved(state)) return null;
  const { crypto, random } = state.self;
  const key = channel.house || words.kind.form === "clear" ? null : messageKey(state, channel);
  if (key === null && words.kind.form === "sealed" && !channel.house) return null;
  const content = words.content ?? nothing;
  const drawn = (): Uint8Array => words.salt ?? random.bytes(32);
  const salt = words.content === null ? nothing : key === null ? drawn() : saltOf(crypto, key);
  const body = compose(crypto, channel.ledger, channel.ownLog, {
    time: state.nowMs,
    precedence: words.precedence,
    kind: words.kind.code,
    object: words.object,
    epoch: key === null ? 0 : key.epoch,
    index: key === null ? 0 : key.index,
    commit: words.content === null ? nothing : commitment(crypto, salt, content),
  });
  const payload = encodeBody(body);
  const author = { party: state.self.party, rosterDigest: state.self.rosterDigest };
  const entry = signEntry(state.self.signer, author, payload);
  const envelope = channel.house
    ? nothing
    : key === null
      ? clearEnvelope({ ...entry, salt, content })
      : sealEnvelope(crypto, key, { channel: channel.id, log: channel.ownLog }, entry, content);

  // Kept for as long as the content is, and sealed as it is: nothing is lost by it, and the message key can go.
  const narrow = key === null ? nothing : narrowKeyOf(crypto, key.key);
  const kept: KeptEntry = { ...entry, salt, content, envelope, heldMs: state.nowMs, incoming: 0, narrow };
  const held = admitOwn(state, channel, entry, body, kept);
  lay(state, channel, held, kept, words, urgency);
  return held;
}

function messageKey(state: StationState, channel: Channel): MessageKey | null {
  const taken = takeMessageKey(state.self.crypto, channel.chains, {
    channel: channel.id,
    log: channel.ownLog,
    nowMs: state.nowMs,
  });
  if (taken !== null) state.chainsDirty = true;
  return taken;
}

/** Puts the entry, its attribution and what follows from its being durable into the pending batch. */
function lay(
  state: StationState, channel: Channel, held: HeldEntry, kept: KeptEntry, words: Words,
  urgency: (peer: Hex) => Precedence,
): void {
  const { log, seq } = held.body;
  const peers = peersOf(state, channel);
  enlist(state, { log, seq, leaf: held.leaf, blob: sealKept(state, log, seq, held.leaf, kept) });
  if (words.officer !== null) {
    const { officer, act, draft = null } = words;
    const from = draft === null ? null : toHex(draft);
    state.attributed.set(attributedKey(held.leaf, state.self.station), { officer, draft: from });
    if (!channel.house) {
      state.attributions.push({ channel: channel.id, log, seq, leaf: held.leaf, officer, act, draft });
    }
  }
  if (peers.length === 0) return;
  remember(state, held.at, kept);
  // Durable before sent (3-record): the line machine hears of the entry only when its batch has committed.
  const bytes = kept.envelope.length;
  state.pending.effects.push(() => {
    const said = { kind: "appended", channel: channel.hex, log, seq, bytes, receipt: words.kind === receipt } as const;
    for (const [precedence, to] of Map.groupBy(peers, urgency)) {
      state.lineInputs.push({ ...said, precedence, peers: to });
    }
  });
}

/** Keeps an entry at hand until it is receipted. When there are too many the oldest is read from the store again. */
function remember(state: StationState, at: string, kept: KeptEntry): void {
  state.recent.set(at, kept);
  if (state.recent.size <= recentMax) return;
  for (const oldest of state.recent.keys()) {
    state.recent.delete(oldest);
    return;
  }
}
