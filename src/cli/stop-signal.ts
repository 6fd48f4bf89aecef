// The wish to stop: Ctrl-C, or the system's.

/**
 * Resolves at the first SIGINT or SIGTERM; later ones are passed over. A terminal's Ctrl-C reaches a process twice, by
 * itself and through whoever started it, and stopping must not be broken off by the second.
 */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => resolve());
  });
}
