// Sessions of the console: a random cookie value, held here only as its hash.

import { createHash } from "node:crypto";

import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";
import type { Means, SignedIn, Station } from "../station/surface.ts";

/** A session nobody has used for so long is locked: the alarm goes on, everything else waits for a sign-in. */
export const sessionIdleMs = 15 * 60_000;
/** A session ends after so long, whatever happens. */
export const sessionMs = 12 * 3_600_000;
/** Most sessions at once, and of one officer; the longest unused ends when one more begins. */
export const sessionsMax = 512;
export const sessionsPerOfficerMax = 8;

const tokenBytes = 32;

/** How long sessions last; the demo, which nobody signs in to again, may choose longer. */
export interface SessionLimits {
  readonly idleMs: number;
  readonly absoluteMs: number;
}

/** A session as a request finds it. */
export interface Session {
  readonly key: string;
  /** Its name in the house record; it opens nothing. */
  readonly session: string;
  readonly officer: string;
  readonly means: Means;
  readonly locked: boolean;
}

interface Kept {
  readonly session: string;
  readonly officer: string;
  readonly means: Means;
  readonly openedMs: number;
  usedMs: number;
}

/** The sessions of one server. They live in memory: a restart of the station signs everybody out. */
export interface Sessions {
  /** Begins a session and returns the cookie's value. */
  open(signedIn: SignedIn): string;
  /** The session of a cookie value, or null when there is none or it has ended. */
  find(token: string): Session | null;
  /** The session with a key that `find` returned; null when it has ended since. */
  get(key: string): Session | null;
  /** A person used the session just now. */
  touch(key: string): void;
  end(key: string): void;
}

/** What the station knows of sessions: its house record has each of them. */
export type SessionsOfStation = Pick<Station, "sessionStands" | "endSession">;

/** Sessions measured by the clock that never goes back. */
export function createSessions(
  clock: Clock, random: Random, limits: SessionLimits, station: SessionsOfStation,
): Sessions {
  const kept = new Map<string, Kept>();

  const get = (key: string): Session | null => {
    const session = kept.get(key);
    if (session === undefined) return null;
    const nowMs = clock.monotonicMs();
    if (nowMs - session.openedMs >= limits.absoluteMs) {
      kept.delete(key);
      void station.endSession(session.session, "expired");
      return null;
    }
    // The station's word counts: the officer or an administrator may have ended it from elsewhere.
    if (!station.sessionStands(session.session)) {
      kept.delete(key);
      return null;
    }
    const { session: name, officer, means } = session;
    return { key, session: name, officer, means, locked: nowMs - session.usedMs >= limits.idleMs };
  };

  return {
    get,
    find: (token) => (/^[\w-]{43}$/u.test(token) ? get(keyOf(token)) : null),
    open({ officer: { id: officer }, session, means }) {
      for (const gone of makeRoom(kept, officer)) void station.endSession(gone, "expired");
      const token = Buffer.from(random.bytes(tokenBytes)).toString("base64url");
      const nowMs = clock.monotonicMs();
      kept.set(keyOf(token), { session, officer, means, openedMs: nowMs, usedMs: nowMs });
      return token;
    },
    touch(key) {
      const session = kept.get(key);
      if (session !== undefined) session.usedMs = clock.monotonicMs();
    },
    end: (key) => void kept.delete(key),
  };
}

/** A copy of the server's memory shows no value that opens a session. */
function keyOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** Ends the longest unused where there are too many; the names of those that went. */
function makeRoom(kept: Map<string, Kept>, officer: string): readonly string[] {
  const own = [...kept].filter(([, session]) => session.officer === officer);
  const gone = own.length >= sessionsPerOfficerMax ? [dropOldest(kept, own)] : [];
  return kept.size >= sessionsMax ? [...gone, dropOldest(kept, [...kept])] : gone;
}

function dropOldest(kept: Map<string, Kept>, among: readonly (readonly [string, Kept])[]): string {
  let oldest = among[0];
  for (const candidate of among) if (oldest === undefined || candidate[1].usedMs < oldest[1].usedMs) oldest = candidate;
  if (oldest !== undefined) kept.delete(oldest[0]);
  return oldest?.[1].session ?? "";
}
