// What each route answers. Authorisation stands before them, in server.ts; none of them knows a cookie.

import type { Context } from "hono";

import { act } from "../api/acts.ts";
import type { Act, ActResult } from "../api/acts.ts";
import type { SessionView } from "../api/views.ts";
import { ChirographError } from "../core/errors.ts";
import type { Actor, Means, Officer, Station } from "../station/surface.ts";
import { bodyBytesMax, largeBodyBytesMax, readJson } from "./bounded-json.ts";
import type { Env } from "./request-origin.ts";
import { mayDo } from "./routes.ts";
import type { RouteName } from "./routes.ts";

/** Most messages or entries in one answer. */
export const pageMax = 500;
/** Most objects withheld from one export. */
export const withholdMax = 2_000;

type CourierRoute = "courier" | "courierBundle" | "courierTake" | "courierLook";
/** What is agreed: texts, and the commitments that follow from them. */
export type AgreedRoute =
  | "texts" | "text" | "textHistory" | "textCopy" | "textPublication" | "commitments" | "schedule" | "follow"
  | "exhibitKeep" | "exhibit" | "meetings" | "meeting" | "calendar";
export type Handler = (context: Context<Env>) => Response | Promise<Response>;

type FailureStatus = 400 | 401 | 403 | 404 | 413 | 415 | 429 | 500 | 503;

/** An answer of an error: a code, never a detail. */
export function failure(context: Context<Env>, status: FailureStatus, error: string): Response {
  return context.json({ error }, status);
}

/** The handlers of everything but sessions and live events. */
export function stationHandlers(station: Station): Omit<Record<RouteName, Handler>,
  "session" | "sessionLink" | "sessionPassword" | "sessionPasskey" | "sessionEnd" | "challenge" | "events"
  | "snapshot" | CourierRoute | AgreedRoute> {
  return {
    state: (context) => context.json(station.state()),
    line: (context) => context.json(station.line()),
    messages(context) {
      const before = context.req.query("before") ?? null;
      if (before !== null && !isObject(before)) return failure(context, 400, "bad-request");
      if (context.req.query("waiting") !== undefined) return context.json(station.waiting(pageMax));
      return context.json(station.messages(whole(context.req.query("limit"), 100, pageMax), before));
    },
    thread: (context) => found(context, object(context, (id) => station.thread(id))),
    proof: async (context) => found(context, await object(context, (id) => station.proof(id))),
    async timesEvidence(context) {
      const file = await object(context, (id) => station.timesEvidence(id));
      if (file === null) return failure(context, 404, "not-found");
      return download(context, "chirograph.evidence", Uint8Array.from(file));
    },
    tlogProof: async (context) => found(context, await object(context, (id) => station.tlogProof(id))),
    drafts: (context) => context.json(station.drafts()),
    readBack: (context) => found(context, object(context, (id) => station.readBack(id))),
    async record(context) {
      const channel = context.req.query("channel") ?? null;
      if (channel !== null && !isObject(channel)) return failure(context, 400, "bad-request");
      return found(context, await station.record(channel, from(context), limit(context)));
    },
    house: async (context) => context.json(await station.house(from(context), limit(context))),
    verify: async (context) => context.json(await station.verify()),
    export: exportRecord(station),
    evidence: (context) => context.json(station.evidence()),
    evidenceFile(context) {
      const file = station.evidenceFile(context.req.param("id") ?? "");
      if (file === null) return failure(context, 404, "not-found");
      return download(context, "chirograph.evidence", Uint8Array.from(file));
    },
    joinAsked(context) {
      const file = station.joinAsked();
      if (file === null) return failure(context, 404, "not-found");
      return download(context, "chirograph.join-asked", new TextEncoder().encode(file));
    },
    card: (context) => context.json(station.card()),
    rosters: (context) => context.json(station.rosters()),
    doctor: async (context) => context.json(await station.doctor()),
    handover: (context) => found(context, station.handover(context.get("officer")?.id ?? "")),
    people: (context) => context.json(station.people(context.get("officer")?.id ?? "")),
    acts: doAct(station),
    officers: (context) => context.json(station.officers()),
  };
}

/** What a session shows of its officer. */
export function sessionView(station: Station, officer: Officer | null, means: Means | null): SessionView {
  const { world, passkeyStation } = station;
  if (officer === null) return { world, officer: null, means: null, passkeyStation };
  const { id, name, roles, language } = officer;
  return { world, officer: { id, name, roles, language, passkeys: station.passkeys(id) }, means, passkeyStation };
}

/** Who acts, from where, and how they are known. */
export function actorOf(context: Context<Env>, officer: Officer): Actor {
  if (context.env?.overSocket === true) return { officer: officer.id, via: "cli", means: "token" };
  const session = context.get("session");
  if (session === null) return { officer: officer.id, via: "console" };
  return { officer: officer.id, via: "console", session: session.session, means: session.means };
}

