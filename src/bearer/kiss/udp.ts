// UDP as a port: each frame goes as one datagram to one address, and what comes from there is a frame.

import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { isIPv6 } from "node:net";
import { createKissReader, encodeKiss } from "../../core/bearer/kiss.ts";
import type { OpenPort } from "./port.ts";

interface Place {
  readonly host: string;
  readonly port: number;
}

/** Longest datagram, in bytes. */
export const datagramBytesMax = 16_388;

/** Opens a socket at `listen` for the peer at `to`; datagrams from anywhere else are not looked at. */
export function openUdp({ listen, to }: { readonly listen: Place; readonly to: Place }): OpenPort {
  return async (events) => {
    const family = isIPv6(listen.host) ? 6 : 4;
    const { address } = await lookup(to.host, { family });
    const socket = await bind(listen, family);
    const frames = createKissReader(datagramBytesMax);
    // What the network says about one datagram ends nothing.
    socket.on("error", () => undefined);
    socket.on("message", (bytes, from) => {
      if (from.address === address && from.port === to.port && bytes.length <= datagramBytesMax) {
        events.data(encodeKiss(bytes));
      }
    });
    socket.once("close", () => events.closed("closed"));
    let open = true;
    return {
      write: (bytes, taken) => {
        const datagrams = open ? frames.read(bytes) : [];
        void Promise.all(datagrams.map((one) => new Promise((sent) => void socket.send(one, to.port, address, sent))))
          .then(() => taken());
      },
      read: () => undefined,
      close: () => {
        if (open) socket.close();
        open = false;
      },
    };
  };
}

function bind({ host, port }: Place, family: 4 | 6): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: family === 6 ? "udp6" : "udp4", recvBufferSize: 1_048_576 });
    socket.once("error", reject);
    socket.bind(port, host, () => {
      socket.off("error", reject);
      resolve(socket);
    });
  });
}
