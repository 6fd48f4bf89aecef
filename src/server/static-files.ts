// The files of the built console: read once at start, served from memory, nothing else ever opened.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Most files of a console, and most bytes of all of them together. */
export const filesMax = 512;
export const filesBytesMax = 32 * 1_048_576;

/** Types by ending; a file of any other ending is not served. */
const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json",
  svg: "image/svg+xml",
  png: "image/png",
  ico: "image/x-icon",
  woff2: "font/woff2",
  wav: "audio/wav",
  txt: "text/plain; charset=utf-8",
};

/** One file, ready to send. */
export interface StaticFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly etag: string;
}

/** Every file of a folder by its path from the root, "/" standing for index.html. Throws when it cannot be read. */
export function readStaticFiles(folder: string): ReadonlyMap<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  let bytesTotal = 0;
  for (const path of filesBelow(folder, "")) {
    const type = types[path.slice(path.lastIndexOf(".") + 1)];
    if (type === undefined) continue;
    const bytes = new Uint8Array(readFileSync(join(folder, path)));
    bytesTotal += bytes.length;
    if (files.size >= filesMax || bytesTotal > filesBytesMax) throw new Error("the console's folder holds too much");
    const file = { bytes, type, etag: `"${createHash("sha256").update(bytes).digest("base64url")}"` };
    files.set(`/${path}`, file);
    if (path === "index.html") files.set("/", file);
  }
  return files;
}

/** Paths below a folder, with forward slashes. Links are not followed. */
function filesBelow(folder: string, prefix: string): string[] {
  return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((item) => {
    const path = prefix === "" ? item.name : `${prefix}/${item.name}`;
    if (item.isDirectory()) return filesBelow(folder, path);
    return item.isFile() && statSync(join(folder, path)).isFile() ? [path] : [];
  });
}
