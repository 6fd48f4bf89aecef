// How a planted bug reaches into a world: through ports, inputs and outputs, never through the product's code.

import type { SimNode } from "./sim-node.ts";
import type { Ruling } from "./observation.ts";
import type { StationInput } from "../station/machine.ts";
import type { Self, StationOutput, StationState } from "../station/state.ts";

/** What a planted bug changes. Everything it leaves out stays as the product has it. */
export interface Plant {
  readonly name: string;
  /** The promise whose checker must find it. */
  readonly promise: string;
  /** Faults the bug needs to show; every seed then has them. */
  readonly needs?: readonly ("restore" | "forge" | "slow" | "duplicate" | "delay")[];
  /** Other ports for the station. */
  self?(self: Self): Self;
  /** Whether the disk says "durable" before it is. */
  acknowledgesEarly?(node: SimNode): boolean;
  /** What is done after an input, in place of what the machine wants. */
  handled?(node: SimNode, input: StationInput, outputs: readonly StationOutput[]): readonly StationOutput[];
  /** Whether a restored station goes on with the memory it had when the backup was made. */
  readonly restoresMemory?: boolean;
  /** What the station shows instead. */
  rulings?(state: StationState, atMs: number): readonly Ruling[];
}
