// The plan of a seed: half of the worlds mild, since under every fault at once nothing is ever said.

import { carrierNames } from "./carrier.ts";
import { charterTimes } from "./meeting.ts";
import type { Weather } from "./network.ts";
import { fairWeather } from "./network.ts";
import { castNames } from "./plan.ts";
import type { Apart, Beside, Cast, Deed, Fault, FaultName, Plan } from "./plan.ts";
import type { Plant } from "./plant.ts";
import { createDraw } from "./random.ts";
import type { Draw } from "./random.ts";

/** How long the faults of a short world go on. */
const shortMs = 400_000;
/** Long worlds go on for this many hours at least and at most. */
const [longHoursMin, longHoursMax] = [4, 12];
const hourMs = 3_600_000;
/** Of a thousand honest worlds so many are long. */
const longOften = 330;
/** Of a thousand honest short worlds so many have a narrow way. */
const besideOften = 400;
/** In so many of a thousand worlds two parties owe each other something. */
const owingOften = 350;
/** Of a thousand short worlds of a dishonest party so many have a narrow way. */
const besideDishonestOften = 400;
/** Of a thousand worlds without a narrow way so many have couriers, and of these so many nothing else to the end. */
const [courierOften, apartOften] = [200, 400];
/** In so many of a thousand worlds texts are negotiated, and in so many of the honest short ones a third is there. */
const [textsOften, mediatedOften] = [350, 400];
/** Longer than any world. */
const foreverMs = 1_000 * hourMs;
/** Every so many seeds one world has real cryptography, and one stands on the real store. */
const [realEvery, sqliteEvery] = [10, 20];
/** Nothing strikes in the last minute of trouble. */
const quietMs = 60_000;

/** The plan of a seed; a planted bug adds what it needs to show. */
export function planOf(seed: number, plant: Plant | null): Plan {
  const draw = createDraw(seed, "plan");
  const needs = new Set(plant?.needs ?? []);
  const cast = castOf(draw, plant);
  const pace = plant === null && cast === "none" && draw.chance(longOften) ? "long" : "short";
  const troubledMs = pace === "short" ? shortMs : draw.between(longHoursMin, longHoursMax) * hourMs;
  const mild = draw.chance(500);
  const mixed = weatherOf(createDraw(seed, "weather"), mild, needs);
  // Planted bugs are sought on the frames of chapter 05, and only there is a version told.
  const narrow = plant === null && cast !== "old-version" && mixed.rateBps !== null &&
    createDraw(seed, "narrow").chance(500);
  const told = narrow ? { ...mixed, narrow } : mixed;
  const beside = besideOf(seed, { cast, pace, troubledMs, plant });
  const couriers = couriersOf(createDraw(seed, "couriers"), { cast, pace, troubledMs, plant, beside });
  const weather = beside === null ? told : hostile(createDraw(seed, "hostile"), mixed, mild);
  const texts = createDraw(seed, "texts");
  const hasTexts = plant === null ? texts.chance(textsOften) : needs.has("texts");
  // An honest third, who is party to the channel and no principal of the texts, and may hold the pen.
  const mediated = hasTexts && plant === null && cast === "none" && pace === "short" && beside === null
    && couriers === null && texts.chance(mediatedOften);
  const stations = mediated ? 3 : stationsOf(cast);
  const faults = faultsOf(createDraw(seed, "faults"), { mild, needs, troubledMs, stations, cast });
  const messages = pace === "long" ? 60 : needs.has("delay") ? 80 : 24;
  return {
    seed, pace, stations, cast,
    crypto: seed % realEvery === 7 ? "real" : "stub", store: seed % sqliteEvery === 9 ? "sqlite" : "memory",
    weather, beside, apart: couriers?.apart ?? null, diskMsMax: draw.pick([2, 10, 40]), troubledMs,
    faults: [
      ...faults, ...holdsOf(createDraw(seed, "holds"), beside, troubledMs), ...couriers?.trips ?? [],
    ].toSorted((a, b) => a.atMs - b.atMs),
    deeds: [
      ...deedsOf(createDraw(seed, "deeds"), messages, troubledMs, stations),
      ...hasTexts ? textDeedsOf(texts, troubledMs, stations) : [],
      ...plant === null ? owingOf(createDraw(seed, "owing"), troubledMs) : [],
    ].toSorted((a, b) => a.atMs - b.atMs),
    hits: null,
  };
}

interface Kind {
  readonly cast: Cast;
  readonly pace: Plan["pace"];
  readonly troubledMs: number;
  readonly plant: Plant | null;
}

/** A narrow way beside the wide one, and a time in which there is no other; in half of these worlds to the end. */
function besideOf(seed: number, { cast, pace, troubledMs, plant }: Kind): Beside | null {
  // What an older version says it says as a wide link says it.
  if (plant === null && (pace === "long" || cast === "old-version")) return null;
  const honest = cast === "none" || plant !== null;
  const draw = createDraw(seed, honest ? "beside" : "beside the dishonest");
  const often = honest ? besideOften : besideDishonestOften;
  if (plant === null ? !draw.chance(often) : plant.beside === undefined) return null;
  const made = besideDrawn(draw, troubledMs, plant);
  // Between the honest, or to the dishonest one.
  return honest || stationsOf(cast) < 3 || !draw.chance(500) ? made : { ...made, ends: [draw.below(2), 2] };
}

