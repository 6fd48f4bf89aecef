// A station's start: everything stored is read and checked again, and a new log is begun on every channel.

import { createExhibits, exhibitPrefix, loadExhibit } from "./mechanism/exhibits.ts";
import { keep, emptyBatch } from "./batch.ts";
import { beginLog, createChannel, epochStockDefault } from "./channel.ts";
import { decodeChainFile } from "./chain-state.ts";
import { cameByPrefix } from "./line/line-news.ts";
import { broughtPrefix, courierPrefix, createCourier, loadCourier } from "./courier/courier.ts";
import { decodeKnownParty, decodeOwnAddresses, ownAddressesKey } from "./peer/parties.ts";
import { takeEvidence } from "./fork-case.ts";
import { indexStations, isRemoved, tellLine } from "./peer/peers.ts";
import type { PeerStation } from "./peer/peers.ts";
import { heldRosters, keepRoster, rosterPrefix, takeRoster } from "./peer/rosters.ts";
import { ownRostersAtStart } from "./peer/roster-in-force.ts";
import { join } from "./peer/joining.ts";
import type { Joining } from "./peer/joining.ts";
import { headEveryDefault } from "./load/ledger-traces.ts";
import { loadLogs } from "./load/load.ts";
import { askEveryone, createMemory } from "./memory/memory.ts";
import { loadTraces } from "./load/load-traces.ts";
import type { Brought } from "./load/load-traces.ts";
import { askRest } from "./load/rest.ts";
import { noWatch } from "./house/watch.ts";
import { decodeWaiting, waitingPrefix } from "./waiting.ts";
import { formerStations } from "./peer/seat.ts";
import type { Self, StationState } from "./state.ts";
import { headPrefix, loadHeads } from "./witness/seen-heads.ts";
import { createWitnessing } from "./witness/witnessing.ts";
import type { Bearer } from "../ports/bearer.ts";
import type { Clock } from "../ports/clock.ts";
import type { ChainFile, Lease, Store } from "../ports/store.ts";
import type { Typesetter } from "../ports/typesetter.ts";
import type { Witnesses } from "../ports/witness.ts";
import { bytesOfHex, equalBytes, toHex } from "../core/bytes/hex.ts";
import type { Witness } from "../core/checkpoint/cosignature.ts";
import { ChirographError } from "../core/errors.ts";
import { encodeSignedRoster, rosterDigest } from "../core/keys/roster.ts";
import type { SignedRoster } from "../core/keys/roster.ts";
import { createLine } from "../core/line/machine.ts";
import { decodeCharter } from "../core/mechanism/charter/charter.ts";
import { decodeHouseCharter, encodeHouseCharter } from "../core/mechanism/charter/house.ts";
import { createStanding } from "../core/mechanism/officer/standing.ts";
import { openValue } from "../core/seal/at-rest.ts";

/** What a station is made of. */
export interface StationOptions {
  readonly self: Self;
  /** Our rosters as the folder has them, oldest first; without them the one of `self`. A newer one is adopted. */
  readonly rosters?: readonly SignedRoster[];
  /** What a further station of a party begins with, while its store is empty. */
  readonly joining?: Joining;
  readonly store: Store;
  readonly chains: ChainFile;
  readonly clock: Clock;
  readonly bearers: readonly Bearer[];
  /** Witnesses that see the heads of our logs, and the way to them. */
  readonly witnesses?: { readonly trusted: readonly Witness[]; readonly way: Witnesses };
  /** The DNS name or "localhost" under which officers reach the console: passkeys are bound to it. */
  readonly passkeyStation?: string | null;
  /** Makes the copies of agreed texts; without one nothing is compiled here. */
  readonly typesetter?: Typesetter;
  /** Called with every station that may have a link when one changed, and once at start. */
  readonly peersChanged?: (peers: readonly PeerStation[]) => void;
  /** Room held back on the medium, given up when nothing else is left and taken again when there is enough. */
  readonly ballast?: { release(): boolean; restore(): Promise<boolean> };
  /** Shows whether another process, or an older copy of this one, writes in the folder; and bytes no copy of it has. */
  readonly lease?: Lease;
  readonly hedge?: () => Uint8Array;
  /** After how many entries what the next start needs is kept beside the record. */
  readonly headEvery?: number;
  /** How many epochs are stocked ahead on every channel. */
  readonly epochStock?: number;
  /** For the operator's log; never a person's words, names or contents. */
  readonly log?: (event: string, detail: string) => void;
}

