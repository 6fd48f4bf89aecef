// A join: the party's root says of two branches of one station that both are known to it, and where each stands; from
// then on the station may agree again (spec/08-charter.md, C-37).

import type { Crypto } from "../../ports/crypto.ts";
import { branchings, heldRoot, logsThatRanOn } from "./ledger.ts";
import type { Ledger } from "./ledger.ts";
import { rootOf } from "./merkle.ts";
import type { RootSeeds } from "../keys/party.ts";
import type { Roster } from "../keys/roster.ts";
import { equalBytes, toHex } from "../bytes/hex.ts";
import { bytes, decodeShape, encodeShape, list, struct, text, uint } from "../bytes/shape.ts";
import type { Of } from "../bytes/shape.ts";
import { ChirographError } from "../errors.ts";
import type { Hex, LogId, StationId } from "../names.ts";

const label = "chirograph/1 join";
/** Most branches one join names. */
export const branchesMax = 64;
/** Longest statement, in bytes. */
export const joinBytesMax = 8_192;

/** One branch, and what was held of it when it was joined. */
export const branch = struct({ log: bytes(16), size: uint(), root: bytes(32) });
export type Branch = Of<typeof branch>;

/** What the root signs. */
export const joinStatement = struct({
  label: text(32), party: bytes(32), station: bytes(16), channel: bytes(32), branches: list(branch, branchesMax, 2),
});
export type JoinStatement = Of<typeof joinStatement>;

/** A statement with both signatures of the root over its bytes. */
export interface SignedJoin {
  readonly statement: Uint8Array;
  readonly ed25519: Uint8Array;
  readonly mlDsa87: Uint8Array;
}

/** Branches of a station that went on from one place, as far as they are held; none where it never did. */
export function branchesOf(crypto: Crypto, ledger: Ledger, station: StationId): readonly Branch[] {
  const logs = new Set(branchings(ledger).flatMap((one) => one.logs).flatMap((hex) => ledger.logs.get(hex) ?? []));
  return [...logs].filter((log) => equalBytes(log.station, station))
    .map((log) => ({ log: log.log, size: log.size, root: rootOf(crypto, log.tree) }));
}

/** The bytes of a statement: what the root signs. */
export function joinBytes(said: Omit<JoinStatement, "label">): Uint8Array {
  return encodeShape(joinStatement, { ...said, label });
}

/** Signs a join with the root. */
export function signJoin(crypto: Crypto, seeds: RootSeeds, said: Omit<JoinStatement, "label">): SignedJoin {
  const statement = joinBytes(said);
  return {
    statement, ed25519: crypto.ed25519Sign(seeds.ed25519, statement),
    mlDsa87: crypto.mlDsa87Sign(seeds.mlDsa87, statement),
  };
}

/**
 * The statement, when the root that a roster names has signed it. Errors: cbor-*, shape, version-unknown,
 * roster-signature.
 */
export function checkJoin(crypto: Crypto, { roots }: Roster, signed: SignedJoin): JoinStatement {
  const { statement, ed25519, mlDsa87 } = signed;
  const said = readJoin(statement);
  const holds = crypto.ed25519Verify(roots.ed25519, statement, ed25519)
    && crypto.mlDsa87Verify(roots.mlDsa87, statement, mlDsa87);
  if (!holds) throw new ChirographError("roster-signature");
  return said;
}

/** The statement of bytes that were checked before. Errors: cbor-*, shape, version-unknown. */
export function readJoin(statement: Uint8Array): JoinStatement {
  const said = decodeShape(joinStatement, statement);
  if (said.label !== label) throw new ChirographError("version-unknown");
  return said;
}

/**
 * Whether the branches that are held are those that a join names: each of them named with a root that is held, and none
 * but the one we go on with has grown since. `own` is the log of this start.
 */
export function isJoined(
  crypto: Crypto, ledger: Ledger, own: LogId, branches: readonly Branch[], joins: readonly JoinStatement[],
): boolean {
  // A log that ran on beside the BOOT that goes on from it grows by another hand, though our own line leads through it.
  const foreign = new Set(logsThatRanOn(ledger).map(({ previous }) => previous));
  const line = lineOf(ledger, own).difference(foreign);
  const covers = ({ branches: named }: JoinStatement): boolean => branches.every(({ log, size }) => {
    const found = named.find((one) => equalBytes(one.log, log));
    if (found === undefined) return false;
    const root = heldRoot(crypto, ledger, toHex(log), found.size);
    return root !== null && equalBytes(root, found.root) && (found.size === size || line.has(toHex(log)));
  });
  return joins.some(covers);
}

/** The log of this start and those before it, as far as each BOOT leads to one that is held. */
function lineOf(ledger: Ledger, own: LogId): ReadonlySet<Hex> {
  const line = new Set<Hex>();
  for (let log = ledger.logs.get(toHex(own)); log !== undefined && !line.has(log.hex);) {
    line.add(log.hex);
    const { previous } = log.boot;
    log = previous === null ? undefined : ledger.logs.get(toHex(previous.log));
  }
  return line;
}
