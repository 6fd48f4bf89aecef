// Where a request comes from: its address, and whether a page of our own sent it.

import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";

import type { Officer } from "../station/surface.ts";
import type { Session } from "./session.ts";

/** Set by the listener on the command line's socket; nothing that arrives over TCP can claim it. */
export interface Bindings extends Partial<HttpBindings> {
  readonly overSocket?: boolean;
}
export interface Variables {
  officer: Officer | null;
  session: Session | null;
}
/** The types of one request's context. */
export interface Env { Bindings: Bindings; Variables: Variables }

/** The other end's address; "unknown" when the request was handed over without a connection (tests). */
export function addressOf(context: Context<Env>): string {
  return context.env?.incoming?.socket.remoteAddress ?? "unknown";
}

/**
 * Why a request is refused for where it comes from, or null. A name that resolves to this address must not pass for it
 * (DNS rebinding), so the host must be one of ours; another site's page must not reach the API, even to read; and what
 * changes anything must name our exact origin, or be said by the browser itself to come from it.
 */
export function originProblem(request: Request, origins: ReadonlySet<string>): "host" | "cross-site" | "origin" | null {
  const host = request.headers.get("host") ?? new URL(request.url).host;
  if (![...origins].some((origin) => new URL(origin).host === host)) return "host";
  const site = request.headers.get("sec-fetch-site");
  if (request.method === "GET" || request.method === "HEAD") {
    const navigation = request.headers.get("sec-fetch-mode") === "navigate";
    return site === null || site === "same-origin" || site === "none" || navigation ? null : "cross-site";
  }
  if (site !== null && site !== "same-origin") return "cross-site";
  const origin = request.headers.get("origin");
  // Some browsers leave Origin away where page and API are one; what they say in its place no page can write (Fetch
  // Metadata).
  if (origin === null) return site === "same-origin" ? null : "origin";
  return origins.has(origin) ? null : "origin";
}
