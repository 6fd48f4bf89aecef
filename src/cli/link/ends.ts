// The ends of an emulated link: UDP ports, modems, serial lines, TCP connections.

import { createSocket } from "node:dgram";
import type { RemoteInfo, Socket as UdpSocket } from "node:dgram";
import { connect, createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { openTerminal } from "./terminal.ts";
import { Wire } from "./wire.ts";
import { createKissReader, encodeKiss } from "../../core/bearer/kiss.ts";
import type { LinkConditions } from "../../emulator/conditions.ts";
import type { Side } from "../../emulator/emulated-link.ts";

/** A host and port. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

/** What a link is made of. `to` is where what comes out at a side goes; null: to whoever spoke there last. */
export interface EndsOptions {
  readonly seed: number;
  readonly conditions: LinkConditions;
  readonly listen: readonly [Place, Place];
  readonly to: readonly [Place | null, Place | null];
}

/** A link that stands: where each side is reached, and the wire between. */
export interface Ends {
  readonly wire: Wire;
  readonly sides: readonly [string, string];
  close(): Promise<void>;
}

/** Headers of IPv4 and UDP, and of IPv4 and TCP, in bytes. */
const [udpOverheadBytes, tcpOverheadBytes] = [28, 40];
/** Longest frame of a modem that is carried. */
const frameBytesMax = 65_536;
/** A stream goes in pieces of this length, and is read no further while so many bytes of it wait. */
const [pieceBytes, streamWaitingBytesMax] = [512, 4_096];
const sidesOf = [0, 1] as const;

/** Datagrams between two UDP ports. */
export async function openUdpEnds({ seed, conditions, listen, to }: EndsOptions): Promise<Ends> {
  const last: [RemoteInfo | null, RemoteInfo | null] = [null, null];
  const wire = new Wire(seed, conditions, udpOverheadBytes, {
    arrived: (side, bytes) => {
      const { host, port } = to[side] ?? placeOf(last[side]);
      if (port !== 0) sockets[side].send(bytes, port, host, () => undefined);
    },
  });
  const bind = (side: Side): Promise<UdpSocket> => new Promise((resolve, reject) => {
    const socket = createSocket(listen[side].host.includes(":") ? "udp6" : "udp4");
    socket.once("error", reject);
    socket.bind(listen[side].port, listen[side].host, () => {
      socket.off("error", reject);
      socket.on("error", () => undefined);
      resolve(socket);
    });
    socket.on("message", (bytes, from) => {
      last[side] = from;
      wire.send(side, bytes);
    });
  });
  const sockets: readonly [UdpSocket, UdpSocket] = [await bind(0), await bind(1)];
  return {
    wire, sides: [shown(sockets[0].address()), shown(sockets[1].address())],
    close: async () => {
      wire.close();
      for (const socket of sockets) await new Promise<void>((resolve) => void socket.close(() => resolve()));
    },
  };
}

/** KISS frames between two modems: each side is a TCP port that plays one. */
export async function openModemEnds({ seed, conditions, listen }: EndsOptions): Promise<Ends> {
  const sockets: readonly [Set<Socket>, Set<Socket>] = [new Set(), new Set()];
  const wire = new Wire(seed, conditions, 0, {
    arrived: (side, bytes) => {
      for (const socket of sockets[side]) socket.write(encodeKiss(bytes));
    },
  });
  const servers = await Promise.all(sidesOf.map((side) => listening(listen[side], (socket) => {
    const reader = createKissReader(frameBytesMax);
    keep(sockets[side], socket);
    socket.on("data", (chunk: Buffer) => {
      for (const frame of reader.read(chunk)) wire.send(side, frame);
    });
  })));
  return closing(wire, servers, sockets);
}

/** KISS frames between two serial lines: pseudo-terminals, whose paths are the sides. */
export async function openSerialEnds({ seed, conditions }: EndsOptions): Promise<Ends> {
  const wire = new Wire(seed, conditions, 0, {
    arrived: (side, bytes) => terminals[side]?.write(encodeKiss(bytes)),
  });
  const terminals = await Promise.all(sidesOf.map((side) => {
    const reader = createKissReader(frameBytesMax);
    return openTerminal((chunk) => {
      for (const frame of reader.read(chunk)) wire.send(side, frame);
    });
  }));
  return {
    wire, sides: [terminals[0]?.path ?? "", terminals[1]?.path ?? ""],
    close: async () => {
      wire.close();
      await Promise.all(terminals.map((one) => one.close()));
    },
  };
}

/** TCP connections: who connects at a side reaches what is beyond the other. A cut ends them all. */
export async function openTcpEnds({ seed, conditions, listen, to }: EndsOptions): Promise<Ends> {
  const sockets: readonly [Set<Socket>, Set<Socket>] = [new Set(), new Set()];
  // Pieces of all connections go over one line in their order; whose each is, stands here.
  const owners: readonly [Socket[], Socket[]] = [[], []];
  const isCut = (): boolean => wire.conditions.ways.some((way) => way.cut);
  const destroyAll = (): void => sockets.forEach((some) => some.forEach((socket) => socket.destroy()));
  const wire = new Wire(seed, conditions, tcpOverheadBytes, {
    arrived: (side, bytes) => {
      const socket = owners[side].shift();
      if (bytes.length === 0) socket?.end();
      else socket?.write(bytes);
    },
    sent: (side) => {
      if (wire.waitingBytes(side) <= streamWaitingBytesMax) for (const socket of sockets[side]) socket.resume();
    },
    changed: () => {
      if (!isCut()) return;
      destroyAll();
      for (const some of owners) some.length = 0;
    },
  });
  const join = (near: Socket, far: Socket, side: Side): void => {
    const send = (bytes: Uint8Array): void => {
      owners[other(side)].push(far);
      if (!wire.send(side, bytes, true)) owners[other(side)].pop();
    };
    keep(sockets[side], near);
    near.on("data", (chunk: Buffer) => {
      for (let at = 0; at < chunk.length; at += pieceBytes) send(chunk.subarray(at, at + pieceBytes));
      if (wire.waitingBytes(side) > streamWaitingBytesMax) near.pause();
    });
    near.on("end", () => send(new Uint8Array(0)));
    near.on("close", () => far.destroySoon());
  };
  const servers = await Promise.all(sidesOf.filter((side) => to[other(side)] !== null).map((side) =>
    listening(listen[side], (near) => {
      const target = to[other(side)];
      if (isCut() || target === null) return void near.destroy();
      const far = connect(target.port, target.host);
      join(near, far, side);
      join(far, near, other(side));
    })));
  // A side at which nothing listens is where the link dials.
  const addresses = servers.map((server) => shown(server.address() as AddressInfo));
  const placeOf = (side: Side): string => {
    const dialled = to[other(side)] === null ? to[side] : null;
    return dialled === null ? addresses.splice(0, 1)[0] ?? "" : `${dialled.host}:${dialled.port}`;
  };
  return { ...closing(wire, servers, sockets), sides: [placeOf(0), placeOf(1)] };
}

function closing(wire: Wire, servers: readonly Server[], sockets: readonly [Set<Socket>, Set<Socket>]): Ends {
  const sides = servers.map((server) => shown(server.address() as AddressInfo));
  return {
    wire, sides: [sides[0] ?? "", sides[1] ?? ""],
    close: async () => {
      wire.close();
      const closed = servers.map((server) => new Promise<void>((resolve) => void server.close(() => resolve())));
      sockets.forEach((some) => some.forEach((socket) => socket.destroy()));
      await Promise.all(closed);
    },
  };
}

function listening({ host, port }: Place, take: (socket: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, take);
    server.once("error", reject);
    server.listen(port, host, () => resolve(server));
  });
}

function keep(some: Set<Socket>, socket: Socket): void {
  some.add(socket);
  socket.on("error", () => socket.destroy());
  socket.on("close", () => some.delete(socket));
}

function placeOf(from: RemoteInfo | null): Place {
  return from === null ? { host: "", port: 0 } : { host: from.address, port: from.port };
}

function shown({ address, port }: { readonly address: string; readonly port: number }): string {
  return `${address.includes(":") ? `[${address}]` : address}:${port}`;
}

function other(side: Side): Side {
  return side === 0 ? 1 : 0;
}
