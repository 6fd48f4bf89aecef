// What the line machine remembers. It is all lost at a restart: `held` and the peers' heads bring back what matters.

import type { Reassembly } from "./fragment.ts";
import type { LineOutput, LineNews, NarrowForm, Recall } from "./exchange.ts";
import type { NarrowLink } from "./narrow-link.ts";
import type { LinkQueue } from "./queue.ts";
import type { Traffic } from "./traffic.ts";
import type { Hex, LogId } from "../names.ts";
import type { LinkTerms } from "../../ports/bearer.ts";
import type { Crypto } from "../../ports/crypto.ts";

/** Number of FLASH among the precedences; levels count from 0, ROUTINE. */
export const flashLevel = 3;
/** An entry whose precedence this process has not been told goes at this one (PRIORITY). */
export const unknownLevel = 1;
/** The level of hello, heads, want, have and unopened (IMMEDIATE): small, and much waits for what they say. */
export const controlLevel = 2;

/** What this station durably holds of one log. */
export interface HeldLog {
  readonly hex: Hex;
  readonly id: LogId;
  readonly channel: Hex;
  readonly channelBytes: Uint8Array;
  size: number;
  beyond: Set<number>;
  /** Its size when it was first told: 0 for one begun since. */
  readonly firstSize: number;
  /** The station that writes it; null: ours, or not known. */
  author: Hex | null;
}

/** One entry on its way to one peer. */
export interface Item {
  readonly peer: Peer;
  readonly share: Share;
  readonly seq: number;
  readonly level: number;
  fresh: boolean;
  /** Ids of the links in whose queues it stands. */
  readonly waiting: Set<string>;
  /** The links it has gone over since it was last due, and when each has sent the last of it. */
  readonly via: Map<string, number>;
  /** Tokens of the loads under way. */
  readonly tokens: Set<number>;
  /** How often it was sent again, or is about to be. */
  tries: number;
  /** Length of the frame that carries it, as last loaded. */
  bytes: number;
  /** It carries acknowledgements alone: nothing acknowledges it by itself. */
  readonly receipt: boolean;
  /** It went over narrow links alone and is sent again only when the peer shows that it lacks it. */
  rests: boolean;
  /** Sendings over narrow links that the peer left without an answer, though it was heard. */
  ignored: number;
  carriedMs: number;
  /** The form in which it goes over narrow links; null: as over any other. */
  form: NarrowForm | null;
  /** When it is sent again unless the peer says that it holds it; null while it is loaded or queued. */
  dueMs: number | null;
  /** Nothing of it need be sent any more. */
  done: boolean;
}

/** How often a peer could not open one entry of ours. */
export interface Refusal {
  tries: number;
  askedMs: number;
}

/** A log as it is shared with one peer. */
export interface Share {
  readonly log: HeldLog;
  /** Stands for the log over a narrow link. */
  readonly tag: Uint8Array;
  /** The peer holds the first `size` entries and `singles`, by what it said last. */
  size: number;
  singles: Set<number>;
  /** The part of `size` that signed acknowledgements cover. */
  receipted: number;
  /** The peer holds another tree of the log: nothing more of it is sent there. */
  parted: boolean;
  /** A head of the peer below what it has acknowledged, told once: a second one is believed. */
  doubt: number | null;
  /** Entries below this were handed whole to some link. */
  carriedTo: number;
  readonly items: Map<number, Item>;
  /** Precedence of entries appended in this process that the peer does not hold yet. */
  readonly levels: Map<number, number>;
  /** Entries appended in this process that carry acknowledgements alone, and that the peer does not hold yet. */
  readonly receipts: Set<number>;
  readonly refusals: Map<number, Refusal>;
}

/** A run of entries that wait for the window. */
export interface Run {
  readonly share: Share;
  from: number;
  to: number;
}

/** A first-in first-out list that is cheap to take from. */
export interface Fifo<T> {
  items: T[];
  first: number;
}

/** A request to re-seal an entry of the peer. */
export interface Unopened {
  readonly log: LogId;
  readonly seq: number;
  pauseMs: number;
  nextMs: number;
  due: boolean;
  /** It counts as held, and is damaged: asked for until it has come. */
  readonly lost: boolean;
}

/** What a peer holds beyond us of a log. */
export interface Ahead {
  readonly log: LogId;
  readonly channel: Hex;
  size: number;
}

/** How much came from a peer within the current second. */
export interface Second {
  startMs: number;
  requests: number;
  recalls: number;
  strikes: number;
}

