// Two stations of two invented institutions, joined in one process: for tests and for measuring.

import { Runner } from "./run.ts";
import { createMachine } from "./start.ts";
import type { StationOptions } from "./start.ts";
import { createSurface } from "./surface-of.ts";
import type { Self } from "./state.ts";
import type { Actor, Officer, Station } from "./surface.ts";
import type { Act, ActResult, DraftInput } from "../api/acts.ts";
import { createLoopback } from "../bearer/loopback/bearer.ts";
import type { Loopback } from "../bearer/loopback/bearer.ts";
import { createSystemClock } from "../clock/system/clock.ts";
import { toHex } from "../core/bytes/hex.ts";
import { encodeCard } from "../core/keys/card.ts";
import { partyId, rootsHash, rootsOf } from "../core/keys/party.ts";
import type { RootSeeds } from "../core/keys/party.ts";
import { rosterDigest, signRoster } from "../core/keys/roster.ts";
import { stationId } from "../core/keys/station-id.ts";
import { charter as charterShape } from "../core/mechanism/charter/charter.ts";
import { standardCharter } from "../core/mechanism/charter/standard-charter.ts";
import type { Names } from "../core/text/named.ts";
import { createNodeCrypto } from "../crypto/node/crypto.ts";
import { createNodeRandom } from "../crypto/node/random.ts";
import { createSoftwareSigner } from "../crypto/node/signer.ts";
import type { Clock } from "../ports/clock.ts";
import type { ChainFile, Store } from "../ports/store.ts";
import { createMemoryChainFile, createMemoryStore } from "../store/memory/store.ts";

const crypto = createNodeCrypto();
const random = createNodeRandom();
/** Epochs that stations of tests stock ahead: fewer than others do, since each takes its time. */
export const epochStock = 8;
export const hand: Actor = { officer: "fixture", via: "station" };

/** One end: a station and what it stands on, so that it can be stopped and started again. */
export interface End {
  readonly self: Self;
  readonly store: Store;
  readonly chains: ChainFile;
  readonly station: Station;
  /** What runs the station, for a test whose party is dishonest and does what the surface refuses. */
  readonly runner: Runner;
  readonly officer: Actor;
}

export interface Pair {
  readonly a: End;
  readonly b: End;
  readonly cable: Loopback;
  readonly channel: string;
  stop(): Promise<void>;
}

/** What a party says of itself in its roster. */
export interface PartyPlan {
  readonly short: string;
  readonly names: Names;
  readonly desks: readonly { readonly code: string; readonly names: Names }[];
  /** Persons each precedence needs, ROUTINE first. */
  readonly policy: readonly number[];
  readonly telephone: string;
}

/** What two stations stand on, each with a default: memory, the machine's clock, two parties of one desk each. */
export interface PairPlan {
  readonly stores?: readonly [Store, Store];
  readonly files?: readonly [ChainFile, ChainFile];
  readonly parties?: readonly [PartyPlan, PartyPlan];
  /** Who the two are, for a test that keeps the root of one. */
  readonly selves?: readonly [Self, Self];
  readonly clock?: Clock;
  readonly options?: Partial<StationOptions>;
  readonly world?: Self["world"];
}

/** A party of one desk, for which one person is enough. */
export function planOf(short: string): PartyPlan {
  const names = [{ language: "en", text: `Institution ${short}` }, { language: "ru", text: `Учреждение ${short}` }];
  return { short, names, desks: [{ code: "watch", names }], policy: [1, 1, 1, 1], telephone: "+00 1 555 0100" };
}

/** The offline root of a new party. */
export function makeSeeds(): RootSeeds {
  return { ed25519: random.bytes(32), mlDsa87: random.bytes(32) };
}

/** Who a station is: a new party with one station. */
export function makeSelf(
  short: string, plan: PartyPlan = planOf(short), seeds: RootSeeds = makeSeeds(), after: RootSeeds = makeSeeds(),
  world: Self["world"] = "exercise", stationSeed: Uint8Array = random.bytes(32),
): Self {
  const next = rootsOf(crypto, after);
  const roots = rootsOf(crypto, seeds);
  const signer = createSoftwareSigner(crypto, stationSeed);
  const id = stationId(crypto, signer.publicKey);
  const party = partyId(crypto, roots);
  const { names } = plan;
  const roster = signRoster(crypto, seeds, {
    ...plan, v: 1, party, seq: 0, time: 1, world, roots, nextRoots: rootsHash(crypto, next), seat: id,
    stations: [{ id, key: signer.publicKey, tls: random.bytes(32), names }],
  });
  return {
    crypto, random, signer, storageKey: random.bytes(32), party, station: id, world, roster,
    rosterDigest: rosterDigest(crypto, roster.bytes), version: "test",
  };
}

/** Opens a station on the given media. */
export async function openEnd(
  self: Self, store: Store, chains: ChainFile, bearer: ReturnType<Loopback["a"]>, officer: Actor | null = null,
  clock: Clock = createSystemClock(), otherwise: Partial<StationOptions> = {},
): Promise<End> {
  const passkeyStation = "localhost";
  const options = { self, store, chains, clock, bearers: [bearer], passkeyStation, epochStock, ...otherwise };
  const runner = new Runner(await createMachine(options), options);
  await runner.start();
  const station = createSurface(runner);
  if (officer !== null) return { self, store, chains, station, runner, officer };
  const { id } = await enrol(
    station, { name: "Officer", language: "en", roles: ["watch", "releaser", "administrator"] },
  );
  return { self, store, chains, station, runner, officer: { officer: id, via: "cli" } };
}

