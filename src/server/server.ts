// The station's face to people: the API for console and command line, live events, sign-in, the console's files.

import { createHash, timingSafeEqual } from "node:crypto";

import { Hono } from "hono";
import type { Context, MiddlewareHandler } from "hono";

import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";
import type { Station } from "../station/surface.ts";
import { agreedHandlers, calendarFeed } from "./agreed-handlers.ts";
import { courierHandlers } from "./courier-handlers.ts";
import { createEventStream } from "./event-stream.ts";
import { actorOf, failure, isObject, snapshotHandler, stationHandlers } from "./handlers.ts";
import type { Handler } from "./handlers.ts";
import { createListeners } from "./listener.ts";
import type { Listening } from "./listener.ts";
import { createRateLimiter, requestsPerAddress, signInPerAddress } from "./rate-limit.ts";
import { addressOf, originProblem } from "./request-origin.ts";
import type { Env } from "./request-origin.ts";
import { apiRoot, mayUse, routes } from "./routes.ts";
import type { Route, RouteName } from "./routes.ts";
import { securityHeaders } from "./security-headers.ts";
import { createSessions, sessionIdleMs, sessionMs } from "./session.ts";
import type { Session, SessionLimits, Sessions } from "./session.ts";
import { cookieOf, sessionOf, signInHandlers } from "./sign-in.ts";
import type { Cookie } from "./sign-in.ts";
import { readStaticFiles } from "./static-files.ts";
import type { StaticFile } from "./static-files.ts";

/** The station is told this often at most that a console is open. */
export const attendEveryMs = 2_000;

/** What the place of use decides. */
export interface ServerOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Short code of the station's party: part of the cookie's name where there is no https. */
  readonly short: string;
  /** Folder of the built console, or null to serve the API alone. */
  readonly consoleFolder: string | null;
  /** Origins besides those listened on under which browsers reach this server (a name, a proxy, the demo's page). */
  readonly origins?: readonly string[];
  /** Whether browsers reach it over https. */
  readonly secure?: boolean;
  /** Origins that may show the console in a frame: the demo's page alone. */
  readonly frameAncestors?: readonly string[];
  readonly sessions?: Partial<SessionLimits>;
  /** Everything the station's store holds, sealed as it stands there, for a backup; served on the socket alone. */
  readonly snapshot?: () => AsyncIterable<Uint8Array>;
  /** Told of an error of ours, for the log; the answer itself says nothing of it. */
  readonly onError?: (error: unknown) => void;
}

/** A server over one station; it owns neither the station nor its end. */
export interface Server {
  /** Answers one request as if it had come over TCP. */
  fetch(request: Request): Promise<Response>;
  /** Listens for browsers and returns the origin; port 0 takes a free one. */
  listen(host: string, port: number, tls?: { readonly key: string; readonly cert: string }): Promise<string>;
  /** Listens for the command line on a local socket that only this account can open. */
  listenSocket(path: string, token: string): Promise<void>;
  /** Ends every listener, stream and connection. */
  close(): Promise<void>;
}

/** The server of a station. */
export function createServer(station: Station, options: ServerOptions): Server {
  const origins = new Set<string>((options.origins ?? []).map((origin) => new URL(origin).origin));
  const sessions = createSessions(options.clock, options.random, {
    idleMs: options.sessions?.idleMs ?? sessionIdleMs,
    absoluteMs: options.sessions?.absoluteMs ?? sessionMs,
  }, station);
  const cookie = cookieOf(options.secure === true, options.short);
  const events = createEventStream(station, options.clock, options.random);
  const socketToken: { hash: Buffer | null } = { hash: null };

  const app = new Hono<Env>({ strict: true });
  app.use(protect(options, origins));
  app.use(`${apiRoot}/*`, identify(station, sessions, cookie, socketToken));
  const handlers: Record<RouteName, Handler> = {
    ...stationHandlers(station),
    ...agreedHandlers(station),
    ...courierHandlers(station),
    snapshot: snapshotHandler(options.snapshot),
    ...signInHandlers(station, sessions, cookie, options.clock),
    events: eventsHandler(station, sessions, events, options.clock),
  };
  for (const name of Object.keys(routes) as RouteName[]) {
    const route: Route = routes[name];
    app.on(route.method, apiRoot + route.path, admit(station, route, sessions), handlers[name]);
  }
  const calendars = createRateLimiter(options.clock, signInPerAddress);
  app.get("/calendar/:token", async (context, next) => (
    calendars.take(addressOf(context)) ? next() : failure(context, 429, "too-many")
  ), calendarFeed(station));
  serveFiles(app, options.consoleFolder === null ? new Map() : readStaticFiles(options.consoleFolder));
  app.notFound((context) => failure(context, 404, "not-found"));
  app.onError((error, context) => {
    options.onError?.(error);
    return failure(context, 500, "internal");
  });

  const listeners: Listening = createListeners((request, env) => app.fetch(request, env));
  return {
    fetch: async (request) => app.fetch(request, {}),
    async listen(host, port, tls) {
      const origin = await listeners.listen(host, port, tls);
      origins.add(origin);
      // Passkeys need a name, and this machine has one for itself.
      if (host === "127.0.0.1" || host === "::1") {
        const named = new URL(origin);
        named.hostname = "localhost";
        origins.add(named.origin);
      }
      return origin;
    },
    async listenSocket(path, token) {
      socketToken.hash = sha256(token);
      await listeners.listenSocket(path);
    },
    async close() {
      events.close();
      await listeners.close();
    },
  };
}

