// Orders to a running link: a line each, from the terminal or a local socket, and an answer to each.

import { createConnection, createServer } from "node:net";
import type { Server } from "node:net";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { Wire, WireStat } from "./wire.ts";
import { orderCharactersMax, readOrder } from "../../emulator/order.ts";

/** Longest that a link may take over an answer, in milliseconds. */
const answerWithinMs = 30_000;

/** What an order comes to; `wrong` changes nothing. */
export type OrderAnswer =
  | ({ readonly kind: "stat" } & WireStat) | { readonly kind: "done"; readonly conditions: Wire["conditions"] }
  | { readonly kind: "wrong"; readonly word: string };

/** Does what an order says. */
export function obey(wire: Wire, text: string): OrderAnswer {
  const order = readOrder(text, wire.conditions);
  if (order.kind === "wrong") return order;
  if (order.kind === "stat") return { kind: "stat", ...wire.stat };
  wire.change(order.link);
  return { kind: "done", conditions: order.link };
}

/** Takes orders from a stream of lines until it ends or breaks; empty lines are none. */
export function takeOrders(from: Readable, take: (text: string) => void): void {
  createInterface({ input: from }).on("error", () => undefined).on("line", (line) => {
    const text = line.slice(0, orderCharactersMax).trim();
    if (text !== "") take(text);
  });
}

/** Takes orders at a local socket and answers each with a line of JSON. */
export function openControl(path: string, wire: Wire): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on("error", () => socket.destroy());
      takeOrders(socket, (text) => void socket.write(`${JSON.stringify(obey(wire, text))}\n`));
    });
    server.once("error", reject);
    server.listen(path, () => resolve(server));
  });
}

/** Gives one order to the link behind a local socket. Errors: as the system names them, or that no answer came. */
export function giveOrder(path: string, text: string): Promise<OrderAnswer> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path, () => socket.write(`${text.replaceAll("\n", " ")}\n`));
    socket.setTimeout(answerWithinMs, () => socket.destroy());
    socket.once("close", () => reject(new Error("no answer")));
    // The reader of lines hands on what the socket breaks on.
    createInterface({ input: socket }).once("error", reject).once("line", (line) => {
      socket.destroy();
      try {
        resolve(JSON.parse(line) as OrderAnswer);
      } catch (error) {
        // Something else listens there.
        reject(error);
      }
    });
  });
}
