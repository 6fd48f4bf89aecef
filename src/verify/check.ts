// The state of one verification: what was read of the file, what is known by now, what was found.

import type { Places } from "./places.ts";
import type { Finding, FindingCode, ForkReport } from "./report.ts";
import type { Crypto } from "../ports/crypto.ts";
import type { Charter } from "../core/mechanism/charter/charter.ts";
import type { Hex } from "../core/names.ts";
import type { Roster } from "../core/keys/roster.ts";
import type { Body } from "../core/record/entry.ts";
import type { ExportItem } from "../core/record/export.ts";
import type { Ledger } from "../core/record/ledger.ts";

/** Most findings listed; the last one says that there are more. */
export const findingsMax = 1_000;

/** A roster that an entry says. */
export interface SaidRoster {
  readonly log: Hex;
  readonly seq: number;
  readonly roster: Uint8Array;
}

/** A file as it was read, nothing of it believed. */
export interface ReadFile {
  header: Extract<ExportItem, { item: "header" }> | null;
  readonly rosters: Uint8Array[];
  /** Rosters that entries of the logs say, with the place that says them. */
  readonly saidRosters: SaidRoster[];
  readonly charters: Uint8Array[];
  readonly places: Places;
  /** Whether there are bytes that are no item and have no place: they may have been a roster. */
  unplaced: boolean;
  entries: number;
  newestMs: number;
}

/** A claim about a log that could not be compared when it was read. */
export interface OpenClaim {
  readonly by: string;
  readonly log: Hex;
  readonly size: number;
  readonly sort: "root" | "leaf";
  readonly hash: Uint8Array;
}

/**
 * Signatures that somebody else checks, or that need no check of their own: true only of an entry signed by the station
 * of the BOOT, with the key in the roster that this names. Entry and BOOT are told by the numbers of their items.
 */
export type KnownSignature = (item: number, boot: number) => boolean;

/** One verification. */
export interface Check {
  readonly crypto: Crypto;
  readonly places: Places;
  readonly isSigned: KnownSignature;
  /** Whether only the newest signature of each log is checked. */
  readonly headsOnly: boolean;
  readonly trusted: ReadonlySet<Hex>;
  readonly ledger: Ledger;
  readonly charter: Charter | null;
  /** Parties that may speak here, or null when the charter is not known. */
  readonly principals: ReadonlySet<Hex> | null;
  readonly rosters: Map<Hex, Roster>;
  /** Whether a roster did not check, listed or said, so that logs without one have their finding already. */
  readonly rostersDamaged: boolean;
  readonly findings: Finding[];
  readonly forks: ForkReport[];
  /** Signed roots and leaves of positions that the ledger could not follow, by "<log hex>:<size>". */
  readonly roots: Map<string, Uint8Array>;
  readonly leaves: Map<string, Uint8Array>;
  readonly claims: OpenClaim[];
  readonly acknowledged: Map<Hex, number>;
  /** Entries of the charter's kinds, for its adoption. */
  readonly charterWords: { readonly body: Body; readonly content: Uint8Array | null }[];
  /** Checkpoints that entries say, with the places that say them. */
  readonly checkpoints: { readonly at: string; readonly note: string }[];
  /** The first word that needs the charter, in canonical order. */
  firstWord: { readonly log: Hex; readonly seq: number; readonly lamport: number } | null;
  /** Positions shown by their leaf alone. */
  leafItems: number;
  withheld: number;
  unchecked: number;
  /** Entries whose own signature was not checked: a later one of their log covers them. */
  covered: number;
}

/** Notes a finding; `log` empty where no entry is named. */
export function find(check: Pick<Check, "findings">, code: FindingCode, log: Hex, seq: number, detail: string): void {
  if (check.findings.length < findingsMax) check.findings.push({ code, label: "", log, seq, detail });
  else if (check.findings.length === findingsMax) {
    check.findings.push({ code: "export", label: "", log: "", seq: 0, detail: `More than ${findingsMax} findings.` });
  }
}
