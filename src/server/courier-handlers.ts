// What the routes of the courier answer: a bundle given as a file, one that was brought taken in as it comes.

import type { Context } from "hono";

import { bundleBytesMax } from "../core/courier/bundle.ts";
import type { Station } from "../station/surface.ts";
import { download, failure, streamOf } from "./handlers.ts";
import type { Handler } from "./handlers.ts";
import type { Env } from "./request-origin.ts";

/** Largest bundle a browser may send, in bytes; a larger one is taken in by the command line. */
export const uploadBytesMax = 33_554_432;

/** The handlers of the courier. */
export function courierHandlers(
  station: Station,
): Readonly<Record<"courier" | "courierBundle" | "courierTake" | "courierLook", Handler>> {
  return {
    courier: (context) => context.json(station.courier()),
    courierBundle(context) {
      const peer = context.req.query("station") ?? "";
      const after = placeOf(context.req.query("after"));
      const only = placeOf(context.req.query("only"));
      if (!/^[0-9a-f]{32}$/u.test(peer) || after === undefined || only === undefined) {
        return failure(context, 400, "bad-request");
      }
      const made = station.makeBundle(peer, { after, only, reseal: context.req.query("reseal") === "yes" });
      return made === null
        ? failure(context, 404, "not-found")
        : download(context, "courier.bundle", streamOf(made));
    },
    courierTake: readBundle(station, true),
    courierLook: readBundle(station, false),
  };
}

function readBundle(station: Station, keep: boolean): Handler {
  return async (context) => {
    const { req } = context;
    if (req.header("content-type") !== "application/octet-stream") return failure(context, 415, "content-type");
    const bytesMax = context.env?.overSocket === true ? bundleBytesMax : uploadBytesMax;
    if (Number(req.header("content-length") ?? "0") > bytesMax) return failure(context, 413, "too-large");
    return context.json(await station.takeBundle(bodyOf(context, bytesMax), keep));
  };
}

/** The body as it comes; one that grows beyond the limit ends there, and so is shown as cut off. */
async function* bodyOf({ req }: Context<Env>, bytesMax: number): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const part of (req.raw.body ?? []) as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > bytesMax) return;
    yield part;
  }
}

/** "log:seq", null where none is asked for, undefined where it is malformed. */
function placeOf(text: string | undefined): { readonly log: string; readonly seq: number } | null | undefined {
  if (text === undefined) return null;
  const [, log = "", seq = ""] = /^([0-9a-f]{32}):(\d{1,15})$/u.exec(text) ?? [];
  return log === "" ? undefined : { log, seq: Number(seq) };
}
