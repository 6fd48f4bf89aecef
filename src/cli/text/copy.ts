// The fair copy of a text that is meant when only the text is named, and how its copies on paper compare.

import type { DocumentView, FairCopyView, TextView } from "../../api/text-views.ts";
import type { Cli } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import type { Client } from "../client.ts";

const copiesWords = {
  "waiting": "compile.waiting", "same": "compile.same", "other-document": "compile.other-document",
  "other-edition": "compile.other-edition", "different": "compile.different",
} as const;

/** How what the parties have compiled compares (F-14), as a sentence. */
export function copiesSentence(cli: Cli, copies: DocumentView["copies"]): string {
  return cli.say(copiesWords[copies]);
}

/** The fair copy that a text is about now: adopted, being accepted, or clean. Errors: text-without-copy. */
export async function chosenCopy(
  client: Client, object: string,
): Promise<FairCopyView & { readonly principals: readonly string[] }> {
  const { fairCopies, digest, principals } = await client.get<TextView>(`/texts/${object}`);
  const copy = fairCopies.find((one) => one.digest === digest);
  if (copy === undefined) throw new CliError("text-without-copy");
  return { ...copy, principals };
}
