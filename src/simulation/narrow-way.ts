// A narrow way between two stations: datagrams at a declared rate, which nobody is told of when they are lost. Either
// end has its link up while it runs, whether anybody hears or not.

import type { CarrierName } from "./carrier.ts";
import { carriers } from "./carrier.ts";
import { Fates, hurt, noiseOf, spliced } from "./fates.ts";
import type { Chances, Hit } from "./fates.ts";
import { fairWeather } from "./network.ts";
import type { AnyWay, Peer, WayOptions, Weather } from "./network.ts";
import { fragmentGoesMs, turned } from "../core/bearer/rates.ts";
import type { LinkTerms } from "../ports/bearer.ts";

/** Fragments that a listener keeps of those that went first, and of those that went last. */
const keptMax = 32;
/** What comes late, or twice, comes within so many milliseconds. */
const lateMsMax = 5_000;

/** A narrow way; side 0 alone is heard where there is no return path. */
export class NarrowWay implements AnyWay {
  readonly ends: readonly [Peer, Peer];
  readonly terms: LinkTerms;
  /** What is done to it besides; what its carrier loses it loses in any weather. */
  weather: Weather = fairWeather;
  private readonly carrier: CarrierName;
  private readonly options: WayOptions;
  private readonly fates: Fates;
  private readonly links: [string | null, string | null] = [null, null];
  private ups = 0;
  private cut = false;
  /** A relay that keeps what comes and sends it on later, all at once. */
  private heldUntilMs = 0;
  private readonly sent = [0, 0];
  private readonly muted = [0, 0];
  private readonly freeAtMs = [0, 0];
  private lastSide = 0;
  private readonly first: [Uint8Array[], Uint8Array[]] = [[], []];
  private readonly newest: [Uint8Array[], Uint8Array[]] = [[], []];

  constructor(ends: readonly [Peer, Peer], carrier: CarrierName, options: WayOptions) {
    this.ends = ends;
    this.carrier = carrier;
    this.terms = carriers[carrier];
    this.options = options;
    this.fates = new Fates(this.name, options);
  }

  get name(): string {
    return `${this.ends[0].name}-${this.ends[1].name} ${this.carrier}`;
  }

  other(name: string): Peer {
    return this.ends[0].name === name ? this.ends[1] : this.ends[0];
  }

  setCut(cut: boolean): void {
    if (this.cut !== cut) for (const side of [0, 1]) this.tellWorks(side, !cut && this.muted[side] === 0);
    this.cut = cut;
  }

  mute(side: number, forMs: number): void {
    this.muted[side] = (this.muted[side] as number) + 1;
    this.tellWorks(side, false);
    this.options.timeline.after(forMs, () => {
      this.muted[side] = Math.max(0, (this.muted[side] as number) - 1);
      if (this.muted[side] === 0 && !this.cut) this.tellWorks(side, true);
    });
  }

  /** Nothing arrives for a while, and then everything. */
  hold(forMs: number): void {
    this.heldUntilMs = Math.max(this.heldUntilMs, this.options.timeline.nowMs + forMs);
  }

  heal(): void {
    this.weather = fairWeather;
    for (const side of [0, 1]) {
      if (this.muted[side] !== 0) this.tellWorks(side, !this.cut);
      this.muted[side] = 0;
    }
  }

  /** The link of each end that runs comes up. */
  join(): void {
    for (const [side, end] of this.ends.entries()) {
      if (this.links[side] !== null || !end.ready) continue;
      this.ups += 1;
      const link = `${this.name} ${this.ups}`;
      this.links[side] = link;
      end.linkUp(link, this, this.termsOf(side));
    }
  }

  leave(from: Peer): void {
    this.links[this.sideOf(from)] = null;
  }

  /** The station has closed its link: it comes up again in a second. */
  tear(from: Peer): void {
    const side = this.sideOf(from);
    const link = this.links[side];
    if (link === null || link === undefined) return;
    this.links[side] = null;
    this.options.timeline.after(1, () => from.linkDown(link));
    this.options.timeline.after(1_000, () => this.join());
  }

