// Stations joined by a serial line or a modem: marked datagrams in KISS frames, one carrier for all who use it.

import { performance } from "node:perf_hooks";
import { Budget, peerMarksPerSecondMax } from "../../core/bearer/budget.ts";
import { encodeDatagram, fits, markBytes } from "../../core/bearer/datagram.ts";
import { createKissReader, encodeKiss } from "../../core/bearer/kiss.ts";
import type { KissReader } from "../../core/bearer/kiss.ts";
import { MarkReader } from "../../core/bearer/mark-reader.ts";
import { heldMax, Pacer } from "../../core/bearer/pacer.ts";
import { aroundBytesOf, goesMs, turned } from "../../core/bearer/rates.ts";
import type { PairKeys } from "../../core/bearer/pair-key.ts";
import type { Bearer, BearerEvents, ConfiguredWay, Link, LinkTerms } from "../../ports/bearer.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Crypto } from "../../ports/crypto.ts";
import type { Random } from "../../ports/random.ts";
import type { OpenPort, Port } from "./port.ts";

/** Pause before a port is opened again: the first, and twice as long each time up to the longest. */
export const openPauseMsMin = 250;
export const openPauseMsMax = 5_000;
/** A link that was closed comes up again after this pause, in milliseconds. */
export const reopenMs = 1_000;

/** KISS puts so much around a frame that needs no escapes; the mark stands in the place of the fragment's CRC. */
const kissBytes = 3;

/** A peer station (hex), and the keys shared with it. */
export interface KissPeer {
  readonly station: string;
  readonly keys: PairKeys;
}

/** What a KISS bearer is made of. The terms are those of the carrier, which all its links share. */
export interface KissBearerOptions {
  readonly name: string;
  readonly open: OpenPort;
  readonly terms: LinkTerms;
  /** What each frame takes of the line beside its own bytes, where that is anything. */
  readonly headerBytes?: number;
  readonly peers: readonly KissPeer[];
  readonly crypto: Crypto;
  readonly random: Random;
  readonly clock: Clock;
}

export interface KissBearer extends Bearer {
  /** Replaces the peers: links to those no longer listed go down, those of new ones come up. */
  setPeers(peers: readonly KissPeer[]): void;
}

/** Makes a bearer over a port. A port that cannot be opened, or goes away, is opened again by and by. */
export function createKissBearer(options: KissBearerOptions): KissBearer {
  return new PortBearer(options);
}

/** A fragment that waits for the carrier, and whose it is. */
interface Waiting {
  readonly way: Way;
  readonly link: Link;
  readonly fragment: Uint8Array;
}

interface Way {
  peer: KissPeer;
  readonly reader: MarkReader;
  link: Link | null;
  waiting: number;
  listening: boolean;
  reopening: NodeJS.Timeout | undefined;
}

class PortBearer implements KissBearer {
  readonly name: string;
  private readonly options: KissBearerOptions;
  private readonly terms: LinkTerms;
  private readonly ways = new Map<string, Way>();
  private readonly budget = new Budget(peerMarksPerSecondMax);
  private peers: readonly KissPeer[];
  private pacer: Pacer<Waiting>;
  private frames: KissReader;
  private events: BearerEvents | null = null;
  private port: Port | null = null;
  private untaken = false;
  private heardMs = -Infinity;
  private pauseMs = openPauseMsMin;
  private timer: NodeJS.Timeout | undefined;
  private turn: NodeJS.Immediate | undefined;
  private opening: NodeJS.Timeout | undefined;
  private count = 0;

  constructor(options: KissBearerOptions) {
    this.options = options;
    this.name = options.name;
    this.terms = { aroundBytes: kissBytes + (options.headerBytes ?? 0), ...options.terms };
    this.peers = options.peers;
    this.pacer = this.createPacer();
    this.frames = this.createReader();
  }

  async start(events: BearerEvents): Promise<void> {
    this.events = events;
    // A modem that does not answer must not hold up the start of the station, or of other bearers.
    void this.open();
  }

  async stop(): Promise<void> {
    const { port } = this;
    this.fallAll("stopped");
    this.events = null;
    clearTimeout(this.opening);
    this.port = null;
    port?.close();
    await new Promise((resolve) => setImmediate(resolve));
  }

  readonly configured = (): readonly ConfiguredWay[] => (
    this.peers.map(({ station }) => ({ station, terms: this.terms }))
  );

  setPeers(peers: readonly KissPeer[]): void {
    this.peers = peers;
    if (this.port === null) return;
    const wanted = new Map(peers.map((peer) => [peer.station, peer]));
    for (const [station, way] of this.ways) if (!wanted.has(station)) this.remove(station, way, "no longer a peer");
    for (const [station, peer] of wanted) {
      const way = this.ways.get(station);
      if (way === undefined) this.add(peer);
      else way.peer = peer;
    }
  }

  private async open(): Promise<void> {
    const port = await this.options.open({
      data: (bytes) => this.hear(bytes), closed: (reason) => this.closed(reason),
    }).catch(() => null);
    if (this.events === null) return port?.close();
    if (port === null) return this.openLater();
    this.port = port;
    this.untaken = false;
    this.pacer = this.createPacer();
    this.frames = this.createReader();
    this.setPeers(this.peers);
  }

  private closed(reason: string): void {
    if (this.port === null) return;
    this.port = null;
    this.fallAll(reason);
    if (this.events !== null) this.openLater();
  }

  private openLater(): void {
    this.opening = setTimeout(() => void this.open(), this.pauseMs);
    this.pauseMs = Math.min(openPauseMsMax, this.pauseMs * 2);
  }