function besideDrawn(draw: Draw, troubledMs: number, plant: Plant | null): Beside {
  const carrier = plant?.beside ?? draw.pick(carrierNames);
  const aloneAtMs = draw.between(10_000, 100_000);
  // Nothing comes back over a broadcast, so it cannot heal alone.
  const toTheEnd = draw.chance(500) && carrier !== "broadcast";
  return { carrier, aloneAtMs, aloneMs: toTheEnd ? foreverMs : draw.between(30_000, troubledMs - 120_000) };
}

/** When couriers go, and how long they are on the road: up to twice the longest delay that the charter allows. */
function couriersOf(
  draw: Draw, { cast, pace, troubledMs, plant, beside }: Kind & { readonly beside: Beside | null },
): { readonly apart: Apart | null; readonly trips: readonly Fault[] } | null {
  if (plant === null ? beside !== null || !draw.chance(courierOften) : plant.couriers !== true) return null;
  const onRoadMsMax = 2 * charterTimes[pace].courierMs;
  const trips = Array.from({ length: draw.between(6, 24) }, (): Fault => (
    { atMs: draw.below(troubledMs), what: "courier", node: draw.below(stationsOf(cast)), ms: draw.below(onRoadMsMax) }
  ));
  const aloneAtMs = draw.between(10_000, troubledMs / 4);
  // A long world would be long without a word; it has its time before the end.
  const toTheEnd = pace === "short" && draw.chance(apartOften);
  const aloneMs = toTheEnd ? foreverMs : draw.between(30_000, troubledMs / 2);
  return { apart: toTheEnd || draw.chance(500) ? { aloneAtMs, aloneMs } : null, trips };
}

/** What comes over narrow ways that no station of ours sent. */
function hostile(draw: Draw, weather: Weather, mild: boolean): Weather {
  const upTo = (most: number): number => (draw.chance(mild ? 300 : 700) ? draw.below(most) : 0);
  return { ...weather, rateBps: null, noise: upTo(200), splice: upTo(100), ancient: upTo(100) };
}

function castOf(draw: Draw, plant: Plant | null): Cast {
  // Planted bugs are sought among honest stations, unless they need a dishonest one: it would excuse what is seen.
  if (plant !== null) return plant.cast ?? "none";
  return draw.chance(400) ? draw.pick(castNames.slice(1)) : "none";
}

function stationsOf(cast: Cast): number {
  return ["equivocator", "flooder", "withholder", "squatter", "hider"].includes(cast) ? 3 : 2;
}

function weatherOf(draw: Draw, mild: boolean, needs: ReadonlySet<string>): Weather {
  const [often, share] = mild ? [300, 5] : [600, 1];
  const upTo = (most: number): number => (draw.chance(often) ? draw.below(Math.ceil(most / share)) : 0);
  const weather = {
    ...fairWeather,
    loss: upTo(200), duplicate: upTo(300), reorder: upTo(300), flip: upTo(60), forge: upTo(30), truncate: upTo(30),
    replay: upTo(60), reflect: upTo(40), heads: upTo(60),
    latencyMsMax: draw.pick([5, 50, 600]), rateBps: draw.pick([null, 64_000, 9_600]),
  };
  if (needs.has("forge")) weather.forge = 50;
  if (needs.has("duplicate")) weather.duplicate = 300;
  if (needs.has("loss")) weather.loss = 150;
  if (needs.has("slow")) weather.rateBps = 9_600;
  return weather;
}

interface Frame {
  readonly mild: boolean;
  readonly needs: ReadonlySet<string>;
  readonly troubledMs: number;
  readonly stations: number;
  readonly cast: Cast;
}

/** The faults of short pauses: which, how many at most, how long at least and at most. */
const passing: readonly (readonly [FaultName, number, number, number])[] = [
  ["cut", 6, 500, 60_000], ["oneway", 2, 1_000, 130_000], ["crash", 3, 200, 20_000], ["power", 3, 200, 20_000],
  ["pause", 2, 500, 40_000], ["slow", 2, 5_000, 60_000], ["jump", 3, -8_000, 8_000], ["drift", 1, -200, 200],
  ["sync-fails", 1, 500, 15_000], ["write-fails", 1, 500, 15_000], ["full", 1, 20_000, 60_000],
  ["misread", 2, 0, 0], ["chains-rot", 1, 0, 0],
];
/** How often a relay on a narrow way keeps back what it carries, and for how long at least and at most. */
const holds = [3, 2_000, 90_000] as const;

