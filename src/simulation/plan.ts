// What befalls a world, told in one list of decisions: replayed as it stands, shrunk by leaving parts of it out.

import type { CarrierName } from "./carrier.ts";
import type { Hit } from "./fates.ts";
import type { Weather } from "./network.ts";

/** One fault at a time of the world. */
export interface Fault {
  readonly atMs: number;
  readonly what: FaultName;
  /** Number of a station, or of a way. */
  readonly node: number;
  /** How long it lasts, by how much a clock jumps or drifts, or how much a liar adds. */
  readonly ms: number;
}

/** Every fault there is. */
export const faultNames = [
  "cut", "oneway", "crash", "power", "pause", "slow", "jump", "drift", "backup", "restore",
  "sync-fails", "write-fails", "full", "rot", "chains-rot", "misread", "hold",
  "lie", "equivocate", "clone", "flood", "poison", "withhold", "lazy", "old-version", "squat", "hide", "courier",
] as const;
export type FaultName = (typeof faultNames)[number];

/** Something an officer does. What it comes to is drawn from its own dice, so that leaving one out shifts no other. */
export interface Deed {
  readonly atMs: number;
  readonly what: "release" | "react" | "propose-late" | "accept-late" | "text" | "owe";
  readonly node: number;
  readonly dice: number;
}

/** Who is dishonest. A dishonest station holds valid keys. */
export const castNames = [
  "none", "liar", "equivocator", "clone", "flooder", "poisoner", "withholder", "lazy", "old-version", "squatter",
  "hider",
] as const;
export type Cast = (typeof castNames)[number];

/** A narrow way between two stations, and when the wide one is gone, so that it is alone. */
export interface Beside {
  readonly carrier: CarrierName;
  /** Numbers of the stations; left out: the first two. */
  readonly ends?: readonly [number, number];
  readonly aloneAtMs: number;
  readonly aloneMs: number;
}

/** When there is no way at all but a courier. */
export interface Apart {
  readonly aloneAtMs: number;
  readonly aloneMs: number;
}

/** A whole world before it begins. */
export interface Plan {
  readonly seed: number;
  /** Short worlds are crowded; long ones last hours. */
  readonly pace: "short" | "long";
  readonly stations: number;
  readonly cast: Cast;
  readonly crypto: "stub" | "real";
  readonly store: "memory" | "sqlite";
  readonly weather: Weather;
  /** Null: there are wide ways alone. */
  readonly beside: Beside | null;
  /** Null: couriers go nowhere. */
  readonly apart: Apart | null;
  readonly diskMsMax: number;
  readonly troubledMs: number;
  readonly faults: readonly Fault[];
  readonly deeds: readonly Deed[];
  /** What befalls single fragments; null has it drawn from the weather. */
  readonly hits: readonly Hit[] | null;
}
