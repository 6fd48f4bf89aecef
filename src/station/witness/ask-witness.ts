// Asking witnesses: one question at a time to each, and whatever they answer, or do not, nothing else waits for it.

import { learnHead } from "./seen-heads.ts";
import type { StationState } from "../state.ts";
import { memoryQuestion, noteAhead, takeMemory } from "../memory/witness-memory.ts";
import { witnessPauseMs, witnessPauseMsMax } from "./witnessing.ts";
import type { AskedLog, AskedMemory, OwnHead, Question, WitnessLine } from "./witnessing.ts";
import type { WitnessAnswer } from "../../ports/witness.ts";
import { utf8 } from "../../core/bytes/cbor.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { decodeSize, originOf } from "../../core/checkpoint/checkpoint.ts";
import { encodeAddCheckpoint } from "../../core/checkpoint/add-checkpoint.ts";
import { withCosignatures } from "../../core/checkpoint/cosignature.ts";
import { decodeNote, decodeNoteLines, encodeNote } from "../../core/checkpoint/signed-note.ts";
import { ChirographError } from "../../core/errors.ts";
import { recordView } from "../../core/record/ledger.ts";
import { consistencyProof } from "../../core/record/merkle.ts";

/** How often a witness is asked for the head of another's log. */
export const lookEveryMs = 3_600_000;

/** Asks every witness that may be asked what is to be asked next. */
export function askWitnesses(state: StationState): void {
  for (const [name, line] of state.witnessing.lines) {
    if (line.asking !== null || state.nowMs < line.nextMs) continue;
    const question = nextQuestion(state, name, line);
    if (question === null) continue;
    const token = state.witnessing.nextToken++;
    line.asking = token;
    state.witnessing.asked.set(token, question.asked);
    state.outputs.push({ kind: "ask", token, witness: name, path: question.path, body: question.body });
  }
}

/** What we may have forgotten comes first; where that comes to nothing, the others have their turn before it again. */
function nextQuestion(state: StationState, name: string, line: WitnessLine): Question | null {
  return line.memoryFailed
    ? logQuestion(state, name, line) ?? memoryQuestion(state, name, line)
    : memoryQuestion(state, name, line) ?? logQuestion(state, name, line);
}

function logQuestion(state: StationState, name: string, line: WitnessLine): Question | null {
  for (const [log, head] of state.witnessing.own) {
    const { deposit } = head;
    if (deposit !== null && head.channel.adopted && !head.deposited.has(name)) {
      return { asked: { witness: name, log, what: "boot", size: 0, old: 0 }, path: "/boot", body: deposit };
    }
    if (head.waiting.has(name)) return cosignQuestion(state, name, head);
  }
  return lookQuestion(state, name, line);
}

function cosignQuestion(state: StationState, name: string, head: OwnHead): Question | null {
  const log = head.channel.ledger.logs.get(toHex(head.log));
  if (log === undefined) return null;
  const old = Math.min(head.old.get(name) ?? 0, head.size);
  const { crypto } = state.self;
  // Other witnesses may have signed it meanwhile; each is shown the log's own signature alone.
  const { text, lines } = decodeNote(head.note);
  const note = encodeNote({ text, lines: lines.slice(0, 1) });
  const request = encodeAddCheckpoint({ old, proof: consistencyProof(crypto, log.tree, old, head.size), note });
  const asked = { witness: name, log: log.hex, what: "cosign", size: head.size, old } as const;
  return { asked, path: "/add-checkpoint", body: utf8(request) };
}

/**
 * The checkpoint of another's open log that the witness saw last: what its author may have shown the witness alone. Of
 * ours that of a log about which it said other than is held: our own signature under it is what proves that (W-30).
 */
function lookQuestion(state: StationState, name: string, line: WitnessLine): Question | null {
  const { crypto, station } = state.self;
  for (const channel of state.channels.values()) {
    if (!channel.adopted) continue;
    const doubted = (line.memory.get(channel.hex)?.heads ?? []).map((one) => one.log);
    for (const head of recordView(channel.ledger).heads) {
      const log = channel.ledger.logs.get(head.log);
      const looked = line.lookedMs.get(head.log);
      if (log === undefined) continue;
      if (equalBytes(log.station, station) ? !doubted.includes(log.hex) : head.closed === true) continue;
      if (looked !== undefined && state.nowMs - looked < lookEveryMs) continue;
      line.lookedMs.set(head.log, state.nowMs);
      const hash = toHex(crypto.sha256(utf8(originOf(channel.id, log.log))));
      const asked = { witness: name, log: head.log, what: "look", size: 0, old: 0 } as const;
      return { asked, path: `/${hash}/checkpoint`, body: null };
    }
  }
  return null;
}

