// The check of everything that is stored: every seal, hash, signature and chain anew, apart from what is in memory.

import { labelOf } from "../label.ts";
import { badAssents, noteForCheck } from "./verify-assents.ts";
import type { HouseCheck } from "./verify-assents.ts";
import { heldOf } from "../fold-in.ts";
import { openKept } from "../at-rest.ts";
import { unwritten } from "../peer/peers.ts";
import type { Channel, StationState } from "../state.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store, StoredEntry } from "../../ports/store.ts";
import type { VerifyView } from "../../api/views.ts";
import { equalBytes } from "../../core/bytes/hex.ts";
import { ChirographError } from "../../core/errors.ts";
import { admit, admitLeaf } from "../../core/record/admission.ts";
import { decodeBody } from "../../core/record/entry.ts";
import { createLedger } from "../../core/record/ledger.ts";
import type { Ledger } from "../../core/record/ledger.ts";
import type { Log } from "../../core/record/log.ts";

/** Rows read from the store at a time. */
const pageRows = 1_000;

interface Tally {
  entries: number;
  withheld: number;
  readonly findings: VerifyView["findings"][number][];
  readonly house: HouseCheck;
}

/** Reads and checks all of it; each finding names the exact entry. */
export async function verifyAll(state: StationState, store: Store, clock: Clock): Promise<VerifyView> {
  const began = clock.monotonicMs();
  const tally: Tally = { entries: 0, withheld: 0, findings: [], house: { entries: [], digests: new Map() } };
  for (const channel of [...state.channels.values(), state.house]) {
    const ledger = createLedger(channel.id, null);
    for (const log of channel.ledger.logs.values()) await verifyLog(state, store, channel, ledger, log, tally);
  }
  for (const { at, why } of badAssents(state.self.crypto, tally.house)) {
    const [log = "", seq = "0"] = at.split(":");
    const label = labelOf(state, state.house, log, Number(seq));
    tally.findings.push({ code: "assent", detail: why, label, log, seq: Number(seq) });
  }
  const { entries, withheld, findings } = tally;
  for (const one of findings) state.damaged.add(`${one.log}:${one.seq}`);
  const result = findings.length === 0 ? "clean" : "findings";
  return { result, entries, withheld, tookMs: Math.round(clock.monotonicMs() - began), findings };
}

async function verifyLog(
  state: StationState, store: Store, channel: Channel, ledger: Ledger, log: Log, tally: Tally,
): Promise<void> {
  // What is being written meanwhile is left for the next time.
  const size = Math.min(log.size, ...(unwritten(state).get(log.hex) ?? []));
  for (let from = 0; from < size; from += pageRows) {
    const to = Math.min(size, from + pageRows);
    const rows = new Map((await store.entries(log.log, from, to, pageRows)).map((row) => [row.seq, row]));
    for (let seq = from; seq < to; seq++) {
      tally.entries += 1;
      const found = verifyRow(state, ledger, rows.get(seq) ?? null, tally);
      if (found === null) continue;
      tally.findings.push({ ...found, label: labelOf(state, channel, log.hex, seq), log: log.hex, seq });
    }
  }
}

/**
 * What is wrong with one row, or null. Rows after a bad one are still checked against the leaf that the bad one had.
 */
function verifyRow(
  state: StationState, ledger: Ledger, row: StoredEntry | null, tally: Tally,
): { readonly code: string; readonly detail: string } | null {
  if (row === null) return { code: "missing", detail: "" };
  const { crypto } = state.self;
  try {
    const kept = openKept(state, row);
    const has = kept.salt.length === 32;
    if (!has && decodeBody(kept.payload).commit.length > 0) tally.withheld += 1;
    const admission = admit(crypto, ledger, state.rosters, {
      entry: kept, content: has ? kept.content : null, salt: has ? kept.salt : null, nowMs: kept.heldMs, own: false,
    });
    if (admission.kind === "refused") throw admission.error;
    if (admission.kind !== "held") return { code: admission.kind === "fork" ? "fork" : "missing", detail: "" };
    if (equalBytes(ledger.channel, state.house.id)) {
      const held = heldOf(state.house, admission.body, admission.leaf, kept, false);
      noteForCheck(crypto, tally.house, held, !state.standing.claims.has(held.at));
    }
    return admission.contradictions.length > 0 ? { code: "fork", detail: "" } : null;
  } catch (error) {
    if (!(error instanceof ChirographError)) throw error;
    admitLeaf(crypto, ledger, row.log, row.seq, row.leaf);
    return { code: error.code, detail: error.message };
  }
}
