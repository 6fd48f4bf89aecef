// chirograph courier qr and read-qr: one message on paper, and back from pictures of it.

import { existsSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";

import { drawCode, readCode } from "./picture.ts";
import { bundleLines } from "./read.ts";
import { stationsFor } from "./stations-for.ts";
import type { BundleView, CourierView } from "../../api/courier-views.ts";
import { codePartBytes, codesMax, codesOf, joinCodes } from "../../core/courier/codes.ts";
import { ChirographError } from "../../core/errors.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { writeWhole } from "../bounded-file.ts";
import { exit, flagOf, textOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openClient } from "../client.ts";
import { findMessage } from "../lookup.ts";

export const printMessage: Command = {
  name: "courier qr",
  args: "<message>",
  station: true,
  options: [
    { flags: "--out <file>", words: "option.qr-out" }, { flags: "--to <party>", words: "option.courier-to" },
    { flags: "--reseal", words: "option.reseal" }, { flags: "--overwrite", words: "option.overwrite" },
  ],
  async run(cli, [asked = ""], given) {
    const client = await openClient(cli);
    const out = textOf(given, "out");
    if (out === null) throw new CliError("needs-option", { option: "--out" });
    const form = formOf(out);
    const message = await findMessage(client, asked);
    const state = await client.state();
    const to = textOf(given, "to") ?? message.to.find(({ party }) => party !== state.party.id)?.party;
    if (to === undefined) throw new CliError("needs-option", { option: "--to" });
    const [peer] = stationsFor(state, await client.get<readonly CourierView[]>("/courier"), to);
    const place = `${message.log}:${message.seq}${flagOf(given, "reseal") ? "&reseal=yes" : ""}`;
    const bundle = await client.downloadWhole(`/courier/bundle?station=${peer?.station ?? ""}&only=${place}`);
    const codes = codesOf(createNodeCrypto(), bundle);
    const limit = codePartBytes * codesMax;
    if (codes === null) throw new CliError("qr-too-long", { bytes: bundle.length, limit });
    const paths = codes.map((_, index) => pathOf(resolve(out), index + 1, codes.length));
    const taken = flagOf(given, "overwrite") ? undefined : paths.find((path) => existsSync(path));
    if (taken !== undefined) throw new CliError("file-exists", { path: taken });
    for (const [index, code] of codes.entries()) writeWhole(paths[index] ?? "", drawCode(code, form), 0o644);
    cli.answer({ kind: "done", label: message.label, station: peer?.station, files: paths }, () => [
      ...paths, cli.say("courier.printed", { label: message.label, codes: codes.length }),
    ]);
    return exit.done;
  },
};

export const readPictures: Command = {
  name: "courier read-qr",
  args: "<pictures...>",
  station: true,
  async run(cli, asked) {
    const client = await openClient(cli);
    const paths = asked.flat().map((one) => resolve(one ?? ""));
    if (paths.length > 4 * codesMax) throw new CliError("courier-too-many", { path: "", limit: 4 * codesMax });
    const bundle = joined(paths);
    const view = await client.upload<BundleView>("/courier/take", [bundle]);
    const state = await client.state();
    const kind = view.problem === null ? "done" : "refused";
    cli.answer({ kind, pictures: paths.length, ...view }, () => bundleLines(cli, state, paths.join("\n"), view, true));
    return view.problem === null ? exit.done : exit.refused;
  },
};

function joined(paths: readonly string[]): Uint8Array {
  const contents = paths.map(readCode);
  try {
    return joinCodes(createNodeCrypto(), contents);
  } catch (error) {
    if (error instanceof ChirographError) throw new CliError("qr-incomplete", { detail: error.message });
    throw error;
  }
}

function formOf(path: string): "png" | "svg" {
  const ending = extname(path).toLowerCase();
  if (ending !== ".png" && ending !== ".svg") throw new CliError("qr-form", { path });
  return ending === ".png" ? "png" : "svg";
}

/** The file itself for one code, else numbered ones beside it. */
function pathOf(path: string, number: number, count: number): string {
  const ending = extname(path);
  return count === 1 ? path : join(dirname(path), `${basename(path, ending)}-${number}${ending}`);
}
