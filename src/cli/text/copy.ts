// What a person means by the name of a text: its label, or the beginning of its object.

import type { FairCopyView, TextSummary, TextView } from "../../api/text-views.ts";
import { CliError } from "../cli-error.ts";
import type { Client } from "../client.ts";
import { prefixMin } from "../lookup.ts";

/** A text by its label ("NDL:105"), its object or the beginning of it. Errors: text-unknown, text-which. */
export async function findText(client: Client, asked: string): Promise<TextSummary> {
  const wanted = asked.toLowerCase();
  const isNamed = ({ label, object }: TextSummary): boolean => (
    label.toLowerCase() === wanted || (wanted.length >= prefixMin && object.startsWith(wanted))
  );
  const found = (await client.get<readonly TextSummary[]>("/texts")).filter(isNamed);
  const [text] = found;
  if (text === undefined) throw new CliError("text-unknown", { asked: asked.slice(0, 80) });
  if (found.length > 1) throw new CliError("text-which", { asked: asked.slice(0, 80) });
  return text;
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
