// The sockets a server listens on: TCP for browsers, a local socket for the command line.

import { chmodSync, rmSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import type { Server as HttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { connect } from "node:net";
import type { Socket } from "node:net";

import { createAdaptorServer } from "@hono/node-server";
import type { HttpBindings } from "@hono/node-server";

import type { Bindings } from "./request-origin.ts";

/** Limits on connections: a peer that sends slowly or opens many holds nothing for long. */
const limits = {
  maxHeaderSize: 16_384, headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
};
/** On the local socket a large file may take its time: whoever opens it could stop the station anyway. */
const socketLimits = { ...limits, requestTimeout: 0 };
const handshakeMsMax = 5_000;
export const connectionsMax = 512;
/** Connections that ask nothing just now; beyond it the one that has been silent longest gives way. */
export const silentMax = 128;

type Fetch = (request: Request, env: Bindings) => Response | Promise<Response>;

export interface Listening {
  listen(host: string, port: number, tls?: { readonly key: string; readonly cert: string }): Promise<string>;
  listenSocket(path: string): Promise<void>;
  close(): Promise<void>;
}

/** Listeners that hand every request to one function. */
export function createListeners(fetch: Fetch): Listening {
  const servers: HttpServer[] = [];

  const adapt = (overSocket: boolean, tls?: { readonly key: string; readonly cert: string }): HttpServer => {
    const handle = (request: Request, env: unknown) => fetch(request, { ...(env as HttpBindings), overSocket });
    // HTTP/1.1 in both cases, which is all that the adaptor's wider type leaves open.
    const server = tls === undefined
      ? createAdaptorServer({
        fetch: handle, overrideGlobalObjects: false, createServer: createHttpServer,
        serverOptions: overSocket ? socketLimits : limits,
      })
      : createAdaptorServer({
        fetch: handle, overrideGlobalObjects: false, createServer: createHttpsServer,
        serverOptions: { ...limits, ...tls, minVersion: "TLSv1.3", handshakeTimeout: handshakeMsMax },
      });
    const http = server as HttpServer;
    http.maxConnections = connectionsMax;
    if (!overSocket) boundSilent(http);
    servers.push(http);
    return http;
  };

  return {
    async listen(host, port, tls) {
      const server = adapt(false, tls);
      await listening(server, () => server.listen(port, host));
      const address = server.address();
      const bound = typeof address === "object" && address !== null ? address.port : port;
      return `${tls === undefined ? "http" : "https"}://${host.includes(":") ? `[${host}]` : host}:${bound}`;
    },
    async listenSocket(path) {
      await removeStale(path);
      const server = adapt(true);
      await listening(server, () => server.listen(path));
      // The folder is closed to others already; the socket itself as well, for a folder whose permissions were widened.
      chmodSync(path, 0o600);
    },
    async close() {
      await Promise.all(servers.map((server) => new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      })));
    },
  };
}

/** A browser asks at once; whoever opens connections and says nothing must not keep others from being heard. */
function boundSilent(server: HttpServer): void {
  const silent = new Map<string, Socket>();
  // Over TLS the socket of a request is another object than the one that was accepted.
  const keyOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
  const wait = (key: string, socket: Socket): void => {
    if (socket.destroyed) return;
    silent.set(key, socket);
    const [oldest] = silent.values();
    if (silent.size > silentMax) oldest?.destroy();
  };
  server.on("connection", (socket) => {
    const key = keyOf(socket);
    socket.once("close", () => void silent.delete(key));
    wait(key, socket);
  });
  server.on("request", ({ socket }, response) => {
    const key = keyOf(socket);
    silent.delete(key);
    response.once("close", () => wait(key, socket));
  });
}

function listening(server: HttpServer, listen: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.once("listening", () => {
      server.off("error", reject);
      resolve();
    });
    listen();
  });
}

/** Removes a socket that a killed process left behind; one that answers belongs to a running station and stays. */
async function removeStale(path: string): Promise<void> {
  const alive = await new Promise<boolean>((resolve) => {
    const probe = connect(path);
    probe.once("connect", () => {
      probe.destroy();
      resolve(true);
    });
    probe.once("error", () => resolve(false));
  });
  if (!alive) rmSync(path, { force: true });
}
