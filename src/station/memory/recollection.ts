// What peers have shown of our memory, and what we answer a peer that asks about its own (spec/03-record.md, After a
// start).

import { otherParties, ownSites, sharedWith, stationsOf } from "../peer/peers.ts";
import { afterCommit } from "../batch.ts";
import { noteMemory } from "../fork-case.ts";
import { learnHeads } from "../fold-in.ts";
import { askPeer } from "./memory.ts";
import { witnessFindings } from "./witness-memory.ts";
import type { Channel, StationState } from "../state.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { ChirographError } from "../../core/errors.ts";
import type { LineOutput, Recall } from "../../core/line/exchange.ts";
import { stationOf } from "../../core/keys/roster.ts";
import type { Hex } from "../../core/names.ts";
import { branchesOf, isJoined } from "../../core/record/join.ts";
import type { Branch } from "../../core/record/join.ts";
import {
  checkRecollection, compareRecollection, encodeRecollection, recall, recalledMax, signRecollection,
} from "../../core/record/recollection.ts";
import type { MemoryFinding, Recollection, SignedRecollection } from "../../core/record/recollection.ts";

/**
 * Answers a peer that asks what we hold of its station's logs. Only what is durable is named, and of the house record
 * only to our own other sites.
 */
export function answerRecall(state: StationState, peer: Hex, { station, nonce }: Recall): void {
  const { crypto, signer, party, station: own, roster, rosterDigest } = state.self;
  const asker = state.partyOfStation.get(peer);
  if (state.impaired.size > 0 || stationOf(roster.roster, own) === null || asker === undefined) return;
  const askerParty = Uint8Array.fromHex(asker);
  // Nobody is told of another party's logs (L-39).
  const shared = state.partyOfStation.get(toHex(station)) === asker ? sharedWith(state, peer) : [];
  const heads = shared.toSorted((a, b) => (a.hex < b.hex ? -1 : 1))
    .flatMap((channel) => recall(crypto, channel.ledger, station)).slice(0, recalledMax);
  const answer = signRecollection(signer, {
    party, station: own, roster: rosterDigest, askerParty, askerStation: station, nonce, heads,
  });
  afterCommit(state, () => state.lineInputs.push({ kind: "recalled", peer, answer }));
}

/** Takes a peer's answer. One that is not of this peer, or not to our present nonce, counts for nothing. */
export function takeRecollection(state: StationState, peer: Hex, answer: SignedRecollection): void {
  const asked = state.memory.asked.get(peer);
  const said = asked === undefined ? null : heard(state, peer, answer, asked.nonce);
  if (asked === undefined || said === null) return;
  const { memory } = state;
  const shared = sharedWith(state, peer);
  const unknown = said.heads.filter((head) => !shared.some((channel) => equalBytes(channel.id, head.channel)));
  const missing = [...unknown];
  let whole = unknown.length === 0;
  for (const channel of shared) {
    learnHeads(state, channel, peer, asked.number, said.heads.filter((head) => equalBytes(head.channel, channel.id)));
    const { finding, heads } = compareRecollection(state.self.crypto, channel.ledger, channel.ownLog, said.heads);
    channel.memory.set(peer, finding);
    if (finding === "behind") missing.push(...heads);
    const [head] = heads;
    if (finding === "contradicted" && head !== undefined && !channel.house) {
      noteMemory(state, channel, head, answer, toHex(said.party));
    }
    whole &&= finding === "same";
  }
  if (whole) {
    memory.asked.delete(peer);
    memory.missing.delete(peer);
    memory.answered.add(peer);
    state.lineInputs.push({ kind: "recall", peer, asked: null, soon: false });
  } else {
    // A nonce is answered once: what is said next must be said anew.
    memory.missing.set(peer, missing);
    askPeer(state, peer, false);
  }
  state.outputs.push({ kind: "state" });
}

/** Takes an answer in few bytes: what it leaves out is put in as it must be, and then it is an answer as any other. */
export function takeNamedRecollection(
  state: StationState, { peer, signature, heads }: Extract<LineOutput, { kind: "recalled-named" }>,
): void {
  const { self, memory, partyOfStation, rosters } = state;
  const nonce = memory.asked.get(peer)?.nonce;
  const party = partyOfStation.get(peer);
  const newest = [...rosters].filter(([, one]) => toHex(one.party) === party)
    .reduce<readonly [Hex, { readonly seq: number }] | null>(
      (best, one) => (best === null || one[1].seq > best[1].seq ? one : best), null,
    );
  if (nonce === undefined || party === undefined || newest === null) return;
  const [station, roster] = [peer, newest[0]].map((hex) => Uint8Array.fromHex(hex)) as [Uint8Array, Uint8Array];
  const statement = encodeRecollection({
    party: Uint8Array.fromHex(party), station, roster, askerParty: self.party, askerStation: self.station, nonce, heads,
  });
  takeRecollection(state, peer, { statement, signature });
}

