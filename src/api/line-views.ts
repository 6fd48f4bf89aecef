// The lines as console and CLI see them: each station, the ways to it, what is on each and what waits.

import type { Precedence } from "../core/names.ts";
import type { Named } from "../core/text/named.ts";

/** What the operator declared of a bearer's link: spec/12-bearers.md, Terms. */
export interface TermsView {
  readonly rateBps: number | null;
  readonly mtuBytes: number;
  readonly lossShare: number;
  readonly delayMs: number;
  readonly turnaroundMs: number | null;
  readonly returnPath: boolean;
  readonly costly: number;
  /** What comes in, where it is other than what goes out. */
  readonly backBps?: number | null;
  /** What stands around each fragment, where it is declared or the bearer knows it. */
  readonly aroundBytes?: number;
}

/** One way to a station, as it is now. */
export interface BearerView {
  readonly name: string;
  /** Heard; open and not heard yet; open and without an answer; without a link. */
  readonly state: "up" | "untried" | "quiet" | "cut";
  readonly lastHeardMs: number | null;
  readonly roundTripMs: number | null;
  /** As its operator declares them; null where nothing was declared or no link has come up. */
  readonly terms: TermsView | null;
  /** What went over it and came since its link is up, in bytes. */
  readonly sentBytes: number;
  readonly heardBytes: number;
  /** What is on the wire, then what waits for it, in the order in which it will go; the first 16. */
  readonly underWay: readonly UnderWayView[];
  /**
   * What waits behind the one that goes now, most urgent first; receipts are not counted. `arrivesMs`: when the last
   * of it will have arrived by the declared rate if nothing more urgent comes; null where none is declared or nobody
   * answers.
   */
  readonly waiting: readonly { readonly precedence: Precedence; readonly entries: number;
    readonly arrivesMs: number | null }[];
}

/** An entry of ours on its way over one bearer; handed over is carried, not delivered. */
export interface UnderWayView {
  /** The message that it says, or says something about; null of any other entry. */
  readonly object: string | null;
  readonly precedence: Precedence;
  readonly bytes: number;
  readonly goneBytes: number;
  readonly arrivesMs: number | null;
}

/** The line to one station. */
export interface LineView {
  readonly party: string;
  readonly station: string;
  readonly names: readonly Named[];
  /** Whether it is a station of our own party, at another site. */
  readonly ours: boolean;
  readonly state: "up" | "down";
  readonly sinceMs: number;
  readonly lastHeardMs: number | null;
  /** The cheapest first. */
  readonly bearers: readonly BearerView[];
  readonly missedTests: number;
  readonly nextTestMs: number | null;
  /** Messages and acts of ours that this station has not receipted; receipts are none of them. */
  readonly outstanding: number;
  /** It has lost entries that it had acknowledged, and has not acknowledged them all again. */
  readonly wentBack: boolean;
  /** Epochs stocked ahead for it, on the channel that has least; 0 before a charter is adopted. */
  readonly epochsLeft: number;
  /** Until when its newest prekey may be sealed to, or null when there is none. */
  readonly prekeyUntilMs: number | null;
  /** Whether either needs a person to see that keys come, by the line or by courier. */
  readonly keysLow: boolean;
  /** The ladder rung reached by missed tests, in the charter's words, or null. */
  readonly ladder: readonly Named[] | null;
}
