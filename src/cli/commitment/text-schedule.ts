// The schedule of an adopted text, as a file to be read and changed: what its clauses usually become.

import type { TextView } from "../../api/text-views.ts";
import type { StationView } from "../../api/views.ts";
import { usualCommitment } from "../../core/mechanism/commitment/usual.ts";
import type { Usual } from "../../core/mechanism/commitment/usual.ts";
import { CliError } from "../cli-error.ts";
import { partyShort } from "../present.ts";

/** What stands where a clause does not say when, in each language that is read. */
const withoutDelay: Readonly<Record<string, string>> = { en: "without delay", ru: "незамедлительно" };
/** What is asked for as evidence of each kind, in the languages that we have it in. */
const evidence: Readonly<Record<Usual["kind"], Readonly<Record<string, string>>>> = {
  meeting: {
    en: "The meeting, by its label, and its agreed minutes.",
    ru: "Встреча, по её обозначению, и её согласованный протокол.",
  },
  document: { en: "What was handed over, or a copy of it.", ru: "Переданное или его копия." },
  deed: {},
};

/**
 * One commitment for each clause of an adopted text, or for some by their numbers, in its words and languages: who owes
 * it, when, with what evidence and alarms, as far as the clause says it, for a person to put right. Errors:
 * text-not-adopted, clause-unknown.
 */
export function scheduleOfText(state: StationView, text: TextView, numbers: readonly number[] | null): unknown {
  const { object, languages, title, fairCopies, principals } = text;
  const copy = fairCopies.find((one) => one.agreement.state === "adopted");
  if (copy === undefined) throw new CliError("text-not-adopted");
  const missing = numbers?.find((one) => copy.clauses[one - 1] === undefined);
  if (missing !== undefined) throw new CliError("clause-unknown", { asked: String(missing) });
  const called = principals.map((party) => {
    const known = state.parties.find((one) => one.id === party) ?? state.party;
    return { party, names: [known.short, ...known.names.map((one) => one.text)] };
  });
  const each = (texts: readonly string[]): Record<string, string> => Object.fromEntries(
    languages.map((language, at) => [language, texts[at] ?? ""] as const).filter(([, words]) => words !== ""),
  );
  const shorts = (parties: readonly string[]): readonly string[] => parties.map((one) => partyShort(state, one));
  const commitments = copy.clauses.flatMap(({ heading, texts }, at) => {
    if (numbers === null ? heading : !numbers.includes(at + 1)) return [];
    const usual = usualCommitment(texts, languages, called, state.nowMs);
    const others = principals.filter((one) => !usual.owner.includes(one));
    const phrase = each(usual.phrase);
    const asked = evidence[usual.kind];
    return [{
      owner: shorts(usual.owner), to: shorts(others.length === 0 ? principals : others), deliverable: each(texts),
      clauses: [at + 1], phrase: Object.keys(phrase).length > 0 ? phrase : spoken(withoutDelay, languages),
      ...(languages.every((one) => asked[one] !== undefined) ? { evidence: spoken(asked, languages) } : {}),
      ...(usual.silenceDays === null ? {} : { silence: { amount: usual.silenceDays, unit: "days" } }),
      alarms: usual.alarms, ...(usual.kind === "meeting" ? { convenor: state.party.short } : {}),
      article: String(at + 1), source: title[0]?.text ?? "",
    }];
  });
  return { languages, text: object, digest: copy.digest, commitments };
}

function spoken(words: Readonly<Record<string, string>>, languages: readonly string[]): Record<string, string> {
  return Object.fromEntries(languages.flatMap((one) => (words[one] === undefined ? [] : [[one, words[one]]])));
}
