// The independent checker of an exported record: it trusts only the roots it is told to, and nothing a station says.

import type { Crypto } from "../ports/crypto.ts";
import { adoptionOf } from "./adoption.ts";
import { find } from "./check.ts";
import type { Check, KnownSignature, ReadFile } from "./check.ts";
import { checkEntries } from "./entries.ts";
import { checkHeads } from "./heads.ts";
import { labelOf, shortOf } from "./label.ts";
import type { Places } from "./places.ts";
import { readFile } from "./read.ts";
import type { Finding, Report } from "./report.ts";
import { readRosters } from "./rosters.ts";
import { bytesOfHex, equalBytes, toHex } from "../core/bytes/hex.ts";
import type { Witness } from "../core/checkpoint/cosignature.ts";
import { ChirographError } from "../core/errors.ts";
import { decodeCharter, partyIds } from "../core/mechanism/charter/charter.ts";
import type { Charter } from "../core/mechanism/charter/charter.ts";
import { decodeHouseCharter } from "../core/mechanism/charter/house.ts";
import type { ChannelId, Hex } from "../core/names.ts";
import { decodeBody } from "../core/record/entry.ts";
import { decodeExportItem, fileInMemory } from "../core/record/export.ts";
import type { ExportFile } from "../core/record/export.ts";
import { createLedger, currentCutoffs, siblings } from "../core/record/ledger.ts";
import { rootOf } from "../core/record/merkle.ts";

/** How a file is checked. */
export interface Manner {
  /**
   * Only the newest signature of each log is checked, which covers all before it, and that of each BOOT and roster. The
   * report counts the others; where it has findings, nothing is said of those.
   */
  readonly headsOnly?: boolean;
  /** Witnesses that the reader trusts. */
  readonly witnesses?: readonly Witness[];
  /** Signatures that somebody else has checked meanwhile. */
  readonly isSigned?: KnownSignature;
  /** Hears how far it is: entries read, then entries checked. */
  readonly tell?: (stage: "read" | "checked", entries: number) => void;
}

/**
 * Checks an export file anew: rosters, signatures, chains, acknowledgements, times, commitments, the charter, the end.
 * `trusted` are party ids (hex). After damage it goes on, so that one altered byte is one finding at its place (and the
 * end's). The file is read twice, and an index of it kept: about 150 bytes an entry. Errors: export, when the file is
 * none, holds no record or too much.
 */
export function verifyFile(crypto: Crypto, given: ExportFile, trusted: readonly string[], manner: Manner = {}): Report {
  const findings: Finding[] = [];
  const { tell = () => {} } = manner;
  const file = readFile(crypto, given, findings, (entries) => tell("read", entries));
  const { header } = file;
  if (header === null) throw new ChirographError("export", "There is no header.");
  const { channel, charter, principals, world } = readCharter(crypto, file, findings);
  if (world !== null && world !== header.world) find({ findings }, "charter", "", 0, "The header names another world.");
  const ofWorld = world ?? header.world;
  const { rosters, damaged, saidBadly } = readRosters(crypto, file.rosters, file.saidRosters, ofWorld, findings);
  const check: Check = {
    crypto, places: file.places, isSigned: signaturesOf(manner, file.places),
    headsOnly: manner.headsOnly === true, trusted: new Set(trusted),
    ledger: createLedger(channel, null), charter, principals, rosters,
    rostersDamaged: damaged || file.unplaced, findings, forks: [], roots: new Map(), leaves: new Map(), claims: [],
    acknowledged: new Map(), charterWords: [], checkpoints: [],
    firstWord: null, leafItems: 0, withheld: 0, unchecked: 0,
    covered: 0,
  };
  checkEntries(check, (entries) => tell("checked", entries));
  for (const { by, error } of saidBadly) {
    // Where the entry is damaged, that is the finding.
    const named = findings.some((one) => one.log === by.log && one.seq === by.seq);
    if (!named) find(check, error.code, by.log, by.seq, error.message);
  }
  const heads = checkHeads(check, manner.witnesses ?? []);
  const folded = adoptionOf(check, Math.max(header.time, file.newestMs));
  // Of a damaged file nobody can say that something was not there; the end says only that it is damaged.
  const whole = check.unchecked === 0 && findings.every((one) => one.code === "end");
  const adoption = folded === "not-adopted" && !whole ? "unknown" : folded;
  if (adoption === "not-adopted" && check.firstWord !== null) {
    find(check, "not-adopted", check.firstWord.log, check.firstWord.seq, "");
  }
  return { ...reportOf(check, file, ofWorld, adoption), ...(heads.length === 0 ? {} : { heads }) };
}

