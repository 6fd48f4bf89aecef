// What a witness answers, whoever asks: a value for every request, and never an exception for bytes from outside.

import { toHex } from "../../core/bytes/hex.ts";
import { originOf } from "../../core/checkpoint/checkpoint.ts";
import { decodeHeadsQuestion, headsMax, signHeads } from "../../core/checkpoint/deposit.ts";
import type { KnownHead } from "../../core/checkpoint/deposit.ts";
import { ChirographError } from "../../core/errors.ts";
import { depositBoot } from "./boots.ts";
import { addCheckpoint } from "./cosign.ts";
import { findLog, hashOf, placeKey, told } from "./witness.ts";
import type { Answer, EvidenceLine, WitnessState } from "./witness.ts";

/** Answers a request with what it came to; what was wrong with its bytes is 400, a store that cannot write is 503. */
async function answered(act: () => Promise<Answer>): Promise<Answer> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof ChirographError) return told(400, error.message);
    const { name = "" } = error as { name?: string };
    if (/^Store(?:Full|Broken|Closed)$/u.test(name)) return told(503, "Nothing can be stored now.");
    throw error;
  }
}

/** What a witness can be asked. */
export interface WitnessService {
  addCheckpoint(body: string): Promise<Answer>;
  depositBoot(body: Uint8Array): Promise<Answer>;
  heads(body: Uint8Array): Promise<Answer>;
  checkpoint(hash: string): Promise<Answer>;
  evidence(): readonly EvidenceLine[];
  evidenceFile(id: string): Promise<Uint8Array | null>;
}

/** The service of an opened witness. */
export function serviceOf(state: WitnessState): WitnessService {
  const { store } = state.options;
  return {
    addCheckpoint: (body) => answered(() => addCheckpoint(state, body)),
    depositBoot: (body) => answered(() => depositBoot(state, body)),
    heads: (body) => answered(() => tellHeads(state, body)),
    async checkpoint(hash) {
      const log = /^[0-9a-f]{64}$/u.test(hash) ? await findLog(state, hash) : null;
      if (log === null || log.note === "") return told(404, "No checkpoint of that log was cosigned here.");
      return { status: 200, type: "text/plain; charset=utf-8", body: log.note };
    },
    evidence: () => [...state.evidence.values()].map(({ line }) => line),
    evidenceFile(id) {
      const kept = state.evidence.get(id);
      return kept === undefined ? Promise.resolve(null) : store.value(kept.key);
    },
  };
}

/** What is known of a station's logs on a channel, signed with the nonce of who asks. */
async function tellHeads(state: WitnessState, body: Uint8Array): Promise<Answer> {
  const { crypto, name, seeds } = state.options;
  const question = decodeHeadsQuestion(body);
  const boots = state.bootsOf.get(placeKey(question.channel, question.station)) ?? [];
  const heads: KnownHead[] = [];
  for (const { log } of boots.slice(-headsMax)) {
    const known = await findLog(state, hashOf(crypto, originOf(question.channel, log)));
    if (known !== null) heads.push({ log: toHex(log), size: known.size, root: known.root });
  }
  const note = signHeads(crypto, name, seeds.ed25519, question, heads);
  return { status: 200, type: "text/plain; charset=utf-8", body: note };
}
