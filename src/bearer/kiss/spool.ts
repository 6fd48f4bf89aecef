// Folders as a port, for a crossing that files pass one way: each frame is a file, which the crossing takes away.

import { constants } from "node:fs";
import { lstat, open, opendir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { carriedBytesMax } from "../../core/bearer/gateway.ts";
import type { OpenPort, PortEvents } from "./port.ts";

/** How often folders are looked at, in milliseconds. */
export const lookEveryMs = 100;
/** Files that may wait to be read; of more the oldest are lost, as on the air. */
export const spooledMax = 64;
/** Names of files that are looked at in one go. */
const namesMax = 1_024;

const suffix = ".kiss";
const unfinished = ".part";

/** The folder that a crossing empties, and the one that another fills; null where nothing goes that way. */
export interface Spool {
  readonly out: string | null;
  readonly in: string | null;
}

/**
 * Opens a spool; what lies in `out` from before is taken away. A frame is taken once its file is gone, so that at most
 * one lies there and what waits does so where FLASH overtakes. Rejects where a folder is none.
 */
export function openSpool(spool: Spool): OpenPort {
  return async (events) => {
    for (const folder of [spool.out, spool.in]) {
      if (folder !== null && !(await stat(folder)).isDirectory()) throw new Error(`${folder} is no folder`);
    }
    if (spool.out !== null) {
      for (const name of await namesIn(spool.out, [suffix, unfinished])) {
        await rm(join(spool.out, name), { force: true });
      }
    }
    const crossing = new Crossing(spool, events);
    return {
      write: (bytes, taken) => void crossing.write(bytes, taken),
      read: (on) => void (crossing.reading = on),
      close: () => crossing.close("closed"),
    };
  };
}

class Crossing {
  reading = true;
  private readonly spool: Spool;
  private readonly events: PortEvents;
  private readonly timer: NodeJS.Timeout;
  private lying: { readonly path: string; readonly taken: () => void } | null = null;
  private looking = false;
  private isOpen = true;
  private last = 0;

  constructor(spool: Spool, events: PortEvents) {
    [this.spool, this.events] = [spool, events];
    this.timer = setInterval(() => void this.look(), lookEveryMs);
  }

  close(reason: string): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    clearInterval(this.timer);
    setImmediate(() => this.events.closed(reason));
  }

  async write(bytes: Uint8Array, taken: () => void): Promise<void> {
    const { out } = this.spool;
    // Nothing goes that way.
    if (out === null) return void setImmediate(taken);
    // Names in the order of their making, also after a start.
    this.last = Math.max(this.last + 1, Date.now() * 1_000);
    const path = join(out, `${String(this.last).padStart(17, "0")}${suffix}`);
    await this.orClose(async () => {
      await writeFile(`${path}${unfinished}`, bytes);
      await rename(`${path}${unfinished}`, path);
      this.lying = { path, taken };
    });
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    await this.orClose(() => this.readAll());
    await this.orClose(async () => {
      const { lying } = this;
      if (lying === null || await lstat(lying.path).then(() => true, isThere)) return;
      this.lying = null;
      if (this.isOpen) lying.taken();
    });
    this.looking = false;
  }

  private async readAll(): Promise<void> {
    const folder = this.spool.in;
    if (folder === null) return;
    const names = (await namesIn(folder, [suffix])).toSorted();
    const late = names.length - spooledMax;
    for (const [at, name] of names.entries()) {
      if (!this.isOpen || !this.reading) return;
      const path = join(folder, name);
      const bytes = at < late ? null : await readFrame(path);
      // Taken away before it is told, so that it is told once.
      await rm(path, { recursive: true, force: true });
      if (bytes !== null && this.isOpen) this.events.data(bytes);
    }
  }

  private async orClose(act: () => Promise<void>): Promise<void> {
    try {
      if (this.isOpen) await act();
    } catch (error) {
      this.close(error instanceof Error ? error.message : "error");
    }
  }
}

/** A file's bytes; null where it is no plain file or longer than a frame may be. */
async function readFrame(path: string): Promise<Uint8Array | null> {
  if (!(await lstat(path)).isFile()) return null;
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(carriedBytesMax + 1), 0, carriedBytesMax + 1, 0);
    return bytesRead > 0 && bytesRead <= carriedBytesMax ? buffer.slice(0, bytesRead) : null;
  } finally {
    await file.close();
  }
}

async function namesIn(folder: string, suffixes: readonly string[]): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name } of await opendir(folder)) {
    if (suffixes.some((one) => name.endsWith(one))) names.push(name);
    if (names.length === namesMax) break;
  }
  return names;
}

/** What an error of looking means: a file that cannot be looked at for another reason is still there. */
function isThere(error: NodeJS.ErrnoException): boolean {
  return error.code !== "ENOENT";
}
