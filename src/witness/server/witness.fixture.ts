// A witness in memory, and logs for it to see: for tests.

import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { createMemoryStore } from "../../store/memory/store.ts";
import type { Store } from "../../ports/store.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { encodeAddCheckpoint } from "../../core/checkpoint/add-checkpoint.ts";
import { originOf, signCheckpoint } from "../../core/checkpoint/checkpoint.ts";
import { encodeDeposit } from "../../core/checkpoint/deposit.ts";
import type { NoteKey } from "../../core/checkpoint/signed-note.ts";
import { encodeSignedRoster } from "../../core/keys/roster.ts";
import type { SignedRoster } from "../../core/keys/roster.ts";
import { encodeEntry } from "../../core/record/entry.ts";
import type { MadeEnd } from "../../core/record/ledger.fixture.ts";
import { consistencyProof, rootAt } from "../../core/record/merkle.ts";
import { treeOf } from "../../verify/evidence.fixture.ts";
import { createWitnessApp } from "./app.ts";
import { hashOf, openWitness } from "./witness.ts";
import type { WitnessState } from "./witness.ts";

export const crypto = createNodeCrypto();
export const witnessName = "w.example/1";
export const witnessSeeds = { ed25519: new Uint8Array(32).fill(3), mlDsa44: new Uint8Array(32).fill(4) };

/** A witness one can ask, and the clock it goes by. */
export interface MadeWitness {
  readonly state: WitnessState;
  readonly clock: { ms: number };
  ask(path: string, body?: string | Uint8Array): Promise<{ readonly status: number; readonly text: string }>;
  file(path: string): Promise<Uint8Array>;
}

/** What a test decides about a witness. */
interface Plan {
  readonly store?: Store;
  readonly cards?: readonly SignedRoster[];
  readonly logs?: readonly NoteKey[];
  readonly clock?: { ms: number };
}

/** Opens a witness. */
export async function makeWitness({
  store = createMemoryStore(), cards = [], logs = [], clock = { ms: 1_700_000_000_000 },
}: Plan = {}): Promise<MadeWitness> {
  const state = await openWitness({
    crypto, store, name: witnessName, seeds: witnessSeeds, cards: () => cards, logs,
    clock: { nowMs: () => clock.ms, monotonicMs: () => clock.ms, wakeAt: () => () => undefined },
  });
  const app = createWitnessApp(state, () => true, (error) => {
    throw error;
  });
  const send = (path: string, body?: string | Uint8Array): Promise<Response> => {
    const asked = body === undefined ? {} : {
      method: "POST", body: typeof body === "string" ? body : Uint8Array.from(body),
    };
    return app.fetch(new Request(`http://witness${path}`, asked), "test");
  };
  return {
    state, clock,
    async ask(path, body) {
      const answer = await send(path, body);
      return { status: answer.status, text: await answer.text() };
    },
    file: async (path) => new Uint8Array(await (await send(path)).arrayBuffer()),
  };
}

/** The deposit of the BOOT of an end's log. */
export function depositOf(end: MadeEnd): Uint8Array {
  const boot = end.held.find(({ body }) => toHex(body.log) === toHex(end.log) && body.seq === 0);
  if (boot?.content == null || boot.salt === null) throw new Error("no BOOT");
  return encodeDeposit({
    entry: encodeEntry(boot.entry), salt: boot.salt, content: boot.content, roster: encodeSignedRoster(end.by.signed),
  });
}

/** A request to cosign the first `size` entries of an end's log after the first `old`. */
export function requestOf(end: MadeEnd, old: number, size: number, tree = treeOf(end)): string {
  const { by, log, ledger: { channel } } = end;
  const note = signCheckpoint(crypto, by.signer, channel, log, size, rootAt(crypto, tree, size));
  return encodeAddCheckpoint({ old, proof: consistencyProof(crypto, tree, old, size), note });
}

/** The path under which a witness shows the newest checkpoint of an end's log. */
export function checkpointPath({ ledger: { channel }, log }: MadeEnd): string {
  return `/${hashOf(crypto, originOf(channel, log))}/checkpoint`;
}
