// Signing in and out of the console: one-time links and passwords; passkeys take their place beside them.

import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { z } from "zod";

import type { Clock } from "../ports/clock.ts";
import type { Officer, Station } from "../station/surface.ts";
import { readJson } from "./bounded-json.ts";
import { failure, sessionView } from "./handlers.ts";
import type { Handler } from "./handlers.ts";
import { createRateLimiter, signInPerAccount, signInPerAddress } from "./rate-limit.ts";
import { addressOf } from "./request-origin.ts";
import type { Env } from "./request-origin.ts";
import type { Session, Sessions } from "./session.ts";

const signInBytesMax = 4_096;
const link = z.strictObject({ token: z.string().min(1).max(200) });
const password = z.strictObject({ officer: z.string().min(1).max(200), password: z.string().min(1).max(200) });

/** The cookie of a station's console. */
export interface Cookie {
  readonly name: string;
  readonly secure: boolean;
}

/**
 * The cookie's name. Over https `__Host-` binds it to this host. Over http, which only the loopback and the demo use,
 * cookies ignore ports, so the name carries the station or two of them on one machine would sign each other out.
 */
export function cookieOf(secure: boolean, short: string): Cookie {
  const suffix = short.toLowerCase().replaceAll(/[^a-z0-9]/gu, "");
  return secure ? { name: "__Host-chirograph", secure } : { name: `chirograph-${suffix}`, secure };
}

/** The session a request's cookie opens, or null. */
export function sessionOf(context: Context<Env>, cookie: Cookie, sessions: Sessions): Session | null {
  const token = getCookie(context, cookie.name);
  return token === undefined ? null : sessions.find(token);
}

type SignInRoute = "session" | "sessionLink" | "sessionPassword" | "sessionEnd";

/** The handlers of the session routes. */
export function signInHandlers(
  station: Station, sessions: Sessions, cookie: Cookie, clock: Clock,
): Readonly<Record<SignInRoute, Handler>> {
  const perAddress = createRateLimiter(clock, signInPerAddress);
  const perAccount = createRateLimiter(clock, signInPerAccount);

  const open = (context: Context<Env>, officer: Officer): Response => {
    const former = context.get("session");
    // A new sign-in always gets a new value, so that one planted before it is worth nothing.
    if (former !== null) sessions.end(former.key);
    setCookie(context, cookie.name, sessions.open(officer.id), {
      httpOnly: true, sameSite: "Strict", path: "/", secure: cookie.secure,
    });
    return context.json(sessionView(station, officer));
  };

  return {
    session(context) {
      const session = context.get("session");
      return context.json(sessionView(station, session === null || session.locked ? null : context.get("officer")));
    },
    async sessionLink(context) {
      if (!perAddress.take(addressOf(context))) return failure(context, 429, "too-many");
      const asked = await parse(context, link);
      if (asked instanceof Response) return asked;
      const officer = await station.redeemLink(asked.token);
      return officer === null ? failure(context, 401, "sign-in") : open(context, officer);
    },
    async sessionPassword(context) {
      if (!perAddress.take(addressOf(context))) return failure(context, 429, "too-many");
      const asked = await parse(context, password);
      if (asked instanceof Response) return asked;
      // An account is named by its identifier or its name; both draw on one allowance.
      const known = station.officers().find((item) => item.id === asked.officer || item.name === asked.officer);
      const account = known?.id ?? asked.officer;
      if (!perAccount.take(account)) return failure(context, 429, "too-many");
      const officer = await station.checkPassword(account, asked.password);
      if (officer === null) return failure(context, 401, "sign-in");
      perAccount.forgive(account);
      return open(context, officer);
    },
    async sessionEnd(context) {
      const session = context.get("session");
      if (session !== null) {
        sessions.end(session.key);
        await station.endSession(session.officer);
      }
      deleteCookie(context, cookie.name, { path: "/", secure: cookie.secure });
      return context.json(sessionView(station, null));
    },
  };
}

async function parse<T>(context: Context<Env>, shape: z.ZodType<T>): Promise<T | Response> {
  const body = await readJson(context.req.raw, signInBytesMax);
  if (body.kind === "refused") return failure(context, body.status, body.error);
  const parsed = shape.safeParse(body.value);
  return parsed.success ? parsed.data : failure(context, 400, "bad-request");
}