/**
 * The machine as the store has it, with a BOOT on every channel in its first batch. Errors: at-rest, store-newer,
 * version-unknown (a store whose logs are named otherwise than by their BOOTs).
 */
export async function createMachine(options: StationOptions): Promise<StationState> {
  const { self, store } = options;
  const house = await houseCharter(options);
  const fresh = (await store.logs()).length === 0;
  const given = options.rosters ?? [self.roster];
  const read = async (whole: boolean): Promise<Read | null> => {
    const state = emptyState(options, self.crypto.sha256(house));
    await loadValues(state, store);
    const rosters = takeOwnRosters(state, given);
    state.house.charterBytes = house;
    if (fresh) keep(state, "house/charter", house);
    // Nothing was stored: there is nothing that could have been lost, unless a station of ours was there before and no
    // other gives us what it had said (C-50).
    state.memory.fresh = fresh && (options.joining !== undefined || formerStations(state).size === 0);
    if (fresh && options.joining !== undefined) join(state, options.joining);
    const restored = await loadChains(state, options, fresh);
    const brought: Brought | null = whole ? new Map() : await loadTraces(state, store);
    if (brought === null) return null;
    await loadLogs(state, store, brought);
    await loadSeen(state, store);
    return { state, rosters, restored };
  };
  // What was kept beside the record is a shorter way to the same state; where it leads nowhere, all is read.
  const { state, rosters: brought, restored } = (await read(false)) ?? ((await read(true)) as Read);
  // A start of the station signs everybody out.
  state.sessions.clear();
  state.sounding.clear();
  const reason = fresh ? "first" : restored ? "restored" : "start";
  if (!isRemoved(state)) {
    for (const channel of [state.house, ...state.channels.values()]) beginLog(state, channel, reason);
  }
  if (!state.memory.fresh) askEveryone(state);
  ownRostersAtStart(state, brought);
  tellLine(state);
  state.outputs.push({ kind: "peers" }, { kind: "state" });
  askRest(state);
  return state;
}

interface Read {
  readonly state: StationState;
  readonly rosters: readonly SignedRoster[];
  readonly restored: boolean;
}

/** The newest of our rosters that the store has is in force; a store without any takes the folder's. */
function takeOwnRosters(state: StationState, brought: readonly SignedRoster[]): readonly SignedRoster[] {
  const { self } = state;
  const isFresh = heldRosters(state, self.party).length === 0;
  if (isFresh) for (const one of brought) keepRoster(state, encodeSignedRoster(one));
  self.roster = heldRosters(state, self.party).at(-1) as SignedRoster;
  self.rosterDigest = rosterDigest(self.crypto, self.roster.bytes);
  indexStations(state);
  return brought;
}

async function houseCharter({ self, store, joining }: StationOptions): Promise<Uint8Array> {
  const kept = await store.value("house/charter");
  if (kept === null) {
    if ((await store.logs()).length > 0) throw new ChirographError("at-rest", "The store has entries, but no charter.");
    if (joining !== undefined) return joinedHouse(self, joining);
    return encodeHouseCharter({ v: 1, world: self.world, nonce: self.random.bytes(16), party: self.party });
  }
  const plain = openValue(self.crypto, self.storageKey, "house/charter", kept);
  if (plain === null) throw new ChirographError("at-rest", "The storage key does not open this store.");
  decodeHouseCharter(plain);
  return plain;
}

/** The house charter of the party's first station. Errors: charter, when it is another party's or of another world. */
function joinedHouse(self: Self, { house }: Joining): Uint8Array {
  const { party, world } = decodeHouseCharter(house);
  if (!equalBytes(party, self.party) || world !== self.world) throw new ChirographError("charter", "Another house.");
  return house;
}

