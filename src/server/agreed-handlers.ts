// What the routes of joint texts and of commitments answer.

import type { Station } from "../station/surface.ts";
import type { Context } from "hono";

import { evidenceBytesMax, fileNameBytesMax, mediaTypeBytesMax } from "../core/mechanism/commitment/entries.ts";
import { utf8 } from "../core/bytes/cbor.ts";
import { checkAuthored } from "../core/text/authored.ts";
import type { Env } from "./request-origin.ts";
import { calendarOf, calendarType } from "./calendar.ts";
import { askerNow, download, failure, found, isObject, object } from "./handlers.ts";
import type { AgreedRoute, Handler } from "./handlers.ts";
import { mayUse, routes } from "./routes.ts";

/** The handlers of what is agreed, and of what follows from it. */
export function agreedHandlers(station: Station): Readonly<Record<AgreedRoute, Handler>> {
  return {
    texts: (context) => context.json(station.texts()),
    text: (context) => found(context, object(context, (id) => station.text(id))),
    textHistory: (context) => found(context, object(context, (id) => (
      station.textHistory(id, context.req.param("slot") ?? "")
    ))),
    async textCopy(context) {
      const digest = context.req.param("digest") ?? "";
      const made = await object(context, (id) => (isObject(digest) ? station.copies(id, digest) : null));
      const copy = made?.kind === "set" ? made.copies[Number(context.req.param("index") ?? "")] : undefined;
      if (made?.kind === "not-set") return failure(context, made.reason === "busy" ? 503 : 500, made.reason);
      if (copy === undefined) return failure(context, 404, "not-found");
      return download(context, "copy.pdf", Uint8Array.from(copy));
    },
    async textPublication(context) {
      const digest = context.req.param("digest") ?? "";
      const file = await object(context, (id) => (isObject(digest) ? station.publication(id, digest) : null));
      if (file === null) return failure(context, 404, "not-found");
      return download(context, "proof.chirograph", Uint8Array.from(file));
    },
    commitments(context) {
      const [party, channel] = [context.req.query("party") ?? null, context.req.query("channel") ?? null];
      const isGood = (id: string | null): boolean => id === null || isObject(id);
      if (!isGood(party) || !isGood(channel)) return failure(context, 400, "bad-request");
      return context.json(station.commitments({ party, channel, state: context.req.query("state") ?? null }));
    },
    schedule: (context) => found(context, object(context, (id) => station.schedule(id))),
    async exhibitKeep(context) {
      const { req } = context;
      const [name, media] = [req.query("name") ?? "", req.query("media") ?? ""];
      if (req.header("content-type") !== "application/octet-stream") return failure(context, 415, "content-type");
      const isGood = isName(name, fileNameBytesMax) && isName(media, mediaTypeBytesMax);
      if (!isGood) return failure(context, 400, "bad-request");
      const bytes = await bodyUpTo(context, evidenceBytesMax);
      if (bytes === null) return failure(context, 413, "too-large");
      const asker = askerNow(station, context);
      if (asker === null) return failure(context, 401, "sign-in");
      if (!mayUse(routes.exhibitKeep, asker.roles)) return failure(context, 403, "not-allowed");
      const kept = await station.keepExhibit(bytes, name, media);
      return kept === null ? failure(context, 415, "media") : context.json(kept);
    },
    async exhibit(context) {
      const number = Number(context.req.param("number") ?? "");
      const view = await object(context, (claim) => station.exhibit(claim, number));
      if (view === null) return failure(context, 404, "not-found");
      const { bytes, ...rest } = view;
      if (context.req.query("look") !== undefined) return context.json(rest);
      if (bytes === null) return failure(context, 404, "not-found");
      return download(context, "exhibit", Uint8Array.from(bytes), view.name);
    },
    meetings: (context) => context.json(station.meetings()),
    meeting: (context) => found(context, object(context, (id) => station.meeting(id))),
    calendar: (context) => calendarAnswer(context, station, context.get("officer")?.language ?? "en"),
    follow: (context) => found(context, station.follow(context.req.query("since") ?? null)),
  };
}

/** The calendar under an address of its own, where that was given out. */
export function calendarFeed(station: Station): Handler {
  return (context) => {
    const token = context.req.param("token") ?? "";
    if (!station.opensCalendar(token)) return failure(context, 404, "not-found");
    return calendarAnswer(context, station, context.req.query("language") ?? "en");
  };
}

function calendarAnswer(context: Context<Env>, station: Station, language: string): Response {
  context.header("Content-Type", calendarType);
  return context.body(calendarOf(station, language));
}

/** The body of a request, or null when it is longer than it may be. */
async function bodyUpTo({ req }: Context<Env>, bytesMax: number): Promise<Uint8Array | null> {
  if (Number(req.header("content-length") ?? "0") > bytesMax) return null;
  const bytes = new Uint8Array(bytesMax);
  let length = 0;
  for await (const part of (req.raw.body ?? []) as AsyncIterable<Uint8Array>) {
    if (length + part.length > bytesMax) return null;
    bytes.set(part, length);
    length += part.length;
  }
  return bytes.slice(0, length);
}

function isName(text: string, bytesMax: number): boolean {
  return text !== "" && utf8(text).length <= bytesMax && checkAuthored(text).length === 0 && !text.includes("\n");
}