function heard(
  state: StationState, peer: Hex, answer: SignedRecollection, nonce: Uint8Array,
): Recollection | null {
  const { self } = state;
  try {
    const said = checkRecollection(self.crypto, state.rosters, answer);
    const ours = equalBytes(said.askerParty, self.party) && equalBytes(said.askerStation, self.station);
    return ours && toHex(said.station) === peer && equalBytes(said.nonce, nonce) ? said : null;
  } catch (error) {
    if (!(error instanceof ChirographError)) throw error;
    state.refusals.set(error.code, (state.refusals.get(error.code) ?? 0) + 1);
    return null;
  }
}

/** What a peer has shown of our memory on a channel. A channel begun after its answer holds nothing that was before. */
function findingOf({ memory }: StationState, channel: Channel, peer: Hex): MemoryFinding {
  if (memory.fresh) return "same";
  return channel.memory.get(peer) ?? (memory.answered.has(peer) ? "same" : "unheard");
}

/**
 * What a party has shown of our memory on a channel: the worst that one of its stations has, and that it is whole as
 * soon as one says so.
 */
export function findingOfParty(state: StationState, channel: Channel, party: Hex): MemoryFinding {
  const found = stationsOf(state, party).map((peer) => findingOf(state, channel, peer));
  return (["contradicted", "behind", "same"] as const).find((one) => found.includes(one)) ?? "unheard";
}

/**
 * How a record's memory is shown: the worst that a peer or witness has shown, then whether one has confirmed it. The
 * house record is known to our own other sites alone.
 */
export function memoryOf(state: StationState, channel: Channel): "confirmed" | "unheard" | "behind" | "contradicted" {
  const parties = channel.house ? [] : otherParties(state, channel);
  const peers = [
    ...parties.map((party) => findingOfParty(state, channel, party)),
    ...siteFindings(state, channel).map((one) => one.finding),
  ];
  const found = [...peers, ...witnessFindings(state, channel).map((one) => one.finding)];
  if (found.includes("contradicted")) return "contradicted";
  if (found.includes("behind")) return "behind";
  return peers.length === 0 || found.includes("same") ? "confirmed" : "unheard";
}

/** What each of our own other sites has shown of our memory of a record. */
export function siteFindings(
  state: StationState, channel: Channel,
): readonly { readonly site: Hex; readonly finding: MemoryFinding }[] {
  return ownSites(state).map((site) => ({ site, finding: findingOf(state, channel, site) }));
}

/**
 * Our own other sites that have not confirmed our memory: of the house record, since approvals and who may release
 * stand there, and of one channel or of all that there are (C-36). Each is asked for itself: what we have agreed may
 * be known to one alone.
 */
export function unconfirmedSites(state: StationState, channel: Channel | null): readonly Hex[] {
  if (channel === null) {
    return ownSites(state).filter((site) => !state.memory.fresh && !state.memory.answered.has(site));
  }
  return ownSites(state).filter((site) =>
    [state.house, channel].some((one) => findingOf(state, one, site) !== "same"));
}

/** Parties among these that have not confirmed our memory, on one channel or on all that are shared with them. */
export function unconfirmedPeers(
  state: StationState, channel: Channel | null, parties: readonly Hex[],
): readonly Hex[] {
  return parties.filter((party) => {
    if (channel !== null) return findingOfParty(state, channel, party) !== "same";
    return !state.memory.fresh && !stationsOf(state, party).some((peer) => state.memory.answered.has(peer));
  });
}

/** Whether our own station has gone on twice from one place on a channel, and no join has settled it. */
export function wentOnTwice(state: StationState, channel: Channel): boolean {
  return openBranches(state, channel).length > 0;
}

/** Branches of our own station on a channel that no join of the root names as they stand. */
export function openBranches(state: StationState, channel: Channel): readonly Branch[] {
  const { crypto, station } = state.self;
  const branches = branchesOf(crypto, channel.ledger, station);
  const joins = state.joins.filter((one) => equalBytes(one.channel, channel.id));
  return branches.length === 0 || isJoined(crypto, channel.ledger, channel.ownLog, branches, joins) ? [] : branches;
}
