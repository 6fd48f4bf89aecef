// What a verifier says of a file.

import type { ErrorCode } from "../core/errors.ts";

/**
 * What a finding is about: a code of the closed list, or one of the verifier's own. `untrusted`: no trusted root
 * vouches for a party. `not-adopted`: words that need a charter that was not adopted. `end`: the file is not as it was
 * written.
 */
export type FindingCode = ErrorCode | "untrusted" | "not-adopted" | "end";

/** Something that is not as it should be; `label` is "A:105"; it and `log` are empty where no entry is named. */
export interface Finding {
  readonly code: FindingCode;
  readonly label: string;
  readonly log: string;
  readonly seq: number;
  readonly detail: string;
}

/** A log as the file holds it. */
export interface LogReport {
  readonly log: string;
  readonly party: string;
  /** Positions from 0 on that are checked whole, and the root over them. */
  readonly size: number;
  readonly root: string;
  /** The largest size of it that another log acknowledges, 0 for none: above `size`, its end is not in the file. */
  readonly acknowledged: number;
}

/** Two signed claims that cannot both be true: the entry that came second, and what it contradicts. */
export interface ForkReport {
  readonly log: string;
  readonly size: number;
  readonly by: readonly [string, string];
}

/** Logs of one station that go on from one log: a restored backup or a cloned machine. No fault of the file. */
export interface SiblingsReport {
  readonly previous: string;
  readonly logs: readonly string[];
}

/** A head of a log that trusted witnesses have seen, with when. */
export interface HeadReport {
  readonly log: string;
  readonly size: number;
  readonly by: readonly { readonly witness: string; readonly timeS: number }[];
}

/** The whole answer. "Unaltered" never means true or complete. */
export interface Report {
  readonly result: "clean" | "findings";
  readonly channel: string;
  readonly world: string;
  readonly charter: "adopted" | "not-adopted" | "unknown";
  readonly entries: number;
  /** Entries whose content is withheld, those shown by their leaf alone included. */
  readonly withheld: number;
  /** Entries that could not be placed or not be checked because of a finding before them. */
  readonly unchecked: number;
  /** Entries whose own signature was not checked, where only the newest of each log was; 0 where every one was. */
  readonly covered: number;
  readonly logs: readonly LogReport[];
  readonly parties: readonly { readonly id: string; readonly short: string; readonly trusted: boolean }[];
  readonly findings: readonly Finding[];
  readonly forks: readonly ForkReport[];
  readonly siblings: readonly SiblingsReport[];
  /** The newest head of each log that a trusted witness has seen; not there when there are none. */
  readonly heads?: readonly HeadReport[];
  /** Logs of stations whose key was revoked, and how many entries of each count; not there when there are none. */
  readonly revoked?: readonly { readonly log: string; readonly counts: number }[];
}
