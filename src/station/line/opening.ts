// What one peer may cost us with envelopes that do not open: finding the key of one may take thousands of steps.

import { lineOf } from "./line-news.ts";
import type { Parked, StationState } from "../state.ts";
import type { ChirographError } from "../../core/errors.ts";
import { sealedForm } from "../../core/seal/envelope.ts";

/** Sealed envelopes of one peer that can never open, within a second; more are passed over and come again later. */
export const unopenablePerSecondMax = 8;
const secondMs = 1_000;

/** Envelopes of one peer that did not open since a time. */
export interface Unopenable {
  sinceMs: number;
  count: number;
}

/** Whether an envelope may be opened now. */
export function mayOpen(state: StationState, delivery: Parked): boolean {
  const { peer } = delivery;
  const spent = state.unopenable.get(peer);
  if (spent === undefined || !isDear(delivery)) return true;
  if (Math.abs(state.nowMs - spent.sinceMs) >= secondMs) state.unopenable.delete(peer);
  else if (spent.count >= unopenablePerSecondMax) {
    lineOf(state, peer).quota += 1;
    return false;
  }
  return true;
}

/** Takes note of one that did not open. What waits for a key is cheap, and an honest peer may bring much of it. */
export function noteUnopenable(state: StationState, delivery: Parked, error: ChirographError): void {
  if (!isDear(delivery) || error.code !== "envelope") return;
  const { peer } = delivery;
  const spent = state.unopenable.get(peer) ?? { sinceMs: state.nowMs, count: 0 };
  spent.count += 1;
  state.unopenable.set(peer, spent);
}

function isDear({ envelope, narrow = false }: Parked): boolean {
  return narrow || envelope[0] === sealedForm;
}
