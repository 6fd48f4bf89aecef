// The station's time as a value that changes once a second.

/** A time that components follow. */
export interface Ticker {
  get(): number;
  subscribe(listener: () => void): () => void;
  /** To be called several times a second; listeners hear of it only when the second has changed. */
  tick(): void;
}

/** A ticker over a clock. */
export function createTicker(nowMs: () => number): Ticker {
  const listeners = new Set<() => void>();
  let current = nowMs();
  return {
    get: () => current,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tick() {
      const next = nowMs();
      if (Math.floor(next / 1_000) === Math.floor(current / 1_000)) return;
      current = next;
      for (const listener of listeners) listener();
    },
  };
}
