// A stream between two that know each other by the digests of their keys alone: to a gateway on another host.

import type { Server, Socket } from "node:net";
import { connect } from "node:tls";
import type { TLSSocket } from "node:tls";
import { createAdmission, handshakeMsMin } from "./admission.ts";
import { createListener, pinOfPeer } from "./bearer.ts";
import type { Address } from "./dialer.ts";

/** A certificate and its key, in PEM. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

/** A peer that does not answer any more is noticed after about this pause, in milliseconds. */
const keepAliveMs = 10_000;

/** Connects to who has the pin (hex) at an address; rejects where nobody is, or somebody else. */
export function connectPinned({ host, port }: Address, identity: Identity, pin: string): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host, port, cert: identity.certificate, key: identity.key, minVersion: "TLSv1.3", maxVersion: "TLSv1.3",
      // The pin decides, as in the bearer.
      rejectUnauthorized: false, servername: "",
    });
    const timer = setTimeout(() => socket.destroy(new Error("no answer")), handshakeMsMin);
    socket.once("error", reject);
    socket.once("close", () => {
      clearTimeout(timer);
      reject(new Error("closed"));
    });
    socket.once("secureConnect", () => {
      clearTimeout(timer);
      if (pinOfPeer(socket) !== pin) return void socket.destroy(new Error("another is at this address"));
      socket.off("error", reject);
      socket.setKeepAlive(true, keepAliveMs);
      socket.setNoDelay(true);
      resolve(socket);
    });
  });
}

/** A server, not yet listening, for those who have one of the pins (hex); nobody else is heard. */
export function createPinnedServer(
  identity: Identity, pins: ReadonlySet<string>, entered: (socket: Socket) => void,
): { readonly server: Server; clear(): void } {
  const admission = createAdmission(handshakeMsMin);
  const server = createListener(identity, handshakeMsMin, admission.enter, (socket) => {
    admission.admit(socket.remoteAddress, socket.remotePort);
    if (!pins.has(pinOfPeer(socket) ?? "")) return void socket.destroy();
    socket.setKeepAlive(true, keepAliveMs);
    socket.setNoDelay(true);
    entered(socket);
  });
  return { server, clear: admission.clear };
}
