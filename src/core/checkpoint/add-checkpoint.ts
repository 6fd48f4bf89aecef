// What a witness is asked: a new checkpoint and the proof that it goes on from the last one (C2SP tlog-witness;
// spec/09-checkpoints.md, The witness).

import { fromBase64 } from "../bytes/base64.ts";
import { ChirographError } from "../errors.ts";
import { decodeSize } from "./checkpoint.ts";
import { noteBytesMax } from "./signed-note.ts";

/** Most lines of a consistency proof, and longest request in characters. */
export const consistencyLinesMax = 63;
export const addCheckpointCharactersMax = noteBytesMax + 4_096;

/** The body of a request. */
export interface AddCheckpoint {
  /** Size of the checkpoint that the witness is believed to have cosigned last, 0 for none. */
  readonly old: number;
  readonly proof: readonly Uint8Array[];
  readonly note: string;
}

/** The text of a request. */
export function encodeAddCheckpoint({ old, proof, note }: AddCheckpoint): string {
  return [`old ${old}`, ...proof.map((one) => one.toBase64()), "", note].join("\n");
}

/** The request of a text. Errors: checkpoint. */
export function decodeAddCheckpoint(body: string): AddCheckpoint {
  if (body.length > addCheckpointCharactersMax) fail("It is too long.");
  const split = body.indexOf("\n\n");
  if (split < 0) fail("No empty line parts proof and checkpoint.");
  const [first = "", ...lines] = body.slice(0, split).split("\n");
  const old = /^old (.*)$/u.exec(first)?.[1] ?? fail("No old size.");
  if (lines.length > consistencyLinesMax) fail("The proof is too long.");
  const proof = lines.map((line) => {
    const one = fromBase64(line);
    return one?.length === 32 ? one : fail("A line of the proof is not a hash.");
  });
  return { old: decodeSize(old), proof, note: body.slice(split + 2) };
}

function fail(detail: string): never {
  throw new ChirographError("checkpoint", `Request: ${detail}`);
}