/** Enrols an officer. */
export async function enrol(station: Station, officer: Omit<Officer, "id">): Promise<Officer> {
  const { officer: id = "" } = await must(station, hand, { act: "officer.add", ...officer, roles: [...officer.roles] });
  return { id, ...officer };
}

/** Enrols a negotiator, and acts as one. */
export async function negotiator({ station }: End): Promise<Actor> {
  const { id } = await enrol(station, { name: "Negotiator", language: "en", roles: ["negotiator"] });
  return { officer: id, via: "cli" };
}

/** Makes a one-time link for an officer; its token signs in once. */
export async function linkToken(station: Station, officer: string): Promise<string> {
  const { link = "" } = await must(station, hand, { act: "officer.link", officer });
  return link.slice(link.lastIndexOf("/") + 1);
}

/** Two stations that know each other and have adopted the standard charter. */
export async function makePair(plan: PairPlan = {}): Promise<Pair> {
  const cable = createLoopback();
  const stores = plan.stores ?? [createMemoryStore(), createMemoryStore()];
  const files = plan.files ?? [createMemoryChainFile(), createMemoryChainFile()];
  const parties = plan.parties ?? [planOf("A"), planOf("B")];
  const [one, two] = plan.selves ?? parties.map(
    (party) => makeSelf(party.short, party, makeSeeds(), makeSeeds(), plan.world),
  ) as [Self, Self];
  const a = await openEnd(one, stores[0], files[0], cable.a(toHex(two.station)), null, plan.clock, plan.options);
  const b = await openEnd(two, stores[1], files[1], cable.b(toHex(one.station)), null, plan.clock, plan.options);
  await meet(a, two);
  await meet(b, one);
  const channel = await adopt(a, b);
  return {
    a, b, cable, channel,
    stop: async () => {
      await a.station.stop();
      await b.station.stop();
    },
  };
}

async function meet(end: End, other: Self): Promise<void> {
  await hold(end, other);
  await confirm(end, other);
}

/** Takes in the card of another, whose digits nobody has compared yet. */
export async function hold(end: End, other: Self): Promise<void> {
  const card = encodeCard(crypto, other.roster);
  await must(end.station, end.officer, { act: "party.add", card, addresses: [] });
}

/** Says that the digits of another are the same. */
export async function confirm(end: End, other: Self): Promise<void> {
  const party = toHex(other.party);
  const digits = end.station.card().checks.find((one) => one.party === party)?.digits ?? "";
  await must(end.station, end.officer, { act: "party.confirm", party, digits });
}

export async function adopt(a: End, b: End): Promise<string> {
  const { channel, untilMs } = await propose(a, b);
  await until(() => b.station.state().channels.some((one) => one.id === channel && one.state === "accepted-by-them"));
  await alone(b, () => must(b.station, b.officer, { act: "charter.accept", channel, untilMs }));
  for (const end of [a, b]) await until(() => end.station.state().channels.some((one) => one.state === "adopted"));
  return channel;
}

/** A proposes the standard charter to B. */
export async function propose(a: End, b: End): Promise<{ readonly channel: string; readonly untilMs: number }> {
  const party = (end: End): Parameters<typeof standardCharter>[0]["parties"][number] => {
    const { party: id, short, names, telephone: phone } = end.self.roster.roster;
    return { id, short, names, languages: ["en"], phone };
  };
  const charter = standardCharter(
    { world: a.self.world, nonce: random.bytes(16), parties: [party(a), party(b)], languages: ["en", "ru"] },
  );
  const untilMs = Date.now() + 86_400_000;
  const act = { act: "charter.propose", charter: charterShape.toJson(charter), untilMs } as const;
  const proposed = await alone(a, () => must(a.station, a.officer, act));
  return { channel: proposed.channel ?? "", untilMs };
}

/** Something that takes two persons in the actual world, in a house that lets one do it by command meanwhile. */
async function alone<T>({ station, self }: End, play: () => Promise<T>): Promise<T> {
  const policies = self.world === "actual" ? ["alone", "token"] as const : [];
  const set = async (allow: boolean): Promise<void> => {
    for (const name of policies) await must(station, hand, { act: "officer.policy", name, allow });
  };
  await set(true);
  const result = await play();
  await set(false);
  return result;
}

/** A draft from one end to the watch of the other. */
export function words(pair: Pair, to: End, part: Partial<DraftInput> = {}): DraftInput {
  return {
    channel: pair.channel, precedence: "FLASH", desk: "watch", capacity: "",
    to: [{ party: toHex(to.self.party), desk: "watch" }],
    info: [], label: pair.a.station.state().channels[0]?.labels[0]?.code ?? "", language: "en", subject: "Subject",
    text: "Text", word: null,
    relation: null, translations: [], ...part,
  };
}

/** The act, done; a refusal is an error of the test. */
export async function must(station: Station, actor: Actor, act: Act): Promise<Extract<ActResult, { kind: "done" }>> {
  const result = await station.act(actor, act);
  if (result.kind === "done") return result;
  throw new Error(`${act.act} refused: ${result.reason} ${result.detail}`);
}

/** Waits until something is so; an error after a minute, which is an end and no measure. */
export async function until(isSo: () => boolean, waitMs = 60_000): Promise<void> {
  for (const end = Date.now() + waitMs; !isSo();) {
    if (Date.now() > end) throw new Error(`it never became so: ${isSo.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
