// Where stations come to a gateway: one connection for each way, spliced to its device and bounded in both directions.

import { createServer } from "node:net";
import type { Server, Socket } from "node:net";
import type { OpenPort, Port } from "../../bearer/kiss/port.ts";
import { wordsOf } from "../../bearer/kiss/gateway.ts";
import { createPinnedServer } from "../../bearer/tls/pinned.ts";
import type { Identity } from "../../bearer/tls/pinned.ts";
import { GatewayReader, carriedBytesMax, encodeGatewayWord, untakenMax } from "../../core/bearer/gateway.ts";
import type { GatewayWord } from "../../core/bearer/gateway.ts";

/** Connections that have not yet asked for a way, and how long each may take to, in milliseconds. */
export const askingMax = 16;
export const askingMsMax = 5_000;
/** Bytes of a device that wait for a station which does not read; what comes beyond them is lost, as on the air. */
export const heardBytesMax = 262_144;

/** What becomes of a way: a station has it, or it is free again, or its device cannot be opened. */
export type WayState = "held" | "free" | "away";

/** The ways of a gateway, and who is told what becomes of them. */
export interface DoorOptions {
  readonly ways: ReadonlyMap<string, OpenPort>;
  readonly told: (way: string, state: WayState, reason: string) => void;
}

/** A door that stands open. */
export interface Door {
  /** Where it stands: the path, or "host:port"; null once it is closed. */
  readonly address: string | null;
  close(): Promise<void>;
}

/** A local socket; or a TCP port for the stations that have the pins (hex), who know this gateway by its own. */
export type DoorPlace =
  | { readonly path: string }
  | { readonly host: string; readonly port: number; readonly identity: Identity; readonly pins: ReadonlySet<string> };

/** Opens a door. Rejects when it cannot. */
export async function openDoor(place: DoorPlace, options: DoorOptions): Promise<Door> {
  const holders = new Map<string, Guest>();
  const guests = new Set<Guest>();
  const enter = (socket: Socket): void => {
    const asking = [...guests].filter((one) => one.way === null);
    if (asking.length >= askingMax) asking[0]?.end("too many ask");
    const guest: Guest = new Guest(socket, options, holders, () => guests.delete(guest));
    guests.add(guest);
  };
  const { server, clear } = "path" in place ? { server: createServer(enter), clear: () => undefined }
    : createPinnedServer(place.identity, place.pins, enter);
  await listen(server, place);
  return {
    get address() {
      const at = server.address();
      return at === null || typeof at === "string" ? at : `${at.address}:${at.port}`;
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      clear();
      for (const guest of guests) guest.end("the gateway stops");
      await closed;
    },
  };
}

function listen(server: Server, place: DoorPlace): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen("path" in place ? { path: place.path } : { host: place.host, port: place.port }, () => {
      server.off("error", reject);
      // An accept that fails must not end the gateway.
      server.on("error", () => undefined);
      resolve();
    });
  });
}

/** One connection of a station. */
class Guest {
  way: string | null = null;
  private readonly socket: Socket;
  private readonly options: DoorOptions;
  private readonly holders: Map<string, Guest>;
  private readonly reader = new GatewayReader();
  private port: Port | null = null;
  private untaken = 0;
  private reason = "the station closed";

  constructor(socket: Socket, options: DoorOptions, holders: Map<string, Guest>, gone: () => void) {
    [this.socket, this.options, this.holders] = [socket, options, holders];
    const timer = setTimeout(() => this.way === null && this.end("no way was asked for"), askingMsMax);
    socket.on("error", () => undefined);
    socket.on("end", () => socket.destroy());
    socket.on("data", (chunk: Buffer) => {
      for (const word of wordsOf(this.reader, chunk, (why) => this.end(why))) if (!socket.destroyed) this.take(word);
    });
    socket.once("close", () => {
      clearTimeout(timer);
      gone();
      this.leave();
    });
  }

  end(reason: string): void {
    this.reason = reason;
    this.socket.destroy();
  }

  private take(word: GatewayWord): void {
    if (word.kind === "open" && this.way === null) return void this.open(word.way);
    if (word.kind !== "bytes" || this.port === null || this.untaken === untakenMax) return this.end("out of place");
    this.untaken += 1;
    this.port.write(word.bytes, () => {
      this.untaken -= 1;
      this.say({ kind: "taken" });
    });
  }

  private async open(way: string): Promise<void> {
    const open = this.options.ways.get(way);
    this.way = way;
    if (open === undefined) return this.refuse("unknown");
    // The newest holds the way: an older one may be what a station that died has left behind.
    this.holders.get(way)?.end("a newer one took its place");
    this.holders.set(way, this);
    const port = await open({
      data: (bytes) => this.hear(bytes), closed: (reason) => this.end(reason),
    }).catch((error: unknown) => {
      this.reason = error instanceof Error ? error.message.slice(0, 200) : "";
      return null;
    });
    if (this.socket.destroyed) return port?.close();
    if (port === null) {
      this.options.told(way, "away", this.reason);
      return this.refuse("away");
    }
    this.port = port;
    this.say({ kind: "opened", answer: "open" });
    this.options.told(way, "held", "");
  }

  private refuse(answer: "unknown" | "away"): void {
    this.socket.end(encodeGatewayWord({ kind: "opened", answer }));
  }

  private hear(bytes: Uint8Array): void {
    if (this.port === null) return;
    for (let at = 0; at < bytes.length; at += carriedBytesMax) {
      if (this.socket.writableLength >= heardBytesMax) return;
      this.say({ kind: "bytes", bytes: bytes.subarray(at, at + carriedBytesMax) });
    }
  }

  private say(word: GatewayWord): void {
    if (!this.socket.destroyed) this.socket.write(encodeGatewayWord(word));
  }

  private leave(): void {
    const { way, port } = this;
    this.port = null;
    port?.close();
    if (way === null || this.holders.get(way) !== this) return;
    this.holders.delete(way);
    if (port !== null) this.options.told(way, "free", this.reason);
  }
}
