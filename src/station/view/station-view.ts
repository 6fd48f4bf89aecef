// The station as its watch sees it: parties, channels, lines, what waits, and what needs a person.

import { confirmersNeeded } from "../agree/agree-gate.ts";
import { lineViews } from "./line-view.ts";
import { memoryTroubles } from "./memory-view.ts";
import { hasContradiction } from "./evidence-view.ts";
import { commitmentAlerts } from "./commitment-view.ts";
import { settleWaits } from "../mechanism/waits.ts";
import { lowStock } from "./stock-view.ts";
import { watchView } from "./watch-view.ts";
import { witnessesOf } from "../witness/settled-times.ts";
import { agreementOf } from "../channel-terms.ts";
import { memoryOf, openBranches } from "../memory/recollection.ts";
import { deskAlone } from "../house/watch.ts";
import { isOwnSite, isRemoved, stationsOf } from "../peer/peers.ts";
import type { Rest } from "../load/rest.ts";
import type { Channel, StationState } from "../state.ts";
import type { AlertView, ChannelView, PartyView, StationView } from "../../api/views.ts";
import type { Agreement } from "../../core/agree/agreement.ts";
import { toHex } from "../../core/bytes/hex.ts";
import type { Roster } from "../../core/keys/roster.ts";
import type { Branch } from "../../core/record/join.ts";
import { precedences } from "../../core/names.ts";
import type { Hex, Precedence } from "../../core/names.ts";

/** How long after the last excess it is said that a peer sends more than its disk quota, in milliseconds. */
const overShownMs = 60_000;
/** Most messages shown as waiting. */
const waitingMax = 500;
const levels = { FLASH: "emergency", IMMEDIATE: "alarm", PRIORITY: "warning", ROUTINE: "caution" } as const;

/** The whole state now. */
export function stationView(state: StationState): StationView {
  const waiting = waitingOf(state);
  return {
    world: state.self.world, nowMs: state.nowMs, version: state.self.version,
    party: partyView(state.self.roster.roster, true, true),
    station: toHex(state.self.station),
    parties: [...state.parties.values()].map((party) => partyView(party.roster, false, party.confirmed)),
    channels: [...state.channels.values()].map((channel) => channelView(state, channel)),
    lines: lineViews(state), alerts: [...waiting.alerts, ...troubles(state), ...commitmentAlerts(state)],
    counts: waiting.counts,
    witnesses: [...state.witnessing.lines.values()].map(({ witness, lastAnswerMs, failure }) => (
      { name: witness.name, lastAnswerMs, failure }
    )),
    impaired: [
      ...state.impaired, ...(state.spaceEnough ? [] : ["space"]), ...(isRemoved(state) ? ["removed"] : []),
    ],
    newestIncoming: state.newestIncoming, houseMemory: memoryOf(state, state.house),
    memoryConfirmed: {
      by: [...state.memory.confirmedBy].map((id) => state.standing.officers.get(id)?.name ?? id),
      needed: confirmersNeeded,
    },
    watch: watchView(state), people: state.people,
  };
}

function partyView(roster: Roster, ours: boolean, confirmed: boolean): PartyView {
  const { party, short, names, telephone: phone, desks } = roster;
  return { id: toHex(party), short, names, phone, ours, desks, confirmed };
}

function branchView({ log, size, root }: Branch): ChannelView["branches"][number] {
  return { log: toHex(log), size, root: toHex(root) };
}

function channelView(state: StationState, channel: Channel): ChannelView {
  const branches = openBranches(state, channel);
  const { charter } = channel;
  const agreement = agreementOf(state, channel);
  const policy = state.self.roster.roster.policy;
  return {
    id: channel.hex, world: charter?.world ?? state.self.world, state: channelState(state, channel, agreement),
    parties: charter?.parties.map((party) => toHex(party.id)) ?? [
      toHex(state.self.party), ...channel.peersBeforeCharter
    ],
    languages: charter?.languages ?? [], labels: charter?.labels ?? [], words: charter?.words ?? [],
    limits: (charter?.limits ?? []).map((one, index) => ({ precedence: precedences[index] ?? "ROUTINE", ...one })),
    persons: policy.map((persons, index) => ({ precedence: precedences[index] ?? "ROUTINE", persons })),
    memory: memoryOf(state, channel), wentOnTwice: branches.length > 0, branches: branches.map(branchView),
    untilMs: agreement?.until ?? null,
    witnesses: witnessesOf(channel).map(({ witness, by, agreed }) => ({ name: witness.name, by, agreed })),
  };
}

