// Stations joined by single UDP datagrams: no handshake, no keep-alive, every datagram marked under the pair's key.

import { createSocket } from "node:dgram";
import type { RemoteInfo, Socket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { isIPv6 } from "node:net";
import { performance } from "node:perf_hooks";
import { Budget, peerMarksPerSecondMax, strangerMarksPerSecondMax } from "../../core/bearer/budget.ts";
import { cookieBytes, encodeDatagram, fits } from "../../core/bearer/datagram.ts";
import type { Said } from "../../core/bearer/datagram.ts";
import { MarkReader } from "../../core/bearer/mark-reader.ts";
import { Pacer } from "../../core/bearer/pacer.ts";
import { aroundBytesOf } from "../../core/bearer/rates.ts";
import type { PairKeys } from "../../core/bearer/pair-key.ts";
import { Roaming } from "../../core/bearer/roaming.ts";
import type { Bearer, BearerEvents, ConfiguredWay, Link, LinkTerms } from "../../ports/bearer.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Crypto } from "../../ports/crypto.ts";
import type { Random } from "../../ports/random.ts";

/** What IPv4 and UDP put before a datagram, in bytes: it takes its time on the line too. */
export const headerBytes = 28;
/** A link that was closed comes up again after this pause, in milliseconds. */
export const reopenMs = 1_000;
/** A name that could not be found is looked up again after this pause, and one that could after this, in ms. */
export const lookupFailedMs = 5_000;
export const lookupEveryMs = 300_000;

/** A peer station (hex): the keys shared with it, and "host:port" where it is, or null where it comes to us. */
export interface DatagramPeer {
  readonly station: string;
  readonly keys: PairKeys;
  readonly address: string | null;
  readonly terms: LinkTerms;
}

export interface DatagramBearerOptions {
  readonly name: string;
  /** Where it listens and sends from; port 0: any free one. */
  readonly listen: { readonly host: string; readonly port: number };
  readonly peers: readonly DatagramPeer[];
  readonly crypto: Crypto;
  readonly random: Random;
  readonly clock: Clock;
}

export interface DatagramBearer extends Bearer {
  /** The port it listens on, 0 while it does not. */
  readonly port: number;
  /** Replaces the peers: links to those no longer listed go down, those of new ones come up. */
  setPeers(peers: readonly DatagramPeer[]): void;
}

/** Makes a bearer of UDP datagrams. `start` rejects when it cannot listen. */
export function createDatagramBearer(options: DatagramBearerOptions): DatagramBearer {
  return new UdpBearer(options);
}

class UdpBearer implements DatagramBearer {
  readonly name: string;
  private readonly options: DatagramBearerOptions;
  private peers: readonly DatagramPeer[];
  private readonly ways = new Map<string, Way>();
  private readonly strangers = new Budget(strangerMarksPerSecondMax);
  private socket: Socket | null = null;
  private events: BearerEvents | null = null;
  private count = 0;

  constructor(options: DatagramBearerOptions) {
    this.options = options;
    this.name = options.name;
    this.peers = options.peers;
  }

  get port(): number {
    return this.socket?.address().port ?? 0;
  }

  setPeers(peers: readonly DatagramPeer[]): void {
    this.peers = peers;
    if (this.events !== null) this.usePeers(peers);
  }

  readonly configured = (): readonly ConfiguredWay[] => this.peers.map(({ station, terms }) => ({ station, terms }));

  async start(events: BearerEvents): Promise<void> {
    const { host, port } = this.options.listen;
    const socket = createSocket({ type: isIPv6(host) ? "udp6" : "udp4", recvBufferSize: 1_048_576 });
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.bind(port, host, () => {
        socket.off("error", reject);
        resolve();
      });
    });
    // What the network says about one datagram must not end the station.
    socket.on("error", () => undefined);
    socket.on("message", (bytes, from) => this.hear(bytes, from));
    this.socket = socket;
    this.events = events;
    this.usePeers(this.peers);
  }

  async stop(): Promise<void> {
    this.usePeers([]);
    this.events = null;
    const { socket } = this;
    this.socket = null;
    if (socket !== null) await new Promise<void>((resolve) => void socket.close(() => resolve()));
  }

  private usePeers(peers: readonly DatagramPeer[]): void {
    const wanted = new Map(peers.map((peer) => [peer.station, peer]));
    for (const [station, way] of this.ways) {
      const peer = wanted.get(station);
      if (peer !== undefined && way.takes(peer)) continue;
      this.ways.delete(station);
      way.end("no longer a peer");
    }
    for (const [station, peer] of wanted) {
      if (this.ways.has(station) || this.events === null) continue;
      const { events, name, options } = this;
      const way = new Way(peer, {
        ...options, events, nextId: () => `${name}-${(this.count += 1)}`,
        family: isIPv6(options.listen.host) ? 6 : 4,
        transmit: (bytes, to) => this.transmit(bytes, to),
      });
      this.ways.set(station, way);
      way.begin();
    }
  }

  private transmit(bytes: Uint8Array, to: string): void {
    const at = to.lastIndexOf(" ");
    // Lost or not: a datagram says nothing about it.
    this.socket?.send(bytes, Number(to.slice(at + 1)), to.slice(0, at), () => undefined);
  }

  /** B-14: a bounded number of marks a second, and nothing at all for what cannot be a datagram of a peer. */
  private hear(buffer: Uint8Array, from: RemoteInfo): void {
    const address = `${from.address} ${from.port}`;
    const nowMs = performance.now();
    const known = [...this.ways.values()].filter((way) => way.isAt(address, nowMs));
    for (const way of known.length > 0 ? known : this.ways.values()) {
      if (way.hear(buffer, address, nowMs, known.length > 0 ? way.budget : this.strangers)) return;
    }
  }
}

