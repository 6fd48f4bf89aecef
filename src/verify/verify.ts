// The independent checker of an exported record: it trusts only the roots it is told to, and nothing that a station says.

import type { Crypto } from "../ports/crypto.ts";
import type { Finding, Report } from "./report.ts";
import { equalBytes, toHex } from "../core/bytes/hex.ts";
import { ChirographError } from "../core/errors.ts";
import { decodeSignedRoster, rosterDigest, verifyRoster } from "../core/keys/roster.ts";
import type { Roster } from "../core/keys/roster.ts";
import { channelId } from "../core/mechanism/charter/charter.ts";
import { admit, admitLeaf } from "../core/record/admission.ts";
import { decodeBody, leafHash } from "../core/record/entry.ts";
import { nextDigest, readExport } from "../core/record/export.ts";
import type { ExportItem } from "../core/record/export.ts";
import { createLedger, siblings } from "../core/record/ledger.ts";
import type { Ledger } from "../core/record/ledger.ts";
import { rootOf } from "../core/record/merkle.ts";

/** Most findings listed; more are counted by the last one. */
export const findingsMax = 1_000;

interface Check {
  readonly crypto: Crypto;
  readonly trusted: ReadonlySet<string>;
  ledger: Ledger | null;
  readonly rosters: Map<string, Roster>;
  readonly findings: Finding[];
  entries: number;
  withheld: number;
}

/**
 * Checks an export file anew: rosters, signatures, chains, acknowledgements, times, commitments, the charter's hash, the end.
 * `trusted` are party ids (hex). Errors: export, when the file is none or is cut off.
 */
export function verifyExport(crypto: Crypto, file: Uint8Array, trusted: readonly string[], tell: (entries: number) => void = () => {}): Report {
  const check: Check = {
    crypto, trusted: new Set(trusted), ledger: null, rosters: new Map(), findings: [], entries: 0, withheld: 0,
  };
  let digest: Uint8Array | null = null;
  for (const { item, bytes } of readExport(file)) {
    if (item.item === "end") checkEnd(check, item, digest);
    else take(check, item);
    digest = nextDigest(crypto, digest, bytes);
    if (check.entries % 1_000 === 0) tell(check.entries);
  }
  if (check.ledger === null) throw new ChirographError("export", "There is no header.");
  for (const one of siblings(check.ledger)) {
    find(check, "siblings", one.logs[0] ?? one.previous, 0, `Two logs go on from ${one.previous}.`);
  }
  return reportOf(check, check.ledger);
}

function take(check: Check, item: Exclude<ExportItem, { item: "end" }>): void {
  if (item.item === "header") {
    if (check.ledger !== null) throw new ChirographError("export", "A second header.");
    check.ledger = createLedger(item.channel, null);
    return;
  }
  const { ledger } = check;
  if (ledger === null) throw new ChirographError("export", "The header does not come first.");
  if (item.item === "roster") takeRoster(check, item.roster);
  else if (item.item === "charter") {
    if (!equalBytes(channelId(check.crypto, item.charter), ledger.channel)) find(check, "charter", "", 0, "Its hash is not the channel's.");
  } else if (item.item === "leaf") {
    check.entries += 1;
    check.withheld += 1;
    if (!admitLeaf(check.crypto, ledger, item.log, item.seq, item.leaf)) find(check, "missing", toHex(item.log), item.seq, "");
  } else takeEntry(check, ledger, item);
}

function takeRoster(check: Check, signed: Uint8Array): void {
  try {
    const roster = decodeSignedRoster(signed);
    verifyRoster(check.crypto, roster, null);
    const party = toHex(roster.roster.party);
    if (!check.trusted.has(party)) find(check, "untrusted", "", 0, party);
    check.rosters.set(toHex(rosterDigest(check.crypto, roster.bytes)), roster.roster);
  } catch (error) {
    if (!(error instanceof ChirographError)) throw error;
    find(check, error.code, "", 0, error.message);
  }
}

function takeEntry(check: Check, ledger: Ledger, item: Extract<ExportItem, { item: "entry" }>): void {
  check.entries += 1;
  const { payload, signature } = item;
  const [content = null] = item.content;
  const [salt = null] = item.salt;
  const log = toHex(item.log);
  try {
    const body = decodeBody(payload);
    if (!equalBytes(body.log, item.log) || body.seq !== item.seq) throw new ChirographError("export", "The position is another.");
    if (body.commit.length > 0 && content === null) check.withheld += 1;
    const admission = admit(check.crypto, ledger, check.rosters, {
      entry: { payload, signature }, content, salt, nowMs: body.time, own: false,
    });
    if (admission.kind === "held") {
      for (const one of admission.contradictions) find(check, "fork", toHex(one.log), one.size - 1, one.by.join(" "));
      return;
    }
    if (admission.kind === "refused") throw admission.error;
    throw new ChirographError(admission.kind === "fork" ? "fork" : admission.kind === "duplicate" ? "export" : "missing");
  } catch (error) {
    if (!(error instanceof ChirographError)) throw error;
    find(check, error.code, log, item.seq, error.message);
    // What follows is still checked, against the leaf that this entry has.
    admitLeaf(check.crypto, ledger, item.log, item.seq, leafHash(check.crypto, payload));
  }
}

function checkEnd(check: Check, item: Extract<ExportItem, { item: "end" }>, digest: Uint8Array | null): void {
  const whole = digest !== null && equalBytes(item.digest, digest) && item.entries === check.entries;
  if (!whole) find(check, "end", "", 0, "The file is not the one that was written.");
}

function find(check: Check, code: Finding["code"], log: string, seq: number, detail: string): void {
  if (check.findings.length >= findingsMax) return;
  check.findings.push({ code, label: log === "" ? "" : labelOf(check, log, seq), log, seq, detail });
}

/** "A:105": short code and running number across the station's logs. */
function labelOf({ ledger, rosters }: Check, hex: string, seq: number): string {
  const log = ledger?.logs.get(hex);
  if (log === undefined) return `?:${seq + 1}`;
  let number = seq + 1;
  const seen = new Set<string>();
  for (let previous = log.boot.previous; previous !== null && !seen.has(toHex(previous.log));) {
    seen.add(toHex(previous.log));
    number += previous.size;
    previous = ledger?.logs.get(toHex(previous.log))?.boot.previous ?? null;
  }
  return `${rosters.get(log.roster)?.short ?? "?"}:${number}`;
}

function reportOf(check: Check, ledger: Ledger): Report {
  const parties = new Map([...check.rosters.values()].map((one) => [toHex(one.party), one.short]));
  return {
    result: check.findings.length === 0 ? "clean" : "findings", channel: toHex(ledger.channel), entries: check.entries,
    withheld: check.withheld,
    logs: [...ledger.logs.values()].map((log) => ({
      log: log.hex, party: toHex(log.party), size: log.size, root: toHex(rootOf(check.crypto, log.tree)),
    })),
    parties: [...parties].map(([id, short]) => ({ id, short, trusted: check.trusted.has(id) })), findings: check.findings,
  };
}
