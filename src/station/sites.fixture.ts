// Two parties, one of them on two sites: three stations joined in one process.

import {
  adopt, confirm, enrol, epochStock, hand, hold, makeSeeds, makeSelf, must, planOf, until,
} from "./pair.fixture.ts";
import type { End } from "./pair.fixture.ts";
import type { Joining } from "./peer/joining.ts";
import { encodeKnownParty } from "./peer/parties.ts";
import { Runner } from "./run.ts";
import { createMachine } from "./start.ts";
import type { Self } from "./state.ts";
import { createSurface } from "./surface-of.ts";
import type { Officer } from "./surface.ts";
import type { Act } from "../api/acts.ts";
import { createLoopback } from "../bearer/loopback/bearer.ts";
import type { Loopback } from "../bearer/loopback/bearer.ts";
import { createSystemClock } from "../clock/system/clock.ts";
import { toHex } from "../core/bytes/hex.ts";
import type { RootSeeds } from "../core/keys/party.ts";
import { rosterDigest, signRoster } from "../core/keys/roster.ts";
import type { Roster, SignedRoster } from "../core/keys/roster.ts";
import { encodeHouseCharter } from "../core/mechanism/charter/house.ts";
import { signNaming } from "../core/mechanism/officer/naming.ts";
import { createNodeCrypto } from "../crypto/node/crypto.ts";
import { createNodeRandom } from "../crypto/node/random.ts";
import type { Bearer } from "../ports/bearer.ts";
import type { Store } from "../ports/store.ts";
import { createMemoryChainFile, createMemoryStore } from "../store/memory/store.ts";

const crypto = createNodeCrypto();
const random = createNodeRandom();

export interface Sites {
  readonly a1: End;
  readonly a2: End;
  readonly b: End;
  /** Between the two sites of A, between the first and B, between the second and B. */
  readonly cables: { readonly own: Loopback; readonly first: Loopback; readonly second: Loopback };
  readonly channel: string;
  readonly seeds: RootSeeds;
  sign(after: SignedRoster, change: Partial<Roster>): SignedRoster;
  stop(): Promise<void>;
}

/** A on two sites and B on one; the second site joins when the charter is adopted and something was said. */
export async function makeSites(
  before: (sites: Omit<Sites, "a2">) => Promise<void> = async () => {}, firstStore: Store = createMemoryStore(),
  world: Self["world"] = "exercise",
): Promise<Sites> {
  const seeds = makeSeeds();
  const selves = twoSelves(seeds, world);
  const [one, two] = selves;
  const other = makeSelf("B", planOf("B"), makeSeeds(), makeSeeds(), world);
  const cables = { own: createLoopback("own"), first: createLoopback("first"), second: createLoopback("second") };
  const house = encodeHouseCharter({ v: 1, world, nonce: one.random.bytes(16), party: one.party });
  const joining: Joining = { house, rosters: [one.roster], addresses: [], parties: [] };
  const a1 = await open(one, [cables.own.a(toHex(two.station)), cables.first.a(toHex(other.station))], joining,
    undefined, firstStore, seeds);
  const b = await open(other, [cables.first.b(toHex(one.station)), cables.second.b(toHex(two.station))]);
  for (const [end, peer] of [[a1, other], [b, one]] as const) {
    await hold(end, peer);
    await confirm(end, peer);
  }
  const channel = await adopt(a1, b);
  const sign = (after: SignedRoster, change: Partial<Roster>): SignedRoster => signRoster(crypto, seeds, {
    ...after.roster, seq: after.roster.seq + 1, time: after.roster.time + 1, ...change,
  });
  const stop = async (): Promise<void> => { for (const end of ends) await end.station.stop(); };
  const ends = [a1, b];
  await before({ a1, b, cables, channel, seeds, sign, stop });
  const parties = [...a1.runner.state.parties.values()].map((party) => encodeKnownParty(a1.runner.state, party));
  const bearers = [cables.own.b(toHex(one.station)), cables.second.a(toHex(other.station))];
  const a2 = await open(two, bearers, { ...joining, parties }, a1);
  ends.push(a2);
  return { a1, a2, b, cables, channel, seeds, sign, stop };
}

/** Two stations under one roster. */
function twoSelves(seeds: RootSeeds, world: Self["world"]): readonly [Self, Self] {
  const plan = planOf("A");
  const after = makeSeeds();
  const [one, two] = [makeSelf("A", plan, seeds, after, world), makeSelf("A", plan, seeds, after, world)];
  const [first] = one.roster.roster.stations;
  const [second] = two.roster.roster.stations;
  if (first === undefined || second === undefined) throw new Error("a roster names a station");
  const roster = signRoster(crypto, seeds, { ...one.roster.roster, stations: [first, second] });
  for (const self of [one, two]) {
    self.roster = roster;
    self.rosterDigest = rosterDigest(crypto, roster.bytes);
  }
  return [one, two];
}

/** The act by which the root names the first officers: in the actual world another site takes no others. */
export function named(seeds: RootSeeds, party: Uint8Array, officers: readonly Omit<Officer, "id">[]): Act {
  const signed = signNaming(crypto, seeds, {
    party, time: Date.now(), reason: "first", nonce: random.bytes(16),
    officers: officers.map((one) => ({ ...one, roles: [...one.roles], id: toHex(random.bytes(8)) })),
  });
  const { statement, ed25519, mlDsa87 } = signed;
  return { act: "officer.named", statement: toHex(statement), ed25519: toHex(ed25519), mlDsa87: toHex(mlDsa87) };
}

/**
 * `knows` is the station whose parties and officer the new one takes over; `seeds` the root that names the first
 * officers of the actual world.
 */
async function open(
  self: Self, bearers: readonly Bearer[], joining?: Joining, knows?: End, store: Store = createMemoryStore(),
  seeds: RootSeeds | null = null,
): Promise<End> {
  const chains = createMemoryChainFile();
  const options = {
    self, store, chains, clock: createSystemClock(), bearers, passkeyStation: "localhost", epochStock,
    ...(joining === undefined ? {} : { joining }),
  };
  const runner = new Runner(await createMachine(options), options);
  await runner.start();
  const station = createSurface(runner);
  if (knows === undefined && seeds !== null && self.world === "actual") {
    const three = ["First", "Second", "Third"].map(
      (name) => ({ name, language: "en", roles: ["watch", "releaser", "administrator"] }) as const,
    );
    await must(station, hand, named(seeds, self.party, three));
    return { self, store, chains, station, runner, officer: { officer: station.officers()[0]?.id ?? "", via: "cli" } };
  }
  if (knows === undefined) {
    const { id } = await enrol(
      station, { name: "Officer", language: "en", roles: ["watch", "releaser", "administrator"] },
    );
    return { self, store, chains, station, runner, officer: { officer: id, via: "cli" } };
  }
  await until(() => station.officers().length > 0);
  return { self, store, chains, station, runner, officer: knows.officer };
}
