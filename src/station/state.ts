// The station machine's state: everything one party's running end knows, as plain data around its ports.

import type { Outstanding } from "./house/challenge.ts";
import type { Courier } from "./courier/courier.ts";
import type { RecentContents } from "./held-content.ts";
import type { Memory } from "./memory/memory.ts";
import type { Unopenable } from "./line/opening.ts";
import type { Means } from "./surface.ts";
import type { ChannelTraces } from "./load/ledger-traces.ts";
import type { CompiledHere } from "./mechanism/document.ts";
import type { Rest } from "./load/rest.ts";
import type { KeptEntry } from "./stored-entry.ts";
import type { KeptSchedules } from "./mechanism/commitment-state.ts";
import type { Exhibits } from "./mechanism/exhibits.ts";
import type { KeptTexts } from "./mechanism/text-state.ts";
import type { Awaiting } from "./mechanism/waits.ts";
import type { ConfiguredWay, LinkTerms } from "../ports/bearer.ts";
import type { Crypto } from "../ports/crypto.ts";
import type { Random } from "../ports/random.ts";
import type { Watch } from "./house/watch.ts";
import type { WaitingEntry } from "./waiting.ts";
import type { Witnessing } from "./witness/witnessing.ts";
import type { Signer } from "../ports/signer.ts";
import type { Batch } from "../ports/store.ts";
import type { ActResult } from "../api/acts.ts";
import type { Roster, SignedRoster } from "../core/keys/roster.ts";
import type { LineInput, LineNews, LineOutput } from "../core/line/exchange.ts";
import type { LineState } from "../core/line/machine.ts";
import type { Charter } from "../core/mechanism/charter/charter.ts";
import type { SeenSize } from "../core/mechanism/checkpoint/fold.ts";
import type { ChannelId, Hex, LogId, PartyId, Precedence, StationId } from "../core/names.ts";
import type { NamingStatement } from "../core/mechanism/officer/naming.ts";
import type { Standing } from "../core/mechanism/officer/standing.ts";
import type { HeldEntry } from "../core/record/held-entry.ts";
import type { Cutoffs } from "../core/record/cutoff.ts";
import type { HeadClaim } from "../core/evidence/heads.ts";
import type { Witnessed } from "../core/record/fork.ts";
import type { JoinStatement } from "../core/record/join.ts";
import type { Ledger } from "../core/record/ledger.ts";
import type { MemoryFinding, SignedRecollection } from "../core/record/recollection.ts";
import type { Chains } from "../core/seal/chains.ts";

/** Who this station is and what it works with. Only the roster changes while it runs, when the root signs another. */
export interface Self {
  readonly crypto: Crypto;
  readonly random: Random;
  readonly signer: Signer;
  /** 32 bytes that seal everything at rest. */
  readonly storageKey: Uint8Array;
  readonly party: PartyId;
  readonly station: StationId;
  readonly world: "exercise" | "actual";
  roster: SignedRoster;
  rosterDigest: Uint8Array;
  readonly version: string;
}

/** A session as the station knows it. */
export interface OpenSession {
  readonly officer: string;
  readonly means: Means;
  readonly openedMs: number;
}

/** A party this station knows by its card. */
export interface KnownParty {
  readonly id: Hex;
  roster: Roster;
  rosterDigest: Hex;
  addresses: readonly string[];
  /** Whether the 60 digits have been compared. */
  confirmed: boolean;
}

