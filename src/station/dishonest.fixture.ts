// A party with valid keys that keeps to no rule, on a channel with an honest station: for tests.

import { must, hand, makeSelf, until } from "./pair.fixture.ts";
import { Runner } from "./run.ts";
import { createMachine } from "./start.ts";
import type { StationOptions } from "./start.ts";
import type { Channel, Self, StationState } from "./state.ts";
import { createSurface } from "./surface-of.ts";
import type { Actor, Station } from "./surface.ts";
import { createSystemClock } from "../clock/system/clock.ts";
import { encodeShape } from "../core/bytes/shape.ts";
import { toHex } from "../core/bytes/hex.ts";
import { encodeCard } from "../core/keys/card.ts";
import { cutFragment, headerBytes, trailerBytes } from "../core/line/fragment.ts";
import { encodeFrame } from "../core/line/frame.ts";
import { encodeNarrowFragment, isNarrow } from "../core/line/narrow-fragment.ts";
import type { Frame } from "../core/line/frame.ts";
import { channelId, encodeCharter } from "../core/mechanism/charter/charter.ts";
import type { Charter } from "../core/mechanism/charter/charter.ts";
import { charterAcceptanceContent, charterAcceptance, charterProposal } from "../core/mechanism/charter/entries.ts";
import { standardCharter } from "../core/mechanism/charter/standard-charter.ts";
import { message, messageContent } from "../core/mechanism/message/entries.ts";
import type { MessageContent } from "../core/mechanism/message/entries.ts";
import { boot, bootContent, logIdOf } from "../core/record/boot.ts";
import { commitment, encodeBody, leafHash, signEntry } from "../core/record/entry.ts";
import type { Body } from "../core/record/entry.ts";
import { addLeaf, createTree, rootOf } from "../core/record/merkle.ts";
import { receipt } from "../core/record/receipt.ts";
import { createChains, makePrekeys } from "../core/seal/chains.ts";
import { clearEnvelope, resealEnvelope } from "../core/seal/envelope.ts";
import { prekeys, prekeysContent } from "../core/seal/prekey.ts";
import type { Prekey } from "../core/seal/prekey.ts";
import { createNodeCrypto } from "../crypto/node/crypto.ts";
import { createNodeRandom } from "../crypto/node/random.ts";
import type { Bearer, BearerEvents, Link, LinkTerms } from "../ports/bearer.ts";
import type { Clock } from "../ports/clock.ts";
import { createMemoryChainFile, createMemoryStore } from "../store/memory/store.ts";

export const crypto = createNodeCrypto();
export const random = createNodeRandom();
const none = new Uint8Array(0);
const dayMs = 86_400_000;
const fragmentBytes = 16_384;

/** Terms of a link that need not be considered. */
export function wideTerms(mtuBytes: number): LinkTerms {
  return { rateBps: null, mtuBytes, lossShare: 0, delayMs: 0, turnaroundMs: null, returnPath: true, costly: 0 };
}

/** An entry made by hand, and the frame that brings it. */
export interface Forged {
  readonly leaf: Uint8Array;
  readonly frame: Extract<Frame, { name: "entry" }>;
}

/** One log of the dishonest party: any field of any entry may be said otherwise; the chain of hashes is right. */
export class ForgedLog {
  /** Follows from the BOOT, and before it is any. */
  log: Uint8Array;
  private readonly taken: boolean;
  private readonly tree = createTree();
  private readonly self: Self;
  private readonly channel: Uint8Array;
  private readonly prekey: Prekey | null;
  size = 0;
  lamport = 0;

  /** `taken` is the id of another's log, which this one is said to have. */
  constructor(self: Self, channel: Uint8Array, prekey: Prekey | null, taken: Uint8Array | null = null) {
    this.log = taken ?? random.bytes(16);
    this.taken = taken !== null;
    this.self = self;
    this.channel = channel;
    this.prekey = prekey;
  }

  boot(otherwise: Partial<Body> = {}, previous: object | null = null): Forged {
    const { party, station, rosterDigest: roster } = this.self;
    const content = { party, station, roster, channelForm: "parties", previous, reason: "first" } as const;
    const bytes = encodeShape(bootContent, content as never);
    const salt = random.bytes(32);
    if (!this.taken) this.log = logIdOf(crypto, this.channel, commitment(crypto, salt, bytes));
    return this.say(boot.code, bytes, otherwise, salt);
  }

