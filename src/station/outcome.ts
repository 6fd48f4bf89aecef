// What an act comes to.

import type { ActResult } from "../api/acts.ts";

/** An act that was done. */
export function done(facts: Partial<Extract<ActResult, { kind: "done" }>> = {}): ActResult {
  return { kind: "done", object: null, released: false, ...facts };
}

/** An act that was refused; `reason` has a sentence in the catalogues. */
export function refused(reason: string, detail = ""): ActResult {
  return { kind: "refused", reason, detail };
}
