// Stations joined over TLS 1.3, each known to the other by the digest of its key and by nothing else.

import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { connect, createSecureContext, createServer as createTlsServer } from "node:tls";
import type { SecureContext, TLSSocket } from "node:tls";
import type { Bearer, BearerEvents, LinkTerms } from "../../ports/bearer.ts";
import { createAdmission, handshakeMsOf } from "./admission.ts";
import { pinOf } from "./certificate.ts";
import { createDialer, readAddress } from "./dialer.ts";
import type { Address, Dialer } from "./dialer.ts";
import { openLink, termsOf } from "./link.ts";
import type { OpenLink } from "./link.ts";

/** A peer station (hex): the pins of its certificate (32 bytes each), and where to dial it. */
export interface TlsPeer {
  readonly station: string;
  readonly pins: readonly Uint8Array[];
  /** "host:port" or "[host]:port"; an address that is neither is not dialed. */
  readonly addresses: readonly string[];
}

/** What a TLS bearer is made of; certificate and key in PEM. `listen` null: it only dials. Port 0: any free one. */
export interface TlsBearerOptions {
  readonly name: string;
  readonly listen: { readonly host: string; readonly port: number } | null;
  readonly certificate: string;
  readonly key: string;
  readonly peers: readonly TlsPeer[];
  /** What the operator declares of the network; without it nothing need be considered. */
  readonly terms?: LinkTerms;
}

export interface TlsBearer extends Bearer {
  /** The port it listens on, 0 while it does not. */
  readonly port: number;
  /** Replaces the peers; links to peers and pins no longer listed are closed, peers that are new are dialed. */
  setPeers(peers: readonly TlsPeer[]): void;
}

interface Held extends OpenLink {
  readonly pin: string;
  readonly station: string;
  readonly dialed: boolean;
}

/** What is true of one run of the bearer. */
interface State {
  readonly name: string;
  readonly terms: LinkTerms;
  readonly context: SecureContext;
  readonly held: Set<Held>;
  readonly dialers: Map<string, Dialer>;
  /** Connections this side is opening. */
  readonly opening: Set<TLSSocket>;
  /** Station by pin, both hex. */
  stations: Map<string, string>;
  events: BearerEvents | null;
  count: number;
}

/**
 * Makes a bearer over TLS 1.3. Both sides listen and dial, so two links may stand between the same two stations: at
 * most one dialed to a peer and one accepted from each of its pins; a newer one ends the older.
 *
 * `start` rejects when it cannot listen.
 */
export function createTlsBearer(options: TlsBearerOptions): TlsBearer {
  const { certificate, key } = options;
  const state: State = {
    name: options.name, terms: termsOf(options.terms ?? null),
    context: createSecureContext({ cert: certificate, key, minVersion: "TLSv1.3", maxVersion: "TLSv1.3" }),
    held: new Set(), dialers: new Map(), opening: new Set(), stations: new Map(), events: null, count: 0,
  };
  const admission = createAdmission(handshakeMsOf(state.terms));
  const server = createListener(options, handshakeMsOf(state.terms), admission.enter, (socket) => {
    admission.admit(socket.remoteAddress, socket.remotePort);
    accept(state, socket);
  });
  let peers = options.peers;
  return {
    name: options.name,
    get port() {
      return (server.address() as AddressInfo | null)?.port ?? 0;
    },
    configured: () => peers.map(({ station }) => ({ station, terms: state.terms })),
    setPeers: (replacing) => {
      peers = replacing;
      if (state.events !== null) usePeers(state, peers);
    },
    start: async (events) => {
      if (options.listen !== null) await startListening(server, options.listen);
      state.events = events;
      usePeers(state, peers);
    },
    stop: async () => {
      admission.clear();
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      usePeers(state, []);
      while (state.held.size > 0 || state.opening.size > 0) await new Promise((resolve) => setImmediate(resolve));
      await closed;
      state.events = null;
    },
  };
}

