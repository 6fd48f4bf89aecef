// chirograph courier show: what a bundle holds, without taking it in.

import { resolve } from "node:path";

import { bundleLines, fileParts } from "./read.ts";
import type { BundleView } from "../../api/courier-views.ts";
import { exit } from "../cli.ts";
import type { Command } from "../cli.ts";
import { openClient } from "../client.ts";
import { withProgress } from "../progress.ts";

export const showBundle: Command = {
  name: "courier show",
  args: "<file>",
  station: true,
  async run(cli, [asked = ""]) {
    const client = await openClient(cli);
    const path = resolve(asked);
    const view = await withProgress(cli, "progress.courier", (tell) =>
      client.upload<BundleView>("/courier/look", fileParts(path, tell)));
    const state = await client.state();
    cli.answer({ path, ...view }, () => bundleLines(cli, state, path, view, false));
    return view.problem === null ? exit.done : exit.refused;
  },
};
