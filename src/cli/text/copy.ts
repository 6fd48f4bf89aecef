// The fair copy of a text that is meant when only the text is named.

import type { FairCopyView, TextView } from "../../api/text-views.ts";
import { CliError } from "../cli-error.ts";
import type { Client } from "../client.ts";

/** The fair copy that a text is about now: adopted, being accepted, or clean. Errors: text-without-copy. */
export async function chosenCopy(
  client: Client, object: string,
): Promise<FairCopyView & { readonly principals: readonly string[] }> {
  const { fairCopies, digest, principals } = await client.get<TextView>(`/texts/${object}`);
  const copy = fairCopies.find((one) => one.digest === digest);
  if (copy === undefined) throw new CliError("text-without-copy");
  return { ...copy, principals };
}
