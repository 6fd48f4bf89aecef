// Alters one stored entry as somebody with the storage key could: the file really changes, and the seal at rest still
// opens.

import { DatabaseSync } from "node:sqlite";
import type { Crypto } from "../../ports/crypto.ts";
import type { Random } from "../../ports/random.ts";
import { openAtRest, sealAtRest } from "../../core/seal/at-rest.ts";
import { decodeKept, encodeKept } from "../../station/stored-entry.ts";

/**
 * Changes the last letter of an entry's content in the database file. False when there is no such row or no content.
 */
export function alterEntry(
  crypto: Crypto, random: Random, path: string, storageKey: Uint8Array, log: Uint8Array, seq: number,
): boolean {
  const db = new DatabaseSync(path, { timeout: 5_000 });
  try {
    const row = db.prepare("SELECT leaf, blob FROM entries WHERE log = ? AND seq = ?").get(log, seq);
    const leaf = row?.["leaf"];
    const blob = row?.["blob"];
    if (!(leaf instanceof Uint8Array) || !(blob instanceof Uint8Array)) return false;
    const opened = openAtRest(crypto, storageKey, { log, seq, leaf }, blob);
    if (opened === null) return false;
    const kept = decodeKept(opened);
    const { content } = kept;
    const at = content.findLastIndex((byte) => byte >= 0x61 && byte < 0x7a);
    if (at < 0) return false;
    const altered = content.slice();
    altered[at] = (altered[at] as number) + 1;
    const sealed = sealAtRest(
      crypto, random, storageKey, { log, seq, leaf }, encodeKept({ ...kept, content: altered }),
    );
    db.prepare("UPDATE entries SET blob = ? WHERE log = ? AND seq = ?").run(sealed, log, seq);
    return true;
  } finally {
    db.close();
  }
}
