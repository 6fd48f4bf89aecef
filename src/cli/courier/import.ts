// chirograph courier import: what was carried here, taken in from a file or from every bundle of a folder.

import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

import { bundleEnding } from "./export.ts";
import { bundleLines, fileParts } from "./read.ts";
import type { BundleView } from "../../api/courier-views.ts";
import { exit } from "../cli.ts";
import type { Command } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { fileError } from "../bounded-file.ts";
import { openClient } from "../client.ts";
import { withProgress } from "../progress.ts";

/** Most files of a folder that are taken in at once. */
export const importFilesMax = 256;
/** What a medium that goes back and forth holds besides what is for us; it is passed over. */
const notForUs = ["bundle-ours", "bundle-for-other"];

export const importBundles: Command = {
  name: "courier import",
  args: "<file-or-folder>",
  station: true,
  async run(cli, [asked = ""]) {
    const client = await openClient(cli);
    const { paths, isFolder } = bundlesOf(resolve(asked));
    const read: { readonly path: string; readonly view: BundleView }[] = [];
    await withProgress(cli, "progress.courier", async (tell) => {
      for (const path of paths) {
        const view = await client.upload<BundleView>("/courier/take", fileParts(path, tell));
        if (!isFolder || view.problem === null || !notForUs.includes(view.problem)) read.push({ path, view });
      }
    });
    const state = await client.state();
    const bad = read.filter(({ view }) => view.problem !== null);
    const files = read.map(({ path, view }) => ({ path, ...view }));
    cli.answer({ kind: bad.length === 0 ? "done" : "refused", passedOver: paths.length - read.length, files }, () => [
      ...read.flatMap(({ path, view }) => bundleLines(cli, state, path, view, true)),
      ...(paths.length > read.length ? [cli.say("courier.passed-over", { files: paths.length - read.length })] : []),
    ]);
    return bad.length === 0 ? exit.done : exit.refused;
  },
};

/** The file, or the bundles that lie directly in a folder, by name. Errors: file-missing, courier-none-here. */
function bundlesOf(path: string): { readonly paths: readonly string[]; readonly isFolder: boolean } {
  try {
    if (!statSync(path).isDirectory()) return { paths: [path], isFolder: false };
    const found = readdirSync(path, { withFileTypes: true })
      .filter((one) => one.isFile() && one.name.endsWith(bundleEnding)).map(({ name }) => join(path, name)).sort();
    if (found.length === 0) throw new CliError("courier-none-here", { path });
    if (found.length > importFilesMax) throw new CliError("courier-too-many", { path, limit: importFilesMax });
    return { paths: found, isFolder: true };
  } catch (error) {
    throw error instanceof CliError ? error : fileError(error, path);
  }
}
