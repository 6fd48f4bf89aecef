// chirograph publish: says that an adopted text is published, and writes the folder that anyone can verify.

import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { answerAct, exit, flagOf, textOf } from "./cli.ts";
import type { Command } from "./cli.ts";
import { writeParts } from "./bounded-file.ts";
import { CliError } from "./cli-error.ts";
import { openClient } from "./client.ts";
import type { Client } from "./client.ts";
import { partyShort } from "./present.ts";
import { withProgress } from "./progress.ts";
import { chosenCopy } from "./text/copy.ts";
import { findText } from "./text/lookup.ts";
import { utf8 } from "../core/bytes/cbor.ts";
import { concat } from "../core/bytes/hex.ts";
import { htmlPage } from "../core/document/html.ts";
import { plainText } from "../core/document/plain.ts";
import { decodePublication } from "../core/document/publication.ts";
import { createNodeCrypto } from "../crypto/node/crypto.ts";
import { copyName, publicationNames } from "../verify/publication.ts";

export const publish: Command = {
  name: "publish",
  args: "<text>",
  station: true,
  options: [
    { flags: "--out <folder>", words: "option.publish-out" },
    { flags: "--overwrite", words: "option.overwrite" },
  ],
  async run(cli, [asked = ""], given) {
    const client = await openClient(cli);
    const out = textOf(given, "out");
    if (out === null) throw new CliError("publish-out-missing");
    const { object } = await findText(client, asked);
    const { digest, principals } = await chosenCopy(client, object);
    const folder = resolve(out);
    const act = { act: "text.publish", object, digest } as const;
    const result = await withProgress(cli, "progress.compile", () => client.act(act));
    if (result.kind === "refused") return answerAct(cli, result, "publish.done");
    const files = await withProgress(cli, "progress.compile", () => (
      writeFolder(client, { object, digest, principals }, folder, flagOf(given, "overwrite"))
    ));
    const { document } = await chosenCopy(client, object);
    const state = await client.state();
    const silent = principals.filter((party) => !document.published.some((one) => one.party === party));
    cli.answer({ kind: "done", object, digest, folder, files, notYet: silent }, () => [
      cli.say("publish.done", { folder }),
      ...silent.map((party) => cli.say("publish.not-yet", { party: partyShort(state, party) })),
    ]);
    return exit.done;
  },
};

interface Published {
  readonly object: string;
  readonly digest: string;
  readonly principals: readonly string[];
}

/** Writes all files; each is whole or not there. The names of those that were written. */
async function writeFolder(
  client: Client, { object, digest, principals }: Published, folder: string, overwrite: boolean,
): Promise<readonly string[]> {
  const proof = await whole(await client.download(`/texts/${object}/publication/${digest}`));
  const { paper } = decodePublication(proof);
  const crypto = createNodeCrypto();
  mkdirSync(folder, { recursive: true });
  const written: string[] = [];
  const write = async (name: string, parts: AsyncIterable<Uint8Array>): Promise<void> => {
    await writeParts(join(folder, name), parts, overwrite);
    written.push(name);
  };
  await write(publicationNames.text, oneOf(utf8(plainText(crypto, paper))));
  await write(publicationNames.page, oneOf(utf8(htmlPage(crypto, paper))));
  for (const index of principals.keys()) {
    await write(copyName(index), await client.download(`/texts/${object}/copies/${digest}/${index}`));
  }
  await write(publicationNames.proof, oneOf(proof));
  return written;
}

async function whole(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return concat(...all);
}

async function* oneOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
