// What a verifier says of a file.

import type { ErrorCode } from "../core/errors.ts";

/** Something that is not as it was signed; `label` is "A:105", or empty where no entry is named. */
export interface Finding {
  readonly code: ErrorCode | "untrusted" | "siblings" | "not-adopted" | "end";
  readonly label: string;
  readonly log: string;
  readonly seq: number;
  readonly detail: string;
}

/** The whole answer. "Unaltered" never means true or complete. */
export interface Report {
  readonly result: "clean" | "findings";
  readonly channel: string;
  readonly entries: number;
  readonly withheld: number;
  readonly logs: readonly { readonly log: string; readonly party: string; readonly size: number; readonly root: string }[];
  readonly parties: readonly { readonly id: string; readonly short: string; readonly trusted: boolean }[];
  readonly findings: readonly Finding[];
}
