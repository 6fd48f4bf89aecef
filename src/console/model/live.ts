// Live events: server-sent events read from a stream of our own, so that a new connection can say which event it
// saw last.

import type { StationEvent } from "../../api/views.ts";
import { apiRoot } from "./client.ts";
import type { Fetch } from "./client.ts";

/** Time without a byte after which a connection is given up; the station speaks every 2 s. */
export const streamSilentMs = 8_000;
/** Pause before the second attempt, doubled each time up to the longest. */
export const retryFirstMs = 250;
export const retryLongestMs = 4_000;
/** Most characters of one event; a longer one is not the station's. */
export const eventCharactersMax = 4 * 1_048_576;

/** What the live connection needs from the world. */
export interface LiveNeeds {
  readonly fetch: Fetch;
  /** Calls back after a time; the function returned cancels it. */
  readonly after: (delayMs: number, work: () => void) => () => void;
  /** Events that came in one piece of the stream, in order. */
  readonly onEvents: (events: readonly StationEvent[]) => void;
  /** Each time a connection is open. `resumed` says whether nothing can have been missed unless `reset` follows. */
  readonly onOpen: (resumed: boolean) => void;
  readonly onLost: () => void;
  /** The station refused; the connection stays closed. */
  readonly onRefused: (code: string) => void;
}

/** Follows the station's events until the function returned is called. */
export function followEvents(needs: LiveNeeds): () => void {
  let ended = false;
  let lastEventId: string | null = null;
  let attempts = 0;
  let cancelWait = (): void => undefined;
  let controller = new AbortController();

  const connect = async (): Promise<void> => {
    controller = new AbortController();
    const refusal = await readEvents(needs, controller, lastEventId, {
      opened: () => (attempts = 0),
      saw: (id) => (lastEventId = id),
      ended: () => ended,
    });
    if (ended) return;
    if (refusal !== null) {
      ended = true;
      needs.onRefused(refusal);
      return;
    }
    needs.onLost();
    const delayMs = Math.min(retryLongestMs, retryFirstMs * 2 ** Math.min(attempts, 10));
    attempts += 1;
    cancelWait = needs.after(delayMs, () => void connect());
  };

  void connect();
  return () => {
    ended = true;
    cancelWait();
    controller.abort();
  };
}

/** One connection from its beginning to its end; a code when the station refused it, else null. */
async function readEvents(
  needs: LiveNeeds, controller: AbortController, lastEventId: string | null,
  tell: { readonly opened: () => void; readonly saw: (id: string) => void; readonly ended: () => boolean },
): Promise<string | null> {
  const abort = (): void => controller.abort();
  let cancelSilence = needs.after(streamSilentMs, abort);
  try {
    const headers: Record<string, string> = { accept: "text/event-stream" };
    if (lastEventId !== null) headers["last-event-id"] = lastEventId;
    const { signal } = controller;
    const response = await needs.fetch(`${apiRoot}/events`, { credentials: "same-origin", headers, signal });
    if (response.status === 401 || response.status === 403) return "sign-in";
    if (!response.ok || response.body === null) return null;
    tell.opened();
    needs.onOpen(lastEventId !== null);
    let batch: StationEvent[] = [];
    const parser = createEventParser((id, data) => {
      if (id !== null) tell.saw(id);
      const event = parseEvent(data);
      if (event !== null) batch.push(event);
    });
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || tell.ended()) return null;
      cancelSilence();
      cancelSilence = needs.after(streamSilentMs, abort);
      batch = [];
      parser(decoder.decode(value, { stream: true }));
      if (batch.length > 0) needs.onEvents(batch);
    }
  } catch {
    // A cut connection and an unreachable station are the same to us: try again.
    return null;
  } finally {
    cancelSilence();
  }
}

/** A parser of an event stream, fed in pieces of any size (WHATWG HTML, 9.2.6; only `id` and `data` are used). */
export function createEventParser(emit: (id: string | null, data: string) => void): (piece: string) => void {
  let rest = "";
  let id: string | null = null;
  let data: string[] = [];
  const line = (text: string): void => {
    if (text === "") {
      if (data.length > 0) emit(id, data.join("\n"));
      id = null;
      data = [];
      return;
    }
    const colon = text.indexOf(":");
    const field = colon === -1 ? text : text.slice(0, colon);
    const value = colon === -1 ? "" : text.slice(colon + 1).replace(/^ /u, "");
    if (field === "id") id = value;
    if (field === "data") data.push(value);
  };
  return (piece) => {
    rest += piece;
    if (rest.length > eventCharactersMax) throw new Error("event too long");
    const lines = rest.split(/\r\n|\n|\r(?=.)/u);
    rest = lines.pop() ?? "";
    for (const one of lines) line(one);
  };
}

function parseEvent(data: string): StationEvent | null {
  try {
    const value = JSON.parse(data) as StationEvent | null;
    return typeof value === "object" && value !== null && typeof value.kind === "string" ? value : null;
  } catch {
    return null;
  }
}
