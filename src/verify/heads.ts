// Checkpoints that entries say: held against the logs they name, and which of them trusted witnesses have seen.

import { find } from "./check.ts";
import type { Check } from "./check.ts";
import type { HeadReport } from "./report.ts";
import { seenBy } from "./tlog-proof.ts";
import { equalBytes, toHex } from "../core/bytes/hex.ts";
import { decodeCheckpoint, logOfOrigin, openCheckpoint } from "../core/checkpoint/checkpoint.ts";
import { cosignedAt } from "../core/checkpoint/cosignature.ts";
import type { Witness } from "../core/checkpoint/cosignature.ts";
import { decodeNote } from "../core/checkpoint/signed-note.ts";
import { ChirographError } from "../core/errors.ts";
import { stationOf } from "../core/keys/roster.ts";
import type { Hex } from "../core/names.ts";
import { heldRoot } from "../core/record/ledger.ts";

/** The newest head of each log that trusted witnesses have seen; a checkpoint that differs is a finding (V-26). */
export function checkHeads(check: Check, witnesses: readonly Witness[]): readonly HeadReport[] {
  const newest = new Map<Hex, HeadReport>();
  for (const said of check.checkpoints) {
    const head = headOf(check, witnesses, said);
    if (head === null || head.by.length === 0 || (newest.get(head.log)?.size ?? 0) >= head.size) continue;
    newest.set(head.log, head);
  }
  return [...newest.values()].sort((a, b) => (a.log < b.log ? -1 : 1));
}

/** What one entry says of a head; null when it says nothing here, or what is not so. */
function headOf(
  check: Check, witnesses: readonly Witness[], { at, note: written }: Check["checkpoints"][number],
): HeadReport | null {
  try {
    const note = decodeNote(written);
    const place = logOfOrigin(decodeCheckpoint(note.text).origin);
    if (place === null || !equalBytes(place.channel, check.ledger.channel)) return null;
    const log = toHex(place.log);
    const { size, root } = openCheckpoint(check.crypto, note, stationKeyOf(check, log));
    const held = heldRoot(check.crypto, check.ledger, log, size) ?? check.roots.get(`${log}:${size}`) ?? null;
    if (size === 0 || held === null) return null;
    if (!equalBytes(held, root)) {
      check.forks.push({ log, size, by: [`${log}:${size - 1}`, at] });
      find(check, "fork", at.slice(0, 32), Number(at.slice(33)), `Its checkpoint contradicts ${log}:${size - 1}.`);
      return null;
    }
    return { log, size, by: seenBy(witnesses, (one) => cosignedAt(check.crypto, note, one)) };
  } catch (error) {
    if (error instanceof ChirographError) return null;
    throw error;
  }
}

function stationKeyOf({ ledger, rosters }: Check, log: Hex): Uint8Array {
  const held = ledger.logs.get(log);
  const roster = held === undefined ? undefined : rosters.get(held.roster);
  const station = held === undefined || roster === undefined ? null : stationOf(roster, held.station);
  if (station === null) throw new ChirographError("missing", "The log is not in the file.");
  return station.key;
}