interface WayOptions extends DatagramBearerOptions {
  readonly events: BearerEvents;
  readonly family: 4 | 6;
  readonly nextId: () => string;
  readonly transmit: (bytes: Uint8Array, to: string) => void;
}

/** What there is of one peer. */
class Way {
  readonly budget = new Budget(peerMarksPerSecondMax);
  private peer: DatagramPeer;
  private readonly options: WayOptions;
  private readonly roaming: Roaming;
  private readonly reader: MarkReader;
  private pacer: Pacer<Uint8Array>;
  private link: Link | null = null;
  private listening = true;
  private heardMs = -Infinity;
  private ended = false;
  private timer: NodeJS.Timeout | undefined;
  private turn: NodeJS.Immediate | undefined;
  private reopening: NodeJS.Timeout | undefined;
  private looking: NodeJS.Timeout | undefined;

  constructor(peer: DatagramPeer, options: WayOptions) {
    this.peer = peer;
    this.options = options;
    this.roaming = new Roaming(null, () => options.random.bytes(cookieBytes));
    this.reader = new MarkReader(options.crypto);
    this.pacer = this.createPacer();
  }

  begin(): void {
    void this.lookUp();
    this.open();
  }

  /** Whether the peer is the same but for its keys and address; these are taken over. */
  takes(peer: DatagramPeer): boolean {
    if (JSON.stringify(peer.terms) !== JSON.stringify(this.peer.terms)) return false;
    const moved = peer.address !== this.peer.address;
    this.peer = peer;
    if (moved) void this.lookUp();
    return true;
  }

  isAt(address: string, nowMs: number): boolean {
    return this.roaming.current(nowMs) === address;
  }

  end(reason: string): void {
    this.ended = true;
    for (const timer of [this.timer, this.reopening, this.looking]) clearTimeout(timer);
    this.fall(reason);
  }

