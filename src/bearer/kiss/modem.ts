// A modem that is a program: KISS over a TCP connection to it.

import { connect } from "node:net";
import type { OpenPort } from "./port.ts";

/** How long a connection to a modem may take to stand. */
export const connectMsMax = 10_000;

/** Opens a connection to the modem at a host and port. */
export function openModem({ host, port }: { readonly host: string; readonly port: number }): OpenPort {
  return (events) => new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    const timer = setTimeout(() => socket.destroy(new Error("no answer")), connectMsMax);
    let failure = "the modem closed";
    socket.on("error", (error) => {
      failure = error.message;
      reject(error);
    });
    socket.once("connect", () => {
      clearTimeout(timer);
      resolve({
        write: (bytes, taken) => void socket.write(bytes, () => taken()),
        read: (on) => void (on ? socket.resume() : socket.pause()),
        close: () => socket.destroy(),
      });
    });
    socket.on("data", (bytes: Buffer) => events.data(new Uint8Array(bytes)));
    socket.on("end", () => socket.destroy());
    socket.once("close", () => {
      clearTimeout(timer);
      events.closed(failure);
    });
  });
}
