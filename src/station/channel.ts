// Channels: opened, given a log at every start, kept supplied with keys.

import { agreeGate } from "./agree/agree-gate.ts";
import { append } from "./append.ts";
import type { Words } from "./append.ts";
import { createTraces } from "./load/ledger-traces.ts";
import { beginHead } from "./witness/own-heads.ts";
import type { Channel, StationState } from "./state.ts";
import { setWaiting } from "./waiting.ts";
import { createKeptSchedules } from "./mechanism/commitment-state.ts";
import { createKeptTexts } from "./mechanism/text-state.ts";
import { createAwaiting } from "./mechanism/waits.ts";
import { saidByUs, termsAdopted } from "./channel-terms.ts";
import { isOwnSite, isRemoved, ownSites, peersOf, stationBytes } from "./peer/peers.ts";
import { mayBegin } from "./principals.ts";
import { encodeShape } from "../core/bytes/shape.ts";
import { fromHex, toHex } from "../core/bytes/hex.ts";
import { isNarrow } from "../core/line/narrow-fragment.ts";
import { kindOf } from "../core/mechanism/registry.ts";
import type { Charter } from "../core/mechanism/charter/charter.ts";
import type { ChannelId, Hex, Precedence, StationId } from "../core/names.ts";
import { assert } from "../core/errors.ts";
import { boot, bootContent, logIdOf } from "../core/record/boot.ts";
import type { BootContent } from "../core/record/boot.ts";
import { commitment } from "../core/record/entry.ts";
import { createLedger, newestLogOf } from "../core/record/ledger.ts";
import { createChains, makePrekeys, openChainFor, prekeysDue, stockEpochs } from "../core/seal/chains.ts";
import { epochs, recipientsMax } from "../core/seal/epoch.ts";
import { prekeys } from "../core/seal/prekey.ts";

/** Epochs stocked ahead on every channel: each lasts a day, and no link may be there for a season to bring new ones. */
export const epochStockDefault = 96;
/** Made at first, before all else: nothing can be said without one. The others wait their turn. */
export const epochsAtFirst = 8;
/** Made at a time where no wide link is up: a narrow one is to carry words, and these cost it seconds. */
export const epochsNarrow = 2;
/** Made first where those that are there leave a reader out: what is to be said waits for it alone. */
const epochsAnew = 1;

/** A prekey that may be used for less than this is told: without one, nothing new can be sealed for its station. */
export const prekeyLowMs = 7 * 86_400_000;

const none = new Uint8Array(0);

/** An empty channel, not yet with a log. */
export function createChannel(station: StationId, id: ChannelId, house: boolean, charter: Charter | null): Channel {
  return {
    id, hex: toHex(id), house, charter, charterBytes: null, waiting: [], ledger: createLedger(id, station),
    chains: createChains(), renewEpochs: false, epochReaders: new Map(), adoptionSeen: 0,
    ownLog: new Uint8Array(16), objects: new Map(), recent: new Map(), byPosition: new Map(), related: new Map(),
    messages: [], waits: new Map(), open: new Set(), awaited: createAwaiting(), newestIncoming: 0,
    facts: new Map(),
    parked: [], adopted: house, terms: [], namings: [], checkpoints: [],
    peersBeforeCharter: new Set(), receiptedTo: new Map(), earlyTo: new Map(), said: new Map(), keysSaid: new Map(),
    receipts: { last: null, flashMs: new Map() },
    acknowledgedTo: new Map(), memory: new Map(), returned: new Set(), wentBack: new Map(), read: new Map(),
    cutoffs: new Map(), testedMs: new Map(), signatures: new Map(), traces: createTraces(), texts: createKeptTexts(),
    schedules: createKeptSchedules(),
    agreeing: new Map(), meetings: new Set(), replacing: new Map(),
  };
}

/** A channel that a known, confirmed peer begins and whose charter has not arrived yet; null when it may not. */
export function openProvisional(state: StationState, peer: Hex, hex: Hex): Channel | null {
  const id = fromHex(hex);
  const party = state.partyOfStation.get(peer);
  if (id?.length !== 32 || party === undefined || isRemoved(state)) return null;
  const own = isOwnSite(state, peer);
  if (!own && (state.parties.get(party)?.confirmed !== true || !mayBegin(state, party))) return null;
  const channel = createChannel(state.self.station, id, false, null);
  // What our own other site begins may be with anyone; its charter will say.
  if (!own) channel.peersBeforeCharter.add(party);
  state.channels.set(hex, channel);
  beginLog(state, channel, "first");
  return channel;
}