/** First of all: headers on every answer, and nobody heard who comes from elsewhere or too often. */
function protect(options: ServerOptions, origins: ReadonlySet<string>): MiddlewareHandler<Env> {
  const headers = securityHeaders({ secure: options.secure === true, frameAncestors: options.frameAncestors ?? [] });
  const requests = createRateLimiter(options.clock, requestsPerAddress);
  return async (context, next) => {
    for (const [name, value] of headers) context.header(name, value);
    // The socket is reached through the file system's permissions and a token, not through a browser.
    if (context.env?.overSocket === true) return next();
    if (!requests.take(addressOf(context))) return failure(context, 429, "too-many");
    const problem = originProblem(context.req.raw, origins);
    return problem === null ? next() : failure(context, 403, problem);
  };
}

/** Who asks: by cookie over TCP, by token and named officer over the socket. */
function identify(
  station: Station, sessions: Sessions, cookie: Cookie, socketToken: { readonly hash: Buffer | null },
): MiddlewareHandler<Env> {
  return async (context, next) => {
    const officerOf = (id: string) => station.officers().find((officer) => officer.id === id) ?? null;
    context.set("session", null);
    context.set("officer", null);
    if (context.env?.overSocket === true) {
      const given = /^Bearer ([\w-]{1,200})$/u.exec(context.req.header("authorization") ?? "")?.[1];
      if (given === undefined || socketToken.hash === null || !timingSafeEqual(sha256(given), socketToken.hash)) {
        return failure(context, 401, "token");
      }
      context.set("officer", officerOf(context.req.header("x-chirograph-officer") ?? ""));
      return next();
    }
    const session = sessionOf(context, cookie, sessions);
    const officer = session === null ? null : officerOf(session.officer);
    if (officer !== null) {
      context.set("session", session);
      context.set("officer", officer);
    }
    return next();
  };
}

/** Whether this officer may use this route, before anything of the request is read. */
function admit(station: Station, route: Route, sessions: Sessions): MiddlewareHandler<Env> {
  return async (context, next) => {
    const overSocket = context.env?.overSocket === true;
    if (route.socketOnly && !overSocket) return failure(context, 404, "not-found");
    const officer = context.get("officer");
    const session = context.get("session");
    if (route.audience !== "anyone" && officer === null) return failure(context, 401, "sign-in");
    if (session?.locked === true && !route.whenLocked) return failure(context, 401, "session-locked");
    if (!mayUse(route, officer?.roles ?? [])) return failure(context, 403, "not-allowed");
    if (session !== null && !session.locked && route.person) sessions.touch(session.key);
    if (route.shows !== undefined && officer !== null) {
      const about = context.req.param("object") ?? context.req.query("channel") ?? null;
      const object = about !== null && isObject(about) ? about : null;
      await station.noteAccess(actorOf(context, officer), route.shows, object);
    }
    return next();
  };
}

function eventsHandler(
  station: Station, sessions: Sessions, events: ReturnType<typeof createEventStream>, clock: Clock,
): Handler {
  return (context: Context<Env>) => {
    const key = context.get("session")?.key ?? null;
    const id = context.get("officer")?.id ?? "";
    // Asked with each event and heartbeat: so the station knows that a console is open, and whether anybody uses it.
    let told = { atMs: -attendEveryMs, locked: false };
    const attend = ({ session, locked }: Session): void => {
      const nowMs = clock.monotonicMs();
      if (locked === told.locked && nowMs - told.atMs < attendEveryMs) return;
      told = { atMs: nowMs, locked };
      station.attend(session, locked);
    };
    const stream = events.open(() => {
      const session = key === null ? { locked: false } : sessions.get(key);
      const officer = station.officers().find((item) => item.id === id);
      if (session !== null && "session" in session) attend(session);
      return session === null || officer === undefined ? null : { roles: officer.roles, locked: session.locked };
    }, context.req.header("last-event-id") ?? null);
    if (stream === null) return failure(context, 503, "too-many");
    context.header("Content-Type", "text/event-stream");
    return context.body(stream);
  };
}

function serveFiles(app: Hono<Env>, files: ReadonlyMap<string, StaticFile>): void {
  for (const [path, file] of files) {
    app.get(path, (context) => {
      // The one exception to no-store: these files hold nothing of anybody, and are checked again each time.
      context.header("Cache-Control", "no-cache");
      context.header("ETag", file.etag);
      if (context.req.header("if-none-match") === file.etag) return context.body(null, 304);
      context.header("Content-Type", file.type);
      return context.body(file.bytes);
    });
  }
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
