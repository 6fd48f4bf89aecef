// The network of a world: ways between stations that lose, repeat, reorder, delay, hurt, rewrite and are cut.

import { Fates, hurt } from "./fates.ts";
import type { Chances, Hit } from "./fates.ts";
import { createDraw } from "./random.ts";
import type { Draw } from "./random.ts";
import type { Timeline } from "./timeline.ts";
import type { LinkTerms } from "../ports/bearer.ts";

/** What a way does to fragments. */
export interface Weather extends Chances {
  readonly latencyMsMax: number;
  readonly rateBps: number | null;
  /** Whether what the rate makes narrow is declared so, with the delay and the loss that there is (N-40). */
  readonly narrow?: boolean;
}

/** A way without faults. */
export const fairWeather: Weather = {
  loss: 0, duplicate: 0, reorder: 0, flip: 0, forge: 0, truncate: 0, replay: 0, reflect: 0, heads: 0,
  latencyMsMax: 20, rateBps: null,
};

/** Largest fragment of a link. */
const mtuBytes = 2_048;
/** Fragments a listener on a way keeps to say them again. */
const rememberedMax = 32;

/** The least rate of a wide link. */
const wideBpsMin = 64_001;

/** What is declared of a link in this weather: its rate, and where it is narrow its delay and loss too. */
function termsOf({ rateBps, latencyMsMax, loss, narrow = false }: Weather): LinkTerms {
  const wide = { rateBps, mtuBytes, lossShare: 0, delayMs: 0, turnaroundMs: null, returnPath: true, costly: 0 };
  if (narrow) return { ...wide, lossShare: loss / 1_000, delayMs: latencyMsMax };
  return rateBps === null ? wide : { ...wide, rateBps: Math.max(rateBps, wideBpsMin) };
}

/** An end of a way: a station that may be running. */
export interface Peer {
  readonly name: string;
  /** Whether it runs and takes links. */
  readonly ready: boolean;
  linkUp(link: string, way: AnyWay, terms: LinkTerms): void;
  linkDown(link: string): void;
  received(link: string, fragment: Uint8Array): void;
  drained(link: string): void;
}

/** What a way is laid with. */
export interface WayOptions {
  readonly seed: number;
  readonly timeline: Timeline;
  /** Decisions made before; null draws them from the weather. */
  readonly hits: readonly Hit[] | null;
  readonly struck: (hit: Hit) => void;
  /** The way works in this direction, or does not. */
  readonly works: (way: AnyWay, side: number, works: boolean) => void;
  readonly reached: (branch: string) => void;
}

/** A way between two stations, wide or narrow. */
export interface AnyWay {
  readonly ends: readonly [Peer, Peer];
  readonly name: string;
  weather: Weather;
  /** The end that is not this one. */
  other(name: string): Peer;
  setCut(cut: boolean): void;
  /** Nothing that this side sends arrives for a while; nobody is told. */
  mute(side: number, forMs: number): void;
  /** The weather turns fair, and what was muted is heard again. */
  heal(): void;
  join(): void;
  /** An end runs no longer. */
  leave(from: Peer): void;
  /** An end closes its link. */
  tear(from: Peer): void;
  /** Takes a fragment from one end. */
  send(from: Peer, link: string, fragment: Uint8Array): void;
}

/** The way between two stations: one link at a time. */
export class Way implements AnyWay {
  readonly ends: readonly [Peer, Peer];
  weather: Weather = fairWeather;
  private readonly options: WayOptions;
  private readonly fates: Fates;
  private readonly draw: Draw;
  private link: string | null = null;
  private cut = false;
  private joining = false;
  private links = 0;
  private readonly sent = [0, 0];
  private readonly muted = [0, 0];
  private readonly freeAtMs = [0, 0];
  private readonly remembered: [Uint8Array[], Uint8Array[]] = [[], []];

  constructor(ends: readonly [Peer, Peer], options: WayOptions) {
    this.ends = ends;
    this.options = options;
    this.draw = createDraw(options.seed, `way ${this.name}`);
    this.fates = new Fates(this.name, options);
  }

  get name(): string {
    return `${this.ends[0].name}-${this.ends[1].name}`;
  }

