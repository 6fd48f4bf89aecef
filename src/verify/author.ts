// Whose log it is when its BOOT is missing or damaged: the station whose key its entries verify with.

import type { Check } from "./check.ts";
import type { Place } from "./places.ts";
import { bytesOfHex } from "../core/bytes/hex.ts";
import { ChirographError } from "../core/errors.ts";
import type { Hex } from "../core/names.ts";
import { verifyEntry } from "../core/record/entry.ts";
import type { Entry } from "../core/record/entry.ts";
import { decodeExportItem } from "../core/record/export.ts";
import { createLog } from "../core/record/log.ts";

/** Entries tried, from the first on. */
const triedMax = 4;

/**
 * Begins the log with the author that an entry of it proves, without its BOOT's content. False when no entry does.
 */
export function beginWithoutBoot(check: Check, log: Hex): boolean {
  if (check.ledger.logs.has(log)) return true;
  const entries: Entry[] = [];
  for (const index of check.places.of(log)) {
    const place = check.places.get(index);
    if (place.sort === "entry") entries.push(entryOf(check, place));
    if (entries.length >= triedMax) break;
  }
  for (const entry of entries) {
    for (const [digest, roster] of check.rosters) {
      const author = { party: roster.party, rosterDigest: bytesOfHex(digest) };
      const station = roster.stations.find((one) => verifyEntry(check.crypto, one.key, author, entry));
      if (station === undefined) continue;
      // Which log it goes on from is not known; one that does not exist stands for it, so that no lamport follows.
      const previous = { log: new Uint8Array(16), size: 0, root: new Uint8Array(32), epoch: 0, index: 0 };
      const content = {
        party: roster.party, station: station.id, roster: author.rosterDigest, channelForm: "parties", previous,
        reason: "start",
      } as const;
      check.ledger.logs.set(log, createLog(bytesOfHex(log), log, content, digest, false));
      return true;
    }
  }
  return false;
}

function entryOf(check: Check, place: Place): Entry {
  const item = decodeExportItem(check.places.frame(place));
  if (item.item !== "entry") throw new ChirographError("export");
  return item;
}
