// A real station for the server's tests, one of two in this process, with an officer for each role.
// Only the clock is moved by hand: sessions and limits last for hours, and a test cannot.

import { after, before } from "node:test";

import type { Act } from "../api/acts.ts";
import { createNodeRandom } from "../crypto/node/random.ts";
import type { Clock } from "../ports/clock.ts";
import { enrol, linkToken, makePair } from "../station/pair.fixture.ts";
import type { Pair } from "../station/pair.fixture.ts";
import type { Actor, Officer, Station } from "../station/surface.ts";
import type { Role } from "./routes.ts";

export const random = createNodeRandom();
export const roles = ["watch", "releaser", "auditor", "administrator", "negotiator", "inspector"] as const;

/** A station as it is, and what was asked of it through this surface. */
export interface Tapped extends Station {
  readonly asked: { readonly actor: Actor; readonly act: Act }[];
  /** Listeners that have not left again. */
  listeners(): number;
}

/** Notes what passes; the station itself does it. */
export function tap(station: Station): Tapped {
  const asked: Tapped["asked"] = [];
  let listening = 0;
  return {
    ...station,
    asked,
    listeners: () => listening,
    act(actor, act) {
      asked.push({ actor, act });
      return station.act(actor, act);
    },
    subscribe(listener) {
      const end = station.subscribe(listener);
      listening += 1;
      return () => {
        listening -= 1;
        end();
      };
    },
  };
}

/** The pair of a test file, and the officers of its first station. */
export interface StationForTests {
  readonly pair: () => Pair;
  readonly station: () => Station;
  /** The officer who holds this role and no other; named after it. */
  readonly officer: (role: Role) => Officer;
  /** A new one-time link's token of that officer. */
  readonly link: (role: Role) => Promise<string>;
}

/** Starts a pair before the tests of a file and stops it after them. */
export function stationForTests(): StationForTests {
  let pair: Pair | null = null;
  const officers = new Map<Role, Officer>();
  before(async () => {
    pair = await makePair();
    for (const role of roles) {
      officers.set(role, await enrol(pair.a.station, { name: `Officer of ${role}`, language: "en", roles: [role] }));
    }
  });
  after(() => pair?.stop());
  const started = (): Pair => {
    if (pair === null) throw new Error("the pair has not started");
    return pair;
  };
  const officer = (role: Role): Officer => officers.get(role) as Officer;
  return {
    pair: started,
    station: () => started().a.station,
    officer,
    link: (role) => linkToken(started().a.station, officer(role).id),
  };
}

/** A clock that a test moves. */
export interface HandClock extends Clock {
  advance(byMs: number): void;
}

/** A clock that stands until it is moved; nothing of the server asks it for a wake. */
export function createHandClock(startMs = 1_795_000_000_000): HandClock {
  let nowMs = startMs;
  return {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs - startMs,
    wakeAt: () => () => undefined,
    advance: (byMs) => void (nowMs += byMs),
  };
}
