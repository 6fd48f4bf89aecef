// Which incoming messages the command line has shown to each officer: a release is blocked until they are seen.

import { join } from "node:path";

import type { MessageView } from "../../api/views.ts";
import { readBoundedText, writeWhole } from "../bounded-file.ts";
import type { Cli } from "../cli.ts";
import type { Client } from "../client.ts";

const bytesMax = 262_144;
/** Messages asked for at a time, as many as the station gives. */
const pageMax = 500;

/** The running number of the newest incoming message shown to the officer here; 0 when none was. */
export function seenBy(cli: Cli, officer: string): number {
  return readAll(cli)[officer] ?? 0;
}

/** Notes that these messages were shown. Only an unbroken run counts: what was skipped was not seen. */
export function noteSeen(cli: Cli, officer: string, shown: readonly MessageView[]): void {
  const all = readAll(cli);
  const numbers = new Set(shown.map((message) => message.incoming));
  let newest = all[officer] ?? 0;
  while (numbers.has(newest + 1)) newest += 1;
  if (newest === (all[officer] ?? 0)) return;
  writeWhole(join(cli.folder, "cli-seen.json"), JSON.stringify({ ...all, [officer]: newest }));
}

/** Incoming messages this officer has not been shown, oldest first. */
export async function unseenBy(cli: Cli, client: Client): Promise<readonly MessageView[]> {
  const seen = seenBy(cli, client.officer.id);
  const unseen: MessageView[] = [];
  // An officer who is new here has all of them before them, page by page: what is left out could never count as seen.
  for (let before = ""; ;) {
    const page = await client.get<readonly MessageView[]>(`/messages?limit=${pageMax}${before}`);
    const last = page.at(-1);
    unseen.push(...page.filter((message) => message.incoming > seen));
    const all = unseen.length > 0 && Math.min(...page.map((one) => one.incoming || Infinity)) <= seen + 1;
    if (last === undefined || page.length < pageMax || all) break;
    before = `&before=${last.object}`;
  }
  return unseen.sort((a, b) => a.incoming - b.incoming);
}

function readAll(cli: Cli): Record<string, number> {
  try {
    const all: unknown = JSON.parse(readBoundedText(join(cli.folder, "cli-seen.json"), bytesMax));
    const entries = Object.entries(all as object).filter(([, value]) => Number.isSafeInteger(value) && value >= 0);
    return Object.fromEntries(entries) as Record<string, number>;
  } catch {
    // Missing or damaged: then nothing counts as seen, which only shows messages once more.
    return {};
  }
}
