// A time limit in words: as it was agreed, and what it comes to.

import type { ReactNode } from "react";

import type { CommitmentView, LimitView } from "../../../api/commitment-views.ts";
import type { VerdictView } from "../../../api/views.ts";
import { dtg, iso, zuluDay } from "../../model/format.ts";
import { partyShort } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import type { Words } from "../../words/words.tsx";
import { useKnown } from "../frame/context.tsx";

/** The limit as it is counted, then its last moment and what the record says of it. */
export function Limit(props: { readonly of: CommitmentView }): ReactNode {
  const { of } = props;
  const words = useWords();
  const { say } = words;
  return (
    <p className="limit">
      <span>{limitSentence(of.limit, words)}</span>{" "}
      {of.dueMs !== null && (
        <>
          <b>{say("commitment.by")}</b>{" "}
          <time className="dtg" dateTime={iso(of.dueMs)} dir="ltr">{dtg(of.dueMs)}</time>{" "}
        </>
      )}
      {of.verdict !== null && of.verdict.outcome !== "running" && (
        <span className="chip" data-state={of.verdict.outcome === "met" ? "verified" : "disputed"}>
          {say(`limit.outcome.${of.verdict.outcome}`)}
        </span>
      )}{" "}
      {of.verdict !== null && of.verdict.byEntries.length > 0 && (
        <span className="hint">{say("limit.by-entries", { entries: of.verdict.byEntries.join(" ") })}</span>
      )}{" "}
      {of.verdict?.state === "provisional" && <span className="hint">{say("agreed.verdict.provisional")}</span>}
      {of.verdict?.state === "final" && of.verdict.outcome === "passed" && (
        <span className="hint">{say("agreed.verdict.final")}</span>
      )}
      {of.verdict !== null && of.verdict.outcome !== "running" && <Doubt of={of.verdict} />}
      {of.startDisputed && <span className="hint">{say("limit.start-disputed")}</span>}
    </p>
  );
}

/** What a verdict lacks: parties that were not heard, and what was heard too late; nothing where it lacks neither. */
export function Doubt(props: { readonly of: VerdictView }): ReactNode {
  const { of: { unheard, contested } } = props;
  const { station } = useKnown();
  const { say } = useWords();
  return (
    <>
      {station !== null && unheard.length > 0 && (
        <span className="hint">
          {say("agreed.unheard", { parties: unheard.map((one) => partyShort(station, one)).join(", ") })}
        </span>
      )}{" "}
      {contested && <strong>{say("limit.contested")}</strong>}
    </>
  );
}

/** A limit as a sentence. */
export function limitSentence(limit: LimitView, { say, language }: Words): string {
  const of = limit.of === null ? "" : say(`limit.of.${limit.of.kind}`, {
    name: limit.of.name, n: limit.of.item ?? 0, date: limit.of.timeMs === null ? "" : zuluDay(limit.of.timeMs),
  });
  const span = limit.span === null ? "" : say(`limit.span.${limit.span.unit}`, { n: limit.span.amount });
  const period = limit.period === null ? "" : limit.period.kind === "month"
    ? monthName(limit.period.year, limit.period.number, language)
    : say(`limit.period.${limit.period.kind}`, { year: limit.period.year, n: limit.period.number });
  const at = limit.atMs === null ? "" : zuluDay(limit.atMs);
  switch (limit.form) {
    case "none": return say("limit.none");
    case "at": return say("limit.at", { date: at });
    case "within": return say("limit.within", { span, of });
    case "by-end-of": return say("limit.by-end-of", { period });
    case "recurring": return say("limit.recurring", { span, of });
    case "when": return say("limit.when", { of, what: at === "" ? period === "" ? say("limit.none") : period : at });
  }
}

/** "August 2027", as the reader's language has it, with Latin digits. */
function monthName(year: number, month: number, language: string): string {
  const options = { month: "long", year: "numeric", timeZone: "UTC", numberingSystem: "latn" } as const;
  return new Intl.DateTimeFormat(language, options).format(new Date(Date.UTC(year, month - 1, 1)));
}
