// What a text must keep beyond its shape, for anything about it to have an effect (spec/15-texts.md).

import { areLanguages } from "../../text/named.ts";
import { arePrincipals } from "../agreed/principals.ts";
import type { TextContent } from "./entries.ts";

/** Whether a text is whole: languages, titles, principals and pen fit each other and a charter of so many parties. */
export function isWholeText(content: TextContent, parties: number): boolean {
  const { languages, title, principals, pen } = content;
  return areLanguages(languages) && title.length === languages.length && !title.some((one) => one.includes("\n"))
    && arePrincipals(principals, parties) && (pen === null || pen < parties);
}
