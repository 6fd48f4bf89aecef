// Reading a bundle that somebody brought: taken in entry by entry, or looked into and left as it is.

import { isHeld, lackedHere, lackedOf, mayBring, noteBrought, noteTaken, recordNamed, wantedMax } from "./courier.ts";
import type { BundleWords, CourierPeer } from "./courier.ts";
import type { StationInput } from "../machine.ts";
import type { StationState } from "../state.ts";
import type { BundleView } from "../../api/courier-views.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { createBundleReader } from "../../core/courier/bundle.ts";
import type { BundleHeader, BundleItem, BundleReader } from "../../core/courier/bundle.ts";
import { ChirographError } from "../../core/errors.ts";
import { stationOf } from "../../core/keys/roster.ts";
import { kindOf } from "../../core/mechanism/registry.ts";
import { precedences } from "../../core/names.ts";
import type { Hex, Precedence } from "../../core/names.ts";
import { decodeBody } from "../../core/record/entry.ts";
import type { Body } from "../../core/record/entry.ts";
import type { HeldBody } from "../../core/record/held-entry.ts";
import { openEnvelope } from "../../core/seal/chains.ts";
import type { Clock } from "../../ports/clock.ts";

/** Entries taken in before what they need is waited for: their being durable. */
export const entriesPerCommit = 256;
/** Entries of one file that may fail to open, dearly, before the reading stops. */
export const unopenableMax = 256;
/** Places of a file that are remembered as counted: what comes ahead of the rest is at its beginning. */
const seenMax = 4_096;
/**
 * Longest that entries are taken in before everything else gets its turn, in milliseconds. What is taken in one turn
 * shares a commit and a receipt.
 */
const sliceMs = 8;

type Entry = Extract<BundleItem, { item: "entry" }>;
type Place = CourierPeer["unopened"][number] & { readonly channel: Uint8Array };

/** What takes a bundle in: a station that runs. */
export interface Taker {
  readonly state: StationState;
  readonly options: { readonly clock: Pick<Clock, "monotonicMs"> };
  feed(input: StationInput): void;
  /** Resolves when everything said so far is durable. */
  flushed(): Promise<void>;
}

/** Thrown to end the reading: what is wrong is a matter for the person, not of our code. */
class Stopped extends Error {}

/**
 * Reads a bundle to its end, or to where something is wrong; what was taken in before that stays. `keep` false takes
 * nothing in. One at a time: a second is refused as busy.
 */
export async function takeBundle(runner: Taker, parts: AsyncIterable<Uint8Array>, keep: boolean): Promise<BundleView> {
  const { courier } = runner.state;
  const taking = new Taking(runner, keep);
  if (courier.busy) return taking.view("bundle-busy");
  courier.busy = true;
  try {
    return await taking.read(parts);
  } finally {
    courier.busy = false;
  }
}

class Taking {
  private readonly runner: Taker;
  private readonly keep: boolean;
  private readonly reader: BundleReader;
  private header: BundleHeader | null = null;
  private bytes = 0;
  private entries = 0;
  private fresh = 0;
  private held = 0;
  private dear = 0;
  private signed = false;
  private left = 0;
  private readonly waiting: Place[] = [];
  private lost = 0;
  private readonly said: Record<Precedence, number> = { ROUTINE: 0, PRIORITY: 0, IMMEDIATE: 0, FLASH: 0 };
  private oldestMs: number | null = null;
  private newestMs: number | null = null;
  private readonly heads: BundleWords["heads"][number][] = [];
  private readonly again: BundleWords["again"][number][] = [];
  /** Places that were opened in a file that is only looked into: what came ahead comes again. */
  private readonly seen = new Set<string>();
  private sliceEndMs = 0;
  /** Entries that had been read when their being durable was last waited for. */
  private flushed = 0;

  constructor(runner: Taker, keep: boolean) {
    this.runner = runner;
    this.keep = keep;
    this.reader = createBundleReader(runner.state.self.crypto);
  }