/** Which signatures need not be checked here. */
function signaturesOf({ headsOnly, isSigned }: Manner, places: Places): KnownSignature {
  if (headsOnly !== true) return isSigned ?? (() => false);
  const newest = new Set([...places.logs].map((log) => places.newestEntry(log)?.item));
  return (item) => !newest.has(item);
}

/** Checks an export that lies in memory, as `verifyFile` does. */
export function verifyExport(crypto: Crypto, bytes: Uint8Array, trusted: readonly string[]): Report {
  return verifyFile(crypto, fileInMemory(bytes), trusted);
}

interface ReadCharter {
  readonly channel: ChannelId;
  readonly charter: Charter | null;
  readonly principals: ReadonlySet<Hex> | null;
  readonly world: Charter["world"] | null;
}

/** The charter and the channel. Where they differ, the entries say which is the altered one. */
function readCharter(crypto: Crypto, file: ReadFile, findings: Finding[]): ReadCharter {
  const channel = file.header?.channel ?? new Uint8Array(32);
  const [bytes] = file.charters;
  const unknown = { channel, charter: null, principals: null, world: null };
  if (bytes === undefined) {
    if (!findings.some((one) => one.code === "export")) find({ findings }, "charter", "", 0, "It is not in the file.");
    return unknown;
  }
  if (file.charters.length > 1) find({ findings }, "charter", "", 0, "There are several.");
  const hash = crypto.sha256(bytes);
  const same = equalBytes(hash, channel);
  if (!same) find({ findings }, "charter", "", 0, "Its hash is not the channel's.");
  if (!same && !equalBytes(spokenOn(file) ?? channel, hash)) return unknown;
  try {
    return { channel: hash, ...decodeEither(bytes) };
  } catch (error) {
    if (!(error instanceof ChirographError)) throw error;
    find({ findings }, error.code, "", 0, error.message);
    return unknown;
  }
}

function decodeEither(bytes: Uint8Array): Omit<ReadCharter, "channel"> {
  // A house charter is an array of four, a charter of parties one of thirteen.
  if (bytes[0] === 0x84) {
    const { party, world } = decodeHouseCharter(bytes);
    return { charter: null, principals: new Set([toHex(party)]), world };
  }
  const charter = decodeCharter(bytes);
  return { charter, principals: new Set(partyIds(charter)), world: charter.world };
}

/** The channel that the first entry which can be read is signed for. */
function spokenOn(file: ReadFile): Uint8Array | null {
  for (const log of file.places.logs) {
    for (const index of file.places.of(log)) {
      const place = file.places.get(index);
      const item = place.sort === "entry" ? decodeExportItem(file.places.frame(place)) : null;
      try {
        if (item?.item === "entry") return decodeBody(item.payload).channel;
      } catch (error) {
        if (!(error instanceof ChirographError)) throw error;
      }
    }
  }
  return null;
}

/** Revoked logs in the order of their ids. */
function revokedOf({ ledger }: Check): Pick<Report, "revoked"> {
  const revoked = [...currentCutoffs(ledger)].map(([log, counts]) => ({ log, counts }));
  return revoked.length === 0 ? {} : { revoked: revoked.sort((a, b) => (a.log < b.log ? -1 : 1)) };
}

function reportOf(check: Check, file: ReadFile, world: string, charter: Report["charter"]): Report {
  const { ledger, crypto, acknowledged, findings } = check;
  const logs = [...ledger.logs.values()];
  const ids = new Set([...(check.principals ?? []), ...logs.map((log) => toHex(log.party))]);
  const known = new Set([...check.rosters.values()].map((one) => toHex(one.party)));
  const parties = [...ids].map((id) => (
    { id, short: shortOf(check, bytesOfHex(id)), trusted: check.trusted.has(id) && known.has(id) }
  ));
  for (const { id, short, trusted } of parties) {
    // Where a roster is damaged, that is the finding.
    if (!trusted && !(check.rostersDamaged && check.trusted.has(id))) find(check, "untrusted", "", 0, `${short} ${id}`);
  }
  const named = findings.map((one) => (one.log === "" ? one : { ...one, label: labelOf(check, one.log, one.seq) }));
  return {
    result: findings.length === 0 ? "clean" : "findings", channel: toHex(ledger.channel), world, charter,
    entries: file.entries, withheld: check.withheld, unchecked: check.unchecked, covered: check.covered,
    logs: logs.map((log) => ({
      log: log.hex, party: toHex(log.party), size: log.size, root: toHex(rootOf(crypto, log.tree)),
      acknowledged: acknowledged.get(log.hex) ?? 0,
    })),
    parties, forks: check.forks, siblings: siblings(ledger), ...revokedOf(check),
    // The end is read first and told last: it only says that something is altered, the others say what.
    findings: [...named.filter((one) => one.code !== "end"), ...named.filter((one) => one.code === "end")],
  };
}
