// Files of evidence: one of ours given to the station before it is claimed, one of theirs fetched, checked and saved.

import { basename, extname, resolve } from "node:path";

import type { CommitmentView, ExhibitView } from "../../api/commitment-views.ts";
import { evidenceBytesMax } from "../../core/mechanism/commitment/entries.ts";
import { isMedia } from "../../core/mechanism/commitment/exhibit.ts";
import type { KeptExhibit } from "../../station/surface.ts";
import { readBounded, writeWhole } from "../bounded-file.ts";
import { exit, textOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import type { Client } from "../client.ts";
import { openClient } from "../client.ts";
import { findCommitment } from "./lookup.ts";

/** Media types by the ending of a name; any other is bytes of no type. */
const media: Readonly<Record<string, string>> = {
  ".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
  ".webp": "image/webp", ".tif": "image/tiff", ".tiff": "image/tiff", ".txt": "text/plain", ".csv": "text/csv",
  ".json": "application/json", ".zip": "application/zip", ".mp4": "video/mp4", ".ogg": "audio/ogg",
  ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  ".odt": "application/vnd.oasis.opendocument.text",
};
/** How long the command waits for a file that is on its way, and between two looks, in milliseconds. */
const waitMs = 60_000;
const lookMs = 250;

/** Gives a file to the station, which keeps it sealed. Errors: exhibit-media, and those of reading a file. */
export async function keepFile(client: Client, path: string): Promise<KeptExhibit> {
  const bytes = readBounded(resolve(path), evidenceBytesMax);
  const type = media[extname(path).toLowerCase()] ?? "application/octet-stream";
  if (!isMedia(bytes, type)) throw new CliError("exhibit-media", { path, media: type });
  const query = `name=${encodeURIComponent(basename(path).normalize("NFC"))}&media=${encodeURIComponent(type)}`;
  return client.upload<KeptExhibit>(`/exhibits?${query}`, partsOf(bytes));
}

export const evidence: Command = {
  name: "commitment evidence",
  args: "<commitment> [number]",
  station: true,
  options: [
    { flags: "--claim <label>", words: "option.claim" }, { flags: "--to <file>", words: "option.save-to" },
  ],
  async run(cli, [asked = "", number], given) {
    const client = await openClient(cli);
    const files = filesOf(await findCommitment(client, asked), textOf(given, "claim"));
    if (number === undefined) {
      cli.answer(files.map(({ file }) => file), () => files.map(({ file }, index) => (
        `${index + 1}  ${file.name}  ${file.media}  ${file.bytes}  ${cli.say(`file.${file.state}`)}`
      )));
      return exit.done;
    }
    const one = files[Number(number) - 1];
    if (one === undefined) throw new CliError("claim-none", { id: cli.say("commitment.no-evidence") });
    const bytes = await fetchFile(client, one.leaf, one.number, one.file.media);
    // Only the last part of its name is theirs to choose.
    const path = resolve(textOf(given, "to") ?? basename(one.file.name).replaceAll(/[^\p{L}\p{N}._ -]/gu, "_"));
    writeWhole(path, bytes);
    const { name, sha256 } = one.file;
    cli.answer({ kind: "done", path, sha256, name, media: one.file.media, bytes: bytes.length }, () => (
      cli.say("commitment.saved", { name, media: one.file.media, bytes: bytes.length, path })
    ));
    return exit.done;
  },
};

/**
 * Files of the claims of a commitment, each with the leaf of its claim and its number there; of one label, or of all.
 */
function filesOf(one: CommitmentView, label: string | null): readonly {
  readonly leaf: string; readonly number: number; readonly file: CommitmentView["claims"][number]["evidence"][number];
}[] {
  const claims = one.claims.filter((claim) => label === null || claim.label.toLowerCase() === label.toLowerCase());
  return claims.flatMap((claim) => claim.evidence.map((file, index) => (
    { leaf: claim.leaf, number: index + 1, file }
  )));
}

/** The bytes of a file once it is here. Errors: exhibit-away, -quota, -late, -hash, -size, -type, -sealed. */
async function fetchFile(client: Client, leaf: string, number: number, type: string): Promise<Uint8Array> {
  const path = `/claims/${leaf}/exhibits/${number}`;
  for (const end = Date.now() + waitMs; Date.now() < end;) {
    const { state, reason } = await client.get<Omit<ExhibitView, "bytes">>(`${path}?look`);
    if (state === "here") return bytesOf(await client.download(path));
    if (state === "bad") throw new CliError(`exhibit-${reason === "media" ? "type" : reason}`, { media: type });
    if (reason !== "") throw new CliError(reason);
    await new Promise((done) => setTimeout(done, lookMs));
  }
  throw new CliError("exhibit-late");
}

async function bytesOf(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return new Uint8Array(Buffer.concat(all));
}

async function* partsOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield await Promise.resolve(bytes.subarray(at, at + 65_536));
}
