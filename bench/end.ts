// One station of a measurement, in a process of its own: a SQLite store on a real disk, TLS to its peer, and perhaps a
// narrow link.

import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { setPriority } from "node:os";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { createTlsBearer } from "../src/bearer/tls/bearer.ts";
import type { TlsBearer } from "../src/bearer/tls/bearer.ts";
import { createCertificate } from "../src/bearer/tls/certificate.ts";
import { toHex } from "../src/core/bytes/hex.ts";
import { encodeCard } from "../src/core/keys/card.ts";
import { charter as charterShape } from "../src/core/mechanism/charter/charter.ts";
import type { CharterParty } from "../src/core/mechanism/charter/charter.ts";
import { standardCharter } from "../src/core/mechanism/charter/standard-charter.ts";
import { hand, makeSelf, must, until } from "../src/station/pair.fixture.ts";
import { createStation } from "../src/station/run.ts";
import type { Self } from "../src/station/state.ts";
import type { Actor, Station } from "../src/station/surface.ts";
import { createSystemClock } from "../src/clock/system/clock.ts";
import { createChainFile } from "../src/store/sqlite/chain-file.ts";
import { createSqliteStore } from "../src/store/sqlite/store.ts";
import { answerCalls } from "./child.ts";
import { Moments } from "./moments.ts";
import { createParts } from "./parts.ts";
import type { Parts } from "./parts.ts";
import { openRadio } from "./radio.ts";
import type { Radio, RadioPlan } from "./radio.ts";

/** How a station is met: what goes from end to end before the line stands. */
export interface Card {
  readonly text: string;
  readonly party: string;
  readonly station: string;
  readonly pin: Uint8Array;
  readonly host: string;
  readonly port: number;
  /** Port of a plain echo, for the round trip that is part of the limit. */
  readonly echo: number;
  readonly member: CharterParty;
  /** What it signs with: the narrow link's marks come from it. */
  readonly key: Uint8Array;
  /** Where it takes datagrams; 0 where it takes none. */
  readonly datagrams: number;
}

/** Words to send. */
export interface Words {
  readonly precedence: "FLASH" | "ROUTINE";
  readonly language: "en" | "ru";
  readonly text: string;
}

interface Open {
  readonly self: Self;
  readonly station: Station;
  readonly officer: Actor;
  readonly bearer: TlsBearer;
  readonly radio: Radio | null;
  readonly folder: string;
}

/** Text of the message that every system was measured with: 280 characters. */
export const text = "The vessel on station reports no change. ".repeat(7).slice(0, 280);
const dayMs = 86_400_000;
const lowPriority = 10;

let open: Open | null = null;
let peer: Card | null = null;
const met: Card[] = [];
let parts: Parts | null = null;
let channel = "";
let label = "";
/** Whether anything has come in: who releases then has to have seen it. */
let heard = false;
/** When a receipt, and when a message of the peer, was durable here; the station tells of nothing before it is. */
const receipts = new Moments();
const arrivals = new Moments();

function opened(): Open {
  if (open === null) throw new Error("the station is not open");
  return open;
}

