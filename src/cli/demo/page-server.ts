// The demo's one origin: its page, and both stations' consoles under a path each, so that two frames may show them.

import { createReadStream } from "node:fs";
import { createServer, request } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";

/** A console under a path. */
export interface Behind {
  /** First part of the path: "a" for /a/. */
  readonly path: string;
  readonly port: number;
}

/** What the page's buttons do; each answers with JSON. */
export type Controls = Readonly<Record<string, () => Promise<unknown>>>;

const files: Readonly<Record<string, readonly [file: string, type: string]>> = {
  "/": ["index.html", "text/html; charset=utf-8"],
  "/page.js": ["page.js", "text/javascript; charset=utf-8"],
  "/page.css": ["page.css", "text/css; charset=utf-8"],
};
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; img-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The page, served but empty until there is something to show. */
export interface Page {
  readonly origin: string;
  show(behind: readonly Behind[], controls: Controls): void;
  close(): Promise<void>;
}

/** Serves on a port of 127.0.0.1; 0 takes a free one. Rejects when the port is taken. */
export async function openPage(port: number): Promise<Page> {
  let origin = "";
  let behind: readonly Behind[] = [];
  let controls: Controls | null = null;
  const server = createServer((asked, answer) => {
    const path = new URL(asked.url ?? "/", "http://demo").pathname;
    const station = behind.find((one) => path.startsWith(`/${one.path}/`));
    // A name that resolves to this machine must not pass for it, and another site's page must not press the buttons.
    if (asked.headers.host !== new URL(origin).host) return refuse(answer, 421);
    // Whoever looks before the stations are made looks again by himself.
    if (controls === null) return refuse(answer, 503, { refresh: "1" });
    if (station !== undefined) return forward(asked, answer, station);
    const control = controls[path.slice("/demo/".length)];
    if (path.startsWith("/demo/") && control !== undefined) return void press(asked, answer, control, origin);
    const file = files[path];
    if (file === undefined || asked.method !== "GET") return refuse(answer, 404);
    answer.writeHead(200, {
      "content-type": file[1], "content-security-policy": policy, "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer", "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    });
    createReadStream(join(import.meta.dirname, "page", file[0])).pipe(answer);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });
  const bound = server.address();
  origin = `http://127.0.0.1:${typeof bound === "object" && bound !== null ? bound.port : port}`;
  return {
    origin,
    show: (stations, does) => {
      behind = stations;
      controls = does;
    },
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

async function press(
  asked: IncomingMessage, answer: ServerResponse, control: () => Promise<unknown>, origin: string,
): Promise<void> {
  const site = asked.headers["sec-fetch-site"];
  const reads = asked.method === "GET" && site !== "cross-site";
  const ours = asked.headers.origin === origin || (asked.headers.origin === undefined && site === "same-origin");
  if (!reads && (asked.method !== "POST" || !ours)) return refuse(answer, 403);
  try {
    const value = await control();
    answer.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" });
    answer.end(JSON.stringify(value ?? null));
  } catch (error) {
    const why = error instanceof Error ? error.message : "failed";
    // The page says to look at the terminal.
    process.stderr.write(`${why}\n`);
    answer.writeHead(500, { "content-type": "application/json" });
    answer.end(JSON.stringify({ error: why }));
  }
}

function forward(asked: IncomingMessage, answer: ServerResponse, station: Behind): void {
  const path = (asked.url ?? "/").slice(station.path.length + 1);
  const onward = request(
    { host: "127.0.0.1", port: station.port, path, method: asked.method ?? "GET", headers: asked.headers },
    (came) => {
      answer.writeHead(came.statusCode ?? 502, came.headers);
      came.pipe(answer);
      came.on("error", () => answer.destroy());
    },
  );
  onward.on("error", () => (answer.headersSent ? answer.destroy() : refuse(answer, 502)));
  answer.on("close", () => onward.destroy());
  asked.pipe(onward);
}

function refuse(answer: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): void {
  answer.writeHead(status, { "content-type": "text/plain", ...headers });
  answer.end(String(status));
}