/** One record this station keeps with others, or with itself (the house record). */
export interface Channel {
  readonly id: ChannelId;
  readonly hex: Hex;
  readonly house: boolean;
  charter: Charter | null;
  charterBytes: Uint8Array | null;
  /** Acts of ours that wait for the other party's prekeys: the proposal and our acceptance of it. */
  waiting: readonly WaitingEntry[];
  ledger: Ledger;
  chains: Chains;
  /** A reader was restored and has new prekeys: what it could open of ours before it has lost (S-37). */
  renewEpochs: boolean;
  /** Stations that each epoch of ours was sealed to. */
  readonly epochReaders: Map<number, Set<Hex>>;
  /** How much was held when adoption was looked for last. */
  adoptionSeen: number;
  ownLog: LogId;
  /** Object of the entry at a position, for entries that are about one. */
  readonly byPosition: Map<string, Hex>;
  /** Signatures by position, of entries that are about an object. */
  readonly signatures: Map<string, string>;
  /** When a line test with a peer was last said. */
  readonly testedMs: Map<Hex, number>;
  /** Entries that name witnesses, and the checkpoints that entries say. */
  readonly namings: HeldEntry[];
  readonly checkpoints: SaidHead[];
  /** Entries about the charter. */
  readonly terms: HeldEntry[];
  /** Parties the channel is with, while its charter has not come. */
  readonly peersBeforeCharter: Set<Hex>;
  /** "station log" to the size of our party's log that the station has receipted. */
  readonly receiptedTo: Map<string, number>;
  /** The same of what its entries beyond a gap say, as far as it was shown. */
  readonly earlyTo: Map<string, number>;
  /** Positions, by log of ours, of BOOTs, prekeys and epochs said as FLASH before this start. */
  readonly keysSaid: Map<Hex, number[]>;
  /** Positions, by log of ours and in order, of entries that are about an object: what our persons said. */
  readonly said: Map<Hex, number[]>;
  /** Our newest receipt, and when each party last had one for a FLASH of its own. */
  readonly receipts: {
    last: { readonly log: Hex; readonly seq: number; readonly atMs: number } | null;
    readonly flashMs: Map<Hex, number>;
  };
  /** How far our entries have acknowledged each log of others. */
  readonly acknowledgedTo: Map<Hex, number>;
  /** What each peer has shown of our memory here since our logs were begun; none for one that has not answered. */
  readonly memory: Map<Hex, MemoryFinding>;
  /** Positions of entries of our own station that another has brought: they were lost here, or a twin wrote them. */
  readonly returned: Set<string>;
  /**
   * "station log" to how far that station of a peer has signed, last, that it holds our log; `asks` counts the
   * questions we had asked by then (Memory).
   */
  readonly read: Map<string, { readonly size: number; readonly asks: number }>;
  /** "peer log" of peers whose head of our log went back (P4): from where, and how far they have come again. */
  readonly wentBack: Map<string, { readonly from: number; readonly to: number }>;
  /** How far revoked logs counted when messages were last folded. */
  cutoffs: Cutoffs;
  /** Entries by the object they are about, or that begins with them. */
  objects: Map<Hex, HeldEntry[]>;
  readonly recent: RecentContents;
  /** Objects whose message relates to the object that is the key. */
  related: Map<Hex, Set<Hex>>;
  /** Objects of messages, oldest first in the order this station came to hold them. */
  messages: Hex[];
  /** What messages wait for, as last folded; forgotten when something changes it. */
  readonly waits: Map<Hex, Waits>;
  /** Number of the newest message that came in on this channel; 0 when none did. */
  newestIncoming: number;
  /** Messages that wait for something, or may. */
  readonly open: Set<Hex>;
  readonly awaited: Awaiting;
  /** Local facts of a message: when it came, its number among incoming ones. */
  facts: Map<Hex, { readonly heldMs: number; readonly incoming: number }>;
  /** Envelopes that came before the entries they need (BOOT, epoch), bounded. */
  parked: Parked[];
  adopted: boolean;
  /** Joint texts, as they are folded. */
  readonly texts: KeptTexts;
  /** Schedules of commitments. */
  readonly schedules: KeptSchedules;
  /** Objects of meetings, in the order this station came to hold them; and of each those that would replace it. */
  readonly meetings: Set<Hex>;
  readonly replacing: Map<Hex, Set<Hex>>;
  /** "object digest" of what is being agreed: whether a word of it has come, and how often this start confirmed it. */
  readonly agreeing: Map<string, Agreeing>;
  /** What is kept of its entries for the next start. */
  readonly traces: ChannelTraces;
}