/**
 * Opens a new log of ours on a channel: every start of the station is an incarnation of its own (spec/03-record.md,
 * BOOT). The BOOT names the last known head of the log before it, so that a restored or cloned station shows as two
 * BOOTs. The id of the log follows from the BOOT and its salt. A machine copied while it runs has the same
 * chance in store as its copy: `hedge` is what only this one has.
 */
export function beginLog(
  state: StationState, channel: Channel, reason: BootContent["reason"], hedge: Uint8Array | null = null,
): void {
  const { crypto, random, party, station, rosterDigest } = state.self;
  const before = newestLogOf(crypto, channel.ledger, station);
  const chain = channel.chains.own;
  const former = channel.ledger.logs.get(toHex(channel.ownLog));
  // A twin of ours may have gone on in it: what others bring of it is taken in from now on.
  if (former !== undefined) former.own = false;
  const previous = before === null ? null : {
    log: before.log, size: before.size, root: before.root, epoch: chain?.epoch ?? 0, index: chain?.index ?? 0,
  };
  const said: BootContent = {
    party, station, roster: rosterDigest, channelForm: channel.house ? "house" : "parties", previous, reason,
  };
  const content = encodeShape(bootContent, said);
  const salt = hedge === null ? random.bytes(32) : crypto.sha256(random.bytes(32), hedge);
  const log = logIdOf(crypto, channel.id, commitment(crypto, salt, content));
  if (chain !== null) openChainFor(crypto, channel.chains, log, state.nowMs);
  channel.ownLog = log;
  say(state, channel, boot.code, content, { salt });
  beginHead(state, channel);
  state.keysDirty = true;
}

/** Brings every channel up to what it needs now: prekeys, epochs, and acts that were waiting for them. */
export function settleChannels(state: StationState): void {
  // The house record has no epochs: what goes to our own other sites is sealed to their prekeys, one entry at a time.
  if (ownSites(state).length > 0) supplyPrekeys(state, state.house);
  for (const channel of state.channels.values()) {
    supplyKeys(state, channel);
    sayWaiting(state, channel);
    if (!channel.adopted && hasGrown(state, channel) && termsAdopted(state, channel)) {
      channel.adopted = true;
      state.outputs.push({ kind: "state" });
    }
  }
}

/** Whether anything has come since adoption was looked for last: time alone adopts nothing. */
function hasGrown({ rosters }: StationState, channel: Channel): boolean {
  const { ledger, terms, adoptionSeen } = channel;
  channel.adoptionSeen = [...ledger.logs.values()].reduce(
    (sum, { size, beyond }) => sum + 2 * size + beyond.size, terms.length + rosters.size,
  );
  return channel.adoptionSeen !== adoptionSeen;
}

function supplyPrekeys(state: StationState, channel: Channel): void {
  const { crypto, random } = state.self;
  if (!prekeysDue(channel.chains, state.nowMs)) return;
  const isUrgent = channel.chains.prekeys.every(({ until }) => until - state.nowMs < prekeyLowMs);
  if (!isUrgent && !hasWideLink(state, channel)) return;
  const content = makePrekeys(crypto, random, channel.chains, state.nowMs, prekeyLifeMs(channel));
  say(state, channel, prekeys.code, encodeShape(shapeOf(prekeys.code), content));
  state.keysDirty = true;
}

function supplyKeys(state: StationState, channel: Channel): void {
  supplyPrekeys(state, channel);
  const { chains } = channel;
  const isWide = hasWideLink(state, channel);
  // What leaves a reader out goes to it sealed anew, at several times its size (S-40): while there is room, and once.
  const isAnew = isWide && leavesOut(state, channel);
  if (isAnew) channel.renewEpochs = true;
  // The open epoch serves until the new ones are made: nothing must find us without a key.
  if (channel.renewEpochs) chains.stock = [];
  const left = chains.stock.length;
  const isFirst = channel.renewEpochs || (chains.own === null && left === 0);
  // Half a stock is enough; a new epoch entry for each used one would cost a kilobyte each time.
  if (!isFirst && left > state.epochStock / 2) return;
  if (!isFirst && !isWide && left > 0) return;
  const target = isAnew ? epochsAnew : isFirst ? epochsAtFirst : state.epochStock;
  const wanted = isWide ? Math.min(target, state.epochStock) : epochsNarrow;
  while (chains.stock.length < wanted) {
    if (!makeEpochs(state, channel, wanted - chains.stock.length, isFirst ? "FLASH" : "ROUTINE")) return;
  }
}