  private fallAll(reason: string): void {
    for (const [station, way] of this.ways) this.remove(station, way, reason);
    clearTimeout(this.timer);
    clearImmediate(this.turn);
    [this.timer, this.turn] = [undefined, undefined];
  }

  private add(peer: KissPeer): void {
    const way: Way = {
      peer, reader: new MarkReader(this.options.crypto), link: null, waiting: 0, listening: true, reopening: undefined,
    };
    this.ways.set(peer.station, way);
    this.rise(way);
  }

  private remove(station: string, way: Way, reason: string): void {
    this.ways.delete(station);
    clearTimeout(way.reopening);
    this.fall(way, reason);
  }

  private rise(way: Way): void {
    const { options: { name }, terms } = this;
    const link: Link = {
      id: `${name}-${(this.count += 1)}`, bearer: name, station: way.peer.station, terms,
      send: (fragment) => way.link === link && this.send(way, link, fragment),
      close: () => {
        if (way.link !== link) return;
        this.fall(way, "closed");
        way.reopening = setTimeout(() => this.rise(way), reopenMs);
      },
      read: (on) => void (way.listening = on),
    };
    way.link = link;
    way.waiting = 0;
    way.listening = true;
    this.events?.up(link);
  }

  private fall(way: Way, reason: string): void {
    const { link } = way;
    if (link === null) return;
    way.link = null;
    this.events?.down(link, reason);
  }

  private send(way: Way, link: Link, fragment: Uint8Array): boolean {
    if (fragment.length === 0 || fragment.length > this.terms.mtuBytes) {
      throw new Error(`assertion failed: a fragment of ${fragment.length} bytes`);
    }
    this.pacer.push({ way, link, fragment: fragment.slice() });
    way.waiting += 1;
    if (this.timer === undefined && this.turn === undefined) this.step();
    return way.waiting < heldMax(this.terms);
  }

  /** Hands over what may go now; `drained` is told from a later turn. */
  private step(): void {
    const { port } = this;
    if (port === null || this.untaken) return;
    const nowMs = performance.now();
    const { send, drained, wakeAtMs } = this.pacer.step(nowMs, { heardUntilMs: this.heardUntilMs(nowMs) });
    if (send !== null) {
      this.untaken = true;
      port.write(send, () => {
        // A port that is gone may still tell what it took; it is not the one that is written to now.
        if (this.port !== port) return;
        this.untaken = false;
        this.wakeAt(wakeAtMs, performance.now());
      });
    } else this.wakeAt(wakeAtMs ?? (this.pacer.idle ? null : this.deafAtMs()), nowMs);
    // What a link that is gone had handed over goes all the same; nobody waits for it.
    if (drained === null || drained.way.link !== drained.link) return;
    drained.way.waiting -= 1;
    this.events?.drained(drained.link);
  }

  private wakeAt(atMs: number | null, nowMs: number): void {
    clearTimeout(this.timer);
    clearImmediate(this.turn);
    [this.timer, this.turn] = [undefined, undefined];
    if (atMs === null || this.port === null) return;
    const woke = (): void => {
      [this.timer, this.turn] = [undefined, undefined];
      this.step();
    };
    if (atMs <= nowMs) this.turn = setImmediate(woke);
    else this.timer = setTimeout(woke, Math.ceil(atMs - nowMs));
  }

  private hear(bytes: Uint8Array): void {
    const nowMs = performance.now();
    this.heardMs = nowMs;
    // A port that opened and carries has worked.
    this.pauseMs = openPauseMsMin;
    for (const datagram of this.frames.read(bytes)) this.take(datagram, nowMs);
    // What waits for silence waits on.
    if (this.terms.turnaroundMs !== null && !this.pacer.idle) this.wakeAt(nowMs, nowMs);
  }

  private take(datagram: Uint8Array, nowMs: number): void {
    const { options: { clock }, terms } = this;
    if (!fits(datagram, terms.mtuBytes)) return;
    for (const way of this.ways.values()) {
      const { link, peer, reader } = way;
      const said = reader.read(peer.keys.receiving, datagram, clock.nowMs(), this.budget, nowMs);
      if (said === null) continue;
      if (said.kind === "fragment" && link !== null && way.listening) this.events?.fragment(link, said.fragment);
      return;
    }
  }

  /** Until when another was heard; null while a frame of another has begun and can still be coming in. */
  private heardUntilMs(nowMs: number): number | null {
    return this.frames.inside && nowMs < this.deafAtMs() ? null : this.heardMs;
  }

  /** When a frame that has begun and stands still is given up as heard (B-18). */
  private deafAtMs(): number {
    const { terms } = this;
    // Every byte may be escaped.
    const longest = 2 * (terms.mtuBytes + markBytes) + kissBytes;
    return this.heardMs + 1_000 + goesMs(turned(terms), longest);
  }

  private createPacer(): Pacer<Waiting> {
    const { options: { random, crypto, clock }, terms } = this;
    return new Pacer({
      terms, overheadBytes: Math.max(0, aroundBytesOf(terms) - kissBytes),
      draw: () => (random.bytes(1)[0] ?? 0) / 256,
      prepare: ({ way, fragment }) => encodeKiss(
        encodeDatagram(crypto, way.peer.keys.sending, { kind: "fragment", fragment }, clock.nowMs()),
      ),
    });
  }

  private createReader(): KissReader {
    return createKissReader(this.terms.mtuBytes + markBytes);
  }
}
