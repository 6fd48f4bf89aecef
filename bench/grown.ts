// One station with a long record, in a process of its own: made once, then started again and again.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { answerCalls } from "./child.ts";
import { makeRecord } from "./record.ts";
import type { MadeEntry, MadeRecord } from "./record.ts";
import type { MadeParty } from "../src/core/record/ledger.fixture.ts";
import { createTlsBearer } from "../src/bearer/tls/bearer.ts";
import type { TlsBearer } from "../src/bearer/tls/bearer.ts";
import { createCertificate } from "../src/bearer/tls/certificate.ts";
import { createSystemClock } from "../src/clock/system/clock.ts";
import { toHex } from "../src/core/bytes/hex.ts";
import { encodeCard } from "../src/core/keys/card.ts";
import { encodeSignedRoster } from "../src/core/keys/roster.ts";
import { encodeHouseCharter } from "../src/core/mechanism/charter/house.ts";
import { message } from "../src/core/mechanism/message/entries.ts";
import { sealValue } from "../src/core/seal/at-rest.ts";
import { createNodeCrypto } from "../src/crypto/node/crypto.ts";
import { createNodeRandom } from "../src/crypto/node/random.ts";
import { canSeal } from "../src/station/append.ts";
import { sealKept } from "../src/station/at-rest.ts";
import { hand, must, until } from "../src/station/pair.fixture.ts";
import { rosterPrefix } from "../src/station/peer/rosters.ts";
import { createMachine } from "../src/station/start.ts";
import { Runner } from "../src/station/run.ts";
import { createSurface } from "../src/station/surface-of.ts";
import type { Self } from "../src/station/state.ts";
import type { Actor, Station } from "../src/station/surface.ts";
import { createChainFile } from "../src/store/sqlite/chain-file.ts";
import { createSqliteStore } from "../src/store/sqlite/store.ts";
import type { StoredEntry } from "../src/ports/store.ts";

/** How a station is met. */
export interface Meeting {
  readonly station: string;
  readonly pin: Uint8Array;
  readonly port: number;
}

/** When Node and the modules had been loaded. */
const loadedMs = performance.now();
const crypto = createNodeCrypto();
const random = createNodeRandom();
const text = "The vessel on station reports no change. ".repeat(7).slice(0, 280);
const batchRows = 4_096;
const none = new Uint8Array(0);

let runner: Runner | null = null;
let station: Station | null = null;
let bearer: TlsBearer | null = null;
let officer: Actor = hand;
let peer = "";
let channel = "";
let pin: Uint8Array = new Uint8Array(0);

const calls = {
  /** Makes the stores of both sides, `a` and `b` in a folder, from one record. */
  async make(root: string, count: number): Promise<void> {
    const record = makeRecord(count);
    const sides = await Promise.all((["a", "b"] as const).map((side) => openSide(join(root, side), side, record)));
    for (const entry of record.entries) for (const side of sides) await side.put(entry);
    for (const side of sides) await side.close();
  },

  /** Starts one of them once, so that it is as a stopped station leaves it. */
  async settleIn(folder: string, side: "a" | "b"): Promise<void> {
    const record = makeRecord(16);
    const self = selfOf(record, side);
    // The signatures were made a moment ago; that they hold is what `verify` measures.
    const trusting = { ...self, crypto: { ...crypto, ed25519Verify: () => true } };
    await open(folder, trusting);
    const added = await must(station as Station, hand, {
      act: "officer.add", name: "Officer", language: "en", roles: ["watch", "releaser", "administrator"],
    });
    officer = { officer: added.officer ?? "", via: "cli" };
    await know(station as Station, side === "a" ? record.b : record.a);
    await (station as Station).stop();
    writeFileSync(join(folder, "made"), added.officer ?? "");
  },

  /**
   * Starts the station; milliseconds from the beginning of this process until a FLASH is released, durably. What makes
   * the keys of the made parties anew is not counted.
   */
  async start(folder: string, side: "a" | "b", release: boolean): Promise<number> {
    const record = makeRecord(16);
    const startMs = performance.now();
    await open(folder, selfOf(record, side));
    officer = { officer: readFileSync(join(folder, "made"), "utf8"), via: "cli" };
    peer = toHex((side === "a" ? record.b : record.a).party);
    channel = toHex(record.channel);
    if (release) await say();
    return loadedMs + performance.now() - startMs;
  },

  /** Seconds of processor that this process has taken, of all its cores. */
  async processor(): Promise<number> {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },

  /** How it is met. */
  async meeting(): Promise<Meeting> {
    return { station: toHex((runner as Runner).state.self.station), pin, port: (bearer as TlsBearer).port };
  },

  async meet(other: Meeting): Promise<void> {
    bearer?.setPeers([{ station: other.station, pins: [other.pin], addresses: [`127.0.0.1:${other.port}`] }]);
    await until(() => station?.line()[0]?.state === "up", 60_000);
  },

  /** Waits until the whole record is read, everything is receipted, and there is what a message is sealed to. */
  async settle(): Promise<void> {
    await until(() => runner?.state.rest === null, 3_600_000);
    await until(() => station?.line()[0]?.outstanding === 0, 600_000);
    const { state } = runner as Runner;
    // The peer's keys come beside it.
    await until(() => state.channels.values().every((one) => one.hex !== channel || canSeal(state, one)), 600_000);
  },

  /** Sends one after the other; milliseconds until the peer's receipt is durably held here. */
  async send(count: number): Promise<readonly number[]> {
    const times: number[] = [];
    const waiting = new Map<string, () => void>();
    const stop = (station as Station).subscribe((event) => {
      if (event.kind !== "message" || event.message.to[0]?.state !== "durable") return;
      waiting.get(event.message.object)?.();
    });
    for (let number = 0; number < count; number++) {
      const startMs = performance.now();
      const object = await say();
      await new Promise<void>((resolve) => waiting.set(object, resolve));
      times.push(performance.now() - startMs);
    }
    stop();
    return times;
  },

  async resident(): Promise<number> {
    return process.memoryUsage().rss / 1e6;
  },

  async stop(): Promise<void> {
    await station?.stop();
    await calls.end();
  },

  async end(): Promise<void> {
    // After the answer to this call has gone.
    setTimeout(() => process.disconnect?.(), 100);
  },
};

