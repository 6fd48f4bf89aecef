// What binds this party, at the command line: read back and asked for, then said, or left waiting for persons.

import { answerAct, flagOf, textOf } from "../cli.ts";
import type { Cli, Exit, Given, Option } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import type { Client } from "../client.ts";
import { confirm } from "../prompt.ts";
import { parseTime, showTime } from "../time.ts";
import type { Values, WordId } from "../words/words.ts";
import type { ActResult } from "../../api/acts.ts";
import { shortHash } from "../../core/text/short-hash.ts";

/** How long an acceptance binds unless told otherwise. */
const untilDefault = "7d";
export const untilOption: Option = { flags: "--until <time>", words: "option.until" };
export const yesOption: Option = { flags: "--yes", words: "option.yes" };

/** A digest that is to be accepted, and what a person reads before: all of it, in every language. */
export interface Acceptable {
  readonly object: string;
  readonly digest: string;
  readonly lines: readonly string[];
}

/** The question before an acceptance, and what is answered when it was said, or waits for more persons. */
export interface AcceptWords {
  readonly sure: WordId;
  readonly said: WordId;
  readonly waits: WordId;
}

/** Until when an acceptance binds. Errors: time-unknown. */
export function untilOf(given: Given, nowMs: number): number {
  return parseTime(textOf(given, "until") ?? untilDefault, nowMs);
}

/** Reads it back and asks, where a person can be asked; then accepts it. Errors: stopped, time-unknown. */
export async function acceptDigest(
  cli: Cli, client: Client, given: Given, { object, digest, lines }: Acceptable, words: AcceptWords, named: Values = {},
): Promise<Exit> {
  const untilMs = untilOf(given, (await client.state()).nowMs);
  const values = { ...named, hash: shortHash(Uint8Array.fromHex(digest)), until: showTime(untilMs) };
  if (!flagOf(given, "yes")) {
    for (const line of lines) cli.note(line);
    if (!await confirm(cli, words.sure, values)) throw new CliError("stopped");
  }
  const result = await client.act({ act: "agree.accept", object, digest, untilMs });
  return answerBinding(cli, result, words.said, words.waits, values);
}

/** Answers with what was said, or with what waits for more persons before it is, as "undertaking". */
export function answerBinding(cli: Cli, result: ActResult, said: WordId, waits: WordId, values: Values): Exit {
  const undertaking = result.kind === "done" && result.digest !== undefined ? result.object?.slice(0, 12) : undefined;
  return answerAct(cli, result, undertaking === undefined ? said : waits, {
    ...values, undertaking: undertaking ?? "",
  });
}