  message(content: Partial<MessageContent> = {}, otherwise: Partial<Body> = {}): Forged {
    const whole: MessageContent = {
      desk: "watch", capacity: "", to: [{ party: 0, desk: "watch" }], info: [], label: "open", language: "en",
      subject: "Subject", text: "Text", word: null, relation: null, ...content,
    };
    return this.say(message.code, encodeShape(messageContent, whole), otherwise);
  }

  /** Any entry, in clear unless it has a content and the other's prekey is known. */
  say(kind: number, content: Uint8Array | null, otherwise: Partial<Body> = {}, drawn = random.bytes(32)): Forged {
    const salt = content === null ? none : drawn;
    this.lamport = otherwise.lamport ?? this.lamport + 1;
    const payload = encodeBody({
      v: 1, channel: this.channel, log: this.log, seq: this.size, prev: rootOf(crypto, this.tree), acks: [], leaves: [],
      time: Date.now(), lamport: this.lamport, precedence: "ROUTINE", kind, object: none, epoch: 0, index: 0,
      commit: content === null ? none : commitment(crypto, salt, content), ...otherwise,
    });
    const { party, rosterDigest } = this.self;
    const kept = { ...signEntry(this.self.signer, { party, rosterDigest }, payload), salt, content: content ?? none };
    const seq = otherwise.seq ?? this.size;
    const leaf = leafHash(crypto, payload);
    if (otherwise.seq === undefined) {
      addLeaf(crypto, this.tree, leaf);
      this.size += 1;
    }
    const { channel, log, prekey } = this;
    const clear = prekey === null || kind <= prekeys.code + 1;
    const envelope = clear ? clearEnvelope(kept) : resealEnvelope(crypto, random, { channel, log, seq }, prekey, kept);
    return { leaf, frame: { name: "entry", channel, log, seq, envelope } };
  }
}

/** A link whose other end says whatever it is told to. */
class ForgedLink {
  readonly bearer: Bearer;
  private events: BearerEvents | null = null;
  private link: Link | null = null;
  private id = 0;

  constructor(peer: Uint8Array) {
    const start = async (events: BearerEvents): Promise<void> => this.open(events, toHex(peer));
    this.bearer = { name: "forged", start, stop: async () => undefined };
  }

  private open(events: BearerEvents, station: string): void {
    this.events = events;
    this.link = {
      id: "forged", bearer: "forged", station, terms: wideTerms(fragmentBytes), send: () => true,
      close: () => undefined,
    };
    events.up(this.link);
  }

  /** The link goes, and comes again as one of this rate that takes two fragments and no more. */
  slow(rateBps: number): void {
    const { events, link } = this;
    if (events === null || link === null) throw new Error("no link");
    events.down(link, "another");
    this.link = { ...link, terms: { ...link.terms, rateBps }, send: () => false };
    events.up(this.link);
  }

  bring(...all: readonly Forged[]): void {
    for (const { frame } of all) this.say(frame);
  }

  say(frame: Frame): void {
    const bytes = encodeFrame(frame);
    if (this.link !== null && isNarrow(this.link.terms)) {
      const fragment = encodeNarrowFragment({ level: 1, again: false, sort: "whole", bytes });
      return void this.events?.fragment(this.link, fragment);
    }
    const id = this.id++ % 65_536;
    for (let at = 0; at < bytes.length; at += fragmentBytes - headerBytes - trailerBytes) {
      this.events?.fragment(this.link as Link, cutFragment(bytes, id, 1, at, fragmentBytes));
    }
  }
}

/** An honest station, and the dishonest party it knows. */
export interface Arena {
  readonly self: Self;
  readonly peer: Self;
  readonly state: StationState;
  readonly runner: Runner;
  readonly station: Station;
  readonly officer: Actor;
  readonly options: StationOptions;
  readonly link: ForgedLink;
}

/** The honest station runs and has confirmed the other party; they share no channel yet. */
export async function makeArena(
  otherwise: Partial<StationOptions> = {}, peer: Self = makeSelf("B"),
): Promise<Arena> {
  const self = makeSelf("A");
  const link = new ForgedLink(peer.station);
  const options: StationOptions = {
    self, store: createMemoryStore(), chains: createMemoryChainFile(), clock: createSystemClock(),
    bearers: [link.bearer], ...otherwise,
  };
  const state = await createMachine(options);
  const runner = new Runner(state, options);
  await runner.start();
  const station = createSurface(runner);
  const roles = ["watch", "releaser", "administrator", "auditor"] as const;
  const added = await must(station, hand, { act: "officer.add", name: "Officer", language: "en", roles: [...roles] });
  const officer: Actor = { officer: added.officer ?? "", via: "cli" };
  await know(station, officer, peer);
  return { self, peer, state, runner, station, officer, options, link };
}