/** A server that bounds connections before TLS sees them. */
export function createListener(
  options: Pick<TlsBearerOptions, "certificate" | "key">, handshakeMs: number, enter: (raw: Socket) => void,
  secured: (socket: TLSSocket) => void,
): Server {
  const tls = createTlsServer({
    cert: options.certificate, key: options.key, minVersion: "TLSv1.3", maxVersion: "TLSv1.3",
    // Asked for, but judged by its pin alone: nobody else has signed it.
    requestCert: true, rejectUnauthorized: false,
    handshakeTimeout: handshakeMs,
  }, secured);
  tls.on("tlsClientError", (_, socket) => socket.destroy());
  return createServer((raw) => {
    raw.on("error", () => raw.destroy());
    enter(raw);
    if (!raw.destroyed) tls.emit("connection", raw);
  });
}

async function startListening(server: Server, listen: { host: string; port: number }): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(listen.port, listen.host, () => {
      server.off("error", reject);
      // A failed accept (no file handles left) must not end the station; the peer dials again.
      server.on("error", () => undefined);
      resolve();
    });
  });
}

function usePeers(state: State, peers: readonly TlsPeer[]): void {
  state.stations = new Map(peers.flatMap(({ station, pins }) => pins.map((pin) => [pin.toHex(), station] as const)));
  const wanted = new Map(peers.map((peer) => [peer.station, peer]));
  for (const { pin, station, end } of state.held) {
    if (state.stations.get(pin) !== station) end("no longer a peer");
  }
  for (const [station, dialer] of state.dialers) {
    if (wanted.has(station)) continue;
    state.dialers.delete(station);
    dialer.stop();
  }
  for (const { station, addresses } of peers) {
    const dialer = state.dialers.get(station) ?? createDialer((address, ended) => dial(state, station, address, ended));
    state.dialers.set(station, dialer);
    dialer.setAddresses(addresses.map(readAddress).filter((address) => address !== null));
  }
}

function dial(state: State, station: string, { host, port }: Address, ended: (upMs: number) => void): () => void {
  const socket = connect({
    host, port, secureContext: state.context, minVersion: "TLSv1.3", maxVersion: "TLSv1.3",
    // The pin decides; the name of the host is nobody's business.
    rejectUnauthorized: false, servername: "",
  });
  state.opening.add(socket);
  let upSinceMs: number | null = null;
  const timer = setTimeout(() => socket.destroy(), handshakeMsOf(state.terms));
  socket.on("error", () => undefined);
  socket.once("secureConnect", () => {
    clearTimeout(timer);
    const pin = pinOfPeer(socket);
    if (pin === null || state.stations.get(pin) !== station) {
      socket.destroy();
      return;
    }
    upSinceMs = performance.now();
    hold(state, socket, { pin, station, dialed: true });
  });
  socket.once("close", () => {
    clearTimeout(timer);
    state.opening.delete(socket);
    ended(upSinceMs === null ? 0 : performance.now() - upSinceMs);
  });
  return () => socket.destroy();
}

function accept(state: State, socket: TLSSocket): void {
  const pin = pinOfPeer(socket);
  const station = pin === null ? undefined : state.stations.get(pin);
  // Refused before a byte of it is read.
  if (pin === null || station === undefined) socket.destroy();
  else hold(state, socket, { pin, station, dialed: false });
}

function hold(state: State, socket: TLSSocket, who: { pin: string; station: string; dialed: boolean }): void {
  if (state.events === null) {
    socket.destroy();
    return;
  }
  for (const older of state.held) {
    const same = older.dialed ? older.station === who.station : older.pin === who.pin;
    if (older.dialed === who.dialed && same) older.end("a newer one took its place");
  }
  state.count += 1;
  const id = `${state.name}-${state.count}`;
  const names = { id, bearer: state.name, station: who.station, terms: state.terms };
  const open = openLink(socket, names, state.events, () => {
    for (const one of state.held) if (one.link === open.link) state.held.delete(one);
  });
  state.held.add({ ...who, ...open });
  // The station may have changed its peers when it was told.
  if (state.stations.get(who.pin) !== who.station) open.end("no longer a peer");
}

/** The pin of the certificate the peer has shown and proved to hold the key of, in hex; null when there is none. */
export function pinOfPeer(socket: TLSSocket): string | null {
  // A resumed session would stand on an earlier proof; neither side of ours ever resumes one.
  if (socket.getProtocol() !== "TLSv1.3" || socket.isSessionReused()) return null;
  try {
    const certificate = socket.getPeerX509Certificate();
    return certificate === undefined ? null : pinOf(certificate).toHex();
  } catch {
    return null;
  }
}
