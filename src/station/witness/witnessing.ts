// What a station knows of its witnesses: which there are, what was asked, which heads of logs they have seen.

import type { Channel, StationState } from "../state.ts";
import type { WitnessMemory } from "../memory/witness-memory.ts";
import type { Witness } from "../../core/checkpoint/cosignature.ts";
import type { HeadsQuestion } from "../../core/checkpoint/deposit.ts";
import type { Hex } from "../../core/names.ts";

/** Most witnesses of one station. */
export const witnessesMax = 8;
/** Pause after a question that came to nothing: doubled each time, from the first to the longest. */
export const witnessPauseMs = 60_000;
export const witnessPauseMsMax = 3_600_000;

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
  /** What it has shown of our memory, by channel, and whether the last question about that came to nothing. */
  readonly memory: Map<Hex, WitnessMemory>;
  memoryFailed: boolean;
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
  /** Witnesses that say they have signed more of it than we wrote. */
  readonly ahead: Set<string>;
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

/** A question about one log that is out. */
export interface AskedLog {
  readonly witness: string;
  readonly log: Hex;
  readonly what: "boot" | "cosign" | "look";
  readonly size: number;
  readonly old: number;
}

/** A question about our own logs of a channel that is out, and the log of this start when it was asked. */
export interface AskedMemory {
  readonly witness: string;
  readonly what: "memory";
  readonly question: HeadsQuestion;
  readonly ownLog: Uint8Array;
}

/** A question, and how it is asked: a body makes it a POST. */
export interface Question {
  readonly asked: AskedLog | AskedMemory;
  readonly path: string;
  readonly body: Uint8Array | null;
}

/** All of it. */
export interface Witnessing {
  readonly lines: Map<string, WitnessLine>;
  readonly own: Map<Hex, OwnHead>;
  readonly seen: Map<Hex, SeenHead>;
  readonly unsettled: Map<Hex, UnsettledHead[]>;
  readonly asked: Map<number, AskedLog | AskedMemory>;
  nextToken: number;
}

/** The state at start. */
export function createWitnessing(witnesses: readonly Witness[]): Witnessing {
  const line = (witness: Witness): WitnessLine => ({
    witness, asking: null, nextMs: 0, pauseMs: 0, lastAnswerMs: null, failure: null, lookedMs: new Map(),
    memory: new Map(), memoryFailed: false,
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