function faultsOf(draw: Draw, { mild, needs, troubledMs, stations, cast }: Frame): Fault[] {
  const faults: Fault[] = [];
  const at = (): number => draw.below(troubledMs - quietMs);
  for (const [what, most, least, longest] of passing) {
    const count = draw.chance(mild ? 200 : 450) ? draw.between(1, most) : 0;
    for (let index = 0; index < count; index++) {
      faults.push({ atMs: at(), what, node: draw.below(stations), ms: draw.between(least, longest) });
    }
  }
  const add = (what: FaultName, count: number, ms: number, node = draw.below(2)): void => {
    for (let index = 0; index < count; index++) faults.push({ atMs: at(), what, node, ms });
  };
  if (needs.has("delay")) add("cut", 8, 45_000, 0);
  if (needs.has("oneway")) add("oneway", 2, 130_000, 0);
  if (needs.has("sync-fails")) add("sync-fails", 3, 8_000);
  // How full the disk gets follows from how long: nearly so, and quite.
  if (needs.has("full")) for (const ms of [60_000, 60_001, 60_002]) add("full", 1, ms);
  if (needs.has("crash")) add("crash", 3, 4_000);
  // What rot takes of a log of ours is gone; a world of its own, since it excuses more than other faults do.
  if (needs.has("rot") || (cast === "none" && draw.chance(50))) add("rot", 2, 0, 0);
  if (draw.chance(mild ? 100 : 400) || needs.has("restore")) {
    const [node, backupMs] = [draw.below(2), draw.between(10_000, 150_000)];
    const restoreMs = backupMs + draw.between(5_000, 150_000);
    faults.push({ atMs: backupMs, what: "backup", node, ms: 0 });
    faults.push({ atMs: restoreMs, what: "restore", node, ms: draw.between(500, 9_000) });
  }
  return [...faults, ...lies(createDraw(draw.below(1 << 30), "lies"), cast)];
}

function holdsOf(draw: Draw, beside: Beside | null, troubledMs: number): Fault[] {
  const [most, least, longest] = holds;
  const count = beside === null ? 0 : draw.below(most);
  return Array.from({ length: count }, () => (
    { atMs: draw.below(troubledMs - quietMs), what: "hold", node: 0, ms: draw.between(least, longest) }
  ));
}

/** What the dishonest of a world do. They begin while the world is young, so that what follows is long enough. */
function lies(draw: Draw, cast: Cast): Fault[] {
  const early = (): number => draw.between(20_000, 120_000);
  const spread = (what: FaultName, count: number, node: number, least: number, most: number): Fault[] =>
    Array.from({ length: count }, () => (
      { atMs: draw.below(shortMs - quietMs), what, node, ms: draw.between(least, most) }
    ));
  switch (cast) {
    case "none": return [];
    case "liar": return spread("lie", 3, 1, 1, 9);
    case "equivocator": return [{ atMs: early(), what: "equivocate", node: 0, ms: 0 }];
    case "clone": return [{ atMs: early(), what: "clone", node: 0, ms: 0 }];
    case "flooder": return spread("flood", 2, 2, 4_000, 10_000);
    case "poisoner": return spread("poison", 4, 1, 0, 7);
    case "withholder": return spread("withhold", 2, 2, 30_000, 120_000);
    case "lazy": return spread("lazy", 2, 1, 20_000, 90_000);
    case "old-version": return spread("old-version", 4, 1, 0, 3);
    case "hider": return [{ atMs: early(), what: "hide", node: 2, ms: draw.between(60_000, shortMs) }];
    case "squatter": return spread("squat", 2, 2, 20_000, 40_000);
  }
}

/** Negotiators of some worlds have texts before them. */
function textDeedsOf(draw: Draw, troubledMs: number, stations: number): readonly Deed[] {
  return Array.from({ length: draw.between(40, 90) }, (): Deed => (
    { atMs: draw.below(troubledMs), what: "text", node: draw.below(stations), dice: draw.below(1 << 30) }
  ));
}

/** In some worlds two parties owe each other something, and say so all at once. */
function owingOf(draw: Draw, troubledMs: number): Deed[] {
  const count = draw.chance(owingOften) ? draw.between(12, 40) : 0;
  return Array.from({ length: count }, () => (
    { atMs: draw.below(troubledMs), what: "owe", node: draw.below(2), dice: draw.below(1 << 30) }
  ));
}

function deedsOf(draw: Draw, messages: number, troubledMs: number, stations: number): Deed[] {
  const deeds: Deed[] = [];
  const dice = (): number => draw.below(1 << 30);
  for (const what of ["release", "react"] as const) {
    for (let index = 0; index < messages; index++) {
      deeds.push({ atMs: draw.below(troubledMs), what, node: draw.below(stations), dice: dice() });
    }
  }
  // A second charter is proposed and accepted by the other party long after it has lapsed.
  if (stations === 2) {
    deeds.push({ atMs: 5_000, what: "propose-late", node: 0, dice: dice() });
    for (const atMs of [240_000, 300_000, 360_000]) deeds.push({ atMs, what: "accept-late", node: 1, dice: dice() });
  }
  return deeds.toSorted((a, b) => a.atMs - b.atMs);
}
