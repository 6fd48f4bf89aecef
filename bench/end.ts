// One station of a measurement, in a process of its own: a SQLite store on a real disk, TLS to its peer.

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
import { createParts } from "./parts.ts";
import type { Parts } from "./parts.ts";

/** How a station is met: what goes from end to end before the line stands. */
export interface Card {
  readonly text: string;
  readonly party: string;
  readonly station: string;
  readonly pin: Uint8Array;
  readonly port: number;
  /** Port of a plain echo, for the round trip that is part of the limit. */
  readonly echo: number;
  readonly member: CharterParty;
}

interface Open {
  readonly self: Self;
  readonly station: Station;
  readonly officer: Actor;
  readonly bearer: TlsBearer;
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
/** Messages whose receipt is not durable here yet; the station tells of nothing before it is. */
const waiting = new Map<string, () => void>();

function opened(): Open {
  if (open === null) throw new Error("the station is not open");
  return open;
}

const calls = {
  async open(folder: string, short: string): Promise<Card> {
    const self = makeSelf(short);
    const own = createCertificate(randomBytes);
    const listen = { host: "127.0.0.1", port: 0 };
    const bearer = createTlsBearer({ name: "tls", listen, certificate: own.certificate, key: own.key, peers: [] });
    const store = await createSqliteStore({ path: join(folder, "record.db"), ballastBytes: 0 });
    const chains = createChainFile(join(folder, "chains"));
    const station = await createStation({ self, store, chains, clock: createSystemClock(), bearers: [bearer] });
    const added = await must(station, hand, {
      act: "officer.add", name: "Officer", language: "en", roles: ["watch", "releaser", "administrator"],
    });
    open = { self, station, officer: { officer: added.officer ?? "", via: "cli" }, bearer, folder };
    const echo = createServer({ noDelay: true }, (socket) => socket.pipe(socket));
    await new Promise<void>((resolve) => echo.listen(0, "127.0.0.1", resolve));
    echo.unref();
    const { party: id, names, telephone: phone } = self.roster.roster;
    return {
      text: encodeCard(self.crypto, self.roster),
      party: toHex(self.party), station: toHex(self.station), pin: own.pin, port: bearer.port,
      echo: (echo.address() as AddressInfo).port, member: { id, short, names, languages: ["en"], phone },
    };
  },

  async meet(other: Card): Promise<void> {
    const { station, officer, bearer } = opened();
    peer = other;
    await must(station, officer, { act: "party.add", card: other.text, addresses: [] });
    const digits = station.card().checks.find((one) => one.party === other.party)?.digits ?? "";
    await must(station, officer, { act: "party.confirm", party: other.party, digits });
    met.push(other);
    bearer.setPeers(met.map(({ station: peer, pin, port }) => (
      { station: peer, pins: [pin], addresses: [`127.0.0.1:${port}`] }
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
      if (event.kind !== "message" || event.message.to[0]?.state !== "durable") return;
      const { object } = event.message;
      waiting.get(object)?.();
      waiting.delete(object);
    });
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
  const { station, officer } = opened();
  const startMs = performance.now();
  const done = await must(station, officer, {
    act: "message.send", seen: 0,
    content: {
      channel, precedence: "FLASH", desk: "watch", capacity: "", label, info: [],
      to: [{ party: (peer as Card).party, desk: "watch" }],
      language: "en", subject: "Subject", text, word: null, relation: null, translations: [],
    },
  });
  await new Promise<void>((resolve) => waiting.set(done.object ?? "", resolve));
  return performance.now() - startMs;
}

answerCalls(calls);