function channelState(
  state: StationState, channel: Channel, agreement: Agreement | null,
): ChannelView["state"] {
  if (channel.adopted) return "adopted";
  if (agreement === null) return "proposed";
  if (agreement.state === "lapsed" || agreement.state === "refused") return agreement.state;
  const accepted = agreement.positions.filter((one) => one.act === "accepted").map((one) => one.party);
  if (accepted.length === 0) return "proposed";
  return accepted.includes(toHex(state.self.party)) ? "accepted-by-us" : "accepted-by-them";
}

// All that waits is counted; of what is shown the most urgent comes first, and then what has waited longest, so that no
// number of messages can push a FLASH out of sight.
function waitingOf(state: StationState): { readonly alerts: AlertView[]; readonly counts: StationView["counts"] } {
  const waiting: Record<Precedence, AlertView[]> = { FLASH: [], IMMEDIATE: [], PRIORITY: [], ROUTINE: [] };
  const counts = { take: 0, answer: 0, theirs: 0 };
  let oldest: number | null = null;
  for (const channel of state.channels.values()) {
    const { counts: some, takes } = settleWaits(state, channel);
    for (const waits of ["take", "answer", "theirs"] as const) counts[waits] += some[waits];
    for (const precedence of precedences) {
      for (const [object, { entry, sinceMs }] of takes[precedence]) {
        oldest = Math.min(oldest ?? sinceMs, sinceMs);
        if (waiting[precedence].length >= waitingMax) continue;
        waiting[precedence].push({
          id: object, level: levels[precedence], kind: "message", object, party: toHex(entry.party), sinceMs,
          sentence: "alert.message", values: {},
        });
      }
    }
  }
  const alerts = precedences.toReversed().flatMap((one) => waiting[one]).slice(0, waitingMax);
  const { take: waitingReceipt, answer: waitingAnswer, theirs: waitingTheirs } = counts;
  return { alerts, counts: { waitingReceipt, waitingAnswer, waitingTheirs, oldestWaitingMs: oldest } };
}

/** Since a start some of the record is still to be read; until then older messages are not shown. */
function readingAlert({ nowMs }: StationState, { done, total }: Rest): AlertView {
  return {
    id: "reading", level: "caution", kind: "record", object: null, party: null, sinceMs: nowMs,
    sentence: "alert.reading", values: { done, total },
  };
}

/** What needs a person although no message says so; one alert for each situation, with the time it was first seen. */
function troubles(state: StationState): AlertView[] {
  const found: AlertView[] = [];
  const add = (
    id: string, level: AlertView["level"], kind: AlertView["kind"], sentence: string, party: Hex | null = null,
    values: AlertView["values"] = {},
  ): void => {
    const sinceMs = state.troubledSince.get(id) ?? state.nowMs;
    state.troubledSince.set(id, sinceMs);
    found.push({ id, level, kind, object: null, party, sinceMs, sentence, values });
  };
  for (const [station, { state: is, sinceMs }] of state.lines) {
    const party = state.partyOfStation.get(station);
    if (is !== "down" || party === undefined) continue;
    // A party that is reached at another of its sites is reached; our own other site is no line to anybody.
    const others = stationsOf(state, party).some((one) => state.lines.get(one)?.state === "up");
    const reached = others || isOwnSite(state, station);
    const [level, sentence] = reached ? ["caution", "alert.site-down"] as const : ["alarm", "alert.line-down"] as const;
    const id = `line ${station}`;
    found.push({ id, level, kind: "line-down", object: null, party, sinceMs, sentence, values: {} });
  }
  for (const [station, { overMs }] of state.lines) {
    const party = state.partyOfStation.get(station);
    const isOver = overMs !== null && state.nowMs - overMs < overShownMs;
    if (isOver && party !== undefined) add(`over ${station}`, "warning", "record", "alert.over", party);
  }
  for (const { station, party } of lowStock(state)) {
    add(`keys ${station}`, "warning", "station", "alert.keys-low", party);
  }
  if (state.rest !== null) found.push(readingAlert(state, state.rest));
  if (state.damaged.size > 0) add("damaged", "emergency", "record", "alert.record");
  if (hasContradiction(state)) add("fork", "emergency", "record", "alert.fork");
  const silent = state.impaired.size > 0 || !state.spaceEnough || isRemoved(state);
  if (silent) add("station", "emergency", "station", "alert.station");
  for (const { id, level, sentence, party, values } of memoryTroubles(state)) {
    add(id, level, "record", sentence, party, values);
  }
  const alone = deskAlone(state);
  if (state.watch.unattended && alone !== null) add("unattended", "emergency", "station", `alert.unattended-${alone}`);
  for (const id of state.troubledSince.keys()) if (!found.some((one) => one.id === id)) state.troubledSince.delete(id);
  return found;
}
