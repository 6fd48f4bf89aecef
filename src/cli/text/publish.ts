// chirograph publish: says that an adopted text is published, and writes the folder that anyone can verify.

import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { answerBinding } from "../agree/binding.ts";
import { exit, flagOf, textOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { writeParts } from "../bounded-file.ts";
import { CliError } from "../cli-error.ts";
import { openClient } from "../client.ts";
import type { Client } from "../client.ts";
import { partyShort } from "../present.ts";
import { withProgress } from "../progress.ts";
import { chosenCopy, writeCopies } from "./copy.ts";
import type { ChosenCopy } from "./copy.ts";
import { findText } from "./lookup.ts";
import type { TextView } from "../../api/text-views.ts";
import { utf8 } from "../../core/bytes/cbor.ts";
import { htmlPage } from "../../core/document/html.ts";
import { plainText } from "../../core/document/plain.ts";
import { decodePublication } from "../../core/document/publication.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { publicationNames } from "../../verify/publication.ts";

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
    const copy = chosenCopy(await findText(client, asked));
    const { object, digest } = copy;
    const folder = resolve(out);
    const overwrite = flagOf(given, "overwrite");
    // What is published is said for good: a folder that is taken is found before.
    const taken = Object.values(publicationNames).map((name) => join(folder, name)).find((path) => existsSync(path));
    if (taken !== undefined && !overwrite) throw new CliError("file-exists", { path: taken });
    const act = { act: "text.publish", object, digest } as const;
    const result = await withProgress(cli, "progress.compile", () => client.act(act));
    const waits = result.kind === "done" && !result.released;
    if (result.kind === "refused" || waits) return answerBinding(cli, result, "publish.done", "publish.undertaken", {});
    const files = await withProgress(cli, "progress.compile", () => writeFolder(client, copy, folder, overwrite));
    const { document } = chosenCopy(await client.get<TextView>(`/texts/${object}`));
    const state = await client.state();
    const silent = copy.principals.filter((party) => !document.published.some((one) => one.party === party));
    cli.answer({ kind: "done", object, digest, folder, files, notYet: silent }, () => [
      cli.say("publish.done", { folder }),
      ...silent.map((party) => cli.say("publish.not-yet", { party: partyShort(state, party) })),
    ]);
    return exit.done;
  },
};

/** Writes all files; each is whole or not there, the proof last. The names of those that were written. */
async function writeFolder(
  client: Client, copy: ChosenCopy, folder: string, overwrite: boolean,
): Promise<readonly string[]> {
  const proof = await client.downloadWhole(`/texts/${copy.object}/publication/${copy.digest}`);
  const { paper } = decodePublication(proof);
  const crypto = createNodeCrypto();
  const write = (name: string, bytes: Uint8Array): Promise<number> => (
    writeParts(join(folder, name), [bytes], overwrite)
  );
  mkdirSync(folder, { recursive: true });
  const { text, page, proof: proofName } = publicationNames;
  await write(text, utf8(plainText(crypto, paper)));
  await write(page, utf8(htmlPage(crypto, paper)));
  const copies = await writeCopies(client, copy, folder, overwrite);
  await write(proofName, proof);
  return [text, page, ...copies, proofName];
}