/** Acts whose body may be large: a card, a draft with its translations, clauses of a text. */
const largeActs: readonly string[] = [
  "party.add", "roster.adopt", "draft.save", "message.send", "text.begin", "text.offer", "text.draft", "text.position",
  "commitment.propose",
];

function doAct(station: Station): Handler {
  return async (context) => {
    const body = await readJson(context.req.raw, largeBodyBytesMax);
    if (body.kind === "refused") return failure(context, body.status, body.error);
    const officer = askerNow(station, context);
    if (officer === null) return failure(context, 401, "sign-in");
    const parsed = act.safeParse(body.value);
    if (!parsed.success) return failure(context, 400, "bad-request");
    const asked: Act = parsed.data;
    if (body.bytes > bodyBytesMax && !largeActs.includes(asked.act)) return failure(context, 413, "too-large");
    const isPreAgreedWord = (draft: string): boolean =>
      station.drafts().some((item) => item.object === draft && item.content.word !== null);
    if (!mayDo(asked, officer, { isPreAgreedWord })) return failure(context, 403, "not-allowed");
    return context.json(await outcome(station, actorOf(context, officer), asked));
  };
}

/**
 * Who asks, as they stand once the body has come, which may take half a minute; null when their session was ended
 * meanwhile, or they were withdrawn.
 */
export function askerNow(station: Station, context: Context<Env>): Officer | null {
  const [officer, session] = [context.get("officer"), context.get("session")];
  if (session !== null && !station.sessionStands(session.session)) return null;
  return station.officers().find(({ id }) => id === officer?.id) ?? null;
}

/** Bytes that do not check (a card, a charter) are an expected outcome of an act; anything else is an error of ours. */
async function outcome(station: Station, actor: Actor, asked: Act): Promise<ActResult> {
  try {
    return await station.act(actor, asked);
  } catch (error) {
    if (!(error instanceof ChirographError)) throw error;
    return { kind: "refused", reason: error.code, detail: "" };
  }
}

function exportRecord(station: Station): Handler {
  return (context) => {
    const channel = context.req.query("channel") ?? null;
    const withhold = (context.req.query("withhold") ?? "").split(",").filter((id) => id !== "");
    if (channel !== null && !isObject(channel)) return failure(context, 400, "bad-request");
    if (withhold.length > withholdMax || !withhold.every(isObject)) return failure(context, 400, "bad-request");
    const exported = station.exportRecord(channel, withhold);
    return exported === null
      ? failure(context, 404, "not-found")
      : download(context, "record.chirograph", streamOf(exported));
  };
}

/** Streams a snapshot of the store. A station that has none to give says so. */
export function snapshotHandler(snapshot: (() => AsyncIterable<Uint8Array>) | undefined): Handler {
  return (context) => snapshot === undefined
    ? failure(context, 404, "not-found")
    : download(context, "record.snapshot", streamOf(snapshot()));
}

/** A stream of what comes one after the other. */
export function streamOf(iterable: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const parts = iterable[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => void (await parts.return?.()),
  });
}

/** A file that is saved and never shown; `named` is the name that a person gave it, of which only letters are kept. */
export function download(
  context: Context<Env>, name: string, body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>, named = "",
): Response {
  const given = named.replaceAll(/[^\p{L}\p{N}._ -]/gu, "_").replace(/^\.+/u, "");
  const written = given === "" ? "" : `; filename*=UTF-8''${encodeURIComponent(given)}`;
  context.header("Content-Type", "application/octet-stream");
  context.header("Content-Disposition", `attachment; filename="${name}"${written}`);
  return context.body(body);
}

/** What is read of the object that a route names, or null where it names none. */
export function object<T>(context: Context<Env>, read: (id: string) => T): T | null {
  const id = context.req.param("object") ?? "";
  return isObject(id) ? read(id) : null;
}

export function found(context: Context<Env>, view: object | null): Response {
  return view === null ? failure(context, 404, "not-found") : context.json(view);
}

/** Whether a text can be the id of an object or a channel. */
export function isObject(id: string): boolean {
  return /^[0-9a-f]{64}$/u.test(id);
}

function from(context: Context<Env>): number {
  return whole(context.req.query("from"), 0, Number.MAX_SAFE_INTEGER);
}

function limit(context: Context<Env>): number {
  return whole(context.req.query("limit"), 100, pageMax);
}

/** A whole number of a query, or `otherwise` when there is none or it is none; never above `max`. */
function whole(query: string | undefined, otherwise: number, max: number): number {
  return query !== undefined && /^\d{1,15}$/u.test(query) ? Math.min(Number(query), max) : otherwise;
}