  /** Whether the datagram bears a mark of this peer. */
  hear(buffer: Uint8Array, from: string, nowMs: number, budget: Budget): boolean {
    if (!fits(buffer, this.peer.terms.mtuBytes)) return false;
    const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
    const said = this.reader.read(this.peer.keys.receiving, bytes, this.options.clock.nowMs(), budget, nowMs);
    if (said === null) return false;
    this.heardMs = nowMs;
    for (const { said: word, to } of this.roaming.heard(from, said, bytes.length, nowMs)) {
      this.options.transmit(this.encode(word), to);
    }
    const { link } = this;
    if (said.kind === "fragment" && link !== null && this.listening) this.options.events.fragment(link, said.fragment);
    return true;
  }

  private encode(said: Said): Uint8Array {
    const { crypto, clock } = this.options;
    return encodeDatagram(crypto, this.peer.keys.sending, said, clock.nowMs());
  }

  private open(): void {
    const { events, name, nextId } = this.options;
    const { terms, station } = this.peer;
    this.pacer = this.createPacer();
    this.listening = true;
    const link: Link = {
      id: nextId(), bearer: name, station, terms,
      send: (fragment) => {
        if (this.link !== link) return false;
        if (fragment.length === 0 || fragment.length > terms.mtuBytes) {
          throw new Error(`assertion failed: a fragment of ${fragment.length} bytes`);
        }
        const goesOn = this.pacer.push(fragment.slice());
        this.step(link, false);
        return goesOn;
      },
      close: () => {
        if (this.link !== link) return;
        this.fall("closed");
        this.reopening = setTimeout(() => this.open(), reopenMs);
      },
      read: (on) => void (this.listening = on),
    };
    this.link = link;
    events.up(link);
  }

  private fall(reason: string): void {
    const { link } = this;
    if (link === null) return;
    this.link = null;
    clearTimeout(this.timer);
    clearImmediate(this.turn);
    this.timer = undefined;
    this.turn = undefined;
    this.options.events.down(link, reason);
  }

  /** Hands over what may go now; what is drained is told in a later turn. */
  private step(link: Link, tells: boolean): void {
    if (this.link !== link || (!tells && this.waits)) return;
    const nowMs = performance.now();
    const { send, drained, wakeAtMs } = this.pacer.step(nowMs, { heardUntilMs: this.heardMs });
    const to = this.roaming.current(nowMs);
    if (send !== null && to !== null) this.options.transmit(send, to);
    this.wakeAt(link, wakeAtMs, nowMs);
    if (drained !== null) this.options.events.drained(link);
  }

  private get waits(): boolean {
    return this.timer !== undefined || this.turn !== undefined;
  }

  private wakeAt(link: Link, atMs: number | null, nowMs: number): void {
    if (atMs === null || this.waits) return;
    const woke = (): void => {
      this.timer = undefined;
      this.turn = undefined;
      this.step(link, true);
    };
    if (atMs <= nowMs) this.turn = setImmediate(woke);
    else this.timer = setTimeout(woke, Math.ceil(atMs - nowMs));
  }

  private createPacer(): Pacer<Uint8Array> {
    const { random } = this.options;
    return new Pacer({
      terms: this.peer.terms, overheadBytes: aroundBytesOf(this.peer.terms),
      draw: () => (random.bytes(1)[0] ?? 0) / 256,
      prepare: (fragment) => this.encode({ kind: "fragment", fragment }),
    });
  }

  /** Finds the address of the configured name, and looks again from time to time. */
  private async lookUp(): Promise<void> {
    clearTimeout(this.looking);
    const { address } = this.peer;
    if (address === null) return this.roaming.configure(null);
    const at = address.lastIndexOf(":");
    const host = address.slice(0, at).replace(/^\[|\]$/gu, "");
    const found = await lookup(host, { family: this.options.family === 6 ? 0 : 4 }).catch(() => null);
    if (this.ended || this.peer.address !== address) return;
    // A socket of both families knows an IPv4 address as a mapped one.
    const mapped = found?.family === 4 && this.options.family === 6 ? `::ffff:${found.address}` : found?.address;
    if (mapped !== undefined) this.roaming.configure(`${mapped} ${address.slice(at + 1)}`);
    this.looking = setTimeout(() => void this.lookUp(), mapped === undefined ? lookupFailedMs : lookupEveryMs).unref();
  }
}