  send(from: Peer, link: string, fragment: Uint8Array): void {
    const side = this.sideOf(from);
    if (link !== this.links[side]) return;
    const { timeline } = this.options;
    const { nowMs } = timeline;
    const nth = this.sent[side] as number;
    this.sent[side] = nth + 1;
    const freeAtMs = this.lineFreeMs(side) + Math.ceil(fragmentGoesMs(this.termsOf(side), fragment.length));
    this.freeAtMs[side] = freeAtMs;
    this.lastSide = side;
    timeline.after(freeAtMs - nowMs, () => { if (link === this.links[side]) from.drained(link); });
    if (!this.terms.returnPath && side === 1) return;
    const hits = this.fates.of(side, nth, this.chances());
    this.carry(side, fragment, freeAtMs - nowMs + this.terms.delayMs, hits);
  }

  private tellWorks(side: number, works: boolean): void {
    this.options.works(this, side, works && (this.terms.returnPath || side === 0));
  }

  private sideOf(end: Peer): 0 | 1 {
    return this.ends[0] === end ? 0 : 1;
  }

  /** When the line is free for a side: on a carrier that both share after the other one, and the turn. */
  private lineFreeMs(side: number): number {
    const { turnaroundMs } = this.terms;
    const own = Math.max(this.options.timeline.nowMs, this.freeAtMs[side] as number);
    if (turnaroundMs === null || this.lastSide === side) return own;
    this.options.reached("half-duplex turn");
    return Math.max(own, (this.freeAtMs[1 - side] as number) + turnaroundMs);
  }

  /** The terms as an end has them. */
  private termsOf(side: number): LinkTerms {
    return side === 0 ? this.terms : turned(this.terms);
  }

  private chances(): Chances {
    return { ...this.weather, loss: Math.round(this.terms.lossShare * 1_000), heads: 0 };
  }

  private carry(side: 0 | 1, fragment: Uint8Array, delayMs: number, hits: readonly Hit[]): void {
    const to = (1 - side) as 0 | 1;
    const [first, newest] = [this.first[side], this.newest[side]];
    let carried: readonly Uint8Array[] = [fragment];
    let lateMs = 0;
    for (const { what, by } of hits) switch (what) {
      case "loss": carried = []; break;
      case "reorder": lateMs = by % lateMsMax; break;
      case "duplicate": this.bring(side, to, fragment, delayMs + (by % lateMsMax)); break;
      case "reflect": this.bring(side, side, fragment, delayMs); break;
      case "replay": this.bringAgain(side, newest, by, delayMs); break;
      case "ancient": this.bringAgain(side, first, by, delayMs); break;
      case "noise": this.bring(side, to, noiseOf(by), delayMs); break;
      case "splice": {
        const other = newest[by % Math.max(1, newest.length)] ?? fragment;
        this.bring(side, to, spliced(fragment, other, by), delayMs);
        break;
      }
      case "heads": break;
      default: carried = carried.flatMap((one) => hurt(one, what, by));
    }
    for (const one of carried) this.bring(side, to, one, delayMs + lateMs);
    if (first.length < keptMax) first.push(fragment);
    newest.push(fragment);
    if (newest.length > keptMax) newest.shift();
  }

  private bringAgain(side: 0 | 1, among: readonly Uint8Array[], by: number, delayMs: number): void {
    const again = among[by % Math.max(1, among.length)];
    if (again !== undefined) this.bring(side, (1 - side) as 0 | 1, again, delayMs);
  }

  /** A datagram comes to whatever runs there by then; what is on its way when the way is cut is lost. */
  private bring(side: number, to: 0 | 1, bytes: Uint8Array, delayMs: number): void {
    const { timeline } = this.options;
    timeline.after(Math.max(delayMs, this.heldUntilMs - timeline.nowMs), () => {
      const link = this.links[to];
      if (!this.cut && this.muted[side] === 0 && link !== null) this.ends[to].received(link, bytes);
    });
  }
}
