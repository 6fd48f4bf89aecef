// The network of a world: ways between stations that lose, repeat, reorder, delay, hurt and are cut.

import type { Draw } from "./random.ts";
import type { Timeline } from "./timeline.ts";
import { crc32c, trailerBytes } from "../core/line/fragment.ts";

/** What a way does to fragments; chances in a thousandth. */
export interface Weather {
  readonly loss: number;
  readonly duplicate: number;
  readonly reorder: number;
  readonly flip: number;
  /** A flip whose checksum was made right again: malice, not noise. */
  readonly forge: number;
  readonly latencyMsMax: number;
  readonly rateBps: number | null;
}

/** A way without faults. */
export const fairWeather: Weather = {
  loss: 0, duplicate: 0, reorder: 0, flip: 0, forge: 0, latencyMsMax: 20, rateBps: null,
};

/** Largest fragment of a link. */
export const fragmentBytesMax = 2_048;

/** An end of a way: a station that may be running. */
export interface Peer {
  readonly name: string;
  readonly running: boolean;
  linkUp(link: string, way: Way, rateBps: number | null): void;
  linkDown(link: string): void;
  received(link: string, fragment: Uint8Array): void;
  drained(link: string): void;
}

/** The way between two stations: one link at a time. */
export class Way {
  readonly ends: readonly [Peer, Peer];
  weather: Weather;
  private link: string | null = null;
  private cut = false;
  private joining = false;
  private count = 0;
  private readonly freeAtMs = [0, 0];
  private readonly timeline: Timeline;
  private readonly draw: Draw;
  private readonly note: (fault: string) => void;

  constructor(
    ends: readonly [Peer, Peer], weather: Weather, timeline: Timeline, draw: Draw, note: (fault: string) => void,
  ) {
    this.ends = ends;
    this.weather = weather;
    this.timeline = timeline;
    this.draw = draw;
    this.note = note;
  }

  get name(): string {
    return `${this.ends[0].name}-${this.ends[1].name}`;
  }

  other(name: string): Peer {
    return this.ends[0].name === name ? this.ends[1] : this.ends[0];
  }

  setCut(cut: boolean): void {
    this.cut = cut;
    if (cut) this.tear();
    else this.join();
  }

  /** Dials, when both ends run and nothing is cut. */
  join(): void {
    if (this.joining || this.link !== null || this.cut) return;
    this.joining = true;
    this.timeline.after(this.draw.between(200, 2_000), () => {
      this.joining = false;
      if (this.cut || this.link !== null || !this.ends.every((end) => end.running)) return;
      this.count += 1;
      const link = `${this.name}-${this.count}`;
      this.link = link;
      this.freeAtMs.fill(this.timeline.nowMs);
      for (const end of this.ends) if (this.link === link) end.linkUp(link, this, this.weather.rateBps);
    });
  }

  /** The link ends; each end that runs learns it a little later, and dials again. */
  tear(): void {
    const { link } = this;
    if (link === null) return;
    this.link = null;
    for (const end of this.ends) this.timeline.after(this.draw.between(0, 50), () => end.linkDown(link));
    this.timeline.after(100, () => this.join());
  }

  /** Takes a fragment from one end. */
  send(from: Peer, link: string, fragment: Uint8Array): void {
    if (link !== this.link) return;
    const side = this.ends[0] === from ? 0 : 1;
    const { rateBps, latencyMsMax } = this.weather;
    const { nowMs } = this.timeline;
    const lasts = rateBps === null ? 0 : Math.ceil((fragment.length * 8_000) / rateBps);
    const freeAtMs = Math.max(nowMs, this.freeAtMs[side] as number) + lasts;
    this.freeAtMs[side] = freeAtMs;
    this.timeline.after(freeAtMs - nowMs, () => { if (link === this.link) from.drained(link); });
    const late = this.meets("reorder") ? this.draw.below(20 * latencyMsMax) : 0;
    const delay = freeAtMs - nowMs + 1 + late + latencyMsMax;
    if (this.meets("loss")) return;
    const to = this.ends[1 - side] as Peer;
    this.carry(to, link, this.hurt(fragment), delay);
    if (this.meets("duplicate")) this.carry(to, link, fragment, delay + this.draw.between(0, 5_000));
  }

  private carry(to: Peer, link: string, fragment: Uint8Array, delay: number): void {
    this.timeline.after(delay, () => { if (link === this.link) to.received(link, fragment); });
  }

  private meets(fault: "loss" | "duplicate" | "reorder" | "flip" | "forge"): boolean {
    const met = this.draw.chance(this.weather[fault]);
    if (met) this.note(fault);
    return met;
  }

  private hurt(fragment: Uint8Array): Uint8Array {
    const [flip, forge] = [this.meets("flip"), this.meets("forge")];
    if (!flip && !forge) return fragment;
    const hurt = fragment.slice();
    const end = hurt.length - trailerBytes;
    const at = forge ? this.draw.between(6, end - 1) : this.draw.below(hurt.length);
    hurt[at] = (hurt[at] as number) ^ (1 << this.draw.below(8));
    if (!forge) return hurt;
    const crc = crc32c(hurt, end);
    for (let index = 0; index < trailerBytes; index++) hurt[end + index] = crc >>> (24 - 8 * index);
    return hurt;
  }
}
