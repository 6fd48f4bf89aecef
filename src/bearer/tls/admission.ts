// Who may wait in the hall: bounds the connections that have not yet shown who they are.

import type { Socket } from "node:net";
import { goesMs, turned } from "../../core/bearer/rates.ts";
import type { LinkRates } from "../../core/bearer/rates.ts";
import type { LinkTerms } from "../../ports/bearer.ts";

/** Limits on connections not yet authenticated. */
export const unauthenticatedMax = 64;
export const unauthenticatedPerAddressMax = 8;
/** How long a connection may take to authenticate itself, on a network that need not be considered. */
export const handshakeMsMin = 5_000;
/** Bytes and trips of a handshake and of setting a connection up: on a slow network they take their time (B-4). */
const [handshakeBytes, handshakeTrips] = [6_000, 8];
/** The longest it may take on any. */
export const handshakeMsMax = 120_000;

/** How long a connection may take to authenticate itself where the network has these terms. */
export function handshakeMsOf(terms: LinkRates & Pick<LinkTerms, "delayMs">): number {
  // A handshake is about as long in either direction: the slower decides.
  const sendingMs = Math.max(goesMs(terms, handshakeBytes), goesMs(turned(terms), handshakeBytes));
  return Math.min(handshakeMsMax, Math.ceil(handshakeMsMin + handshakeTrips * terms.delayMs + sendingMs));
}

export interface Admission {
  /** Lets a fresh connection begin its handshake; closes another one when there are too many. */
  enter(socket: Socket): void;
  /** Takes the connection with this address and port out of the count: it has authenticated itself. */
  admit(address: string | undefined, port: number | undefined): void;
  /** Closes everything that still waits. */
  clear(): void;
}

interface Waiting {
  readonly socket: Socket;
  readonly address: string;
  readonly timer: NodeJS.Timeout;
}

/**
 * Bounds unauthenticated connections.
 *
 * Above a limit the oldest waiting connection gives way, not the new one: an honest handshake takes milliseconds, so
 * what has waited longest is the least likely to be one, and a flood of silent connections cannot shut the door. Above
 * the total the address with the most waiting connections gives way.
 */
export function createAdmission(handshakeMs: number): Admission {
  // In the order of arrival.
  const all = new Map<string, Waiting>();

  const leave = (key: string): void => {
    clearTimeout(all.get(key)?.timer);
    all.delete(key);
  };
  const makeRoom = (): void => {
    const counts = new Map<string, number>();
    for (const { address } of all.values()) counts.set(address, (counts.get(address) ?? 0) + 1);
    const [address, most] = [...counts].reduce((left, right) => (right[1] > left[1] ? right : left));
    if (all.size <= unauthenticatedMax && most <= unauthenticatedPerAddressMax) return;
    const oldest = all.entries().find(([, one]) => one.address === address);
    if (oldest === undefined) return;
    leave(oldest[0]);
    oldest[1].socket.destroy();
  };
  return {
    enter: (socket) => {
      const { remoteAddress: address, remotePort: port } = socket;
      if (address === undefined || port === undefined) {
        socket.destroy();
        return;
      }
      const key = keyOf(address, port);
      leave(key);
      const waiting = { socket, address, timer: setTimeout(() => socket.destroy(), handshakeMs) };
      all.set(key, waiting);
      socket.once("close", () => {
        if (all.get(key) === waiting) leave(key);
      });
      makeRoom();
    },
    admit: (address, port) => leave(keyOf(address ?? "", port ?? 0)),
    clear: () => {
      for (const { socket } of all.values()) socket.destroy();
    },
  };
}

function keyOf(address: string, port: number): string {
  return `${address} ${port}`;
}