/** Whether a station whose prekey is known by now cannot read the epoch that is open, or comes next (S-13). */
function leavesOut(state: StationState, channel: Channel): boolean {
  const { chains: { own, stock, peers }, epochReaders } = channel;
  const readers = epochReaders.get(own?.epoch ?? stock[0]?.epoch ?? 0);
  if (readers === undefined) return false;
  const known = recipientStations(state, channel).map(toHex)
    .filter((hex) => peers.get(hex)?.prekeys.some(({ until }) => until > state.nowMs));
  return known.slice(0, recipientsMax).some((hex) => !readers.has(hex));
}

/** Whether a link is up over which some kilobytes of keys hold nothing up (N-30). */
function hasWideLink(state: StationState, channel: Channel): boolean {
  const links = peersOf(state, channel).flatMap((peer) => [...state.lines.get(peer)?.links.values() ?? []]);
  return links.some(({ open, lastHeardMs, terms }) => (
    open.size > 0 && lastHeardMs !== null && terms !== null && !isNarrow(terms)
  ));
}

/** Stocks epochs, as many as one entry has room for, and says them; false when nobody could read them yet. */
function makeEpochs(state: StationState, channel: Channel, count: number, precedence: Precedence): boolean {
  const { crypto, random, party, station } = state.self;
  const recipients = recipientStations(state, channel);
  const context = { channel: channel.id, party, station, recipients, count, nowMs: state.nowMs };
  const content = stockEpochs(crypto, random, channel.chains, context);
  if (content === null) return false;
  if (channel.renewEpochs) channel.chains.own = null;
  channel.renewEpochs = false;
  say(state, channel, epochs.code, encodeShape(shapeOf(epochs.code), content), { precedence });
  state.keysDirty = true;
  return true;
}

function sayWaiting(state: StationState, channel: Channel): void {
  while (channel.waiting.length > 0) {
    const [first, ...rest] = channel.waiting;
    if (first === undefined) return;
    const kind = kindOf(first.kind);
    assert(kind !== null, "a waiting entry is of a known kind");
    // What was said before a part of our memory was lost is not said again; what would agree waits for the gate.
    if (saidByUs(state, channel, first.kind)) {
      setWaiting(state, channel, rest);
      continue;
    }
    if (agreeGate(state, channel) !== null) return;
    const { content, officer } = first;
    const held = append(
      state, channel, { kind, precedence: "IMMEDIATE", object: none, content, officer, act: kind.name },
    );
    if (held === null) return;
    setWaiting(state, channel, rest);
  }
}

/** Key entries go before everything else, but those for later: nothing can be opened without them. */
function say(
  state: StationState, channel: Channel, code: number, content: Uint8Array,
  otherwise: Partial<Pick<Words, "salt" | "precedence">> = {},
): void {
  const kind = kindOf(code);
  assert(kind !== null, "a known kind");
  append(state, channel, { kind, precedence: "FLASH", object: none, content, officer: null, act: "", ...otherwise });
}

function shapeOf(code: number): Parameters<typeof encodeShape<unknown>>[0] {
  const content = kindOf(code)?.content ?? null;
  assert(content !== null, "a kind with content");
  return content;
}

/** Stations that can open what we seal: those of the other parties, and our own at other sites. */
function recipientStations(state: StationState, channel: Channel): Uint8Array[] {
  return peersOf(state, channel).filter((station) => channel.chains.peers.has(station)).map(stationBytes);
}

/** Shortest life of a prekey. */
const prekeyLifeMsMin = 30 * 86_400_000;

/**
 * How long a prekey lives: the charter's longest courier delay, never less than before there was a charter. Peers seal
 * to the prekey that is valid longest, so that a shorter life would leave them with one a restored station has lost.
 */
function prekeyLifeMs(channel: Channel): number {
  return Math.max(prekeyLifeMsMin, channel.charter?.courierMs ?? 0);
}
