// The running station as a command reaches it: the same API as the console's, over a socket only this account can open.

import { readFileSync } from "node:fs";
import { request } from "node:http";
import type { IncomingMessage } from "node:http";
import { join, relative } from "node:path";
import { Readable } from "node:stream";

import type { Act, ActResult } from "../api/acts.ts";
import type { StationView } from "../api/views.ts";
import { concat } from "../core/bytes/hex.ts";
import { actRoles } from "../server/routes.ts";
import type { Officer } from "../station/surface.ts";
import type { Parts } from "./bounded-file.ts";
import { CliError } from "./cli-error.ts";
import type { Cli } from "./cli.ts";

/** Longest answer taken, in bytes; exports are streamed and have no limit here. */
export const answerBytesMax = 64 * 1_048_576;
/** Longest path of a local socket that every system takes, in bytes. */
export const socketPathBytesMax = 103;

/** A station that answers, and the officer who speaks to it. */
export interface Client {
  readonly officer: Officer;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  act(act: Act): Promise<ActResult>;
  state(): Promise<StationView>;
  download(path: string): Promise<AsyncIterable<Uint8Array>>;
  /** What is small enough to be held, whole. */
  downloadWhole(path: string): Promise<Uint8Array>;
  /** Sends a file as it is read. */
  upload<T>(path: string, parts: Parts): Promise<T>;
}

/**
 * Reaches the station of a folder. Errors: no-station when none runs there; officer-unknown and officer-which when it
 * is not clear who acts.
 */
export async function openClient(cli: Cli): Promise<Client> {
  const token = readToken(cli.folder);
  const officers = await json<readonly Officer[]>(cli.folder, token, "", "GET", "/officers");
  const officer = chooseOfficer(officers, cli.officer);
  const send = <T>(method: "GET" | "POST", path: string, body?: unknown) =>
    json<T>(cli.folder, token, officer.id, method, path, body);
  const download = async (path: string): Promise<AsyncIterable<Uint8Array>> => {
    const answer = await ask(cli.folder, token, officer.id, "GET", path);
    if (answer.statusCode !== 200) throw failureOf(answer.statusCode ?? 0, await read(answer));
    return answer;
  };
  return {
    officer,
    get: (path) => send("GET", path),
    post: (path, body) => send("POST", path, body),
    act: (act) => send<ActResult>("POST", "/acts", act).catch((error: unknown) => {
      const isRole = error instanceof CliError && error.code === "not-allowed";
      throw isRole ? new CliError("role-needed", { roles: actRoles[act.act].join(", ") }) : error;
    }),
    state: () => send("GET", "/state"),
    download,
    async downloadWhole(path) {
      const parts: Uint8Array[] = [];
      for await (const part of await download(path)) parts.push(part);
      return concat(...parts);
    },
    async upload<T>(path: string, parts: Parts) {
      const file = Readable.from(parts, { objectMode: false });
      const answer = await ask(cli.folder, token, officer.id, "POST", path, file);
      const text = await read(answer);
      if (answer.statusCode !== 200) throw failureOf(answer.statusCode ?? 0, text);
      return JSON.parse(text) as T;
    },
  };
}

/** Everything the running station of a folder holds, as it stands in its store: for a backup. */
export async function downloadSnapshot(folder: string): Promise<AsyncIterable<Uint8Array>> {
  const answer = await ask(folder, readToken(folder), "", "GET", "/snapshot");
  if (answer.statusCode !== 200) throw failureOf(answer.statusCode ?? 0, await read(answer));
  return answer;
}

/** Whether a station answers in this folder. */
export async function isRunning(folder: string): Promise<boolean> {
  try {
    await json(folder, readToken(folder), "", "GET", "/officers");
    return true;
  } catch (error) {
    if (error instanceof CliError && error.code === "no-station") return false;
    throw error;
  }
}

/** The path of a folder's socket, the shorter of the absolute and the relative one. Errors: folder-path-too-long. */
export function socketPath(folder: string): string {
  const absolute = join(folder, "station.sock");
  const near = relative(process.cwd(), absolute);
  const path = Buffer.byteLength(near) < Buffer.byteLength(absolute) ? near : absolute;
  if (Buffer.byteLength(path) > socketPathBytesMax) throw new CliError("folder-path-too-long", { path: folder });
  return path;
}

function readToken(folder: string): string {
  try {
    return readFileSync(join(folder, "cli.token"), "utf8").trim();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    throw new CliError(code === "EACCES" ? "folder-closed" : "no-station", { folder });
  }
}

function chooseOfficer(officers: readonly Officer[], asked: string | null): Officer {
  const names = officers.map((officer) => officer.name).join(", ");
  if (asked === null) {
    const [only] = officers;
    if (officers.length !== 1 || only === undefined) throw new CliError("officer-which", { names });
    return only;
  }
  const wanted = asked.toLowerCase();
  const found = officers.filter((officer) => officer.id === wanted || officer.name.toLowerCase() === wanted);
  const [officer] = found;
  const name = asked.slice(0, 80);
  if (officer === undefined || found.length > 1) throw new CliError("officer-unknown", { name, names });
  return officer;
}

async function json<T>(
  folder: string, token: string, officer: string, method: "GET" | "POST", path: string, body?: unknown,
): Promise<T> {
  const answer = await ask(folder, token, officer, method, path, body);
  const text = await read(answer);
  if (answer.statusCode !== 200) throw failureOf(answer.statusCode ?? 0, text);
  return JSON.parse(text) as T;
}

function ask(
  folder: string, token: string, officer: string, method: "GET" | "POST", path: string, body?: unknown,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request({
      socketPath: socketPath(folder),
      path: `/api/v1${path}`,
      method,
      headers: {
        "host": "station",
        "authorization": `Bearer ${token}`,
        "x-chirograph-officer": officer,
        ...(body === undefined ? {} : { "content-type": typeOf(body) }),
      },
    }, resolve);
    sent.on("error", (error: NodeJS.ErrnoException) => {
      const gone = error.code === "ENOENT" || error.code === "ECONNREFUSED";
      reject(new CliError(gone ? "no-station" : "station-broke-off", { folder }));
    });
    if (body instanceof Readable) {
      // A file that cannot be read any further: the station takes what it has for cut off, the person hears why.
      body.once("error", (error) => void (sent.destroy(), reject(error)));
      body.pipe(sent);
    } else sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function typeOf(body: unknown): string {
  return body instanceof Readable ? "application/octet-stream" : "application/json";
}

async function read(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of answer as AsyncIterable<Buffer>) {
      length += part.length;
      if (length > answerBytesMax) throw new CliError("answer-too-large");
      parts.push(part);
    }
  } catch (error) {
    throw error instanceof CliError ? error : new CliError("station-broke-off", { detail: "" });
  }
  return Buffer.concat(parts).toString();
}

function failureOf(status: number, text: string): CliError {
  let code = "";
  try {
    code = String((JSON.parse(text) as { error?: unknown }).error);
  } catch {
    // Not our server, or it fell over in the middle of an answer.
  }
  if (code === "token") return new CliError("token");
  if (status === 403) return new CliError("not-allowed");
  if (status === 404) return new CliError("not-found");
  if (status === 413) return new CliError("too-large");
  if (code === "bad-request") return new CliError("bad-request");
  return new CliError("station-answer", { detail: code === "" ? status : code });
}
