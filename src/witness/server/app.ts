// The witness over HTTP: the paths of C2SP tlog-witness, and those of Chirograph beside them.

import { Hono } from "hono";
import type { Context } from "hono";

import { addCheckpointCharactersMax } from "../../core/checkpoint/add-checkpoint.ts";
import { encodeWitness } from "../../core/checkpoint/cosignature.ts";
import { depositBytesMax } from "../../core/checkpoint/deposit.ts";
import { serviceOf } from "./service.ts";
import { told } from "./witness.ts";
import type { Answer, WitnessState } from "./witness.ts";

/** Longest question about heads, in bytes. */
const questionBytesMax = 256;

/** What an operator says of this witness on its first page. */
const about = "A witness of logs. It sees heads of logs, who wrote them and when; it cannot read what they say.\n"
  + "POST /add-checkpoint, /boot, /heads; GET /<hash of an origin>/checkpoint, /evidence, /evidence/<id>.\n\n";

/** The witness's answers to requests. `mayAsk` says whether an address may ask once more now. */
export function createWitnessApp(
  state: WitnessState, mayAsk: (address: string) => boolean, onError: (error: unknown) => void,
): { fetch(request: Request, address: string): Promise<Response> } {
  const service = serviceOf(state);
  const app = new Hono<{ Bindings: { readonly address: string } }>({ strict: true });
  app.use(async (context, next) => {
    context.header("X-Content-Type-Options", "nosniff");
    context.header("Content-Security-Policy", "default-src 'none'");
    context.header("Cache-Control", "no-store");
    if (!mayAsk(context.env.address)) return give(context, told(429, "Too many requests."));
    return next();
  });
  app.post("/add-checkpoint", (context) => withBody(context, addCheckpointCharactersMax, async (body) => {
    const text = decodeText(body);
    return text === null ? told(400, "The request is not UTF-8.") : service.addCheckpoint(text);
  }));
  app.post("/boot", (context) => withBody(context, depositBytesMax, service.depositBoot));
  app.post("/heads", (context) => withBody(context, questionBytesMax, service.heads));
  app.get("/evidence", (context) => context.json(service.evidence()));
  app.get("/evidence/:id", async (context) => {
    const file = await service.evidenceFile(context.req.param("id"));
    if (file === null) return give(context, told(404, "There is no such evidence."));
    return give(context, { status: 200, type: "application/octet-stream", body: file });
  });
  app.get("/:hash/checkpoint", async (context) => give(context, await service.checkpoint(context.req.param("hash"))));
  app.get("/", (context) => context.text(about + encodeWitness(state.options.crypto, state.self)));
  app.notFound((context) => give(context, told(404, "There is no such page.")));
  app.onError((error, context) => {
    onError(error);
    return context.text("It failed here.\n", 500);
  });
  return { fetch: async (request, address) => app.fetch(request, { address }) };
}

function give(context: Context, { status, type, body }: Answer): Response {
  context.header("Content-Type", type);
  context.status(status);
  return context.body(typeof body === "string" ? body : Uint8Array.from(body));
}

/** Reads a body up to a limit; beyond it nothing more is read. */
async function withBody(
  context: Context, bytesMax: number, answer: (body: Uint8Array) => Promise<Answer>,
): Promise<Response> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of context.req.raw.body ?? []) {
    length += part.length;
    if (length > bytesMax) return context.text("It is too large.\n", 413);
    parts.push(part);
  }
  return give(context, await answer(Uint8Array.from(Buffer.concat(parts))));
}

function decodeText(body: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return null;
  }
}
