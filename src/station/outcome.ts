// What an act comes to.

import type { ActResult } from "../api/acts.ts";

/** Why an act was not done. */
export type Refused = Extract<ActResult, { kind: "refused" }>;

/** An act that was done. */
export function done(facts: Partial<Extract<ActResult, { kind: "done" }>> = {}): Extract<ActResult, { kind: "done" }> {
  return { kind: "done", object: null, released: false, ...facts };
}

/** An act that was refused; `reason` has a sentence in the catalogues. */
export function refused(reason: string, detail = ""): Refused {
  return { kind: "refused", reason, detail };
}