function emptyState(
  {
    self, clock, passkeyStation = null, witnesses, headEvery = headEveryDefault, epochStock = epochStockDefault,
  }: StationOptions,
  houseId: Uint8Array,
): StationState {
  const nowMs = clock.nowMs();
  return {
    self, house: createChannel(self.station, houseId, true, null), channels: new Map(), parties: new Map(),
    rosters: new Map(), signedRosters: new Map(), rostersAhead: new Map(), ownRostersDue: [],
    standing: createStanding(self.crypto, toHex(self.station), self.world), standingMoved: true,
    nonces: new Map(), assentsSigned: new Map(), namingsChecked: new Map(), secrets: new Map(),
    passkeyStation, challenges: new Map(), proposals: new Set(), undertakings: new Set(),
    sessions: new Map(), shownTo: new Map(), people: 0,
    watch: noWatch, sounding: new Set(), presence: new Map(), aloneSinceMs: null,
    drafts: new Set(), draftsClosed: new Set(), attributed: new Map(), line: createLine(self.crypto),
    lines: new Map(), stationsOf: new Map(), partyOfStation: new Map(), ownAddresses: [], carried: new Map(), ways: [],
    cameBy: new Map(),
    courier: createCourier(), recent: new Map(),
    lineInputs: [], loads: new Map(), forkCases: new Map(), nextForkToken: 0,
    headReads: { waiting: [], asked: new Map() }, damaged: new Set(),
    damageAsked: new Set(), mended: new Set(),
    troubledSince: new Map(), tests: [],
    refusals: new Map(),
    memory: createMemory(), joins: [], unopenable: new Map(), witnessing: createWitnessing(witnesses?.trusted ?? []),
    compiledHere: new Map(), exhibits: createExhibits(),
    evidence: new Map(), evidenceNames: new Map(), spaceEnough: true, pending: emptyBatch(), attributions: [],
    rest: null, headEvery, epochStock,
    inFlight: new Map(), nextBatch: 1, newestIncoming: 0, nowMs, impaired: new Set(), outputs: [], chainsDirty: false,
    keysDirty: true, chainsSavedMs: 0, chainsOfUnknown: new Map(),
  };
}

async function loadValues(state: StationState, store: Store): Promise<void> {
  const { crypto, storageKey, station } = state.self;
  const open = async (prefix: string): Promise<[string, Uint8Array][]> => (
    await store.values(prefix)
  ).map(([key, value]) => {
    const plain = openValue(crypto, storageKey, key, value);
    if (plain === null) throw new ChirographError("at-rest", `The value ${key.split("/")[0] ?? ""} does not open.`);
    return [key.slice(prefix.length), plain];
  });
  for (const [, plain] of await open(rosterPrefix)) takeRoster(state, plain);
  for (const [id, plain] of await open("party/")) {
    const { party, rosters } = decodeKnownParty(crypto, plain);
    state.parties.set(id, party);
    for (const signed of rosters) takeRoster(state, encodeSignedRoster(signed));
  }
  for (const [hex, plain] of await open("channel/")) {
    const channel = createChannel(station, bytesOfHex(hex), false, decodeCharter(plain));
    channel.charterBytes = plain;
    state.channels.set(hex, channel);
  }
  for (const [hex, plain] of await open(waitingPrefix)) {
    const channel = state.channels.get(hex);
    if (channel !== undefined) channel.waiting = decodeWaiting(plain);
  }
  for (const [, plain] of await open(ownAddressesKey)) state.ownAddresses = decodeOwnAddresses(plain);
  for (const [key, plain] of await open("secret/")) state.secrets.set(key, plain);
  for (const [id, plain] of await open("evidence/")) takeEvidence(state, id, plain);
  for (const [peer, plain] of await open(courierPrefix)) loadCourier(state, peer, plain);
  // Of each file what it is; its pieces stay in the store until somebody wants to see them.
  for (const [key, value] of await store.values(exhibitPrefix)) {
    const plain = openValue(crypto, storageKey, key, value);
    if (plain !== null) loadExhibit(state, key.slice(exhibitPrefix.length), plain);
  }
  for (const [object] of await open(broughtPrefix)) state.courier.brought.add(object);
  for (const [object, bearer] of await open(cameByPrefix)) state.cameBy.set(object, new TextDecoder().decode(bearer));
}

async function loadSeen(state: StationState, store: Store): Promise<void> {
  const { crypto, storageKey } = state.self;
  const kept = (await store.values(headPrefix)).map(([key, value]) => openValue(crypto, storageKey, key, value));
  loadHeads(state, kept.filter((one) => one !== null));
}

/**
 * Loads the chain file. Without it, or when it does not open, a store with entries is a restored one: its stock is
 * gone.
 */
async function loadChains(state: StationState, options: StationOptions, fresh: boolean): Promise<boolean> {
  const file = await options.chains.load();
  if (file === null) return !fresh;
  const chains = opened(state.self, file);
  if (chains === null) {
    options.log?.("chains", "do not open");
    return !fresh;
  }
  for (const [hex, one] of chains) {
    const channel = hex === state.house.hex ? state.house : state.channels.get(hex);
    if (channel !== undefined) channel.chains = one;
    else state.chainsOfUnknown.set(hex, one);
  }
  return false;
}

function opened(self: Self, file: Uint8Array): ReturnType<typeof decodeChainFile> | null {
  try {
    return decodeChainFile(self, file);
  } catch (error) {
    if (error instanceof ChirographError) return null;
    throw error;
  }
}
