// Signing in and out of the console: by passkey, by one-time link, by password where the house allows it.

import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { z } from "zod";

import { assertion, challenge } from "../api/acts.ts";
import type { Clock } from "../ports/clock.ts";
import type { SignedIn, Station } from "../station/surface.ts";
import { readJson } from "./bounded-json.ts";
import { actorOf, failure, found, sessionView } from "./handlers.ts";
import type { Handler } from "./handlers.ts";
import { challengesPerAddress, createRateLimiter, signInPerAccount, signInPerAddress } from "./rate-limit.ts";
import { addressOf } from "./request-origin.ts";
import type { Env } from "./request-origin.ts";
import type { Session, Sessions } from "./session.ts";

const signInBytesMax = 16_384;
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

type SignInRoute = "session" | "sessionLink" | "sessionPassword" | "sessionPasskey" | "sessionEnd"
  | "challenge";

/** The handlers of the session routes. */
export function signInHandlers(
  station: Station, sessions: Sessions, cookie: Cookie, clock: Clock,
): Readonly<Record<SignInRoute, Handler>> {
  const perAddress = createRateLimiter(clock, signInPerAddress);
  const perAccount = createRateLimiter(clock, signInPerAccount);

  const open = (context: Context<Env>, signedIn: SignedIn): Response => {
    const former = context.get("session");
    // A new sign-in always gets a new value, so that one planted before it is worth nothing.
    if (former !== null) sessions.end(former.key);
    setCookie(context, cookie.name, sessions.open(signedIn), {
      httpOnly: true, sameSite: "Strict", path: "/", secure: cookie.secure,
    });
    return context.json(sessionView(station, signedIn.officer, signedIn.means));
  };

  return {
    session(context) {
      const session = context.get("session");
      const officer = session === null || session.locked ? null : context.get("officer");
      return context.json(sessionView(station, officer, officer === null ? null : session?.means ?? null));
    },
    async sessionLink(context) {
      if (!perAddress.take(addressOf(context))) return failure(context, 429, "too-many");
      const asked = await parse(context, link);
      if (asked instanceof Response) return asked;
      const signedIn = await station.redeemLink(asked.token);
      return signedIn === null ? failure(context, 401, "sign-in") : open(context, signedIn);
    },
    async sessionPasskey(context) {
      if (!perAddress.take(addressOf(context))) return failure(context, 429, "too-many");
      const asked = await parse(context, assertion);
      if (asked instanceof Response) return asked;
      const signedIn = await station.checkPasskey(asked);
      return signedIn === null ? failure(context, 401, "sign-in") : open(context, signedIn);
    },
    async sessionPassword(context) {
      if (!perAddress.take(addressOf(context))) return failure(context, 429, "too-many");
      const asked = await parse(context, password);
      if (asked instanceof Response) return asked;
      // An account is named by its identifier or its name; both draw on one allowance.
      const known = station.officers().find((item) => item.id === asked.officer || item.name === asked.officer);
      const account = known?.id ?? asked.officer;
      if (!perAccount.take(account)) return failure(context, 429, "too-many");
      const signedIn = await station.checkPassword(account, asked.password);
      if (signedIn === null) return failure(context, 401, "sign-in");
      perAccount.forgive(account);
      return open(context, signedIn);
    },
    challenge: askChallenge(station, clock),
    async sessionEnd(context) {
      const session = context.get("session");
      if (session !== null) {
        sessions.end(session.key);
        await station.endSession(session.session, "ended");
      }
      deleteCookie(context, cookie.name, { path: "/", secure: cookie.secure });
      return context.json(sessionView(station, null, null));
    },
  };
}

/** What a passkey is to sign. Anyone may ask for a challenge to sign in with, and only an officer for another. */
function askChallenge(station: Station, clock: Clock): Handler {
  const perAddress = createRateLimiter(clock, challengesPerAddress);
  return async (context) => {
    if (!perAddress.take(addressOf(context))) return failure(context, 429, "too-many");
    const asked = await parse(context, challenge);
    if (asked instanceof Response) return asked;
    if (asked.purpose === "sign-in") return found(context, station.challenge(null, asked));
    const officer = context.get("officer");
    if (officer === null) return failure(context, 401, "sign-in");
    if (context.get("session")?.locked === true) return failure(context, 401, "session-locked");
    return found(context, station.challenge(actorOf(context, officer), asked));
  };
}

async function parse<T>(context: Context<Env>, shape: z.ZodType<T>): Promise<T | Response> {
  const body = await readJson(context.req.raw, signInBytesMax);
  if (body.kind === "refused") return failure(context, body.status, body.error);
  const parsed = shape.safeParse(body.value);
  return parsed.success ? parsed.data : failure(context, 400, "bad-request");
}
