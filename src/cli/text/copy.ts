// The fair copy of a text that is meant when only the text is named, and how its copies on paper compare.

import { join } from "node:path";

import type { DocumentView, FairCopyView, TextView } from "../../api/text-views.ts";
import type { Cli } from "../cli.ts";
import { writeParts } from "../bounded-file.ts";
import { CliError } from "../cli-error.ts";
import type { Client } from "../client.ts";
import { copyName } from "../../verify/publication.ts";

/** A fair copy, and whose copies on paper there are of it. */
export interface ChosenCopy extends FairCopyView {
  readonly principals: readonly string[];
}

const copiesWords = {
  "waiting": "compile.waiting", "same": "compile.same", "other-document": "compile.other-document",
  "other-edition": "compile.other-edition", "different": "compile.different",
} as const;

/** How what the parties have compiled compares (F-14), as a sentence. */
export function copiesSentence(cli: Cli, copies: DocumentView["copies"]): string {
  return cli.say(copiesWords[copies]);
}

/** The fair copy that a text is about now: adopted, being accepted, or clean. Errors: text-without-copy. */
export function chosenCopy({ fairCopies, digest, principals }: TextView): ChosenCopy {
  const copy = fairCopies.find((one) => one.digest === digest);
  if (copy === undefined) throw new CliError("text-without-copy");
  return { ...copy, principals };
}

/** Writes every principal's copy into a folder; each is whole or not there. The names of the files. */
export async function writeCopies(
  client: Client, { object, digest, principals }: ChosenCopy, folder: string, overwrite: boolean,
): Promise<readonly string[]> {
  const names = principals.map((_, index) => copyName(index));
  for (const [index, name] of names.entries()) {
    const parts = await client.download(`/texts/${object}/copies/${digest}/${index}`);
    await writeParts(join(folder, name), parts, overwrite);
  }
  return names;
}