/** The machine's clock, which stands from `halt` until what that returns: all between is at once, on a slow one too. */
export function haltingClock(): Clock & { halt(): () => void } {
  const system = createSystemClock();
  let halted: Pick<Clock, "nowMs" | "monotonicMs"> = system;
  return {
    nowMs: () => halted.nowMs(),
    monotonicMs: () => halted.monotonicMs(),
    wakeAt: (atMs, wake) => system.wakeAt(atMs, wake),
    halt: () => {
      const [wall, monotonic] = [system.nowMs(), system.monotonicMs()];
      halted = { nowMs: () => wall, monotonicMs: () => monotonic };
      return () => void (halted = system);
    },
  };
}

/** Adds and confirms a party. */
export async function know(station: Station, officer: Actor, other: Self): Promise<void> {
  const party = toHex(other.party);
  await must(station, officer, { act: "party.add", card: encodeCard(crypto, other.roster), addresses: [] });
  const digits = station.card().checks.find((one) => one.party === party)?.digits ?? "";
  await must(station, officer, { act: "party.confirm", party, digits });
}

/** The charter between the two, with the honest station as party 0. */
export function charterOf(...parties: readonly Self[]): Charter {
  return standardCharter({
    world: "exercise", nonce: random.bytes(16), languages: ["en", "ru"],
    parties: parties.map(({ roster: { roster } }) => {
      const { party: id, short, names, telephone: phone } = roster;
      return { id, short, names, languages: ["en"], phone };
    }),
  });
}

/** A channel of the arena, and the log in which the dishonest party began it. */
export interface Line {
  readonly channel: Channel;
  readonly log: ForgedLog;
  readonly prekey: Prekey;
}

/** The dishonest party proposes a charter and accepts it; the honest one has not yet. */
export async function propose(arena: Arena, charter: Charter): Promise<Line> {
  const { state, peer, link, station, runner, self } = arena;
  const content = encodeCharter(charter);
  const id = channelId(crypto, content);
  const first = new ForgedLog(peer, id, null);
  link.bring(first.boot());
  await runner.flushed();
  const channel = state.channels.get(toHex(id));
  const own = channel?.chains.prekeys[0];
  if (channel === undefined || own === undefined) throw new Error("no channel");
  const prekey = { id: own.id, key: crypto.xwingPublicKey(own.seed), until: own.until };
  const log = new ForgedLog(peer, id, prekey);
  const keys = makePrekeys(crypto, random, createChains(), Date.now(), 30 * dayMs);
  const rosters = charter.parties.map(() => peer.rosterDigest);
  rosters[0] = self.rosterDigest;
  link.bring(
    log.boot(), log.say(prekeys.code, encodeShape(prekeysContent, keys)), log.say(charterProposal.code, content),
    log.say(charterAcceptance.code, encodeShape(charterAcceptanceContent, {
      proposal: id, rosters, until: Date.now() + dayMs,
    })),
  );
  await until(() => station.state().channels.some((one) => one.id === toHex(id) && one.state === "accepted-by-them"));
  return { channel, log, prekey };
}

/** A channel whose charter is adopted. */
export async function adopted(arena: Arena): Promise<Line> {
  const { station, officer, runner, link } = arena;
  const line = await propose(arena, charterOf(arena.self, arena.peer));
  await must(station, officer, { act: "charter.accept", channel: line.channel.hex, untilMs: Date.now() + dayMs });
  await runner.flushed();
  link.bring(acknowledge(line));
  await until(() => line.channel.adopted);
  return line;
}

/** A receipt of everything the honest station has said; `size` may claim more. */
export function acknowledge({ channel, log }: Line, size: number | null = null): Forged {
  const own = channel.ledger.logs.get(toHex(channel.ownLog));
  if (own === undefined) throw new Error("no log");
  const heldAt = Date.now();
  const ack = { log: own.log, size: size ?? own.size, root: rootOf(crypto, own.tree), heldAt };
  const lamport = Math.max(log.lamport, own.lamports[own.size - 1] ?? 0) + 1;
  return log.say(receipt.code, null, { acks: [ack], time: heldAt, lamport });
}
