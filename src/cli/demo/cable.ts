// The cable between the demo's two stations: a forwarder of TCP connections that a person can really cut.

import { connect, createServer } from "node:net";
import type { Server, Socket } from "node:net";

/** A cable that listens where one station dials and leads to where the other listens. */
export interface Cable {
  /** Where it listens, as "host:port". */
  readonly address: string;
  readonly whole: boolean;
  /** Closes every connection at once; new ones are closed until `restore`. */
  cut(): void;
  restore(): void;
  close(): Promise<void>;
}

/** Lays a cable to a port of this machine. */
export async function layCable(port: number): Promise<Cable> {
  const sockets = new Set<Socket>();
  let whole = true;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    keep(near);
    if (!whole) {
      near.destroy();
      return;
    }
    const far = connect(port, "127.0.0.1");
    keep(far);
    near.pipe(far);
    far.pipe(near);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  });
  await listening(server);
  const bound = server.address();
  const at = typeof bound === "object" && bound !== null ? bound.port : 0;
  return {
    address: `127.0.0.1:${at}`,
    get whole() {
      return whole;
    },
    cut() {
      whole = false;
      for (const socket of sockets) socket.destroy();
    },
    restore() {
      whole = true;
    },
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    }),
  };
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve());
  });
}
