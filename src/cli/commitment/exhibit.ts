// Files of evidence: one of ours given to the station before it is claimed, one of theirs fetched, checked and saved.

import { basename, extname, resolve } from "node:path";

import type { CommitmentView, EvidenceFileView, ExhibitView } from "../../api/commitment-views.ts";
import { evidenceBytesMax } from "../../core/mechanism/commitment/entries.ts";
import { isMedia } from "../../core/mechanism/commitment/exhibit.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import type { KeptExhibit } from "../../station/surface.ts";
import { readBounded, writeParts } from "../bounded-file.ts";
import { exit, flagOf, textOf } from "../cli.ts";
import type { Cli, Command, Exit } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import type { Client } from "../client.ts";
import { openClient } from "../client.ts";
import { inLine } from "../present.ts";
import { findCommitment, shortId } from "./lookup.ts";

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
  return client.upload<KeptExhibit>(`/exhibits?${query}`, [bytes]);
}

export const evidence: Command = {
  name: "commitment evidence",
  args: "<commitment> [number]",
  station: true,
  options: [
    { flags: "--claim <label>", words: "option.claim" }, { flags: "--to <file>", words: "option.save-to" },
    { flags: "--overwrite", words: "option.overwrite" }, { flags: "--check <file>", words: "option.check-file" },
  ],
  async run(cli, [asked = "", number], given) {
    const client = await openClient(cli);
    const commitment = await findCommitment(client, asked);
    const files = filesOf(commitment, textOf(given, "claim"));
    if (number === undefined) {
      cli.answer(files.map(({ file }) => file), () => files.length === 0 ? cli.say("commitment.no-evidence")
        : files.map(({ file }, index) => (
          `${index + 1}  ${inLine(file.name)}  ${inLine(file.media)}  ${file.bytes}  ${cli.say(`file.${file.state}`)}`
        )));
      return exit.done;
    }
    const one = files[Number(number) - 1];
    if (one === undefined) {
      throw new CliError("evidence-none", { number: number.slice(0, 20), n: files.length, id: shortId(commitment) });
    }
    const { name, media: type, sha256 } = one.file;
    const carried = textOf(given, "check");
    if (carried !== null) return checkFile(cli, one.file, carried);
    const place = `/claims/${one.leaf}/exhibits/${one.number}`;
    await here(client, place, type);
    const path = resolve(textOf(given, "to") ?? ownName(name));
    const bytes = await writeParts(path, await client.download(place), flagOf(given, "overwrite"));
    cli.answer({ kind: "done", path, sha256, name, media: type, bytes }, () => (
      cli.say("commitment.saved", { name: inLine(name), media: inLine(type), bytes, path })
    ));
    return exit.done;
  },
};

/** Holds a file that came another way, by a courier for one, against the claim; nothing of it goes to the station. */
function checkFile(cli: Cli, claimed: EvidenceFileView, path: string): Exit {
  const bytes = readBounded(resolve(path), evidenceBytesMax);
  const sha256 = createNodeCrypto().sha256(bytes).toHex();
  const isSame = sha256 === claimed.sha256 && bytes.length === claimed.bytes && isMedia(bytes, claimed.media);
  cli.answer({ kind: isSame ? "same" : "different", path, sha256, bytes: bytes.length }, () => (
    cli.say(isSame ? "commitment.file-same" : "commitment.file-different", {
      name: inLine(claimed.name), media: inLine(claimed.media), bytes: bytes.length, hash: sha256,
    })
  ));
  return isSame ? exit.done : exit.refused;
}

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

/** Waits until a file is here and good. Errors: exhibit-away, -quota, -late, -hash, -size, -type, -sealed. */
async function here(client: Client, place: string, type: string): Promise<void> {
  for (const end = Date.now() + waitMs; Date.now() < end;) {
    const { state, reason } = await client.get<Omit<ExhibitView, "bytes">>(`${place}?look`);
    if (state === "here") return;
    if (state === "bad") throw new CliError(`exhibit-${reason === "media" ? "type" : reason}`, { media: type });
    if (reason !== "") throw new CliError(reason);
    await new Promise((done) => setTimeout(done, lookMs));
  }
  throw new CliError("exhibit-late");
}

/** Longest name of a saved file in bytes: a system has room for 255, of which an unfinished file takes four more. */
const savedNameBytesMax = 240;

/**
 * Only the last part of its name is theirs to choose, and never one that a system reads by itself or as an option. One
 * that a system has no room for is cut before its ending.
 */
export function ownName(name: string): string {
  const plain = basename(name).replaceAll(/[^\p{L}\p{N}._ -]/gu, "_").replace(/^(?:[.\s-]+|$)/u, "_");
  const ending = /\.\w{1,16}$/u.exec(plain)?.[0] ?? "";
  const points = Array.from(plain.slice(0, plain.length - ending.length));
  while (Buffer.byteLength(points.join("") + ending) > savedNameBytesMax) points.pop();
  return points.join("") + ending;
}
