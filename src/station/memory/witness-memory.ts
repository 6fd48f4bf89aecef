// What our witnesses know of our own logs, asked after each start with fresh nonces: a third memory of what this
// station may have lost (spec/09-checkpoints.md, W-28 to W-30).

import { otherParties } from "../peer/peers.ts";
import type { Channel, StationState } from "../state.ts";
import { witnessPauseMs, witnessPauseMsMax } from "../witness/witnessing.ts";
import type { AskedMemory, Question, WitnessLine } from "../witness/witnessing.ts";
import type { WitnessAnswer } from "../../ports/witness.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { encodeHeadsQuestion, openHeads } from "../../core/checkpoint/deposit.ts";
import { compareKnownHeads, isHeadHeld } from "../../core/checkpoint/known-heads.ts";
import type { KnownHeadsCheck, SaidBefore } from "../../core/checkpoint/known-heads.ts";
import type { Hex } from "../../core/names.ts";
import type { MemoryFinding } from "../../core/record/recollection.ts";

/** Length of the nonce of a question to a witness. */
const witnessNonceBytes = 32;

/** What a witness has shown of our memory on one channel since the log of this start was begun. */
export interface WitnessMemory extends KnownHeadsCheck {
  /** Answers since then. */
  readonly answers: number;
  /** When it is asked again; null when nothing more is to be asked. */
  readonly againMs: number | null;
}

/** The next channel that a witness is to be asked about, with a nonce of its own; null when there is none. */
export function memoryQuestion(state: StationState, name: string, line: WitnessLine): Question | null {
  const { random, station } = state.self;
  for (const channel of state.channels.values()) {
    // No witness is told of a channel before its charter is adopted.
    if (!channel.adopted || !isDue(state, channel, name, line.memory.get(channel.hex))) continue;
    const question = { nonce: random.bytes(witnessNonceBytes), channel: channel.id, station };
    const asked = { witness: name, what: "memory", question, ownLog: channel.ownLog } as const;
    return { asked, path: "/heads", body: encodeHeadsQuestion(question) };
  }
  return null;
}

function isDue(state: StationState, channel: Channel, name: string, said: WitnessMemory | undefined): boolean {
  // A store that was empty has lost nothing; but who is told that somebody else writes its log asks all the same.
  if (said === undefined) return !state.memory.fresh || isAhead(state, channel, name);
  if (said.againMs === null) return false;
  // What was missing has come back: asked at once, but not again and again to a witness that always names more.
  const isBack = said.finding === "behind" && said.heads.every((head) => isHeadHeld(channel.ledger, head));
  return state.nowMs >= said.againMs || (isBack && said.answers === 1);
}

/** Takes an answer in; why it came to nothing, or null. Errors: checkpoint. */
export function takeMemory(state: StationState, asked: AskedMemory, { status, body }: WitnessAnswer): string | null {
  const line = state.witnessing.lines.get(asked.witness);
  const channel = state.channels.get(toHex(asked.question.channel));
  // Asked before the logs were begun anew: it says nothing of what may have been lost since.
  if (line === undefined || channel === undefined || !equalBytes(channel.ownLog, asked.ownLog)) return null;
  const answers = (line.memory.get(channel.hex)?.answers ?? 0) + 1;
  if (status === 404 || status === 405) {
    // It is a witness like any other of C2SP, which is asked for cosignatures alone.
    line.memory.set(channel.hex, { finding: "unheard", heads: [], answers, againMs: null });
    return null;
  }
  if (status !== 200) return `refused-${status}`;
  const { crypto, station } = state.self;
  const heads = openHeads(crypto, line.witness, asked.question, new TextDecoder().decode(body));
  const check = compareKnownHeads(crypto, channel.ledger, station, saidBefore(channel), heads);
  const isTrouble = check.finding === "behind" || check.finding === "contradicted";
  const againMs = isTrouble ? state.nowMs + pauseAfter(answers) : null;
  line.memory.set(channel.hex, { ...check, answers, againMs });
  if (againMs !== null) state.outputs.push({ kind: "wakeAt", atMs: againMs });
  return null;
}

/** What our persons had said, as it is held, in the log that this start goes on from; receipts are the station's. */
function saidBefore({ ledger, ownLog, said }: Channel): SaidBefore | null {
  const previous = ledger.logs.get(toHex(ownLog))?.boot.previous ?? null;
  if (previous === null) return null;
  const log = toHex(previous.log);
  return { log, size: 1 + (said.get(log)?.at(-1) ?? 0) };
}

function pauseAfter(answers: number): number {
  return Math.min(witnessPauseMsMax, witnessPauseMs * 2 ** Math.min(answers - 1, 16));
}

/** Our logs were begun anew: every witness is asked anew. */
export function askWitnessesAnew({ witnessing }: StationState): void {
  for (const { memory } of witnessing.lines.values()) memory.clear();
}

/** A witness has said, unsigned, that it has signed more of our log than we wrote: it is asked for its signed word. */
export function noteAhead(state: StationState, channel: Channel, name: string): void {
  if (isAhead(state, channel, name)) return;
  state.witnessing.own.get(toHex(channel.ownLog))?.ahead.add(name);
  state.witnessing.lines.get(name)?.memory.delete(channel.hex);
}

/** Whether a witness says that it has signed more of the log of this start than we wrote (W-23). */
export function isAhead(state: StationState, channel: Channel, name: string): boolean {
  return state.witnessing.own.get(toHex(channel.ownLog))?.ahead.has(name) === true;
}

/** What the witnesses have shown of our memory on a channel, by their names. */
export function witnessFindings(
  { witnessing }: StationState, channel: Channel,
): readonly { readonly witness: string; readonly finding: MemoryFinding }[] {
  return [...witnessing.lines].flatMap(([witness, { memory }]) => {
    const said = memory.get(channel.hex);
    return said === undefined ? [] : [{ witness, finding: said.finding }];
  });
}

/** Witnesses that have shown one thing on a channel, or on any that is shared with one of these parties. */
export function witnessesThatShow(
  state: StationState, finding: MemoryFinding, channel: Channel | null, parties: readonly Hex[],
): readonly string[] {
  const channels = channel === null
    ? [...state.channels.values()].filter((one) => otherParties(state, one).some((party) => parties.includes(party)))
    : [channel];
  const found = channels.flatMap((one) => witnessFindings(state, one));
  return [...new Set(found.filter((one) => one.finding === finding).map(({ witness }) => witness))];
}