  other(name: string): Peer {
    return this.ends[0].name === name ? this.ends[1] : this.ends[0];
  }

  setCut(cut: boolean): void {
    if (this.cut !== cut) for (const side of [0, 1]) this.options.works(this, side, !cut && this.muted[side] === 0);
    this.cut = cut;
    if (cut) this.tear();
    else this.join();
  }

  mute(side: number, forMs: number): void {
    this.muted[side] = (this.muted[side] as number) + 1;
    this.options.works(this, side, false);
    this.options.timeline.after(forMs, () => {
      this.muted[side] = Math.max(0, (this.muted[side] as number) - 1);
      if (this.muted[side] === 0 && !this.cut) this.options.works(this, side, true);
    });
  }

  heal(): void {
    this.weather = fairWeather;
    for (const side of [0, 1]) {
      if (this.muted[side] !== 0) this.options.works(this, side, !this.cut);
      this.muted[side] = 0;
    }
    this.tear();
  }

  /** Dials, when both ends run and nothing is cut. */
  join(): void {
    if (this.joining || this.link !== null || this.cut) return;
    const { timeline } = this.options;
    this.joining = true;
    timeline.after(this.draw.between(200, 2_000), () => {
      this.joining = false;
      if (this.cut || this.link !== null || !this.ends.every((end) => end.ready)) return;
      this.links += 1;
      const link = `${this.name}-${this.links}`;
      this.link = link;
      this.freeAtMs.fill(timeline.nowMs);
      for (const end of this.ends) if (this.link === link) end.linkUp(link, this, termsOf(this.weather));
    });
  }

  leave(): void {
    this.tear();
  }

  /** The link ends; each end that runs learns it a little later, and dials again. */
  tear(): void {
    const { link } = this;
    if (link === null) return;
    const { timeline } = this.options;
    this.link = null;
    for (const end of this.ends) timeline.after(this.draw.between(0, 50), () => end.linkDown(link));
    timeline.after(100, () => this.join());
  }

  send(from: Peer, link: string, fragment: Uint8Array): void {
    if (link !== this.link) return;
    const { timeline } = this.options;
    const side = this.ends[0] === from ? 0 : 1;
    const nth = this.sent[side] as number;
    this.sent[side] = nth + 1;
    const { rateBps, latencyMsMax } = this.weather;
    const { nowMs } = timeline;
    const lasts = rateBps === null ? 0 : Math.ceil((fragment.length * 8_000) / rateBps);
    const freeAtMs = Math.max(nowMs, this.freeAtMs[side] as number) + lasts;
    this.freeAtMs[side] = freeAtMs;
    timeline.after(freeAtMs - nowMs, () => { if (link === this.link) from.drained(link); });
    if (this.muted[side] !== 0) return;
    this.carry(side, link, fragment, freeAtMs - nowMs + 1 + latencyMsMax, this.fates.of(side, nth, this.weather));
  }

  private carry(side: number, link: string, fragment: Uint8Array, delayMs: number, hits: readonly Hit[]): void {
    const to = this.ends[1 - side] as Peer;
    let carried: readonly Uint8Array[] = [fragment];
    let lateMs = 0;
    for (const { what, by } of hits) {
      if (what === "loss") carried = [];
      else if (what === "reorder") lateMs = by % (20 * this.weather.latencyMsMax + 1);
      else if (what === "duplicate") this.bring(to, link, fragment, delayMs + (by % 5_000));
      else if (what === "reflect") this.bring(this.ends[side] as Peer, link, fragment, delayMs);
      else if (what === "replay") {
        const old = this.remembered[side] as Uint8Array[];
        const again = old[by % Math.max(1, old.length)];
        if (again !== undefined) this.bring(to, link, again, delayMs);
      } else carried = carried.flatMap((one) => hurt(one, what, by));
    }
    for (const one of carried) this.bring(to, link, one, delayMs + lateMs);
    const old = this.remembered[side] as Uint8Array[];
    old.push(fragment);
    if (old.length > rememberedMax) old.shift();
  }

  private bring(to: Peer, link: string, fragment: Uint8Array, delayMs: number): void {
    this.options.timeline.after(delayMs, () => { if (link === this.link) to.received(link, fragment); });
  }
}