/** Takes an answer in. What is no answer, or a wrong one, costs the witness a pause and nobody else anything. */
export function witnessAnswered(state: StationState, token: number, answer: WitnessAnswer): void {
  const asked = state.witnessing.asked.get(token);
  const line = asked === undefined ? undefined : state.witnessing.lines.get(asked.witness);
  if (asked === undefined || line === undefined) return;
  state.witnessing.asked.delete(token);
  line.asking = null;
  const failure = take(state, asked, answer);
  line.memoryFailed = failure !== null && asked.what === "memory";
  if (failure === null) Object.assign(line, { lastAnswerMs: state.nowMs, failure, nextMs: 0, pauseMs: 0 });
  else {
    line.failure = failure;
    line.pauseMs = Math.min(witnessPauseMsMax, Math.max(witnessPauseMs, line.pauseMs * 2));
    line.nextMs = state.nowMs + line.pauseMs;
    state.outputs.push({ kind: "wakeAt", atMs: line.nextMs });
  }
  state.outputs.push({ kind: "state" });
}

/** Why an answer came to nothing, or null. */
function take(state: StationState, asked: AskedLog | AskedMemory, answer: WitnessAnswer): string | null {
  if (answer.status === 0) return "no-answer";
  if (answer.status >= 500 || answer.status === 429) return "busy";
  try {
    switch (asked.what) {
      case "boot": return takeDeposit(state, asked, answer);
      case "cosign": return takeCosignature(state, asked, answer);
      case "look": return takeLook(state, asked, answer);
      case "memory": return takeMemory(state, asked, answer);
    }
  } catch (error) {
    if (error instanceof ChirographError) return "answer";
    throw error;
  }
}

/** A witness that takes no BOOTs is one like any other of C2SP; it knows our log by its operator's word. */
function takeDeposit(state: StationState, asked: AskedLog, { status }: WitnessAnswer): string | null {
  state.witnessing.own.get(asked.log)?.deposited.add(asked.witness);
  return status === 422 ? "other-boot" : null;
}

function takeCosignature(state: StationState, asked: AskedLog, { status, body }: WitnessAnswer): string | null {
  const head = state.witnessing.own.get(asked.log);
  const line = state.witnessing.lines.get(asked.witness);
  if (head === undefined || line === undefined || head.size !== asked.size) return null;
  const text = new TextDecoder().decode(body);
  if (status === 409) return takeConflict(state, head, asked, text);
  if (status === 404) {
    // Its operator may give it our card later.
    head.deposited.delete(asked.witness);
    return "unknown-log";
  }
  if (status !== 200) return `refused-${status}`;
  const { note } = withCosignatures(state.self.crypto, head.note, decodeNoteLines(text), line.witness);
  head.note = note;
  head.old.set(asked.witness, asked.size);
  head.waiting.delete(asked.witness);
  head.ahead.delete(asked.witness);
  head.cosigned.add(asked.witness);
  learnHead(state, head.channel, note);
  return null;
}

/** The witness has signed another size last: it is asked again from there. More than there is was signed by nobody. */
function takeConflict(state: StationState, head: OwnHead, asked: AskedLog, text: string): string | null {
  const size = decodeSize(text.replace(/\n$/u, ""));
  if (size > head.size) {
    noteAhead(state, head.channel, asked.witness);
    return "ahead";
  }
  if (size === asked.old) return "answer";
  head.old.set(asked.witness, size);
  return null;
}

function takeLook(state: StationState, asked: AskedLog, { status, body }: WitnessAnswer): string | null {
  if (status === 404) return null;
  if (status !== 200) return `refused-${status}`;
  const channel = [...state.channels.values()].find((one) => one.ledger.logs.has(asked.log));
  if (channel === undefined) return null;
  return learnHead(state, channel, new TextDecoder().decode(body)) === "nothing" ? "answer" : null;
}

