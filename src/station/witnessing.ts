// What a station knows of its witnesses: which there are, what was asked, which heads of logs they have seen.

import type { Channel, StationState } from "./state.ts";
import type { Witness } from "../core/checkpoint/cosignature.ts";
import type { Hex } from "../core/names.ts";

/** Most witnesses of one station. */
export const witnessesMax = 8;

/** One witness, and how it has answered. */
export interface WitnessLine {
  readonly witness: Witness;
  /** The question that is out; one at a time. */
  asking: number | null;
  /** When it may be asked again, and how long the pause before that is. */
  nextMs: number;
  pauseMs: number;
  lastAnswerMs: number | null;
  /** Why the last question came to nothing; null when it did not. */
  failure: string | null;
  /** When it was last asked for the head of another's log. */
  readonly lookedMs: Map<Hex, number>;
}

/** The checkpoints of a log that this process writes. */
export interface OwnHead {
  readonly channel: Channel;
  readonly log: Uint8Array;
  /** The BOOT as it is deposited; null when it was not at hand. */
  readonly deposit: Uint8Array | null;
  /** The newest checkpoint that was signed; size 0 before the first. */
  size: number;
  madeMs: number;
  note: string;
  /** Witnesses that have still to sign it, and those that have. */
  readonly waiting: Set<string>;
  readonly cosigned: Set<string>;
  /** Whether it was said in the channel. */
  said: boolean;
  /** Size that each witness signed last, and those that were given the BOOT. */
  readonly old: Map<string, number>;
  readonly deposited: Set<string>;
}

/** Since when a witness has seen a head, in seconds since 1970. */
export interface SeenBy {
  readonly witness: string;
  readonly timeS: number;
}

/** The newest head of a log that a witness of ours has signed, and that is what we hold. */
export interface SeenHead {
  readonly size: number;
  readonly note: string;
  readonly by: readonly SeenBy[];
}

/** A checkpoint of a size that is not held yet. */
export interface UnsettledHead {
  readonly size: number;
  readonly root: Uint8Array;
  readonly note: string;
}

/** A question that is out. */
export interface Asked {
  readonly witness: string;
  readonly log: Hex;
  readonly what: "boot" | "cosign" | "look";
  readonly size: number;
  readonly old: number;
}

/** All of it. */
export interface Witnessing {
  readonly lines: Map<string, WitnessLine>;
  readonly own: Map<Hex, OwnHead>;
  readonly seen: Map<Hex, SeenHead>;
  readonly unsettled: Map<Hex, UnsettledHead[]>;
  readonly asked: Map<number, Asked>;
  nextToken: number;
}

/** The state at start. */
export function createWitnessing(witnesses: readonly Witness[]): Witnessing {
  const line = (witness: Witness): WitnessLine => ({
    witness, asking: null, nextMs: 0, pauseMs: 0, lastAnswerMs: null, failure: null, lookedMs: new Map(),
  });
  return {
    lines: new Map(witnesses.slice(0, witnessesMax).map((one) => [one.name, line(one)])), own: new Map(),
    seen: new Map(), unsettled: new Map(), asked: new Map(), nextToken: 1,
  };
}

/** Whether there is anybody to ask. */
export function hasWitnesses({ witnessing }: StationState): boolean {
  return witnessing.lines.size > 0;
}