export type Calls = typeof calls;

/** Who a side is: the keys of the made record, and a storage key that is always the same. */
function selfOf({ a, b }: MadeRecord, side: "a" | "b"): Self {
  const { party, station: id, signer, signed, digest } = side === "a" ? a : b;
  return {
    crypto, random, signer, storageKey: new Uint8Array(32).fill(7), party, station: id, world: "exercise",
    roster: signed, rosterDigest: digest, version: "bench",
  };
}

async function open(folder: string, self: Self): Promise<void> {
  const own = createCertificate(randomBytes);
  pin = own.pin;
  const listen = { host: "127.0.0.1", port: 0 };
  bearer = createTlsBearer({ name: "tls", listen, certificate: own.certificate, key: own.key, peers: [] });
  const store = await createSqliteStore({ path: join(folder, "record.db"), ballastBytes: 0 });
  const options = {
    self, store, chains: createChainFile(join(folder, "chains")), clock: createSystemClock(), bearers: [bearer],
  };
  runner = new Runner(await createMachine(options), options);
  await runner.start();
  station = createSurface(runner);
}

/** Takes in the other's card and says that the digits are the same. */
async function know(of: Station, other: MadeParty): Promise<void> {
  await must(of, officer, { act: "party.add", card: encodeCard(crypto, other.signed), addresses: [] });
  const party = toHex(other.party);
  const digits = of.card().checks.find((one) => one.party === party)?.digits ?? "";
  await must(of, officer, { act: "party.confirm", party, digits });
}

/** Sends one FLASH of 280 characters; its object. */
async function say(): Promise<string> {
  const done = await must(station as Station, officer, {
    act: "message.send", seen: (station as Station).state().newestIncoming,
    content: {
      channel, precedence: "FLASH", desk: "watch", capacity: "", label: "open", info: [],
      to: [{ party: peer, desk: "watch" }], language: "en", subject: "Subject", text, word: null, relation: null,
      translations: [],
    },
  });
  return done.object ?? "";
}

/** The store of a station that has everything of a record but its entries and its chains. */
async function openSide(
  folder: string, side: "a" | "b", record: MadeRecord,
): Promise<{ put(entry: MadeEntry): Promise<void>; close(): Promise<void> }> {
  const self = selfOf(record, side);
  const store = await createSqliteStore({ path: join(folder, "record.db"), ballastBytes: 0 });
  const sealed = (key: string, value: Uint8Array): readonly [string, Uint8Array] => (
    [key, sealValue(crypto, random, self.storageKey, key, value)]
  );
  const other = side === "a" ? record.b : record.a;
  const house = encodeHouseCharter({ v: 1, world: "exercise", nonce: new Uint8Array(16), party: self.party });
  await store.commit({ entries: [], values: [
    sealed("house/charter", house), sealed(`channel/${toHex(record.channel)}`, record.charter),
    sealed(`${rosterPrefix}${toHex(other.digest)}`, encodeSignedRoster(other.signed)),
  ] });
  let rows: StoredEntry[] = [];
  let incoming = 0;
  const flush = async (): Promise<void> => {
    await store.commit({ entries: rows, values: [] });
    rows = [];
  };
  return {
    put: async ({ by, body, leaf, entry, salt, content }) => {
      const came = by !== side && body.kind === message.code;
      if (came) incoming += 1;
      const { log, seq, time: heldMs } = body;
      const kept = {
        ...entry, salt: salt ?? none, content: content ?? none, envelope: none, heldMs, incoming: came ? incoming : 0,
        narrow: none,
      };
      rows.push({ log, seq, leaf, blob: sealKept({ self }, log, seq, leaf, kept) });
      if (rows.length >= batchRows) await flush();
    },
    close: async () => {
      await flush();
      await store.close();
    },
  };
}

answerCalls(calls);
