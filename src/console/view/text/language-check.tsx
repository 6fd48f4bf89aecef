// What the languages of a clause say differently, and which agreed terms stand in it. It warns and never rewrites.

import { useMemo } from "react";
import type { ReactNode } from "react";

import { checkConcordance } from "../../../core/text/concordance/check.ts";
import type { Finding, GlossaryTerm } from "../../../core/text/concordance/check.ts";
import { findTerms } from "../../../core/text/glossary.ts";
import { useWords } from "../../words/words.tsx";
import { ForeignLine } from "../message/foreign.tsx";
import { languageName } from "../message/message-body.tsx";
import type { OpenText } from "./text-page.tsx";

/** The warnings about one clause as it is written, and the agreed terms that it uses. */
export function LanguageCheck(props: { readonly open: OpenText; readonly texts: readonly string[] }): ReactNode {
  const { open: { view, glossary }, texts } = props;
  const { say } = useWords();
  const findings = useMemo(
    () => (texts.every((one) => one.trim() === "") ? [] : checkConcordance(texts, view.languages, glossary)),
    [texts, view.languages, glossary],
  );
  return (
    <>
      {findings.length > 0 && (
        <div className="language-check" role="status">
          <p>{say("text.check.look")}</p>
          <ul>
            {findings.map((one, at) => <li key={at}><Doubt finding={one} /></li>)}
          </ul>
        </div>
      )}
      <Terms open={props.open} texts={texts} />
    </>
  );
}

function Doubt(props: { readonly finding: Finding }): ReactNode {
  const { finding: { code, languages, values } } = props;
  const { say, language } = useWords();
  return (
    <>
      {say(`concordance.${code}`)}{" "}
      {languages.map((one, at) => (
        <span key={one}>
          {at > 0 && " – "}
          {languageName(one, language)}:{" "}
          {values[at]?.length === 0 ? "–" : <ForeignLine text={values[at]?.join(", ") ?? ""} language={one} />}
        </span>
      ))}
    </>
  );
}

/** Agreed terms that stand in one of the texts, in every language. */
function Terms(props: { readonly open: OpenText; readonly texts: readonly string[] }): ReactNode {
  const { open: { view, glossary }, texts } = props;
  const { say } = useWords();
  const found = useMemo((): readonly GlossaryTerm[] => {
    const hits = texts.flatMap((text, at) => (
      findTerms(text, view.languages[at] ?? "", glossary.map((term) => term[at] ?? ""))
    ));
    return [...new Set(hits.map((one) => one.term))].flatMap((term) => [glossary[term] ?? []]);
  }, [texts, view.languages, glossary]);
  if (found.length === 0) return null;
  return (
    <div className="glossary-hits">
      <b>{say("text.terms")}</b>
      {found.map((term) => (
        <span key={term.join(" ")}>
          {term.map((word, at) => (
            <span key={at}>{at > 0 && " – "}<ForeignLine text={word} language={view.languages[at] ?? ""} /></span>
          ))}
        </span>
      ))}
    </div>
  );
}
