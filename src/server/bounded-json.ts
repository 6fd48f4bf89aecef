// A JSON body from outside: read up to a limit, its depth counted before it is parsed.

/** Longest body of a request, in bytes, and of the acts that carry a card or a draft with its translations. */
export const bodyBytesMax = 65_536;
export const largeBodyBytesMax = 262_144;
/** Deepest nesting of objects and arrays. */
export const jsonDepthMax = 16;

/** A body, or why there is none. */
export type BoundedJson =
  | { readonly kind: "json"; readonly value: unknown; readonly bytes: number }
  | { readonly kind: "refused"; readonly status: 400 | 413 | 415; readonly error: string };

/** Reads the body of a request. Everything about it may be hostile; nothing beyond `bytesMax` is ever held. */
export async function readJson(request: Request, bytesMax: number): Promise<BoundedJson> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/iu.test(type)) return { kind: "refused", status: 415, error: "content-type" };
  const declared = Number(request.headers.get("content-length") ?? "0");
  if (declared > bytesMax) return { kind: "refused", status: 413, error: "too-large" };
  const bytes = await readBytes(request, bytesMax);
  if (bytes === null) return { kind: "refused", status: 413, error: "too-large" };
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { kind: "refused", status: 400, error: "not-json" };
  }
  if (jsonDepth(text) > jsonDepthMax) return { kind: "refused", status: 400, error: "too-deep" };
  try {
    return { kind: "json", value: JSON.parse(text), bytes: bytes.length };
  } catch {
    return { kind: "refused", status: 400, error: "not-json" };
  }
}

async function readBytes(request: Request, bytesMax: number): Promise<Uint8Array | null> {
  if (request.body === null) return new Uint8Array(0);
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(parts);
    length += value.length;
    if (length > bytesMax) {
      await reader.cancel();
      return null;
    }
    parts.push(value);
  }
}

/** The deepest nesting of a JSON text, counted without parsing it; brackets inside strings do not count. */
export function jsonDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (inString) {
      if (unit === 0x5c) at += 1;
      else if (unit === 0x22) inString = false;
    } else if (unit === 0x22) inString = true;
    else if (unit === 0x7b || unit === 0x5b) deepest = Math.max(deepest, (depth += 1));
    else if (unit === 0x7d || unit === 0x5d) depth -= 1;
  }
  return deepest;
}
