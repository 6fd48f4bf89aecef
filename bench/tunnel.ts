// A link of real IP packets between two network namespaces: the harness of other systems makes it, and root alone can.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execPath } from "node:process";
import { createInterface } from "node:readline";
import type { LinkTerms } from "../src/ports/bearer.ts";
import type { Place } from "./pair.ts";

/** Packets that wait before the line; what comes beyond is lost. */
const queuePackets = 32;

export interface Tunnel {
  /** Where each end lives. */
  readonly places: readonly [Place, Place];
  /** Sets some of: rate (bit/s, 0 for none), delay (ms), loss (%), q (packets), cut (0 or 1), seed. */
  set(conditions: Readonly<Record<string, number>>): Promise<void>;
  /** Bytes of IP that took time on the line, in each direction. */
  sent(): Promise<{ readonly there: number; readonly back: number }>;
  close(): Promise<void>;
}

/** What `set` takes for a link of such terms. */
export function conditionsOf({ rateBps, delayMs, lossShare }: LinkTerms, seed: number): Record<string, number> {
  return { rate: rateBps ?? 0, delay: delayMs, loss: lossShare * 100, q: queuePackets, seed };
}

let count = 0;

/** Opens a link that is as yet without limits. `folder` is that of the harness. */
export async function openTunnel(folder: string): Promise<Tunnel> {
  const own = mkdtempSync(join(tmpdir(), "chirograph-tunnel-"));
  const control = join(own, "control");
  const name = `c${process.pid % 100_000}x${(count += 1)}`;
  const child = spawn("python3", [join(folder, "link.py"), name, control, "tun"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const clear = (): void => {
    child.kill();
    for (const side of ["a", "b"]) spawnSync("ip", ["netns", "del", `${name}-${side}`]);
    rmSync(own, { recursive: true, force: true });
  };
  process.once("exit", clear);
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", () => resolve());
    child.once("error", reject).once("exit", () => reject(new Error("the link of namespaces does not open")));
  });
  const socket = connect(control);
  await once(socket, "connect");
  const waiting: ((answer: string) => void)[] = [];
  createInterface({ input: socket }).on("line", (line) => waiting.shift()?.(line));
  socket.on("error", () => undefined);
  const ask = (line: string): Promise<string> => new Promise((resolve) => {
    waiting.push(resolve);
    socket.write(`${line}\n`);
  });
  const place = (side: "a" | "b", host: string): Place => ({
    host, through: { execPath: "ip", execArgv: ["netns", "exec", `${name}-${side}`, execPath] },
  });
  return {
    places: [place("a", "192.0.2.1"), place("b", "192.0.2.2")],
    set: async (conditions) => {
      await ask(`set ${Object.entries(conditions).map(([key, value]) => `${key}=${value}`).join(" ")}`);
    },
    sent: async () => {
      const { ab, ba } = JSON.parse(await ask("stat")) as { readonly [way in "ab" | "ba"]: { readonly bytes: number } };
      return { there: ab.bytes, back: ba.bytes };
    },
    close: async () => {
      process.off("exit", clear);
      socket.write("quit\n");
      await ended;
      socket.destroy();
      rmSync(own, { recursive: true, force: true });
    },
  };
}
