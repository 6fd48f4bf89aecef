// One line machine alone, with its time in the test's hand: everything it says is read back frame by frame.

import { toHex } from "../bytes/hex.ts";
import type { Precedence } from "../names.ts";
import type { LineInput, LineNews, LineOutput } from "./exchange.ts";
import { cutFragment, emptyReassembly, readFragment, takeFragment } from "./fragment.ts";
import type { Fragment } from "./fragment.ts";
import { decodeFrame, encodeFrame } from "./frame.ts";
import type { Frame, FrameHead } from "./frame.ts";
import { termsOf } from "./line.fixture.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { createLine, handle } from "./machine.ts";
import type { LineState, Peer } from "./state.ts";

export const channelBytes = new Uint8Array(32).fill(0xc1);
export const channel = toHex(channelBytes);
export const peerHex = "bb".repeat(32);

/** The id of a log by a number, most significant byte first. */
export function logOf(number: number): Uint8Array {
  return new Uint8Array(16).fill(0xa0).with(14, number >> 8).with(15, number & 255);
}

/** A head of a log, as a frame has it. */
export function headOf(number: number, size: number, singles: readonly number[] = []): FrameHead {
  return { channel: channelBytes, log: logOf(number), size, singles };
}

/** A frame as a test compares it: `entry 0:3` and the like. */
export function shown(frame: Frame): string {
  const name = (log: Uint8Array): number => (log[14]! << 8) | log[15]!;
  const one = ({ log, size, singles }: FrameHead): string => [`${name(log)}:${size}`, ...singles].join("+");
  switch (frame.name) {
    case "entry": return `entry ${name(frame.log)}:${frame.seq}`;
    case "unopened": return `unopened ${name(frame.log)}:${frame.seq}`;
    case "heads": return `heads ${frame.heads.map(one).join(" ")}${frame.more === 1 ? " more" : ""}`;
    case "have": return `have ${frame.heads.map(one).join(" ")}`;
    case "want": return `want ${frame.ranges.map(({ log, from, to }) => `${name(log)}:${from}-${to}`).join(" ")}`;
    default: return frame.name;
  }
}

/** The machine, what it asked for and what it said. */
export class Alone {
  readonly line: LineState;
  nowMs = 1_000_000;
  readonly news: LineNews[] = [];
  /** Tokens of entries asked for and not given yet, by `log:seq`. */
  readonly asked = new Map<string, number>();
  readonly loads: string[] = [];
  readonly closed: string[] = [];
  readonly delivered: string[] = [];
  readonly carried: string[] = [];
  /** Whether an entry that is asked for is given at once, a link takes fragments at once, and a ping is answered. */
  gives = true;
  drains = true;
  pongs = true;
  /** Counters of the pings that were sent. */
  readonly pings: Uint8Array[] = [];
  private said: string[] = [];
  private readonly partials = new Map<string, ReturnType<typeof emptyReassembly>>();

  /** `testEveryMs`: longer than any test lasts, unless the tests of the line are what is asked. */
  constructor(testEveryMs = 1e12) {
    this.line = createLine(createNodeCrypto(), testEveryMs);
  }

  get peer(): Peer {
    return this.line.peers.get(peerHex) as Peer;
  }

  up(link = "x", rateBps: number | null = null): void {
    this.partials.set(link, emptyReassembly());
    this.tell({ kind: "up", link, bearer: `bearer-${link}`, peer: peerHex, terms: termsOf(4_096, rateBps) });
  }

  /** Up, with the peer's heads heard, so that nothing is asked or sent for want of them. */
  meet(...heads: readonly FrameHead[]): void {
    this.up();
    this.hear({ name: "heads", more: 0, heads });
    this.frames();
  }

  say(number: number, seq: number, precedence: Precedence = "ROUTINE"): void {
    this.tell({ kind: "appended", channel, log: logOf(number), seq, precedence, bytes: 9, peers: [peerHex] });
  }

  holdsNow(number: number, size: number, beyond: readonly number[] = []): void {
    this.tell({ kind: "held", channel, log: logOf(number), size, beyond, peers: [peerHex] });
  }

  hear(frame: Frame, link = "x"): void {
    const bytes = encodeFrame(frame);
    const id = this.nextId++;
    for (let at = 0; at < bytes.length; at += 4_086) {
      this.tell({ kind: "received", link, fragment: cutFragment(bytes, id & 0xffff, 2, at, 4_096) });
    }
  }

  give(at: string, envelope: Uint8Array | null = Uint8Array.of(1)): void {
    const token = this.asked.get(at);
    this.asked.delete(at);
    if (token !== undefined) this.tell({ kind: "loaded", token, envelope });
  }

  /** Time passes; the machine is woken whenever it asked to be. */
  pass(ms: number): void {
    const end = this.nowMs + ms;
    for (let due = this.line.dueMs; due !== null && due <= end; due = this.line.dueMs) {
      this.nowMs = Math.max(due, this.nowMs);
      this.tell({ kind: "woke" });
    }
    this.nowMs = end;
    this.tell({ kind: "woke" });
  }

  /** What was said since the last time, but for pings and pongs. */
  frames(): readonly string[] {
    const said = this.said;
    this.said = [];
    return said;
  }

  told<K extends LineNews["kind"]>(kind: K): readonly Extract<LineNews, { kind: K }>[] {
    return this.news.filter((one) => one.kind === kind) as never;
  }

  tell(input: LineInput): void {
    const waiting: LineInput[] = [input];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      for (const output of handle(this.line, next, this.nowMs)) waiting.push(...this.obey(output));
    }
  }

  private nextId = 0;

  private obey(output: LineOutput): readonly LineInput[] {
    switch (output.kind) {
      case "send": return this.read(output.link, readFragment(output.fragment) as Fragment);
      case "load": {
        const at = `${(output.log[14]! << 8) | output.log[15]!}:${output.seq}`;
        this.loads.push(output.fresh ? `${at} fresh` : at);
        if (this.gives) return [{ kind: "loaded", token: output.token, envelope: Uint8Array.of(1) }];
        this.asked.set(at, output.token);
        return [];
      }
      case "deliver": this.delivered.push(`${(output.log[14]! << 8) | output.log[15]!}:${output.seq}`); return [];
      case "carried": this.carried.push(`${output.seq} by ${output.bearer}`); return [];
      case "close": this.closed.push(output.reason); return [];
      case "tell": this.news.push(output.news); return [];
      default: return [];
    }
  }

  private read(link: string, fragment: Fragment): readonly LineInput[] {
    const { frame } = takeFragment(this.partials.get(link) as ReturnType<typeof emptyReassembly>, fragment, this.nowMs);
    const drained: readonly LineInput[] = this.drains ? [{ kind: "drained", link }] : [];
    if (frame === null) return drained;
    const read = decodeFrame(frame);
    if (read.name !== "ping" && read.name !== "pong") this.said.push(shown(read));
    if (read.name === "ping") this.pings.push(read.counter);
    if (read.name !== "ping" || !this.pongs) return drained;
    const pong = cutFragment(encodeFrame({ name: "pong", counter: read.counter }), 60_000, 3, 0, 4_096);
    return [...drained, { kind: "received", link, fragment: pong }];
  }
}