export interface Agreeing {
  /** A word of another principal has come since it was last looked at. */
  heard: boolean;
  confirmed: number;
}

/** A checkpoint that an entry says; `seen` is what agreed witnesses make of it, until these are others. */
export interface SaidHead {
  /** The entry that says it. */
  readonly at: string;
  /** Its text until it was read; after that it is in the store alone. */
  note: string | null;
  seen: SeenSize | null;
  /** The agreed witnesses it was read for; empty before it could be. */
  readFor: string;
}

/** A checkpoint of a channel that is read from the store again. */
export interface HeadRead {
  readonly channel: Hex;
  readonly head: SaidHead;
}

/** What a message waits for: our person at the desk, our answer, theirs, or nothing more. */
export type Waits = "take" | "answer" | "theirs" | "nothing";

export interface Parked {
  readonly peer: Hex;
  readonly log: LogId;
  readonly seq: number;
  readonly envelope: Uint8Array;
  /** Whether it is a narrow envelope, from which the entry has to be rebuilt. */
  readonly narrow?: boolean;
  /** How often it was tried in vain. */
  readonly tries?: number;
}

/** What is told when a batch is durable. */
export interface Effects {
  readonly entries: Batch["entries"][number][];
  readonly values: [string, Uint8Array | null][];
  /** Runs when the batch is durable, in order. */
  readonly effects: (() => void)[];
}

/** Line knowledge the record does not hold. */
export interface LinkState {
  readonly name: string;
  lastHeardMs: number | null;
  roundTripMs: number | null;
  /** As the link that came up last declared them. */
  terms: LinkTerms | null;
  /** Its links that are open, by their ids. */
  readonly open: Set<string>;
}

/** A way that a bearer is configured for, and the bearer's name. */
export interface NamedWay extends ConfiguredWay {
  readonly bearer: string;
}

/** Since when an entry is carried, and whether a bundle that was written holds it. */
export interface Carried {
  readonly sinceMs: number;
  readonly byCourier: boolean;
}

export interface PeerLine {
  state: "up" | "down";
  sinceMs: number;
  lastHeardMs: number | null;
  missed: number;
  nextTestMs: number | null;
  unopenable: number;
  quota: number;
  /** When it was last told that the peer is beyond its disk quota, or null. */
  overMs: number | null;
  links: Map<string, LinkState>;
}