  async read(parts: AsyncIterable<Uint8Array>): Promise<BundleView> {
    const { state } = this.runner;
    let problem: string | null = null;
    state.courier.coming = this.keep;
    try {
      for await (const part of parts) {
        this.bytes += part.length;
        for (const item of this.reader.read(part)) {
          this.take(item);
          if (this.isTurnOver()) await this.giveWay();
        }
      }
      this.reader.close();
      this.signed = this.isSigned();
      if (!this.signed) problem = "bundle-signature";
    } catch (error) {
      if (error instanceof ChirographError) problem = error.code;
      else if (error instanceof Stopped) problem = error.message;
      else if (!isCutOff(error)) throw error;
      else problem = "bundle";
    } finally {
      state.courier.coming = false;
    }
    if (this.keep && this.header !== null) {
      await this.runner.flushed();
      this.settleWaiting();
      if (this.signed) noteTaken(state, toHex(this.header.station), this.words(this.header));
      await this.runner.flushed();
    }
    return this.view(problem);
  }

  view(problem: string | null): BundleView {
    const { header, fresh, held, bytes, entries, signed, left, said, oldestMs, newestMs } = this;
    const peer = header === null ? null : toHex(header.station);
    return {
      problem, whole: signed, bytes, entries, fresh, held, waiting: this.waiting.length + this.lost, left,
      from: header === null ? null : { party: toHex(header.party), station: toHex(header.station) },
      to: header === null ? null : toHex(header.to), madeMs: header?.time ?? null,
      said: precedences.map((precedence) => ({ precedence, count: said[precedence] })), oldestMs, newestMs,
      lack: peer === null ? 0 : Math.max(lackedHere(this.runner.state, peer), lackedOf(this.runner.state, this.heads)),
    };
  }

  private take(item: BundleItem): void {
    switch (item.item) {
      case "header": return this.begin(item);
      case "heads": this.heads.push(...item.heads.map(({ channel, log, size }) => ({ channel, log, size }))); return;
      case "again": this.again.push(...item.places); return;
      case "end": this.left = item.left; return;
      case "entry": return this.takeEntry(item);
    }
  }

  /** Nothing of a file is looked at that is not for us, or of nobody whom we know. */
  private begin(header: BundleHeader): void {
    const { state } = this.runner;
    this.header = header;
    const { self } = state;
    const peer = toHex(header.station);
    if (equalBytes(header.station, self.station)) throw new Stopped("bundle-ours");
    if (header.world !== self.world) throw new Stopped("bundle-other-world");
    if (!equalBytes(header.to, self.station)) throw new Stopped("bundle-for-other");
    if (state.partyOfStation.get(peer) !== toHex(header.party) || !mayBring(state, peer)) {
      throw new Stopped("bundle-unknown");
    }
  }

  private takeEntry(entry: Entry): void {
    const { runner, header } = this;
    const { state } = runner;
    if (header === null) return;
    this.entries += 1;
    const peer = toHex(header.station);
    const before = recordNamed(state, entry.channel);
    if (isHeld(before, entry.log, entry.seq)) {
      this.held += 1;
      this.count(this.wordHeld(entry));
    } else if (this.keep) {
      if (state.impaired.size > 0 || !state.spaceEnough) throw new Stopped("station-impaired");
      runner.feed({ kind: "brought", peer, entry });
      this.dear += state.unopenable.has(peer) ? 1 : 0;
      if (isHeld(recordNamed(state, entry.channel), entry.log, entry.seq)) {
        this.fresh += 1;
        this.count(this.wordHeld(entry));
      } else this.remember(entry);
    } else this.lookInto(peer, entry);
    if (this.dear > unopenableMax) throw new Stopped("bundle-unopenable");
  }

  private isTurnOver(): boolean {
    const { clock } = this.runner.options;
    return clock.monotonicMs() >= this.sliceEndMs || this.entries - this.flushed >= entriesPerCommit;
  }

