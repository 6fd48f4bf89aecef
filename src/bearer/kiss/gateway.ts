// A port of a gateway: what it is to the station, a device is to a process elsewhere that has no key.

import type { Socket } from "node:net";
import { GatewayReader, encodeGatewayWord } from "../../core/bearer/gateway.ts";
import type { GatewayWord } from "../../core/bearer/gateway.ts";
import type { OpenPort, Port, PortEvents } from "./port.ts";

/** How long a gateway may take to open a way, in milliseconds. */
export const openingMsMax = 10_000;

/** Where a gateway is asked for one of its ways; `dial` connects to it. */
export interface GatewayWay {
  readonly dial: () => Promise<Socket>;
  readonly way: string;
}

/** Opens a way of a gateway. Whatever the gateway says against the rules ends the connection, and no more. */
export function openGateway({ dial, way }: GatewayWay): OpenPort {
  return async (events) => await ask(await dial(), way, events);
}

/** Asks for a way over a connection that stands. */
function ask(socket: Socket, way: string, events: PortEvents): Promise<Port> {
  return new Promise((resolve, reject) => {
    const reader = new GatewayReader();
    const waiting: (() => void)[] = [];
    let opened = false;
    let failure = "the gateway closed";
    const fail = (reason: string): void => {
      failure = reason;
      socket.destroy();
    };
    const timer = setTimeout(() => fail("no answer"), openingMsMax);
    const opens = (word: GatewayWord): void => {
      if (word.kind !== "opened" || word.answer !== "open") {
        return fail(word.kind === "opened" ? `the way is ${word.answer}` : "a word out of place");
      }
      opened = true;
      clearTimeout(timer);
      resolve({
        write: (bytes, taken) => {
          waiting.push(taken);
          socket.write(encodeGatewayWord({ kind: "bytes", bytes }));
        },
        read: (on) => void (on ? socket.resume() : socket.pause()),
        close: () => socket.destroy(),
      });
    };
    socket.on("error", (error) => (failure = error.message));
    socket.on("end", () => socket.destroy());
    socket.on("data", (chunk: Buffer) => {
      for (const word of wordsOf(reader, chunk, fail)) {
        if (socket.destroyed) return;
        if (!opened) opens(word);
        else if (!hears(word, waiting, events)) fail("a word out of place");
      }
    });
    socket.once("close", () => {
      clearTimeout(timer);
      reject(new Error(failure));
      if (opened) events.closed(failure);
    });
    socket.write(encodeGatewayWord({ kind: "open", way }));
  });
}

/** What came, as words; none and the end of the connection where it is against the rules. */
export function wordsOf(reader: GatewayReader, chunk: Uint8Array, fail: (why: string) => void): readonly GatewayWord[] {
  try {
    return reader.read(chunk);
  } catch {
    fail("a malformed word");
    return [];
  }
}

function hears(word: GatewayWord, waiting: (() => void)[], events: PortEvents): boolean {
  if (word.kind === "bytes") events.data(word.bytes);
  const taken = word.kind === "taken" ? waiting.shift() : undefined;
  taken?.();
  return word.kind === "bytes" || taken !== undefined;
}
