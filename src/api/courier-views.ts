// What is shown of the courier: what waits to be carried to each peer, and what a bundle holds.

import type { Precedence } from "../core/names.ts";
import type { Named } from "../core/text/named.ts";

/** The courier between us and one station of another party, or another site of ours. */
export interface CourierView {
  readonly party: string;
  readonly station: string;
  readonly names: readonly Named[];
  readonly ours: boolean;
  /** Whether a link to it is up: then a courier is not needed. */
  readonly reachable: boolean;
  /** Entries it lacks by its own acknowledgements, and how many of them are what people said. */
  readonly lacks: number;
  readonly lacksWords: number;
  /** Entries we lack of what its newest bundle says it holds, and those that did not open here. */
  readonly weLack: number;
  readonly unopened: number;
  /** Entries that it could not open and that go re-sealed next time. */
  readonly wanted: number;
  /** Its newest bundle that was taken in here; `madeMs` is its claim. */
  readonly taken: { readonly madeMs: number; readonly takenMs: number; readonly fresh: number } | null;
  /** Our newest bundle for it; `left` did not fit, or could not be sealed for it. */
  readonly written: { readonly atMs: number; readonly entries: number; readonly left: number } | null;
}

/** What a bundle holds, or what came of taking it in. */
export interface BundleView {
  /** Null when it was read to its end and its maker's signature holds; else why not, as a code. */
  readonly problem: string | null;
  readonly whole: boolean;
  readonly bytes: number;
  /** Who says to have made it and for which station; proven only where it is `whole`. */
  readonly from: { readonly party: string; readonly station: string } | null;
  readonly to: string | null;
  readonly madeMs: number | null;
  readonly entries: number;
  /** New here: taken in, or, where it was only looked into, opened. */
  readonly fresh: number;
  readonly held: number;
  /** Not to be opened yet or at all: kept until what they need comes, or to be asked for again. */
  readonly waiting: number;
  /** Of the entries that could be read, what people said, by precedence; and the oldest and newest of these times. */
  readonly said: readonly { readonly precedence: Precedence; readonly count: number }[];
  readonly oldestMs: number | null;
  readonly newestMs: number | null;
  /** What its maker left out of it. */
  readonly left: number;
  /** What its maker holds of the shared records and we still lack. */
  readonly lack: number;
}
