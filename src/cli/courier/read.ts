// A bundle on a medium, read in parts; and what is said of it to a person.

import { createReadStream, statSync } from "node:fs";

import type { BundleView } from "../../api/courier-views.ts";
import type { StationView } from "../../api/views.ts";
import { bundleBytesMax } from "../../core/courier/bundle.ts";
import { fileError } from "../bounded-file.ts";
import type { Cli } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { partyShort } from "../present.ts";
import { showTime } from "../time.ts";

/** The bytes of a file. Errors: file-missing, file-too-large, courier-medium-read when the medium fails half way. */
export async function* fileParts(path: string, tell: (done: string) => void): AsyncGenerator<Uint8Array> {
  let length = 0;
  try {
    const { size } = statSync(path);
    if (size > bundleBytesMax) throw new CliError("file-too-large", { path, limit: bundleBytesMax });
    for await (const part of createReadStream(path) as AsyncIterable<Buffer>) {
      length += part.length;
      tell(`${Math.round(length / 1_024)} / ${Math.round(size / 1_024)} KiB`);
      yield part;
    }
  } catch (error) {
    if (error instanceof CliError || length === 0) throw error instanceof CliError ? error : fileError(error, path);
    throw new CliError("courier-medium-read", { path, detail: String((error as NodeJS.ErrnoException).code) });
  }
}

/** What a bundle holds or brought, in lines. */
export function bundleLines(
  cli: Cli, state: StationView, path: string, view: BundleView, taken: boolean,
): readonly string[] {
  const { problem, fresh, held, waiting, left, lack, said } = view;
  const words = said.filter(({ count }) => count > 0).toReversed();
  return [
    path,
    ...(view.from === null ? [] : [`  ${makerLine(cli, state, view)}`]),
    ...(problem === null ? [] : [`  ${cli.sayCode("reason", problem)}`]),
    `  ${cli.say(taken ? "courier.took" : "courier.holds", { entries: view.entries, fresh, held, waiting })}`,
    ...(words.length === 0 ? [] : [`  ${cli.say("courier.words", {
      words: words.map(({ precedence, count }) => `${precedence} ${count}`).join(", "),
      oldest: showTime(view.oldestMs), newest: showTime(view.newestMs),
    })}`]),
    ...(left === 0 ? [] : [`  ${cli.say("courier.left", { left })}`]),
    ...(lack === 0 ? [] : [`  ${cli.say(taken ? "courier.lack" : "courier.lack-before", { lack })}`]),
  ];
}

function makerLine(cli: Cli, state: StationView, { from, madeMs, whole }: BundleView): string {
  const party = from === null ? "" : partyShort(state, from.party);
  const values = { party, station: from?.station.slice(0, 12) ?? "", made: showTime(madeMs) };
  return cli.say(whole ? "courier.made-by" : "courier.says-made-by", values);
}
