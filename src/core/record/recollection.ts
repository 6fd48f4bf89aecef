// What another station holds of our logs, signed by it over a nonce of ours: how a station learns whether its memory is
// whole after a start (spec/03-record.md, After a start).

import type { Crypto } from "../../ports/crypto.ts";
import type { Signer } from "../../ports/signer.ts";
import type { Directory } from "./admission.ts";
import { heldRoot, isClosed } from "./ledger.ts";
import type { Ledger } from "./ledger.ts";
import { rootOf } from "./merkle.ts";
import { bytes, decodeShape, encodeShape, list, struct, text, uint } from "../bytes/shape.ts";
import type { Of } from "../bytes/shape.ts";
import { equalBytes, toHex } from "../bytes/hex.ts";
import { ChirographError } from "../errors.ts";
import type { LogId, StationId } from "../names.ts";

const label = "chirograph/1 recollection";
/** Most logs one recollection names; of more, those that come first by channel and log. */
export const recalledMax = 256;
/** Longest recollection, in bytes. */
export const recollectionBytesMax = 32_768;
/** Length of the nonce that makes an answer fresh. */
export const nonceBytes = 16;

/** What is held of one log of the asker's station: its first `size` entries, and their root. */
export const recalledHead = struct({ channel: bytes(32), log: bytes(16), size: uint(), root: bytes(32) });
export type RecalledHead = Of<typeof recalledHead>;

/** The statement: who answers under which roster, whom, what was asked, and what is held. */
export const recollection = struct({
  label: text(32), party: bytes(32), station: bytes(16), roster: bytes(32),
  askerParty: bytes(32), askerStation: bytes(16), nonce: bytes(nonceBytes), heads: list(recalledHead, recalledMax),
});
export type Recollection = Of<typeof recollection>;

/** A statement with the station's signature over its bytes. */
export const signedRecollection = struct({ statement: bytes(1, recollectionBytesMax), signature: bytes(64) });
export type SignedRecollection = Of<typeof signedRecollection>;

/** What one ledger holds of a station's logs that no BOOT has closed, in the order of the logs. */
export function recall(crypto: Crypto, ledger: Ledger, station: StationId): readonly RecalledHead[] {
  return [...ledger.logs.values()]
    .filter((log) => equalBytes(log.station, station) && log.size > 0 && !isClosed(ledger, log))
    .map((log) => ({ channel: ledger.channel, log: log.log, size: log.size, root: rootOf(crypto, log.tree) }))
    .sort((a, b) => (toHex(a.log) < toHex(b.log) ? -1 : 1));
}

/** Signs what is held. */
export function signRecollection(signer: Signer, said: Omit<Recollection, "label">): SignedRecollection {
  const statement = encodeRecollection(said);
  return { statement, signature: signer.sign(statement) };
}

/** The bytes of a statement. */
export function encodeRecollection(said: Omit<Recollection, "label">): Uint8Array {
  return encodeShape(recollection, { label, ...said });
}

/**
 * The statement, when a station of a roster that is known has signed it. Errors: cbor-*, shape, version-unknown,
 * missing (an unknown roster), entry-author (the roster is another party's or does not name the station),
 * entry-signature.
 */
export function checkRecollection(
  crypto: Crypto, directory: Directory, { statement, signature }: SignedRecollection,
): Recollection {
  const said = decodeShape(recollection, statement);
  if (said.label !== label) throw new ChirographError("version-unknown");
  const roster = directory.get(toHex(said.roster));
  if (roster === undefined) throw new ChirographError("missing", "An unknown roster.", { roster: said.roster });
  const station = roster.stations.find((one) => equalBytes(one.id, said.station));
  if (station === undefined || !equalBytes(roster.party, said.party)) throw new ChirographError("entry-author");
  if (!crypto.ed25519Verify(station.key, statement, signature)) throw new ChirographError("entry-signature");
  return said;
}

/**
 * What a recollection says of our memory on one channel.
 *
 * - same: the answerer holds the log of this start, and nothing of ours that is not held here.
 * - behind: it holds entries of ours that are not held here.
 * - contradicted: it holds another tree of a log of ours.
 * - unheard: it has not taken in the log of this start yet, so that it may know more than it says.
 */
export type MemoryFinding = "same" | "behind" | "contradicted" | "unheard";

/** What was found, and the heads that show it: those beyond what is held, or those that differ. */
export interface MemoryCheck {
  readonly finding: MemoryFinding;
  readonly heads: readonly RecalledHead[];
}

/** Compares what a recollection names of this ledger's channel with what is held; `own` is the log of this start. */
export function compareRecollection(
  crypto: Crypto, ledger: Ledger, own: LogId, heads: readonly RecalledHead[],
): MemoryCheck {
  const here = heads.filter((head) => equalBytes(head.channel, ledger.channel));
  const differs = (head: RecalledHead): boolean => {
    const root = heldRoot(crypto, ledger, toHex(head.log), head.size);
    return root !== null && !equalBytes(root, head.root);
  };
  const contradicted = here.filter(differs);
  if (contradicted.length > 0) return { finding: "contradicted", heads: contradicted };
  const beyond = here.filter((head) => (ledger.logs.get(toHex(head.log))?.size ?? 0) < head.size);
  if (beyond.length > 0) return { finding: "behind", heads: beyond };
  const heard = here.some((head) => equalBytes(head.log, own) && head.size > 0);
  return { finding: heard ? "same" : "unheard", heads: [] };
}