  /** Others get their turn between entries, and no more is gathered than a commit takes. */
  private async giveWay(): Promise<void> {
    if (this.entries - this.flushed >= entriesPerCommit) {
      if (this.keep) await this.runner.flushed();
      this.flushed = this.entries;
    }
    await new Promise((resolve) => setImmediate(resolve));
    this.sliceEndMs = this.runner.options.clock.monotonicMs() + sliceMs;
  }

  private remember({ channel, log, seq }: Entry): void {
    if (this.waiting.length < wantedMax) this.waiting.push({ channel, log, seq });
    else this.lost += 1;
  }

  /** Opens an entry without taking it in, so that it can be said what the file brings. */
  private lookInto(peer: Hex, entry: Entry): void {
    const { state } = this.runner;
    const channel = recordNamed(state, entry.channel);
    const author = channel?.ledger.logs.get(toHex(entry.log));
    const outcome = channel === null ? null : openEnvelope(state.self.crypto, channel.chains, {
      channel: channel.id, log: entry.log, seq: entry.seq, reader: state.self.station, author: author?.station ?? null,
    }, entry.envelope);
    const at = `${toHex(entry.log)}:${entry.seq}`;
    if (this.seen.has(at)) this.held += 1;
    else if (outcome?.kind === "opened") {
      this.fresh += 1;
      if (this.seen.size < seenMax) this.seen.add(at);
      this.count(wordOf(decodeBody(outcome.entry.payload)));
    } else {
      if (outcome?.error.code === "envelope") this.dear += 1;
      this.remember(entry);
    }
  }

  /** The body of a held entry that is about an object: of what people said. */
  private wordHeld({ channel, log, seq }: Entry): HeldBody | null {
    const record = recordNamed(this.runner.state, channel);
    const at = `${toHex(log)}:${seq}`;
    const object = record?.byPosition.get(at);
    const entries = object === undefined ? [] : record?.objects.get(object) ?? [];
    return entries.find((one) => one.at === at)?.body ?? null;
  }

  private count(body: HeldBody | null): void {
    if (body === null) return;
    this.said[body.precedence] += 1;
    this.oldestMs = Math.min(this.oldestMs ?? body.time, body.time);
    this.newestMs = Math.max(this.newestMs ?? body.time, body.time);
  }

  /** What waited for an entry that came later in the file may be held by now. */
  private settleWaiting(): void {
    const { state } = this.runner;
    const still = this.waiting.filter(({ channel, log, seq }) => !isHeld(recordNamed(state, channel), log, seq));
    for (const { channel, log, seq } of this.waiting) {
      if (isHeld(recordNamed(state, channel), log, seq)) noteBrought(state, recordNamed(state, channel), log, seq);
    }
    this.fresh += this.waiting.length - still.length;
    this.waiting.splice(0, this.waiting.length, ...still);
  }

  private words({ time }: BundleHeader): BundleWords {
    const unopened = this.waiting.map(({ log, seq }) => ({ log, seq }));
    return { madeMs: time, heads: this.heads, again: this.again, took: this.fresh, unopened };
  }

  private isSigned(): boolean {
    const { header } = this;
    const roster = header === null ? undefined : this.runner.state.rosters.get(toHex(header.roster));
    if (header === null || roster === undefined || !equalBytes(roster.party, header.party)) return false;
    const station = stationOf(roster, header.station);
    return station !== null && this.reader.isSignedBy(station.key);
  }
}

/** The body of an entry that says something about an object, or begins one. */
function wordOf(body: Body): Body | null {
  return kindOf(body.kind)?.about === "none" ? null : body;
}

/** Whether whoever sends the file broke off. */
function isCutOff(error: unknown): boolean {
  const { code, name } = error as NodeJS.ErrnoException;
  return name === "AbortError" || code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE";
}