/** The whole of a station. */
export interface StationState {
  readonly self: Self;
  readonly house: Channel;
  readonly channels: Map<Hex, Channel>;
  readonly parties: Map<Hex, KnownParty>;
  /** Rosters by digest: who may sign where. */
  readonly rosters: Map<Hex, Roster>;
  /** The same as they were signed, for those who check a record; what an older one signed still needs it. */
  readonly signedRosters: Map<Hex, Uint8Array>;
  /** Rosters that were said in logs before those between them and what is held, by party; bounded. */
  readonly rostersAhead: Map<Hex, readonly SignedRoster[]>;
  /** Newer rosters of our own that are taken in with the next batch. */
  readonly ownRostersDue: SignedRoster[];
  /** Who works here, with which passkeys, and what the house allows; and what other sites of ours say of it. */
  readonly standing: Standing;
  /** Whether anything came since that a claim of another site may rest on. */
  standingMoved: boolean;
  /** What the nonces of assents were given for: one that was used twice counts for nothing from elsewhere. */
  readonly nonces: Map<Hex, Set<Hex>>;
  /** Signatures of assents of other sites that were checked, by place and passkey. */
  readonly assentsSigned: Map<string, boolean>;
  /** What the root says in entries of other sites, by place; null where it has not signed it. */
  readonly namingsChecked: Map<string, NamingStatement | null>;
  /** What this station's passkeys are bound to; null when its console is reached by no name. */
  readonly passkeyStation: string | null;
  readonly challenges: Map<Hex, Outstanding>;
  /** Objects of proposals that are open. */
  readonly proposals: Set<Hex>;
  /** Objects of undertakings that are open: what waits to bind us till enough persons have assented. */
  readonly undertakings: Set<Hex>;
  /** Sessions that are open, by their names; those of an earlier start are over. */
  readonly sessions: Map<Hex, OpenSession>;
  /** When what was last noted as shown, in the order it was. */
  readonly shownTo: Map<string, number>;
  watch: Watch;
  /** Sessions at whose desk the test tone was heard. */
  readonly sounding: Set<Hex>;
  /** Consoles that are open, by their sessions, as last heard of. */
  readonly presence: Map<Hex, { readonly atMs: number; readonly locked: boolean }>;
  /** Since when the desk is alone while something waits. */
  aloneSinceMs: number | null;
  /** How often anything about our own people changed. */
  people: number;
  /** Password verifiers and one-time links, kept as values, never as entries. */
  readonly secrets: Map<string, Uint8Array>;
  /** Objects of drafts that are open, and of those that are not any more. */
  readonly drafts: Set<Hex>;
  readonly draftsClosed: Set<Hex>;
  /** Who stands behind an entry of ours, and the draft it was released from, by leaf and station that says so. */
  readonly attributed: Map<string, { readonly officer: string; readonly draft: Hex | null }>;
  /** Joins of our branches that the root has signed. */
  readonly joins: JoinStatement[];
  /** What was asked and heard about our own memory. */
  readonly memory: Memory;
  readonly line: LineState;
  /** By the peer's station. */
  readonly lines: Map<Hex, PeerLine>;
  /** Stations by party, our own other sites among them, and the party of each; as the rosters in force say. */
  readonly stationsOf: Map<Hex, readonly Hex[]>;
  readonly partyOfStation: Map<Hex, Hex>;
  /** Where our own other sites are reached. */
  ownAddresses: readonly string[];
  /** "peer log seq" of entries handed whole to a bearer and not yet receipted. */
  readonly carried: Map<string, Carried>;
  /** What the bearers are configured for. */
  ways: readonly NamedWay[];
  /** By which bearer a message came first, by its object; bounded, and kept. */
  readonly cameBy: Map<Hex, string>;
  readonly courier: Courier;
  /** Opened entries of ours that were not receipted yet, newest last, bounded. */
  readonly recent: Map<string, KeptEntry>;
  /** Inputs the line machine has still to be told. */
  readonly lineInputs: LineInput[];
  readonly loads: Map<number, Extract<LineOutput, { kind: "load" }>>;
  readonly forkCases: Map<number, ForkCase>;
  nextForkToken: number;
  /** Checkpoints whose texts are to be read from the store, and those that it was asked for. */
  readonly headReads: { readonly waiting: HeadRead[]; readonly asked: Map<number, HeadRead> };
  /** Files of evidence that are kept, and those on their way. */
  readonly exhibits: Exhibits;
  /** "log:seq" of stored entries that did not open or differ from their leaf. */
  readonly damaged: Set<string>;
  /** Those of them that peers are asked for, and those that came and stand in their places again, since the start. */
  readonly damageAsked: Set<string>;
  readonly mended: Set<string>;
  /** Since when each trouble that is alerted stands. */
  readonly troubledSince: Map<string, number>;
  /** Results of line tests since the last flush. */
  readonly tests: Extract<LineNews, { kind: "tested" }>[];
  /** What peers sent lately that did not open. */
  readonly unopenable: Map<Hex, Unopenable>;
  /** How often each code refused something a peer sent. */
  readonly refusals: Map<string, number>;
  /** Witnesses, and the heads they have seen. */
  readonly witnessing: Witnessing;
  /** Copies that this station has compiled since it started. */
  readonly compiledHere: CompiledHere;
  /** Fork evidence files by the first digits of their hash. */
  readonly evidence: Map<string, Uint8Array>;
  /** Parties that each of them names. */
  readonly evidenceNames: Map<string, string>;
  /** What of the record is still to be read since the start, or null when all is. */
  rest: Rest | null;
  /** After how many entries what the next start needs is kept. */
  readonly headEvery: number;
  /** Epochs stocked ahead on every channel. */
  readonly epochStock: number;
  spaceEnough: boolean;
  pending: Effects;
  attributions: Attribution[];
  readonly inFlight: Map<number, Effects>;
  nextBatch: number;
  newestIncoming: number;
  nowMs: number;
  /** Why the station is impaired; not empty means that it signs nothing any more. */
  readonly impaired: Set<string>;
  readonly outputs: StationOutput[];
  /** Chain keys moved; they are saved soon. */
  chainsDirty: boolean;
  /** Keys were made that an entry of the next batch names: they must be saved before it. */
  keysDirty: boolean;
  chainsSavedMs: number;
  /** Chains of channels whose charter had not come when they were saved, until their logs are loaded. */
  readonly chainsOfUnknown: Map<Hex, Chains>;
}

