// What a store says when it cannot go on; told apart by name, as the port's contract lists them.

/** An Error named after its case: full, broken, closed, or in use by another process. */
export function storeError(
  name: "StoreFull" | "StoreBroken" | "StoreClosed" | "StoreInUse",
  message: string,
  cause?: unknown,
): Error {
  const error = new Error(message, cause === undefined ? undefined : { cause });
  error.name = name;
  return error;
}

/** Whether SQLite said that the medium has no room (result code SQLITE_FULL). */
export function isFull(error: unknown): boolean {
  return resultCode(error) === 13;
}

/** Whether SQLite said that somebody else holds the lock (result codes SQLITE_BUSY and SQLITE_LOCKED). */
export function isBusy(error: unknown): boolean {
  return resultCode(error) === 5 || resultCode(error) === 6;
}

// The low byte is the primary result code (https://www.sqlite.org/rescode.html).
function resultCode(error: unknown): number {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === "number" ? code & 0xff : -1;
}
