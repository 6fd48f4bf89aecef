// The ways between the demo's two stations: a fibre, a satellite, a radio. Each is an emulated link that a person can
// really cut while words go through.

import type { BearerConfig } from "../bearers/config.ts";
import { presets as declared } from "../bearers/terms.ts";
import { openModemEnds, openTcpEnds, openUdpEnds } from "../link/ends.ts";
import type { Ends } from "../link/ends.ts";
import type { WireStat } from "../link/wire.ts";
import type { LinkTerms } from "../../ports/bearer.ts";
import { presets } from "../../emulator/conditions.ts";
import type { LinkConditions } from "../../emulator/conditions.ts";

/** The ways, from the best to the worst. */
export const wayNames = ["fibre", "satellite", "hf"] as const;
export type WayName = (typeof wayNames)[number];

/** How each is while it works. The seed is the same each time, and so is what it does to the same packets. */
const likes: Readonly<Record<WayName, string>> = { fibre: "fibre", satellite: "satellite", hf: "hf-300" };
const seed = 1962;
const here = { host: "127.0.0.1", port: 0 };

/** The ways of a demo. */
export interface Ways {
  /** What the configuration of a side names beside TLS; side 0 is the one that dials. */
  bearersOf(side: 0 | 1, peer: string): readonly BearerConfig[];
  /** Lays the fibre to where side 1 listens, and says where side 0 dials. */
  lay(port: number): Promise<string>;
  readonly working: ReadonlySet<WayName>;
  /** Whether somebody has chosen another way than the fibre. */
  readonly changed: boolean;
  /** Lets these work and cuts all others; TLS loses its sockets, the others are no longer heard. */
  work(names: readonly WayName[]): void;
  stat(name: WayName): WireStat | null;
  close(): Promise<void>;
}

/** Opens the satellite and the radio, both cut until they are wanted; the fibre follows when its end is there. */
export async function openWays(): Promise<Ways> {
  const cut = conditionsOf("cut");
  const closed = { seed, conditions: cut, listen: [here, here], to: [null, null] } as const;
  const ends = new Map<WayName, Ends>([["satellite", await openUdpEnds(closed)], ["hf", await openModemEnds(closed)]]);
  const working = new Set<WayName>();
  let changed = false;
  const sideOf = (name: WayName, side: 0 | 1): string => ends.get(name)?.sides[side] ?? "";
  return {
    bearersOf: (side, peer) => [
      {
        kind: "datagram", name: "satellite", listen: "127.0.0.1:0", terms: termsOf("satellite"),
        peers: [{ peer, address: sideOf("satellite", side) }],
      },
      {
        kind: "modem", name: "hf", address: sideOf("hf", side), terms: termsOf("hf"),
        peers: [{ peer, address: null }],
      },
    ],
    async lay(port) {
      const fibre = await openTcpEnds({
        seed, conditions: conditionsOf("fibre"), listen: [here, here], to: [null, { host: "127.0.0.1", port }],
      });
      ends.set("fibre", fibre);
      working.add("fibre");
      return fibre.sides[0];
    },
    working,
    get changed() {
      return changed;
    },
    work(names) {
      changed ||= names.some((name) => name !== "fibre");
      for (const [name, { wire }] of ends) {
        if (names.includes(name) === working.has(name)) continue;
        wire.change(names.includes(name) ? conditionsOf(likes[name]) : cut);
        if (!working.delete(name)) working.add(name);
      }
    },
    stat: (name) => ends.get(name)?.wire.stat ?? null,
    close: async () => void await Promise.all([...ends.values()].map((one) => one.close())),
  };
}

function conditionsOf(name: string): LinkConditions {
  return presets[name] as LinkConditions;
}

function termsOf(name: WayName): LinkTerms {
  return declared[likes[name]] as LinkTerms;
}
