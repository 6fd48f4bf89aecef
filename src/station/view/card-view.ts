// Our card, the digits to compare, and what an operator wants to know of the station's health.

import { hasContradiction } from "./evidence-view.ts";
import { otherParties, stationsOf } from "../peer/peers.ts";
import { heldRosters } from "../peer/rosters.ts";
import { branchedLogs, hasGoneBack } from "./memory-view.ts";
import { unconfirmedPeers, unconfirmedSites } from "../memory/recollection.ts";
import { ownStationName } from "../peer/seat.ts";
import { witnessFindings } from "../memory/witness-memory.ts";
import { lowStock, stockOf } from "./stock-view.ts";
import type { StationState } from "../state.ts";
import type { Store } from "../../ports/store.ts";
import { peopleChecks } from "./people-view.ts";
import { bytesOfHex, toHex } from "../../core/bytes/hex.ts";
import type { CardView, DoctorView } from "../../api/views.ts";
import { cardQr, encodeCardOf } from "../../core/keys/card.ts";
import { spokenCheck } from "../../core/keys/spoken-check.ts";
import { precedences } from "../../core/names.ts";

/** Our card, and the 60 digits with each other party. */
export function cardView(state: StationState): CardView {
  const { crypto, party, roster } = state.self;
  return {
    party: toHex(party), armour: encodeCardOf(crypto, heldRosters(state, party)), qr: cardQr(crypto, roster),
    checks: [...state.parties.values()].map(({ id, confirmed }) => ({
      party: id, digits: spokenCheck(crypto, party, bytesOfHex(id)), confirmed,
    })),
  };
}

/** What the running station knows of its own health. */
export async function doctorView(state: StationState, store: Store): Promise<DoctorView> {
  const { usedBytes, freeBytes } = await store.space();
  const isUp = (station: string): boolean => state.lines.get(station)?.state === "up";
  const up = [...state.parties.keys()].filter((party) => stationsOf(state, party).some(isUp)).length;
  const check = (name: string, ok: boolean, detail: string): DoctorView["checks"][number] => (
    { name, ok, detail, fix: null }
  );
  const branched = [...state.channels.values()]
    .flatMap((channel) => branchedLogs(state, channel).map((logs) => logs.map((log) => log.slice(0, 12)).join(" / ")));
  const witnesses = [...state.witnessing.lines.values()];
  const failing = witnesses.filter((one) => one.failure !== null).map((one) => `${one.witness.name} ${one.failure}`);
  // Seen in peace, not at three in the morning: a message that needs more persons than there are cannot be released.
  const releasers = [...state.standing.officers.values()].filter((one) => one.roles.includes("releaser")).length;
  const short = precedences.filter((_, index) => releasers < (state.self.roster.roster.policy[index] ?? 1));
  const shorts = (peers: readonly string[]): string[] =>
    [...new Set(peers.map((peer) => state.parties.get(peer)?.roster.short ?? peer.slice(0, 12)))];
  const channels = [...state.channels.values()];
  const backward = shorts(channels.flatMap((one) => otherParties(state, one)
    .filter((party) => stationsOf(state, party).some((station) => hasGoneBack(one, station)))));
  const unsure = [
    ...shorts(channels.flatMap((one) => unconfirmedPeers(state, one, otherParties(state, one)))),
    ...unconfirmedSites(state, null).map((site) => ownStationName(state, site)),
  ];
  const doubting = new Set(channels.flatMap((one) => witnessFindings(state, one))
    .filter(({ finding }) => finding === "behind" || finding === "contradicted").map(({ witness }) => witness));
  const nameOf = (station: string): string =>
    `${shorts([state.partyOfStation.get(station) ?? ""]).join("")} ${station.slice(0, 12)}`.trim();
  const low = lowStock(state);
  const stocked = [...state.partyOfStation.keys()].flatMap((station) => {
    const stock = stockOf(state, station);
    if (stock === null) return [];
    const until = stock.prekeyUntilMs === null ? "-" : new Date(stock.prekeyUntilMs).toISOString().slice(0, 10);
    return [`${nameOf(station)} ${stock.epochs}, ${until}`];
  });
  return {
    checks: [
      check("store", state.impaired.size === 0, [...state.impaired].join(", ") || `${usedBytes} B`),
      check("space", state.spaceEnough, freeBytes === null ? "" : `${freeBytes} B`),
      check(
        "record", state.damaged.size === 0 && !hasContradiction(state),
        [...state.damaged, ...state.evidence.keys()].join(", "),
      ),
      check("mended", state.damageAsked.size === 0, [
        ...[...state.damageAsked].map((at) => `${at} ?`), ...state.mended,
      ].join(", ")),
      check("witnesses", failing.length === 0, failing.length === 0 ? String(witnesses.length) : failing.join(", ")),
      check("siblings", branched.length === 0, branched.join(", ")),
      check(
        "releasers", short.length === 0, short.length === 0 ? String(releasers) : `${releasers}: ${short.join(", ")}`,
      ),
      check("readers", backward.length === 0, backward.join(", ")),
      check("memory", unsure.length + doubting.size === 0, [...unsure, ...doubting].join(", ")),
      check("keys", low.length === 0, stocked.join("; ")),
      check("line", up === state.parties.size, `${up}/${state.parties.size}`),
      ...peopleChecks(state),
      check("refusals", state.refusals.size === 0, [...state.refusals].map(([code, n]) => `${code} ${n}`).join(", ")),
    ],
  };
}
