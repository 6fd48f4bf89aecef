// The wish to stop: Ctrl-C, the system's, or the end of whoever started this process beside itself.

/**
 * Resolves at the first SIGINT or SIGTERM, and when the channel to whoever started it, if there is one, is closed;
 * later ones are passed over. A terminal's Ctrl-C reaches a process twice, by itself and through whoever started it,
 * and stopping must not be broken off by the second.
 */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => resolve());
    if (process.send === undefined) return;
    if (!process.connected) return resolve();
    process.once("disconnect", () => resolve());
    process.channel?.unref();
  });
}
