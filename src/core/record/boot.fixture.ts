// Logs whose ids begin as a test wants them: an id follows from its BOOT, so salts are tried until it does.

import type { Crypto } from "../../ports/crypto.ts";
import { logIdOf } from "./boot.ts";
import { commitment } from "./entry.ts";

/** The log that a BOOT begins, and the salt and commitment by which it does. */
export interface Begun {
  readonly log: Uint8Array;
  readonly salt: Uint8Array;
  readonly commit: Uint8Array;
}

/**
 * The log whose id begins with `byte`, of the first salt that leads to one: thirty bytes 5a and a number, from 0 up. So
 * ids are the same each time, can be told apart by eye, and stand in the order of their bytes.
 */
export function begun(crypto: Crypto, channel: Uint8Array, content: Uint8Array, byte: number): Begun {
  for (let number = 0; number < 65_536; number++) {
    const salt = new Uint8Array(32).fill(0x5a);
    salt.set([number >> 8, number & 255], 30);
    const commit = commitment(crypto, salt, content);
    const log = logIdOf(crypto, channel, commit);
    if (log[0] === byte) return { log, salt, commit };
  }
  throw new Error("no such salt");
}
