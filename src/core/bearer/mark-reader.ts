// Reads what one peer has marked, with as few marks computed as can be.

import type { Crypto } from "../../ports/crypto.ts";
import type { Budget } from "./budget.ts";
import { decodeDatagram, markBytes, windowOf } from "./datagram.ts";
import type { Said } from "./datagram.ts";

/** A datagram that was heard is not looked at once more within this time, in milliseconds: nobody repeats so soon. */
export const againMs = 500;
/** Marks that are remembered for it. */
export const heardMax = 4_096;

/** Reads datagrams of one peer; remembers by how many windows its clock differs, and what was heard a moment ago. */
export class MarkReader {
  private readonly crypto: Crypto;
  private shift = 0;
  /** When each mark was heard, the oldest first. */
  private readonly heard = new Map<number, number>();

  constructor(crypto: Crypto) {
    this.crypto = crypto;
  }

  /**
   * What a datagram says, or null when no mark under `key` fits, it was heard a moment ago or the budget is used up.
   * `wallMs` is the wall clock, `nowMs` that of the budget, which never goes back.
   */
  read(key: Uint8Array, bytes: Uint8Array, wallMs: number, budget: Budget, nowMs: number): Said | null {
    // B-60. Who overheard a peer says the same again and again; a mark that was just heard costs nothing more.
    const mark = markOf(bytes);
    if (this.wasHeard(mark, nowMs)) return null;
    // B-8. The window that the peer's last datagram was in comes first: nearly always it is the one.
    for (const shift of [this.shift, ...[0, -1, 1].filter((one) => one !== this.shift)]) {
      if (!budget.take(nowMs)) return null;
      const said = decodeDatagram(this.crypto, key, bytes, windowOf(wallMs) + shift);
      if (said === null) continue;
      this.shift = shift;
      this.note(mark, nowMs);
      return said;
    }
    return null;
  }

  private wasHeard(mark: number, nowMs: number): boolean {
    for (const [oldest, atMs] of this.heard) {
      if (nowMs - atMs < againMs) break;
      this.heard.delete(oldest);
    }
    return this.heard.has(mark);
  }

  private note(mark: number, nowMs: number): void {
    if (this.heard.size >= heardMax) this.heard.delete(this.heard.keys().next().value ?? 0);
    this.heard.set(mark, nowMs);
  }
}

/** The mark as a number; 0 where there is none. */
function markOf(bytes: Uint8Array): number {
  let mark = 0;
  for (const byte of bytes.subarray(-markBytes)) mark = mark * 256 + byte;
  return mark;
}
