// chirograph courier export: what a peer lacks, into one file on a medium, or several when it is much.

import { existsSync, statSync, statfsSync } from "node:fs";
import { join, resolve } from "node:path";

import { stationsFor } from "./stations-for.ts";
import type { CourierView } from "../../api/courier-views.ts";
import type { StationView } from "../../api/views.ts";
import { createBundleReader } from "../../core/courier/bundle.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { writeParts } from "../bounded-file.ts";
import { exit, flagOf, textOf } from "../cli.ts";
import type { Cli, Command } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openClient } from "../client.ts";
import type { Client } from "../client.ts";
import { withProgress } from "../progress.ts";

/** How the files end, by which a folder of them is taken in. */
export const bundleEnding = ".bundle";
/** Fewest bytes that an entry takes in a file: a medium with less room is refused before anything is written. */
const entryBytesMin = 330;
/** Most files of one export. */
const filesMax = 64;

interface File {
  readonly path: string;
  readonly station: string;
  readonly bytes: number;
  readonly entries: number;
  readonly left: number;
}

export const exportBundle: Command = {
  name: "courier export",
  args: "<folder>",
  station: true,
  options: [{ flags: "--to <party>", words: "option.courier-to" }, { flags: "--reseal", words: "option.reseal" }],
  async run(cli, [asked = ""], given) {
    const client = await openClient(cli);
    const to = textOf(given, "to");
    if (to === null) throw new CliError("needs-option", { option: "--to" });
    const folder = resolve(asked);
    if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new CliError("folder-missing", { path: folder });
    const state = await client.state();
    const peers = stationsFor(state, await client.get<readonly CourierView[]>("/courier"), to);
    const files = await withProgress(cli, "progress.courier", async (tell) => {
      const made: File[] = [];
      for (const peer of peers) made.push(...await write(client, state, peer, folder, flagOf(given, "reseal"), tell));
      return made;
    });
    cli.answer({ kind: "done", files }, () => files.flatMap((file) => fileLines(cli, file)));
    return exit.done;
  },
};

async function write(
  client: Client, state: StationView, peer: CourierView, folder: string, reseal: boolean, tell: (done: string) => void,
): Promise<File[]> {
  const wanted = peer.lacks * entryBytesMin;
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < wanted) {
    throw new CliError("courier-room", { path: folder, wanted: kib(wanted), free: kib(bavail * bsize) });
  }
  const files: File[] = [];
  for (let after = ""; files.length < filesMax;) {
    const path = pathOf(state, peer, folder, files.length + 1);
    const told = { entries: 0, left: 0, after: "" };
    const asked = `/courier/bundle?station=${peer.station}${after === "" ? "" : `&after=${after}`}`;
    const parts = await client.download(asked + (reseal ? "&reseal=yes" : ""));
    const bytes = await writeOut(path, watching(parts, told, tell));
    const { entries, left } = told;
    if (files.length > 0 && entries === 0) break;
    files.push({ path, station: peer.station, bytes, entries, left });
    if (left === 0 || told.after === after) break;
    after = told.after;
  }
  return files;
}

/** Writes one file whole. Errors: disk-full, courier-medium: nothing stands on the medium then. */
async function writeOut(path: string, parts: AsyncIterable<Uint8Array>): Promise<number> {
  try {
    return await writeParts(path, parts, false);
  } catch (error) {
    const gone = error instanceof CliError && ["file-unreadable", "folder-missing"].includes(error.code);
    if (gone) throw new CliError("courier-medium", { path, detail: String(error.values["detail"] ?? "") });
    throw error;
  }
}

/** Reads what is written as it goes by: how many entries, what is left, and where the next file begins. */
async function* watching(
  parts: AsyncIterable<Uint8Array>, told: { entries: number; left: number; after: string },
  tell: (done: string) => void,
): AsyncGenerator<Uint8Array> {
  const reader = createBundleReader(createNodeCrypto());
  for await (const part of parts) {
    for (const item of reader.read(part)) {
      if (item.item === "entry") {
        told.entries += 1;
        told.after = `${toHex(item.log)}:${item.seq}`;
      } else if (item.item === "end") told.left = item.left;
    }
    tell(String(told.entries));
    yield part;
  }
  // What the station broke off is never left on a medium as if it were whole.
  reader.close();
}

/** A name of our own making, since nothing that another party says becomes a path. */
function pathOf(state: StationView, peer: CourierView, folder: string, number: number): string {
  const party = [state.party, ...state.parties].find(({ id }) => id === peer.party);
  const minute = new Date(state.nowMs).toISOString().slice(0, 19).replaceAll(/[-:]/gu, "");
  const [from = "", to = ""] = [state.party.short, party?.short ?? ""].map(
    (short) => short.replaceAll(/[^A-Za-z0-9]/gu, "") || "party",
  );
  const part = number === 1 ? "" : `-${number}`;
  return join(folder, `${from}-to-${to}-${peer.station.slice(0, 6)}-${minute}Z${part}${bundleEnding}`);
}

function fileLines(cli: Cli, { path, entries, bytes, left }: File): readonly string[] {
  return [
    cli.say("courier.written", { path, entries, size: kib(bytes) }),
    ...(left === 0 ? [] : [cli.say("courier.left", { left })]),
    cli.say("courier.not-delivered"),
  ];
}

function kib(bytes: number): string {
  return `${Math.ceil(bytes / 1_024)} KiB`;
}
