// Durable storage of one station.

/** One stored entry: three columns in clear and a blob sealed at rest (spec/04-seal.md, At rest). */
export interface StoredEntry {
  /** Log identifier, 16 bytes. */
  readonly log: Uint8Array;
  /** Position in the log, from 0. */
  readonly seq: number;
  /** Leaf hash, 32 bytes. */
  readonly leaf: Uint8Array;
  /** The sealed entry; opaque to the store. */
  readonly blob: Uint8Array;
  /** When written: it takes the place of a damaged row, whatever leaf that has. Never there when read. */
  readonly mends?: true;
}

/** What is written together, or not at all. */
export interface Batch {
  readonly entries: readonly StoredEntry[];
  /** Keyed values to write; null removes the key. Keys are 1 to 200 characters of printable ASCII. */
  readonly values: readonly (readonly [key: string, value: Uint8Array | null])[];
}

/**
 * A station's store.
 *
 * Contract, for every driver:
 * - When `commit` resolves, the whole batch survives a power cut; when it rejects, nothing of the batch is ever seen,
 *   or the driver refuses all further commits (a failed sync is never retried on the same pages).
 * - Commits take effect in the order of the calls. Calls may overlap; a driver may sync several of them together.
 * - Writing an entry at an occupied (log, seq) with the same leaf keeps the newer blob; with another leaf it rejects
 *   with code `store-position-taken` and writes nothing, unless the entry mends what stands there.
 * - Reads see every commit that has resolved. Entries come in order of seq.
 * - Bytes handed over or read belong to both sides from then on: neither ever changes them.
 * - A rejection is `store-position-taken`, or an Error with one of these names. `StoreFull`: the medium has no room;
 *   nothing of
 * the batch was written, and later commits may succeed. `StoreBroken`: a write or a sync failed, now or earlier; the
 * driver refuses every commit until it is opened anew, while reads go on (P14). `StoreClosed`: after `close`, reads
 * included.
 * - `close` first finishes the commits that were called before it. Closing twice is closing once.
 */
export interface Store {
  commit(batch: Batch): Promise<void>;
  /** The entry at a position, or null. */
  entry(log: Uint8Array, seq: number): Promise<StoredEntry | null>;
  /** Entries of one log with `from <= seq < to`, at most `limit` of them. */
  entries(log: Uint8Array, from: number, to: number, limit: number): Promise<readonly StoredEntry[]>;
  /** Every log held, by its identifier; it takes no longer for long logs than for short ones. */
  logs(): Promise<readonly Uint8Array[]>;
  /** The value of a key, or null. */
  value(key: string): Promise<Uint8Array | null>;
  /** Keys and values whose key starts with `prefix`, in order of key. */
  values(prefix: string): Promise<readonly (readonly [key: string, value: Uint8Array])[]>;
  /** Bytes in use and bytes the medium still has (null when it cannot be told). */
  space(): Promise<{ readonly usedBytes: number; readonly freeBytes: number | null }>;
  close(): Promise<void>;
}

/**
 * The file that holds the chain keys, apart from the store so that a backup never takes them along.
 *
 * Contract: when `save` resolves the bytes are durable and replace the former ones whole; a crash leaves the old or the
 * new.
 */
export interface ChainFile {
  load(): Promise<Uint8Array | null>;
  save(bytes: Uint8Array): Promise<void>;
}

/**
 * A mark that only the process that wrote it last holds, so that a machine that was copied or set back while it runs is
 * noticed without a start.
 *
 * Contract: `take` writes a new random value in place of whatever stands there. `isHeld` is false when anything else
 * than what this process wrote last stands there, or when the system shows that the machine is another since then.
 * Neither throws; what cannot be told counts as held.
 */
export interface Lease {
  take(): void;
  isHeld(): boolean;
}