/** Two entries that contradict each other, while the stored ones are read. */
export interface ForkCase {
  readonly channel: Hex;
  readonly log: LogId;
  readonly size: number;
  readonly found: Map<string, FoundEntry>;
  readonly by: readonly [string, string];
  /** The checkpoint that one entry contradicts, in the place of the other entry. */
  readonly claim?: HeadClaim;
  /** The answer that an entry contradicts; the second of the two is then the BOOT of `log`. */
  readonly answer?: SignedRecollection;
  /** Whether the two are BOOTs that go on from `log`. */
  readonly siblings?: boolean;
}

/** An entry of a case, with its content where it was stored with one. */
export interface FoundEntry extends Witnessed {
  readonly salt: Uint8Array;
  readonly content: Uint8Array;
}

export interface Attribution {
  readonly channel: ChannelId;
  readonly log: LogId;
  readonly seq: number;
  readonly leaf: Uint8Array;
  readonly officer: string;
  readonly act: string;
  readonly draft: Uint8Array | null;
}

/** What the station machine wants done. */
export type StationOutput =
  | { readonly kind: "commit"; readonly id: number; readonly batch: Batch }
  | { readonly kind: "read"; readonly token: number; readonly log: LogId; readonly seq: number }
  /** Rows of one log, `from` to below `to`, when nothing else is to be done. */
  | { readonly kind: "rest"; readonly log: LogId; readonly from: number; readonly to: number }
  | { readonly kind: "send"; readonly link: string; readonly fragment: Uint8Array }
  /** A peer asks for a piece of a file of evidence, which stands in the store under this key. */
  | { readonly kind: "exhibit"; readonly peer: Hex; readonly sha256: Hex; readonly piece: number; readonly key: string }
  | { readonly kind: "close"; readonly link: string; readonly reason: string }
  | { readonly kind: "wakeAt"; readonly atMs: number }
  /** A question to a witness; its answer comes as an input, or as none. */
  | { readonly kind: "ask"; readonly token: number; readonly witness: string; readonly path: string;
      readonly body: Uint8Array | null }
  /** Saved before the commits that follow. */
  | { readonly kind: "saveChains"; readonly bytes: Uint8Array }
  | { readonly kind: "peers" }
  | { readonly kind: "changed"; readonly channel: Hex; readonly object: Hex }
  | { readonly kind: "state" }
  | { readonly kind: "drafts" }
  | { readonly kind: "ring"; readonly object: Hex; readonly precedence: Precedence }
  | { readonly kind: "done"; readonly act: number; readonly result: ActResult }
  | { readonly kind: "impaired"; readonly reason: string };
