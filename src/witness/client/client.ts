// Witnesses over HTTP: only the addresses of the configuration, no redirects, a bound on time and on bytes.

import type { WitnessAnswer, Witnesses } from "../../ports/witness.ts";

/** Longest answer taken, in bytes, and longest time for all of it. */
export const witnessAnswerBytesMax = 131_072;
export const witnessAnswerMsMax = 20_000;

const nothing: WitnessAnswer = { status: 0, body: new Uint8Array(0) };

/** The way to witnesses by their names; an address is what every path stands under. */
export function createWitnessClient(addresses: ReadonlyMap<string, URL>): Witnesses {
  return {
    ask(name, path, body, heard) {
      const address = addresses.get(name);
      if (address === undefined) return void queueMicrotask(() => heard(nothing));
      void request(new URL(`.${path}`, address), body).then(heard, () => heard(nothing));
    },
  };
}

/** An address as a base for paths. */
export function witnessAddress(written: string): URL {
  return new URL(written.endsWith("/") ? written : `${written}/`);
}

async function request(url: URL, body: Uint8Array | null): Promise<WitnessAnswer> {
  const answer = await fetch(url, {
    method: body === null ? "GET" : "POST",
    body: body === null ? null : Uint8Array.from(body),
    headers: body === null ? {} : { "content-type": "application/octet-stream" },
    redirect: "error",
    signal: AbortSignal.timeout(witnessAnswerMsMax),
  });
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of answer.body ?? []) {
    length += part.length;
    if (length > witnessAnswerBytesMax) return nothing;
    parts.push(part);
  }
  return { status: answer.status, body: new Uint8Array(Buffer.concat(parts)) };
}
