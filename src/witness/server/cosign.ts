// add-checkpoint: every answer of C2SP tlog-witness, in its order.

import { equalBytes } from "../../core/bytes/hex.ts";
import { decodeAddCheckpoint } from "../../core/checkpoint/add-checkpoint.ts";
import type { AddCheckpoint } from "../../core/checkpoint/add-checkpoint.ts";
import { decodeCheckpoint, logKey, logOfOrigin, openCheckpoint } from "../../core/checkpoint/checkpoint.ts";
import type { Checkpoint } from "../../core/checkpoint/checkpoint.ts";
import { cosign } from "../../core/checkpoint/cosignature.ts";
import { decodeNote, encodeNote, encodeNoteLine, linesOf } from "../../core/checkpoint/signed-note.ts";
import type { SignedNote } from "../../core/checkpoint/signed-note.ts";
import { ChirographError } from "../../core/errors.ts";
import { encodeHeads } from "../../core/evidence/heads.ts";
import type { HeadClaim } from "../../core/evidence/heads.ts";
import { verifyConsistency } from "../../core/record/merkle.ts";
import type { LogRecord } from "./records.ts";
import { evidenceValues, findLog, hashOf, locked, logValue, originHash, told, write } from "./witness.ts";
import type { Answer, WitnessState } from "./witness.ts";

/** Cosigns a checkpoint that goes on from the last one. Errors: checkpoint, for a request that is none. */
export async function addCheckpoint(state: WitnessState, body: string): Promise<Answer> {
  const asked = decodeAddCheckpoint(body);
  const note = decodeNote(asked.note);
  const { origin } = decodeCheckpoint(note.text);
  const hash = hashOf(state.options.crypto, origin);
  return locked(state, hash, async () => {
    const log = await findLog(state, hash);
    if (log === null) return told(404, "That log is not known here.");
    return decide(state, log, asked, note);
  });
}

async function decide(state: WitnessState, log: LogRecord, asked: AddCheckpoint, note: SignedNote): Promise<Answer> {
  const { crypto } = state.options;
  const checkpoint = opened(state, log, note);
  if (checkpoint === null) return told(403, "The log's key has not signed it.");
  if (asked.old > checkpoint.size) return told(400, "The old size is above the new one.");
  // A head of the size that was cosigned last and of another root is proof by itself, whatever old size was named.
  const contradicts = log.size > 0 && checkpoint.size === log.size && !equalBytes(checkpoint.root, log.root);
  if (contradicts) await keepContradiction(state, log, note, checkpoint);
  if (asked.old !== log.size) return { status: 409, type: "text/x.tlog.size", body: `${log.size}\n` };
  if (contradicts) return told(422, "Another root was cosigned for that size.");
  if (checkpoint.size === 0 && !equalBytes(checkpoint.root, crypto.sha256())) return told(422, "No root of size 0.");
  if (!verifyConsistency(crypto, log.size, log.root, checkpoint.size, checkpoint.root, asked.proof)) {
    return told(422, "The consistency proof does not verify.");
  }
  return store(state, log, note, checkpoint);
}

function opened(state: WitnessState, log: LogRecord, note: SignedNote): Checkpoint | null {
  try {
    return openCheckpoint(state.options.crypto, note, log.key);
  } catch (error) {
    if (error instanceof ChirographError) return null;
    throw error;
  }
}

/** Durable first, answered then: what is lost here was never said. */
async function store(
  state: WitnessState, log: LogRecord, note: SignedNote, { size, root }: Checkpoint,
): Promise<Answer> {
  const { crypto, clock, name, seeds } = state.options;
  // A clock that was set back must not make what was seen later look older.
  const timeS = Math.max(log.timeS, Math.floor(clock.nowMs() / 1_000));
  const lines = cosign(crypto, name, seeds, note.text, timeS);
  const own = linesOf(note, logKey(crypto, log.origin, log.key));
  const kept = encodeNote({ text: note.text, lines: [...own, ...lines] });
  const values = [logValue(crypto, { ...log, size, root, timeS, note: kept })];
  await write(state, values);
  return { status: 200, type: "text/plain; charset=utf-8", body: lines.map(encodeNoteLine).join("") };
}

/** Two heads of one size, both signed by the log's station: evidence that needs no entry. */
async function keepContradiction(
  state: WitnessState, log: LogRecord, note: SignedNote, { size, root }: Checkpoint,
): Promise<void> {
  const place = logOfOrigin(log.origin);
  const boot = place === null ? undefined : state.boots.get(originHash(state.options.crypto, place));
  if (place === null || boot === undefined) return;
  const { party, station, boot: { roster } } = boot;
  const claim = (written: string, claimed: Uint8Array): HeadClaim =>
    ({ party, station, roster, entry: new Uint8Array(0), note: written, root: claimed, path: [] });
  const own = linesOf(note, logKey(state.options.crypto, log.origin, log.key));
  const shown = encodeNote({ text: note.text, lines: own });
  const file = encodeHeads(place.channel, place.log, size, claim(log.note, log.root), claim(shown, root));
  await write(state, evidenceValues(state, party, file));
}
