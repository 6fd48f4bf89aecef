// Dials one peer again and again, one connection at a time.

import { randomInt } from "node:crypto";
import { performance } from "node:perf_hooks";

/** The longest pause between two attempts. */
export const pauseMsMax = 5_000;
/** The first pause; each further one is twice as long, less up to half by chance. */
export const pauseMsMin = 100;
/** A link that was up so long has worked: when it goes down, the next attempt comes at once. */
export const workedMs = 1_000;
/**
 * Nor has one that was not up so many times as long as it took to make. Of two machines of one name each ends the
 * other's link: where a handshake takes long, both would do nothing else.
 */
export const workedTimes = 5;

/** An address to dial. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** One attempt: calls `ended` once, later, with how long its link was up (0 when never); returns what aborts it. */
export type Dial = (address: Address, ended: (upMs: number) => void) => () => void;

export interface Dialer {
  /** Replaces the addresses. A link that is up stays; a pause in progress ends. */
  setAddresses(addresses: readonly Address[]): void;
  stop(): void;
}

/** Reads "host:port" or "[host]:port"; null when it is neither. */
export function readAddress(text: string): Address | null {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  return host === undefined || port < 1 || port > 65_535 ? null : { host, port };
}

/** Dials the addresses in turn, from the first call of `setAddresses` on; `nowMs` is a clock that never goes back. */
export function createDialer(dial: Dial, nowMs = (): number => performance.now()): Dialer {
  let addresses: readonly Address[] = [];
  let next = 0;
  let failures = 0;
  let stopped = false;
  let abort: (() => void) | null = null;
  let timer: NodeJS.Timeout | undefined;

  const attempt = (): void => {
    const address = addresses[next % Math.max(addresses.length, 1)];
    if (stopped || abort !== null || address === undefined) return;
    const begunMs = nowMs();
    abort = dial(address, (upMs) => {
      abort = null;
      if (stopped) return;
      const madeMs = nowMs() - begunMs - upMs;
      const worked = upMs >= Math.max(workedMs, workedTimes * madeMs);
      failures = worked ? 0 : failures + 1;
      if (!worked) next += 1;
      clearTimeout(timer);
      timer = setTimeout(attempt, worked ? 0 : pauseMs(failures));
    });
  };
  return {
    setAddresses: (replacing) => {
      if (JSON.stringify(replacing) === JSON.stringify(addresses)) return;
      addresses = replacing;
      next = 0;
      failures = 0;
      clearTimeout(timer);
      attempt();
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      abort?.();
    },
  };
}

function pauseMs(failures: number): number {
  const most = Math.min(pauseMsMin * 2 ** Math.min(failures - 1, 16), pauseMsMax);
  // By chance, so that two stations, or many, do not dial in step.
  return randomInt(Math.floor(most / 2), most + 1);
}