export interface Peer {
  readonly hex: Hex;
  readonly links: Set<LinkState>;
  lastBearer: string;
  readonly channels: Set<Hex>;
  readonly shares: Map<Hex, Share>;
  /** Logs the peer has named in the heads that are coming in. */
  readonly named: Set<Hex>;
  headsSentMs: number | null;
  /** When, without heads of the peer, we ask for them and send what is not receipted. */
  headsDueMs: number | null;
  headsPauseMs: number;
  readonly runs: readonly Fifo<Run>[];
  /** Everything on its way, and how many of these are FLASH. */
  readonly items: Set<Item>;
  flashItems: number;
  /** No item is due before this. */
  resendDueMs: number | null;
  readonly changed: Set<Hex>;
  haveDueMs: number | null;
  haveSentMs: number | null;
  readonly ahead: Map<Hex, Ahead>;
  wantDueMs: number | null;
  wantPauseMs: number;
  readonly delivered: Map<string, number>;
  /** What others wrote and it seems to lack, by what it said over a narrow link, and when that goes unless it came. */
  readonly relays: Set<Share>;
  relayDueMs: number | null;
  readonly unopened: Map<string, Unopened>;
  /** When the full form of an entry was last asked for. */
  readonly fullAsked: Map<string, number>;
  unopenedDueMs: number | null;
  roundTripMs: number;
  /** What the peer is asked about our logs, until it is asked no more; when it is asked next, and the pause after. */
  recall: Recall | null;
  recallDueMs: number | null;
  recallPauseMs: number;
  /** It has asked in few bytes what we hold of its logs, and is answered so. */
  asksNamed: boolean;
  testDueMs: number;
  /** When the test under way, or the last one, began. */
  testBegunMs: number;
  /** A test waits for its answer until then. */
  answerDueMs: number | null;
  missed: number;
  /** When a test was last missed. */
  missedMs: number;
  second: Second;
  /** What is left of its disk quota, in bytes, at a time; below 0 where FLASH has gone on. */
  readonly intake: { bytes: number; atMs: number };
  readonly quotaToldMs: Map<string, number>;
}

export interface LinkState {
  readonly id: string;
  readonly bearer: string;
  readonly peer: Peer;
  readonly terms: LinkTerms;
  readonly fragmentBytes: number;
  /** What a narrow link has beside; null: it is wide. */
  readonly narrow: NarrowLink | null;
  readonly traffic: Traffic;
  /** Something that asks for an answer went over it, and nothing has come for too long. */
  quiet: boolean;
  /** As last measured; 0 before. */
  roundTripMs: number;
  readonly queue: LinkQueue;
  readonly reassembly: Reassembly;
  inFlight: number;
  /** `close` has been said; nothing more is taken from it or sent on it. */
  closed: boolean;
  heardMs: number;
  heardToldMs: number | null;
  /** Pings sent since something was last heard. */
  silentPings: number;
  pingDueMs: number;
  readonly pings: Map<number, { readonly sentMs: number; readonly test: boolean }>;
}

/** A load under way: what it is for, and whether for narrow links. */
export interface Load {
  readonly item: Item;
  readonly narrow: boolean;
}

/** The line machine's memory, owned and changed by `handle` alone. */
export interface LineState {
  readonly links: Map<string, LinkState>;
  readonly peers: Map<Hex, Peer>;
  readonly logs: Map<Hex, HeldLog>;
  readonly loads: Map<number, Load>;
  nextToken: number;
  nextPing: number;
  intakeOpen: boolean;
  /** Time last told with `wakeAt`, on the line's own clock, or null. */
  wakeAtMs: number | null;
  /** The earliest time at which anything is due. */
  dueMs: number | null;
  /** The line's own clock never goes back: it is the station's plus `skewMs`, which grows when that is set back. */
  clockMs: number;
  skewMs: number;
  /** Malformed frames and fragments dropped. */
  malformed: number;
  readonly testEveryMs: number;
  readonly crypto: Pick<Crypto, "sha256">;
}

/** One call of `handle`: the state, the time, and what has been said so far. */
export interface Turn {
  readonly state: LineState;
  /** On the line's own clock. */
  readonly nowMs: number;
  readonly wallMs: number;
  readonly out: LineOutput[];
}

export function tell(turn: Turn, news: LineNews): void {
  turn.out.push({ kind: "tell", news });
}

/** The earlier of two times, either of which may be absent. */
export function earlier(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null || a < b ? a : b;
}
