// The lines as people see them: each station, the ways to it, what is on each and what waits.

import { hasGoneBack } from "./memory-view.ts";
import { stockOf } from "./stock-view.ts";
import { linkState } from "../line/line-news.ts";
import { isOwnSite, ownSites, peersOf } from "../peer/peers.ts";
import type { Channel, LinkState, StationState } from "../state.ts";
import type { BearerView, LineView } from "../../api/line-views.ts";
import { toHex } from "../../core/bytes/hex.ts";
import type { RosterStation } from "../../core/keys/roster.ts";
import { underWay, waitingAt } from "../../core/line/under-way.ts";
import type { LinkState as LineLink } from "../../core/line/state.ts";
import { rungOf } from "../../core/mechanism/charter/charter.ts";
import { precedences } from "../../core/names.ts";
import type { Hex, Precedence } from "../../core/names.ts";

/** States of links, the best first. */
const order = ["up", "untried", "quiet"] as const;

/** The line to every station of every other party, then to our own at other sites. */
export function lineViews(state: StationState): readonly LineView[] {
  const theirs = [...state.parties.values()].flatMap(({ id, roster }) => roster.stations.map((one) => ({ id, one })));
  const own = ownSites(state).flatMap((site) => {
    const one = state.self.roster.roster.stations.find(({ id }) => toHex(id) === site);
    return one === undefined ? [] : [{ id: toHex(state.self.party), one }];
  });
  return [...theirs, ...own].map(({ id, one }) => lineView(state, id, one));
}

function lineView(state: StationState, party: Hex, { id, names }: RosterStation): LineView {
  const station = toHex(id);
  const line = state.lines.get(station) ?? null;
  const ours = isOwnSite(state, station);
  const shared = [...state.channels.values()].filter((channel) => peersOf(state, channel).includes(station));
  const charter = shared.find((channel) => channel.charter !== null)?.charter ?? null;
  const missed = line?.missed ?? 0;
  const stock = stockOf(state, station);
  return {
    party, station, names, ours, state: line?.state ?? "down", sinceMs: line?.sinceMs ?? state.nowMs,
    lastHeardMs: line?.lastHeardMs ?? null,
    bearers: waysTo(state, station).toSorted(byCost).map((one) => bearerView(state, one)),
    missedTests: missed, nextTestMs: line?.nextTestMs ?? null,
    outstanding: outstandingTo(state, station),
    wentBack: shared.some((channel) => hasGoneBack(channel, station)),
    epochsLeft: stock?.epochs ?? 0, prekeyUntilMs: stock?.prekeyUntilMs ?? null, keysLow: stock?.low === true,
    ladder: charter === null ? null : (rungOf(charter, missed)?.names ?? null),
  };
}

/** The ways to a station: those over which something has come up, and those that are configured and wait for it. */
function waysTo(state: StationState, station: Hex): LinkState[] {
  const links = [...state.lines.get(station)?.links.values() ?? []];
  const others = state.ways.filter((way) => (
    way.station === station && !links.some(({ name }) => name === way.bearer)
  ));
  return [...links, ...others.map(({ bearer: name, terms }): LinkState => (
    { name, terms, lastHeardMs: null, roundTripMs: null, open: new Set() }
  ))];
}

/** The same over every channel that the station shares. */
export function outstandingTo(state: StationState, station: Hex): number {
  const shared = [...state.channels.values()].filter((channel) => peersOf(state, channel).includes(station));
  return shared.reduce((sum, channel) => sum + outstanding(channel, station), 0);
}

/** How much of what our persons said, in any start, the station has not receipted; a receipt waits for none. */
function outstanding(channel: Channel, station: Hex): number {
  let count = 0;
  for (const [log, said] of channel.said) {
    const receipted = channel.receiptedTo.get(`${station} ${log}`) ?? 0;
    count += said.length - (said.findLastIndex((seq) => seq < receipted) + 1);
  }
  return count;
}

/** The cheapest first; of those that cost the same, the one that came up first. */
function byCost(a: LinkState, b: LinkState): number {
  return (a.terms?.costly ?? 0) - (b.terms?.costly ?? 0);
}

/** A bearer by the one of its links to the station that is best. */
function bearerView(state: StationState, { name, lastHeardMs, roundTripMs, terms, open }: LinkState): BearerView {
  const states = [...open].map((id) => ({ id, is: linkState(state, id) }));
  const best = order.flatMap((is) => states.filter((one) => one.is === is))[0] ?? null;
  const link = state.line.links.get(best?.id ?? "");
  const is = best?.is ?? "cut";
  return {
    name, state: is, lastHeardMs, roundTripMs, terms,
    sentBytes: link?.traffic.bytesSent ?? 0, heardBytes: link?.traffic.bytesHeard ?? 0,
    ...(link === undefined ? { underWay: [], waiting: [] } : goingOver(state, link, is !== "quiet")),
  };
}

function goingOver(
  state: StationState, link: LineLink, answers: boolean,
): Pick<BearerView, "underWay" | "waiting"> {
  // Where nobody answers nothing can be said about when anything arrives.
  const at = (inMs: number | null): number | null => inMs === null || !answers ? null : state.nowMs + inMs;
  const named = (level: number): Precedence => precedences[level] ?? "ROUTINE";
  return {
    underWay: underWay(link, state.nowMs + state.line.skewMs).map(
      ({ log, seq, level, bytes, goneBytes, arrivesInMs }) => ({
        object: objectAt(state, `${log}:${seq}`), precedence: named(level), bytes, goneBytes,
        arrivesMs: at(arrivesInMs),
      }),
    ),
    waiting: waitingAt(link).map(
      ({ level, entries, arrivesInMs }) => ({ precedence: named(level), entries, arrivesMs: at(arrivesInMs) }),
    ),
  };
}

function objectAt(state: StationState, place: string): Hex | null {
  for (const { byPosition } of state.channels.values()) {
    const object = byPosition.get(place);
    if (object !== undefined) return object;
  }
  return null;
}
