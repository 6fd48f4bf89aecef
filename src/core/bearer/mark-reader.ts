// Reads what one peer has marked, with as few marks computed as can be.

import type { Crypto } from "../../ports/crypto.ts";
import type { Budget } from "./budget.ts";
import { decodeDatagram, windowOf } from "./datagram.ts";
import type { Said } from "./datagram.ts";

/** Reads datagrams of one peer; remembers by how many windows its clock differs. */
export class MarkReader {
  private readonly crypto: Crypto;
  private shift = 0;

  constructor(crypto: Crypto) {
    this.crypto = crypto;
  }

  /**
   * What a datagram says, or null when no mark under `key` fits or the budget is used up. `wallMs` is the wall clock,
   * `nowMs` that of the budget, which never goes back.
   */
  read(key: Uint8Array, bytes: Uint8Array, wallMs: number, budget: Budget, nowMs: number): Said | null {
    // B-8. The window that the peer's last datagram was in comes first: nearly always it is the one.
    for (const shift of [this.shift, ...[0, -1, 1].filter((one) => one !== this.shift)]) {
      if (!budget.take(nowMs)) return null;
      const said = decodeDatagram(this.crypto, key, bytes, windowOf(wallMs) + shift);
      if (said === null) continue;
      this.shift = shift;
      return said;
    }
    return null;
  }
}
