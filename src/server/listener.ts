// The sockets a server listens on: TCP for browsers, a local socket for the command line.

import { chmodSync, rmSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import type { Server as HttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { connect } from "node:net";

import { createAdaptorServer } from "@hono/node-server";
import type { HttpBindings } from "@hono/node-server";

import type { Bindings } from "./request-origin.ts";

/** Limits on connections: a peer that sends slowly or opens many holds nothing for long. */
const limits = { maxHeaderSize: 16_384, headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 5_000 };
export const connectionsMax = 512;

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
        fetch: handle, overrideGlobalObjects: false, createServer: createHttpServer, serverOptions: limits,
      })
      : createAdaptorServer({
        fetch: handle, overrideGlobalObjects: false, createServer: createHttpsServer,
        serverOptions: { ...limits, ...tls, minVersion: "TLSv1.3" },
      });
    const http = server as HttpServer;
    http.maxConnections = connectionsMax;
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
