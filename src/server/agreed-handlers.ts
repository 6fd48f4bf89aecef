// What the routes of joint texts and of commitments answer.

import type { Station } from "../station/surface.ts";
import { download, failure, found, isObject, object } from "./handlers.ts";
import type { AgreedRoute, Handler } from "./handlers.ts";

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
    follow: (context) => found(context, station.follow(context.req.query("since") ?? null)),
  };
}
