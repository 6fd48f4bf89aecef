// The agreed terms of a channel: what holds in its glossaries.

import type { GlossaryTerm } from "../../../core/text/concordance/check.ts";
import type { TextView } from "../../../api/text-views.ts";
import type { Answer, Client } from "../../model/client.ts";
import { useAsked } from "../frame/asked.ts";
import { useConsole } from "../frame/context.tsx";

/** Terms in the languages of a text, in their order; none while they are being asked for. */
export function useGlossary(view: TextView): readonly GlossaryTerm[] {
  const { store } = useConsole();
  const { value } = useAsked(`glossary ${view.channel} ${view.languages.join(" ")}`, () => ask(store.client, view));
  return value ?? none;
}

const none: readonly GlossaryTerm[] = [];

async function ask(client: Client, view: TextView): Promise<Answer<readonly GlossaryTerm[]>> {
  const texts = await client.texts();
  if (texts.kind === "failed") return texts;
  const glossaries = texts.value.filter((one) => one.purpose === "glossary" && one.channel === view.channel);
  const views = await Promise.all(glossaries.map((one) => client.text(one.object)));
  const terms = views.flatMap((one) => (one.kind === "answer" ? termsOf(one.value, view.languages) : []));
  return { kind: "answer", value: terms };
}

/** What two or more of the wanted languages have a word for; a clause that does not hold is no agreed term. */
function termsOf(glossary: TextView, languages: readonly string[]): readonly GlossaryTerm[] {
  return glossary.slots.filter((one) => one.state === "settled" && !one.heading).flatMap((slot) => {
    const term = languages.map((tag) => slot.texts?.[glossary.languages.indexOf(tag)] ?? "");
    return term.filter((word) => word !== "").length > 1 ? [term] : [];
  });
}
