// A device and a spool joined: what is heard at one is written to the other, and no more is read than is taken.

import { setTimeout as pause } from "node:timers/promises";
import { heardBytesMax } from "./door.ts";
import type { WayState } from "./door.ts";
import type { OpenPort, Port } from "../../bearer/kiss/port.ts";
import { carriedBytesMax } from "../../core/bearer/gateway.ts";
import { concat } from "../../core/bytes/hex.ts";

/** Pauses before ports are opened again, in milliseconds: the first, and twice as long each time up to the longest. */
export const againMsMin = 250;
export const againMsMax = 5_000;

/** Keeps two ports open and joined until it is aborted; each time either goes away both are opened again. */
export async function keepSpliced(
  sides: readonly [OpenPort, OpenPort], told: (state: WayState, reason: string) => void, signal: AbortSignal,
): Promise<void> {
  for (let pauseMs = againMsMin; !signal.aborted; pauseMs = Math.min(againMsMax, pauseMs * 2)) {
    try {
      const reason = await splice(sides, signal, () => {
        pauseMs = againMsMin;
        told("held", "");
      });
      told("free", reason);
    } catch (error) {
      told("away", error instanceof Error ? error.message.slice(0, 200) : "");
    }
    await pause(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Joins both ports; resolves, once both are closed, with why. Rejects where either cannot be opened. */
async function splice(
  [openA, openB]: readonly [OpenPort, OpenPort], signal: AbortSignal, joined: () => void,
): Promise<string> {
  const flows: readonly [Flow, Flow] = [new Flow(), new Flow()];
  const { promise: end, resolve: closed } = Promise.withResolvers<string>();
  const [there, back] = flows;
  const a = await openA({ data: (bytes) => there.heard(bytes), closed });
  try {
    const b = await openB({ data: (bytes) => back.heard(bytes), closed });
    there.join(a, b);
    back.join(b, a);
    signal.addEventListener("abort", () => closed("the gateway stops"), { once: true });
    if (signal.aborted) closed("the gateway stops");
    joined();
    const reason = await end;
    b.close();
    return reason;
  } finally {
    a.close();
  }
}

/** What goes one way: at most `heardBytesMax` and a piece wait, and what comes beyond them is lost, as on the air. */
class Flow {
  private readonly waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  private ports: { readonly from: Port; readonly to: Port } | null = null;
  private writing = false;

  join(from: Port, to: Port): void {
    this.ports = { from, to };
    this.write();
  }

  heard(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && this.waitingBytes < heardBytesMax; at += carriedBytesMax) {
      const piece = bytes.subarray(at, at + carriedBytesMax);
      this.waiting.push(piece);
      this.waitingBytes += piece.length;
    }
    this.write();
  }

  private write(): void {
    const { ports } = this;
    if (ports === null || this.writing) return void ports?.from.read(this.waiting.length === 0);
    const bytes = this.next();
    ports.from.read(true);
    if (bytes === null) return;
    this.writing = true;
    ports.to.write(bytes, () => {
      this.writing = false;
      this.write();
    });
  }

  /** As much of what waits as one piece may hold. */
  private next(): Uint8Array | null {
    let [count, length] = [0, 0];
    for (const one of this.waiting) {
      if (count > 0 && length + one.length > carriedBytesMax) break;
      count += 1;
      length += one.length;
    }
    if (count === 0) return null;
    this.waitingBytes -= length;
    return concat(...this.waiting.splice(0, count));
  }
}
