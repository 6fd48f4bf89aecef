// How a planted bug reaches into a world: through ports, inputs and outputs, never through the product's code.

import type { CarrierName } from "./carrier.ts";
import type { SimNode } from "./sim-node.ts";
import type { Look, Ruling } from "./observation.ts";
import type { Cast } from "./plan.ts";
import type { StationInput } from "../station/machine.ts";
import type { MessageView } from "../api/views.ts";
import type { Self, StationOutput, StationState } from "../station/state.ts";

type Need = "restore" | "forge" | "slow" | "duplicate" | "delay" | "loss" | "oneway" | "sync-fails" | "full" |
  "crash" | "rot" | "texts";

/** What a planted bug changes. Everything it leaves out stays as the product has it. */
export interface Plant {
  readonly name: string;
  /** The promise whose checker must find it. */
  readonly promise: string;
  /** Faults the bug needs to show; every seed then has them. */
  readonly needs?: readonly Need[];
  /** Who must be dishonest for it to show; without it everybody is honest. */
  readonly cast?: Cast;
  /** The narrow way on which it shows; every seed then has it. */
  readonly beside?: CarrierName;
  /** Whether couriers go; every seed then has them. */
  readonly couriers?: boolean;
  /** Whether it shows only between two runs of one seed. */
  readonly twice?: boolean;
  /** Other ports for the station. */
  self?(self: Self): Self;
  /** Whether the disk says "durable" before it is. */
  acknowledgesEarly?(node: SimNode): boolean;
  /** What is done after an input, in place of what the machine wants. */
  handled?(node: SimNode, input: StationInput, outputs: readonly StationOutput[]): readonly StationOutput[];
  /** What the machine is told in place of an input. */
  told?(node: SimNode, input: StationInput): StationInput;
  /** Whether a restored station goes on with the memory it had when the backup was made. */
  readonly restoresMemory?: boolean;
  /** Whether room that is held back is never given up. */
  readonly keepsBallast?: boolean;
  /** What an officer reads of a message of ours instead. */
  shown?(state: StationState, view: MessageView): MessageView;
  /** What the watch sees instead. */
  look?(state: StationState, look: Look): Look;
  /** What the station rules instead. */
  rulings?(state: StationState, atMs: number): readonly Ruling[];
}
