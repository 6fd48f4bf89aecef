// A stream at its declared rate: what waits is in the line, not in the socket, where nothing can overtake it (B-2).

import { performance } from "node:perf_hooks";
import { heldMax, Pacer } from "../../core/bearer/pacer.ts";
import { aroundBytesOf } from "../../core/bearer/rates.ts";
import { lengthBytes } from "./frame.ts";
import type { LinkTerms } from "../../ports/bearer.ts";

/** The stream that is paced. */
export interface PacedStream {
  write(bytes: Uint8Array): void;
  /** A frame has had its time on the line; told from a later turn. */
  drained(): void;
  /** The socket holds more than it should: the network takes less than was declared. */
  isFull(): boolean;
}

/** Frames that go at a rate. */
export interface Paced {
  /** Takes a frame; whether another may follow. */
  send(frame: Uint8Array): boolean;
  /** Goes on after the stream was full. */
  step(): void;
  stop(): void;
}

/** Paces frames as the terms have it; of what stands around a fragment the length before it is in the frame. */
export function createPaced(terms: LinkTerms, stream: PacedStream): Paced {
  // A stream has both directions; who speaks when on the radio below it is for TCP to find out.
  const { rateBps } = terms;
  const overheadBytes = Math.max(0, aroundBytesOf(terms) - lengthBytes);
  const pacer = new Pacer<Uint8Array>({
    terms: { rateBps, turnaroundMs: null }, prepare: (frame) => frame, overheadBytes, draw: () => 0,
  });
  let waiting = 0;
  let timer: NodeJS.Timeout | undefined;

  const step = (): void => {
    if (timer !== undefined || stream.isFull()) return;
    const nowMs = performance.now();
    const { send, drained, wakeAtMs } = pacer.step(nowMs, { heardUntilMs: -Infinity });
    if (send !== null) stream.write(send);
    if (wakeAtMs !== null) {
      timer = setTimeout(() => {
        timer = undefined;
        step();
      }, Math.max(0, Math.ceil(wakeAtMs - nowMs)));
    }
    if (drained === null) return;
    waiting -= 1;
    stream.drained();
  };
  return {
    send: (frame) => {
      waiting += 1;
      pacer.push(frame);
      step();
      return waiting < heldMax(terms);
    },
    step,
    stop: () => clearTimeout(timer),
  };
}