const calls = {
  async open(
    folder: string, short: string, plan: RadioPlan | null = null, host: string = "127.0.0.1",
  ): Promise<Card> {
    const seed = randomBytes(32);
    const self = makeSelf(short, undefined, undefined, undefined, undefined, seed);
    const own = createCertificate(randomBytes);
    const listen = { host, port: 0 };
    const bearer = createTlsBearer({ name: "tls", listen, certificate: own.certificate, key: own.key, peers: [] });
    const store = await createSqliteStore({ path: join(folder, "record.db"), ballastBytes: 0 });
    const chains = createChainFile(join(folder, "chains"));
    const clock = createSystemClock();
    const radio = plan === null ? null : openRadio(plan, { self, seed, clock, host });
    const bearers = radio === null ? [bearer] : [bearer, radio.bearer];
    const station = await createStation({ self, store, chains, clock, bearers });
    const added = await must(station, hand, {
      act: "officer.add", name: "Officer", language: "en", roles: ["watch", "releaser", "administrator"],
    });
    open = { self, station, officer: { officer: added.officer ?? "", via: "cli" }, bearer, radio, folder };
    const echo = createServer({ noDelay: true }, (socket) => socket.pipe(socket));
    await new Promise<void>((resolve) => echo.listen(0, "127.0.0.1", resolve));
    echo.unref();
    const { party: id, names, telephone: phone } = self.roster.roster;
    return {
      text: encodeCard(self.crypto, self.roster),
      party: toHex(self.party), station: toHex(self.station), pin: own.pin, host,
      port: bearer.port,
      echo: (echo.address() as AddressInfo).port, member: { id, short, names, languages: ["en"], phone },
      key: self.signer.publicKey, datagrams: radio?.port ?? 0,
    };
  },

  async meet(other: Card): Promise<void> {
    const { station, officer, bearer } = opened();
    peer = other;
    await must(station, officer, { act: "party.add", card: other.text, addresses: [] });
    const digits = station.card().checks.find((one) => one.party === other.party)?.digits ?? "";
    await must(station, officer, { act: "party.confirm", party: other.party, digits });
    met.push(other);
    bearer.setPeers(met.map(({ station: peer, pin, host, port }) => (
      { station: peer, pins: [pin], addresses: [`${host}:${port}`] }
    )));
    await until(() => station.line().find((one) => one.party === other.party)?.state === "up");
  },

  async propose(own: Card): Promise<string> {
    const { station, officer } = opened();
    const parties = [own.member, (peer as Card).member];
    const charter = standardCharter({ world: "exercise", nonce: randomBytes(16), parties, languages: ["en", "ru"] });
    const done = await must(station, officer, {
      act: "charter.propose", charter: charterShape.toJson(charter), untilMs: Date.now() + dayMs,
    });
    return done.channel ?? "";
  },

  async accept(asked: string): Promise<void> {
    const { station, officer } = opened();
    await until(() => station.state().channels.some((one) => one.id === asked && one.state === "accepted-by-them"));
    await must(station, officer, { act: "charter.accept", channel: asked, untilMs: Date.now() + dayMs });
  },

  async adopted(asked: string): Promise<void> {
    const { station } = opened();
    await until(() => station.state().channels.some((one) => one.id === asked && one.state === "adopted"));
    channel = asked;
    label = station.state().channels[0]?.labels[0]?.code ?? "";
    station.subscribe((event) => {
      if (event.kind !== "message") return;
      const { object, direction, to } = event.message;
      heard ||= direction === "in";
      if (direction === "in") arrivals.note(object);
      else if (to[0]?.state === "durable") receipts.note(object);
    });
  },

  /** From now on a peer is reached by the narrow link alone, and none by TLS; `address` is where datagrams go. */
  async narrow(address: string, to: Card | null = peer): Promise<void> {
    const { bearer, radio } = opened();
    const { station, key } = to as Card;
    radio?.join({ id: Uint8Array.fromHex(station), key }, address);
    bearer.setPeers([]);
  },

  /** Releases words, and says when that was done. */
  async release(words: Words): Promise<{ readonly object: string; readonly atMs: number }> {
    const atMs = Date.now();
    return { object: await release(words), atMs };
  },

  /** When the receipt of a message was durable here. */
  async receiptMs(object: string): Promise<number> {
    return receipts.of(object);
  },

  /** When a message of the peer was durable here. */
  async arrivalMs(object: string): Promise<number> {
    return arrivals.of(object);
  },

  /** Sends one after the other; milliseconds of each, and of its parts measured right after it. */
  async line(count: number): Promise<{ readonly sent: number[]; readonly limits: number[] }> {
    parts ??= await createParts(opened().folder, (peer as Card).echo);
    const sent: number[] = [];
    const limits: number[] = [];
    for (let number = 0; number < count; number++) {
      sent.push(await send());
      limits.push(await parts.once());
    }
    return { sent, limits };
  },

  /** Receipted messages a second, with so many unreceipted at any time. */
  async throughput(inFlight: number, count: number): Promise<number> {
    let left = count;
    const startMs = performance.now();
    const one = async (): Promise<void> => {
      while (left-- > 0) await send();
    };
    await Promise.all(Array.from({ length: inFlight }, one));
    return (count * 1_000) / (performance.now() - startMs);
  },

  /** Sends one after the other; milliseconds of each. */
  async latency(count: number): Promise<readonly number[]> {
    const times: number[] = [];
    for (let number = 0; number < count; number++) times.push(await send());
    return times;
  },

  /** Sends as many at once as it is told to, until it is stopped; what is not receipted is left behind. */
  async flood(inFlight: number, untilMs: number): Promise<number> {
    let sent = 0;
    const one = async (): Promise<void> => {
      while (Date.now() < untilMs) {
        await Promise.race([send(), new Promise((resolve) => setTimeout(resolve, 1_000).unref())]);
        sent += 1;
      }
    };
    await Promise.all(Array.from({ length: inFlight }, one));
    return sent;
  },

  /** Resident memory, in units of 1,000,000 bytes. */
  async resident(): Promise<number> {
    return process.memoryUsage().rss / 1e6;
  },

  /** Lower than others, so that what floods does not take the processor from what is measured. */
  async yieldProcessor(): Promise<void> {
    setPriority(lowPriority);
  },

  /** Microseconds of processor time this process has taken. */
  async processorUs(): Promise<number> {
    const { user, system } = process.cpuUsage();
    return user + system;
  },

  async verify(): Promise<number> {
    return (await opened().station.verify()).findings.length;
  },

  async stop(): Promise<void> {
    parts?.close();
    await opened().station.stop();
    setImmediate(() => process.disconnect?.());
  },
};

export type Calls = typeof calls;

/** Sends one message of 280 characters; milliseconds until the peer's receipt is durably held here. */
async function send(): Promise<number> {
  const startMs = performance.now();
  await receipts.of(await release({ precedence: "FLASH", language: "en", text }, "Subject"));
  return performance.now() - startMs;
}

/** Releases a message; its object. */
async function release({ precedence, language, text: words }: Words, subject = ""): Promise<string> {
  const { station, officer } = opened();
  const done = await must(station, officer, {
    act: "message.send", seen: heard ? station.state().newestIncoming : 0,
    content: {
      channel, precedence, desk: "watch", capacity: "", label, info: [],
      to: [{ party: (peer as Card).party, desk: "watch" }],
      language, subject, text: words, word: null, relation: null, translations: [],
    },
  });
  return done.object ?? "";
}

answerCalls(calls);
