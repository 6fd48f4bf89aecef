// One authenticated TLS connection as a link.

import type { TLSSocket } from "node:tls";
import type { BearerEvents, Link, LinkTerms } from "../../ports/bearer.ts";
import { createFrameReader, fragmentBytesMax, frame, lengthBytes } from "./frame.ts";
import { createPaced } from "./paced.ts";

/**
 * Bytes that wait in a link before `send` asks for a pause: two whole fragments, or as many short ones as make them up.
 */
export const waitingBytesMax = 2 * fragmentBytesMax;

const keepAliveMs = 10_000;
/** Headers of IPv4 and TCP, and what a TLS record puts around a frame, in bytes. */
const streamBytes = 62;

/** The terms that a link has: as declared, with the fragments this bearer takes at most. */
export function termsOf(declared: LinkTerms | null): LinkTerms {
  const wide = { rateBps: null, lossShare: 0, delayMs: 0, turnaroundMs: null, returnPath: true, costly: 0 };
  const around = declared === null ? {} : { aroundBytes: streamBytes + lengthBytes };
  const mtuBytes = Math.min(declared?.mtuBytes ?? fragmentBytesMax, fragmentBytesMax);
  return { ...wide, ...around, ...declared, mtuBytes };
}

/** A link and the way to end it with a reason for the log. */
export interface OpenLink {
  readonly link: Link;
  end(reason: string): void;
}

/** Names of a link. */
export interface LinkNames {
  readonly id: string;
  readonly bearer: string;
  readonly station: string;
  readonly terms: LinkTerms;
}

/**
 * Makes the link of a connection whose peer has been authenticated; tells `up` at once, and `down` once the socket is
 * closed. A malformed frame ends the link. `closed` is called just before `down`.
 */
export function openLink(socket: TLSSocket, names: LinkNames, events: BearerEvents, closed: () => void): OpenLink {
  let ended: string | null = null;
  let waiting = 0;
  let blocked = false;

  const end = (reason: string): void => {
    ended ??= reason;
    socket.destroy();
  };
  const isOpen = (): boolean => ended === null && !socket.destroyed;
  const isFull = (): boolean => waiting >= waitingBytesMax;
  const relieve = (): void => {
    if (!blocked || !isOpen() || isFull()) return;
    blocked = false;
    events.drained(link);
  };
  const link: Link = {
    ...names,
    send: (fragment) => {
      if (!isOpen()) return false;
      if (fragment.length === 0 || fragment.length > names.terms.mtuBytes) {
        throw new Error(`assertion failed: a fragment of ${fragment.length} bytes`);
      }
      if (paced !== null) return paced.send(frame(fragment));
      waiting += fragment.length;
      gather(socket);
      socket.write(frame(fragment), () => {
        waiting -= fragment.length;
        relieve();
      });
      blocked = isFull();
      return !blocked;
    },
    close: () => end("closed"),
    read: (on) => void (on ? socket.resume() : socket.pause()),
  };

  const paced = names.terms.rateBps === null ? null : createPaced(names.terms, {
    write: (bytes) => void socket.write(bytes), drained: () => isOpen() && events.drained(link),
    isFull: () => socket.writableNeedDrain,
  });
  const reader = createFrameReader();
  const take = (fragment: Uint8Array): boolean => {
    events.fragment(link, fragment);
    return isOpen();
  };
  socket.setNoDelay(true);
  socket.setKeepAlive(true, keepAliveMs);
  socket.on("drain", relieve);
  socket.on("drain", () => paced?.step());
  socket.on("error", (error) => (ended ??= error.message || "error"));
  socket.on("end", () => end("the peer closed"));
  socket.on("close", () => {
    ended ??= "the connection is lost";
    paced?.stop();
    closed();
    events.down(link, ended);
  });
  events.up(link);
  socket.on("data", (chunk: Buffer) => {
    if (isOpen() && !reader.read(chunk, take)) end("a frame of a forbidden length");
  });
  return { link, end };
}

// What one turn sends goes as one write: a TLS record and a call of the system for each short fragment cost more than
// it does.
function gather(socket: TLSSocket): void {
  if (socket.writableCorked > 0) return;
  socket.cork();
  // After the turn's microtasks, in which the line machine hands over the rest.
  queueMicrotask(() => process.nextTick(() => socket.uncork()));
}
